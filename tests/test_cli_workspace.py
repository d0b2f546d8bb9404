"""`framing score --workspace` and `framing workspace`: runs appear in the catalogue, names are kept apart, removal asks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from framing.store import open_workspace
from framing.store.workspace import list_runs

FRAMING = Path(sys.executable).with_name("framing")
TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Ann Lee said it was no such thing. "
    * 3
)


def framing(*arguments: object, answer: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(FRAMING), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, input=answer, check=False)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("given") / "articles.jsonl"
    path.write_text(
        "".join(json.dumps({"text": f"{n}. {TEXT}", "outlet": "The Tern"}) + "\n" for n in range(3))
    )
    return path


def test_runs_are_made_named_listed_and_removed(articles: Path, tmp_path: Path) -> None:
    place = tmp_path / "workspace"
    done = framing("score", articles, "--workspace", place, "--name", "June")
    assert done.returncode == 0, done.stderr
    run = list_runs(open_workspace(place))[0]
    assert (run.name, run.origin, run.articles) == ("June", "scored", 3)
    assert (run.folder / "texts.parquet").is_file()
    assert str(run.folder) in done.stdout
    again = framing("score", articles, "--workspace", place, "--name", "June")
    assert (again.returncode, "June: a run of that name is there" in again.stderr) == (2, True)
    assert "June" in framing("workspace", "list", "--workspace", place).stdout
    assert framing("workspace", "remove", "June", "--workspace", place, answer="n\n").returncode == 1
    assert run.folder.is_dir()
    assert framing("workspace", "remove", "June", "--workspace", place, answer="y\n").returncode == 0
    assert not run.folder.exists()
    assert "no such run" in framing("workspace", "remove", "June", "--workspace", place).stderr


def test_tables_elsewhere_are_named_and_parts_are_read(articles: Path, tmp_path: Path) -> None:
    place, out = tmp_path / "workspace", tmp_path / "scored"
    done = framing("score", articles, "--out", out, "--parts", "--workspace", place)
    assert done.returncode == 0, done.stderr
    assert [(run.name, run.origin, run.folder) for run in list_runs(open_workspace(place))] == [
        ("scored", "registered", out)
    ]
    assert "The Tern" in framing("compare", out).stdout
    assert framing("workspace", "check", "--workspace", place).returncode == 0
    for part in (out / "articles").iterdir():
        part.unlink()
    broken = framing("workspace", "check", "--workspace", place)
    assert (broken.returncode, "no such file" in broken.stderr) == (1, True)


@pytest.mark.parametrize("arguments", [(), ("--name", "x"), ("--out", "s3://bucket/x", "--workspace", "w")])
def test_run_needs_one_place_to_go(arguments: tuple[str, ...], articles: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(FRAMING), "score", str(articles), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert "--out" in done.stderr
    assert list(tmp_path.iterdir()) == []
