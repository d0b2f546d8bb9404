"""The language of each article: English by its words; what is not English by py3langid's model, which is loaded only then."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from framing.text.analysis import Analysis
from framing.text.fold import OTHER_LETTER

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNKNOWN = "und"
FEWEST_WORDS = 20
"""Under this many words the language is not decided (`und`) and the article is scored as English, if its letters are Latin."""

FUNCTION_WORDS = 0.2
"""Share of function words from which a text counts as English; running text in corpora/allsides lies at .33 to .55."""
FUNCTION_WORDS_IN_LISTS = 0.08
"""The same for texts nearly all of whose words are English: rankings, tables, menus and archive pages lie at .11 to .2. As German
with many names reaches that too, the model is asked about them."""
KNOWN_WORDS = 0.5
KNOWN_WORDS_IN_LISTS = 0.7
"""Shares of words that the vocabulary has. 26 other languages (tests/text/languages.tsv) reach .61, 12,000 English
articles and index pages lie from .76 on. Hungarian, whose article is `a`, reaches .19 function words but .27 known ones."""

_ENOUGH = 5_000
"""Characters by which the model decides."""
_LEAST_PROBABLE = 0.5

_FUNCTION_TAGS = np.zeros(256, np.bool_)
_FUNCTION_TAGS[list(b"dopx&ctq")] = True


def is_english(analysis: Analysis) -> NDArray[np.bool_]:
    """(n,) whether each article is scored as English: by its words; where these leave a doubt, unless the model knows better."""
    known = analysis.words.id > 0
    words = np.maximum(np.diff(analysis.field_first_word[::2]), 1)
    few = _words(analysis) < FEWEST_WORDS
    function = _per_article(analysis, known & _FUNCTION_TAGS.take(analysis.words.tag)) / words
    vocabulary = _per_article(analysis, known) / words
    prose = (function >= FUNCTION_WORDS) & (vocabulary >= KNOWN_WORDS)
    lists = (function >= FUNCTION_WORDS_IN_LISTS) & (vocabulary >= KNOWN_WORDS_IN_LISTS)
    english = np.asarray(prose, np.bool_)
    for i in np.flatnonzero(lists & ~prose).tolist():
        english[i] = _language_of(analysis.articles[i].text) == UNKNOWN
    for i in np.flatnonzero(~english & few).tolist():
        english[i] = not _has_other_script(analysis, i)
    return english


def _per_article(analysis: Analysis, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(n,) how many words of each article are chosen."""
    before = np.append(np.zeros(1, np.int64), np.cumsum(chosen))
    return np.diff(before[analysis.field_first_word[::2]])


def _words(analysis: Analysis) -> NDArray[np.int64]:
    return np.asarray(analysis.words_per_field().reshape(-1, 2).sum(axis=1), np.int64)


def _has_other_script(analysis: Analysis, article: int) -> bool:
    """Whether the letters are mostly of another script than Latin; Chinese and Japanese put no spaces between words."""
    start, end = analysis.field_start[2 * article], analysis.field_end[2 * article + 1]
    letters = analysis.folded.array[start:end]
    other = np.count_nonzero(letters == OTHER_LETTER)
    return bool(other >= FEWEST_WORDS and 2 * other > np.count_nonzero(letters > ord(" ")) + other)


def languages(analysis: Analysis, english: NDArray[np.bool_]) -> list[str]:
    """ISO 639-1 code of each article's language, `und` where unsure or where there is too little to tell."""
    words = _words(analysis).tolist()
    return [
        _language_of(article.text) if not is_en else "en" if count >= FEWEST_WORDS else UNKNOWN
        for article, is_en, count in zip(analysis.articles, english.tolist(), words, strict=True)
    ]


def _language_of(text: str) -> str:
    code, probability = _model().classify(text[:_ENOUGH])
    return str(code) if code != "en" and probability >= _LEAST_PROBABLE else UNKNOWN


@cache
def _model() -> LanguageIdentifier:
    """The model that comes with py3langid: arrays without pickles; 0.8 CPU seconds and 130 MB to load."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([code for code in model.labels if len(code) == 2])
    return model
