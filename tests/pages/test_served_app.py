"""The app as it runs in serve mode: headers on the wire, hosts and origins refused, private sessions, no article in the log."""

from __future__ import annotations

import asyncio
import http.client
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from load_app import LARGEST_MESSAGE, PASTED, Client, Results  # noqa: E402
from screenshots import Served, served_app  # noqa: E402

from framing.pages.launch import Serving  # noqa: E402
from framing.pages.serving_headers import headers  # noqa: E402
from framing.store import open_workspace  # noqa: E402

PROTOCOL = ["streamlit"]


@dataclass(frozen=True, slots=True)
class Running:
    """The app and what it wrote."""

    app: Served
    log: Path
    workspace: Path
    temporary: Path


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An app that is served under one more name."""
    folder = tmp_path_factory.mktemp("served")
    open_workspace(folder / "workspace")
    (folder / "temporary").mkdir()
    serving = Serving(host_names=("framing.example.org",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder / "temporary"))
        with served_app(workspace=folder / "workspace", serving=serving, log=folder / "log") as app:
            yield Running(app, folder / "log", folder / "workspace", folder / "temporary")


def asked(running: Running, path: str, method: str = "GET", **fields: str) -> http.client.HTTPResponse:
    """The answer to one request; fields are headers."""
    connection = http.client.HTTPConnection(urlsplit(running.app.address).netloc, timeout=30)
    connection.request(
        method, path, headers={name.replace("_", "-"): value for name, value in fields.items()}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/outlets", 200),
        ("/_stcore/health", 200),
        ("/_stcore/host-config", 200),
        ("/media/none.csv", 404),
        ("/static/js/none.js", 200),
        ("/app/static/x", 200),
        ("/_stcore/metrics", 404),
        ("/_stcore/agent/openapi.json", 404),
        ("/../../etc/passwd", 400),
    ],
)
def test_answer_carries_every_header(running: Running, path: str, status: int) -> None:
    answer = asked(running, path)
    given = {name.lower(): value for name, value in answer.getheaders()}
    assert answer.status == status
    assert dict(headers(urlsplit(path).path)).items() <= given.items()


@pytest.mark.parametrize(
    ("host", "status"), [("evil.example", 400), ("framing.example.org", 200), ("localhost:1", 200)]
)
def test_only_listed_names_are_answered(running: Running, host: str, status: int) -> None:
    assert asked(running, "/", Host=host).status == status


def test_upload_from_another_site_is_refused(running: Running) -> None:
    assert asked(running, "/_stcore/upload_file/a/b", "PUT", Origin="http://evil.example").status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null"])
def test_websocket_of_another_site_is_refused(running: Running, origin: str) -> None:
    async def open_it() -> None:
        url = f"ws://{urlsplit(running.app.address).netloc}/_stcore/stream"
        async with connect(url, origin=origin, subprotocols=PROTOCOL):  # type: ignore[arg-type]
            pass

    with pytest.raises(InvalidStatus, match="403"):
        asyncio.run(open_it())


def test_sessions_see_their_own_words_only_and_the_log_holds_none(running: Running) -> None:
    results = asyncio.run(_paste_at_once(running.app.address, 3))
    assert results.failed == []
    assert len(results.own) == 3
    assert results.foreign == []
    said = running.log.read_text(encoding="utf-8")
    assert "You can now view your Streamlit app" in said
    words = (*results.own, "arms race", "asked not to be named", "has left the bottle")
    assert [each for each in words if each in said] == []


async def _paste_at_once(address: str, sessions: int) -> Results:
    results = Results()

    async def paste(number: int) -> None:
        url = f"ws://{urlsplit(address).netloc}/_stcore/stream"
        async with connect(url, origin=address, subprotocols=PROTOCOL, max_size=LARGEST_MESSAGE) as socket:  # type: ignore[arg-type]
            client = Client(socket, number, results)
            await client.run("page", "read", {"from": "Paste"})
            text = {"string_value": PASTED.format(marker=client.marker)}
            client.states[client.find("Text of the article")] = text
            await client.run(
                "paste", "read", {"from": "Paste"}, **{client.find("Read"): {"trigger_value": True}}
            )
            await client.run("page", "outlets", {})

    await asyncio.gather(*(paste(number) for number in range(sessions)))
    return results


def open_to_others(folder: Path) -> list[Path]:
    """What below a folder others than its owner may look into."""
    return [path for path in folder.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_private_files_are_for_their_owner_alone_and_gone_when_the_server_ends(running: Running) -> None:
    """Last of the file: it stops the app while a session is open."""

    async def visit() -> None:
        url = f"ws://{urlsplit(running.app.address).netloc}/_stcore/stream"
        async with connect(url, origin=running.app.address, subprotocols=PROTOCOL) as socket:  # type: ignore[arg-type]
            client = Client(socket, 0, Results())
            await client.run("page", "read", {})
            await client.run("page", "corpus", {})
            assert list(running.temporary.rglob("catalogue.sqlite"))
            assert open_to_others(running.temporary) == []
            running.app.process.terminate()
            await asyncio.to_thread(running.app.process.wait, 20)

    asyncio.run(visit())
    assert list(running.temporary.iterdir()) == []
    assert open_to_others(running.workspace) == []
