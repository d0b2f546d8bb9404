"""Outlets × measures from tables in the contract's schema."""

from __future__ import annotations

import csv
import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from framing.cli import command_line
from framing.compare import (
    MEASURE_ORDER,
    UNCORRECTED,
    Filters,
    OutletRow,
    article_values,
    compare_outlets,
    families,
    near_duplicate_clusters,
    read_scored,
)
from framing.compare.intervals import NO_DATA, TOO_FEW_ARTICLES
from framing.errors import InputError, SignatureError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.compare.conftest import Corpus

OIL = "ai-and-technology/new-oil"

RATE = "devices_per_1000_words"


def row(rows: Iterable[OutletRow], outlet: str, measure: str) -> OutletRow:
    return next(one for one in rows if (one.outlet, one.measure) == (outlet, measure))


def test_one_row_per_outlet_and_measure_in_alphabetical_order(corpus: Corpus) -> None:
    for outlet in ("Zebra", "apple", "Mail", None):
        corpus.outlet(outlet, [1])
    rows = compare_outlets(corpus.tables())
    measures = [*MEASURE_ORDER, f"device:{OIL}"]
    outlets = ["apple", "Mail", "origin unknown", "Zebra"]
    assert [(one.outlet, one.measure) for one in rows] == [(o, m) for o in outlets for m in measures]
    assert {one.label for one in rows} == {UNCORRECTED}


def test_rate_by_hand(corpus: Corpus) -> None:
    corpus.outlet("Herald", [2, 0, 1], words=500)
    got = row(compare_outlets(corpus.tables()), "Herald", RATE)
    assert (got.articles, got.words, got.numerator, got.denominator) == (3, 1500, 3.0, 1500.0)
    assert (got.articles_with_hits, got.estimate, got.unit) == (2, 2.0, "per 1,000 words")
    assert (got.low, got.high, got.warning) == (None, None, TOO_FEW_ARTICLES)


def test_conventional_literal_and_other_measures_are_not_devices(corpus: Corpus) -> None:
    key = corpus.article()
    corpus.device(key)
    corpus.device(key, conventionality="conventional")
    corpus.device(key, measure="sensationalism", stance=None, conventionality=None)
    assert row(compare_outlets(corpus.tables()), "Herald", RATE).numerator == 1


def test_author_and_rejected_devices_are_counted_apart(corpus: Corpus) -> None:
    key = corpus.article()
    for voice, stance in (("author", "asserted"), ("author", "rejected"), ("source", "rejected")):
        corpus.device(key, voice=voice, stance=stance)
    rows = compare_outlets(corpus.tables())
    found = [row(rows, "Herald", name).numerator for name in MEASURE_ORDER[:3]]
    assert found == [3, 2, 2]


def test_shares_are_sums_over_sums_of_all_articles_with_attributions(corpus: Corpus) -> None:
    short = {"unnamed_share": "too_few_attributions", "withheld_share": "too_few_attributions"}
    corpus.article(attributions=1, unnamed=1, withheld=1, missing=short)
    corpus.article(attributions=9, unnamed=2, withheld=0, unnamed_share=2 / 9, withheld_share=0.0)
    corpus.article(attributions=0, missing=short)
    got = row(compare_outlets(corpus.tables()), "Herald", "unnamed_share")
    assert (got.estimate, got.numerator, got.denominator) == (0.3, 3.0, 10.0)
    assert (got.articles, got.articles_left_out) == (2, 1)
    assert row(compare_outlets(corpus.tables()), "Herald", "withheld_share").estimate == 0.1
    assert row(compare_outlets(corpus.tables()), "Herald", "attributions_per_1000_words").articles == 3


def test_means_leave_out_missing_scores_and_say_how_many(corpus: Corpus) -> None:
    for score in (10.0, 20.0):
        corpus.article(sensationalism=score)
    corpus.article(missing={"sensationalism": "too_short"})
    got = row(compare_outlets(corpus.tables()), "Herald", "sensationalism")
    assert (got.estimate, got.articles, got.articles_left_out, got.articles_with_hits) == (15.0, 2, 1, None)


def test_an_article_in_another_language_is_left_out_of_every_sum(corpus: Corpus) -> None:
    corpus.article(words=500)
    other = corpus.article(
        words=900, attributions=4, missing={RATE: "not_english", "unnamed_share": "not_english"}
    )
    corpus.device(other)
    rows = compare_outlets(corpus.tables())
    got = row(rows, "Herald", RATE)
    assert (got.words, got.numerator, got.articles_left_out) == (500, 0.0, 1)
    assert row(rows, "Herald", "attributions_per_1000_words").numerator == 0
    assert row(rows, "Herald", "unnamed_share").warning == NO_DATA


def test_a_short_article_enters_the_sums(corpus: Corpus) -> None:
    corpus.article(words=30, missing={RATE: "too_short"})
    assert row(compare_outlets(corpus.tables()), "Herald", RATE).words == 30


