"""Start the app on this machine: streamlit in a process of its own, on the loopback address only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from framing.errors import FramingError, InputError

ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8501
SCORED_FOLDER = "FRAMING_SCORED"
"""Environment variable that tells the app which scored folder to open."""
LARGEST_MB = 500
"""Of one uploaded file."""
ENTRY = Path(__file__).resolve().parent / "entry" / "framing_app.py"

OPTIONS = {
    "server.address": ADDRESS,
    "server.headless": "true",
    "server.showEmailPrompt": "false",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": str(LARGEST_MB),
    "server.runOnSave": "false",
    "browser.gatherUsageStats": "false",
    "browser.serverAddress": ADDRESS,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.disableDataExport": "true",
    "theme.light.primaryColor": "#8a5700",
    "theme.light.backgroundColor": "#fffdf9",
    "theme.light.secondaryBackgroundColor": "#f7f3ec",
    "theme.light.textColor": "#24211d",
    "theme.light.borderColor": "#dcd6cc",
    "theme.dark.primaryColor": "#f0b95a",
    "theme.dark.backgroundColor": "#171614",
    "theme.dark.secondaryBackgroundColor": "#24211d",
    "theme.dark.textColor": "#ece7de",
    "theme.dark.borderColor": "#47423a",
    "theme.headingFont": "serif",
    "theme.baseRadius": "small",
    "theme.showWidgetBorder": "true",
}
"""Given as flags, so that they hold whatever the folder the app is started in and however it was installed."""


def launch(scored: Path | None = None, port: int | None = None) -> int:
    """Start the app, print its address, and give streamlit's exit code back when it ends.

    Without a port: 8501, or a free one where that is taken. Raises InputError for a scored folder that is not there, and
    FramingError for a port that was asked for and is taken.
    """
    if scored is not None and not (scored / "articles.parquet").is_file():
        raise InputError(
            str(scored), "no articles.parquet in it", "name a folder that `framing score` has written"
        )
    chosen = _port(port)
    where = f" with {scored}" if scored else ""
    print(f"framing app{where}: http://{ADDRESS}:{chosen}  (Ctrl+C stops it)", flush=True)
    try:
        return subprocess.run(command(chosen), env=environment(scored), check=False).returncode
    except KeyboardInterrupt:
        return 0


def command(port: int) -> list[str]:
    """The program to start with all its flags."""
    flags = [f"--{name}={value}" for name, value in {**OPTIONS, "server.port": str(port)}.items()]
    return [sys.executable, "-m", "streamlit", "run", str(ENTRY), *flags]


def environment(scored: Path | None) -> dict[str, str]:
    """This process's environment with the scored folder named, and no other one left over."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != SCORED_FOLDER and not name.startswith("STREAMLIT_")
    }
    return {**kept, SCORED_FOLDER: str(scored.resolve())} if scored else kept


def free_port() -> int:
    """A port of the loopback address that nobody listens on just now."""
    with socket.socket() as listening:
        listening.bind((ADDRESS, 0))
        return int(listening.getsockname()[1])


def _port(wanted: int | None) -> int:
    if wanted is not None and _taken(wanted):
        raise FramingError(f"port {wanted}", "another program listens there", "name another port, or none")
    if wanted is not None:
        return wanted
    return free_port() if _taken(DEFAULT_PORT) else DEFAULT_PORT


def _taken(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex((ADDRESS, port)) == 0
