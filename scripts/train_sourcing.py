"""Writes framing/models/sourcing.json: which candidates of the attribution grammar are attributions.

A logistic regression over the properties of framing/attribution/properties.py, trained on the coded articles of
../shared/gold/dev (sources_news, which counts twice, and sources_train) and on those of docs/judged/sources-fresh.tsv, with the
texts of ../shared/corpora; parts TESTED of the latter are left out for good. docs/judged/sources-unsure.tsv adds single phrases
of other articles, which are always learned from and enter no figure. A candidate is positive where it overlaps a coded source
phrase by at least 0.3; of several of one phrase only the one that fits best (multiple-instance learning), since one verb is
enough. Figures are cross-validated in five folds of whole articles. Of the texts the model holds nothing but words of tags.tsv,
tags, and the nouns that head five or more candidates.

    python -m scripts.train_sourcing [../shared]
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from framing.attribution.finding import NOUN_CUES, find_candidates
from framing.attribution.lexicon import marked
from framing.attribution.properties import (
    PRONOUNS,
    SIDES,
    Listed,
    Properties,
    heads_of,
    properties,
    slots_of,
    stem_of,
)
from framing.attribution.tagging import SINGLED_OUT, Tagged, any_of, tag_words
from framing.text.analysis import Analysis, analyse
from scripts.sourcing_sets import FRESH, JUDGED, SETS, read_set, read_unsure

FOLDER = Path(__file__).parent.parent / "framing"
SKIPPED = (
    "analyze ask asking bet cheering classified comments decline declined declining deflected deliver delivered fired "
    "firing going hit hitting holding hope hopes invoking judged listed lobbying make making narrated noticed notices "
    "opposed opposing perceive perceived proved putting rallied ranking rating reasoning recognize reflected reflecting "
    "reflects relating remarks respond seeing seen shooting speak spell spoken submitted sued summarizing sworn tackling "
    "talk talks teach tweets understand verify welcome"
).split()
"""Verbs that the coders took for an attribution in at most 4 % of eight or more uses, so that they are not tried at all."""

LEAST_OVERLAP = 0.3
STRENGTH = 0.15
"""Inverse of the L2 penalty; .1 to .3 differ by less than .005 F1."""

LEAST_STEM, LEAST_HEAD, LEAST_VALUE = 3, 5, 2
"""How often a stem, a head and a value of a property must occur to get a weight."""

HEAD_TAGS = b"rsubhon"
"""The tags of heads that have a weight of their own: people, sources, documents, bodies, titles, other nouns; no names."""

UNSURE_WEIGHT = 1.0
"""The weight of the phrases of sources-unsure.tsv; .5 to 2 differ by less than .003 F1."""

SHIFT = 100
"""Added to the bias, in thousandths: where F1 is highest in cross-validation (precision and recall meet)."""

PEOPLE = {"plural_subject": (SIDES + ord("r"), SIDES + ord("s")), "subject": (len(PRONOUNS),)}
PEOPLE_SHIFT = 500
"""Added where the subject is several people, sources or `some`: they are most of the unnamed ones, whose own F1 gains (.003 to
.014 in cross-validation) where that of all rows stays the same."""

FOLDS, ALWAYS = 5, -1
KEY = 10**8


@dataclass(frozen=True, slots=True)
class Examples:
    """One row per candidate: keys (property · KEY + value), its weight (0: disputed), its article's fold (ALWAYS: learned from in
    all of them); coded: the number of the coded phrase it overlaps, -1 where none."""

    names: tuple[str, ...]
    keys: NDArray[np.int64]
    coded: NDArray[np.int64]
    weight: NDArray[np.float64]
    fold: NDArray[np.int64]


Part = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]
"""The values of properties, coded, weight and fold of the candidates of one set."""


def cue_words() -> tuple[str, ...]:
    """Every word that may report: the verbs of tags.tsv, the nouns of the grammar, `according`."""
    rows = (FOLDER / "text" / "tags.tsv").read_text(encoding="utf-8").splitlines()
    verbs = {
        word
        for word, _, tag in (row.partition("\t") for row in rows if not row.startswith("#"))
        if tag in ("V", "w")
    }
    return tuple(sorted(verbs | set(NOUN_CUES) | {"according", *SINGLED_OUT["w"].split()}))


def examples(shared: Path) -> tuple[Examples, Listed]:
    """The candidates of all coded articles and the phrases judged one by one, and the words that have a slot."""
    read = [(weight, read_set(shared, name)) for name, weight in SETS.items()]
    batches = [(weight, coded.codes, analyse(coded.articles)) for weight, coded in read]
    tables = [_candidates(analysis) for _, _, analysis in batches]
    listed = _listed([(analysis, *found) for (_, _, analysis), found in zip(batches, tables, strict=True)])
    parts = []
    for (weight, codes, analysis), (tagged, table) in zip(batches, tables, strict=True):
        coded, settled = _labels(analysis, table, codes)
        article = (analysis.word_field[table[:, 2]] // 2).tolist()
        in_fold = np.array([fold_of(analysis.articles[i].id) for i in article], np.int64)
        found = properties(analysis, tagged, table, slots_of(analysis.vocabulary, listed))
        parts.append((_values(found), coded, settled * weight, in_fold))
    parts.append(_unsure(shared, listed))
    before = np.cumsum([0] + [int(coded.max()) + 1 for _, coded, _, _ in parts[:-1]])
    phrase = [np.where(part[1] >= 0, part[1] + n, -1) for part, n in zip(parts, before, strict=True)]
    names = tuple(name for name, _ in found.named())
    keys = np.concatenate([part[0] for part in parts]) + np.arange(len(names)) * KEY
    settled, fold = (np.concatenate([part[k] for part in parts]) for k in (2, 3))
    return Examples(names, keys, np.concatenate(phrase), settled, fold), listed


def _unsure(shared: Path, listed: Listed) -> Part:
    """The candidates of the phrases judged one by one; those of disputed ones are left out."""
    judged = read_unsure(shared)
    analysis = analyse(judged.articles)
    tagged, table = _candidates(analysis)
    found = properties(analysis, tagged, table, slots_of(analysis.vocabulary, listed))
    number = _numbers(judged.codes)
    coded, weight = np.full(len(table), -1), np.zeros(len(table))
    for k, (article, a, b) in enumerate(_places(analysis, table)):
        here = [code for code in judged.codes[article] if _overlap(a, b, code) >= LEAST_OVERLAP]
        if here and here[0]["class"] != "disputed":
            coded[k] = -1 if here[0]["class"] == "none" else number[id(here[0])]
            weight[k] = UNSURE_WEIGHT
    kept = weight > 0
    return _values(found)[kept], coded[kept], weight[kept], np.full(int(kept.sum()), ALWAYS)


def _values(found: Properties) -> NDArray[np.int64]:
    """(c, properties) the value of each property of each candidate."""
    return np.stack([column for _, column in found.named()], axis=1).astype(np.int64)


def _candidates(analysis: Analysis) -> tuple[Any, NDArray[np.int64]]:
    tagged = tag_words(analysis)
    return tagged, find_candidates(analysis, tagged, marked(analysis.vocabulary, SKIPPED))


def _listed(found: list[tuple[Analysis, Tagged, NDArray[np.int64]]]) -> Listed:
    """The cues, the stems of those that occur as candidates, and the nouns, no names, that head source phrases."""
    stems: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for analysis, tagged, table in found:
        words, data = analysis.words, analysis.folded.data
        head = heads_of(tagged, table[:, 0], table[:, 1])
        head = head[any_of(tagged.tag[head], HEAD_TAGS)]
        for at, counted in ((table[:, 2], stems), (head, heads)):
            spans = zip(words.start[at].tolist(), words.core_end[at].tolist(), strict=True)
            forms = (data[a:b].decode("latin-1") for a, b in spans)
            counted.update(map(stem_of, forms) if counted is stems else forms)
    return Listed(
        cue_words(),
        tuple(sorted(stem for stem, number in stems.items() if number >= LEAST_STEM)),
        tuple(sorted(head for head, number in heads.items() if number >= LEAST_HEAD and head.isalpha())),
    )


def _labels(
    analysis: Analysis, table: NDArray[np.int64], codes: dict[str, list[dict[str, Any]]]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The number of the code each candidate overlaps, -1 where none, and 0 for those left out: disputed ones, and a source coded
    already in its sentence."""
    coded, settled = np.full(len(table), -1), np.ones(len(table))
    number, places = _numbers(codes), _places(analysis, table)
    said: set[tuple[int, str]] = set()
    sentence = analysis.word_sentence[table[:, 2]].tolist()
    texts = {article.id: article.text for article in analysis.articles}
    text = [texts[article][a:b].lower() for article, a, b in places]
    for k, (article, a, b) in enumerate(places):
        here = [code for code in codes[article] if code["class"] != "hearsay"]
        best = max(here, key=lambda code: _overlap(a, b, code), default=None)
        if best is None:
            continue
        if _overlap(a, b, best) >= LEAST_OVERLAP:
            coded[k], settled[k] = number[id(best)], 0.0 if best.get("disputed") else 1.0
            said.add((sentence[k], text[k]))
        else:
            coded[k] = next((number[id(code)] for code in here if _goes_on(code, a, b)), -1)
    for k in np.flatnonzero(coded < 0).tolist():
        settled[k] = 0.0 if (sentence[k], text[k]) in said else 1.0
    return coded, settled


