"""Collections as they are opened: what was scored comes back as it was, and what is missing says so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.errors import InputError
from framing.pipeline import Engine
from framing.store import (
    NOT_MEASURED,
    Collection,
    complete,
    folder_digest,
    listed,
    open_scored,
    sample_folder,
    score_articles,
    scored_article,
    stamp,
)
from framing.types import Article
from scored import write_scored

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Ann Lee said it was no such thing. "
    * 3
)
ARTICLES = (
    Article("b", TEXT, "The Tern", "Race", date(2026, 3, 4), "4 March 2026", "day", "Ann Lee"),
    Article("a", TEXT, "The Gull"),
    Article("c", "Too short."),
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="module")
def made(engine: Engine) -> Collection:
    return score_articles(engine, ARTICLES, "three")


def write(collection: Collection, folder: Path, *, texts: bool = True) -> Path:
    return write_scored(collection, folder, texts=texts)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: str(article.id))
def test_article_comes_back_as_the_engine_scored_it(
    engine: Engine, made: Collection, tmp_path: Path, article: Article
) -> None:
    wanted = engine.score(article)
    found = scored_article(open_scored(write(made, tmp_path)), article.id)
    assert found is not None
    assert replace(found.article, genre=None) == article
    assert found.evidence == wanted.evidence
    assert {name: found.scores[name] for name in wanted.scores} == wanted.scores
    assert wanted.missing.items() <= found.missing.items()
    assert found.signature == engine.signature


def test_article_that_is_not_there_is_none(made: Collection) -> None:
    assert scored_article(made, "nobody") is None


def test_collection_without_texts_says_how_to_get_them(made: Collection, tmp_path: Path) -> None:
    collection = open_scored(write(made, tmp_path, texts=False))
    with pytest.raises(InputError, match="score again with --texts"):
        scored_article(collection, "a")


def test_list_is_by_outlet_and_date_with_the_unknown_last(made: Collection) -> None:
    assert [(item.id, item.outlet, item.date) for item in listed(made)] == [
        ("a", "The Gull", None),
        ("b", "The Tern", "2026-03-04"),
        ("c", None, None),
    ]


@pytest.mark.parametrize("content", [b"", b"PAR1 and then nothing", b"{}"])
def test_damaged_tables_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "articles.parquet").write_bytes(content)
    with pytest.raises(InputError, match=r"articles\.parquet: not a table"):
        open_scored(tmp_path)


def test_folder_without_tables_is_named(tmp_path: Path) -> None:
    assert stamp(tmp_path) == ""
    with pytest.raises(InputError, match="no such file"):
        open_scored(tmp_path)


def test_stamp_changes_when_the_folder_is_written_anew(made: Collection, tmp_path: Path) -> None:
    before = stamp(write(made, tmp_path))
    pq.write_table(made.articles.slice(0, 1), tmp_path / "articles.parquet")
    assert stamp(tmp_path) != before


def test_table_of_an_older_version_says_what_it_did_not_measure() -> None:
    old = pa.table({"id": ["a"], "missing": ['{"unnamed_share": "too_few_attributions"}']})
    row = complete(old).to_pylist()[0]
    reasons = json.loads(row["missing"])
    assert (row["sensationalism"], reasons["sensationalism"]) == (None, NOT_MEASURED)
    assert reasons["unnamed_share"] == "too_few_attributions"
    assert row["attributions"] == 0
    assert "attributions" not in reasons


def test_package_holds_the_sample_corpus() -> None:
    assert sample_folder() == (ROOT / "framing" / "sample").resolve() == ROOT / "corpus" / "articles"


def test_digest_of_the_sample_follows_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")
    before = folder_digest(tmp_path)
    (tmp_path / "a.txt").write_text("two", encoding="utf-8")
    assert folder_digest(tmp_path) != before
