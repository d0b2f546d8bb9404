"""Rejected, hedged or asserted: the rules, in the order in which they decide."""

from __future__ import annotations

import re
from collections.abc import Callable

from framing.stance.context import COMMA, HARD, JOINED, NONE, Context
from framing.stance.cues import *

NEGATION_REACH = 10
NO_REACH = 12
HEDGE_REACH = 16
CONDITION_REACH = 20
QUESTION_REACH = 14

def q(word): return repr(word.decode("latin-1"))

def rejection(c):
    for rule in (so_called, no, negation, not_because, instead, myth, denial, later, nextsent):
        r = rule(c)
        if r: return r
    return None

def so_called(c):
    return "'so-called'" if c.before[:2] == [b"called", b"so"] else None

def no(c):
    for i, w in enumerate(c.before[:NO_REACH]):
        if c.border_before[i] >= HARD: return None
        if w in (b"no", b"zero"):
            nxt = c.before[i-1] if i else b""
            if nxt in NO_AND: return None
            if i + 1 == c.noun_phrase or i==0: return "negated by 'no'"
            if w == b"zero": return None
            if c.border_before[i] >= COMMA: return None
            if c.border_before[i] >= JOINED and not any(x in (b"that",b"to",b"for",b"of",b"as") for x in c.before[:i]): return None
            if not c.presupposed: return _ensured(c, i, "negated by 'no'")
    return None

def _ensured(c, i, reason):
    return None if set(c.before[i+1:i+6]) & ENSURING else reason

def negation(c):
    if c.presupposed: return None
    for i, w in enumerate(c.before[:NEGATION_REACH]):
        if c.border_before[i] >= COMMA and not _parenthesis(c, i): return None
        if c.border_before[i] >= HARD: return None
        if w in NEGATORS and not c.hyphened[i]:
            between = c.before[:i][::-1]
            if between and between[0] in EMPTY_NEGATIONS or set(between[:4]) & {b"only", b"merely", b"simply"}: return None
            if between[:1] == [b"just"] and w in (b"not", b"isn't", b"wasn't", b"aren't", b"weren't"): return None
            if w == b"without" and set(c.before[i+1:]) & NEGATORS: return None
            if _other_clause(between): return None
            if w == b"never" and set(between) & {b"been", b"before", b"seen", b"such"}: return None
            if between and between[-1] == b"more" and b"be" in between: return None
            if b"than" in between[:-1]: return None
            if _own_infinitive(c.before[c.noun_phrase+1:i][::-1]): return None
            if b"as" in between and not set(between) & SEEING: return None
            if between and between[0] in (b"want", b"wants"): return None
            return _ensured(c, i, f"negated by {q(w)}")
    return None

def _parenthesis(c, i): return False

def _other_clause(between):
    for i, w in enumerate(between[1:], 1):
        if w in (b"is", b"was", b"are", b"were"):
            return not set(between[:i]) & LISTERS
    return False

def _own_infinitive(between):
    if b"to" not in between: return False
    at = between.index(b"to")
    return not (at and between[at-1] in RAISING)

def not_because(c):
    for i, w in enumerate(c.before[:8]):
        if w == b"because" and c.before[i+1:i+2] in ([b"not"],): return "after 'not because'"
        if c.border_before[i] >= HARD: return None
    return None

def instead(c):
    b = c.before
    i = c.noun_phrase
    g, h = c.governor, b[i+1] if i+1 < len(b) else b""
    if g == b"than":
        if h == b"rather" : return "after 'rather than'"
        if h not in ADVERBS and set(b[i+2:i+18]) & {b"more", b"rather", b"different", b"less"} and c.determiner not in (b"any",b"every"): return "after 'than'"
    if b[:2] == [b"alone", b"let"] or b"alone" in b[:6] and b"let" in b[:7] and c.border_before[b.index(b"let")] < COMMA: return "after 'let alone'"
    if b"less" in b[:2] and {b"more", b"than"} & set(c.after[:8]): return "after 'less'"
    if (g, h) in PAIRS: return f"after '{h.decode()} {g.decode()}'"
    for i, w in enumerate(b[:7]):
        if c.border_before[i] >= HARD: break
        if w in (b"lack", b"absence", b"contrary") and i and b[i-1] in (b"of", b"to"): return f"after {q(w)}"
    return None

def myth(c):
    for i, w in enumerate(c.before[:10]):
        if c.border_before[i] >= HARD: return None
        if w in MYTH_NOUNS and i>0 and (c.before[i-1] in (b"of", b"that", b"about", b"over", b"around") ): return f"after {q(w)}"
        if w in ONCE_SEEN and set(c.before[i+1:i+3]) & {b"once", b"initially", b"originally", b"first"}: return f"after 'once {w.decode()}'"
        if w == b"mistake" and b"to" in c.before[max(0,i-1):i]: return "after 'mistake'"
        if w in FALSELY and i >= c.noun_phrase: return f"after {q(w)}"
        if w in TOUTED and c.before[i-1:i]==[b"as"] and set(c.before[i:i+8]) & {b"though", b"although", b"while", b"despite"}: return f"after {q(w)}"
        if w in (b"talk", b"hype", b"buzz", b"rhetoric") and b"all" in c.before[i+1:i+3]: return "after 'all the talk'"
    return None

