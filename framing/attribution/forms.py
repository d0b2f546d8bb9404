"""Where a source phrase stands by its reporting word: the forms of candidates."""

from __future__ import annotations

from typing import NamedTuple

(
    BEFORE,
    AFTER,
    APART,
    RELATIVE,
    ACCORDING,
    BY_AGENT,
    OWNER,
    FROM_SOURCE,
    DISTANT,
    LABEL,
    CITED,
    TWEET,
    NEAR,
    THAT,
    CREDIT,
) = range(15)
"""Where the source stands: X said · said X · X, a banker, said · X, who said · according to X · praised by X · X's claim ·
a claim from X · X did this, saying · X: · citing X · X (@x) · on the day it rained, X did this, saying ·
X that said · X, The Paper."""

BEFORE_AGENT, MOST_BEFORE_AGENT = b"aTLd", 3
"""Tags of the words that may stand between what reports and its `by` or `from`, and how many: `announced on Wednesday by X`."""


class Candidate(NamedTuple):
    """Word indices. first, last: the source phrase, last exclusive · cue: the reporting word · form: BEFORE … CREDIT."""

    first: int
    last: int
    cue: int
    form: int
