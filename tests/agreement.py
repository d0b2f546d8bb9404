"""Agreement of scored tables with the codes of corpus/: the same pairing and figures as for the coded real articles."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEAST_OVERLAP = 0.3
"""Intersection over union that makes a pair: a span much longer than what it means does not count."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Agreement:
    """found: coded ones with a partner · spurious: found ones without · missed: coded ones without."""

    found: int
    spurious: int
    missed: int
    pairs: tuple[tuple[Row, Row], ...]

    @property
    def precision(self) -> float:
        return self.found / max(self.found + self.spurious, 1)

    @property
    def recall(self) -> float:
        return self.found / max(self.found + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.found / max(2 * self.found + self.spurious + self.missed, 1)

    def share_equal(self, coded: str, scored: str) -> float:
        """Share of the pairs whose coded and scored values are the same."""
        return sum(c.get(coded) == s[scored] for c, s in self.pairs) / max(len(self.pairs), 1)


def read_codes(folder: Path) -> dict[str, list[Row]]:
    """The codes of corpus/codes by article."""
    codes: dict[str, list[Row]] = defaultdict(list)
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            codes[row["article_id"]].append(row)
    return codes


def overlap(one: Row, other: Row) -> float:
    inside = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return max(0, inside) / (max(one["end"], other["end"]) - min(one["start"], other["start"]))


def agree(coded: Mapping[str, Sequence[Row]], scored: Mapping[str, Sequence[Row]]) -> Agreement:
    """Pairs within each coded article one to one, best overlap first, ties by position."""
    pairs: list[tuple[Row, Row]] = []
    total = sum(len(rows) for rows in coded.values())
    found = sum(len(scored.get(article, ())) for article in coded)
    for article, codes in coded.items():
        pairs.extend(_pair(codes, scored.get(article, ())))
    return Agreement(len(pairs), found - len(pairs), total - len(pairs), tuple(pairs))


def _pair(codes: Sequence[Row], rows: Sequence[Row]) -> Iterable[tuple[Row, Row]]:
    order = sorted(
        (-overlap(code, row), code["start"], row["start"], i, j)
        for i, code in enumerate(codes)
        for j, row in enumerate(rows)
        if overlap(code, row) >= LEAST_OVERLAP
    )
    coded: set[int] = set()
    scored: set[int] = set()
    for _, _, _, i, j in order:
        if i not in coded and j not in scored:
            coded.add(i)
            scored.add(j)
            yield codes[i], rows[j]
