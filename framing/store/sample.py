"""Our own sample articles of invented outlets, scored on the spot."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

from framing.pipeline import Engine
from framing.readers import Read, read_inputs
from framing.store.collection import Collection, score_articles

SAMPLE_NAME = "Sample corpus (invented)"


def sample_folder() -> Path | None:
    """The folder of our sample articles; None where it was left out.

    In an installed package they lie in `sample`, which in a clone is a link to corpus/articles (a file that names it where the
    system has no links).
    """
    package = Path(str(files("framing")))
    places = (package / "sample", package.parent / "corpus" / "articles")
    return next((folder.resolve() for folder in places if folder.is_dir()), None)


def folder_digest(folder: Path) -> str:
    """16 hex digits over names and bytes of the files of a folder: what a cached reading of it depends on."""
    hashed = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        hashed.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()[:16]


def score_sample(engine: Engine, folder: Path) -> Collection:
    """The sample corpus with the scores of this engine, in memory."""
    articles = [item.article for item in read_inputs([str(folder)]) if isinstance(item, Read)]
    return score_articles(engine, articles, SAMPLE_NAME, run="sample")
