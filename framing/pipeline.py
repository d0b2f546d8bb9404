"""A batch of articles -> scores and evidence, without any I/O. Start reading here: analyse, attribute, match, measure, table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.attribution import find_attributions
from framing.codebook import Codebook, load_codebook
from framing.genre import genre_of
from framing.match import CompiledCodebook, match_devices
from framing.measures import Found, Measured, all_measures
from framing.measures.contract import EvidenceColumns
from framing.text.analysis import ENGLISH_SHARE, Analysis, analyse, english_share
from framing.types import Article, Evidence, Scored

FEWEST_WORDS_FOR_LANGUAGE = 20
"""Under this many words the language is not decided (`und`) and the article is scored as English."""

Columns = dict[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class ScoredBatch:
    """Columns of articles.parquet (n values each, without `extra` metadata changes) and of evidence.parquet, in text order.

    evidence['article'] holds the article's index in the batch.
    """

    articles: tuple[Article, ...]
    scores: Columns
    missing: tuple[dict[str, str], ...]
    evidence: Columns


class Engine:
    """A codebook and everything else that decides scores; the same engine gives the same scores for the same article."""

    def __init__(self, codebook: Codebook | None = None) -> None:
        self.codebook = codebook or load_codebook()
        self._book = CompiledCodebook(self.codebook, more_words=_words_of_measures())
        self.signature = f"{_engine_digest()};{self.codebook.digest};{models_digest()};default"

    def score_batch(self, articles: Sequence[Article]) -> ScoredBatch:
        """Scores and evidence of some articles; pure. An empty sequence gives empty columns."""
        analysis = analyse(articles, self._book.vocabulary)
        attributions = find_attributions(analysis)
        uses = match_devices(analysis, self._book, attributions)
        english = _is_english(analysis)
        found = Found(analysis, attributions, uses, english)
        measured = [measure.measure(found) for measure in all_measures()]
        return ScoredBatch(
            tuple(articles),
            _scores(found, measured),
            _missing(found, measured),
            _evidence(analysis, measured),
        )

    def score(self, article: Article) -> Scored:
        """One article with its scores and evidence: a batch of one."""
        return next(self.scored(self.score_batch([article])))

    def scored(self, batch: ScoredBatch) -> Iterator[Scored]:
        """The articles of a scored batch one by one as objects, for pages and programs that read a few."""
        evidence: list[list[Evidence]] = [[] for _ in batch.articles]
        names = [name for name in batch.evidence if name != "article"]
        columns = [batch.evidence[name] for name in names]
        for article, *values in zip(batch.evidence["article"], *columns, strict=True):
            evidence[article].append(Evidence(**dict(zip(names, values, strict=True))))
        for i, article in enumerate(batch.articles):
            scores = {name: values[i] for name, values in batch.scores.items()}
            yield Scored(article, scores, tuple(evidence[i]), batch.missing[i], self.signature)


def _words_of_measures() -> set[str]:
    """Words that measures look up by id and that the shipped vocabulary may lack."""
    words: set[str] = set()
    for measure in all_measures():
        module = import_module(str(measure.__name__))  # type: ignore[attr-defined]
        words |= getattr(module, "vocabulary_words", set)()
    return words


def _is_english(analysis: Analysis) -> NDArray[np.bool_]:
    words = analysis.words_per_field().reshape(-1, 2).sum(axis=1)
    share = english_share(analysis)
    return np.asarray((share >= ENGLISH_SHARE) | (words < FEWEST_WORDS_FOR_LANGUAGE), np.bool_)


def _scores(found: Found, measured: list[Measured]) -> Columns:
    analysis = found.analysis
    words = analysis.words_per_field().reshape(-1, 2).sum(axis=1)
    known = words >= FEWEST_WORDS_FOR_LANGUAGE
    scores: Columns = {
        "genre": [genre_of(article) for article in analysis.articles],
        "language": ["en" if e and k else "und" for e, k in zip(found.english, known, strict=True)],
        "words": words.tolist(),
        "sentences": analysis.sentences_per_field().reshape(-1, 2).sum(axis=1).tolist(),
    }
    for result in measured:
        scores.update(result.scores)
    return scores


def _missing(found: Found, measured: list[Measured]) -> tuple[dict[str, str], ...]:
    missing: tuple[dict[str, str], ...] = tuple({} for _ in found.analysis.articles)
    for result in measured:
        for article, column, reason in result.missing:
            missing[article][column] = reason
    return missing


_OPTIONAL = ("voice", "speaker", "stance", "conventionality", "anonymity", "reason")


def _evidence(analysis: Analysis, measured: list[Measured]) -> Columns:
    """All evidence sorted by article, field, start, end, measure, code, with offsets of its field."""
    parts = [result.evidence for result in measured if result.evidence is not None]
    start = np.concatenate([np.zeros(0, np.int64), *(part.start for part in parts)])
    end = np.concatenate([np.zeros(0, np.int64), *(part.end for part in parts)])
    measure = [part.measure for part in parts for _ in range(len(part.start))]
    code = [name for part in parts for name in part.code]
    field = np.searchsorted(analysis.field_start, start, "right") - 1
    order = sorted(range(len(start)), key=lambda i: (start[i], end[i], measure[i], code[i]))
    rows = np.array(order, np.int64)
    start, end, field = start[rows], end[rows], field[rows]
    sentence = np.searchsorted(analysis.sentence_start, start, "right") - 1
    offset = analysis.field_start[field]
    columns: Columns = {
        "article": (field // 2).tolist(),
        "measure": [measure[i] for i in order],
        "code": [code[i] for i in order],
        "field": ["text" if odd else "title" for odd in (field % 2).tolist()],
        "start": (start - offset).tolist(),
        "end": (end - offset).tolist(),
        "text": [analysis.joined[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)],
        "sentence": np.maximum(sentence - analysis.field_first_sentence[field], 0).tolist(),
        "weight": np.concatenate([np.zeros(0), *(part.weight for part in parts)])[rows].tolist(),
    }
    for name in _OPTIONAL:
        values = [value for part in parts for value in _column(part, name)]
        columns[name] = [values[i] for i in order]
    return columns


def _column(part: EvidenceColumns, name: str) -> Sequence[Any]:
    values = getattr(part, name)
    return [None] * len(part.start) if values is None else values


@cache
def _engine_digest() -> str:
    """The version with a digest of the package's own modules, so that a changed rule changes the signature."""
    root = Path(str(files("framing")))
    hashed = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        if path.relative_to(root).parts[0] not in ("pages", "cli.py", "compare", "store.py"):
            hashed.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    hashed.update((root / "text" / "vocabulary.npz").read_bytes())
    return f"framing-{version('framing')}+{hashed.hexdigest()[:8]}"


@cache
def models_digest() -> str:
    """12 hex digits over the learned weights and component files that ship with the package."""
    root = Path(str(files("framing")))
    paths = [*(root / "models").glob("*.json"), *(root / "models").glob("*.npz")]
    paths += (root / "codebooks" / "components").glob("*.yaml")
    hashed = hashlib.sha256()
    for path in sorted(paths):
        hashed.update(path.name.encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()[:12]
