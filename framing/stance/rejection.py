"""The rules by which a text denies an expression, mocks it or keeps it at a distance, in the order in which they decide.

Each takes a Context and gives its reason in plain words, or None. Reaches count words and were chosen on gold/dev.
"""

from __future__ import annotations

import re

from framing.stance.context import COMMA, HARD, JOINED, Context, quoted
from framing.stance.cues import (
    ADVERBS,
    ALL_THE,
    CLAIMS,
    COMPARISONS,
    CONCESSIONS,
    CONTENT_OPENERS,
    COPULAS,
    DENIALS,
    EARLIER,
    EMPTY_AFTER_NO,
    EMPTY_NEGATIONS,
    FALSELY,
    FIRST,
    FUNCTION_WORDS,
    INTENSIFIED,
    LISTERS,
    MYTH_NOUNS,
    NEGATIVE_ADJECTIVES,
    NEGATORS,
    ONCE_SEEN,
    ONLY,
    PAIRS,
    PREPOSITIONS,
    PRESENT_COPULAS,
    PUSHING,
    RAISING,
    SEEING,
    STOPPING,
    SUBJECTS,
    SUGGESTING,
    TOUTED,
    UNFOUNDED,
)
from framing.stance.rules import SignedRule, Signs

NEGATION_REACH = 10
NO_REACH = 12
DENIAL_REACH = 12
MYTH_REACH = 10
LATER_REACH = 8
CONDITION_REACH = 7
COMPARISON_REACH = 18


def _so_called(context: Context) -> str | None:
    before = context.before
    for i in range(min(4, len(before) - 1)):
        if before[i] == b"called" and before[i + 1] == b"so":
            return "after 'so-called'"
        if i >= context.noun_phrase:
            return None
    return None


def _no(context: Context) -> str | None:
    """ "no silver bullet", "no such thing as a slam dunk", "there is no evidence that it was a coup"."""
    for i, word in enumerate(context.before[:NO_REACH]):
        if context.border_before[i] >= HARD:
            return None
        if word == b"no":
            following = context.before[i - 1] if i else b""
            if following in EMPTY_AFTER_NO:
                return None
            if i == 0 or i + 1 == context.noun_phrase:
                return "negated by 'no'"
            return _distant_no(context, i)
    return None


def _distant_no(context: Context, at: int) -> str | None:
    """A "no" of another noun that reaches the expression: over "that", "of" and the like, and over no comma."""
    border = context.border_before[at]
    if border >= COMMA or context.presupposed or context.ensured(at):
        return None
    if border >= JOINED and CONTENT_OPENERS.isdisjoint(context.before[:at]):
        return None
    return "negated by 'no'"


def _not(context: Context) -> str | None:
    """The negation whose scope reaches the expression: no border, infinitive or other verb of its own between them."""
    if context.presupposed:
        return None
    for i, word in enumerate(context.before[:NEGATION_REACH]):
        if context.border_before[i] >= COMMA:
            return None
        if word in NEGATORS and not context.hyphened[i]:
            between = context.before[:i][::-1]
            if _is_empty(word, between) or _stops(context, i, between) or context.ensured(i):
                return None
            if _in_condition(context, i) or not SUBJECTS.isdisjoint(context.inside):
                return None
            if word == b"without" and not NEGATORS.isdisjoint(context.before[i + 1 :]):
                return None
            return f"negated by {quoted(word)}"
    return None


def _in_condition(context: Context, at: int) -> bool:
    """Whether the negation stands in a condition: "if they can't break the fever" leaves it open, "if not a" does not."""
    for i in range(at + 2, min(at + CONDITION_REACH, len(context.before))):
        if context.border_before[i] > JOINED:
            return False
        if context.before[i] in (b"if", b"unless", b"whether"):
            return True
    return False


def _is_empty(negator: bytes, between: list[bytes]) -> bool:
    """Whether it leaves what follows standing: "not only a", "isn't just a", "never seen such a", "couldn't be more"."""
    following = between[0] if between else b""
    if following in EMPTY_NEGATIONS or not ONLY.isdisjoint(between[:4]):
        return True
    if following == b"just" and (negator == b"not" or negator in PRESENT_COPULAS):
        return True
    if b"time" in between and not FIRST.isdisjoint(between):
        return True
    if negator == b"never" and not INTENSIFIED.isdisjoint(between):
        return True
    if b"from" in between and not STOPPING.isdisjoint(between):
        return True
    return bool(between) and between[-1] == b"more" and b"be" in between


def _stops(context: Context, at: int, between: list[bytes]) -> bool:
    """Whether something between the negation and the expression takes the negation for itself."""
    for i, word in enumerate(between[1:], 1):
        if word in (b"is", b"was", b"are", b"were"):
            if LISTERS.isdisjoint(between[:i]) and context.before[at] not in SUBJECTS:
                return True
            break
    if b"those" in between or b"than" in between[:-1] or (b"as" in between and SEEING.isdisjoint(between)):
        return True
    ahead = context.before[context.noun_phrase + 1 : at][::-1]
    if b"to" not in ahead:
        return False
    infinitive = ahead.index(b"to")
    return not (infinitive and ahead[infinitive - 1] in RAISING)


