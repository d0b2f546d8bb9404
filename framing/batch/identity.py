"""Ids and duplicates, settled record by record in the order of the input."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import orjson

from framing.types import Article


def content_digest(article: Article) -> str:
    """SHA-256 over canonical JSON [outlet, title, text] (UTF-8, no spaces), as hex."""
    return hashlib.sha256(orjson.dumps([article.outlet, article.title, article.text])).hexdigest()


def _duplicate_key(article: Article) -> bytes:
    return hashlib.sha256(orjson.dumps([article.outlet, article.text])).digest()[:16]


@dataclass(frozen=True, slots=True)
class Settled:
    """An article with its final id. duplicate_of: id of the first article of the same outlet and text · dropped: left out
    for that · renamed: its own id was taken."""

    article: Article
    duplicate_of: str | None = None
    dropped: bool = False
    renamed: bool = False


class Identities:
    """Remembers what a run has seen: 16 bytes and an id per article."""

    def __init__(self) -> None:
        self._first: dict[bytes, str] = {}
        self._taken: set[str] = set()

    def settle(self, article: Article, *, keep_duplicates: bool) -> Settled:
        """The article with an id of its own. A dropped duplicate takes no id, so later ids do not depend on it."""
        key = _duplicate_key(article)
        first = self._first.get(key)
        if first is not None and not keep_duplicates:
            return Settled(article, first, dropped=True)
        new_id = self._free_id(article)
        self._taken.add(new_id)
        self._first.setdefault(key, new_id)
        named = replace(article, id=new_id) if new_id != article.id else article
        return Settled(named, first, renamed=bool(article.id) and new_id != article.id)

    def _free_id(self, article: Article) -> str:
        """The own id, or the first 16 hex of the content digest; where taken, `~` and 8 hex of the digest, then a number."""
        digest = content_digest(article)
        wanted = article.id or digest[:16]
        if wanted not in self._taken:
            return wanted
        renamed = f"{wanted}~{digest[:8]}"
        number = 2
        while renamed in self._taken:
            renamed = f"{wanted}~{digest[:8]}-{number}"
            number += 1
        return renamed
