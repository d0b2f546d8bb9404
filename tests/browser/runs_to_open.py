"""Workspaces with scored runs in them, for the app to open by `?run=`; and the addresses of all pages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp

from framing.batch import RunOptions, score_run
from framing.pages.frame import PAGES
from framing.store import Workspace
from framing.store.workspace import register_run

ADDRESSES: Mapping[str, str] = {name: "/" if name == "read" else f"/{name}" for name, _, _ in PAGES}
"""By page; the first one has the bare address."""
FRAMED = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said on "
    "Monday that the genie is out of the bottle. Ann Lee, who runs a museum in Hull, said it was no such thing. "
)
ONE = {
    "id": "one", "outlet": "The Tern", "title": "Ministers in an AI arms race", "date": "2026-03-02", "text": FRAMED * 3,
}  # fmt: skip


def run_of(
    workspace: Workspace,
    name: str,
    records: Sequence[Mapping[str, object]],
    *,
    workers: int = 1,
    codebooks: tuple[Path, ...] = (),
) -> str:
    """Score records into a run of the workspace, as the command line does; gives its id."""
    folder = Path(mkdtemp(dir=workspace.folder.parent))
    given = folder / "articles.jsonl"
    given.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    score_run([str(given)], folder / "run", RunOptions(texts=True, workers=workers, codebooks=codebooks))
    return register_run(workspace, folder / "run", name).id


def real_articles(shared: Path, number: int) -> list[dict[str, object]]:
    """The first so many real articles of the corpora beside the project."""
    lines: list[dict[str, object]] = []
    for path in sorted((shared / "corpora").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines += [json.loads(line) for line in islice(file, number - len(lines))]
    return lines
