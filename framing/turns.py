"""Stretches in which somebody else speaks without quotation marks: interview turns, posts, quoted paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

import numpy as np

from framing.text.analysis import Analysis

FEWEST_TURNS = 3
_LABEL = re.compile(r"(?:^|[.?!…)\"”’\n]\s*|\s{2,})((?:[A-Z][\w.'’-]*)(?: (?:[A-Z][\w.'’-]*)){0,3}): ?(?=[\"“‘A-Z\[(0-9])")
_HANDLE = re.compile(r"[—–-]{1,2} ?[^\n—–]{1,60}\(@\w+\)")
POST_MOST = 300


class Turns:
    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._known: dict[int, list[tuple[int, int, str, str]]] = {}

    def at(self, start: int) -> tuple[str | None, str] | None:
        a = self._analysis
        field = int(np.searchsorted(a.field_start, start, "right")) - 1
        if field not in self._known:
            low, high = int(a.field_start[field]), int(a.field_end[field])
            self._known[field] = [(s + low, e + low, who, why) for s, e, who, why in stretches(a.joined[low:high])]
        for s, e, who, why in self._known[field]:
            if s <= start < e:
                return who, why
        return None


def stretches(text: str) -> list[tuple[int, int, str, str]]:
    return turns(text) + posts(text)


def turns(text: str):
    found = [(m.start(1), m.end(), m.group(1)) for m in _LABEL.finditer(text)]
    count = Counter(who for _, _, who in found)
    found = [t for t in found if count[t[2]] >= FEWEST_TURNS]
    if len({w for *_, w in found}) < 1 or len(found) < FEWEST_TURNS: return []
    ends = [s for s, _, _ in found[1:]] + [min(len(text), found[-1][1] + 2500)]
    asks = Counter(); 
    for (s, b, who), e in zip(found, ends):
        asks[who] += text[b:e].rstrip().endswith("?")
    out = []
    for (s, b, who), e in zip(found, ends):
        if asks[who] * 2 < count[who]:
            out.append((b, min(e, b + 4000), who, "in an interview turn"))
    return out


def posts(text: str):
    out = []
    last = 0
    for m in _HANDLE.finditer(text):
        s = max(text.rfind("\n", 0, m.start() - 2) + 1, m.start() - POST_MOST, last)
        out.append((s, m.start(), m.group(), "in a post"))
        last = m.end()
    return out