def _numbers(codes: dict[str, list[dict[str, Any]]]) -> dict[int, int]:
    """The number of each code, by its identity."""
    return {id(code): n for n, code in enumerate(chain.from_iterable(codes.values()))}


def _places(analysis: Analysis, table: NDArray[np.int64]) -> list[tuple[str, int, int]]:
    """The article of each candidate, and where it stands in its text."""
    field = analysis.word_field[table[:, 2]]
    start = analysis.words.start[table[:, 0]] - analysis.field_start[field]
    end = analysis.words.core_end[table[:, 1] - 1] - analysis.field_start[field]
    article = [analysis.articles[f // 2].id for f in field.tolist()]
    return list(zip(article, start.tolist(), end.tolist(), strict=True))


def _goes_on(code: dict[str, Any], start: int, end: int) -> bool:
    """Whether a coded phrase starts with a candidate and adds an apposition to it."""
    return code["start"] == start and code["end"] > end and code["text"][end - start] in ",( –-"


def _overlap(start: int, end: int, code: dict[str, Any]) -> float:
    code_start, code_end = int(code["start"]), int(code["end"])
    inside = min(end, code_end) - max(start, code_start)
    return max(0, inside) / (max(end, code_end) - min(start, code_start))


def fold_of(article: str) -> int:
    return hashlib.md5(article.encode(), usedforsecurity=False).digest()[0] % FOLDS


def fit(found: Examples, train: NDArray[np.bool_]) -> tuple[NDArray[np.float64], dict[int, float], float]:
    """The score of every example, the weight of every key, and the bias, learned from the examples in `train`."""
    keys, inverse = np.unique(found.keys, return_inverse=True)
    inverse = inverse.reshape(found.keys.shape)
    kept = np.bincount(inverse[train].ravel(), minlength=len(keys)) >= LEAST_VALUE
    row = np.repeat(np.arange(len(found.keys)), found.keys.shape[1])
    matrix = csr_matrix(
        (kept[inverse.ravel()].astype(float), (row, inverse.ravel())), shape=(len(found.keys), len(keys))
    )
    model = LogisticRegression(C=STRENGTH, max_iter=3000, solver="liblinear", random_state=0)
    model.fit(matrix[train], found.coded[train] >= 0, sample_weight=found.weight[train])
    alone = train & _best_of_phrase(found.coded, model.decision_function(matrix))
    model.fit(matrix[alone], found.coded[alone] >= 0, sample_weight=found.weight[alone])
    weights = dict(zip(keys[kept].tolist(), model.coef_[0][kept].tolist(), strict=True))
    return model.decision_function(matrix), weights, float(model.intercept_[0])


def _best_of_phrase(coded: NDArray[np.int64], score: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The candidates that are not coded, and of those of one coded phrase the one with the highest score."""
    order = np.lexsort((-score, coded))
    first = np.diff(coded[order], prepend=-2) > 0
    kept = coded < 0
    kept[order[first]] = True
    return kept


def cross_validated(found: Examples) -> dict[str, float]:
    """Precision, recall and F1 over candidates, each scored by a model that did not see its article."""
    score = np.zeros(len(found.coded))
    for fold in range(FOLDS):
        held_out = found.fold == fold
        score[held_out] = fit(found, ~held_out & (found.weight > 0))[0][held_out]
    counted = (found.weight > 0) & (found.fold != ALWAYS)
    kept, coded = (score > -SHIFT / 1000) & counted, (found.coded >= 0) & counted
    right = int((kept & coded).sum())
    precision, recall = right / int(kept.sum()), right / int(coded.sum())
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def stored_of(found: Examples, listed: Listed, train: NDArray[np.bool_]) -> dict[str, Any]:
    """The decision as it is stored, learned from the examples in `train`."""
    _, weights, bias = fit(found, train)
    by_name: dict[str, dict[str, int]] = {name: {} for name in found.names}
    for key, weight in weights.items():
        if round(weight * 1000):
            by_name[found.names[key // KEY]][str(key % KEY)] = round(weight * 1000)
    for name, values in PEOPLE.items():
        for value in map(str, values):
            by_name[name][value] = by_name[name].get(value, 0) + PEOPLE_SHIFT
    return {
        "bias": round(bias * 1000) + SHIFT,
        "cues": list(listed.cues),
        "stems": list(listed.stems),
        "heads": list(listed.heads),
        "skipped": list(SKIPPED),
        "weights": by_name,
    }


def main(shared: Path) -> None:
    """Trains on everything and writes the model with its cross-validated figures."""
    found, listed = examples(shared)
    figures = cross_validated(found)
    coded = [shared / "gold" / "dev" / name / "codes.jsonl" for name in SETS if name != FRESH]
    coded.extend(JUDGED / name for name in ("sources-fresh.tsv", "sources-unsure.tsv"))
    stored = {
        "script": "scripts/train_sourcing.py",
        "coders": "large language models that worked apart; no people",
        "training": {
            "sets": list(SETS),
            "digest": hashlib.sha256(b"".join(path.read_bytes() for path in coded)).hexdigest()[:16],
            "candidates": len(found.coded),
            "coded": int((found.coded >= 0).sum()),
        },
        "cross_validated_over_candidates": figures,
        **stored_of(found, listed, found.weight > 0),
    }
    text = json.dumps(stored, separators=(",", ":"))
    (FOLDER / "models" / "sourcing.json").write_text(text + "\n", encoding="utf-8")
    print(f"framing/models/sourcing.json: {sum(map(len, stored['weights'].values()))} weights, {figures}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER.parent.parent / "shared")
