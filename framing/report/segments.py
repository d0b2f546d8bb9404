"""A scored text cut at every border of its evidence and furniture, so that overlaps survive and every character appears once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from framing.types import Field, Scored


@dataclass(frozen=True, slots=True)
class Segment:
    """`text` is the field's [start:end]; `marks` are the places in `scored.evidence` that cover it, in their order.

    furniture: whether it is part of the page, not of the article, and no score has looked at it.
    """

    start: int
    end: int
    text: str
    marks: tuple[int, ...] = ()
    furniture: bool = False


def segments(scored: Scored, field: Field) -> tuple[Segment, ...]:
    """The whole field in order; joined, the pieces are the field. An empty or missing field gives none.

    Evidence without any length or outside the field marks nothing.
    """
    text = getattr(scored.article, field) or ""
    spans = [
        (max(e.start, 0), min(e.end, len(text)), number)
        for number, e in enumerate(scored.evidence)
        if e.field == field and max(e.start, 0) < min(e.end, len(text))
    ]
    opening = _by_place((start, number) for start, _, number in spans)
    closing = _by_place((end, number) for _, end, number in spans)
    left_out = [(a, min(b, len(text))) for a, b in scored.furniture if field == "text" and a < len(text)]
    borders = sorted({0, len(text), *opening, *closing, *(edge for span in left_out for edge in span)})
    open_now: set[int] = set()
    found = []
    for start, end in pairwise(borders):
        open_now.difference_update(closing.get(start, ()))
        open_now.update(opening.get(start, ()))
        at = bisect_right(left_out, (start, len(text))) - 1
        furniture = at >= 0 and start < left_out[at][1]
        found.append(Segment(start, end, text[start:end], tuple(sorted(open_now)), furniture))
    return tuple(found)


def paragraphs(pieces: tuple[Segment, ...]) -> tuple[tuple[Segment, ...], ...]:
    """The segments by line of the text, without line breaks, blank lines and the white space around a line."""
    lines: list[list[Segment]] = [[]]
    for piece in pieces:
        for start, line, ended in _lines(piece):
            if line:
                lines[-1].append(Segment(start, start + len(line), line, piece.marks, piece.furniture))
            if ended:
                lines.append([])
    return tuple(tuple(line) for line in lines if any(piece.text.strip() for piece in line))


def _lines(piece: Segment) -> Iterator[tuple[int, str, bool]]:
    """Start, words and whether the line ends here, for each line of a segment."""
    place = piece.start
    for whole in piece.text.splitlines(keepends=True):
        line = whole.splitlines()[0]
        yield place, line, len(line) < len(whole)
        place += len(whole)


def _by_place(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    ordered = sorted(pairs)
    return {
        place: [number for _, number in group] for place, group in groupby(ordered, key=lambda pair: pair[0])
    }
