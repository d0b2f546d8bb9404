"""Pass 1: what recurs in an outlet is furniture, copies are found, and only the sequence of articles matters."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from framing.errors import InputError
from framing.index import COPY_COLUMNS, Index, build_index, empty_index, sketch
from framing.index import recurring as recurring_module
from framing.types import Article

STEMS = ("bal", "cor", "dun", "fel", "gam", "hob", "jin", "lor")
WORDS = [f"{stem}{ending}" for stem in STEMS for ending in ("ta", "mer", "so", "vik", "den", "pu")]
MENU = "Home World Politics Business Opinion Science Health Sports Arts Books Style Food Travel Magazine Video Podcasts"
MISSION = (
    "Our mission is to bring the people of this region the news that they need every single day of the year."
)
COMMENT = (
    "The company did not immediately respond to a request for comment on the matter late on Friday evening."
)


def prose(seed: int, sentences: int = 12) -> str:
    rng = random.Random(seed)
    made = (" ".join(rng.choices(WORDS, k=14)).capitalize() + "." for _ in range(sentences))
    return " ".join(made)


def page(number: int, outlet: str | None = "Daily", **more: str) -> Article:
    text = f"{MENU}\n\n{prose(number)}\n\n{COMMENT}\n\n{MISSION}"
    return Article(f"{outlet}-{number}", text, outlet=outlet, **more)  # type: ignore[arg-type]


def parts(articles: list[Article], size: int = 7) -> list[tuple[pa.Table, pa.Array]]:
    cuts = [articles[i : i + size] for i in range(0, len(articles), size)]
    return [(sketch(cut), pa.array([article.id for article in cut], pa.string())) for cut in cuts]


def furniture_of(index: Index, article: Article) -> list[str]:
    return [article.text[a:b] for a, b in index.furniture([article])[0]]


def copies_of(articles: list[Article]) -> dict[str, tuple[str | None, ...]]:
    index = build_index(parts(articles))
    rows = index.copies(0, len(articles)).to_pylist()
    return {a.id: tuple(row[name] for name in COPY_COLUMNS) for a, row in zip(articles, rows, strict=True)}


def test_menu_and_mission_line_of_an_outlet_are_furniture_and_sourcing_formulas_are_not() -> None:
    articles = [page(i) for i in range(10)]
    index = build_index(parts(articles))
    assert [furniture_of(index, article) for article in articles] == [[MENU, MISSION]] * 10


def test_what_recurs_in_one_outlet_is_no_furniture_of_another() -> None:
    index = build_index(parts([page(i) for i in range(10)]))
    assert furniture_of(index, page(3, "Weekly")) == []


def test_two_articles_make_no_furniture() -> None:
    articles = [page(1), page(2)]
    index = build_index(parts(articles))
    assert [furniture_of(index, article) for article in articles] == [[], []]


def test_text_of_near_duplicates_is_no_furniture() -> None:
    story = prose(5, 30)
    versions = [Article(str(i), f"{story} {prose(100 + i, 1)}", outlet="Daily") for i in range(6)]
    index = build_index(parts(versions))
    assert [furniture_of(index, version) for version in versions] == [[]] * 6
    assert index.copies(0, 6)["duplicate_of"].to_pylist() == [None, *["0"] * 5]


def test_paragraph_in_the_middle_of_a_few_stories_is_no_furniture() -> None:
    background = "The war began in spring, when troops crossed the river and took two towns that they hold until today."
    middle = [background if i < 4 else prose(900 + i, 1) for i in range(200)]
    stories = [
        Article(str(i), f"{prose(i, 20)}\n\n{middle[i]}\n\n{prose(500 + i, 20)}", outlet="Wire")
        for i in range(200)
    ]
    index = build_index(parts(stories, 50))
    assert [furniture_of(index, story) for story in stories[:4]] == [[]] * 4


def test_articles_without_outlet_are_looked_at_by_web_host() -> None:
    articles = [page(i, None, url=f"https://www.daily.example/{i}") for i in range(6)]
    articles += [Article(f"x{i}", prose(70 + i), url=f"https://other.example/{i}") for i in range(6)]
    index = build_index(parts(articles))
    assert furniture_of(index, articles[0]) == [MENU, MISSION]
    assert furniture_of(index, page(1, None, url="https://other.example/9")) == []


def test_names_of_speakers_stay() -> None:
    talks = [
        Article(
            str(i), "\n\n".join(f"Sean Illing\n\n{prose(100 * i + j, 2)}" for j in range(5)), outlet="Talk"
        )
        for i in range(12)
    ]
    index = build_index(parts(talks))
    assert [furniture_of(index, talk) for talk in talks] == [[]] * 12


@pytest.mark.parametrize("size", [1, 3, 100])
def test_cut_into_parts_does_not_matter(size: int) -> None:
    articles = [page(i) for i in range(9)] + [page(2), page(3, "Weekly")]
    assert build_index(parts(articles, size)).digest == build_index(parts(articles)).digest


def test_rounds_of_counting_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    made = parts([page(i) for i in range(9)])
    whole = build_index(made)
    monkeypatch.setattr(recurring_module, "_AT_ONCE", 300)
    assert build_index(made).digest == whole.digest


def test_what_stands_in_tens_of_thousands_of_articles_is_counted_in_full() -> None:
    menu, other = (7 << 32) + 1, (7 << 32) + 2
    block = recurring_module._BLOCK
    blocks = [np.full(block, menu, np.uint64)] * ((1 << 16) // block) + [np.array([menu, other], np.uint64)]
    pages = np.array([7], np.uint32), np.array([(1 << 16) + 1], np.uint32)
    key, count = recurring_module._round(blocks, pages, 1 << 16)  # type: ignore[arg-type]
    assert (key.tolist(), count.tolist()) == ([menu], [(1 << 16) + 1])


def test_order_of_articles_changes_no_furniture() -> None:
    articles = [page(i) for i in range(9)]
    one, other = build_index(parts(articles)), build_index(parts(articles[::-1]))
    assert one.furniture_digest == other.furniture_digest


def test_saved_index_is_the_same_again(tmp_path: Path) -> None:
    articles = [page(i) for i in range(9)] + [page(2)]
    index = build_index(parts(articles))
    assert index.save(tmp_path / "index.arrow") == index.digest
    loaded = Index.load(tmp_path / "index.arrow")
    assert loaded.digest == index.digest
    assert loaded.furniture(articles) == index.furniture(articles)
    assert loaded.copies(0, 10) == index.copies(0, 10)
    assert loaded.copies(3, 4) == index.copies(0, 10).slice(3, 4)


def test_damaged_index_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.arrow"
    build_index(parts([page(i) for i in range(9)])).save(path)
    data = bytearray(path.read_bytes())
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match="no index of a corpus"):
        Index.load(path)
    pa.ipc.new_file(str(path), pa.schema([("x", pa.int8())])).close()
    with pytest.raises(InputError, match="no index of a corpus"):
        Index.load(path)


def test_empty_corpus_has_an_index(tmp_path: Path) -> None:
    index = empty_index()
    index.save(tmp_path / "index.arrow")
    assert Index.load(tmp_path / "index.arrow").digest == index.digest
    assert index.furniture([]) == []
    assert index.copies(0, 0).num_rows == 0
    assert furniture_of(index, Article("a", f"Skip to content. {prose(1)}")) == ["Skip to content."]


def edited(text: str, share: float, seed: int) -> str:
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) if rng.random() < share else word for word in text.split(" "))


LONG = prose(7, 40)
COPIES = {
    "a word in a hundred changed": edited(LONG, 0.01, 3),
    "other first line and last lines cut": "By Ann Lee. " + LONG[: int(len(LONG) * 0.9)],
    "boilerplate added": f"{LONG} {MENU}",
}


@pytest.mark.parametrize("text", COPIES.values(), ids=COPIES)
def test_planted_near_copy_of_an_outlet_points_to_the_first(text: str) -> None:
    others = [Article(f"o{i}", prose(200 + i, 40), outlet="Daily") for i in range(20)]
    found = copies_of(
        [Article("first", LONG, outlet="Daily"), *others, Article("copy", text, outlet="Daily")]
    )
    assert found.pop("copy") == ("first", None, None)
    assert set(found.values()) == {(None, None, None)}


def test_same_text_across_outlets_is_shared_copy_with_its_origin() -> None:
    found = copies_of(
        [
            Article("a", LONG, outlet="Daily"),
            Article("b", prose(8, 40), outlet="Daily"),
            Article("c", f"{LONG} (AP)", outlet="Weekly", author="Ann Lee, Associated Press"),
            Article("d", edited(LONG, 0.01, 4), outlet="Weekly"),
            Article("e", prose(9, 40), outlet="Weekly", author="Reuters"),
        ]
    )
    assert found == {
        "a": (None, "a", "AP"),
        "b": (None, None, None),
        "c": (None, "a", "AP"),
        "d": ("c", "a", "AP"),
        "e": (None, None, "Reuters"),
    }


def test_short_texts_are_never_copies() -> None:
    assert set(
        copies_of(
            [Article(o, "Ten words are hardly a text of any length.", outlet=o) for o in "abc"]
        ).values()
    ) == {(None, None, None)}


def test_pages_that_share_only_furniture_are_no_copies() -> None:
    menu = " ".join(f"{word.capitalize()} Menu" for word in WORDS)
    pages = [Article(str(i), f"{menu}\n{prose(i, 5)}\n{menu}", outlet="Daily") for i in range(30)]
    assert set(copies_of(pages).values()) == {(None, None, None)}
