"""Everything that a validated study says about a scored corpus, from its folder and the corpus's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from framing.compare import ScoredTables
from framing.compare.scored import NO_FILTERS, filter_articles
from framing.errors import InputError
from framing.validate.codes import CoderKind
from framing.validate.error import (
    Attribute,
    Cell,
    Difference,
    ErrorRow,
    confusion,
    differs,
    error_rows,
    figures_of,
    matches,
)
from framing.validate.estimates import (
    EstimateRow,
    coded_frame,
    coded_sums,
    coding_of,
    estimates,
    measures_of,
    outlets_in,
)
from framing.validate.found import found_in
from framing.validate.frame import Corpus, detector_sums, frame_of
from framing.validate.lock import Opening, articles_left, openings, remaining
from framing.validate.reliability import AgreementRow, agreement_rows
from framing.validate.sample import FrameArticle, Sample, eligible, frame_digest, stratum_of
from framing.validate.scheme import Layer
from framing.validate.study import Study, require_finished
from framing.validate.truth import Settled, settle


@dataclass(frozen=True, slots=True)
class LayerError:
    """The detector's error in one layer of spans: precision and recall, whether outlets differ, confusion by attribute."""

    layer: str
    rows: tuple[ErrorRow, ...]
    differences: tuple[Difference, ...]
    confusion: Mapping[Attribute, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Results:
    """`estimates` is empty for candidates, which tell precision only. `left`: articles of the sample that were never opened."""

    sample: Sample
    signature: str
    left: int
    agreement: tuple[AgreementRow, ...]
    errors: tuple[LayerError, ...]
    estimates: tuple[EstimateRow, ...]
    regression: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """What all figures of a study rest on: the corpus as it was frozen, the sample that still counts, the truth of each layer.

    `tables` holds the articles of the frame, `opened` what was opened for tuning.
    """

    study: Study
    tables: ScoredTables
    frame: tuple[FrameArticle, ...]
    sample: Sample
    opened: tuple[Opening, ...]
    settled: Mapping[str, Settled]
    kind: CoderKind


def grounds(study: Study, corpus: Corpus, *, kind: CoderKind = "human") -> Grounds:
    """The grounds of a study on the corpus it was drawn from.

    Raises InputError where the corpus is another one, a coder of that kind is not done (before, nobody sees the detector's output
    or another's codes), or articles were opened by choice for another version of the detector.
    """
    found = _grounds(study, corpus, kind)
    return replace(found, sample=remaining(study.sample, found.opened, found.tables.signature))


def opened_errors(study: Study, corpus: Corpus, *, kind: CoderKind = "human") -> tuple[LayerError, ...]:
    """The detector's error in the articles that were opened for tuning, under whatever version they were opened.

    Raises InputError as `grounds` does, but not for how they were opened.
    """
    found = _grounds(study, corpus, kind)
    names = {name for opening in found.opened for name in opening.articles}
    articles = tuple(one for one in study.sample.articles if one.article_id in names)
    return layer_errors(replace(found, sample=replace(study.sample, articles=articles)))


def _grounds(study: Study, corpus: Corpus, kind: CoderKind) -> Grounds:
    """The grounds with the sample as it was drawn."""
    require_finished(study, kind)
    frame = _frame(study, corpus)
    tables = _within(filter_articles(corpus.tables, NO_FILTERS), {article.id for article in frame})
    codes, decisions = study.codes(), study.decisions()
    settled = {layer.name: settle(codes, decisions, layer, kind) for layer in study.scheme.layers}
    return Grounds(study, tables, frame, study.sample, openings(study.folder), settled, kind)


def results(
    study: Study, corpus: Corpus, *, kind: CoderKind = "human", measures: Sequence[str] | None = None
) -> Results:
    """The results of a finished study on the corpus it was drawn from; errors as in `grounds` and `estimate_rows`."""
    return results_of(grounds(study, corpus, kind=kind), measures)


def results_of(found: Grounds, measures: Sequence[str] | None = None) -> Results:
    """The results that the grounds give; errors as in `estimate_rows`."""
    study, wanted = found.study, corrected_measures(found, measures)
    return Results(
        found.sample,
        found.tables.signature,
        articles_left(study.sample, found.opened),
        agreement_rows(study.codes(), study.scheme, found.kind),
        layer_errors(found),
        estimate_rows(found, wanted),
        regression_rows(found, wanted),
    )


def corrected_measures(found: Grounds, measures: Sequence[str] | None = None) -> tuple[str, ...]:
    """The measures asked for, else all that the scheme codes; none for candidates."""
    random = found.sample.design.purpose == "random"
    return tuple(measures or measures_of(found.study.scheme)) if random else ()


def estimate_rows(found: Grounds, measures: Sequence[str]) -> tuple[EstimateRow, ...]:
    """Each measure raw, hand-coded and corrected; errors as in `coded_frame`."""
    outlets = outlets_in(found.tables)
    rows: list[EstimateRow] = []
    for measure in measures:
        coding = coding_of(measure, found.study.scheme)
        part = coded_frame(
            found.tables, found.sample, found.settled[coding.layer], found.study.scheme, measure
        )
        rows.extend(estimates(part, outlets, measure, coding.unit))
    return tuple(rows)


def layer_errors(found: Grounds) -> tuple[LayerError, ...]:
    """The detector's error in each layer of spans; articles with an open dispute are no part of it."""
    return tuple(
        _layer_error(found, found.study.scheme.layer(name))
        for name in found.settled
        if found.study.scheme.layer(name).unit == "span"
    )


def _frame(study: Study, corpus: Corpus) -> tuple[FrameArticle, ...]:
    design = study.sample.design
    frame = eligible(frame_of(corpus, design.measure), design, frozenset(study.sample.left_out))
    if design.purpose == "random" and frame_digest(frame) != study.sample.frame_digest:
        raise InputError(
            corpus.place,
            f"{len(frame)} articles with digest {frame_digest(frame)}, the sample is of {study.sample.frame_size} with"
            f" {study.sample.frame_digest}",
            "validate the corpus that the sample was drawn from",
        )
    return tuple(frame)


def _within(tables: ScoredTables, ids: set[str]) -> ScoredTables:
    """The tables with some of their articles."""
    if len(ids) == tables.articles.num_rows:
        return tables
    import pyarrow as pa
    import pyarrow.compute as pc

    from framing.compare import scored_tables

    kept = tables.articles.filter(
        pc.is_in(tables.articles["id"], value_set=pa.array(sorted(ids), pa.string()))
    )
    return scored_tables(kept, tables.evidence)


def _layer_error(grounds: Grounds, layer: Layer) -> LayerError:
    sample = grounds.sample
    found = found_in(grounds.tables.evidence, layer.name, sample.ids)
    every = matches(grounds.settled[layer.name], found, sample)
    attributes: tuple[Attribute, ...] = (
        "code",
        *(name for name in ("voice", "stance", "anonymity") if name in layer.asks),
    )
    return LayerError(
        layer.name,
        error_rows(every, sample, layer),
        tuple(differs(every, figure, layer) for figure in figures_of(sample)),
        {attribute: confusion(every, layer, attribute) for attribute in attributes},
    )


def regression_rows(found: Grounds, measures: Sequence[str]) -> tuple[Mapping[str, object], ...]:
    """One row per article of the frame: what it is, how it could be drawn, and each measure by detector and by coders."""
    tables, sample = found.tables, found.sample
    drawn = {one.article_id: one for one in sample.articles}
    probability = {one.name: one.drawn / one.size if one.size else 0.0 for one in sample.strata}
    by_id = {article.id: article for article in found.frame}
    ids = tables.articles["id"].to_pylist()
    words = tables.articles["words"].to_pylist()
    rows: list[dict[str, object]] = []
    for name, count in zip(ids, words, strict=True):
        article = by_id[name]
        stratum = stratum_of(article, sample.design.strata)
        rows.append(
            {
                "article_id": name,
                "outlet": article.outlet,
                "genre": article.genre,
                "month": article.month,
                "words": count,
                "stratum": stratum,
                "probability": probability[stratum],
                "drawn": int(name in drawn),
            }
        )
    for measure in measures:
        coding = coding_of(measure, found.study.scheme)
        top, bottom = detector_sums(tables, measure)
        known = {name: float(bottom[at]) for at, name in enumerate(ids) if name in drawn}
        truth = found.settled[coding.layer]
        sums = coded_sums(truth.only(frozenset(drawn)), coding, known)
        for at, row in enumerate(rows):
            coded = sums.get(ids[at], (None, None))
            row |= {
                f"{measure}.detector": float(top[at]),
                f"{measure}.detector_of": float(bottom[at]),
                f"{measure}.coded": coded[0],
                f"{measure}.coded_of": coded[1],
            }
    return tuple(rows)
