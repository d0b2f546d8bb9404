"""Start the app on this machine: streamlit in a process of its own, on the loopback address only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from framing.errors import FramingError, InputError
from framing.scored_folder import has_table

ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8501
SCORED_FOLDER = "FRAMING_SCORED"
"""Environment variable that tells the app which scored folder to open."""
SERVE, HOSTS = "FRAMING_SERVE", "FRAMING_HOSTS"
"""Environment variables that tell the app that it is open to others, and under which names, separated by commas."""
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
LARGEST_MB, LARGEST_SERVED_MB = 500, 100
"""Of one uploaded file; the second where the app is served to others."""
_HOST_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.:")
ENTRY = Path(__file__).resolve().parent / "entry" / "framing_app.py"

OPTIONS = {
    "server.address": ADDRESS,
    "server.headless": "true",
    "server.showEmailPrompt": "false",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": str(LARGEST_MB),
    "server.runOnSave": "false",
    "runner.postScriptGC": "false",
    "server.enableStaticServing": "false",
    "server.enableAgentApi": "false",
    "server.maxCacheDataSize": "256mb",
    "browser.gatherUsageStats": "false",
    "browser.serverAddress": ADDRESS,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.disableDataExport": "true",
    "theme.light.primaryColor": "#8a5700",
    "theme.light.backgroundColor": "#fffdf9",
    "theme.light.secondaryBackgroundColor": "#f7f3ec",
    "theme.light.textColor": "#12100d",
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
"""Given as flags, so that they hold whatever the folder the app is started in and however it was installed.

postScriptGC: else Streamlit collects garbage of all generations after every script, which took half of the server's processor
time on 12,000 articles (150 ms of each rerun, during which no other session moves). Python collects by itself as it always does.
"""


@dataclass(frozen=True, slots=True)
class Serving:
    """The app for others than the person at this machine: a read-only workspace, uploads private to their session."""

    address: str = ADDRESS
    """Where it listens: an IP address of this machine, or `0.0.0.0` for all of them."""
    host_names: tuple[str, ...] = ()
    """Names it may be asked for by, besides the loopback ones and the address."""


def launch(scored: Path | None = None, port: int | None = None, serving: Serving | None = None) -> int:
    """Start the app, print its address, and give streamlit's exit code back when it ends.

    Without a port: 8501, or a free one where that is taken. Raises InputError for a scored folder that is not there, an address
    that is none or a host name that cannot be one, and FramingError for a port that was asked for and is taken.
    """
    if scored is not None and not has_table(scored, "articles"):
        raise InputError(
            str(scored), "no articles.parquet in it", "name a folder that `framing score` has written"
        )
    address = _checked(serving).address if serving else ADDRESS
    chosen = _port(port, address)
    where = f" with {scored}" if scored else ""
    print(f"framing app{where}: {url(address, chosen)}  (Ctrl+C stops it)", flush=True)
    for line in warnings(serving):
        print(line, file=sys.stderr, flush=True)
    try:
        return subprocess.run(
            command(chosen, serving), env=environment(scored, serving), check=False
        ).returncode
    except KeyboardInterrupt:
        return 0


def command(port: int, serving: Serving | None = None) -> list[str]:
    """The program to start with all its flags."""
    own = {"server.port": str(port)}
    if serving is not None:
        own |= {"server.address": serving.address, "server.maxUploadSize": str(LARGEST_SERVED_MB)}
    flags = [f"--{name}={value}" for name, value in {**OPTIONS, **own}.items()]
    return [sys.executable, "-m", "streamlit", "run", str(ENTRY), *flags]


def environment(scored: Path | None, serving: Serving | None = None) -> dict[str, str]:
    """This process's environment with the scored folder and the mode named, and nothing left over of another start."""
    own = (SCORED_FOLDER, SERVE, HOSTS)
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in own and not name.startswith("STREAMLIT_")
    }
    folder = {SCORED_FOLDER: str(scored.resolve())} if scored else {}
    mode = {SERVE: "1", HOSTS: ",".join(_names(serving))} if serving else {}
    return {**kept, **folder, **mode}


def serving() -> bool:
    """Whether this process is the app started with `--serve`."""
    return os.environ.get(SERVE) == "1"


def allowed_hosts() -> frozenset[str]:
    """Names this app may be asked for by, in lower case and without ports."""
    named = os.environ.get(HOSTS, "").lower().split(",")
    return LOOPBACK_NAMES | {name.strip().rstrip(".") for name in named if name.strip()}


def url(address: str, port: int) -> str:
    """What to type into a browser on this machine."""
    host = {"0.0.0.0": ADDRESS, "::": "::1"}.get(address, address)  # noqa: S104 (compared, not bound)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def warnings(serving: Serving | None) -> tuple[str, ...]:
    """What whoever starts the app should know first; nothing where only this machine reaches it."""
    if serving is None or ip_address(serving.address).is_loopback:
        return ()
    names = ", ".join(_names(serving))
    reach = f"as {names}" if names else "nobody but this machine, since no --host-name was given"
    open_to = "whoever reaches this machine can read every article of the workspace, unencrypted and without a password"
    return (
        f"--address {serving.address}: {open_to}; put a proxy with TLS and a login in front (docs/app-security.md)",
        f"--address {serving.address}: it answers {reach}; any other name gets 400",
    )


def free_port() -> int:
    """A port of the loopback address that nobody listens on just now."""
    with socket.socket() as listening:
        listening.bind((ADDRESS, 0))
        return int(listening.getsockname()[1])


def _names(serving: Serving) -> tuple[str, ...]:
    everywhere = ip_address(serving.address).is_unspecified
    return serving.host_names if everywhere else (serving.address, *serving.host_names)


def _checked(serving: Serving) -> Serving:
    try:
        ip_address(serving.address)
    except ValueError:
        raise InputError(
            f"--address {serving.address}",
            "not an IP address",
            "give one of this machine, such as 192.168.1.5",
        ) from None
    for name in serving.host_names:
        if not name or not set(name.lower()) <= _HOST_CHARACTERS:
            raise InputError(
                f"--host-name {name}",
                "not a host name",
                "give it without http:// and port, such as framing.example.org",
            )
    return serving


def _port(wanted: int | None, address: str) -> int:
    if wanted is not None and _taken(wanted, address):
        raise FramingError(f"port {wanted}", "another program listens there", "name another port, or none")
    if wanted is not None:
        return wanted
    return free_port() if _taken(DEFAULT_PORT, address) else DEFAULT_PORT


def _taken(port: int, address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as asking:
        return asking.connect_ex((address, port)) == 0
