"""Ids and duplicates, against the plain algorithm that takes one article after the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from framing.batch.identity import Settled, content_digest, duplicate_key, name_key, settle, wanted_id
from framing.types import Article


def settled(articles: Sequence[Article], *, keep_duplicates: bool) -> tuple[Settled, list[str | None]]:
    """What `settle` says, and the id of each article, None for a left-out one."""
    digests = [content_digest(article) for article in articles]
    wanted = [wanted_id(article.id, digest) for article, digest in zip(articles, digests, strict=True)]
    found = settle(
        words([duplicate_key(article) for article in articles]),
        words([name_key(name) for name in wanted]),
        lambda i: (wanted[i], digests[i]),
        keep_duplicates=keep_duplicates,
    )
    names = [found.renamed.get(i, name) for i, name in enumerate(wanted)]
    return found, [name if kept else None for name, kept in zip(names, found.accepted, strict=True)]


def words(keys: Sequence[bytes]) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
    return np.frombuffer(b"".join(keys), np.uint64).reshape(-1, 2)


def one_by_one(articles: Sequence[Article], *, keep_duplicates: bool) -> tuple[list[int], list[str | None]]:
    """Position of the first article of the same outlet and text, and the id, of each article."""
    seen: dict[tuple[str | None, str], int] = {}
    taken: set[str] = set()
    first: list[int] = []
    ids: list[str | None] = []
    for position, article in enumerate(articles):
        first.append(seen.setdefault((article.outlet, article.text), position))
        if first[-1] != position and not keep_duplicates:
            ids.append(None)
            continue
        digest = content_digest(article)
        name, number = article.id or digest[:16], 2
        if name in taken:
            name = base = f"{name}~{digest[:8]}"
            while name in taken:
                name = f"{base}-{number}"
                number += 1
        taken.add(name)
        ids.append(name)
    return first, ids


OUTLETS = ("X", "Y", None)
TEXTS = ("x", "y", "z")
DIGESTS = [content_digest(Article("", text, outlet)) for text in TEXTS for outlet in OUTLETS]
OWN = ["", "a", "b", *(f"a~{digest[:8]}" for digest in DIGESTS), f"a~{DIGESTS[0][:8]}-2", DIGESTS[0][:16]]
"""Ids that others would be given: the hard cases are those that want such a one."""


@given(
    st.lists(st.tuples(st.sampled_from(OWN), st.sampled_from(OUTLETS), st.sampled_from(TEXTS)), max_size=30),
    st.booleans(),
)
@example([("a", "Y", "x"), ("a", "X", "x"), (f"a~{DIGESTS[0][:8]}", "X", "y"), ("a", "X", "z")], False)
@example([], True)
def test_settling_at_once_is_settling_one_by_one(
    records: list[tuple[str, str | None, str]], keep_duplicates: bool
) -> None:
    articles = [Article(own, text, outlet) for own, outlet, text in records]
    found, ids = settled(articles, keep_duplicates=keep_duplicates)
    first, expected = one_by_one(articles, keep_duplicates=keep_duplicates)
    assert found.first.tolist() == first
    assert ids == expected
    given_ids = [name for name in ids if name is not None]
    assert len(set(given_ids)) == len(given_ids)
