"""A scored text cut at every border of what lies over it, so that overlaps survive and every character appears once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from framing.report.speech import Speech
from framing.types import Field, Scored


@dataclass(frozen=True, slots=True)
class Segment:
    """`text` is the field's [start:end]; `marks` are the places in `scored.evidence` that cover it, in their order.

    furniture: whether it is part of the page, not of the article, and no score has looked at it · speech: the place of the
    passage of somebody's words that it belongs to, −1 for the writer's own.
    """

    start: int
    end: int
    text: str
    marks: tuple[int, ...] = ()
    furniture: bool = False
    speech: int = -1


Place = tuple[Field, int, int]


def segments(
    scored: Scored, field: Field, speech: Sequence[Speech] = (), more: Sequence[Place] = ()
) -> tuple[Segment, ...]:
    """The whole field in order; joined, the pieces are the field. An empty or missing field gives none.

    speech: passages in text order without overlap · more: further places to mark, numbered on from the evidence. What has no
    length or lies outside the field marks nothing.
    """
    text = getattr(scored.article, field) or ""
    places = [*((e.field, e.start, e.end) for e in scored.evidence), *more]
    spans = [
        (max(start, 0), min(end, len(text)), number)
        for number, (where, start, end) in enumerate(places)
        if where == field and max(start, 0) < min(end, len(text))
    ]
    opening = _by_place((start, number) for start, _, number in spans)
    closing = _by_place((end, number) for _, end, number in spans)
    left_out = [(a, min(b, len(text)), 0) for a, b in scored.furniture if field == "text" and a < len(text)]
    said = [(one.start, min(one.end, len(text)), n) for n, one in enumerate(speech) if one.field == field]
    edges = {edge for start, end, _ in (*left_out, *said) for edge in (start, end)}
    borders = sorted({0, len(text), *opening, *closing, *edges})
    open_now: set[int] = set()
    found = []
    for start, end in pairwise(borders):
        open_now.difference_update(closing.get(start, ()))
        open_now.update(opening.get(start, ()))
        furniture = _covering(left_out, start) >= 0
        found.append(
            Segment(start, end, text[start:end], tuple(sorted(open_now)), furniture, _covering(said, start))
        )
    return tuple(found)


def _covering(spans: list[tuple[int, int, int]], place: int) -> int:
    """The number of the span that holds a place, −1 where none does; spans are in order and do not overlap."""
    at = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return spans[at][2] if at >= 0 and place < spans[at][1] else -1


def paragraphs(pieces: tuple[Segment, ...]) -> tuple[tuple[Segment, ...], ...]:
    """The segments by line of the text, without line breaks, blank lines and the white space around a line."""
    lines: list[list[Segment]] = [[]]
    for piece in pieces:
        for start, line, ended in _lines(piece):
            if line:
                lines[-1].append(replace(piece, start=start, end=start + len(line), text=line))
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
