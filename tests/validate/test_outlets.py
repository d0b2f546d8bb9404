"""Outlets with the corrected estimate where a study reaches, and what is told of those where it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.codebook import load_codebook
from framing.compare import OutletRow, compare_outlets
from framing.compare.scored import NO_FILTERS
from framing.errors import InputError
from framing.validate.correct import CORRECTED, RAW
from framing.validate.estimates import WHOLE
from framing.validate.frame import corpus_in, frame_of, texts_of
from framing.validate.outlets import corrected_estimates, corrected_outlets, corrected_whole
from framing.validate.plan import reach
from framing.validate.results import Grounds, estimate_rows, grounds
from framing.validate.sample import Design, draw
from framing.validate.scheme import scheme_of
from framing.validate.study import create_study
from validate.conftest import code_all

RATE = "devices_per_1000_words"


@pytest.fixture(scope="module")
def found(scored: Path, tmp_path_factory: pytest.TempPathFactory) -> Grounds:
    """The sample corpus as if it were of two outlets, Ash with 45 articles and Birch with 15; all but five of Ash's coded."""
    place = tmp_path_factory.mktemp("outlets")
    articles = pq.read_table(scored / "articles.parquet")
    outlets = ["Ash" if at < 45 else "Birch" for at in range(len(articles))]
    at = articles.schema.get_field_index("outlet")
    pq.write_table(articles.set_column(at, "outlet", pa.array(outlets)), place / "articles.parquet")
    for name in ("evidence", "texts"):
        (place / f"{name}.parquet").write_bytes((scored / f"{name}.parquet").read_bytes())
    corpus = corpus_in(place)
    sample = draw(frame_of(corpus, RATE), Design(55, 1, strata=("outlet",)))
    scheme = scheme_of(load_codebook(), ("device",), ("politics/swamp",))
    study = create_study(place / "study", sample, scheme, texts_of(corpus, sorted(sample.ids)))
    code_all(study, place, "anna", keep=0.8)
    return grounds(study, corpus)


def rows(found: Grounds, measure: str = RATE) -> tuple[OutletRow, ...]:
    return compare_outlets(found.tables, codes=(), measures=(measure,))


def test_outlets_with_twenty_coded_articles_take_the_corrected_estimate(found: Grounds) -> None:
    ash, birch = corrected_outlets(rows(found), found, NO_FILTERS)
    every = {(row.outlet, row.label): row for row in estimate_rows(found, (RATE,))}
    corrected = every["Ash", CORRECTED]
    assert (ash.label, ash.estimate, ash.low, ash.high) == (
        CORRECTED, corrected.estimate, corrected.low, corrected.high,
    )  # fmt: skip
    assert f"{corrected.coded} coded articles" in ash.method
    assert ash.estimate is not None
    raw = every["Ash", RAW].estimate
    assert raw is not None
    assert ash.estimate < raw
    (_, before) = rows(found)
    assert (birch.label, birch.estimate) == (before.label, before.estimate)
    assert birch.warning.endswith("uncorrected: 14 coded articles, 20 are needed")


def test_measures_that_are_not_coded_stay_as_they_are(found: Grounds) -> None:
    before = rows(found, "unnamed_share")
    assert corrected_outlets(before, found, NO_FILTERS) == before


def test_filters_narrow_the_corrected_figure(found: Grounds) -> None:
    some = frozenset(found.tables.articles["id"].to_pylist()[::2])
    filters = replace(NO_FILTERS, articles=some)
    whole = corrected_whole(found, RATE, filters)
    assert (whole[RAW].outlet, whole[RAW].articles) == (WHOLE, len(some))
    assert whole[CORRECTED].coded == len(some & found.sample.ids)
    (own,) = (
        row
        for row in compare_outlets(found.tables, filters, codes=(), measures=(RATE,))
        if row.outlet == "Ash"
    )
    raw = next(
        row for row in corrected_estimates(found, RATE, filters) if (row.outlet, row.label) == ("Ash", RAW)
    )
    assert raw.estimate == pytest.approx(own.estimate)


@pytest.mark.parametrize("filters", [{"voice": "author"}, {"stance": "rejected"}])
def test_a_filter_of_voice_or_stance_is_refused(found: Grounds, filters: dict[str, str]) -> None:
    with pytest.raises(InputError, match="a voice or a stance"):
        corrected_estimates(found, RATE, replace(NO_FILTERS, **filters))  # type: ignore[arg-type]


def test_reach_tells_who_has_enough_and_what_is_needed(found: Grounds) -> None:
    far = reach(found.sample, ["Ash"] * 45 + ["Birch"] * 15)
    assert (far.enough, far.few, far.size, far.never) == ({"Ash": 41}, {"Birch": 14}, 20, ("Birch",))
