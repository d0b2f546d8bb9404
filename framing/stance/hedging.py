"""The rules by which a text leaves open whether an expression applies, in the order in which they decide.

Each takes a Context and gives its reason in plain words, or None. Reaches count words and were chosen on gold/dev.
"""

from __future__ import annotations

from framing.stance.context import COMMA, HARD, JOINED, NONE, Context, quoted
from framing.stance.cues import (
    ASKING,
    COMING,
    CONDITIONS,
    DETERMINERS,
    EXPECTING,
    FEAR_VERBS,
    FEARS,
    FINITE,
    FOLLOWING,
    FUNCTION_WORDS,
    FUTURES,
    HAPPENING,
    HOPES,
    HOPING,
    INVERTED,
    LIKELY,
    MAYBE,
    MODALS,
    NEGATORS,
    NO_CONDITION_AFTER,
    NO_CONDITION_BEFORE,
    PERHAPS,
    POINTING,
    PREDICTIONS,
    PREVENTIONS,
    PRONOUNS,
    RISKING,
    SAYING,
    WANTS,
    WARNINGS,
    WOULD,
)
from framing.stance.rules import SignedRule, Signs

HEDGE_REACH = 16
CONDITION_REACH = 20
FUTURE_REACH, WOULD_REACH, HOPE_REACH = 3, 6, 8
"""Words between "will", "would" or "hope" and the noun phrase from which on what is to come is something else."""
QUESTION_REACH = 14
"""Words between the expression and the question mark."""


UNSURE = LIKELY | PERHAPS
GRAMMATICAL_SUBJECTS = FEARS | PREDICTIONS | WARNINGS
"""Doubts that are nouns or gerunds too, so that they may be what a sentence is about."""


def _question(context: Context) -> str | None:
    """A question about the expression; "why" and "how" take it as given."""
    mark = context.rest.find(b"?")
    if mark < 0 or context.presupposed or context.rest.count(b" ", 0, mark) > QUESTION_REACH:
        return None
    return "in a question" if ASKING.isdisjoint(context.before) else None


def _condition(context: Context) -> str | None:
    """ "if", "unless", "whether" before it, in its clause or in the one that it depends on; "Should he go, it would be a"."""
    if context.first_word in INVERTED and b"?" not in context.rest:
        return f"in a condition with {quoted(context.first_word)}"
    for i, word in enumerate(context.before[:CONDITION_REACH]):
        if context.border_before[i] >= HARD:
            return None
        if word in CONDITIONS and i >= context.noun_phrase and _opens_condition(context, i):
            return f"after {quoted(word)}"
    return None


def _opens_condition(context: Context, at: int) -> bool:
    before = context.before
    if context.word_before(at + 1) in NO_CONDITION_BEFORE or _concedes(context, at) or _grants(context, at):
        return False
    if before[at] != b"whether" and not NO_CONDITION_AFTER.isdisjoint(before[max(at - 3, 0) : at]):
        return False
    if before[at] == b"suppose" and context.word_before(at + 1) == b"i":
        return False
    if before[at] == b"once" and at + 1 < len(before) and context.border_before[at] < COMMA:
        return before[at + 1] in (b"that", b"but", b"and")
    if context.governor == b"if" and context.determiner in POINTING:
        return False
    return not context.presupposed or context.governor in CONDITIONS or not context.governor


def _concedes(context: Context, at: int) -> bool:
    """Whether "if" only joins an adjective: "an early if unimposing [[front-runner]]"."""
    between = context.before[:at]
    beside = context.border_before[at] == NONE and at + 1 < len(context.before) and at < 2
    plain = FUNCTION_WORDS.isdisjoint(between) and DETERMINERS.isdisjoint(between)
    return context.before[at] == b"if" and beside and plain and not context.before[0].endswith(b"s")


def _grants(context: Context, at: int) -> bool:
    """Whether "if" takes what was so as given: "if last year was a [[thaw]], this one is", not "if it was, he would"."""
    after = context.after[:1]
    past = b"was" in context.before[:at] or any(word.endswith(b"ed") and len(word) > 3 for word in after)
    modal = not MODALS.isdisjoint(context.rest.replace(b",", b" ").split())
    return context.before[at] == b"if" and past and not modal


