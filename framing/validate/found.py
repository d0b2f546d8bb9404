"""What the detector found in coded articles, and its figures against the codes: precision, recall, agreement of scores."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from framing.types import UNNAMED_CLASSES
from framing.validate.agreement import LEAST_OVERLAP, Span, overlap, pairs
from framing.validate.codes import CANNOT_TELL, Code
from framing.validate.truth import spans_of

if TYPE_CHECKING:
    from framing.validate.scheme import Layer

COLUMNS = ("article_id", "field", "start", "end", "code", "voice", "stance", "anonymity", "conventionality")
FIGURATIVE, LITERAL = "figurative", "literal"
STANCES = ("asserted", "rejected", "hedged")
_LEAST_ATTRIBUTIONS = 3

Figures = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of evidence of the detector; its place as in Span."""

    article_id: str
    field: str
    start: int
    end: int
    code: str
    voice: str | None = None
    stance: str | None = None
    anonymity: str | None = None
    conventionality: str | None = None


def found_in(evidence: pa.Table, measure: str, articles: Iterable[str]) -> dict[str, tuple[Found, ...]]:
    """Article → what the detector found of a measure, in the order of the table."""
    own = evidence.filter(pc.equal(evidence["measure"], measure))
    own = own.filter(pc.is_in(own["article_id"], value_set=pa.array(sorted(articles), pa.string())))
    columns = [name for name in COLUMNS if name in own.column_names]
    rows: dict[str, list[Found]] = defaultdict(list)
    for row in own.select(columns).to_pylist():
        rows[row["article_id"]].append(Found(**row))
    return {name: tuple(group) for name, group in rows.items()}


def as_coded(found: Found, layer: Layer) -> str:
    """The code that a piece of evidence has among those of a layer: its own, or "other"."""
    return found.code if any(one.code == found.code for one in layer.codes) else "other"


def places(found: Sequence[Found]) -> tuple[Span, ...]:
    """Where evidence lies; `number` is its position in `found`."""
    return tuple(Span(one.field, one.start, one.end, at) for at, one in enumerate(found))


def marked_expressions(codes: Sequence[Code], found: Mapping[str, Sequence[Found]]) -> Figures:
    """Figures for expressions that were coded figurative or literal where they stand.

    `use_f1`: figurative ones found; `literal_fired`: share of literal ones that any evidence touches; `voice`, `stance`:
    share right of those found, `stance_macro`: F1 averaged over the three stances. All 0 to 1, rounded to four places,
    None without cases.
    """
    count: Counter[str] = Counter()
    stances: list[tuple[str | None, str | None]] = []
    for code, span in zip(codes, spans_of(codes), strict=True):
        here = found.get(code.article_id, ())
        near = [(overlap(span, place), here[place.number]) for place in places(here)]
        touching = [(share, one) for share, one in near if share > 0]
        if code.code == LITERAL:
            count["literal"] += 1
            count["fired"] += bool(touching)
            continue
        paired = [(share, -one.start, one) for share, one in touching if share >= LEAST_OVERLAP]
        if not paired:
            count["missed"] += 1
            continue
        best = max(paired, key=lambda item: item[:2])[2]
        count["found"] += 1
        count["voice"] += best.voice == code.voice
        stances.append((code.stance, best.stance))
    right, missed = count["found"], count["missed"]
    return {
        "n": right + missed + count["literal"],
        "use_f1": _f1(right, count["fired"], missed),
        "recall": _ratio(right, right + missed),
        "n_literal": count["literal"],
        "literal_fired": _ratio(count["fired"], count["literal"]),
        "voice": _ratio(count["voice"], right),
        "stance": _ratio(sum(a == b for a, b in stances), right),
        "stance_macro": _macro(stances) if stances else None,
    }


def open_coding(
    codes: Sequence[Code], found: Mapping[str, Sequence[Found]], articles: Iterable[str]
) -> Figures:
    """Figures for whole articles in which every device was marked; conventional devices are left aside.

    `recall`: expressions that two coders marked alike and the detector found; `precision`: found expressions that a coder marked.
    """
    by_article = _by_article(codes)
    agreed = hit = total = right = 0
    for article in articles:
        here = _together(by_article[article])
        there = [one for one in found.get(article, ()) if one.conventionality != "conventional"]
        matched = dict(pairs(spans_of([group[0] for group in here]), places(there)))
        twice = [at for at, group in enumerate(here) if len(group) > 1]
        agreed += len(twice)
        hit += sum(at in matched for at in twice)
        total += len(there)
        right += len(matched)
    return {
        "n_agreed": agreed,
        "recall": _ratio(hit, agreed),
        "n_found": total,
        "precision": _ratio(right, total),
    }


