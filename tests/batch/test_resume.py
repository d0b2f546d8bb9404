"""The small form of `make torture`: killed and failing runs go on to the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="needs process groups and fork")
def test_disturbed_runs_resume_to_the_same_bytes(root: Path) -> None:
    script = root / "scripts" / "torture_runs.py"
    numbers = ("--kills", "6", "--inside", "6", "--faults", "6")
    done = subprocess.run(
        [sys.executable, str(script), *numbers],
        capture_output=True,
        text=True,
        cwd=root,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^ +18 trials, 0 lost, 0 doubled", done.stdout, re.MULTILINE), done.stdout
