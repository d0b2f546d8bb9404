"""Time: which period an article falls into, figures equal to those of the outlets, gaps, and first uses."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.compare import Filters, compare_outlets
from framing.compare.periods import EVERY, Every, between, part_date, period, placed
from framing.compare.trends import ALL_OUTLETS, Course, first_uses, trend
from framing.errors import InputError

OIL, RACE = "ai-and-technology/new-oil", "ai-and-technology/arms-race"


@pytest.mark.parametrize(
    ("every", "day", "name", "start", "end"),
    [
        ("week", "2021-01-03", "2020-W53", "2020-12-28", "2021-01-03"),
        ("week", "2021-01-04", "2021-W01", "2021-01-04", "2021-01-10"),
        ("month", "2020-02-29", "2020-02", "2020-02-01", "2020-02-29"),
        ("month", "2020-12-31", "2020-12", "2020-12-01", "2020-12-31"),
        ("year", "2020-07-04", "2020", "2020-01-01", "2020-12-31"),
    ],
)
def test_day_falls_into_its_period(every: Every, day: str, name: str, start: str, end: str) -> None:
    articles = pa.table({"date": pa.array([date.fromisoformat(day)], pa.date32())})
    found = placed(articles, every).periods[0]
    assert (found.name, found.start.isoformat(), found.end.isoformat()) == (name, start, end)


@given(st.dates(date(1900, 1, 1), date(2090, 1, 1)), st.integers(0, 900), st.sampled_from(EVERY))
def test_periods_follow_each_other_without_a_gap_and_hold_their_days(
    day: date, more: int, every: Every
) -> None:
    days = [day, day + timedelta(more)]
    found = placed(pa.table({"date": pa.array(days, pa.date32())}), every)
    first, last = found.periods[0], found.periods[-1]
    assert first.start <= day <= first.end
    assert last.start <= days[1] <= last.end
    every_one = list(between(first, last, every))
    assert (every_one[0], every_one[-1]) == (first, last)
    assert all(one.end + timedelta(1) == other.start for one, other in pairwise(every_one))


@pytest.mark.parametrize(
    ("text", "precision", "month", "year"),
    [
        ("2014-05", "month", "2014-05-01", "2014-01-01"),
        ("May 2014", "month", "2014-05-01", "2014-01-01"),
        ("05/2014", "month", "2014-05-01", "2014-01-01"),
        ("mai 2014", "month", "2014-05-01", "2014-01-01"),
        ("2023", "year", None, "2023-01-01"),
        ("Winter 2015", "year", None, "2015-01-01"),
        ("9/6/2017", "year", None, "2017-01-01"),
        ("2014 or 2015", "year", None, None),
        ("soon", None, None, None),
    ],
)
def test_date_without_its_day_is_enough_for_month_or_year(
    text: str, precision: str | None, month: str | None, year: str | None
) -> None:
    for every, expected in (("week", None), ("month", month), ("year", year)):
        found = part_date(text, precision, every)  # type: ignore[arg-type]
        assert found == (date.fromisoformat(expected) if expected else None)


def test_part_dates_are_placed_and_counted_and_others_left_out(corpus) -> None:  # type: ignore[no-untyped-def]
    corpus.article(date=date(2014, 5, 3), date_precision="day")
    corpus.article(date_text="May 2014", date_precision="month")
    corpus.article(date_text="2014", date_precision="year")
    corpus.article()
    for every, articles, without, by_part in (("week", 1, 3, 0), ("month", 2, 2, 1), ("year", 3, 1, 2)):
        found = trend(corpus.tables(), Course("devices_per_1000_words", every))  # type: ignore[arg-type]
        assert [row.articles for row in found.rows] == [articles]
        assert (found.articles, found.without_date, found.by_part_date) == (4, without, by_part)


def test_figures_of_a_period_are_those_of_its_articles_compared_alone(corpus) -> None:  # type: ignore[no-untyped-def]
    for month in (1, 2, 4):
        corpus.outlet("Herald", [0, 1, 3, 0, 2] * 5, date=date(2020, month, 9), sensationalism=20.0 + month)
        corpus.outlet("Gazette", [1, 0] * 12, date=date(2020, month, 9), sensationalism=30.0)
    tables = corpus.tables()
    found = trend(tables, Course("devices_per_1000_words"), outlets=("Gazette", "Herald"))
    assert [(row.outlet, row.period) for row in found.rows] == [
        (outlet, f"2020-{month:02}") for outlet in ("Gazette", "Herald") for month in (1, 2, 4)
    ]
    for row in found.rows:
        filters = Filters(since=row.start, until=row.end)
        alone = next(
            one
            for one in compare_outlets(tables, filters, codes=())
            if (one.outlet, one.measure) == (row.outlet, row.measure)
        )
        assert (row.estimate, row.low, row.high, row.warning) == (
            alone.estimate,
            alone.low,
            alone.high,
            alone.warning,
        )
        assert row.low is not None


def test_all_articles_together_are_one_line_and_a_period_without_article_has_no_row(corpus) -> None:  # type: ignore[no-untyped-def]
    corpus.outlet("Herald", [1] * 30, date=date(2020, 1, 9))
    corpus.outlet("Gazette", [0] * 30, date=date(2020, 1, 9))
    corpus.outlet("Gazette", [2] * 3, date=date(2020, 3, 9))
    found = trend(corpus.tables(), Course(f"device:{OIL}"))
    assert [(row.outlet, row.period, row.articles, row.numerator) for row in found.rows] == [
        (ALL_OUTLETS, "2020-01", 60, 30.0),
        (ALL_OUTLETS, "2020-03", 3, 6.0),
    ]
    assert found.rows[0].low is not None
    assert (found.rows[1].low, found.rows[1].high) == (None, None)
    assert "fewer than 20" in found.rows[1].warning
    assert [
        one.name
        for one in between(
            period(found.rows[0].start, "month"), period(found.rows[1].start, "month"), "month"
        )
    ] == [
        "2020-01",
        "2020-02",
        "2020-03",
    ]


def test_stories_widen_the_interval_where_they_are_the_unit(corpus) -> None:  # type: ignore[no-untyped-def]
    corpus.outlet("Herald", [0] * 40 + [3] * 40, date=date(2020, 1, 9))
    stories = {f"a{at:05}": f"s{at // 2}" for at in range(80)}
    plain = trend(corpus.tables(), Course("devices_per_1000_words")).rows[0]
    clustered = trend(corpus.tables(), Course("devices_per_1000_words"), clusters=stories).rows[0]
    assert plain.estimate == clustered.estimate
    assert clustered.high > plain.high


def test_score_that_is_missing_leaves_the_article_out_of_its_period(corpus) -> None:  # type: ignore[no-untyped-def]
    corpus.article(date=date(2020, 1, 9), sensationalism=30.0)
    corpus.article(date=date(2020, 1, 9), missing={"sensationalism": "not_english"})
    row = trend(corpus.tables(), Course("sensationalism", "year")).rows[0]
    assert (row.articles, row.articles_left_out, row.estimate) == (1, 1, 30.0)


def test_unknown_measure_is_refused_and_no_article_gives_no_row(corpus) -> None:  # type: ignore[no-untyped-def]
    assert trend(corpus.tables(), Course("devices_per_1000_words")).rows == ()
    corpus.article()
    assert trend(corpus.tables(), Course("devices_per_1000_words")).rows == ()
    with pytest.raises(InputError, match="no such measure"):
        trend(corpus.tables(), Course("nonsense"))


def test_first_use_is_the_earliest_dated_article_and_the_first_place_in_it(corpus) -> None:  # type: ignore[no-untyped-def]
    undated = corpus.article("Gazette")
    later = corpus.article("Herald", date=date(2020, 3, 1), title="Later")
    early = corpus.article("Gazette", date=date(2020, 1, 2), title="Early")
    for article, start in ((undated, 1), (later, 5), (early, 40), (early, 12)):
        corpus.device(article, OIL, start=start, end=start + 7)
    corpus.device(early, RACE, field="title", start=0, end=5)
    corpus.device(early, RACE, start=0, end=5)
    found = first_uses(corpus.tables(), (OIL, RACE))
    assert [(use.code, use.article_id, use.field, use.start, use.uses, use.articles) for use in found] == [
        (RACE, early, "title", 0, 2, 1),
        (OIL, early, "text", 12, 4, 3),
    ]
    assert (found[1].date, found[1].outlet, found[1].title) == (date(2020, 1, 2), "Gazette", "Early")


def test_first_use_by_outlet_and_by_filter(corpus) -> None:  # type: ignore[no-untyped-def]
    for outlet, day in (("Herald", 5), ("Gazette", 3), ("Herald", 2)):
        corpus.device(
            corpus.article(outlet, date=date(2020, 1, day)), OIL, voice="source" if day == 2 else "author"
        )
    tables = corpus.tables()
    assert [(use.outlet, use.date.day) for use in first_uses(tables, (OIL,), by_outlet=True)] == [
        ("Herald", 2),
        ("Gazette", 3),
    ]
    assert [use.date.day for use in first_uses(tables, (OIL,), Filters(voice="author"))] == [3]
    assert first_uses(tables, (RACE,)) == ()


def test_device_that_stands_in_undated_articles_alone_is_not_listed(corpus) -> None:  # type: ignore[no-untyped-def]
    corpus.device(corpus.article())
    assert first_uses(corpus.tables(), (OIL,)) == ()
