"""All candidates of a batch as one table: every place where the grammar is tried."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from framing.attribution.candidates import Candidate, Sentences
from framing.attribution.lexicon import among, mask_of, shifted
from framing.attribution.tagging import COLON, PLAIN, Tagged
from framing.text.analysis import Analysis

NOUN_CUES = (
    "claim claims statement statements announcement allegation allegations assertion assertions accusation accusations comment "
    "comments remark remarks argument arguments admission characterization description descriptions warning warnings prediction "
    "predictions assessment report reports testimony suggestion complaint complaints denial view views opinion belief contention "
    "criticism criticisms promise promises pledge threat findings finding response explanation declaration conclusion calls "
    "tweet tweets message accounts account theory insistence concerns denunciation estimate analysis"
).split()
NEVER_BEFORE_CUE = among(b"ipfFyk0T")
"""Tags right before a verb that leave it without a subject there: `to say`, `of saying`, `by accusing`."""


def find_candidates(analysis: Analysis, tagged: Tagged, skipped: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(c, 4) rows of Candidate, in the order of their cues; only those in texts. skipped: (vocabulary,) words that are no cue."""
    sentences = Sentences(tagged.tag.tobytes(), tagged.gap.tobytes(), tagged.forward, tagged.backward)
    found = [row for row in _each(analysis, tagged, sentences, skipped) if row is not None]
    table = np.array(found, np.int64).reshape(-1, 4)
    return table[np.argsort(table[:, 2], kind="stable")]


def _each(
    analysis: Analysis, tagged: Tagged, sentences: Sentences, skipped: NDArray[np.bool_]
) -> Iterator[Candidate | None]:
    tag, ids, vocabulary = tagged.tag, analysis.words.id, analysis.vocabulary
    text = analysis.word_field % 2 == 1
    hopeless = shifted(NEVER_BEFORE_CUE.take(tag) & (tagged.gap == PLAIN)) & (tag != ord("A"))
    hopeless[:-1] &= tag[1:] != ord("y")
    for cue in np.flatnonzero(among(b"Vw").take(tag) & text & ~hopeless & ~skipped[ids]).tolist():
        yield from sentences.around_verb(cue)
    for cue in np.flatnonzero((tag == ord("A")) & text).tolist():
        yield sentences.according_to(cue)
    nouns = mask_of(vocabulary, "noun cues", NOUN_CUES).take(ids) & among(b"nu").take(tag) & text
    nouns &= (
        shifted(tag == ord("P")) | shifted(among(b"nj").take(tag)) | np.append(among(b"Fy")[tag[1:]], True)
    )
    for cue in np.flatnonzero(nouns).tolist():
        yield from sentences.around_noun(cue)
    for cue in np.flatnonzero(mask_of(vocabulary, "cites", ["citing", "quoting"])[ids] & text).tolist():
        yield sentences.cited(cue)
    for word in np.flatnonzero(_handles(analysis) & text).tolist():
        yield sentences.tweet(word)
    for word in np.flatnonzero((tagged.gap == COLON) & text).tolist():
        yield sentences.label(word)


def _handles(analysis: Analysis) -> NDArray[np.bool_]:
    """(w,) words that are a social-media handle in brackets: (@name)."""
    data, start = analysis.folded.array, analysis.words.start
    at: NDArray[np.bool_] = data[np.maximum(start - 1, 0)] == ord("@")
    places = np.flatnonzero(at)
    at[places] = data[np.maximum(start[places] - 2, 0)] == ord("(")
    return at
