"""All candidates of a batch as one table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from framing.attribution.candidates import Candidate, Sentences
from framing.attribution.tagging import COLON, SINGLED_OUT, Tagged, marked
from framing.text.analysis import Analysis

SYMBOL_OR_AT = ord("@")
NOUN_CUES = (
    "claim claims statement statements announcement allegation allegations assertion assertions accusation accusations comment "
    "comments remark remarks argument arguments admission characterization description descriptions warning warnings prediction "
    "predictions assessment report reports testimony suggestion complaint complaints denial view views opinion belief contention "
    "criticism criticisms promise promises pledge threat findings finding response explanation declaration conclusion calls "
    "tweet tweets message accounts account theory assertion insistence concerns denunciation promise estimate analysis"
).split()


def find_candidates(analysis: Analysis, tagged: Tagged, nouns: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(c, 4) rows of Candidate, in the order of their cues; only those in texts."""
    sentences = Sentences(tagged.tag.tobytes(), tagged.gap.tobytes(), tagged.forward, tagged.backward)
    text = analysis.word_field % 2 == 1
    tag = tagged.tag
    found: list[Candidate] = []
    for cue in np.flatnonzero(((tag == ord("V")) | (tag == ord("w"))) & text).tolist():
        found.extend(sentences.around_verb(cue))
    for cue in np.flatnonzero((tag == ord(SINGLED_OUT["according"])) & text).tolist():
        candidate = sentences.according_to(cue)
        if candidate is not None:
            found.append(candidate)
    for cue in np.flatnonzero(nouns[analysis.words.id] & ((tag == ord("n")) | (tag == ord("u"))) & text).tolist():
        found.extend(sentences.around_noun(cue))
    cites = marked(analysis.vocabulary, ["citing", "quoting"])
    for cue in np.flatnonzero(cites[analysis.words.id] & text).tolist():
        candidate = sentences.cited(cue)
        if candidate is not None:
            found.append(candidate)
    start = np.maximum(analysis.words.start - 2, 0)
    handle = (analysis.folded.array[start + 1] == SYMBOL_OR_AT) & (analysis.folded.array[start] == ord("("))
    for word in np.flatnonzero(handle & text).tolist():
        candidate = sentences.tweet(word)
        if candidate is not None:
            found.append(candidate)
    for word in np.flatnonzero((tagged.gap == COLON) & text).tolist():
        candidate = sentences.label(word)
        if candidate is not None:
            found.append(candidate)
    table = np.array(found, np.int64).reshape(-1, 4)
    return table[np.argsort(table[:, 2], kind="stable")]
