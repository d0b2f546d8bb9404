"""Writes framing/models/genre.json: news, opinion or analysis from the commonest words of the writer's own.

A logistic regression over the roots of word rates, trained on the genres that two coders agreed on in ../shared/gold/dev
(sensationalism_outlets; the coders are large language models), on the whole texts of ../shared/corpora/allsides.jsonl.gz.
Names and topic words are left out. Cross-validated in ten folds of whole outlets; the margin is the smallest at which the
articles that get a genre have it right in RIGHT of the cases. What looks like analysis gets none: too few are told rightly.
Prints the figures that stand in the model and in docs/genre.md.

    python -m scripts.train_genre [--shared ../shared]
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from framing.genre_model import ROOT_UNIT, style
from framing.index.page import page_furniture
from framing.text.analysis import analyse
from framing.text.fields import fields_of
from framing.text.furniture import without_furniture
from framing.types import Article
from scripts.records import records

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "framing" / "models" / "genre.json"
TOPICS = ROOT / "scripts" / "sensationalism_topics.txt"
CLASSES = ("news", "opinion", "analysis")
"""Features and live coverage were coded too seldom (six and one) to be learned."""
SAID = ("news", "opinion")
WORDS = 350
CAPITALISED = "i i'm i've mr ms mrs monday tuesday wednesday thursday friday saturday sunday".split()
"""Words always written with a capital that are style nevertheless."""
SUBJECTS = (
    "state states federal security administration border immigration health care policy policies bill military office workers "
    "school schools case media government country support president campaign group groups members public political law "
    "national economic leaders statement voters money war women gun black coronavirus virus lawmakers billion million police"
).split()
"""Common words of political news that tell what an article is about, not what kind it is."""
STRENGTH = 0.0003
"""Inverse of the L2 penalty; .0003 to .01 differ by less than .03 in accuracy."""
RIGHT = 0.9
FOLDS = 10
BATCH = 64
UNIT = 1_000_000
Roots = NDArray[np.int64]
Floats = NDArray[np.float64]


def style_words(texts: list[str]) -> tuple[str, ...]:
    """The commonest words that are mostly written small and are no topic."""
    topics = {*TOPICS.read_text("utf-8").lower().split(), *SUBJECTS}
    small: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for text in texts:
        for word in text.replace("’", "'").split():
            bare = word.strip(".,;:?!()[]\"“”'")
            small[bare] += bare.islower()
            every[bare.lower()] += 1
    kept = (
        w
        for w, n in every.most_common()
        if w in CAPITALISED or (w.replace("'", "").isalpha() and small[w] > n / 2 and w not in topics)
    )
    return tuple(word for word, _ in zip(kept, range(WORDS), strict=False))


def roots_of(articles: list[Article], words: tuple[str, ...]) -> Roots:
    """(n, w) as the product reads them, page furniture left out."""
    found = []
    for at in range(0, len(articles), BATCH):
        batch = articles[at : at + BATCH]
        prose = without_furniture(batch, page_furniture(fields_of(batch)))
        found.append(style(analyse(prose.articles), words)[0])
    return np.concatenate(found)


def fitted(roots: Roots, labels: list[str]) -> tuple[Floats, Floats]:
    """(w, c) weights per unit of the root and (c,) bias, classes in the order of CLASSES; classes weigh alike."""
    scaler = StandardScaler().fit(roots / ROOT_UNIT)
    spread = np.maximum(scaler.scale_, 1e-9)
    model = LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced")
    model.fit(scaler.transform(roots / ROOT_UNIT), labels)
    order = [list(model.classes_).index(name) for name in CLASSES]
    weights = model.coef_[order].T / spread[:, None]
    return weights, model.intercept_[order] - scaler.mean_ @ weights


def scores(roots: Roots, weights: Floats, bias: Floats) -> Floats:
    """(n, c) log-odds."""
    return roots / ROOT_UNIT @ weights + bias


def leads(found: Floats) -> Floats:
    """(n,) by how much the first class leads the second."""
    return np.diff(np.sort(found, axis=1)[:, -2:], axis=1)[:, 0]


def figures(found: Floats, labels: list[str], margin: float) -> dict[str, Any]:
    """Share that gets a genre, share of those right, recall and precision of each class."""
    truth, guess = np.array(labels), np.array(CLASSES)[found.argmax(axis=1)]
    said = (leads(found) >= margin) & np.isin(guess, SAID)
    right = said & (guess == truth)
    return {
        "articles": len(labels),
        "decided": round(float(said.mean()), 3),
        "accuracy_of_decided": round(float(right.sum() / said.sum()), 3),
        "accuracy_if_all_were_decided": round(float((guess == truth).mean()), 3),
        **{
            name: {
                "coded": int((truth == name).sum()),
                "recall": round(float((right & (truth == name)).sum() / (truth == name).sum()), 3),
                "precision": round(
                    float((right & (guess == name)).sum() / (said & (guess == name)).sum()), 3
                ),
            }
            for name in SAID
        },
    }


def main() -> None:
    """Trains, validates, writes the model and prints its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared = parser.parse_args().shared
    codes = {
        c["article_id"]: c["genre"] for c in records(shared / "gold/dev/sensationalism_outlets/codes.jsonl")
    }
    articles = list(records(shared / "corpora/allsides.jsonl.gz"))
    words = style_words([record["text"] for record in articles])
    coded = [record for record in articles if codes.get(record["id"]) in CLASSES]
    labels = [codes[record["id"]] for record in coded]
    roots = roots_of([Article(r["id"], r["text"], title=r["title"]) for r in coded], words)
    held_out = np.zeros((len(coded), len(CLASSES)))
    for train, test in GroupKFold(FOLDS).split(roots, labels, [record["outlet"] for record in coded]):
        held_out[test] = scores(roots[test], *fitted(roots[train], [labels[i] for i in train]))
    margins = sorted(leads(held_out))
    margin = next(m for m in margins if figures(held_out, labels, m)["accuracy_of_decided"] >= RIGHT)
    weights, bias = fitted(roots, labels)
    told = figures(held_out, labels, margin)
    table = {word: np.rint(row * UNIT).astype(int).tolist() for word, row in zip(words, weights, strict=True)}
    body = {
        "classes": CLASSES,
        "said": SAID,
        "bias": np.rint(bias * UNIT).astype(int).tolist(),
        "margin": round(margin * UNIT),
        "weights": table,
        "figures": {
            "cross-validated by outlet": told,
            "coders": "two large language models, where they agree",
        },
    }
    digest = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]
    MODEL.write_bytes(orjson.dumps({"digest": digest, **body}, option=orjson.OPT_INDENT_2) + b"\n")
    print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
    for column, name in enumerate(CLASSES):
        order = np.argsort(-weights[:, column] * roots.std(axis=0))
        print(f"{name}: {', '.join(words[i] for i in order[:20])}")


if __name__ == "__main__":
    main()
