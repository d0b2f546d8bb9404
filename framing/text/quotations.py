"""Quotations: where they start and end.

Double and single, curly and straight marks; apostrophes, elisions ('90s, 'em), possessives (the voters’), feet and inches are
no quotation marks; a quotation that each paragraph opens anew and only the last one closes is one quotation. Only the outermost
level counts. Paragraphs whose marks alternate are paired for the whole batch at once, the others mark by mark; each mark is
looked at a bounded number of times, so the work is linear in the length of the text. What kind of quotation each is, is
decided in quotation_kinds.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.text.fold import (
    DASH,
    DOUBLE_CLOSE,
    DOUBLE_OPEN,
    DOUBLE_STRAIGHT,
    OTHER_LETTER,
    SINGLE_CLOSE,
    SINGLE_OPEN,
)
from framing.text.quotation_kinds import PARTIAL, SCARE, SPEECH, Quotations, classify

__all__ = ["PARTIAL", "SCARE", "SPEECH", "Quotations", "classify", "find_quotations"]

_NOT, _OPEN, _CLOSE, _EITHER = range(4)
"""Roles of a mark: none, opens, closes, closes what is open or else opens."""


def _mask(characters: bytes) -> NDArray[np.bool_]:
    mask = np.zeros(256, np.bool_)
    mask[list(characters)] = True
    return mask


_BLANK = _mask(b" \n\0")
_LETTER = _mask(b"abcdefghijklmnopqrstuvwxyz0123456789" + bytes([OTHER_LETTER]))
_DIGIT = _mask(b"0123456789")
_BEFORE_OPENING = _mask(b" \n\0([{/-:" + bytes([DASH]))
_AFTER_CLOSING = _mask(b" \n\0)]}.,;:!?/-'\"" + bytes([DASH]))
_ELISIONS = frozenset(b"em til tis twas twere n im s t d m re ve ll".split())
"""Words that lose their first letter, also those a space has torn off: 'em, 'n', Mirror 's."""
_MAYBE_ELISIONS = frozenset(b"cause round cos cuz bout cept nother hood".split())
"""Elisions only where nothing later in the paragraph could close them."""
_AFTER_QUOTED_PLURAL = frozenset(
    b"to in of and for on at is are was were as by from but or who that with has have had will".split()
)
"""Words that follow a quotation in -s' and never what somebody owns."""
_LOOK_AHEAD = 8
"""Marks looked at ahead to decide on one."""
_MOST_LOST = 3
"""Single marks of a paragraph that may open without a partner; after that its single marks count as apostrophes."""


def find_quotations(
    data: bytes,
    quote_mark: NDArray[np.uint8],
    paragraph_end: NDArray[np.int64],
    sentence_end: NDArray[np.int64],
) -> NDArray[np.int64]:
    """(start, end) of every outermost quotation, in order; paragraph_end and sentence_end are sorted positions.

    An unclosed quotation runs to the end of its sentence, or on through the next paragraphs where they open with a mark.
    """
    marks = _marks(data, quote_mark)
    if not len(marks.position):
        return np.zeros((0, 2), np.int64)
    paragraph = np.searchsorted(paragraph_end, marks.position)
    edge = np.flatnonzero(np.diff(paragraph, prepend=-1, append=-1))
    first = edge[:-1]
    clean, spans = _alternating(marks, edge)
    slow = ~clean
    slow[1:] |= ~clean[:-1]  # it may go on what the one before has left open
    owner = np.searchsorted(marks.position[first], spans[:, 0], "right") - 1
    spans = spans[~slow[owner]]
    stop = np.append(paragraph_end, len(data))[paragraph[first]]
    walk = _Walk(marks, sentence_end, data)
    for at in np.flatnonzero(slow).tolist():
        walk.paragraph(int(edge[at]), int(edge[at + 1]), int(stop[at]))
    walk.close()
    if not walk.found:
        return spans
    spans = np.concatenate((spans, np.array(walk.found, np.int64)))
    return spans[np.argsort(spans[:, 0], kind="stable")]


@dataclass(frozen=True, slots=True)
class _Marks:
    """Marks that are no plain apostrophe: position, whether double, role."""

    position: NDArray[np.int64]
    double: NDArray[np.bool_]
    role: NDArray[np.uint8]


