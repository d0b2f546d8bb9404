"""Codes: what one coder decided about one article. Never changed after they are made; a withdrawal is a code of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import orjson

from framing.errors import InputError
from framing.types import Field

if TYPE_CHECKING:
    from framing.validate.scheme import Layer

CoderKind = Literal["human", "machine"]
Unit = Literal["span", "rating", "finished", "withdrawn"]

CANNOT_TELL = "cannot_tell"
"""Value of voice, stance or anonymity where the coder cannot tell; `Code.cannot_tell` is for the whole choice."""
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "voice": ("author", "source", CANNOT_TELL),
    "stance": ("asserted", "rejected", "hedged", CANNOT_TELL),
    "anonymity": ("withheld", "collective", "bystander", "hearsay", CANNOT_TELL),
}
CODER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_MEMO = 5_000


@dataclass(frozen=True, slots=True)
class Code:
    """One choice of one coder.

    `unit`: a `span` of a field (0-based, half-open, in code points) or a `rating` of the article (`code` for classes,
    `rating` for numbers); `finished`: the coder is done with the article in this layer, so what is not marked is not
    there; `withdrawn`: the codes in `refers` do not stand any more. `refers` of other units: the codes that this one
    decides between (adjudication). `definition`: digest of the definition by which it was coded. `time`: UTC, ISO 8601.
    `id`: 16 hex digits over all the rest.
    """

    coder: str
    coder_kind: CoderKind
    article_id: str
    layer: str
    unit: Unit
    time: str
    definition: str
    field: Field | None = None
    start: int | None = None
    end: int | None = None
    code: str | None = None
    voice: str | None = None
    stance: str | None = None
    anonymity: str | None = None
    rating: float | None = None
    cannot_tell: bool = False
    memo: str = ""
    refers: tuple[str, ...] = ()
    id: str = ""


COLUMNS = tuple(field.name for field in fields(Code))
_TEXT = frozenset({"coder", "coder_kind", "article_id", "layer", "unit", "time", "definition"})
_TEXT_OR_NONE = frozenset({"field", "code", "voice", "stance", "anonymity"})


def made(code: Code, place: str = "code") -> Code:
    """The code with its id, its memo cleaned. Raises InputError where it is no sound code."""
    fault = _fault(code)
    if fault:
        raise InputError(place, fault, "mend this code")
    clean = replace(code, memo=_SURROGATE.sub("\ufffd", code.memo), id="")
    return replace(clean, id=hashlib.sha256(orjson.dumps(clean)).hexdigest()[:16])


def to_row(code: Code) -> dict[str, Any]:
    """The code as a JSON object, fields in their order."""
    return {**asdict(code), "refers": list(code.refers)}


def from_row(row: Mapping[str, Any], place: str) -> Code:
    """The code of a JSON object. Raises InputError for unknown keys, wrong types or an id that is not that of the content."""
    unknown = sorted(set(row) - set(COLUMNS))
    lacking = sorted(_TEXT - set(row))
    if unknown or lacking:
        raise InputError(
            place, f"unknown {unknown}, lacking {lacking}", f"use the columns {', '.join(COLUMNS)}"
        )
    wrong = [name for name, value in row.items() if not _is_of_type(name, value)]
    if wrong:
        raise InputError(place, f"{wrong[0]} is {row[wrong[0]]!r}", "give a value of the right type")
    values = {name: value for name, value in row.items() if name != "id"}
    rating = values.get("rating")
    values |= {"refers": tuple(row.get("refers", ())), "rating": None if rating is None else float(rating)}
    code = made(Code(**values), place)
    if row.get("id", "") not in ("", code.id):
        raise InputError(
            place, f"id {row['id']} is not that of its content", "leave codes as they were exported"
        )
    return code


def standing(codes: Iterable[Code]) -> tuple[Code, ...]:
    """The spans and ratings that stand, in their order: without withdrawn ones, of several ratings the last."""
    every = tuple(codes)
    withdrawn = {(code.coder, name) for code in every if code.unit == "withdrawn" for name in code.refers}
    kept = [
        code for code in every if code.unit in ("span", "rating") and (code.coder, code.id) not in withdrawn
    ]
    last = {(code.coder, code.article_id, code.layer): code.id for code in kept if code.unit == "rating"}
    return tuple(
        code
        for code in kept
        if code.unit == "span" or last[code.coder, code.article_id, code.layer] == code.id
    )


def current(codes: Iterable[Code], layer: Layer) -> tuple[Code, ...]:
    """The codes of a layer that were made by the definitions it has now: what was coded by others has to be coded again."""
    digests = layer.digests
    return tuple(code for code in codes if code.layer == layer.name and code.definition in digests)


def finished(codes: Iterable[Code]) -> dict[str, frozenset[str]]:
    """Coder → ids of the articles that the coder has finished; `codes` are of one layer."""
    every: dict[str, set[str]] = {}
    for code in codes:
        if code.unit == "finished":
            every.setdefault(code.coder, set()).add(code.article_id)
    return {coder: frozenset(ids) for coder, ids in every.items()}


def _is_of_type(name: str, value: object) -> bool:
    if name in _TEXT:
        return isinstance(value, str)
    if name in _TEXT_OR_NONE:
        return value is None or isinstance(value, str)
    if name in ("start", "end"):
        return value is None or (isinstance(value, int) and not isinstance(value, bool))
    if name == "rating":
        return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
    if name == "refers":
        return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
    return isinstance(value, bool) if name == "cannot_tell" else isinstance(value, str)


def _fault(code: Code) -> str:
    """What is wrong with a code, or the empty string."""
    if not CODER_NAME.fullmatch(code.coder):
        return f"coder {code.coder!r}: a name has small letters, digits, . _ - and at most 40 of them"
    if code.coder_kind not in get_args(CoderKind) or code.unit not in get_args(Unit):
        return f"kind of coder {code.coder_kind!r} or unit {code.unit!r} is unknown"
    if len(code.memo) > _LONGEST_MEMO:
        return f"memo of {len(code.memo)} characters, {_LONGEST_MEMO} are the most"
    if code.rating is not None and not abs(code.rating) < float("inf"):
        return f"rating is {code.rating}"
    for name, allowed in ANSWERS.items():
        if getattr(code, name) not in (None, *allowed):
            return f"{name} {getattr(code, name)!r} is none of {', '.join(allowed)}"
    return _fault_of_unit(code)


def _fault_of_unit(code: Code) -> str:
    has_span = code.field is not None and code.start is not None and code.end is not None
    if code.unit == "span" and not has_span:
        return "a span without field, start or end"
    if code.unit != "span" and (code.field, code.start, code.end) != (None, None, None):
        return f"a {code.unit} with a place in the text"
    if has_span and not 0 <= (code.start or 0) < (code.end or 0):
        return f"a span from {code.start} to {code.end}"
    if code.field not in (None, *get_args(Field)):
        return f"field {code.field!r} is neither title nor text"
    if code.unit == "withdrawn" and not code.refers:
        return "a withdrawal that names no code"
    if code.unit in ("span", "rating") and code.code is None and code.rating is None and not code.cannot_tell:
        return f"a {code.unit} without a code, a rating or 'cannot tell'"
    return ""