def denial(c):
    for i, w in enumerate(c.before[:12]):
        if c.border_before[i] >= COMMA or w in (b"as", b"like"): return None
        if w in DENIALS:
            if set(c.before[i+1:i+4]) & NEGATORS: return None
            if c.presupposed and b"that" not in c.before[:i] : return None
            return f"after {q(w)}"
    return None

def later(c):
    for i, w in enumerate(c.after[:8]):
        if c.border_after[i] >= HARD: break
        if w in NEGATIVE_ADJECTIVES and any(x in COPULAS for x in c.after[:i]) and not set(c.after[:i]) & NEGATORS:
            return f"called {q(w)}"
    m = _STRONG.search(c.rest[:200])
    if m: return f"called {q(m.group(1))}"
    m = _DASHED.search(c.rest[:120])
    return f"before {q(m.group(1))}" if m else None

_STRONG = re.compile(rb"\b(?:is|are|was|were|be|than|just|sorely|that's) (?:[a-z]+ )?(mistaken|off-base|baseless|nonsense|untrue|not true|one of those cliches|a cliche|a myth|overblown|overstated)\b")
_DASHED = re.compile(rb"\x04 ?((?:it|they|that|this|he|she) ?(?:won't|doesn't|isn't|didn't|wasn't|hasn't|don't|aren't))\b[.;,!]?")
_NEXT = re.compile(rb"(that|this|it)('s| is| was|s)?( just| simply| all| complete| completely| utter| pure| a| total)*( not true| not the case| not so| nonsense| false| wrong| ridiculous| absurd| a lie| bunk| rubbish)|but (?:this|that|the) (?:narrative|view|idea|claim|notion|argument|fear|analogy|comparison|metaphor|image|picture|story|framing)[a-z ]{0,20} (?:is|was|are|misses|isn't|doesn't)|(?:but )?in reality|(no|nope|nonsense|wrong|hardly|not quite|not really|not so|not true|far from it)[.!,]")
def nextsent(c):
    m = _NEXT.match(c.following)
    if m: return f"next sentence {q(m.group())}"

def hedge(c):
    for rule in (question, condition, cue, later_modal):
        r = rule(c)
        if r: return r

def question(c):
    mark = c.rest.find(b"?")
    if mark < 0: return None
    dist = c.rest[:mark].count(b" ")
    if dist > QUESTION_REACH: return None
    if c.presupposed: return None
    if {b"why", b"how"} & set(c.before): return None
    return f"in a question ({dist})"

def condition(c):
    if c.first_word.split(b" ")[0] in (b"should", b"were", b"had") and b"?" not in c.rest: return "inverted condition"
    for i, w in enumerate(c.before[:CONDITION_REACH]):
        if c.border_before[i] >= HARD: return None
        if w in CONDITIONS and i >= c.noun_phrase:
            prev = c.before[i+1] if i+1 < len(c.before) else b""
            nxt = set(c.before[max(i-3,0):i])
            if prev in NO_CONDITION_BEFORE or nxt & NO_CONDITION_AFTER: continue
            if w == b"once" and i+1 < len(c.before) and c.border_before[i]<COMMA and prev not in (b"that",b"but",b"and"): continue
            if c.presupposed and c.governor not in CONDITIONS and c.governor != b"": continue
            return f"after {q(w)} {c.border_before[i]}"
    return None

TABLE=(("modal",MODALS),("future",FUTURES),("maybe",MAYBE),("fear",FEARS),("warn",WARNINGS),("predict",PREDICTIONS),("prevent",PREVENTIONS),("about",ABOUT))
def cue(c):
    if c.governor in RISKING: return f"after {q(c.governor)}"
    if c.presupposed: return None
    for i, w in enumerate(c.before[:HEDGE_REACH]):
        lv = c.border_before[i]
        if lv >= HARD: return None
        nxt = c.before[i-1] if i else b""
        if c.hyphened[i]: continue
        if w == b"can" and nxt in (b"be", b"become") and i <= c.noun_phrase + 1: return "after 'can be'"
        if w == b"either" and b"or" in c.before[:i]: return "after 'either'"
        for name, cl in TABLE:
            if w in cl and not set(c.before[max(0,i-2):i]) & SAYING:
                if lv > JOINED: continue
                if name == "maybe" and lv > NONE and w not in (b"likely",b"unlikely") and nxt not in (b"to",b"of",b"for",b"that"): continue
                if w == b"going" and nxt != b"to": continue
                if name in ("warn", "about") and nxt not in FOLLOWING: continue
                if name in ("fear") and nxt not in FOLLOWING and w not in FEAR_VERBS and lv > NONE: continue
                return f"after {name} {q(w)} {lv}"
    return None

def later_modal(c):
    if c.after[:1] in ([b"that"], [b"which"]) and c.after[1:2] and c.after[1] in MODALS: return f"before {q(c.after[1])}"
    if c.presupposed: return None
    for i, w in enumerate(c.after[:2]):
        if c.border_after[i] > NONE: return None
        if w in MODALS or w in FUTURES: return f"before {q(w)}"
    return None
