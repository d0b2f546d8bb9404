"""The detector's error in the sample: confusion weighted by inclusion probability, by class and by outlet, with its cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import sparse

from framing.compare import Interval, ratio_moments, share_intervals
from framing.compare.intervals import MIN_UNITS
from framing.errors import InputError
from framing.validate.agreement import pairs
from framing.validate.arrays import Floats, Integers
from framing.validate.codes import CANNOT_TELL
from framing.validate.found import Found, as_coded, places
from framing.validate.truth import spans_of

if TYPE_CHECKING:
    from framing.validate.codes import Code
    from framing.validate.sample import Sample
    from framing.validate.scheme import Layer
    from framing.validate.truth import Settled

ALL_OUTLETS, ALL_CODES = "all outlets", "all codes"
NOTHING = "nothing marked"
NONE = "none"
"""An attribute that a class does not have: named sources have no anonymity."""
PERMUTATIONS = 1_999
LEVEL = 0.05

Attribute = Literal["code", "voice", "stance", "anonymity"]
Figure = Literal["precision", "recall"]


@dataclass(frozen=True, slots=True)
class Case:
    """One place where coders, detector or both marked something; the span is the coders' where they have one."""

    article_id: str
    outlet: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """`truth` by the coders, `found` by the detector. `weight`: how many cases of the corpus those of the cell stand for."""

    truth: str
    found: str
    weight: float
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """Precision or recall of the detector in an outlet (or all) or for a code (or all): weighted share, interval over articles.

    `cases`: spans it rests on. Of all codes the place counts, of one code the place and the code. Candidates give precision only:
    what the detector did not find was never looked at.
    """

    outlet: str
    code: str
    figure: Figure
    articles: int
    cases: int
    interval: Interval


