"""Sourcing: how many attributions an article has, and how far it rests on sources it does not name."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from framing.attribution import ANONYMITIES, Attributions
from framing.measures.contract import Categories, EvidenceColumns, Found, Measured, Value
from framing.text.analysis import Analysis
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

WITH_REASON, WITH_OTHERS = 85, 90
"""Per cent of the weight that is left where the sentence says why the source is not named (Goel 2009: better labelling must not
raise the figure), and where two or more are said to agree (Reuters: two are better than one)."""

STATES_REASON = re.compile(
    rb"condition of (?:strict )?anonymity|names? used"
    rb"|(?:ask(?:ed|ing)|request(?:ed|ing)|declin(?:ed|ing)|refused|wanted|prefer\w+)"
    rb" (?:not )?(?:to )?(?:not )?(?:be (?:named|identified|quoted)|remain anonymous|anonymity)"
    rb"|(?:not|n't) (?:authori[sz]ed|permitted|allowed|cleared) to|fear of (?:retaliation|retribution|reprisals?|losing)"
    rb"|because (?:of the sensitivity|the (?:matter|talks|discussions|deliberations|information) (?:is|are|was|were))"
)
_PARTS_OF_REASONS = (b"anonym", b" used", b" be ", b"ed to", b"fear of", b"because")
"""Whatever STATES_REASON finds holds one of these, which are found faster."""
COUNTED = re.compile(
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|several|multiple|\d+)\b", re.I
)
_PRONOUNS = frozenset(
    "he she it they i we you his her their its him them who many some others both most".split()
)
_DETERMINER = re.compile(r"(?:the|a|an|one|another|this|that|these|those|some|its|his|her|their)\s+", re.I)


"""By number, -1 being none."""
_UNNAMED = np.array([name in UNNAMED_CLASSES for name in SOURCE_CLASSES], np.bool_)
_ADJUSTED = np.array([name in UNNAMED_CLASSES and name != "hearsay" for name in SOURCE_CLASSES], np.bool_)
_POINTS = np.array(
    [[PERCENT.get((name, secret), 0) * 100 for secret in (*ANONYMITIES, None)] for name in SOURCE_CLASSES],
    np.int64,
)
"""PERCENT in ten-thousandths, by class and anonymity; the last column, -1, is that of none."""


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
    weights = row_weights(found.analysis, rows)[kept]
    counts = {
        "attributions": np.bincount(article, minlength=n),
        "unnamed": np.bincount(article[unnamed], minlength=n),
        "withheld": np.bincount(article[withheld], minlength=n),
    }
    total = counts["attributions"]
    scores: dict[str, list[Value]] = {name: values.tolist() for name, values in counts.items()}
    missing = _missing(found, total)
    none = {i for i, _, _ in missing}
    scores["unnamed_share"] = _ratio(counts["unnamed"], total, none)
    scores["withheld_share"] = _ratio(counts["withheld"], total, none)
    summed = np.bincount(article, weights=np.rint(weights * 10_000), minlength=n)
    scores["unnamed_dependence"] = _ratio(summed, total * 100, none)
    scores["sources"], scores["sources_unnamed"] = _distinct(found, kept, article)
    return Measured(dict(scores), missing, _evidence(rows, kept, weights))


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


def row_weights(analysis: Analysis, rows: Attributions) -> NDArray[np.float64]:
    """(r,) the dependence weight of each attribution, 0–1, exact in ten-thousandths."""
    weights = _POINTS[rows.source_class, rows.anonymity]
    weights[[k for k, reason in enumerate(rows.reason) if reason == "spokesperson"]] = SPOKESPERSON * 100
    adjusted = np.flatnonzero(_ADJUSTED[rows.source_class])
    start, end = rows.start[adjusted], rows.end[adjusted]
    sentence = np.searchsorted(analysis.sentence_start, start, "right") - 1
    low, high = analysis.sentence_start[sentence], np.maximum(analysis.sentence_end[sentence], end)
    data, joined = analysis.folded.data, analysis.joined
    columns = (adjusted.tolist(), start.tolist(), end.tolist(), low.tolist(), high.tolist())
    for k, first, last, opens, closes in zip(*columns, strict=True):
        if rows.reason[k] == "spokesperson":
            continue
        if _states_reason(data[opens:closes]):
            weights[k] = weights[k] * WITH_REASON // 100
        if COUNTED.match(joined[first:last]):
            weights[k] = weights[k] * WITH_OTHERS // 100
    return weights / 10_000


def _states_reason(sentence: bytes) -> bool:
    return any(map(sentence.__contains__, _PARTS_OF_REASONS)) and bool(STATES_REASON.search(sentence))


@lru_cache(maxsize=1 << 14)
def source_key(text: str, *, named: bool) -> str | None:
    """What makes two source phrases the same source: the last word of a name, an unnamed phrase without its first determiner.

    None for a pronoun, which stands for a source counted already.
    """
    folded = text.lower()
    if folded in _PRONOUNS:
        return None
    return folded.split()[-1] if named else _DETERMINER.sub("", folded, count=1)


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
        key = source_key(joined[start:end], named=not is_unnamed)
        if key is not None:
            groups[is_unnamed][i].add(key)
    without_name: list[Value] = [len(keys) for keys in groups[True]]
    return [len(a) + len(b) for a, b in zip(*groups, strict=True)], without_name


def _evidence(rows: Attributions, kept: NDArray[np.int64], weights: NDArray[np.float64]) -> EvidenceColumns:
    return EvidenceColumns(
        "sourcing",
        rows.start[kept],
        rows.end[kept],
        Categories(SOURCE_CLASSES, rows.source_class[kept].astype(np.int32)),
        weights,
        anonymity=Categories((None, *ANONYMITIES), rows.anonymity[kept].astype(np.int32) + 1),
        reason=Categories.of([rows.reason[k] for k in kept.tolist()]),
    )