def _marks(data: bytes, quote_mark: NDArray[np.uint8]) -> _Marks:
    array = np.frombuffer(data, np.uint8)
    position = np.flatnonzero(quote_mark != 0)  # whole numbers take ten times as long
    kind = quote_mark.take(position)
    before, after = array.take(position - 1), array.take(position + 1, mode="clip")
    kept = (kind >= DOUBLE_STRAIGHT) | ~(_LETTER.take(before) & _LETTER.take(after))
    position, kind, before, after = position[kept], kind[kept], before[kept], after[kept]
    double = kind >= DOUBLE_STRAIGHT
    nested = np.zeros(len(position), np.bool_)
    nested[1:] = position[1:] - position[:-1] == 1
    can_open = (_BEFORE_OPENING.take(before) | nested) & ~_BLANK.take(after)
    can_close = _AFTER_CLOSING.take(after) & ~_BLANK.take(before)
    role = np.where(
        double, _double_roles(kind, can_open, can_close), _single_roles(kind, can_open, can_close)
    )
    for i in np.flatnonzero((role == _OPEN) & ~double).tolist():
        if _is_elision(
            data, int(position[i]), role[i + 1 : i + 1 + _LOOK_AHEAD], double[i + 1 : i + 1 + _LOOK_AHEAD]
        ):
            role[i] = _NOT
            if data[position[i] + 1 : position[i] + 3] == b"n'":
                role[i + 1 : i + 2] = _NOT
    for i in np.flatnonzero(double & _DIGIT.take(before) & (kind == DOUBLE_STRAIGHT)).tolist():
        if _is_inches(data, int(position[i]), role[i + 1 : i + 2]):
            role[i] = _NOT
    used = role != _NOT
    return _Marks(position[used], double[used], role[used])