def _not_because(context: Context) -> str | None:
    for i, word in enumerate(context.before[:LATER_REACH]):
        if word == b"because":
            return "after 'not because'" if context.before[i + 1 : i + 2] == [b"not"] else None
        if context.border_before[i] >= HARD:
            return None
    return None


def _instead(context: Context) -> str | None:
    """ "rather than a", "more of a gesture than a", "far from a", "the lack of a"."""
    before, at = context.before, context.noun_phrase
    governor, behind = context.governor, context.word_before(at + 1)
    if governor == b"than" and behind == b"rather":
        return "after 'rather than'"
    if governor == b"unlike":
        return "after 'unlike'"
    compared = governor == b"than" and behind not in ADVERBS and context.determiner not in (b"any", b"every")
    compared |= behind == b"than" and governor in PREPOSITIONS
    if compared and not COMPARISONS.isdisjoint(before[at + 2 : at + COMPARISON_REACH]):
        return "after 'than'"
    if (governor, behind) in PAIRS:
        return f"after {quoted(behind + b' ' + governor)}"
    for i, word in enumerate(before[:7]):
        if context.border_before[i] >= HARD:
            break
        if i and word in (b"lack", b"absence", b"contrary") and before[i - 1] in (b"of", b"to"):
            return f"after {quoted(word)}"
    return None


def _let_alone(context: Context) -> str | None:
    """ "let alone a", and the first half of "less a game-changer than a", "less Skynet, more"."""
    before = context.before
    for i, word in enumerate(before[:6]):
        if word == b"alone" and context.word_before(i + 1) == b"let" and context.border_before[i] < COMMA:
            return "after 'let alone'"
    if b"less" in before[:2] and not {b"more", b"than"}.isdisjoint(context.after[:LATER_REACH]):
        return "after 'less'"
    return None


def _myth(context: Context) -> str | None:
    """ "the myth of a", "falsely raising the specter of", "a mistake to see it as a"."""
    for i, word in enumerate(context.before[:MYTH_REACH]):
        if context.border_before[i] >= HARD:
            return None
        following = context.before[i - 1] if i else b""
        if word in MYTH_NOUNS and following in (b"of", b"that", b"about", b"over", b"around"):
            return f"after {quoted(word)}"
        if word == b"mistake" and following == b"to":
            return "after 'mistake'"
        if word in UNFOUNDED and following in CLAIMS and context.border_before[i - 1] < COMMA:
            return f"after {quoted(word + b' ' + following)}"
        if word in FALSELY and i >= context.noun_phrase:
            return f"after {quoted(word)}"
    return None


def _talk(context: Context) -> str | None:
    """ "for all the talk of a", "once considered a", "though it was billed as a"."""
    before = context.before
    for i, word in enumerate(before[:MYTH_REACH]):
        if context.border_before[i] >= HARD:
            return None
        if word in ALL_THE and b"all" in before[i + 1 : i + 3]:
            return f"after 'all the {word.decode('latin-1')}'"
        if word in ONCE_SEEN and not EARLIER.isdisjoint(before[i + 1 : i + 3]):
            return f"after 'once {word.decode('latin-1')}'"
        if word in TOUTED and before[i - 1 : i] == [b"as"] and not CONCESSIONS.isdisjoint(before[i : i + 8]):
            return f"after {quoted(word)}"
    return None


def _denied(context: Context) -> str | None:
    """ "denied that it was a", "dismissed talk of a"; what is dismissed as a witch hunt is called one, so "as" stops it."""
    for i, word in enumerate(context.before[:DENIAL_REACH]):
        if context.border_before[i] >= COMMA or word in (b"as", b"like", b"and"):
            return None
        behind = context.word_before(i + 1)
        pushed = word == b"back" and behind in PUSHING
        if pushed or word in DENIALS or (word in SUGGESTING and behind == b"for"):
            ahead = context.before[i + 1 : i + 4]
            negated = b"no" in ahead or not NEGATORS.isdisjoint(ahead)
            given = context.presupposed and b"that" not in context.before[:i]
            reason = f"after {quoted(behind + b' ' + word if word not in DENIALS else word)}"
            return None if negated or given else reason
    return None


def _idea_denied(context: Context) -> str | None:
    """ "rejected the idea of the city as a [[fortress]]", "moved away from the notion that"."""
    for i, word in enumerate(context.before[:DENIAL_REACH]):
        if context.border_before[i] >= COMMA:
            return None
        if word in CLAIMS and i and context.before[i - 1] in (b"of", b"that"):
            ahead = context.before[i + 1 : i + 5]
            denied = not DENIALS.isdisjoint(ahead) or b"back" in ahead or b"away" in ahead
            negated = not NEGATORS.isdisjoint(context.before[i + 1 : i + 7])
            return f"after {quoted(word)}, which is denied" if denied and not negated else None
    return None


