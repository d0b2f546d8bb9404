"""What train_figurative.py learns from: candidates in coded articles with their labels, and page furniture in the corpora."""

from __future__ import annotations

import importlib.util
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from framing.figurative import Rows, properties
from framing.figurative.rows import Tables, tables
from framing.match import Candidate, CompiledCodebook, rows_of, settle
from framing.text import analyse
from framing.text.analysis import Analysis
from framing.types import Article
from scripts.judge_open import CORPORA, coded_files, codes_of, corpus, is_held_back
from scripts.records import records

Ints = NDArray[np.int64]
Row = Mapping[str, Any]
Item = TypeVar("Item")

CODED = ("devices_news", "devices_ai", "devices_train")
FRESH = "open_fresh"
"""Our own wholly coded articles, docs/judged/open-fresh*.tsv, without those held back."""
OPEN = ("devices_open_ai", "devices_open_news", "devices_open_train")
ALL_OPEN = (*OPEN, FRESH)
OPEN_WEIGHT = {"devices_open_ai": 0.7, "devices_open_news": 0.7, "devices_open_train": 0.5}
"""What a row of the open sets counts for: there a candidate that nobody marked may only have been passed over."""
OPEN_MARKED_WEIGHT = 0.7
VETOED_WEIGHT = 0.3
"""What a vetoed candidate counts for: it shows literal contexts, but the exclusions were written with the coded data in sight."""
LEAST_OVERLAP = 0.3
BATCH = 64
SAMPLE_SEED = 20261121
PAGE_SETS = {"ai-tech": 120, "allsides": 60}
"""Pages per outlet from which words are drawn."""
PAGES_MOST, PAGES_FEWEST, PAGE_CHARACTERS = 350, 15, 15_000
WORDS_PER_PAGE = 12
REPEATED_WORDS = 8
"""A run of words this long that stands on two pages of one outlet is page furniture."""
NOT_A_COPY = 0.85
"""Pages with a larger share of repeated words are copies of others."""


@dataclass(frozen=True, slots=True)
class Case:
    """A candidate in a coded article, its match counted from the start of its text. label: 1, 0, or None where not coded ·
    coded: by its own code, not by what coders marked in the whole article."""

    article: str
    outlet: str
    sets: tuple[str, ...]
    candidate: Candidate
    found: Ints
    label: int | None = None
    weight: float = 0.0
    coded: bool = False


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[at : at + BATCH] for at in range(0, len(items), BATCH))


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def fresh_codes() -> dict[str, list[Row]]:
    """Article -> its codes, for all articles of ours that are learned from; none for an article without."""
    return {
        article: [{**code, "article_id": article, "coders": 2} for code in codes]
        for path in coded_files()
        for article, codes in codes_of(path).items()
        if not is_held_back(path, article)
    }


class Gold:
    """The coded sets and our own, and the judge of them (evaluate.py), which is asked about rows instead of tables."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "dev"
        spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
        assert spec is not None
        assert spec.loader is not None
        self._judge = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self._judge)
        self._judge.evidence = lambda rows, _measure: rows  # type: ignore[attr-defined]
        fresh = fresh_codes()
        self._fresh: dict[str, list[Row]] = {
            "articles.jsonl": [
                row for name in CORPORA for row in corpus(folder.parent, name) if row["id"] in fresh
            ],
            "codes.jsonl": [code for codes in fresh.values() for code in codes],
        }
        self._judge.rows = self._rows  # type: ignore[attr-defined]
        self.codes: dict[str, dict[str, list[Row]]] = {}
        for name in (*CODED, *ALL_OPEN):
            self.codes[name] = defaultdict(list)
            for row in self._rows(self._folder / name / "codes.jsonl"):
                self.codes[name][row["article_id"]].append(row)

    def _rows(self, path: Path) -> list[Row]:
        return self._fresh[path.name] if path.parent.name == FRESH else read_rows(path)

    def articles(self) -> list[tuple[Row, tuple[str, ...]]]:
        """Each article once, with the sets it is in."""
        found: dict[tuple[str, str], tuple[Row, list[str]]] = {}
        for name in self.codes:
            for row in self._rows(self._folder / name / "articles.jsonl"):
                found.setdefault((row["id"], row["text"]), (row, []))[1].append(name)
        return [(row, tuple(names)) for row, names in found.values()]

    def figures(self, name: str, rows: dict[str, list[Row]]) -> dict[str, float]:
        judge = self._judge.devices_open if name in ALL_OPEN else self._judge.devices
        figures: dict[str, float] = judge(self._folder / name, defaultdict(list, rows))
        return figures


def cases_of(gold: Gold, book: CompiledCodebook) -> list[Case]:
    """Every candidate in the texts of the coded articles, labelled where the codes say what it is."""
    found = tables(book.vocabulary)
    cases: list[Case] = []
    for part in _parts(gold.articles()):
        articles = [Article(row["id"], row["text"], title=row.get("title")) for row, _ in part]
        analysis = analyse(articles, book.vocabulary)
        candidates = book.matches(analysis)
        seen: Sequence[Ints] | Ints = properties(analysis, rows_of(candidates), found) if candidates else []
        for candidate, values in zip(candidates, seen, strict=True):
            field = int(analysis.word_field[candidate.match.first])
            if field % 2:
                row, sets = part[field // 2]
                moved = _moved(candidate, int(analysis.field_start[field]))
                cases.append(Case(row["id"], row.get("outlet") or "?", sets, moved, values.astype(np.int16)))
    return [_labelled(case, gold, book) for case in cases]


def _moved(candidate: Candidate, start: int) -> Candidate:
    match = candidate.match
    return candidate._replace(match=match._replace(start=match.start - start, end=match.end - start))


def _labelled(case: Case, gold: Gold, book: CompiledCodebook) -> Case:
    """Coded items come before open codes. A conventional device that nobody marked says nothing: coders skip those."""
    live = book.devices[case.candidate.device].conventionality == "live"
    for name in (name for name in case.sets if name != FRESH):
        codes = [(overlap(case.candidate, code), code) for code in gold.codes[name][case.article]]
        touched = [(share, code) for share, code in codes if share > 0]
        close = [code for share, code in touched if share >= LEAST_OVERLAP]
        if name in CODED and any(code["use"] == "literal" for _, code in touched):
            return replace(case, label=0, weight=_weight(case, 1.0), coded=True)
        if close:
            weight = 1.0 if name in CODED else OPEN_MARKED_WEIGHT
            return replace(case, label=1, weight=_weight(case, weight), coded=name in CODED)
        if name in OPEN and live and not touched:
            return replace(case, label=0, weight=_weight(case, OPEN_WEIGHT[name]))
    return case


def _weight(case: Case, weight: float) -> float:
    return weight if case.candidate.excluded is None else weight * VETOED_WEIGHT


def overlap(candidate: Candidate, code: Row) -> float:
    """Intersection over union; 0 where they do not touch."""
    start, end = candidate.match.start, candidate.match.end
    inside = min(end, code["end"]) - max(start, code["start"])
    return float(max(0, inside) / (max(end, code["end"]) - min(start, code["start"])))


def evidence(
    cases: Sequence[Case], book: CompiledCodebook, name: str, counts: Callable[[int], bool]
) -> dict[str, list[Row]]:
    """The rows that a set's articles would get if exactly the cases that `counts` were candidates."""
    by_article: dict[str, list[Candidate]] = defaultdict(list)
    for i, case in enumerate(cases):
        if name in case.sets and counts(i):
            by_article[case.article].append(case.candidate._replace(excluded=None))
    return {
        article: [
            {
                "start": c.match.start,
                "end": c.match.end,
                "text": "",
                "code": book.devices[c.device].id,
                "conventionality": book.devices[c.device].conventionality,
                "voice": "author",
                "stance": "asserted",
            }
            for c in settle(candidates, book.devices)
        ]
        for article, candidates in by_article.items()
    }


