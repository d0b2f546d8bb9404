"""Tagged words -> candidates: a source phrase, and the word or phrase that may report what it said. The grammar.

Written as regular expressions over two bytes per word (tag, gap), forward for what follows a cue and backward for what stands
before it. Every repeat is bounded or possessive, and every cue looks at a bounded number of words, so the work is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

CLOSED, COMMA, NAME, QUOTE_OPENS = b"),N<"
BEFORE, AFTER, APART, RELATIVE, ACCORDING, BY_AGENT, OWNER, FROM_SOURCE, DISTANT, LABEL, CITED, TWEET = range(12)
"""Where the source stands: X said · said X · X, a banker, said · X, who said · according to X · praised by X · X's claim · a claim from X."""


class Candidate(NamedTuple):
    """Word indices. first, last: the source phrase, last exclusive · cue: the reporting word · form: BEFORE … FROM_SOURCE."""

    first: int
    last: int
    cue: int
    form: int


_MODIFIER = rb"[P0jNnhrsbu]"
_HEAD = rb"[NnrsbuhoI0d]"
NOUN_PHRASE = re.compile(
    rb"(?:[aL] )?((?:[d0or] f )?(?:[d0] ){0,2}(?:" + _MODIFIER + rb"[ \-]){0,12}[NnrsbuhoI])(?=(.))"
)
_BACK_PHRASE = rb"(?:[ \-]" + _MODIFIER + rb"){0,12}+(?:[ \-][0d]){0,2}+"
_LINK = rb"[ ][pfiFy](?:[ ][vVwja]){0,1}+"
_BETWEEN = rb"(?:[axtBMDeL]|T(?:[ ][dj0])?(?:[ ][paL])?)"
AUXILIARIES = re.compile(
    rb"(?:[ \-]" + _BETWEEN + rb"){0,7}+(?:,(?:[aec]|T(?:[ ][dj0])?(?:[ ][paL])?|[ncTj][ ][pL])(?:[ ][axp]){0,3}+(?=,))?"
    rb"(?:[ \-]" + _BETWEEN + rb"){0,4}+"
)
SUBJECT = re.compile(
    rb"([ ,<])([Nnrsbuhdj0])" + _BACK_PHRASE + rb"(?:" + _LINK + rb"[ ][Nnrsbuhd0j]" + _BACK_PHRASE + rb"){0,3}"
)
PHRASE_BACK = re.compile(rb"[NnrsbuhdoI0]" + _BACK_PHRASE)
AND_BEFORE = re.compile(rb"[ ]&[ ][NnrsbuhPoj]" + _BACK_PHRASE + rb"(?:,[Nnrsbuh]" + _BACK_PHRASE + rb"){0,3}")
RELATIVE_BEFORE = re.compile(rb"(?:[ \-][^q]){1,18}?[ ]q[ ][nrsbuh0d]" + _BACK_PHRASE)
POST_OF = re.compile(rb" f ((?:d )?(?:[P0jNnhrsbu][ \-]){0,5}[Nnrsbuh])")
POST_ANY = re.compile(rb" (?:[vVwj] )?[pfFi] ((?:[d0] )?(?:[P0jNnhrsbu][ \-]){0,6}[Nnrsbuh])")
POST_RELATIVE = re.compile(rb" q (?:[^qc][ \-]){1,18}?[^q](?=[,.}!~>;:])")
FIRST_SUBJECT = re.compile(
    rb"(?:[aec&][ ,]){0,2}(?:[pLFkvVw](?:[ \-][^VwvxBMDoIzWqc]){1,12}?[,])?(?:[aec&][ ,]){0,2}"
    rb"((?:[d0] ){0,2}(?:" + _MODIFIER + rb"[ \-]){0,10}[NnrsbuhoI])(?:[ ,][axtBMDe]){0,5}[ ,\-]?[VwvxBMD]"
)
NAME_ONLY = re.compile(rb"((?:[Nh] ){1,4}N)[,.;)}>]")
OWNER_BACK = re.compile(rb"P" + _BACK_PHRASE)
_STOPS = frozenset(b".!^~<>{}")
_LEFT_OPEN = frozenset(b",.!^~<>{}:;()/")