def test_filters_narrow_articles_and_evidence(corpus: Corpus) -> None:
    for genre, day in (("news", date(2025, 1, 1)), ("news", date(2025, 2, 1)), ("opinion", None)):
        key = corpus.article(genre=genre, date=day)
        corpus.device(key, voice="source", stance="hedged")
        corpus.device(key)
    tables = corpus.tables()

    def counted(**chosen: Any) -> tuple[int, float]:
        got = row(compare_outlets(tables, Filters(**chosen)), "Herald", RATE)
        return got.articles, got.numerator

    assert counted() == (3, 6)
    assert counted(genre="news") == (2, 4)
    assert counted(since=date(2025, 1, 1), until=date(2025, 1, 31)) == (1, 2)
    assert counted(since=date(2025, 1, 1)) == (2, 4)
    assert counted(voice="source") == (3, 3)
    assert counted(stance="asserted", genre="opinion") == (1, 1)


def test_voice_filter_gives_device_rates_only(corpus: Corpus) -> None:
    corpus.outlet("Herald", [1])
    rows = compare_outlets(corpus.tables(), Filters(voice="author"))
    assert [one.measure for one in rows] == [RATE, f"device:{OIL}"]


def test_code_without_hits_under_a_filter_keeps_its_row(corpus: Corpus) -> None:
    corpus.outlet("Herald", [1], genre="news")
    corpus.outlet("Herald", [0], genre="opinion")
    got = row(compare_outlets(corpus.tables(), Filters(genre="opinion")), "Herald", f"device:{OIL}")
    assert (got.numerator, got.estimate) == (0.0, 0.0)


def test_codes_and_sets_of_codes_can_be_chosen(corpus: Corpus) -> None:
    key = corpus.article(words=1000)
    for code in ("war/cold-war", "war/arms-race", "film/skynet"):
        corpus.device(key, code)
    tables = corpus.tables()
    sets = families(["war/cold-war", "war/arms-race", "film/skynet"])
    assert sets == {"film": ("film/skynet",), "war": ("war/arms-race", "war/cold-war")}
    rows = compare_outlets(tables, codes=["war/cold-war", "never/fired"], code_sets=sets)
    extra = {one.measure: one.numerator for one in rows if one.measure not in MEASURE_ORDER}
    assert extra == {"devices:film": 1, "devices:war": 2, "device:never/fired": 0, "device:war/cold-war": 1}
    assert all(one.measure in MEASURE_ORDER for one in compare_outlets(tables, codes=()))


def test_interval_is_the_same_in_any_row_order(corpus: Corpus, new_corpus: Callable[[], Corpus]) -> None:
    corpus.outlet("Herald", [0, 1, 3, 0, 2, 1] * 10)
    mixed = new_corpus()
    mixed.articles, mixed.evidence = list(corpus.articles), list(corpus.evidence)
    random.Random(4).shuffle(mixed.articles)
    random.Random(5).shuffle(mixed.evidence)
    assert compare_outlets(mixed.tables()) == compare_outlets(corpus.tables())


def test_copies_in_one_cluster_widen_the_interval(corpus: Corpus) -> None:
    for number in range(60):
        head = corpus.article(id=f"h{number:02d}")
        copy = corpus.article(id=f"k{number:02d}", duplicate_of=head)
        for key in (head, copy) if number % 2 else ():
            corpus.device(key)
    tables = corpus.tables()
    copies = Filters(near_duplicates=True)
    alone = row(compare_outlets(tables, copies), "Herald", RATE)
    grouped = row(compare_outlets(tables, copies, clusters=near_duplicate_clusters(tables)), "Herald", RATE)
    assert (alone.estimate, alone.articles) == (grouped.estimate, grouped.articles)
    assert alone.low is not None
    assert grouped.low is not None
    assert grouped.low < alone.low


def test_near_duplicate_of_an_outlet_counts_once(corpus: Corpus) -> None:
    head = corpus.article(id="a", words=500)
    corpus.device(head)
    corpus.device(corpus.article(id="b", words=500, duplicate_of=head))
    once = row(compare_outlets(corpus.tables()), "Herald", RATE)
    twice = row(compare_outlets(corpus.tables(), Filters(near_duplicates=True)), "Herald", RATE)
    assert (once.articles, once.numerator, once.denominator) == (1, 1, 500)
    assert (twice.articles, twice.numerator, twice.denominator) == (2, 2, 1000)


def test_shared_copy_counts_on_request_only_where_it_stands_first(corpus: Corpus) -> None:
    first = corpus.article(id="a", shared_copy="a")
    corpus.article("Mail", id="b", shared_copy=first)
    corpus.article("Mail", id="c")
    corpus.article("Gull", id="d", shared_copy=first)

    def counted(*, shared: bool) -> dict[str, int]:
        rows = compare_outlets(corpus.tables(), Filters(shared_copy=shared))
        return {row.outlet: row.articles for row in rows if row.measure == RATE}

    assert counted(shared=True) == {"Gull": 1, "Herald": 1, "Mail": 2}
    assert counted(shared=False) == {"Herald": 1, "Mail": 1}


