"""Sourcing: how many attributions an article has, and how far it rests on sources it does not name."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from framing.attribution import ANONYMITIES, Attributions
from framing.measures.contract import Categories, EvidenceColumns, Found, Measured, Value
from framing.measures.sourcing_claims import claims_without_source
from framing.measures.sourcing_facets import REASONS, Facets, as_column, facets, words_looked_up
from framing.types import SOURCE_CLASSES, UNNAMED_CLASSES

NAME = "sourcing"
COLUMNS = {
    "attributions": "int32",
    "unnamed": "int32",
    "withheld": "int32",
    "unnamed_share": "float64",
    "withheld_share": "float64",
    "unnamed_dependence": "float64",
    "sources": "int32",
    "sources_unnamed": "int32",
    "lead_unnamed_only": "int32",
    "claims_without_source": "int32",
}
SHARES = ("unnamed_share", "withheld_share", "unnamed_dependence")

FEWEST_ATTRIBUTIONS = 3
"""Under this many attributions no share is given (`too_few_attributions`); source: coding scheme, section A."""

PERCENT = {
    ("named_person", None): 0,
    ("named_body", None): 10,
    ("unnamed_role", "withheld"): 85,
    ("unnamed_role", "collective"): 45,
    ("unnamed_role", "bystander"): 45,
    ("unnamed_vague", "withheld"): 100,
    ("unnamed_vague", "collective"): 70,
    ("unnamed_vague", "bystander"): 45,
    ("hearsay", "hearsay"): 70,
}
"""What one attribution adds to `unnamed_dependence`, in hundredths. Experimental: no study has measured these figures.