def page_words(corpora: Path, book: CompiledCodebook) -> tuple[Ints, Ints, list[str]]:
    """Properties of words drawn from pages, whether each stands in furniture, and its outlet."""
    parts: list[tuple[Ints, Ints, str]] = []
    found, rng = tables(book.vocabulary), random.Random(SAMPLE_SEED)  # noqa: S311 (a sample, no secret)
    for name, most in PAGE_SETS.items():
        outlets: dict[str, list[str]] = defaultdict(list)
        for row in records(corpora / f"{name}.jsonl.gz"):
            outlets[row["outlet"]].append(row["text"][:PAGE_CHARACTERS])
        for outlet, texts in outlets.items():
            if len(texts) >= PAGES_FEWEST:
                drawn = rng.sample(texts, min(len(texts), PAGES_MOST))
                parts += [(*part, outlet) for part in _outlet_words(drawn, most, book, found, rng)]
    labels = np.concatenate([label for _, label, _ in parts])
    outlet_of = [outlet for _, label, outlet in parts for _ in label]
    return np.concatenate([values for values, _, _ in parts]), labels, outlet_of


def _outlet_words(
    texts: list[str], most: int, book: CompiledCodebook, found: Tables, rng: random.Random
) -> Iterator[tuple[Ints, Ints]]:
    batches = [analyse([Article("", text) for text in part], book.vocabulary) for part in _parts(texts)]
    pages = [
        (analysis, int(analysis.field_first_word[field]), int(analysis.field_first_word[field + 1]))
        for analysis in batches
        for field in range(1, 2 * len(analysis.articles), 2)
    ]
    runs = [_runs(analysis, low, high) for analysis, low, high in pages]
    known = Counter(run for found_runs in runs for run in set(found_runs))
    for (analysis, low, high), here in list(zip(pages, runs, strict=True))[:most]:
        repeated = np.zeros(high - low, np.bool_)
        for at, run in enumerate(here):
            if known[run] > 1:
                repeated[at : at + REPEATED_WORDS] = True
        nouns = [at for at in range(high - low) if analysis.words.tag[low + at] == ord("n")]
        if nouns and repeated.mean() < NOT_A_COPY:
            drawn = np.array(sorted(rng.sample(nouns, min(len(nouns), WORDS_PER_PAGE))), np.int64)
            yield (
                properties(analysis, _single_words(analysis, low + drawn), found),
                repeated[drawn].astype(np.int64),
            )


def _runs(analysis: Analysis, low: int, high: int) -> list[int]:
    """One number for each run of words, from their spelling."""
    words, data = analysis.words, analysis.folded.data
    spans = zip(words.start[low:high].tolist(), words.end[low:high].tolist(), strict=True)
    spelled = [data[start:end] for start, end in spans]
    return [hash(tuple(spelled[i : i + REPEATED_WORDS])) for i in range(len(spelled) - REPEATED_WORDS + 1)]


def _single_words(analysis: Analysis, at: Ints) -> Rows:
    words, none = analysis.words, np.zeros(len(at), np.int64)
    return Rows(at, at + 1, words.start[at], words.core_end[at], np.arange(len(at)), none, none + 1)
