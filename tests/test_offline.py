"""Once installed, nothing asks the network: the command line runs where there is none."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(not (ROOT / "framing/cli").exists(), reason="framing/cli is not written yet")

ARTICLE = (
    "An AI arms race has begun, two officials said on Monday. Nobody knows where it ends, and nobody asks. "
    * 12
)

BLOCKED = """
import socket, sys
def refuse(*arguments, **named):
    raise AssertionError(f"the network was asked: {arguments}")
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.create_connection = refuse
from framing.cli import main
sys.argv = ["framing", *sys.argv[1:]]
main()
"""


def has_network_namespaces() -> bool:
    """Whether a process without any network can be started here (as root, or with user namespaces)."""
    return (
        shutil.which("unshare") is not None
        and not subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode
    )


def framing(*arguments: str, cut: bool, home: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process that has no network at all (`cut`), or in which every socket refuses."""
    code = "from framing.cli import main; main()"
    command = ["unshare", "-n", sys.executable, "-c", code] if cut else [sys.executable, "-c", BLOCKED]
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.run(
        [*command, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        timeout=120,
        check=False,
    )


@pytest.fixture(params=[pytest.param(True, id="no network"), pytest.param(False, id="sockets refuse")])
def cut(request: pytest.FixtureRequest) -> bool:
    if request.param and not has_network_namespaces():
        pytest.skip("this user may not make a network namespace; the other case blocks the sockets instead")
    return bool(request.param)


def test_score_needs_no_network(tmp_path: Path, cut: bool) -> None:
    source, out = tmp_path / "one.jsonl", tmp_path / "out"
    source.write_text(json.dumps({"id": "a", "title": "A race", "text": ARTICLE}) + "\n", encoding="utf-8")
    done = framing("score", str(source), "--out", str(out), cut=cut, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.iterdir()} >= {
        "articles.parquet",
        "evidence.parquet",
        "rejects.jsonl",
        "run.json",
    }


def test_read_with_textstat_needs_no_network(tmp_path: Path, cut: bool) -> None:
    source = tmp_path / "one.txt"
    source.write_text(ARTICLE, encoding="utf-8")
    done = framing("read", str(source), "--json", cut=cut, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
