"""What the first reader that recognises some bytes makes of them, and the fields of it, for the tests of single formats."""

from __future__ import annotations

import io
import json

from framing.readers import all_readers
from framing.readers.contract import Options, Read, Rejected, Source


def source(name: str, content: bytes) -> Source:
    return Source(name, io.BytesIO(content), content[:65_536])


def read(name: str, content: bytes) -> list[Read | Rejected]:
    given = source(name, content)
    reader = next(reader for reader in all_readers() if reader.recognises(given))
    return list(reader.read(given, Options()))


def reasons(items: list[Read | Rejected]) -> list[str]:
    return [item.reason if isinstance(item, Rejected) else "read" for item in items]


def fields(item: Read | Rejected) -> dict[str, object]:
    """The fields that exports of databases have, the outlet as the file gave it."""
    assert isinstance(item, Read), item
    article = item.article
    return {
        "id": article.id,
        "title": article.title,
        "outlet": json.loads(article.extra).get("outlet_as_given", article.outlet),
        "date": article.date,
        "author": article.author,
        "section": article.section,
        "text": article.text,
    }
