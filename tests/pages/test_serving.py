"""Between the network and the app: hosts, origins, closed addresses, headers on every answer, a log without words of articles."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from framing.pages import serving, serving_guard
from framing.pages.launch import HOSTS, LOOPBACK_NAMES
from framing.pages.serving_guard import CLOSED, Asked, Guard, host_name, refusal
from framing.pages.serving_headers import DOWNLOAD_POLICY, MEDIA, headers, page_policy

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1:8501"
ALLOWED = LOOPBACK_NAMES | {"framing.example.org"}


def asked(
    path: str = "/",
    host: str | None = HOST,
    origin: str | None = None,
    method: str = "GET",
    kind: str = "http",
) -> dict[str, Any]:
    """An ASGI scope as uvicorn makes it."""
    fields = [(b"host", host), (b"origin", origin)]
    given = [(name, value.encode("latin-1")) for name, value in fields if value is not None]
    return {"type": kind, "path": path, "method": method, "headers": given}


def answered(
    scope: dict[str, Any], *, allowed: frozenset[str] = ALLOWED
) -> tuple[list[dict[str, Any]], list[Any]]:
    """What is sent for a request, and the scopes that came through to the app behind."""
    sent: list[dict[str, Any]] = []
    through: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        through.append(scope)
        if scope["type"] == "http":
            old = [(b"content-type", b"text/html"), (b"Referrer-Policy", b"unsafe-url")]
            await send({"type": "http.response.start", "status": 200, "headers": old})
            await send({"type": "http.response.body", "body": b"words"})

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(Guard(app, allowed)(scope, receive, send))  # type: ignore[arg-type]
    return sent, through


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8501",
        "127.0.0.1@evil.example",
        "user@127.0.0.1",
        "127.0.0.1:port",
        "127.0.0.1:99999",
        "127.0.0.1/evil",
        "127.0.0.1?x",
        "localhost\t",
        " localhost",
        "0.0.0.0",
        "[::1",
        "",
        None,
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_host_that_is_not_listed_is_refused(host: str | None, kind: str) -> None:
    sent, through = answered(asked(host=host, kind=kind))
    assert through == []
    assert (
        sent[0].get("status") == 400
        if kind == "http"
        else sent == [{"type": "websocket.close", "code": 1008}]
    )


@pytest.mark.parametrize(
    "host", ["127.0.0.1", HOST, "LocalHost:1", "localhost.", "[::1]:8501", "framing.example.org"]
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_listed_host_is_answered_whatever_its_port(host: str, kind: str) -> None:
    assert len(answered(asked(host=host, kind=kind))[1]) == 1


def test_second_host_header_is_refused() -> None:
    scope = asked()
    scope["headers"].append((b"host", b"127.0.0.1"))
    assert answered(scope)[0][0]["status"] == 400


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://127.0.0.1:8502",
        "http://localhost:8501",
        "null",
        "file://",
        "chrome-extension://abc",
        "http://[",
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_page_of_another_origin_is_refused_even_on_this_machine(origin: str, kind: str) -> None:
    sent, through = answered(asked(origin=origin, kind=kind))
    assert through == []
    assert (
        sent[0].get("status") == 403
        if kind == "http"
        else sent == [{"type": "websocket.close", "code": 1008}]
    )


@pytest.mark.parametrize("origin", [f"http://{HOST}", f"https://{HOST}", "https://framing.example.org"])
def test_own_origin_comes_through_as_the_host_that_was_asked(origin: str) -> None:
    """Streamlit would look up this machine's public address at another host for an origin it does not know."""
    scheme = origin.split(":", maxsplit=1)[0]
    (through,) = answered(asked(origin=origin, kind="websocket"))[1]
    assert dict(through["headers"])[b"origin"] == f"{scheme}://{HOST}".encode()
    (through,) = answered(asked(origin=origin, method="PUT"))[1]
    assert b"origin" not in dict(through["headers"])


@pytest.mark.parametrize("closed", CLOSED)
def test_addresses_the_app_does_not_use_are_closed(closed: str) -> None:
    for path in (closed, f"{closed}/", f"{closed}/more"):
        assert answered(asked(path))[0][0]["status"] == 404
    assert refusal(Asked(f"{closed}x", "GET", (HOST,), ()), ALLOWED) is None


@pytest.mark.parametrize("method", ["POST", "PATCH", "TRACE", "CONNECT"])
def test_methods_the_app_does_not_use_are_refused(method: str) -> None:
    assert answered(asked(method=method))[0][0]["status"] == 405


@pytest.mark.parametrize(
    "scope",
    [
        asked(),
        asked("/media/a.csv"),
        asked(host="evil.example"),
        asked("/_stcore/metrics"),
        asked(method="POST"),
    ],
)
def test_every_answer_carries_every_header_once(scope: dict[str, Any]) -> None:
    start = answered(scope)[0][0]
    names = [name.decode().lower() for name, _ in start["headers"]]
    assert len(names) == len(set(names))
    given = {name.decode(): value.decode() for name, value in start["headers"]}
    assert dict(headers(scope["path"])).items() <= given.items()


def test_policy_names_no_other_host_and_no_way_around() -> None:
    policy = {part.split()[0]: part.split()[1:] for part in page_policy().split("; ")}
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["frame-src"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == policy["form-action"] == ["'self'"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "'unsafe-eval'" not in page_policy()
    words = {source for sources in policy.values() for source in sources}
    plain = {word for word in words if not word.startswith("'sha256-")}
    assert plain == {"'self'", "'none'", "'unsafe-inline'", "blob:", "data:"}


def test_download_that_is_opened_in_the_browser_runs_nothing() -> None:
    assert dict(headers(f"{MEDIA}abc.html"))["content-security-policy"] == DOWNLOAD_POLICY
    assert DOWNLOAD_POLICY.startswith("default-src 'none'")


def test_hosts_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOSTS, "192.168.1.5,Framing.Example.org.")
    (wrapped,) = serving.middleware()
    assert wrapped.kwargs["allowed"] == LOOPBACK_NAMES | {"192.168.1.5", "framing.example.org"}


def test_host_name_has_neither_port_nor_capitals() -> None:
    assert host_name("LOCALHOST:80") == "localhost"
    assert host_name("[2001:DB8::1]:80") == "2001:db8::1"
    assert host_name("a b") == "a b"  # well formed for urlsplit; no list holds it


@pytest.fixture
def plain_records() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    logging.setLogRecordFactory(serving.record_without_words)
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.usefixtures("plain_records")
def test_log_of_an_exception_names_type_and_place_but_not_its_words(caplog: pytest.LogCaptureFixture) -> None:
    try:
        try:
            raise KeyError("words of an article")
        except KeyError as inner:
            raise ValueError("more words of it") from inner
    except ValueError:
        logging.getLogger("streamlit.error_util").exception("Uncaught app execution")
    assert "Uncaught app execution" in caplog.text
    assert "ValueError" in caplog.text
    assert "test_serving.py" in caplog.text
    assert "words of" not in caplog.text


def test_both_entries_are_served_by_the_guard() -> None:
    """Streamlit finds the app by the assignment in the file; a change of its rule would serve the file without headers."""
    from streamlit.web.server.app_discovery import discover_asgi_app

    for path in (ROOT / "app.py", ROOT / "framing/pages/entry/framing_app.py"):
        assert discover_asgi_app(path).import_string == f"{path.stem}:app"
    assert serving_guard.Guard in [found.cls for found in serving.middleware()]