def attributions(
    codes: Sequence[Code], found: Mapping[str, Sequence[Found]], articles: Iterable[str]
) -> Figures:
    """Figures for attributions of whole articles; what coders could not tell is left out, and so is what touches it.

    `articles`: those looked at, and those with a code.
    `share_mae`, `share_r`: unnamed share per article with three attributions or more, mean difference and correlation.
    """
    by_article = _by_article(codes)
    count: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()
    withheld: Counter[str] = Counter()
    shares: list[tuple[float, float]] = []
    for article in articles:
        every = by_article[article]
        unsure = spans_of([code for code in every if code.cannot_tell])
        here = sorted((code for code in every if not code.cannot_tell), key=lambda code: code.start or 0)
        there = sorted(found.get(article, ()), key=lambda one: one.start)
        spots = places(there)
        matched = dict(pairs(spans_of(here), spots))
        for at, (code, span) in enumerate(zip(here, spans_of(here), strict=True)):
            row = there[matched[at]] if at in matched else None
            count["found" if row else "missed"] += 1
            count["exact"] += row is not None and overlap(span, spots[matched[at]]) == 1
            count["class"] += row is not None and row.code == code.code
            _count(unnamed, code.code in UNNAMED_CLASSES, row is not None and row.code in UNNAMED_CLASSES)
            if code.anonymity != CANNOT_TELL:
                _count(
                    withheld, code.anonymity == "withheld", row is not None and row.anonymity == "withheld"
                )
        taken = set(matched.values())
        spurious = [
            one
            for at, one in enumerate(there)
            if at not in taken and not any(overlap(spots[at], span) > 0 for span in unsure)
        ]
        count["spurious"] += len(spurious)
        for one in spurious:
            _count(unnamed, False, one.code in UNNAMED_CLASSES)
            _count(withheld, False, one.anonymity == "withheld")
        counted = [there[at] for at in taken] + spurious
        if len(here) >= _LEAST_ATTRIBUTIONS:
            shares.append((_share_unnamed(c.code for c in here), _share_unnamed(one.code for one in counted)))
    right, missed, wrong = count["found"], count["missed"], count["spurious"]
    differences = [abs(a - b) for a, b in shares]
    return {
        "articles": len(by_article),
        "n": right + missed,
        "attribution_f1": _f1(right, wrong, missed),
        "precision": _ratio(right, right + wrong),
        "recall": _ratio(right, right + missed),
        "span_exact": _ratio(count["exact"], right),
        "class_accuracy": _ratio(count["class"], right),
        "unnamed_f1": _f1(unnamed["right"], unnamed["wrong"], unnamed["missed"]),
        "withheld_f1": _f1(withheld["right"], withheld["wrong"], withheld["missed"]),
        "share_mae": round(sum(differences) / len(shares), 4) if shares else None,
        "share_r": correlation(shares),
    }


def ratings(
    rated: Mapping[str, float], scores: Mapping[str, float | None], outlets: Mapping[str, str | None]
) -> Figures:
    """Figures for ratings of articles: correlation with the score by rank and by value; an article without one is the median.

    `within_outlet`: rank correlation after each outlet's mean is taken away, over outlets of five articles or more.
    """
    known = sorted(score for name in rated if (score := scores.get(name)) is not None)
    middle = known[len(known) // 2] if known else 0.0
    both: list[tuple[float, float]] = []
    by_outlet: dict[str, list[tuple[float, float]]] = defaultdict(list)
    unscored = 0
    for name, rating in rated.items():
        score = scores.get(name)
        unscored += score is None
        both.append((rating, middle if score is None else score))
        if outlet := outlets.get(name):
            by_outlet[outlet].append(both[-1])
    inside: list[tuple[float, float]] = []
    for group in by_outlet.values():
        if len(group) >= 5:
            mean_x, mean_y = (sum(side) / len(group) for side in zip(*group, strict=True))
            inside += [(x - mean_x, y - mean_y) for x, y in group]
    return {
        "n": len(both),
        "unscored": unscored,
        "spearman": spearman(both),
        "pearson": correlation(both),
        "within_outlet": spearman(inside),
    }


def correlation(both: Sequence[tuple[float, float]]) -> float | None:
    """Product-moment correlation, −1 to 1; None under three pairs or where one side never varies."""
    if len(both) < 3:
        return None
    xs, ys = zip(*both, strict=True)
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((x - mean_x) * (y - mean_y) for x, y in both)
    own_x, own_y = sum((x - mean_x) ** 2 for x in xs), sum((y - mean_y) ** 2 for y in ys)
    return round(across / (own_x * own_y) ** 0.5, 4) if own_x and own_y else None


def spearman(both: Sequence[tuple[float, float]]) -> float | None:
    """Rank correlation, −1 to 1, ties at their mean rank; None as in `correlation`."""
    if len(both) < 3:
        return None
    xs, ys = zip(*both, strict=True)
    return correlation(list(zip(_ranks(xs), _ranks(ys), strict=True)))


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, first = [0.0] * len(values), 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for at in range(first, last + 1):
            ranks[order[at]] = (first + last) / 2
        first = last + 1
    return ranks


def _together(codes: Sequence[Code]) -> list[list[Code]]:
    """Codes of an article by place: those of different coders with the very same span stand together."""
    groups: dict[tuple[str | None, int | None, int | None], list[Code]] = {}
    for code in codes:
        groups.setdefault((code.field, code.start, code.end), []).append(code)
    return list(groups.values())


def _by_article(codes: Iterable[Code]) -> defaultdict[str, list[Code]]:
    found: defaultdict[str, list[Code]] = defaultdict(list)
    for code in codes:
        found[code.article_id].append(code)
    return found


def _share_unnamed(codes: Iterable[str | None]) -> float:
    every = list(codes)
    return sum(code in UNNAMED_CLASSES for code in every) / len(every) if every else 0.0


def _count(into: Counter[str], coded: bool, said: bool) -> None:
    into["right"] += coded and said
    into["wrong"] += said and not coded
    into["missed"] += coded and not said


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _f1(right: int, wrong: int, missed: int) -> float | None:
    return _ratio(2 * right, 2 * right + wrong + missed)


def _macro(both: Sequence[tuple[str | None, str | None]]) -> float:
    scores = []
    for name in STANCES:
        right = sum(a == name == b for a, b in both)
        wrong, missed = sum(b == name != a for a, b in both), sum(a == name != b for a, b in both)
        scores.append(_f1(right, wrong, missed) or 0.0)
    return round(sum(scores) / len(scores), 4)