class Sentences:
    """The tagged words of a batch with what the grammar asks of them; finds the candidates around each cue."""

    def __init__(self, tag: bytes, gap: bytes, forward: bytes, backward: bytes) -> None:
        self.tag, self.gap, self.forward, self.backward = tag, gap, forward, backward
        self.count = len(tag)

    def back(self, word: int) -> int:
        """Position in `backward` of the gap before `word`."""
        return 2 * (self.count - word)

    def around_verb(self, cue: int) -> Iterator[Candidate]:
        """Candidates of a reporting verb: its subject before it, or after it where a quotation or comma goes before."""
        if not cue:
            return
        before = self.gap[cue - 1]
        if before in b",}>!~-/;)^" and self.gap[cue] == 32:
            found = self.after(cue)
            if found is not None:
                yield found
        subject = self.before(cue)
        if subject is None and (before in b",{}>" or self.tag[cue - 1] in b"&caxt"):
            subject = self.clause_subject(cue)
        if subject is not None:
            yield subject
        if self.gap[cue] == 32 and cue + 1 < self.count and self.tag[cue + 1] == 121:
            phrase = self.phrase(cue + 2)
            if phrase is not None:
                yield Candidate(*phrase, cue, BY_AGENT)

    def after(self, cue: int) -> Candidate | None:
        match = NOUN_PHRASE.match(self.forward, 2 * (cue + 1))
        if match is None:
            return None
        first, last = match.start(1) // 2, (match.end(1) + 1) // 2
        if match.group(2) == b" " and last < self.count and self.tag[last] in b"VwvxBMD" and self.gap[cue - 1] not in b"}>!~":
            return None
        if match.group(2) == b"<" and self.gap[cue - 1] == COMMA:
            return None
        if self.gap[last - 1] == COMMA and self.tag[last - 1] in b"rhsbun" and last + 1 < self.count and self.tag[last] in b"Nh":
            name = NAME_ONLY.match(self.forward, 2 * last)
            if name is not None:
                return Candidate(last, last + (name.end(1) - name.start(1) + 1) // 2, cue, AFTER)
        return Candidate(first, self.extended(first, last), cue, AFTER)

    def phrase(self, word: int) -> tuple[int, int] | None:
        match = NOUN_PHRASE.match(self.forward, 2 * word)
        if match is None:
            return None
        first, last = match.start(1) // 2, (match.end(1) + 1) // 2
        return first, self.extended(first, last)

    def extended(self, first: int, last: int) -> int:
        """The end of a noun phrase with its post-modifiers: of-phrases for names, any for people and papers not named."""
        head = self.tag[last - 1]
        at = 2 * last - 1
        named = head == 78
        if head in b"oI":
            return last
        match = POST_OF.match(self.forward, at) if named else None
        if not named:
            for _ in range(3):
                more = POST_ANY.match(self.forward, at)
                if more is None:
                    break
                match = more
                at = more.end(1) + 0
                at = 2 * ((more.end(1) + 1) // 2) - 1
            relative = POST_RELATIVE.match(self.forward, at)
            if relative is not None and head in b"rs":
                return (relative.end() + 1) // 2
        return (match.end(1) + 1) // 2 if match is not None else last

    def before(self, cue: int) -> Candidate | None:
        at = self.back(cue)
        aux = AUXILIARIES.match(self.backward, at)
        at = aux.end() if aux else at
        word = self.count - at // 2 - 1
        if word < 0 or at + 1 >= len(self.backward):
            return None
        gap, tag = self.backward[at], self.backward[at + 1]
        if (gap == COMMA and word + 1 < cue and COMMA in self.gap[word + 1 : cue]) or gap == QUOTE_OPENS:
            gap = 32
        if gap == 32:
            if tag in b"oIC":
                first = self.joined_before(word)
                return Candidate(first, word + 1, cue, BEFORE)
            if tag == 113:
                return self.relative(word, cue)
            match = SUBJECT.match(self.backward, at)
            if match is None:
                return self.with_relative(word + 1, cue)
            return self.subject(self.count - match.end() // 2, word + 1, cue)
        if gap in b",/)":
            return self.apart(word, gap, cue)
        return None

    def subject(self, first: int, last: int, cue: int) -> Candidate | None:
        """The subject inside [first, last): the leftmost phrase with its post-modifiers, cut where a name needs none."""
        if first > 0 and self.gap[first - 1] == 32 and self.tag[first - 1] in b"pfiFykL":
            first = self.last_phrase(first, last)
        head_end = self.first_phrase_end(first, last)
        if head_end < last and self.tag[head_end - 1] in b"N" and self.tag[head_end] != 102:
            last = head_end
        wide = self.with_relative(last, cue)
        if wide is not None and wide.first < first:
            return wide
        return Candidate(self.joined_before(first), last, cue, BEFORE)

    def with_relative(self, last: int, cue: int) -> Candidate | None:
        """`officials who asked not to be named said`: a noun phrase whose relative clause runs up to the verb."""
        match = RELATIVE_BEFORE.match(self.backward, self.back(last))
        if match is None:
            return None
        first = self.count - match.end() // 2
        return Candidate(first, last, cue, BEFORE) if all(gap in b" -" for gap in self.gap[first : last - 1]) else None

    def first_phrase_end(self, first: int, last: int) -> int:
        for k in range(first + 1, last):
            if self.tag[k] in b"pfiFyvVwa":
                return k
        return last

    def last_phrase(self, first: int, last: int) -> int:
        for k in range(last - 2, first, -1):
            if self.tag[k] in b"pfiFy":
                return k + 1
        return first

    def joined_before(self, first: int) -> int:
        """Where the phrase starts when another is joined to its front by `and`, with nothing before that could own it."""
        match = AND_BEFORE.match(self.backward, self.back(first))
        if match is None:
            return first
        wide = self.count - match.end() // 2
        if wide == 0 or self.gap[wide - 1] in _LEFT_OPEN or self.tag[wide - 1] in b"cz&k":
            return wide
        return first

    def clause_subject(self, cue: int) -> Candidate | None:
        """The subject of the sentence for a participle or second verb: `X did this, saying`, `X did this and said`."""
        first = cue
        for first in range(cue - 1, max(cue - 60, -1), -1):
            if self.gap[first] in b".!^~":
                first += 1
                break
        match = FIRST_SUBJECT.match(self.forward, 2 * first)
        if match is None or match.end() > 2 * cue:
            return None
        return Candidate(match.start(1) // 2, (match.end(1) + 1) // 2, cue, DISTANT)

    def relative(self, who: int, cue: int) -> Candidate | None:
        """The antecedent of a relative clause."""
        if not who:
            return None
        gap, word = self.gap[who - 1], who - 1
        if gap == 41 or self.gap[who - 1] == 44:
            word = self.before_brackets(who - 1)
        if gap not in b" ,)/":
            return None
        first = self.phrase_start(word)
        if first < 0:
            return None
        if gap == COMMA and (outer := self.owner_of_apposition(first)) is not None:
            return Candidate(*outer, cue, RELATIVE)
        return Candidate(first, word + 1, cue, RELATIVE)

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
        if self.gap[word] != 41:
            return word
        for k in range(word - 1, max(word - 14, -1), -1):
            if self.gap[k] == 40:
                return k
            if self.gap[k] in _STOPS:
                break
        return word

    def apart(self, word: int, gap: int, cue: int) -> Candidate | None:
        """A subject parted from its verb by an apposition, a relative clause or brackets."""
        if gap == CLOSED:
            best = self.before_brackets(word)
            if best == word:
                return None
        else:
            best = self.before_apposition(word)
        if best < 0:
            return None
        first = self.phrase_start(best)
        if first < 0:
            return None
        inner = self.named_apposition(best, word)
        if inner is not None:
            return Candidate(*inner, cue, APART)
        first = self.with_of(first, best + 1)
        return Candidate(self.joined_before(first), best + 1, cue, APART)

    def phrase_start(self, word: int) -> int:
        """Where the noun phrase that ends with `word` starts, -1 where none does."""
        phrase = PHRASE_BACK.match(self.backward, self.back(word + 1) + 1)
        return -1 if phrase is None else self.count - (phrase.end() + 1) // 2

    def before_apposition(self, word: int) -> int:
        """The last word of the subject before an apposition that ends with `word`: the one that opens the clause, else the nearest."""
        best = -1
        for k in range(word - 1, max(word - 40, -1), -1):
            mark = self.gap[k]
            if mark in _STOPS:
                break
            if mark not in b",/)(" or self.tag[k] not in b"NnrsbuhoI0":
                continue
            opener = self.tag[k + 1]
            if opener == 97 and k + 2 < self.count:
                opener = self.tag[k + 2]
            if opener not in b"dqhrj0pFfvVwnPNbuW":
                continue
            first = self.phrase_start(k)
            if first >= 0 and (first == 0 or self.gap[first - 1] in b".!^~<{>}:;" or self.tag[first - 1] in b"ckz&"):
                return self.before_brackets(k)
            if best < 0 or (opener in b"dqW" and self.tag[best + 1] not in b"dqW"):
                best = self.before_brackets(k)
        return best

    def named_apposition(self, best: int, word: int) -> tuple[int, int] | None:
        """The name alone in `his chief of staff, Marc Short, said`: a role before the comma, a name and nothing else after it."""
        if self.gap[best] != COMMA or self.tag[best] not in b"rhsbun" or self.gap[word] != COMMA:
            return None
        first = self.phrase_start(word)
        if first == best + 1 and self.tag[word] == NAME and word - best > 1 and self.tag[first] in b"Nh":
            return first, word + 1
        return None

    def with_of(self, first: int, last: int) -> int:
        """`John Kennedy of Louisiana, …`: one of-phrase further to the left where a name goes before."""
        if first >= 2 and self.tag[first - 1] == 102 and self.gap[first - 1] == 32 and self.gap[first - 2] == 32:
            phrase = PHRASE_BACK.match(self.backward, self.back(first - 1) + 1)
            if phrase is not None:
                return self.count - (phrase.end() + 1) // 2
        return first

    def according_to(self, word: int) -> Candidate | None:
        if word + 2 >= self.count or self.tag[word + 1] != 105 or self.gap[word] != 32 or self.gap[word + 1] not in b" <":
            return None
        phrase = self.phrase(word + 2)
        return None if phrase is None else Candidate(*phrase, word, ACCORDING)

    def cited(self, cue: int) -> Candidate | None:
        """The object of `citing`, `quoting`."""
        phrase = self.phrase(cue + 1) if self.gap[cue] == 32 else None
        return None if phrase is None else Candidate(*phrase, cue, CITED)

    def tweet(self, word: int) -> Candidate | None:
        """The name before a handle in brackets; `word` is the handle."""
        if not word or self.gap[word - 1] != 40:
            return None
        first = self.phrase_start(word - 1)
        return None if first < 0 or word - first > 6 else Candidate(first, word, word, TWEET)

    def label(self, word: int) -> Candidate | None:
        """The name before a colon at the start of a line or quotation: an interview label or caption; `word` holds the colon."""
        phrase = PHRASE_BACK.match(self.backward, self.back(word + 1) + 1)
        if phrase is None:
            return None
        first = self.count - (phrase.end() + 1) // 2
        starts = first == 0 or self.gap[first - 1] in b".!^~" or self.tag[first - 1] in b"Fv"
        return Candidate(first, word + 1, word, LABEL) if starts and word - first < 6 else None

    def around_noun(self, noun: int) -> Iterator[Candidate]:
        """Candidates of a noun that reports: its owner, or who it comes from."""
        if noun and self.gap[noun - 1] == 32:
            owner = noun - 1
            while owner > 0 and self.tag[owner] in b"jn" and self.gap[owner - 1] == 32 and noun - owner < 3:
                owner -= 1
            if self.tag[owner] == 80:
                phrase = OWNER_BACK.match(self.backward, self.back(owner + 1) + 1)
                if phrase is not None:
                    yield Candidate(self.count - (phrase.end() + 1) // 2, owner + 1, noun, OWNER)
        if noun + 2 < self.count and self.gap[noun] == 32 and self.tag[noun + 1] in b"Fy" and self.gap[noun + 1] == 32:
            phrase = self.phrase(noun + 2)
            if phrase is not None:
                yield Candidate(*phrase, noun, FROM_SOURCE)
