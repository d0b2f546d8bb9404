"""Every measure of a validated corpus three times: raw, hand-coded only, corrected; for the corpus, each outlet and each pair."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from framing.compare.intervals import MIN_UNITS
from framing.compare.scored import outlets_of
from framing.errors import InputError
from framing.measures.sensationalism import score_of_rating
from framing.types import UNNAMED_CLASSES
from framing.validate.arrays import Flags, Floats
from framing.validate.correct import (
    CORRECTED,
    HAND,
    RAW,
    CodedFrame,
    Domain,
    best_tuning,
    difference,
    hand_coded,
    interval,
    prediction_powered,
    raw_interval,
)
from framing.validate.frame import detector_sums
from framing.validate.scheme import DEVICE, SENSATIONALISM, SOURCING, Scheme

if TYPE_CHECKING:
    from framing.compare import Interval, ScoredTables
    from framing.compare.measures import Kind
    from framing.validate.codes import Code
    from framing.validate.sample import Sample
    from framing.validate.truth import Settled

WHOLE = "all outlets"
DEVICE_PREFIX = "device:"


@dataclass(frozen=True, slots=True)
class Coding:
    """How a measure is counted from codes: its layer and kind, which spans make the numerator; None for the rating."""

    layer: str
    kind: Kind
    unit: str
    counts: Callable[[Code], bool] | None


@dataclass(frozen=True, slots=True)
class EstimateRow:
    """One estimate. `outlet` is "all outlets" for the corpus, "A − B" for a difference; `tuning` is λ of PPI++, else None."""

    measure: str
    unit: str
    outlet: str
    label: str
    articles: int
    coded: int
    estimate: float | None
    low: float | None
    high: float | None
    tuning: float | None
    method: str
    warning: str


def coding_of(measure: str, scheme: Scheme) -> Coding:
    """How a measure is counted from codes. Raises InputError for a measure that the scheme does not code."""
    live = {code.code for layer in scheme.layers for code in layer.codes if not code.conventional}
    per_words, of_sources = "per 1,000 words", "share of attributions"
    codings = {
        "devices_per_1000_words": Coding(DEVICE, "rate", per_words, lambda c: c.code in live),
        "devices_author_per_1000_words": Coding(
            DEVICE, "rate", per_words, lambda c: c.code in live and c.voice == "author"
        ),
        "devices_rejected_per_1000_words": Coding(
            DEVICE, "rate", per_words, lambda c: c.code in live and c.stance == "rejected"
        ),
        "attributions_per_1000_words": Coding(SOURCING, "rate", per_words, lambda _: True),
        "unnamed_share": Coding(SOURCING, "share", of_sources, lambda c: c.code in UNNAMED_CLASSES),
        "withheld_share": Coding(SOURCING, "share", of_sources, lambda c: c.anonymity == "withheld"),
        "sensationalism": Coding(SENSATIONALISM, "mean", "score, 0 to 100", None),
    }
    if measure.startswith(DEVICE_PREFIX):
        wanted = measure.removeprefix(DEVICE_PREFIX)
        scheme.layer(DEVICE).definition(wanted)
        return Coding(DEVICE, "rate", per_words, lambda c: c.code == wanted)
    found = codings.get(measure)
    if found is None or found.layer not in {layer.name for layer in scheme.layers}:
        raise InputError(measure, "not coded in this study", f"take one of {', '.join(measures_of(scheme))}")
    return found


def measures_of(scheme: Scheme) -> tuple[str, ...]:
    """The measures that codes of a scheme can correct, single devices aside."""
    by_layer = {
        DEVICE: (
            "devices_per_1000_words",
            "devices_author_per_1000_words",
            "devices_rejected_per_1000_words",
        ),
        SOURCING: ("attributions_per_1000_words", "unnamed_share", "withheld_share"),
        SENSATIONALISM: ("sensationalism",),
    }
    return tuple(name for layer in scheme.layers for name in by_layer.get(layer.name, ()))


def kind_of(measure: str) -> Kind:
    """Whether a measure is a rate per 1,000 words, a share of attributions or a mean score."""
    if measure.endswith("per_1000_words") or measure.startswith(DEVICE_PREFIX):
        return "rate"
    return "share" if measure.endswith("_share") else "mean"


def coded_sums(
    settled: Settled, coding: Coding, denominator: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Article → numerator and denominator as the coders have it; `denominator`: the detector's, words or 1 for the rating."""
    sums = {}
    for article in settled.articles:
        if coding.counts is None:
            known = float(denominator[article] > 0)
            sums[article] = (score_of_rating(settled.ratings[article].rating or 0.0) * known, known)
            continue
        spans = settled.spans[article]
        hits = float(sum(coding.counts(code) for code in spans))
        whole = float(len(spans)) if coding.kind == "share" else denominator[article]
        sums[article] = (hits if whole > 0 else 0.0, whole)
    return sums