def _forget(context: Context) -> str | None:
    """ "Forget the [[arms race]]", a command; not "they forget the", "easy to forget the"."""
    at = context.noun_phrase
    said_of = context.word_before(at + 1)
    command = said_of not in FUNCTION_WORDS and said_of not in NEGATORS and not said_of.endswith(b"s")
    return "after 'forget'" if context.governor == b"forget" and command else None


_FALSE_LATER = re.compile(
    rb"\b(?:is|are|was|were|be|than|just|sorely|that's) (?:[a-z]+ )?"
    rb"(mistaken|off-base|baseless|nonsense|untrue|not true|one of those cliches|a cliche|a myth|overblown|overstated)\b"
)
_DENIED_LATER = re.compile(
    rb"\x04 ?((?:it|they|that|this|he|she) ?(?:won't|doesn't|isn't|didn't|wasn't|hasn't|don't|aren't))\b[.;,!\x04]"
)
_CORRECTION = re.compile(
    rb"(?:that|this|it)(?:'s| is| was)(?: just| simply| all| complete(?:ly)?| utter| pure| a| total)*"
    rb"(?: not true| not the case| not so| nonsense| false| wrong| ridiculous| absurd| a lie| bunk| rubbish)\b|"
    rb"but (?:this|that|the) "
    rb"(?:narrative|view|idea|claim|notion|argument|fear|analogy|comparison|metaphor|image|picture|story|framing)"
    rb"[a-z ]{0,20} (?:is|was|are|misses|isn't|doesn't)\b|but in reality\b|far from it[.!]"
)
_ANSWER = re.compile(
    rb"(?:no|nope|nonsense|wrong|hardly|not (?:quite|really|so|true|at all)|of course not)(?:[.!,] |[.!,]?$)"
)
"""These deny only what was asked: "AI is the new oil? No.", but not "No. 8 is the"."""
_LATER_CHARACTERS = 200


def _said_after(context: Context) -> bytes | None:
    """The word of NEGATIVE_ADJECTIVES that is said of the expression in its clause."""
    for i, word in enumerate(context.after):
        if word in NEGATIVE_ADJECTIVES:
            between = context.after[:i]
            if context.border_after[i] >= HARD:
                return None
            if not COPULAS.isdisjoint(between) and NEGATORS.isdisjoint(between):
                return word
    return None


def _called_false(context: Context) -> str | None:
    """ "the witch hunt claim is false", "death panels — it won't", "if they think it a slam dunk, they are mistaken"."""
    adjective = _said_after(context)
    if adjective is not None:
        return f"called {quoted(adjective)}"
    rest = context.rest[:_LATER_CHARACTERS]
    found = _FALSE_LATER.search(rest)
    if found:
        return f"called {quoted(found.group(1))}"
    found = _DENIED_LATER.search(rest)
    return f"before {quoted(found.group(1))}" if found else None


def _corrected(context: Context) -> str | None:
    """The next sentence takes it back: "That's just not true.", "AI is the new oil? No." """
    following = context.following
    found = _CORRECTION.match(following)
    if found is None and context.rest.rstrip(b"\"'").endswith(b"?"):
        found = _ANSWER.match(following)
    return f"the next sentence says {quoted(found.group().rstrip())}" if found else None


_WORDS_LATER = frozenset(
    b"mistaken base baseless nonsense untrue true cliches cliche myth overblown overstated "
    b"won't doesn't isn't didn't wasn't hasn't don't aren't".split()
)
"""One of these stands in all that _FALSE_LATER and _DENIED_LATER find."""
_CORRECTING = frozenset(b"that this it that's it's but far no nope nonsense wrong hardly not of".split())
"""What _CORRECTION and _ANSWER begin with."""

REJECTING: tuple[SignedRule, ...] = (
    (_so_called, Signs(frozenset((b"called",)), 4)),
    (_no, Signs(frozenset((b"no",)), NO_REACH)),
    (_not, Signs(NEGATORS, NEGATION_REACH)),
    (_not_because, Signs(frozenset((b"because",)), LATER_REACH)),
    (
        _instead,
        Signs(frozenset(b"than instead far anything contrary little none lack absence unlike".split())),
    ),
    (_let_alone, Signs(frozenset((b"alone", b"less")), 6)),
    (_myth, Signs(MYTH_NOUNS | UNFOUNDED | FALSELY | {b"mistake"}, MYTH_REACH)),
    (_talk, Signs(ALL_THE | ONCE_SEEN | TOUTED, MYTH_REACH)),
    (_denied, Signs(DENIALS | SUGGESTING | {b"back"}, DENIAL_REACH)),
    (_forget, Signs(frozenset((b"forget",)), 6)),
    (_idea_denied, Signs(CLAIMS, DENIAL_REACH)),
    (_called_false, Signs(after=NEGATIVE_ADJECTIVES, rest=_WORDS_LATER)),
    (_corrected, Signs(following=_CORRECTING)),
)
