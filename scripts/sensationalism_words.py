"""What the corpora say about each word: vectors, how often it is a name, how bursty it is; and which words are wording.

Used by scripts/train_sensationalism.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

from framing.text import Analysis, analyse
from framing.types import Article
from scripts.records import records

Floats = NDArray[np.float64]
MOST_CAPITAL = 0.5
"""A word that is capitalised within sentences more often than this is a name."""
MOST_BURSTY = 1.5
"""Occurrences per article with the word, over what chance would give: topic words recur within an article, wording does not."""
FEWEST_USES = 8
NEAR, WIDE = ((1, 1.0), (2, 0.5)), tuple((distance, 1 / distance) for distance in range(1, 6))
"""Windows of the word vectors: distances and what a pair of words that far apart counts."""
NEAR_DIMENSIONS, WIDE_DIMENSIONS = 300, 400
FUNCTION_TAGS = b"dopx&ctqaV"
TOPICS = Path(__file__).with_name("sensationalism_topics.txt")
"""Words that the topic audit showed to be topics; they get no weight."""


@dataclass(frozen=True)
class Lexicon:
    """What the corpora say about each word. words in order of frequency · vectors, wide: rows of length 1."""

    words: list[str]
    capital: Floats
    burstiness: Floats
    tag: NDArray[np.uint8]
    count: Floats
    vectors: Floats
    wide: Floats


def spelled(analysis: Analysis) -> list[str]:
    words, data = analysis.words, analysis.folded.data
    spans = zip(words.start.tolist(), words.core_end.tolist(), strict=True)
    return [data[start:end].decode("latin-1") for start, end in spans]


def read_corpora(folder: Path) -> Iterable[list[Article]]:
    for name in ("allsides", "ai-tech"):
        rows = list(records(folder / f"{name}.jsonl.gz"))
        for at in range(0, len(rows), 200):
            yield [Article(id=row["id"], text=row["text"][:14000]) for row in rows[at : at + 200]]


@dataclass
class _Counts:
    """Counts by word over the corpora: all uses, those within sentences, capitalised ones of these, articles with it; tags."""

    documents: list[list[str]] = field(default_factory=list)
    total: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    articles_with: Counter[str] = field(default_factory=Counter)
    tags: dict[str, int] = field(default_factory=dict)
    articles: int = 0

    def add(self, batch: list[Article]) -> None:
        analysis = analyse(batch)
        words = spelled(analysis)
        self.documents.append(words)
        self.total.update(words)
        inside = np.concatenate(([False], np.diff(analysis.word_sentence) == 0))
        text = np.array(words, object)
        self.inside.update(text[inside].tolist())
        self.capital.update(text[inside & analysis.words.capital].tolist())
        pairs = set(zip(words, (analysis.word_field // 2).tolist(), strict=True))
        self.articles_with.update(word for word, _ in pairs)
        self.tags.update(zip(words, analysis.words.tag.tolist(), strict=True))
        self.articles += len(batch)


_STORED = ("capital", "burstiness", "tag", "count", "vectors", "wide")


def learn_words(folder: Path, cache: Path | None) -> Lexicon:
    """The words of the corpora with FEWEST_USES uses or more; read from `cache` where an earlier run left them there."""
    if cache and (cache / "words.npz").exists():
        kept = np.load(cache / "words.npz")
        return Lexicon(kept["words"].tolist(), *(kept[name] for name in _STORED))
    counts = _Counts()
    for batch in read_corpora(folder):
        counts.add(batch)
    words = [word for word, count in counts.total.most_common() if count >= FEWEST_USES]
    uses = np.array([counts.total[word] for word in words], float)
    by_chance = counts.articles * -np.expm1(-uses / counts.articles)
    lexicon = Lexicon(
        words,
        np.array([counts.capital[word] / max(counts.inside[word], 1) for word in words]),
        np.array([by_chance[i] / counts.articles_with[word] for i, word in enumerate(words)]),
        np.array([counts.tags[word] for word in words], np.uint8),
        uses,
        word_vectors(neighbours(counts.documents, words, NEAR), NEAR_DIMENSIONS),
        word_vectors(neighbours(counts.documents, words, WIDE), WIDE_DIMENSIONS),
    )
    if cache:
        np.savez(
            cache / "words.npz", words=np.array(words), **{name: getattr(lexicon, name) for name in _STORED}
        )
    return lexicon


def word_vectors(both: sp.coo_matrix, dimensions: int) -> Floats:
    """One row of length 1 per word: positive pointwise mutual information of neighbours, truncated SVD.

    Source: Levy, Goldberg & Dagan 2015, TACL 3 (context distribution smoothing .75, square root of the singular values).
    """
    row = np.bincount(both.row, weights=both.data, minlength=both.shape[0])
    context = row**0.75 / (row**0.75).sum()
    information = np.log(both.data / (row[both.row] * context[both.col]))
    positive = information > 0
    cells = (information[positive], (both.row[positive], both.col[positive]))
    left, strength, _ = randomized_svd(
        sp.csr_matrix(cells, shape=both.shape), dimensions, n_iter=3, random_state=0
    )
    vectors = left * np.sqrt(strength)
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


def neighbours(
    documents: list[list[str]], words: list[str], window: tuple[tuple[int, float], ...]
) -> sp.coo_matrix:
    """How often two words stand at the distances of a window, each with its weight."""
    index = {word: i for i, word in enumerate(words)}
    size = len(words)
    together = sp.coo_matrix((size, size)).tocsr()
    for document in documents:
        ids = np.array([index.get(word, -1) for word in document])
        for distance, weight in window:
            left, right = ids[:-distance], ids[distance:]
            good = (left >= 0) & (right >= 0)
            cells = (np.full(int(good.sum()), weight), (left[good], right[good]))
            together = together + sp.coo_matrix(cells, shape=(size, size)).tocsr()
    return (together + together.T).tocoo()


def wording(lexicon: Lexicon) -> NDArray[np.bool_]:
    """Which words may have a weight: no names, numbers or topics."""
    listed = {
        line.strip() for line in TOPICS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    }
    number = np.array(
        [any(c.isdigit() for c in word) or (len(word) < 2 and word not in "ai") for word in lexicon.words]
    )
    function = np.isin(lexicon.tag, np.frombuffer(FUNCTION_TAGS, np.uint8)) & (lexicon.capital < 0.6)
    topic = np.array([word in listed for word in lexicon.words])
    general = (lexicon.capital < MOST_CAPITAL) & (lexicon.burstiness < MOST_BURSTY)
    return np.asarray((general | function) & ~number & ~topic, np.bool_)
