"""Agreement of the coders of a study, layer by layer and code by code; people and machines apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from framing.validate.agreement import ADVICE, NO_OVERLAP, Alpha, alpha
from framing.validate.codes import Code, CoderKind, current, finished, standing
from framing.validate.scheme import Layer, Scheme
from framing.validate.truth import attribute_items, coder_spans, presence_items, rating_items

ALPHA, SPAN_F1, SAME_SPAN_F1 = "alpha", "span F1", "span F1, same span"
IN_ARTICLE = " in the article"
"""Ends `what` where a code is in question: in the article, or not."""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One figure of agreement. `figure`: "alpha" (−1 to 1) or "span F1", "span F1, same span" (0 to 1); None where undefined.

    `what`: a code ("in the article or not"), an attribute of spans that were marked alike, the rating, or the two coders
    compared. `percent`: 0 to 1, None for span F1. `note`: why a value or an interval is not there, or what to mind.
    """

    layer: str
    kind: CoderKind
    what: str
    figure: str
    value: float | None
    low: float | None
    high: float | None
    percent: float | None
    items: int
    articles: int
    coders: str
    note: str


def agreement_rows(
    codes: Sequence[Code], scheme: Scheme, kind: CoderKind = "human"
) -> tuple[AgreementRow, ...]:
    """All figures for the coders of one kind. Codes that nobody used have no row; a layer with one coder says so."""
    own = [code for code in codes if code.coder_kind == kind]
    return tuple(row for layer in scheme.layers for row in _layer_rows(own, layer, kind))


def _layer_rows(codes: Sequence[Code], layer: Layer, kind: CoderKind) -> Iterator[AgreementRow]:
    mine = current(codes, layer)
    if not mine:
        return
    if layer.unit == "rating":
        done = finished(mine)
        rated = [c for c in mine if c.unit != "rating" or c.article_id in done.get(c.coder, frozenset())]
        yield _row(layer, kind, "rating", alpha(rating_items(rated, layer), layer.level))
        return
    yield from _span_rows(mine, layer, kind)
    used = {code.code for code in standing(mine)}
    for one in layer.codes:
        if one.code in used:
            found = alpha(presence_items(mine, layer, one.code))
            yield _row(layer, kind, one.code + IN_ARTICLE, found)
    for attribute in ("code", *layer.asks):
        found = alpha(attribute_items(mine, layer, attribute))
        yield _row(layer, kind, f"{attribute} of the same span", found)


def _span_rows(codes: Sequence[Code], layer: Layer, kind: CoderKind) -> Iterator[AgreementRow]:
    coders = sorted({code.coder for code in codes})
    if len(coders) < 2:
        yield AgreementRow(
            layer.name, kind, "all spans", SPAN_F1, None, None, None, None, 0, 0, coders[0], NO_OVERLAP
        )
    for one, other in combinations(coders, 2):
        found = coder_spans(codes, layer, one, other)
        names = f"{one}, {other}"
        note = (
            ""
            if found.first + found.second
            else (NO_OVERLAP if not found.articles else "nobody marked a span")
        )
        for figure, value in ((SPAN_F1, found.f1), (SAME_SPAN_F1, found.f1_exact)):
            yield AgreementRow(
                layer.name,
                kind,
                "all spans",
                figure,
                value,
                None,
                None,
                None,
                found.first + found.second,
                found.articles,
                names,
                note
                or (ADVICE.replace("the interval is wide", "a rough figure") if found.articles < 50 else ""),
            )


def _row(layer: Layer, kind: CoderKind, what: str, found: Alpha) -> AgreementRow:
    return AgreementRow(
        layer.name,
        kind,
        what,
        ALPHA,
        found.alpha,
        found.low,
        found.high,
        found.percent,
        found.items,
        found.articles,
        ", ".join(found.coders),
        found.note,
    )