def _unwanted(context: Context) -> str | None:
    """ "we don't want a black box", "make sure that it is not a circus": feared, and not denied."""
    for i, word in enumerate(context.before[:HEDGE_REACH]):
        if context.border_before[i] > JOINED or context.presupposed:
            return None
        if word in WANTS and context.word_before(i + 1) in NEGATORS:
            return f"after {quoted(context.before[i + 1] + b' ' + word)}"
        if (word in NEGATORS or word == b"no") and context.ensured(i):
            return f"to be ensured with {quoted(word)}"
    return None


def _doubt(context: Context) -> str | None:
    """A modal, future, fear, warning, prediction or prevention before it, in its clause."""
    if context.governor in RISKING:
        return f"after {quoted(context.governor)}"
    if context.presupposed:
        return None
    farthest = COMMA if context.results else JOINED
    for i, word in enumerate(context.before[:HEDGE_REACH]):
        if context.border_before[i] >= HARD:
            return None
        if word == b"either" and b"or" in context.before[:i]:
            return "after 'either'"
        reached = context.border_before[i] <= farthest and not context.hyphened[i]
        if reached and _leaves_open(context, i, word):
            return f"after {quoted(word)}"
    return None


def _leaves_open(context: Context, at: int, word: bytes) -> bool:
    """Whether this word of the clause leaves the expression open."""
    following = context.before[at - 1] if at else b""
    if following == b"as" and at > 1 and context.before[at - 2] == b"well":
        return False
    if word == b"can":
        return following in (b"be", b"become") and at <= context.noun_phrase + 1
    if not SAYING.isdisjoint(context.before[max(0, at - 2) : at]) or following == b"hardly":
        return False
    if at - context.noun_phrase >= _reach(word) or (
        word in GRAMMATICAL_SUBJECTS and _ends_before(context, at)
    ):
        return False
    if word in MODALS or word in FUTURES or word in PREDICTIONS or word in PREVENTIONS or word in UNSURE:
        return True
    near = context.border_before[at] == NONE
    if word in MAYBE and word != b"supposed":
        return near or following in (b"to", b"of", b"for", b"that")
    if word in FEARS:
        return near or following in FOLLOWING or word in FEAR_VERBS
    if word == b"supposed":
        return near and following != b"to"
    if word in EXPECTING:
        return following == b"to" and (at < 2 or context.before[at - 2] not in DETERMINERS)
    return following in (FOLLOWING if word in WARNINGS else HOPING if word in HOPES else ())


def _reach(word: bytes) -> int:
    """Words of the clause that a doubt may stand before the noun phrase."""
    if word in FUTURES:
        return FUTURE_REACH
    if word in WOULD:
        return WOULD_REACH
    return HOPE_REACH if word in HOPES else HEDGE_REACH


def _ends_before(context: Context, at: int) -> bool:
    """Whether the word belongs to the subject of a finite verb before the expression: "the predictions made here are a"."""
    between = context.before[: max(at - 1, 0)]
    return (
        not FINITE.isdisjoint(between) and b"that" not in context.before[:at] and PRONOUNS.isdisjoint(between)
    )


def _later_modal(context: Context) -> str | None:
    """ "killer robots may", "the backlash that could", "a tidal wave is coming"."""
    after = context.after
    if (
        after[:1] in ([b"that"], [b"which"])
        and len(after) > 2
        and after[1] in MODALS
        and after[2] in HAPPENING
    ):
        return f"before {quoted(after[1])}"
    for i, word in enumerate(after[:2]):
        said = HAPPENING | {b"be"} if word in MODALS and word not in WOULD else HAPPENING
        modal = (word in MODALS or word in FUTURES) and not said.isdisjoint(after[i + 1 : i + 3])
        if modal or (i == 0 and word in COMING):
            stands_apart = context.border_after[i] > NONE or context.presupposed
            return None if stands_apart else f"before {quoted(word)}"
    return None


_DOUBTS = (
    MODALS
    | FUTURES
    | PREDICTIONS
    | PREVENTIONS
    | UNSURE
    | MAYBE
    | FEARS
    | EXPECTING
    | WARNINGS
    | RISKING
    | HOPES
)
HEDGING: tuple[SignedRule, ...] = (
    (_question, Signs(question=True)),
    (_condition, Signs(CONDITIONS, CONDITION_REACH, opening=INVERTED)),
    (_unwanted, Signs(WANTS | NEGATORS | {b"no"}, HEDGE_REACH)),
    (_doubt, Signs(_DOUBTS | {b"either", b"can"}, HEDGE_REACH)),
    (_later_modal, Signs(after=MODALS | FUTURES | COMING, reach_after=2)),
)
