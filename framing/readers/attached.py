"""The article in a file that a record of another file names: read by whichever reader recognises it."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from framing.errors import RecordError
from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected
from framing.types import Article

SUFFIXES = (".html", ".htm", ".xhtml", ".txt", ".md", ".docx", ".odt", ".rtf", ".pdf")
"""Of files that hold one article, those that give the cleanest text first."""


def article_in(path: Path, options: Options) -> Article:
    """The one article of a local file. The caller answers for the path: it must not come from a file as it is.

    Raises RecordError `no_text` where there is none, `several_articles`, or what the reader says is wrong.
    """
    from framing.readers import reader_of
    from framing.readers.archives import opened

    try:
        if path.stat().st_size > LARGEST_RECORD:
            raise RecordError("record", "too_large", f"{path.name} is longer than {LARGEST_RECORD} bytes")
        with path.open("rb", buffering=0) as file:
            source = opened(path.name, cast(BinaryIO, file))
            reader = reader_of(source)
            items = list(islice(reader.read(source, options), 2)) if reader else []
    except OSError as error:
        raise RecordError("record", "unreadable", f"{path.name}: {error.strerror or error}") from error
    return _one(path.name, items)


def _one(name: str, items: list[Read | Rejected]) -> Article:
    if not items:
        raise RecordError(
            "record", "no_text", f"{name} holds no article", "attach the article as HTML, PDF or text"
        )
    if len(items) > 1:
        raise RecordError(
            "record", "several_articles", f"{name} holds several articles", "import that file itself"
        )
    item = items[0]
    if isinstance(item, Rejected):
        raise RecordError("record", item.reason, f"{name}: {item.detail}")
    return item.article
