"""Starting the app: loopback only, nothing reported, the same settings from wherever it is started."""

from __future__ import annotations

import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from framing.errors import FramingError, InputError
from framing.pages import launch
from framing.pages.launch import (
    ADDRESS,
    ENTRY,
    HOSTS,
    OPTIONS,
    SCORED_FOLDER,
    SERVE,
    Serving,
    command,
    environment,
)

ROOT = Path(__file__).resolve().parents[2]


def settings(table: dict[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from settings(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(value).lower() if isinstance(value, bool) else str(value)


def test_settings_file_and_flags_say_the_same() -> None:
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert dict(settings(config)) == OPTIONS


def test_app_listens_on_this_machine_only_and_reports_nothing() -> None:
    flags = command(8600)
    assert f"--server.address={ADDRESS}" in flags
    assert "--browser.gatherUsageStats=false" in flags
    assert "--server.port=8600" in flags


def test_entry_of_an_installed_package_does_what_app_does() -> None:
    code = ENTRY.read_text(encoding="utf-8").split('"""')[2]
    assert code == (ROOT / "app.py").read_text(encoding="utf-8").split('"""')[2]


def test_no_module_beside_the_entry_can_hide_another(root: Path) -> None:
    assert [path.name for path in ENTRY.parent.glob("*.py")] == [ENTRY.name]


def test_scored_folder_is_named_to_the_app_and_an_old_one_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SCORED_FOLDER, "old")
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    assert environment(tmp_path)[SCORED_FOLDER] == str(tmp_path.resolve())
    assert SCORED_FOLDER not in environment(None)
    assert "STREAMLIT_SERVER_ADDRESS" not in environment(None)


def test_folder_without_tables_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no articles\.parquet"):
        launch.launch(tmp_path)


def test_port_that_is_taken_is_refused_when_asked_for() -> None:
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        with pytest.raises(FramingError, match="another program listens there"):
            launch.launch(None, taken.getsockname()[1])


def test_command_line_can_name_the_app_without_loading_streamlit() -> None:
    code = "import sys, framing.pages, framing.pages.launch; print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "False"


def test_served_app_is_told_so_and_under_which_names(monkeypatch: pytest.MonkeyPatch) -> None:
    serving = Serving("192.168.1.5", ("Framing.Example.org",))
    told = environment(None, serving)
    assert (told[SERVE], told[HOSTS]) == ("1", "192.168.1.5,Framing.Example.org")
    monkeypatch.setenv(SERVE, told[SERVE])
    monkeypatch.setenv(HOSTS, told[HOSTS])
    assert launch.serving()
    assert launch.allowed_hosts() == {"127.0.0.1", "localhost", "::1", "192.168.1.5", "framing.example.org"}
    assert environment(None).keys().isdisjoint({SERVE, HOSTS})


def test_address_of_every_interface_is_no_name_to_be_asked_by() -> None:
    assert environment(None, Serving("0.0.0.0", ("framing.example.org",)))[HOSTS] == "framing.example.org"
    assert environment(None, Serving("::"))[HOSTS] == ""


@pytest.mark.parametrize(
    ("serving", "told"),
    [
        (None, ()),
        (Serving(), ()),
        (Serving("::1", ("framing.example.org",)), ()),
        (Serving("0.0.0.0", ("a.example",)), ("without a password", "answers as a.example;")),
        (Serving("192.168.1.5"), ("without a password", "answers as 192.168.1.5;")),
        (Serving("::"), ("without a password", "answers nobody but this machine")),
    ],
)
def test_warning_is_given_exactly_where_others_can_reach_the_app(
    serving: Serving | None, told: tuple[str, ...]
) -> None:
    lines = launch.warnings(serving)
    assert len(lines) == len(told)
    assert all(part in line for part, line in zip(told, lines, strict=True))


@pytest.mark.parametrize(
    ("serving", "seen"),
    [
        (Serving("localhost"), "not an IP address"),
        (Serving("127.0.0.1 --server.port=1"), "not an IP address"),
        (Serving(host_names=("https://framing.example.org",)), "not a host name"),
        (Serving(host_names=("",)), "not a host name"),
        (Serving(host_names=("a,b",)), "not a host name"),
    ],
)
def test_address_or_name_that_cannot_be_one_is_refused_before_anything_starts(
    serving: Serving, seen: str
) -> None:
    with pytest.raises(InputError, match=seen):
        launch.launch(None, None, serving)


def test_server_listens_where_it_is_told_and_keeps_all_other_flags() -> None:
    served = command(8600, Serving("0.0.0.0"))
    assert "--server.address=0.0.0.0" in served
    assert "--server.maxUploadSize=100" in served
    assert len(served) == len(command(8600))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501"),
        ("0.0.0.0", "http://127.0.0.1:8501"),
        ("::", "http://[::1]:8501"),
        ("2001:db8::1", "http://[2001:db8::1]:8501"),
    ],
)
def test_address_that_is_shown_can_be_typed_into_a_browser(address: str, shown: str) -> None:
    assert launch.url(address, 8501) == shown


@pytest.mark.parametrize("option", ["--address=0.0.0.0", "--host-name=framing.example.org"])
def test_opening_the_app_to_others_wants_serve_said(option: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from framing.cli import main; main()", "app", option],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "given without --serve; add --serve" in done.stderr