@pytest.mark.parametrize(
    ("options", "counted"),
    [
        ((), (1, 1)),
        (("--near-duplicates",), (2, 1)),
        (("--no-shared-copy",), (1, 0)),
        (("--near-duplicates", "--no-shared-copy"), (2, 0)),
    ],
)
def test_command_counts_copies_as_asked(
    corpus: Corpus, tmp_path: Path, options: tuple[str, ...], counted: tuple[int, int]
) -> None:
    first = corpus.article(id="a", shared_copy="a")
    corpus.article(id="b", duplicate_of=first)
    corpus.article("Mail", id="c", shared_copy=first)
    file = tmp_path / "rows.csv"
    done = CliRunner().invoke(
        command_line(), ["compare", str(corpus.write(tmp_path / "run")), "--csv", str(file), *options]
    )
    assert done.exit_code == 0, done.output
    rows = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    found = {one["outlet"]: int(one["articles"]) for one in rows if one["measure"] == RATE}
    assert (found.get("Herald", 0), found.get("Mail", 0)) == counted


def test_article_values_are_what_the_outlet_row_sums(corpus: Corpus) -> None:
    corpus.outlet("Herald", [2, 0], words=500, title="T", date=date(2025, 1, 1))
    corpus.outlet("Mail", [5])
    rows = article_values(corpus.tables(), "Herald", f"device:{OIL}")
    assert [(one.article_id, one.numerator, one.value, one.title) for one in rows] == [
        ("a00000", 2.0, 4.0, "T"),
        ("a00001", 0.0, 0.0, "T"),
    ]
    assert [one.value for one in article_values(corpus.tables(), "Mail", "sensationalism")] == [None]
    assert article_values(corpus.tables(), "Nobody", RATE) == ()
    with pytest.raises(InputError, match="no such measure"):
        article_values(corpus.tables(), "Mail", "slant")


def test_a_measure_whose_columns_are_not_there_has_no_row(corpus: Corpus, tmp_path: Path) -> None:
    corpus.outlet("Herald", [1])
    place = corpus.write(tmp_path / "run") / "articles.parquet"
    gone = ["sensationalism", "attributions", "unnamed", "withheld"]
    pq.write_table(pq.read_table(place).drop_columns(gone), place)
    found = {one.measure for one in compare_outlets(read_scored(place.parent))}
    absent = {"sensationalism", "attributions_per_1000_words", "unnamed_share", "withheld_share"}
    assert set(MEASURE_ORDER) - found == absent


def test_a_table_without_its_columns_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    place = corpus.write(tmp_path / "run") / "articles.parquet"
    pq.write_table(pq.read_table(place).drop_columns(["words", "genre"]), place)
    with pytest.raises(InputError, match="no column genre, words"):
        read_scored(place.parent)


def test_empty_tables_give_no_rows(corpus: Corpus) -> None:
    tables = corpus.tables()
    assert (compare_outlets(tables), tables.signature) == ((), "")


def test_a_filter_that_leaves_nothing_gives_no_rows(corpus: Corpus) -> None:
    corpus.outlet("Herald", [1], genre="news")
    assert compare_outlets(corpus.tables(), Filters(genre="live")) == ()


def test_scored_folders_are_read_and_joined(
    corpus: Corpus, new_corpus: Callable[[], Corpus], tmp_path: Path
) -> None:
    corpus.outlet("Herald", [1])
    more = new_corpus()
    more.device(more.article("Mail", id="m1"))
    tables = read_scored(corpus.write(tmp_path / "one"), more.write(tmp_path / "two"))
    assert {one.outlet for one in compare_outlets(tables)} == {"Herald", "Mail"}
    assert tables.signature == "engine1;codebook1;models1;settings1"


def test_two_signatures_refuse_to_be_compared(
    corpus: Corpus, new_corpus: Callable[[], Corpus], tmp_path: Path
) -> None:
    corpus.outlet("Herald", [1])
    more = new_corpus()
    more.article("Mail", id="m1", signature="engine2;codebook1;models1;settings1")
    with pytest.raises(SignatureError, match=r"2 signatures: engine1.* \| engine2"):
        read_scored(corpus.write(tmp_path / "one"), more.write(tmp_path / "two"))


def test_two_signatures_within_one_table_refuse_to_be_compared(corpus: Corpus) -> None:
    corpus.article()
    corpus.article(signature="other")
    with pytest.raises(SignatureError):
        corpus.tables()


def test_evidence_of_another_signature_refuses_to_be_compared(corpus: Corpus) -> None:
    corpus.device(corpus.article(), signature="other")
    with pytest.raises(SignatureError):
        corpus.tables()


def test_an_id_in_two_folders_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    corpus.article()
    folder = corpus.write(tmp_path / "one")
    with pytest.raises(InputError, match="an article id occurs twice"):
        read_scored(folder, folder)


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"articles\.parquet: no such file"):
        read_scored(tmp_path)
    (tmp_path / "articles.parquet").write_bytes(b"not parquet")
    with pytest.raises(InputError, match="not a Parquet file"):
        read_scored(tmp_path)