@dataclass(frozen=True, slots=True)
class Difference:
    """Whether precision or recall differs between outlets: `p` by permuting articles, None where there is too little to tell."""

    figure: Figure
    p: float | None
    outlets: tuple[str, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class Match:
    """One place: the coders' code, the detector's evidence, or both."""

    case: Case
    weight: float
    code: Code | None
    found: Found | None


def matches(settled: Settled, found: Mapping[str, Sequence[Found]], sample: Sample) -> tuple[Match, ...]:
    """Every place that coders or detector marked in the coded articles of a sample, paired one to one, in text order."""
    every: list[Match] = []
    for drawn in sample.articles:
        if drawn.article_id not in settled.articles:
            continue
        codes, evidence = settled.spans[drawn.article_id], tuple(found.get(drawn.article_id, ()))
        coded, spots = spans_of(codes), places(evidence)
        paired = dict(pairs(coded, spots))
        taken = set(paired.values())
        both = [
            (span, codes[at], evidence[paired[at]] if at in paired else None) for at, span in enumerate(coded)
        ]
        alone = [(spot, None, evidence[at]) for at, spot in enumerate(spots) if at not in taken]
        for span, code, one in sorted(
            (*both, *alone), key=lambda item: (item[0].field != "title", item[0].start)
        ):
            case = Case(drawn.article_id, drawn.outlet, span.field, span.start, span.end)
            every.append(Match(case, 1 / drawn.probability, code, one))
    return tuple(every)


def confusion(every: Sequence[Match], layer: Layer, attribute: Attribute = "code") -> tuple[Cell, ...]:
    """The cells that have cases, largest weight first. Voice, stance and anonymity are told of places that both have marked."""
    cells: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in every:
        if attribute != "code" and (match.code is None or match.found is None):
            continue
        truth = NOTHING if match.code is None else getattr(match.code, attribute) or NONE
        found = NOTHING if match.found is None else _said(match.found, layer, attribute)
        if truth != CANNOT_TELL and not truth == found == NONE:
            cells[truth, found].append(match)
    rows = [
        Cell(*name, sum(match.weight for match in group), tuple(match.case for match in group))
        for name, group in cells.items()
    ]
    return tuple(sorted(rows, key=lambda cell: (-cell.weight, cell.truth, cell.found)))


def error_rows(every: Sequence[Match], sample: Sample, layer: Layer) -> tuple[ErrorRow, ...]:
    """Precision and recall over all outlets, by outlet in alphabetical order, then by code; precision alone for candidates."""
    outlets = sorted({match.case.outlet for match in every}, key=str.casefold)
    used = {match.code.code for match in every if match.code} | {
        as_coded(match.found, layer) for match in every if match.found
    }
    rows = []
    for figure in figures_of(sample):
        for outlet in (ALL_OUTLETS, *outlets):
            chosen = [match for match in every if outlet in (ALL_OUTLETS, match.case.outlet)]
            rows.append(_error_row(chosen, (outlet, ALL_CODES), figure, layer))
        rows.extend(
            _error_row(every, (ALL_OUTLETS, one.code), figure, layer)
            for one in layer.codes
            if one.code in used
        )
    return tuple(rows)


def figures_of(sample: Sample) -> tuple[Figure, ...]:
    """What a sample tells of the detector's error."""
    return ("precision", "recall") if sample.design.purpose == "random" else ("precision",)


def _error_row(chosen: Sequence[Match], names: tuple[str, str], figure: Figure, layer: Layer) -> ErrorRow:
    hits, cases, _ = _by_article(chosen, figure, names[1], layer)
    count = sum(_is_case(match, figure, names[1], layer) for match in chosen)
    used = int((cases > 0).sum())
    scale = used / max(float(cases.sum()), 1e-300) * (count / max(used, 1))
    moments = ratio_moments(sparse.csc_array(hits[np.newaxis] * scale), cases * scale)
    return ErrorRow(*names, figure, used, count, share_intervals(moments)[0])


def differs(every: Sequence[Match], figure: Figure, layer: Layer, *, seed: int = 1) -> Difference:
    """Whether a figure differs between the outlets that have 20 articles with cases or more.

    The statistic is the weighted spread of the outlets' shares around the common one; articles are dealt to outlets anew
    1,999 times, because cases of one article go together.
    """
    hits, cases, outlet = _by_article(every, figure, ALL_CODES, layer)
    names = sorted({match.case.outlet for match in every}, key=str.casefold)
    number = np.array([names.index(name) for name in outlet], dtype=np.int64)
    enough = [at for at in range(len(names)) if int(((number == at) & (cases > 0)).sum()) >= MIN_UNITS]
    kept = np.isin(number, enough) & (cases > 0)
    if len(enough) < 2:
        return Difference(
            figure, None, (), f"{figure}: too few coded articles by outlet to tell whether it differs"
        )
    y, x, group = hits[kept], cases[kept], number[kept]
    random = np.random.default_rng(seed)
    seen = _spread(y, x, group)
    drawn = [_spread(y, x, random.permutation(group)) for _ in range(PERMUTATIONS)]
    p = (1 + sum(one >= seen - 1e-12 for one in drawn)) / (1 + PERMUTATIONS)
    compared = tuple(names[at] for at in enough)
    warning = (
        f"{figure} differs between outlets (p = {p:.3f}): their raw figures differ by the detector's error too;"
        " use the corrected ones"
        if p < LEVEL
        else ""
    )
    return Difference(figure, p, compared, warning)


def needs_random(sample: Sample) -> None:
    """Raises InputError for a sample of candidates: recall, rates and shares cannot be told from it."""
    if sample.design.purpose != "random":
        raise InputError("sample", "candidates only: they tell precision", "draw whole articles by chance")


def _said(found: Found, layer: Layer, attribute: Attribute) -> str:
    value: str | None = as_coded(found, layer) if attribute == "code" else getattr(found, attribute)
    return value or NONE


def _is_case(match: Match, figure: Figure, code: str, layer: Layer) -> bool:
    """Whether a place counts: the detector's places for precision, the coders' for recall; of one code only its own."""
    if figure == "precision":
        return match.found is not None and code in (ALL_CODES, as_coded(match.found, layer))
    return match.code is not None and code in (ALL_CODES, match.code.code)


def _is_hit(match: Match, code: str, layer: Layer) -> bool:
    if match.code is None or match.found is None:
        return False
    return code == ALL_CODES or code == match.code.code == as_coded(match.found, layer)


def _by_article(
    every: Sequence[Match], figure: Figure, code: str, layer: Layer
) -> tuple[Floats, Floats, list[str]]:
    """Weighted hits and cases of each article, and its outlet."""
    sums: dict[str, list[float]] = {}
    outlets: dict[str, str] = {}
    for match in every:
        own = sums.setdefault(match.case.article_id, [0.0, 0.0])
        outlets[match.case.article_id] = match.case.outlet
        if _is_case(match, figure, code, layer):
            own[0] += match.weight * _is_hit(match, code, layer)
            own[1] += match.weight
    pairs_of = np.array(list(sums.values()), dtype=np.float64).reshape(-1, 2)
    return pairs_of[:, 0], pairs_of[:, 1], list(outlets.values())


def _spread(y: Floats, x: Floats, group: Integers) -> float:
    hits, cases = np.bincount(group, y), np.bincount(group, x)
    some = cases > 0
    return float((cases[some] * (hits[some] / cases[some] - y.sum() / x.sum()) ** 2).sum())
