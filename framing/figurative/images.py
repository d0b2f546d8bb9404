"""Single words that may be images ("torpedoed", "an avalanche of"): found by word id, and read by a model of their own.

Unlike patterns they count only where the model speaks for them, in texts of any length. Its weights are learned by
scripts/train_images.py on wholly coded articles and stored in framing/models/images.json.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from framing.codebook import Facts
from framing.codebook.search import ImageForms
from framing.figurative.decision import Model, Readings, group_shares, model_from_json
from framing.figurative.properties import properties
from framing.figurative.rows import IS_FUNCTION, Bools, Ints, Rows, Tables
from framing.figurative.subjects import CLASSES, PUBLIC
from framing.patterns import Lexicon
from framing.patterns.spelling import Spellings
from framing.text.analysis import Analysis
from framing.text.words import Words

LEAST_PUBLIC = 3
"""Words of public affairs per 100 words of title and text; 95 of 100 articles that coders read whole have as many."""
_PUBLIC_BITS = np.uint32(sum(1 << CLASSES.index(name) for name in PUBLIC))
OF = "of"
"""A preposition that belongs to the evidence: "an avalanche of"."""


class ImageWord(NamedTuple):
    """A word of a device's `images`: words first:last and code points start:end of its evidence, and how it was read."""

    device: int
    first: int
    last: int
    start: int
    end: int
    is_image: bool
    reason: str | None


@cache
def shipped_image_model() -> Model:
    stored = json.loads(files("framing.models").joinpath("images.json").read_text(encoding="utf-8"))
    return model_from_json(stored["model"])


class ImageWords:
    """The image words of some devices."""

    def __init__(
        self, devices: Sequence[Facts], forms: ImageForms, lexicon: Lexicon, model: Model, tables: Tables
    ) -> None:
        vocabulary = lexicon.vocabulary
        self._device = np.full(len(vocabulary), -1, np.int64)
        self._capital = np.zeros(len(vocabulary), np.bool_)
        at = np.array([lexicon.ids[form] for form in forms.form], np.int64)
        self._device[at], self._capital[at] = forms.device, forms.capital
        self.ids = frozenset(at.tolist())
        self._spellings = Spellings({word: lexicon.spelling[word] for word in at.tolist()}, len(vocabulary))
        self._of = int(vocabulary.ids_of((OF,))[0])
        self._model = model
        self._tables = tables
        self._is_public = (self._tables.subject & _PUBLIC_BITS) > 0
        self._offset = np.array([model.offset(device) for device in devices], np.int64)

    def rows(self, analysis: Analysis, taken: Bools) -> Rows:
        """The image words that do not stand among the `taken` ones, (w,) of the batch."""
        words = analysis.words
        at = np.flatnonzero(self._device.take(words.id) >= 0)
        at = at[self._in_public_affairs(analysis, at)]
        at = at[~_in_name(words, at)]
        at = at[~taken[at] & (words.capital[at] | ~self._capital.take(words.id[at])) & ~words.shouted[at]]
        at = at[self._spellings.same(analysis, at)]
        none = np.zeros(len(at), np.int64)
        device = self._device.take(words.id[at])
        return Rows(at, at + 1, words.start[at], words.core_end[at], device, none, none + 1)

    def _in_public_affairs(self, analysis: Analysis, at: Ints) -> Bools:
        """Whether the articles of some words are about public affairs, by the share of words of those subjects.

        A village's mill and its swamp are mostly just that; the model has seen few such texts.
        """
        public = np.append(0, np.cumsum(self._is_public.take(analysis.words.id)))
        article = analysis.word_field[at] // 2
        first, last = (analysis.field_first_word[2 * article + end] for end in (0, 2))
        return np.asarray(100 * (public[last] - public[first]) >= LEAST_PUBLIC * (last - first), np.bool_)

    def read(self, analysis: Analysis, taken: Bools, *, left_out: bool) -> list[ImageWord]:
        """The words that are images, and with `left_out` those that are not, in text order."""
        rows, model = self.rows(analysis, taken), self._model
        if not len(rows) or model.reject_below is None:
            return []
        shares = group_shares(properties(analysis, rows, self._tables), self._offset[rows.device], model)
        score = model.bias + shares.sum(axis=1)
        literal = score <= model.reject_below
        unusual = shares - model.typical
        says = np.where(literal, unusual.argmin(axis=1), unusual.argmax(axis=1))
        found = Readings(
            score.tolist(), literal.tolist(), (~literal).tolist(), says.tolist(), [None] * len(rows)
        )
        first, last = self.spans(analysis, rows, taken)
        start, end = analysis.words.start[first], analysis.words.core_end[last - 1]
        return [
            ImageWord(
                int(rows.device[i]), int(first[i]), int(last[i]), int(start[i]), int(end[i]),
                not literal[i], found.reason(i),
            )
            for i in (range(len(rows)) if left_out else np.flatnonzero(~literal).tolist())
        ]  # fmt: skip

    def spans(self, analysis: Analysis, rows: Rows, taken: Bools) -> tuple[Ints, Ints]:
        """First and last word of the evidence of each: its whole compound, with "of" after it and the word that qualifies it.

        The qualifier is the content word right before, or, where there is neither that nor "of", the one right after, but not
        for a past tense; `taken` words are left to what took them.
        """
        words, sentence, data = analysis.words, analysis.word_sentence, analysis.folded.array
        beyond = len(words)

        def beside(one: Ints, other: Ints) -> Bools:
            """Whether two words that follow each other stand in one sentence with a blank or hyphen between them."""
            first, second = np.maximum(one, 0), np.minimum(other, beyond - 1)
            inside = (one >= 0) & (other < beyond) & (sentence[first] == sentence[second])
            close = (words.start[second] - words.end[first] == 1) & _IS_CLOSE[data[words.end[first]]]
            return np.asarray(inside & close, np.bool_)

        free = np.append(~taken, False)
        joined = np.append(words.joined, False)
        low, high = rows.first.copy(), rows.last.copy()
        for _ in range(_LONGEST_COMPOUND):
            low -= joined[low] & (low > 0) & free[low - 1]
            high += joined[high] & free[high]
        content = np.append(~IS_FUNCTION[words.tag], False) & free
        qualified = ~self._ends_in_ed(analysis, high - 1)
        before = beside(low - 1, low) & content[np.maximum(low - 1, 0)] & qualified
        of = beside(high - 1, high) & (np.append(words.id, 0)[high] == self._of)
        after = beside(high - 1, high) & content[high] & ~before & ~of & qualified
        return low - before, high + (of | after)

    def _ends_in_ed(self, analysis: Analysis, at: Ints) -> Bools:
        end, data = analysis.words.core_end[at], analysis.folded.array
        return np.asarray((data[end - 1] == ord("d")) & (data[end - 2] == ord("e")), np.bool_)


def _in_name(words: Words, at: Ints) -> Bools:
    """Whether a capitalised word has another right beside it: Magic Johnson."""
    before, after = np.maximum(at - 1, 0), np.minimum(at + 1, len(words) - 1)
    follows = words.capital[before] & (words.start[at] - words.end[before] == 1)
    precedes = words.capital[after] & (words.start[after] - words.end[at] == 1)
    return np.asarray(words.capital[at] & (follows | precedes), np.bool_)


_LONGEST_COMPOUND = 3
_IS_CLOSE = np.zeros(256, np.bool_)
_IS_CLOSE[list(b" -")] = True
