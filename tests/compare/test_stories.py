"""Stories: the sample's twelve events, order does not matter, days limit, copies, changes by readers, and contrasts within."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.compare import Filters, ScoredTables
from framing.compare.stories import Stories, clusters, find_stories, shared, stories_of, stories_table
from framing.compare.story_contrasts import contrast_within_stories
from framing.compare.story_linkage import linked, mean_likeness
from framing.compare.story_list import story_list
from framing.compare.story_words import (
    COMMON_SHARE,
    LEAD_WORDS,
    MOST_DAYS,
    SCALE,
    TITLE_WEIGHT,
    Likeness,
    article_words,
    likeness,
    word_shares,
    word_vectors,
)

DAY = date(2026, 3, 3)
SAMPLE = Path(__file__).resolve().parents[2] / "corpus" / "articles"


def sample() -> tuple[list[dict[str, object]], dict[str, str]]:
    rows, words = [], {}
    for path in sorted(SAMPLE.glob("*.txt")):
        head, _, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("---\n")
        about = dict(line.split(": ", 1) for line in head.strip().splitlines())
        rows.append(row(about["id"], date.fromisoformat(about["date"]), outlet=about["outlet"]))
        words[about["id"]] = article_words(about["title"], body)
    return rows, words


def row(name: str, day: date | None, **columns: object) -> dict[str, object]:
    return {
        "id": name,
        "date": day,
        "outlet": "Herald",
        "title": name,
        "duplicate_of": None,
        "shared_copy": None,
    } | columns


def table(rows: Sequence[dict[str, object]]) -> pa.Table:
    names = ("id", "outlet", "title", "duplicate_of", "shared_copy")
    schema = pa.schema([*((name, pa.string()) for name in names), ("date", pa.date32())])
    return pa.Table.from_pylist(list(rows), schema)


def groups(found: Stories) -> set[frozenset[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for article, story in clusters(found).items():
        members[story].add(article)
    return {frozenset(members) for members in members.values()}


STORM = "Storm floods Wexcombe harbour as ferry runs aground near the lighthouse"
STRIKE = "Teachers vote for a strike over pensions in Nordland schools"


def test_twelve_events_of_the_sample_are_twelve_stories() -> None:
    rows, words = sample()
    found = groups(find_stories(table(rows), words))
    assert found == {
        frozenset(name for name in words if name.startswith(f"e{event:02}-")) for event in range(1, 13)
    }


def test_two_events_alone_are_still_told_apart() -> None:
    rows, words = sample()
    for one, other in (("e01", "e04"), ("e02", "e03"), ("e05", "e12")):
        kept = [row | {"date": DAY} for row in rows if str(row["id"])[:3] in (one, other)]
        assert len(groups(find_stories(table(kept), words))) == 2


def test_order_of_the_articles_changes_neither_stories_nor_names_nor_scores() -> None:
    rows, words = sample()
    kept = [{**row, "date": DAY} for row in rows[:30]]
    shuffled = kept.copy()
    random.Random(7).shuffle(shuffled)
    assert find_stories(table(kept), words) == find_stories(table(shuffled), dict(reversed(words.items())))


def test_story_is_named_by_its_first_article_and_scored_from_0_to_1() -> None:
    rows = [row("b", DAY), row("a", DAY + timedelta(1)), row("c", DAY)]
    found = find_stories(table(rows), {"a": STORM, "b": STORM, "c": STRIKE})
    assert found.article == ("b", "c", "a")
    assert found.story == ("b", "c", "b")
    assert found.score == (0.951229, 0.0, 0.951229)  # exp(-1/20)


def test_same_words_after_more_than_a_week_are_another_story() -> None:
    for days, stories in ((MOST_DAYS, 1), (MOST_DAYS + 1, 0)):
        rows = [row("a", DAY), row("b", DAY + timedelta(days))]
        assert len(groups(find_stories(table(rows), {"a": STORM, "b": STORM}))) == stories


def test_chain_of_like_articles_does_not_grow_beyond_the_limit_of_days() -> None:
    rows = [row(f"a{day:02}", DAY + timedelta(day)) for day in range(30)]
    found = find_stories(table(rows), {str(one["id"]): STORM for one in rows})
    days = {str(one["id"]): one["date"] for one in rows}
    for members in groups(found):
        inside = [days[name] for name in members]
        assert (max(inside) - min(inside)).days <= MOST_DAYS  # type: ignore[operator,type-var]


def test_article_without_a_date_joins_a_story_only_as_a_copy() -> None:
    rows = [row("a", DAY), row("b", DAY), row("c", None), row("d", None, duplicate_of="a"), row("e", None)]
    words = dict.fromkeys("abcde", STORM)
    assert groups(find_stories(table(rows), words)) == {frozenset("abd")}


def test_copies_are_one_story_whatever_their_words_unless_they_are_far_apart() -> None:
    far = DAY + timedelta(MOST_DAYS + 1)
    rows = [row("a", DAY, shared_copy="a"), row("b", DAY, shared_copy="a"), row("c", far, shared_copy="a"),
            row("d", DAY, duplicate_of="b")]  # fmt: skip
    assert groups(find_stories(table(rows), {"a": STORM, "b": STRIKE, "c": STORM, "d": ""})) == {
        frozenset("abd")
    }


def test_no_articles_and_articles_without_words_make_no_story() -> None:
    assert find_stories(table([]), {}) == Stories((), (), ())
    rows = [row("a", DAY), row("b", DAY)]
    assert clusters(find_stories(table(rows), {})) == {}
    assert clusters(find_stories(table(rows), {"a": "the and of", "b": ""})) == {}


def test_stories_come_back_from_their_table() -> None:
    found = Stories(("a", "b"), ("a", "a"), (0.5, 0.5))
    assert stories_of(stories_table(found)) == found


def test_title_counts_several_times_and_furniture_not_at_all() -> None:
    words = article_words("Flood", "MENU Home About. Water rose. SHARE this", ((0, 16), (28, 39)))
    assert words.split() == ["Flood"] * TITLE_WEIGHT + ["Water", "rose."]
    assert len(article_words(None, "word " * 5_000).split()) == LEAD_WORDS
    assert article_words("Trump's plan", "").split()[:2] == ["Trump", "plan"]


def test_word_shares_are_shares_and_too_common_words_weigh_nothing() -> None:
    shares = word_shares()
    assert len(shares) > 5_000
    assert all(0.005 <= share <= 1 for share in shares.values())
    common = next(word for word, share in shares.items() if share > COMMON_SHARE * 1.5)
    assert word_vectors([f"{common} {common}", common]).nnz == 0


def test_vectors_have_length_one_or_zero() -> None:
    vectors = word_vectors([STORM, "", STRIKE])
    assert np.allclose(np.sqrt(vectors.multiply(vectors).sum(axis=1)), [1, 0, 1], atol=1e-6)


def test_likeness_is_the_cosine_less_five_percent_a_day() -> None:
    vectors = word_vectors([STORM, STORM, STRIKE])
    found = likeness(vectors, np.array([5, 7, 7]))
    assert (found.first.tolist(), found.second.tolist()) == ([0], [1])
    assert found.value[0] == pytest.approx(SCALE * np.exp(-0.1), rel=1e-6)


def average_linkage(values: np.ndarray, days: np.ndarray, least: float) -> list[int]:
    """The same by looking at every pair of groups again and again."""
    parts = [[at] for at in range(days.size)]
    while True:
        best: tuple[float, int, int] | None = None
        for one, other in combinations(range(len(parts)), 2):
            both = parts[one] + parts[other]
            mean = values[np.ix_(parts[one], parts[other])].mean()
            if mean >= least and np.ptp(days[both]) <= MOST_DAYS and (best is None or mean > best[0]):
                best = (mean, one, other)
        if best is None:
            return [min(part) for at in range(days.size) for part in parts if at in part]
        parts[best[1]] = sorted(parts[best[1]] + parts.pop(best[2]))
        parts.sort()


@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_linkage_is_average_linkage_within_the_limit_of_days(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    days = np.sort(rng.integers(0, 12, count))
    values = np.triu(rng.permutation(count * count).reshape(count, count) * 1_000 + 60_000, 1)
    first, second = np.nonzero(values)
    pairs = Likeness(first, second, values[first, second])
    heads = linked(pairs, days, days, 0.1)
    assert heads.tolist() == average_linkage((values + values.T) / SCALE, days, 0.1)


def test_mean_likeness_counts_copies_as_alike() -> None:
    pairs = Likeness(np.array([0]), np.array([1]), np.array([SCALE // 2]))
    assert mean_likeness(pairs, np.array([0, 0, 2]), np.array([1, 1, 1])).tolist() == [0.5, 0.5, 0.0]
    assert mean_likeness(pairs, np.array([0, 0, 2]), np.array([3, 1, 2])).tolist() == [2.5 / 3, 0.5, 1.0]


FOUND = Stories(tuple("abcdefg"), tuple("aaaddfg"), (0.0,) * 7)


@pytest.mark.parametrize(
    ("edits", "stories"),
    [
        ([], {"abc", "de"}),
        ([("merge", "ad")], {"abcde"}),
        ([("merge", "eg")], {"abc", "deg"}),
        ([("split", "b")], {"ac", "de"}),
        ([("split", "bc")], {"bc", "de"}),
        ([("split", "abc")], {"abc", "de"}),
        ([("split", "ab"), ("merge", "cd")], {"ab", "cde"}),
        ([("split", "ae")], {"ae", "bc"}),
        ([("merge", "ad"), ("split", "de")], {"abc", "de"}),
        ([("merge", "xa"), ("split", "x")], {"abc", "de"}),
    ],
)
def test_changes_lie_on_top_in_their_order(edits: list[tuple[str, str]], stories: set[str]) -> None:
    found = clusters(FOUND, [(kind, tuple(names)) for kind, names in edits])  # type: ignore[misc]
    members: dict[str, str] = defaultdict(str)
    for article, story in found.items():
        members[story] += article
    assert set(members.values()) == stories
    assert all(members[name][0] == name for name in members)


@given(
    st.lists(
        st.tuples(st.sampled_from(["merge", "split"]), st.lists(st.sampled_from("abcdefgx"), max_size=4)),
        max_size=6,
    )
)
def test_no_change_loses_an_article_or_puts_it_into_two_stories(edits: list[tuple[str, list[str]]]) -> None:
    found = clusters(FOUND, edits)  # type: ignore[arg-type]
    assert set(found) <= set(FOUND.article)
    sizes = defaultdict(int)
    for story in found.values():
        sizes[story] += 1
    assert all(size > 1 for size in sizes.values())
    assert set(found.values()) <= set(found)


def test_list_is_newest_first_and_takes_the_headline_most_like_the_others() -> None:
    rows = [
        row("a", DAY, title="First"),
        row("b", DAY + timedelta(1), title="Typical", outlet="Gazette"),
        row("c", DAY + timedelta(9), title="Later"),
        row("d", DAY + timedelta(9), title="", outlet=None),
        row("e", None, title="When", duplicate_of="f"),
        row("f", None, title="When"),
    ]
    stories = {"a": "a", "b": "a", "c": "c", "d": "c", "e": "e", "f": "e"}
    found = story_list(table(rows), stories, {"a": 0.2, "b": 0.4, "d": 1.0})
    assert [(one.id, one.title, one.outlets) for one in found] == [
        ("c", "Later", ("Herald", "origin unknown")),
        ("a", "Typical", ("Gazette", "Herald")),
        ("e", "When", ("Herald",)),
    ]
    assert (found[1].first, found[1].last, found[2].first) == (DAY, DAY + timedelta(1), None)
    assert [one.id for one in story_list(table(rows), stories, {}, copies=False)] == ["c", "a"]


def pairs(
    corpus, stories: int, hits: Callable[[int], tuple[int, int]]
) -> tuple[ScoredTables, dict[str, str]]:  # type: ignore[no-untyped-def]
    """Two outlets with an article each in every story, and one of Herald in a story of its own."""
    told = {}
    for at in range(stories):
        for outlet, count in zip(("Herald", "Gazette"), hits(at), strict=True):
            name = corpus.article(
                outlet, words=400 + 40 * (at % 5), sensationalism=10.0 + 2 * at + (outlet == "Herald")
            )
            told[name] = f"s{at}"
            for _ in range(count):
                corpus.device(name)
    corpus.article("Herald")
    return corpus.tables(), told


def test_ratio_within_stories_is_that_of_mantel_and_haenszel(corpus) -> None:  # type: ignore[no-untyped-def]
    one = corpus.article("Herald", words=400)
    other = corpus.article("Gazette", words=600)
    third, fourth = corpus.article("Herald", words=300), corpus.article("Gazette", words=100)
    for name, count in ((one, 4), (other, 3), (third, 2), (fourth, 1)):
        for _ in range(count):
            corpus.device(name)
    stories = {one: "s", other: "s", third: "t", fourth: "t"}
    found = contrast_within_stories(corpus.tables(), stories, ("Herald", "Gazette"))
    rate = next(row for row in found.rows if row.measure == "devices_per_1000_words")
    expected = (4 * 600 / 1000 + 2 * 100 / 400) / (3 * 400 / 1000 + 1 * 300 / 400)
    assert rate.value == pytest.approx(expected)
    assert (rate.estimate, rate.baseline_estimate) == (pytest.approx(6 / 0.7), pytest.approx(4 / 0.7))
    assert (rate.verdict, rate.low, rate.stories) == ("too few", None, 2)


def test_what_outlets_report_on_is_not_in_the_difference_within_stories(corpus) -> None:  # type: ignore[no-untyped-def]
    tables, stories = pairs(corpus, 30, lambda at: (2 + at % 4, 1 + (at % 4) // 2))
    for at in range(40):  # Gazette alone reports on what gives many devices
        for _ in range(9):
            corpus.device(corpus.article("Gazette", id=f"own{at}") if _ == 0 else f"own{at}")
    tables = corpus.tables()
    found = contrast_within_stories(tables, stories, ("Herald", "Gazette"))
    rate = next(row for row in found.rows if row.measure == "devices_per_1000_words")
    assert found.stories == 30
    assert rate.value is not None
    assert rate.low is not None
    assert rate.low > 1
    assert rate.verdict == "clear"
    assert (found.left_out_share, found.baseline_left_out_share) == (
        pytest.approx(1 / 31),
        pytest.approx(40 / 70),
    )


def test_mean_within_stories_is_the_difference_and_its_interval_leaves_out_the_stories(corpus) -> None:  # type: ignore[no-untyped-def]
    tables, stories = pairs(corpus, 25, lambda at: (at % 2, at % 3))
    found = contrast_within_stories(tables, stories, ("Herald", "Gazette"))
    mean = next(row for row in found.rows if row.measure == "sensationalism")
    assert (mean.effect, mean.value, mean.low, mean.high) == (
        "difference",
        pytest.approx(1.0),
        pytest.approx(1.0),
        pytest.approx(1.0),
    )
    assert mean.baseline_estimate == pytest.approx(10 + 24)


def test_same_story_twenty_times_gives_no_difference_and_the_other_way_round_the_inverse(corpus) -> None:  # type: ignore[no-untyped-def]
    tables, stories = pairs(corpus, 24, lambda at: (1 + at % 3, 1 + (at + 1) % 3))
    one = contrast_within_stories(tables, stories, ("Herald", "Gazette")).rows[0]
    other = contrast_within_stories(tables, stories, ("Gazette", "Herald")).rows[0]
    assert one.value is not None
    assert one.low is not None
    assert other.value == pytest.approx(1 / one.value)
    assert other.high == pytest.approx(1 / one.low)
    assert one.verdict == other.verdict == "not clear"
    assert one.p == pytest.approx(other.p)


def test_no_common_story_gives_no_row_and_filters_narrow_the_stories(corpus) -> None:  # type: ignore[no-untyped-def]
    tables, stories = pairs(corpus, 5, lambda at: (1, 1))
    assert contrast_within_stories(tables, {}, ("Herald", "Gazette")).rows == ()
    assert contrast_within_stories(tables, stories, ("Herald", "Nobody")).stories == 0
    assert contrast_within_stories(tables, stories, ("Herald", "Gazette"), Filters(genre="news")).stories == 0


def test_shared_articles_are_those_whose_story_two_of_the_outlets_cover(corpus) -> None:  # type: ignore[no-untyped-def]
    for name, outlet in (("a", "Herald"), ("b", "Gazette"), ("c", "Herald"), ("d", "Herald"), ("e", None)):
        corpus.article(outlet, id=name)
    stories = {"a": "s", "b": "s", "c": "t", "d": "t", "e": "s"}
    assert shared(stories, corpus.tables(), ("Herald", "Gazette")) == {"a", "b"}
    assert shared(stories, corpus.tables(), ("Herald", "Gazette", "origin unknown")) == {"a", "b", "e"}
    assert shared(stories, corpus.tables(), ("Herald",)) == frozenset()
