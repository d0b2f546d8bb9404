"""A batch of articles -> scores and evidence, without any I/O. Start reading here: analyse, attribute, match, measure, table."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from framing import __version__
from framing.attribution import find_attributions
from framing.codebook import Codebook, load_codebook
from framing.evidence import Column, as_list, collect_evidence
from framing.genre_model import genres
from framing.index.page import page_furniture
from framing.match import CompiledCodebook, match_devices
from framing.measures import Found, Measured, all_measures
from framing.measures.sensationalism_model import digest_of, read_model
from framing.text.analysis import analysis_of
from framing.text.fields import Fields, fields_of, fields_without, words_of_furniture
from framing.text.furniture import Spans, without_furniture
from framing.text.language import is_english, languages
from framing.types import Article, Evidence, Scored

Columns = dict[str, Sequence[Any]]
FindFurniture = Callable[[Fields], Sequence[Spans]]
"""The furniture of each article's text."""


@dataclass(frozen=True, slots=True)
class ScoredBatch:
    """Columns of articles.parquet (n values each, without `extra` metadata changes) and of evidence.parquet, in text order.

    evidence['article'] holds the article's index in the batch. furniture: spans of each text that no score has looked at.
    """

    articles: tuple[Article, ...]
    furniture: tuple[Spans, ...]
    scores: Columns
    missing: tuple[dict[str, str], ...]
    evidence: dict[str, Column]


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No search for reference cycles meanwhile: there are many new objects and hardly a cycle, and it took 10 % of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Engine:
    """A codebook and everything else that decides scores; the same engine gives the same scores for the same article.

    keep_furniture: page furniture is scored like the rest of the text · sensationalism: folder of a model of one's own, as
    `framing train sensationalism` writes it; InputError where there is none.
    """

    @_collector_paused()
    def __init__(
        self,
        codebook: Codebook | None = None,
        *,
        keep_furniture: bool = False,
        sensationalism: Path | None = None,
    ) -> None:
        self.codebook = codebook or load_codebook()
        self._keep_furniture = keep_furniture
        self._model = read_model(sensationalism) if sensationalism else None
        more_words = _words_of_measures() | set(self._model.words if self._model else ())
        self._book = CompiledCodebook(self.codebook, more_words=more_words)
        self.signature = signature_of(
            self.codebook, keep_furniture=keep_furniture, sensationalism=sensationalism
        )

    @_collector_paused()
    def score_batch(
        self, articles: Sequence[Article], furniture: Sequence[Spans] | FindFurniture | None = None
    ) -> ScoredBatch:
        """Scores and evidence of some articles; pure. An empty sequence gives empty columns.

        furniture: for each article the spans of its text that are left out, or what finds them (`Index.furniture_of` in a corpus
        run); None stands for the usual shapes of page furniture that a page shows by itself. ValueError for spans that are none.
        """
        whole = fields_of(articles, self._book.vocabulary)
        left_out = self._left_out(whole, furniture)
        words_left_out = words_of_furniture(whole, left_out).tolist()
        prose = without_furniture(articles, left_out)
        analysis = analysis_of(fields_without(whole, prose.articles, left_out))
        del whole  # a quarter of the memory of a batch
        attributions = find_attributions(analysis)
        uses = match_devices(analysis, self._book, attributions)
        english = is_english(analysis)
        found = Found(analysis, attributions, uses, english, self._model)
        measured = [measure.measure(found) for measure in all_measures()]
        return ScoredBatch(
            tuple(articles),
            tuple(left_out),
            {**_scores(found, measured), "furniture_words": words_left_out},
            _missing(found, measured),
            collect_evidence(analysis, measured, prose),
        )

    def _left_out(self, whole: Fields, furniture: Sequence[Spans] | FindFurniture | None) -> Sequence[Spans]:
        if self._keep_furniture:
            return [()] * len(whole.articles)
        if furniture is None:
            return page_furniture(whole)
        return furniture(whole) if callable(furniture) else furniture

    def score(self, article: Article) -> Scored:
        """One article with its scores and evidence: a batch of one."""
        return next(self.scored(self.score_batch([article])))

    def scored(self, batch: ScoredBatch) -> Iterator[Scored]:
        """The articles of a scored batch one by one as objects, for pages and programs that read a few."""
        evidence: list[list[Evidence]] = [[] for _ in batch.articles]
        names = [name for name in batch.evidence if name != "article"]
        columns = [as_list(batch.evidence[name]) for name in names]
        for article, *values in zip(as_list(batch.evidence["article"]), *columns, strict=True):
            evidence[article].append(Evidence(**dict(zip(names, values, strict=True))))
        for i, article in enumerate(batch.articles):
            scores = {name: values[i] for name, values in batch.scores.items()}
            yield Scored(
                article,
                scores,
                tuple(evidence[i]),
                batch.missing[i],
                self.signature,
                tuple(batch.furniture[i]),
            )


def _words_of_measures() -> set[str]:
    """Words that measures look up by id and that the shipped vocabulary may lack."""
    words: set[str] = set()
    for measure in all_measures():
        words |= getattr(measure, "vocabulary_words", set)()
    return words


def _scores(found: Found, measured: list[Measured]) -> Columns:
    analysis = found.analysis
    words = analysis.words_per_field().reshape(-1, 2).sum(axis=1)
    scores: Columns = {
        "genre": genres(analysis, found.english),
        "language": languages(analysis, found.english),
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


def signature_of(codebook: Codebook, *, keep_furniture: bool, sensationalism: Path | None = None) -> str:
    """The signature of the engine with that codebook, without making it. sensationalism: folder of a model of one's own."""
    settings = "furniture=kept" if keep_furniture else "default"
    models = models_digest() + (f"+{digest_of(sensationalism)}" if sensationalism else "")
    return f"{_engine_digest()};{codebook.digest};{models};{settings}"


_NOT_SCORING = (
    *(
        "cli",
        "codebook_check.py",
        "codebook_trial.py",
        "codebooks",
        "compare",
        "norms",
        "pages",
        "report",
        "store",
    ),
    *("training", "validate"),
)
"""What can change without changing a score; the codebook has a digest of its own."""
_SOURCES = (".py", ".tsv", ".c", ".h")


@cache
def _engine_digest() -> str:
    """The version with a digest of the package's own modules, so that a changed rule changes the signature."""
    root = Path(str(files("framing")))
    hashed = hashlib.sha256()
    for name in sorted(_scoring_files(root), key=lambda name: name.split("/")):
        hashed.update(name.encode() + b"\0" + (root / name).read_bytes())
    hashed.update((root / "text" / "vocabulary.npz").read_bytes())
    return f"framing-{__version__}+{hashed.hexdigest()[:8]}"


def _scoring_files(root: Path) -> Iterator[str]:
    """The package's own files that can change a score, as paths below it with slashes."""
    for place, folders, names in os.walk(root):
        above = os.path.relpath(place, root).replace(os.sep, "/") + "/" if place != str(root) else ""
        kept = [name for name in (*folders, *names) if above or name not in _NOT_SCORING]
        folders[:] = [name for name in folders if name in kept and name != "__pycache__"]
        yield from (above + name for name in names if name in kept and name.endswith(_SOURCES))


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
