"""Tagged words -> candidates: a source phrase, and the word or phrase that may report what it said.

Each cue looks at a bounded number of words, so the work is linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

import numpy as np

from framing.attribution import grammar
from framing.attribution.forms import (
    AFTER,
    APART,
    BEFORE,
    BY_AGENT,
    NEAR,
    RELATIVE,
    THAT,
    Candidate,
)
from framing.attribution.tagging import (
    CLOSED,
    COMMA,
    COMMA_QUOTE_CLOSES,
    OPENED,
    PLAIN,
    QUOTE_OPENS,
    Tagged,
    any_of,
)
from framing.text.fold import among

NAME, AND, OF, TO, WHO, DID, THAT_WORD, WHICH, BY, TITLE = b"N&fiqDzWyh"
_PREPOSITIONS = b"pfiFy"
_POST_MODIFIERS = 3
_LONGEST_BRACKET = 14
_LONGEST_APPOSITION = 40
_LONGEST_TITLE = 7
_WINDOW = 40
_MAY_STAND_BETWEEN = frozenset(b"axtBMDeLT")
_STOPS = frozenset(b".!^~<>{}")
_IS_STOP, _MAY_BE_SUBJECT = among(bytes(_STOPS)), among(b"NnrsbuhoI0")
_OPENS_MODIFIER = re.compile(rb"[pfiFyvVwa]")
_HAS_VERB = re.compile(rb"[vVw]")
_ONLY_A_SUBJECT = re.compile(rb"[d0]*[PjNrsbunh]*[Nrsbo]")
_JOIN_OPENS = b"cz&kWqLVaTe"
_LEFT_OPEN = frozenset(b",.!^~<>{}:;()/")
_ENDS = frozenset(b".!^~;")
_CLAUSE_OPENS = frozenset(b".!^~<{>}:;")


class Sentences:
    """The tagged words of a batch with what the grammar asks of them; finds the candidates around each cue.

    _parted: the words before a stop, and those before another mark that can be the last of a subject.
    """

    def __init__(self, tagged: Tagged) -> None:
        self.tag, self.gap = tagged.tag.tobytes(), tagged.gap.tobytes()
        self.forward, self.backward = tagged.forward, tagged.backward
        self.count = len(self.tag)
        marked = np.flatnonzero(any_of(tagged.gap, bytes(_STOPS) + b",/)("))
        parted = _IS_STOP[tagged.gap[marked]] | _MAY_BE_SUBJECT[tagged.tag[marked]]
        self._parted: list[int] = marked[parted].tolist()

    def back(self, word: int) -> int:
        """Position in `backward` of the gap before `word`."""
        return 2 * (self.count - word)

    def phrase_start(self, word: int) -> int:
        """Where the noun phrase that ends with `word` starts, -1 where none does."""
        phrase = grammar.LAST_PHRASE.match(self.backward, self.back(word + 1) + 1)
        return -1 if phrase is None else self.count - (phrase.end() + 1) // 2

    def phrase(self, word: int) -> tuple[int, int] | None:
        """The noun phrase that starts at `word`, with its post-modifiers."""
        match = grammar.NOUN_PHRASE.match(self.forward, 2 * word)
        if match is None:
            return None
        first, last = match.start(1) // 2, (match.end(1) + 1) // 2
        end = self.extended(last)
        if self.gap[end - 1] == COMMA and self.tag[first] in b"dP" and self.tag[last - 1] in b"rh":
            name = grammar.NAME.match(self.forward, 2 * end)
            end = end if name is None else (name.end(1) + 1) // 2
        return first, end

    def extended(self, last: int) -> int:
        """The end of a noun phrase with its post-modifiers: an of-phrase for a name, any for people and papers not named."""
        head, at, end = self.tag[last - 1], 2 * last - 1, last
        if head in b"oI":
            return last
        pattern = grammar.OF_PHRASE if head == NAME else grammar.POST_MODIFIER
        for _ in range(1 if head == NAME else _POST_MODIFIERS):
            more = pattern.match(self.forward, at)
            if more is None:
                break
            end = (more.end(1) + 1) // 2
            at = 2 * end - 1
        clause = grammar.RELATIVE_CLAUSE.match(self.forward, at) if head in b"rs" else None
        if clause is not None:
            return (clause.end() + 1) // 2
        joined = grammar.JOINED_AFTER.match(self.forward, at) if head in b"Nrs" else None
        return end if joined is None else (joined.end(1) + 1) // 2

    def by_agent(self, cue: int) -> Candidate | None:
        """`praised by X`, `announced on Wednesday by X`."""
        by = self.tag.index(BY, cue)
        phrase = self.phrase(by + 1) if self.gap[by] in b" <" else None
        return None if phrase is None else Candidate(*phrase, cue, BY_AGENT)

    def after(self, cue: int) -> Candidate | None:
        """`said X`: not where the phrase goes on into a verb of its own."""
        match = grammar.NOUN_PHRASE.match(self.forward, 2 * (cue + 1))
        if match is None:
            bare = self.tag[cue + 1] in b"0d" and self.gap[cue - 1] in b"}>" and self.gap[cue + 1] in _ENDS
            return Candidate(cue + 1, cue + 2, cue, AFTER) if bare else None
        first, last = match.start(1) // 2, (match.end(1) + 1) // 2
        gap, before = self.gap[last - 1], self.gap[cue - 1]
        end = self.extended(last)
        if gap == PLAIN and end == last and self.tag[last] in b"VwvxBMD" and before not in b"}>!~":
            return None
        if gap == QUOTE_OPENS and before == COMMA:
            return None
        if gap == COMMA and self.tag[last - 1] in b"rhsbun":
            name = grammar.NAME.match(self.forward, 2 * last)
            if name is not None:
                return Candidate(first, (name.end(1) + 1) // 2, cue, AFTER)
        return Candidate(first, end, cue, AFTER)

    def before(self, cue: int) -> Candidate | None:
        """`X said`, `X, a banker, said`, `X, who said`."""
        at = self.back(cue)
        if self.gap[cue - 1] != PLAIN or self.tag[cue - 1] in _MAY_STAND_BETWEEN:
            aux = grammar.AUXILIARIES.match(self.backward, at)
            at = aux.end() if aux else at
        word = self.count - at // 2 - 1
        if word < 0:
            return None
        gap, tag = self.gap[word], self.tag[word]
        if (gap == COMMA and word + 1 < cue and COMMA in self.gap[word + 1 : cue]) or gap == QUOTE_OPENS:
            gap = PLAIN
        if gap == PLAIN:
            if tag in b"oIC":
                of = word > 1 and self.tag[word - 1] in b"fp" and self.gap[word - 1] == PLAIN
                first = self.phrase_start(word - 2) if of and self.gap[word - 2] == PLAIN else -1
                return Candidate(self.joined_before(word) if first < 0 else first, word + 1, cue, BEFORE)
            if tag in (THAT_WORD, WHICH):
                return self.relative_thing(word, cue)
            return self.relative(word, cue) if tag == WHO else self.subject(at, word + 1, cue)
        if gap == COMMA_QUOTE_CLOSES:
            return self.before_title(word, cue)
        return self.apart(word, gap, cue) if gap in b",/)" else None

    def before_title(self, word: int, cue: int) -> Candidate | None:
        """`Ann Lee, in an interview with “60 Minutes,” said`: a comma that closes a short quotation parts like any other."""
        opens = self.gap.rfind(b"<", max(word - _LONGEST_TITLE, 0), word)
        if opens < 0 or any(gap in _STOPS for gap in self.gap[opens + 1 : word]):
            return None
        return self.apart(opens, COMMA, cue)

    def subject(self, at: int, last: int, cue: int) -> Candidate | None:
        """The subject that ends before `last`: the leftmost phrase with its post-modifiers, cut where a name needs none."""
        match = grammar.SUBJECT.match(self.backward, at)
        if match is None:
            return self.with_relative(last, cue) or self.dated(cue)
        first = self.count - match.end() // 2
        if first > 0 and self.gap[first - 1] == PLAIN and self.tag[first - 1] in b"pfiFykL":
            whole = self.tag[first - 1] in b"kL" and not _HAS_VERB.search(self.tag, first, last)
            first = self.last_phrase(first, last, b"pFyi" if whole else _PREPOSITIONS)
        head_end = self.head_end(first, last)
        if self.tag[head_end - 1] == NAME:
            last = self.extended(head_end) if head_end < last and self.tag[head_end] == OF else head_end
        if first and self.tag[first - 1] == DID and self.gap[first - 1] == PLAIN:
            return None
        wide = self.with_relative(last, cue)
        if wide is not None and wide.first < first:
            return wide
        return Candidate(self.joined_before(first), last, cue, BEFORE)

    def dated(self, cue: int) -> Candidate | None:
        """`a poll from Tuesday found`: a paper with the time it came out."""
        match = grammar.DATED_BEFORE.match(self.backward, self.back(cue))
        if match is None:
            return None
        last = cue
        while self.tag[last - 1] in b"aexL":
            last -= 1
        return Candidate(self.count - match.end() // 2, last, cue, BEFORE)

    def head_end(self, first: int, last: int) -> int:
        """Where the first noun phrase inside a phrase ends, before any post-modifier."""
        modifier = _OPENS_MODIFIER.search(self.tag, first + 1, last)
        return last if modifier is None else modifier.start()

    def last_phrase(self, first: int, last: int, prepositions: bytes) -> int:
        """The start of what follows the last of some prepositions inside a phrase."""
        return next((k + 1 for k in range(last - 2, first, -1) if self.tag[k] in prepositions), first)

    def with_relative(self, last: int, cue: int) -> Candidate | None:
        """`officials who asked not to be named said`: a noun phrase whose relative clause runs up to the verb."""
        at = self.back(last)
        if self.backward.find(WHO, at, at + _WINDOW) < 0:
            return None
        match = grammar.RELATIVE_BEFORE.match(self.backward, at)
        if match is None:
            return None
        first = self.count - match.end() // 2
        clause = self.tag[self.tag.index(WHO, first) + 1 : last]
        return None if _ONLY_A_SUBJECT.fullmatch(clause) else Candidate(first, last, cue, BEFORE)

    def joined_before(self, first: int) -> int:
        """Where the phrase starts when another is joined to its front by `and`, with nothing before that could own it."""
        if not first or self.tag[first - 1] != AND:
            return first
        match = grammar.JOINED.match(self.backward, self.back(first))
        if match is None:
            return first
        wide = self.count - match.end() // 2
        opens = wide == 0 or self.gap[wide - 1] in _LEFT_OPEN or self.tag[wide - 1] in _JOIN_OPENS
        if self.tag[wide - 1] == OF and wide > 1 and self.tag[wide - 2] in b"d0":
            return wide - 2
        return wide if opens else self.inside_name(wide, first)

    def inside_name(self, wide: int, first: int) -> int:
        """The start of `Department of Health and Human Services`, or of `members of the Senate and House`, given where the two
        that are joined stand; else the second."""
        if self.tag[wide - 1] not in b"fp" or self.gap[wide - 2] != PLAIN or self.gap[wide - 1] != PLAIN:
            return first
        names = self.tag[wide] == NAME and self.tag[first] == NAME
        start = self.phrase_start(wide - 2) if self.tag[wide - 2] in (b"bNurs" if names else b"rs") else -1
        return first if start < 0 else self.with_head_before(start, b"rs", b"fpF")

    def with_head_before(self, first: int, heads: bytes, prepositions: bytes) -> int:
        """Where `an official at` or `a poll by` starts, given where what follows it does; else `first`."""
        if first < 2 or self.tag[first - 1] not in prepositions or self.tag[first - 2] not in heads:
            return first
        start = self.phrase_start(first - 2) if self.gap[first - 1] == self.gap[first - 2] == PLAIN else -1
        return first if start < 0 else start

    def first_subject(self, word: int) -> tuple[int, int, int]:
        """First, last and the end of the first verb of the first subject from a word on; three times -1 where none is."""
        match = grammar.FIRST_SUBJECT.match(self.forward, 2 * word)
        if match is None:
            return -1, -1, -1
        return match.start(1) // 2, (match.end(1) + 1) // 2, (match.end() + 1) // 2

    def near_subject(self, opens: int, cue: int) -> Candidate | None:
        """The last subject after a comma between two words: `on the day it rained, the mayor left, saying`."""
        found = None
        for found in grammar.NEAR_SUBJECT.finditer(self.forward, 2 * opens, 2 * cue):  # noqa: B007
            pass
        return None if found is None else Candidate(found.start(1) // 2, (found.end(1) + 1) // 2, cue, NEAR)

    def relative(self, who: int, cue: int) -> Candidate | None:
        """The antecedent of a relative clause."""
        if not who or self.gap[who - 1] not in b" ,)/":
            return None
        gap, word = self.gap[who - 1], who - 1
        if gap in b"),":
            word = self.before_brackets(word)
        first = self.phrase_start(word)
        if first < 0:
            return None
        if gap == PLAIN and self.tag[word] == NAME:
            first = self.with_head_before(first, b"rs", b"fpF")
        first = self.with_of(first) if self.tag[word] == NAME else first
        outer = self.owner_of_apposition(first) if gap == COMMA or self.follows_name(first) else None
        return Candidate(*(outer or (first, word + 1)), cue, RELATIVE)

    def relative_thing(self, that: int, cue: int) -> Candidate | None:
        """The antecedent of `that` or `which`: `a report that found`, `the Pew poll, which last month found`."""
        mark = PLAIN if self.tag[that] == THAT_WORD else COMMA
        if not that or self.gap[that - 1] != mark or not _MAY_BE_SUBJECT[self.tag[that - 1]]:
            return None
        first = self.phrase_start(that - 1)
        return (
            None if first < 0 else Candidate(self.with_head_before(first, b"ubrs", b"fpFy"), that, cue, THAT)
        )

    def follows_name(self, first: int) -> bool:
        """Whether a phrase is set beside a name: `Whit Ayres, a strategist who …`."""
        return first > 0 and self.gap[first - 1] == COMMA and self.tag[first - 1] == NAME

    def owner_of_apposition(self, first: int) -> tuple[int, int] | None:
        """The name in `Gordon Sondland, the ambassador to the Union, who …`, given where the last phrase starts."""
        for k in range(first - 1, max(first - 12, -1), -1):
            if self.gap[k] == COMMA and self.tag[k] == NAME and self.tag[k + 1] in b"d":
                start = self.phrase_start(k)
                return None if start < 0 else (start, k + 1)
            if self.gap[k] not in b" -" or self.tag[k] in b"VwvxBMDqc&":
                return None
        return None

    def before_brackets(self, word: int) -> int:
        """The last word before a bracket that closes after `word`, or the word itself."""
        if self.gap[word] != CLOSED:
            return word
        for k in range(word - 1, max(word - _LONGEST_BRACKET, -1), -1):
            if self.gap[k] == OPENED:
                return k
            if self.gap[k] in _STOPS:
                break
        return word

    def apart(self, word: int, gap: int, cue: int) -> Candidate | None:
        """A subject parted from its verb by an apposition, a relative clause or brackets."""
        best = self.before_brackets(word) if gap == CLOSED else self.before_apposition(word)
        first = self.phrase_start(best) if 0 <= best < word else -1
        if first < 0:
            return self.before_stray_comma(word, cue) if gap == COMMA else None
        inner = self.named_apposition(best, word)
        if inner is not None:
            return Candidate(*inner, cue, APART)
        return Candidate(self.joined_before(self.with_of(first)), best + 1, cue, APART)

    def before_stray_comma(self, word: int, cue: int) -> Candidate | None:
        """`Gene Munster of Loup Ventures, wrote`: a subject that opens its clause and a comma that belongs to nothing."""
        first = self.phrase_start(word)
        start = first if first < 0 else self.with_of(first)
        return Candidate(start, word + 1, cue, APART) if start >= 0 and self.opens_clause(start) else None

    def before_apposition(self, word: int) -> int:
        """The last word of the subject before an apposition that ends with `word`: what opens the clause, else a name set
        apart by commas, else the nearest."""
        best, named = -1, False
        near = slice(bisect_right(self._parted, word - _LONGEST_APPOSITION), bisect_left(self._parted, word))
        for k in reversed(self._parted[near]):
            if self.gap[k] in _STOPS:
                break
            opener = self.tag[k + 2] if self.tag[k + 1] in b"a" and k + 2 < self.count else self.tag[k + 1]
            if opener not in b"dqhrj0pFfvVwnPNbuWL":
                continue
            first = self.phrase_start(k)
            if self.opens_clause(first) and not (
                named and self.tag[k] != NAME and self.tag[first - 1] == AND
            ):
                return self.before_brackets(k)
            apart = self.tag[k] == NAME and first > 0 and self.gap[first - 1] == COMMA and opener in b"dqhrj"
            if (
                best < 0
                or (apart and not named)
                or (opener in b"dqW" and self.tag[best + 1] not in b"dqW" and not named)
            ):
                best, named = self.before_brackets(k), named or apart
        return best

    def opens_clause(self, first: int) -> bool:
        """Whether a phrase that starts at `first` is the first of its clause."""
        return first == 0 or (
            first > 0 and (self.gap[first - 1] in _CLAUSE_OPENS or self.tag[first - 1] in b"ckz&")
        )

    def named_apposition(self, best: int, word: int) -> tuple[int, int] | None:
        """`his chief of staff, Marc Short, said`: a role before the comma, a name and nothing else after it."""
        if (
            self.gap[best] != COMMA
            or self.tag[best] not in b"rhsbun"
            or self.gap[word] != COMMA
            or self.tag[word] != NAME
        ):
            return None
        first = self.phrase_start(word)
        role = self.phrase_start(best)
        if first != best + 1 or first == word or self.tag[first] not in b"Nh" or self.tag[role] == TITLE:
            return None
        return (first if role < 0 else self.joined_before(self.with_of(role))), word + 1

    def with_of(self, first: int) -> int:
        """`John Kennedy of Louisiana, …`: where the phrase before an `of` starts."""
        first = self.joined_before(first)
        if (
            first >= 2
            and self.tag[first - 1] == OF
            and self.gap[first - 1] == PLAIN
            and self.gap[first - 2] == PLAIN
        ):
            return max(self.phrase_start(first - 2), 0) if self.phrase_start(first - 2) >= 0 else first
        return first
