"""Trains the reading of image words, cross-validates it and writes framing/models/images.json.

    python -m scripts.train_images --shared ../shared

Each word of a device's `images` is a case, in the wholly coded articles and where single items are coded: an image where
its evidence overlaps a marked expression as the judge asks, half of one where it touches
one, literal where nobody marked anything.
Cross-validation leaves out whole articles across all sets, and whole outlets. The threshold is the mildest at which LEAST_RIGHT
of what image words add over all open sets was marked by a coder; the words were chosen with these sets in sight, and unseen
articles have shown that a far lower share ends in mostly wrong ones there (docs/literal-or-figurative.md). Page furniture is read
by the model of scripts/train_figurative.py, which runs first.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

import framing
from framing.codebook import load_codebook
from framing.figurative import NAMES, Model, properties, shipped_model
from framing.figurative.properties import VETOES
from framing.figurative.rows import tables
from framing.match import NO_PATTERN, Candidate, CompiledCodebook, settle, taken_by
from framing.patterns import Match
from framing.text import analyse
from framing.text.analysis import Analysis
from framing.types import Article
from scripts.documents import put_table
from scripts.figurative_learning import Learner
from scripts.figurative_sets import ALL_OPEN, CODED, FRESH, LEAST_OVERLAP, Case, Gold, Row, _parts, overlap
from scripts.train_figurative import DOCUMENT, digest, stored

Ints = NDArray[np.int64]
MODEL = Path(str(framing.__file__)).parent / "models" / "images.json"
COMMAND = "python -m scripts.train_images --shared ../shared"
RUNS = {
    "patterns only": "patterns_only",
    "left out by article": "left_out_by_article",
    "left out by outlet": "left_out_by_outlet",
}
LEAST_RIGHT = 0.45
WEIGHT = {"devices_open_ai": 1.0, "devices_open_news": 1.0, "devices_open_train": 0.7, FRESH: 0.7}
"""What a row counts for: two coders read the smaller sets, one the large."""
TOUCHING_WEIGHT = 0.5
OWN_WEIGHT = 0.3
GRID = tuple(range(-3000, 1500, 50))


@dataclass(frozen=True, slots=True)
class Found:
    """What patterns alone find in the open articles, by set and article, and the image words with their labels.

    free: whether no pattern covers the word and no exclusion of its device rejects it; the others are only learned from.
    """

    patterns: dict[str, dict[str, list[Candidate]]]
    cases: list[Case]
    free: NDArray[np.bool_]


def found_in(gold: Gold, book: CompiledCodebook) -> Found:
    patterns: dict[str, dict[str, list[Candidate]]] = {name: defaultdict(list) for name in ALL_OPEN}
    cases: list[Case] = []
    free: list[bool] = []
    for part in _parts(gold.articles()):
        articles = [Article(row["id"], row["text"], title=row.get("title")) for row, _ in part]
        analysis = analyse(articles, book.vocabulary)
        counted = [c for c in book.candidates(analysis, left_out=False) if c.match.pattern != NO_PATTERN]
        taken = taken_by(counted, analysis)
        rows = book.image_words.rows(analysis, np.zeros_like(taken))
        first, last = book.image_words.spans(analysis, rows, taken)
        seen = properties(analysis, rows, tables(book.vocabulary))
        words, around = analysis.words, book.surroundings(analysis)

        for candidate in counted:
            field, match = _place(analysis, candidate.match.start, candidate.match.end, candidate.match.first)
            row, sets = part[field // 2]
            if field % 2 and candidate.excluded is None:
                for name in set(sets) & set(ALL_OPEN):
                    patterns[name][row["id"]].append(candidate._replace(match=match))
        for i, at in enumerate(rows.first.tolist()):
            start, end = int(words.start[first[i]]), int(words.core_end[last[i] - 1])
            by = book.excluded_by(int(rows.device[i]), Match(NO_PATTERN, at, at + 1, start, end, 1), around)
            field, match = _place(analysis, start, end, at)
            row, sets = part[field // 2]
            if field % 2:
                candidate = Candidate(int(rows.device[i]), match, None)
                case = Case(row["id"], row.get("outlet") or "?", sets, candidate, seen[i].astype(np.int16))
                labelled = _labelled(case, gold)
                if labelled.label is not None:
                    cases.append(labelled)
                    free.append(not taken[at] and by is None)
    return Found(patterns, cases, np.array(free))


def _place(analysis: Analysis, start: int, end: int, at: int) -> tuple[int, Match]:
    """The field of a word, and a match of it with the evidence start:end, counted from the start of the field."""
    field = int(analysis.word_field[at])
    begin = int(analysis.field_start[field])
    return field, Match(NO_PATTERN, at, at + 1, start - begin, end - begin, 1)


def own_sentences(book: CompiledCodebook) -> list[Case]:
    """The image words of the codebook's own hits, where marked, and misses: plain literal sentences are learned from too."""
    examples = [
        (device.id, example)
        for device in book.devices
        for example in (*device.hits, *device.misses)
        if not device.images
    ]
    analysis = analyse([Article(device, example.text) for device, example in examples], book.vocabulary)
    nothing = np.zeros(len(analysis.words), np.bool_)
    rows = book.image_words.rows(analysis, nothing)
    seen = properties(analysis, rows, tables(book.vocabulary))
    cases = []
    for i, at in enumerate(rows.first.tolist()):
        field = int(analysis.word_field[at])
        begin = int(analysis.field_start[field])
        start, end = int(rows.start[i]) - begin, int(rows.end[i]) - begin
        device, example = examples[field // 2]
        marked = any(s < end and start < e for s, e in example.spans)
        if marked or not example.spans:
            candidate = Candidate(int(rows.device[i]), Match(NO_PATTERN, at, at + 1, start, end, 1), None)
            cases.append(
                Case(
                    f"{device} {field}",
                    device,
                    (),
                    candidate,
                    seen[i].astype(np.int16),
                    int(marked),
                    OWN_WEIGHT,
                )
            )
    return cases


def _labelled(case: Case, gold: Gold) -> Case:
    """Single coded items come before open codes; elsewhere in their articles nothing is known."""
    for code in (c for name in case.sets if name in CODED for c in gold.codes[name][case.article]):
        if overlap(case.candidate, code) > 0:
            return replace(case, label=int(code["use"] == "figurative"), weight=1.0)
    name = next((name for name in ALL_OPEN if name in case.sets), None)
    if name is None:
        return case
    shares = [overlap(case.candidate, code) for code in gold.codes[name][case.article]]
    best = max(shares, default=0.0)
    touching = 0 < best < LEAST_OVERLAP
    return replace(case, label=int(best > 0), weight=WEIGHT[name] * (TOUCHING_WEIGHT if touching else 1.0))


def judged(
    found: Found, gold: Gold, book: CompiledCodebook, score: Ints | None, threshold: int
) -> dict[str, dict[str, float]]:
    """The judge's figures of each open set with the image words above a threshold."""
    images: dict[str, list[Candidate]] = defaultdict(list)
    if score is not None:
        for case in (found.cases[i] for i in np.flatnonzero((score > threshold) & found.free).tolist()):
            images[case.article].append(case.candidate)
    figures = {}
    for name in ALL_OPEN:
        rows: dict[str, list[Row]] = {}
        for article in gold.codes[name].keys() | found.patterns[name].keys():
            kept = settle([*found.patterns[name].get(article, []), *images[article]], book.devices)
            rows[article] = [_row(c, book) for c in kept]
        figures[name] = gold.figures(name, rows)
    return figures


def _row(candidate: Candidate, book: CompiledCodebook) -> Row:
    device = book.devices[candidate.device]
    return {
        "start": candidate.match.start,
        "end": candidate.match.end,
        "text": "",
        "conventionality": device.conventionality,
    }


def right_of_added(figures: dict[str, dict[str, float]], before: dict[str, dict[str, float]]) -> float:
    """Share of what is found beyond `before`, over all open sets, that a coder marked; 1 where nothing is added."""
    found = sum(figures[name]["n_found"] - before[name]["n_found"] for name in figures)
    right = sum(_right(figures[name]) - _right(before[name]) for name in figures)
    return right / found if found else 1.0


def _right(figures: dict[str, float]) -> float:
    return figures["precision"] * figures["n_found"]


def table(figures: dict[str, Any]) -> str:
    """The figures as the table of docs/literal-or-figurative.md."""
    lines = [f"| set | figure | {' | '.join(RUNS)} |", f"|---|---|{'---|' * len(RUNS)}"]
    for name in ALL_OPEN:
        for figure in ("recall", "precision"):
            values = [f"{figures[run][name][figure]:.3f}".removeprefix("0") for run in RUNS.values()]
            lines.append(f"| {name} | {figure} | {' | '.join(values)} |")
    return "\n".join(lines)


def learned_from(cases: Sequence[Case], book: CompiledCodebook) -> Learner:
    """What other words of the device were found is left out: it depends on which other devices are looked for."""
    used = np.array([name not in VETOES for name in NAMES], np.int16)
    cases = [replace(case, found=case.found * used) for case in cases]
    page = shipped_model()
    return Learner(cases, book, (page.page_bias, page.page_weights))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder with gold/")
    book, gold = CompiledCodebook(load_codebook()), Gold(parser.parse_args().shared / "gold")
    found = found_in(gold, book)
    own = own_sentences(book)
    found = Found(found.patterns, [*found.cases, *own], np.append(found.free, np.zeros(len(own), np.bool_)))
    learner = learned_from(found.cases, book)
    scores = {"article": learner.out_of_fold(learner.article), "outlet": learner.out_of_fold(learner.outlet)}
    figures: dict[str, Any] = {"patterns_only": judged(found, gold, book, None, 0)}
    added = {
        at: right_of_added(judged(found, gold, book, scores["article"], at), figures["patterns_only"])
        for at in GRID
    }
    threshold = min(at for at, right in added.items() if right >= LEAST_RIGHT)
    for name, score in scores.items():
        figures[f"left_out_by_{name}"] = {
            "auc": round(float(roc_auc_score(learner.y[found.free], score[found.free])), 4),
            "average_precision": round(
                float(average_precision_score(learner.y[found.free], score[found.free])), 4
            ),
            **judged(found, gold, book, score, threshold),
        }
    model: Model = replace(
        learner.model(np.arange(len(found.cases))), coded={}, reject_below=threshold, rescue_from=None
    )
    content = {
        "made_by": COMMAND,
        "rows": {
            "image": int(learner.y.sum()), "literal": int((1 - learner.y).sum()), "digest": digest(learner),
        },
        "figures": figures,
        "model": stored(model),
    }  # fmt: skip
    MODEL.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    put_table(DOCUMENT, "image figures", table(figures))
    print(json.dumps(figures, indent=1), "image above", threshold, "properties", len(NAMES))


if __name__ == "__main__":
    main()
