"""A small factory of scored tables in the schema of the table contract."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.compare import ScoredTables, scored_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ARTICLES = pa.schema(
    [
        ("id", pa.string()),
        ("outlet", pa.string()),
        ("title", pa.string()),
        ("date", pa.date32()),
        ("date_text", pa.string()),
        ("date_precision", pa.string()),
        ("author", pa.string()),
        ("url", pa.string()),
        ("genre", pa.string()),
        ("extra", pa.string()),
        ("language", pa.string()),
        ("words", pa.int32()),
        ("sentences", pa.int32()),
        ("devices", pa.int32()),
        ("devices_per_1000_words", pa.float64()),
        ("devices_author_per_1000_words", pa.float64()),
        ("devices_rejected", pa.int32()),
        ("sensationalism", pa.float64()),
        ("headline_lure", pa.float64()),
        ("body_intensity", pa.float64()),
        ("attributions", pa.int32()),
        ("unnamed", pa.int32()),
        ("withheld", pa.int32()),
        ("unnamed_share", pa.float64()),
        ("withheld_share", pa.float64()),
        ("unnamed_dependence", pa.float64()),
        ("sources", pa.int32()),
        ("sources_unnamed", pa.int32()),
        ("flesch_reading_ease", pa.float64()),
        ("flesch_kincaid_grade", pa.float64()),
        ("duplicate_of", pa.string()),
        ("shared_copy", pa.string()),
        ("missing", pa.string()),
        ("signature", pa.string()),
    ]
)
EVIDENCE = pa.schema(
    [
        ("article_id", pa.string()),
        ("measure", pa.string()),
        ("code", pa.string()),
        ("field", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
        ("sentence", pa.int32()),
        ("voice", pa.string()),
        ("speaker", pa.string()),
        ("stance", pa.string()),
        ("conventionality", pa.string()),
        ("anonymity", pa.string()),
        ("weight", pa.float64()),
        ("reason", pa.string()),
        ("signature", pa.string()),
    ]
)
TEXTS = pa.schema([("id", pa.string()), ("title", pa.string()), ("text", pa.string())])
SIGNATURE = "engine1;codebook1;models1;settings1"
OIL = "ai-and-technology/new-oil"


@dataclass
class Corpus:
    """Articles and evidence row by row; defaults fill every column of the contract."""

    articles: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)

    def article(self, outlet: str | None = "Herald", *, text: str = "", **columns: Any) -> str:
        """Add an article of 500 words without a hit; return its id."""
        key = columns.pop("id", f"a{len(self.articles):05d}")
        missing = columns.pop("missing", {})
        row = dict.fromkeys(ARTICLES.names) | {
            "extra": "{}",
            "language": "en",
            "words": 500,
            "sentences": 25,
            "devices": 0,
            "devices_rejected": 0,
            "attributions": 0,
            "unnamed": 0,
            "withheld": 0,
            "sources": 0,
            "sources_unnamed": 0,
            "signature": SIGNATURE,
        }
        self.articles.append(row | columns | {"id": key, "outlet": outlet, "missing": json.dumps(missing)})
        self.texts.append({"id": key, "title": columns.get("title"), "text": text})
        return str(key)

    def device(self, article: str, code: str = OIL, **columns: Any) -> None:
        """Add one live, asserted device in the author's voice."""
        row = dict.fromkeys(EVIDENCE.names) | {
            "measure": "device",
            "field": "text",
            "start": 0,
            "end": 7,
            "text": "new oil",
            "sentence": 0,
            "voice": "author",
            "stance": "asserted",
            "conventionality": "live",
            "weight": 1.0,
            "signature": SIGNATURE,
        }
        self.evidence.append(row | {"article_id": article, "code": code} | columns)

    def outlet(self, name: str | None, hits: list[int], code: str = OIL, **columns: Any) -> None:
        """Add one article per entry of `hits`, with that many devices."""
        for count in hits:
            key = self.article(name, **columns)
            for _ in range(count):
                self.device(key, code)

    def tables(self) -> ScoredTables:
        """The tables in memory."""
        return scored_tables(
            pa.Table.from_pylist(self.articles, ARTICLES), pa.Table.from_pylist(self.evidence, EVIDENCE)
        )

    def write(self, folder: Path) -> Path:
        """The tables as `framing score --texts` leaves them."""
        folder.mkdir(exist_ok=True)
        rows = {"articles": (self.articles, ARTICLES), "evidence": (self.evidence, EVIDENCE)}
        for name, (content, schema) in (rows | {"texts": (self.texts, TEXTS)}).items():
            pq.write_table(pa.Table.from_pylist(content, schema), folder / f"{name}.parquet")
        return folder


@pytest.fixture
def corpus() -> Corpus:
    """An empty corpus to fill."""
    return Corpus()


@pytest.fixture
def new_corpus() -> Callable[[], Corpus]:
    """Makes further corpora."""
    return Corpus
