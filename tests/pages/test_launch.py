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
from framing.pages.launch import ADDRESS, ENTRY, OPTIONS, SCORED_FOLDER, command, environment

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
