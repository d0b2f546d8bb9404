"""Everything that a validated study says about a scored corpus, from its folder and the corpus's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from framing.compare import ScoredTables, read_scored
from framing.compare.scored import NO_FILTERS, filter_articles
from framing.errors import InputError
from framing.validate.codes import CoderKind
from framing.validate.error import (
    Attribute,
    Cell,
    Difference,
    ErrorRow,
    Figure,
    confusion,
    differs,
    error_rows,
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
from framing.validate.frame import detector_sums, frame_of
from framing.validate.lock import articles_left, openings, remaining
from framing.validate.reliability import AgreementRow, agreement_rows
from framing.validate.sample import FrameArticle, Sample, eligible, frame_digest, stratum_of
from framing.validate.study import Study
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


def results(
    study: Study, scored: Path, *, kind: CoderKind = "human", measures: Sequence[str] | None = None
) -> Results:
    """The results of a finished study on the corpus it was drawn from.

    Raises InputError where the corpus is another one, the sample is not finished or has open disputes, or was opened by
    choice for another version of the detector.
    """
    frame = _frame(study, scored)
    every = filter_articles(read_scored(scored), NO_FILTERS)
    tables = _within(every, {article.id for article in frame})
    opened = openings(study.folder)
    sample = remaining(study.sample, opened, tables.signature)
    codes, decisions = study.codes(), study.decisions()
    settled = {layer.name: settle(codes, decisions, layer, kind) for layer in study.scheme.layers}
    random = sample.design.purpose == "random"
    wanted = tuple(measures or measures_of(study.scheme)) if random else ()
    rows: list[EstimateRow] = []
    outlets = outlets_in(tables)
    for measure in wanted:
        coding = coding_of(measure, study.scheme)
        part = coded_frame(tables, sample, settled[coding.layer], study.scheme, measure)
        rows.extend(estimates(part, outlets, measure, coding.unit))
    return Results(
        sample,
        tables.signature,
        articles_left(study.sample, opened),
        agreement_rows(codes, study.scheme, kind),
        tuple(
            _layer_error(study, settled[layer.name], tables, sample)
            for layer in study.scheme.layers
            if layer.unit == "span"
        ),
        tuple(rows),
        _regression(tables, frame, sample, (settled, study, wanted)),
    )


def _frame(study: Study, scored: Path) -> tuple[FrameArticle, ...]:
    design = study.sample.design
    frame = eligible(frame_of(scored, design.measure), design, frozenset(study.sample.left_out))
    if design.purpose == "random" and frame_digest(frame) != study.sample.frame_digest:
        raise InputError(
            str(scored),
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


def _layer_error(study: Study, settled: Settled, tables: ScoredTables, sample: Sample) -> LayerError:
    layer = study.scheme.layer(settled.layer)
    found = found_in(tables.evidence, layer.name, sample.ids)
    every = matches(settled, found, sample)
    attributes: tuple[Attribute, ...] = (
        "code",
        *(name for name in ("voice", "stance", "anonymity") if name in layer.asks),
    )
    figures: tuple[Figure, ...] = (
        ("precision", "recall") if sample.design.purpose == "random" else ("precision",)
    )
    return LayerError(
        layer.name,
        error_rows(every, sample),
        tuple(differs(every, figure) for figure in figures),
        {attribute: confusion(every, layer, attribute) for attribute in attributes},
    )


def _regression(
    tables: ScoredTables,
    frame: Sequence[FrameArticle],
    sample: Sample,
    what: tuple[Mapping[str, Settled], Study, Sequence[str]],
) -> tuple[Mapping[str, object], ...]:
    """One row per article of the frame: what it is, how it could be drawn, and each measure by detector and by coders."""
    settled, study, measures = what
    drawn = {one.article_id: one for one in sample.articles}
    probability = {one.name: one.drawn / one.size if one.size else 0.0 for one in sample.strata}
    by_id = {article.id: article for article in frame}
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
        coding = coding_of(measure, study.scheme)
        top, bottom = detector_sums(tables, measure)
        known = {name: float(bottom[at]) for at, name in enumerate(ids) if name in drawn}
        truth = settled[coding.layer]
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