Source: the ranges of shared/notes/sourcing.md, section 3 (named 0, body .1, spokesperson .2, institutional collective .35–.85,
role-anonymous individual .75–.95, vague plural .45–1, evidential .5–.95), which order identification as the rules of Reuters,
AP, the New York Times and the BBC do; from a range the value near its middle, bare "sources" at its end."""

SPOKESPERSON = 20
"""An unnamed spokesperson for a named body, in hundredths (same source, N3)."""

A_DOCUMENT = 45
"""A study, poll or report that nobody could find, in hundredths (same source, D: .25–.7)."""

WITH_REASON = {"none": 100, "generic": 95, "specific": 85}
"""Per cent of the weight that is left by what the article says of why the source is not named (Goel 2009: better labelling must
not raise the figure; AP, Reuters: a specific reason is owed to readers, a formula is not one)."""

WITH_OTHERS = 90
"""Per cent that is left where two or more are said to agree (Reuters: two are better than one)."""

_PRONOUNS = frozenset(
    "he she it they i we you his her their its him them who many some others both most".split()
)
_DETERMINER = re.compile(r"(?:the|a|an|one|another|this|that|these|those|some|its|his|her|their)\s+", re.I)
_HIDDEN = (ANONYMITIES.index("withheld"), ANONYMITIES.index("hearsay"))
_UNNAMED = np.array([name in UNNAMED_CLASSES for name in SOURCE_CLASSES], np.bool_)
_ADJUSTED = np.array([name in UNNAMED_CLASSES and name != "hearsay" for name in SOURCE_CLASSES], np.bool_)
_BY_REASON = {"spokesperson": SPOKESPERSON, "document nobody could find": A_DOCUMENT}
_LEFT = np.array([WITH_REASON[reason] for reason in REASONS], np.int64)
_POINTS = np.array(
    [[PERCENT.get((name, secret), 0) * 100 for secret in (*ANONYMITIES, None)] for name in SOURCE_CLASSES],
    np.int64,
)
"""PERCENT in ten-thousandths, by class and anonymity; the last column, -1, is that of none."""


def vocabulary_words() -> set[str]:
    """The words that facets look up by id."""
    return words_looked_up()


def measure(found: Found) -> Measured:
    """Counts of attributions and sources per article, and the shares of unnamed and withheld ones among the attributions.

    Shares are fractions of the attributions; `unnamed_dependence` is 0–100, the mean of the weights of the article's evidence
    times 100. All three are None under FEWEST_ATTRIBUTIONS (`too_few_attributions`) and for articles that are not scored
    (`not_english`), whose counts are 0. `sources` counts different source phrases
    (source_key), pronouns and evidentials left out.
    """
    rows = found.attributions
    n = len(found.analysis.articles)
    article = (np.searchsorted(found.analysis.field_start, rows.start, "right") - 1) // 2
    kept = np.flatnonzero(found.english[article])
    article = article[kept]
    unnamed = _UNNAMED[rows.source_class[kept]]
    withheld = rows.anonymity[kept] == ANONYMITIES.index("withheld")
    told = facets(found.analysis, rows)
    weights = row_weights(rows, told)[kept]
    counts = {
        "attributions": np.bincount(article, minlength=n),
        "unnamed": np.bincount(article[unnamed], minlength=n),
        "withheld": np.bincount(article[withheld], minlength=n),
    }
    counts["lead_unnamed_only"] = _only_in_lead(rows, kept, article, told, n)
    counts["claims_without_source"] = claims_without_source(found.analysis, rows) * found.english
    total = counts["attributions"]
    scores: dict[str, list[Value]] = {name: values.tolist() for name, values in counts.items()}
    missing = _missing(found, total)
    none = {i for i, _, _ in missing}
    scores["unnamed_share"] = _ratio(counts["unnamed"], total, none)
    scores["withheld_share"] = _ratio(counts["withheld"], total, none)
    summed = np.bincount(article, weights=np.rint(weights * 10_000), minlength=n)
    scores["unnamed_dependence"] = _ratio(summed, total * 100, none)
    scores["sources"], scores["sources_unnamed"] = _distinct(found, kept, article)
    return Measured(dict(scores), missing, _evidence(rows, kept, weights, as_column(told, kept)))


def _missing(found: Found, total: NDArray[np.int64]) -> list[tuple[int, str, str]]:
    few = ~found.english | (total < FEWEST_ATTRIBUTIONS)
    return [
        (i, column, "too_few_attributions" if found.english[i] else "not_english")
        for i in np.flatnonzero(few).tolist()
        for column in SHARES
    ]


def _ratio(
    part: NDArray[np.float64] | NDArray[np.int64], whole: NDArray[np.int64], none: set[int]
) -> list[Value]:
    pairs = enumerate(zip(part.tolist(), whole.tolist(), strict=True))
    return [None if i in none else top / bottom for i, (top, bottom) in pairs]


def row_weights(rows: Attributions, found: Facets) -> NDArray[np.float64]:
    """(r,) the dependence weight of each attribution, 0–1, exact in ten-thousandths."""
    weights = _POINTS[rows.source_class, rows.anonymity]
    for k, reason in enumerate(rows.reason):
        if reason in _BY_REASON:
            weights[k] = _BY_REASON[reason] * 100
    adjusted = np.where(_ADJUSTED[rows.source_class], weights * _LEFT[found.reason] // 100, weights)
    several = _ADJUSTED[rows.source_class] & (found.number > 1)
    return np.where(several, adjusted * WITH_OTHERS // 100, adjusted) / 10_000


def source_key(text: str, *, named: bool) -> str | None:
    """What makes two source phrases the same source: the last word of a name, an unnamed phrase without its first determiner.

    None for a pronoun, which stands for a source counted already.
    """
    return _named_key(text) if named else _unnamed_key(text)


@lru_cache(maxsize=1 << 13)
def _named_key(text: str) -> str | None:
    folded = text.lower()
    return None if folded in _PRONOUNS else folded.split()[-1]


@lru_cache(maxsize=1 << 13)
def _unnamed_key(text: str) -> str | None:
    folded = text.lower()
    return None if folded in _PRONOUNS else _DETERMINER.sub("", folded, count=1)


def _distinct(
    found: Found, kept: NDArray[np.int64], article: NDArray[np.int64]
) -> tuple[list[Value], list[Value]]:
    """How many sources each article has, and how many of them are not named; evidentials are none."""
    rows, joined = found.attributions, found.analysis.joined
    source = rows.source_class[kept]
    heard = source == SOURCE_CLASSES.index("hearsay")
    kept, article, unnamed = kept[~heard], article[~heard], _UNNAMED[source[~heard]]
    groups: tuple[list[set[str]], list[set[str]]] = ([], [])
    for group in groups:
        group.extend(set() for _ in found.analysis.articles)
    columns = (article.tolist(), rows.start[kept].tolist(), rows.end[kept].tolist(), unnamed.tolist())
    for i, start, end, is_unnamed in zip(*columns, strict=True):
        key = (_unnamed_key if is_unnamed else _named_key)(joined[start:end])
        if key is not None:
            groups[is_unnamed][i].add(key)
    without_name: list[Value] = [len(keys) for keys in groups[True]]
    return [len(a) + len(b) for a, b in zip(*groups, strict=True)], without_name


def _only_in_lead(
    rows: Attributions, kept: NDArray[np.int64], article: NDArray[np.int64], told: Facets, n: int
) -> NDArray[np.int64]:
    """(n,) 1 where the lead attributes something, and all of it to withheld sources or hearsay; else 0."""
    lead = told.lead[kept]
    hidden = np.isin(rows.anonymity[kept], _HIDDEN) & lead
    some, others = (
        np.bincount(article[hidden], minlength=n),
        np.bincount(article[lead & ~hidden], minlength=n),
    )
    return np.asarray((some > 0) & (others == 0), np.int64)


def _evidence(
    rows: Attributions, kept: NDArray[np.int64], weights: NDArray[np.float64], told: Categories
) -> EvidenceColumns:
    return EvidenceColumns(
        "sourcing",
        rows.start[kept],
        rows.end[kept],
        Categories(SOURCE_CLASSES, rows.source_class[kept].astype(np.int32)),
        weights,
        anonymity=Categories((None, *ANONYMITIES), rows.anonymity[kept].astype(np.int32) + 1),
        reason=Categories.of([rows.reason[k] for k in kept.tolist()]),
        facets=told,
    )