def coded_frame(
    tables: ScoredTables,
    sample: Sample,
    settled: Settled,
    scheme: Scheme,
    measure: str,
    detector: Floats | None = None,
) -> CodedFrame:
    """One measure over the frame, with the coded articles of the sample. `tables` holds the articles of the frame; `detector`: a
    numerator for each of them from elsewhere, such as a classifier of one's own, instead of the tables'.

    Raises InputError for a sample that was not random, for open disputes, for articles of the sample that nobody has coded (the
    rest would be no random sample) and for a sample of another corpus.
    """
    _check(tables, sample, settled)
    coding = coding_of(measure, scheme)
    numerator, denominator = detector_sums(tables, measure)
    if detector is not None:
        numerator = np.where(denominator > 0, detector, 0.0)
    row = {name: at for at, name in enumerate(tables.articles["id"].to_pylist())}
    rows = np.array([row[one.article_id] for one in sample.articles], dtype=np.int64)
    known = {one.article_id: float(denominator[row[one.article_id]]) for one in sample.articles}
    here = frozenset(known)
    sums = coded_sums(settled.only(here), coding, known)
    pairs = [sums[one.article_id] for one in sample.articles]
    return CodedFrame(
        kind=coding.kind,
        detector_numerator=numerator,
        detector_denominator=denominator,
        row=rows,
        numerator=np.array([top for top, _ in pairs], dtype=np.float64),
        denominator=np.array([bottom for _, bottom in pairs], dtype=np.float64),
        probability=np.array([one.probability for one in sample.articles], dtype=np.float64),
        stratum=np.array([one.stratum for one in sample.articles], dtype=np.int64),
    )


def estimates(
    frame: CodedFrame, outlets: Sequence[str], measure: str, unit: str, members: Flags | None = None
) -> tuple[EstimateRow, ...]:
    """Three rows for the corpus and for each outlet, two per pair of outlets with 20 coded articles each; alphabetical order.

    `outlets`: N, of each article of the frame; `members`: N, the articles meant, all without it. Outlets share one tuning: theirs
    alone would rest on few articles.
    """
    names = np.array(outlets, dtype=np.str_)
    whole = frame.whole() if members is None else frame.within(members)
    here = sorted(set(names[whole.members].tolist()), key=str.casefold)
    domains = {name: frame.within((names == name) & whole.members) for name in here}
    tuning = best_tuning(tuple(domains.values()))
    rows = list(_three(whole, WHOLE, (measure, unit), None))
    for name, domain in domains.items():
        rows.extend(_three(domain, name, (measure, unit), tuning))
    enough = [name for name, domain in domains.items() if int(domain.coded.sum()) >= MIN_UNITS]
    for one, other in combinations(enough, 2):
        a, b = domains[one], domains[other]
        sizes = a.size + b.size, int(a.coded.sum() + b.coded.sum())
        by_hand = difference(hand_coded(a), hand_coded(b), frame.kind)
        corrected = difference(prediction_powered(a, tuning), prediction_powered(b, tuning), frame.kind)
        for label, found, used in ((HAND, by_hand, None), (CORRECTED, corrected, tuning)):
            rows.append(_row((measure, unit), f"{one} − {other}", label, sizes, (found, used)))
    return tuple(rows)


def outlets_in(tables: ScoredTables) -> list[str]:
    """The outlet of each article of the tables."""
    return [str(name) for name in outlets_of(tables.articles).to_pylist()]


def _three(domain: Domain, name: str, what: tuple[str, str], tuning: float | None) -> tuple[EstimateRow, ...]:
    kind, sizes = domain.frame.kind, (domain.size, int(domain.coded.sum()))
    corrected = prediction_powered(domain, tuning)
    found: tuple[tuple[str, Interval, float | None], ...] = (
        (RAW, raw_interval(domain), None),
        (HAND, interval(hand_coded(domain), kind), None),
        (CORRECTED, interval(corrected, kind), corrected.tuning),
    )
    return tuple(_row(what, name, label, sizes, (one, used)) for label, one, used in found)


def _row(
    what: tuple[str, str],
    name: str,
    label: str,
    sizes: tuple[int, int],
    found: tuple[Interval, float | None],
) -> EstimateRow:
    shown, tuning = found
    return EstimateRow(
        *what, name, label, *sizes, shown.estimate, shown.low, shown.high, tuning, shown.method, shown.warning
    )


def _check(tables: ScoredTables, sample: Sample, settled: Settled) -> None:
    if sample.design.purpose != "random":
        raise InputError(
            "sample",
            "candidates only, no random sample of articles",
            "it tells precision; draw whole articles for rates",
        )
    if tables.articles.num_rows != sample.frame_size or not sample.ids <= set(
        tables.articles["id"].to_pylist()
    ):
        raise InputError(
            "sample",
            f"drawn from {sample.frame_size} articles, {tables.articles.num_rows} here",
            "validate the corpus that the sample was drawn from",
        )
    undecided = {dispute.article_id for dispute in settled.undecided} & sample.ids
    if undecided:
        raise InputError(
            settled.layer,
            f"open disputes in {len(undecided)} articles",
            "decide them on the Coding page or with `framing agree --decide`",
        )
    lacking = sample.ids - settled.articles
    if lacking:
        raise InputError(
            settled.layer,
            f"{len(lacking)} articles of the sample are not coded, {min(lacking)} among them",
            "finish the sample: those that are easy to finish are no random sample",
        )
