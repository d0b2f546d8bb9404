"""The pages of docs/devices say what the device files say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from framing.codebook import FOLDER, load_codebook


def builder(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages", root / "scripts" / "build_device_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_are_fresh(root: Path) -> None:
    wanted = builder(root).pages(load_codebook(FOLDER))
    folder = root / "docs" / "devices"
    there = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")
    }
    stale = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
    assert stale == [], "run: python scripts/build_device_pages.py"
