"""Offsets, order and independence of the batch, on any text."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.attribution import find_attributions
from framing.attribution.lexicon import is_one_of, mask_of
from framing.attribution.tagging import ARTICLES, NO_ADVERB, NOUN_TOO, SINGLED_OUT
from framing.text.analysis import analyse
from framing.text.vocabulary import shipped_vocabulary
from framing.types import Article

PIECES = (
    'Jane|Roe|said|told|the|a|senior|official|officials|who|asked|not|to|be|named|,|.|“|”|"|‘|’|(|)|:|;|—|and|of|by|according|'
    "sources|he|they|reportedly|is|that|CNN|'s|critics|say|\n\n|report|found|Mr|Lee|in|London|?|No 10|closed|quickly"
).split("|")
Attributions = Callable[[Sequence[str]], list[list[tuple[str, str, str | None]]]]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(TEXTS, st.text(max_size=80)), max_size=4))
def test_offsets_lie_in_one_text_field_and_columns_agree(texts: list[str]) -> None:
    analysis = analyse([Article(id=str(i), title="Roe said no", text=text) for i, text in enumerate(texts)])
    rows = find_attributions(analysis)
    field = np.searchsorted(analysis.field_start, rows.start, "right") - 1
    assert (field % 2 == 1).all()
    assert (rows.start < rows.end).all()
    for start, end in (
        (rows.start, rows.end),
        (rows.cue_start, rows.cue_end),
        (rows.content_start, rows.content_end),
    ):
        assert (
            (analysis.field_start[field] <= start) & (start <= end) & (end <= analysis.field_end[field])
        ).all()
    assert len({len(rows), len(rows.reason), len(rows.source_class), len(rows.anonymity)}) == 1
    assert (np.diff(rows.start) >= 0).all()
    assert ((rows.anonymity >= 0) == (rows.source_class >= 2)).all()


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_rows_of_an_article_do_not_depend_on_its_batch(attributions: Attributions, texts: list[str]) -> None:
    alone = [attributions([text])[0] for text in texts]
    assert attributions(texts) == alone
    assert attributions(texts[::-1]) == alone[::-1]


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_source_phrases_of_candidates_do_not_overlap(text: str) -> None:
    analysis = analyse([Article(id="1", text=text)])
    rows = find_attributions(analysis)
    named = rows.source_class != 4
    start, end = rows.start[named], rows.end[named]
    assert (start[1:] >= end[:-1]).all()


def test_every_word_of_the_grammar_is_in_the_shipped_vocabulary() -> None:
    words = sorted({*NOUN_TOO, *NO_ADVERB, *ARTICLES, *" ".join(SINGLED_OUT.values()).split()})
    ids = shipped_vocabulary().ids_of(words)
    assert [word for word, found in zip(words, ids.tolist(), strict=True) if not found] == []


def test_import_loads_no_heavy_library() -> None:
    code = "import sys, framing.attribution; print([m for m in ('nltk', 'sklearn', 'pandas', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_words_of_a_short_list_are_found_as_by_a_mask() -> None:
    analysis = analyse([Article("a", "She named Both; the both named nobody, qwzx.")])
    ids, vocabulary = analysis.words.id, analysis.vocabulary
    found = is_one_of(ids, vocabulary, "named both qwzx")
    assert found.tolist() == mask_of(vocabulary, "test", ["named", "both", "qwzx"]).take(ids).tolist()
    assert found.sum() == 4