def _double_roles(
    kind: NDArray[np.uint8], can_open: NDArray[np.bool_], can_close: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Curly marks have their own role unless they can only have the other (German “ closes); straight ones go by their sides."""
    opening = np.where(can_close & ~can_open, _EITHER, _OPEN)
    closing = np.where(can_open & ~can_close, _EITHER, _CLOSE)
    straight = np.where(can_open == can_close, _EITHER, np.where(can_open, _OPEN, _CLOSE))
    role = np.where(kind == DOUBLE_OPEN, opening, np.where(kind == DOUBLE_CLOSE, closing, straight))
    return role.astype(np.uint8)


def _single_roles(
    kind: NDArray[np.uint8], can_open: NDArray[np.bool_], can_close: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """A closing curly mark never opens: it is an apostrophe there. An opening one that can only close does so (German ‘)."""
    opens = can_open & (kind != SINGLE_CLOSE)
    opens |= (kind == SINGLE_OPEN) & ~can_close
    return np.where(opens, _OPEN, np.where(can_close, _CLOSE, _NOT)).astype(np.uint8)


def _is_elision(
    data: bytes, position: int, next_role: NDArray[np.uint8], next_double: NDArray[np.bool_]
) -> bool:
    """Whether a mark that could open a quotation stands for letters left out: '90s, 'em, rock 'n' roll."""
    at = position + 1
    if data[at : at + 2].isdigit() and not data[at + 2 : at + 3].isdigit():
        return True
    end = at
    while end - at < 7 and _LETTER[data[end]]:
        end += 1
    word = data[at:end]
    if word in _ELISIONS:
        return data[end : end + 1] != b"'" or word == b"n"
    return word in _MAYBE_ELISIONS and not bool(((next_role == _CLOSE) & ~next_double).any())


def _is_inches(data: bytes, position: int, next_role: NDArray[np.uint8]) -> bool:
    """Whether a straight double mark behind a digit means inches: 5'10", or 6" where the next mark closes."""
    at = position - 1
    while position - at < 3 and data[at : at + 1].isdigit():
        at -= 1
    if data[at : at + 1] == b"'" and data[at - 1 : at].isdigit():
        return True
    following = data[position + 1 : position + 3]
    goes_on = following[:1] in (b" ", b"-") and b"a" <= following[1:] <= b"z"
    return goes_on and bool(len(next_role)) and int(next_role[0]) == _CLOSE


def _alternating(marks: _Marks, edge: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which paragraphs have only double marks that open and close in turn, singles within; and the quotations of all such."""
    paragraph = np.repeat(np.arange(len(edge) - 1), np.diff(edge))
    doubles: NDArray[np.int64] = np.cumsum(marks.double)
    rank: NDArray[np.int64] = doubles - (doubles - marks.double)[edge[:-1]][paragraph]
    opening = rank % 2 == 1
    wrong = np.where(
        marks.double,
        np.where(opening, marks.role == _CLOSE, marks.role == _OPEN),
        (marks.role == _OPEN) & ~opening,
    )
    odd = rank[edge[1:] - 1] % 2 == 1
    clean = ~odd & (np.bincount(paragraph[wrong], minlength=len(edge) - 1) == 0)
    pair = np.flatnonzero(marks.double & clean[paragraph])
    position = marks.position[pair]
    return clean, np.stack((position[0::2], position[1::2] + 1), axis=1)


class _Walk:
    """Pairs the marks of single paragraphs one by one, remembering a double mark that a paragraph has left open."""

    def __init__(self, marks: _Marks, sentence_end: NDArray[np.int64], data: bytes) -> None:
        self.found: list[tuple[int, int]] = []
        self._position, self._double, self._role = marks.position, marks.double, marks.role
        self._sentence_end = sentence_end
        self._data = data
        self._open: int | None = None
        self._stop = 0

    def paragraph(self, first: int, last: int, stop: int) -> None:
        """The marks first:last, all those of a paragraph that ends at `stop`."""
        positions = self._position[first:last].tolist()
        doubles, roles = self._double[first:last].tolist(), self._role[first:last].tolist()
        if not (doubles[0] and roles[0] != _CLOSE and self._follows(positions[0])):
            self.close()
        spans, left_open = _pair(self._data, positions, doubles, roles)
        if self._open is not None and spans and spans[0][0] == positions[0]:
            spans[0] = (self._open, spans[0][1])
        elif self._open is not None and left_open == positions[0]:
            left_open = self._open
        else:
            self.close()
        self.found.extend(spans)
        self._open, self._stop = left_open, stop

    def _follows(self, position: int) -> bool:
        """Whether nothing but white space stands between the last paragraph and a mark; fields are parted by a zero byte."""
        return self._open is not None and not self._data[self._stop : position].strip(b" \n")

    def close(self) -> None:
        """Ends what is open with its sentence."""
        if self._open is not None:
            at = int(np.searchsorted(self._sentence_end, self._open, "right"))
            end = int(self._sentence_end[at]) if at < len(self._sentence_end) else len(self._data)
            self.found.append((self._open, end))
            self._open = None


def _pair(
    data: bytes, positions: list[int], doubles: list[bool], roles: list[int]
) -> tuple[list[tuple[int, int]], int | None]:
    """The quotations of one paragraph, and the start of a double one that was left open at its end."""
    for _ in range(_MOST_LOST):
        spans, left_open, lost = _pair_once(data, positions, doubles, roles)
        if lost is None:
            return spans, left_open
        roles[lost] = _NOT
    roles = [role if double else _NOT for role, double in zip(roles, doubles, strict=True)]
    spans, left_open, _ = _pair_once(data, positions, doubles, roles)
    return spans, left_open


def _pair_once(
    data: bytes, positions: list[int], doubles: list[bool], roles: list[int]
) -> tuple[list[tuple[int, int]], int | None, int | None]:
    """One pass over the marks. The last value is a single mark that opened a quotation which nothing closed."""
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for i, role in enumerate(_settled(roles, doubles)):
        if opened is None:
            opened = i if role == _OPEN else None
        elif doubles[i] != doubles[opened]:
            continue
        elif role == _CLOSE and (doubles[i] or not _is_possessive(data, positions, doubles, roles, i)):
            spans.append((positions[opened], positions[i] + 1))
            opened = None
        elif role == _OPEN and doubles[i] and not _goes_on(data, positions[i]):
            opened = i
    if opened is None:
        return spans, None, None
    return (spans, positions[opened], None) if doubles[opened] else (spans, None, opened)


def _settled(roles: list[int], doubles: list[bool]) -> Iterator[int]:
    """The roles, those that could be either decided by what is open."""
    is_open = False
    for role, double in zip(roles, doubles, strict=True):
        decided = (_CLOSE if is_open else _OPEN) if role == _EITHER else role
        if double:
            is_open = decided == _OPEN
        yield decided


def _goes_on(data: bytes, position: int) -> bool:
    """Whether an opening mark inside an open quotation only carries it on: the text before it ended a sentence."""
    return data[max(position - 3, 0) : position].strip()[-1:] in (b".", b"!", b"?")


def _is_possessive(data: bytes, positions: list[int], doubles: list[bool], roles: list[int], i: int) -> bool:
    """Whether a closing single mark is rather a plural possessive (or feet): before a space, with a better one to come."""
    before, after = data[positions[i] - 1 : positions[i]], data[positions[i] + 1 : positions[i] + 2]
    if after != b" " or not (before == b"s" or before.isdigit()):
        return False
    if data[positions[i] + 2 : positions[i] + 8].split(b" ", 1)[0] in _AFTER_QUOTED_PLURAL:
        return False
    for j in range(i + 1, min(i + 1 + _LOOK_AHEAD, len(positions))):
        if doubles[j] or roles[j] == _NOT:
            continue
        if roles[j] != _CLOSE:
            return False
        behind = data[positions[j] + 1 : positions[j] + 2]
        return data[positions[j] - 1 : positions[j]] != b"s" or behind not in (b" ", b"")
    return False
