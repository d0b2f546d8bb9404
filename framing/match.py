"""(analysis, compiled codebook, attributions) -> uses of devices, with voice and stance. The one place that settles overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.attribution import Attributions
from framing.codebook import Codebook, Device, Exclusion, Facts
from framing.codebook.search import SearchedPatterns, SlotLines, search_of, searched, searched_facts
from framing.figurative import (
    ImageWords,
    Model,
    Reader,
    Rows,
    shipped_image_model,
    shipped_model,
    words_wanted,
)
from framing.figurative.rows import (
    ARTICLE_VETO,
    BESIDE_VETO,
    NEAR_VETO,
    NO_VETO,
    SENTENCE_VETO,
    Bools,
    Ints,
    tables,
)
from framing.patterns import Lexicon, Match, PatternSet, View
from framing.patterns.anchors import Anchor, Sets, keys_at, keys_of
from framing.patterns.plan import planned
from framing.stance import Stances
from framing.text.analysis import Analysis
from framing.text.columns import covered, ranges
from framing.text.vocabulary import Vocabulary, shipped_vocabulary
from framing.voice import Voices


@dataclass(frozen=True, slots=True)
class Uses:
    """One row per figurative use of a device, in text order; offsets of the batch.

    device: index into `CompiledCodebook.devices` · voice: `author` or `source` · speaker: the source phrase, where known.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    device: NDArray[np.int32]
    code: tuple[str, ...]
    conventionality: tuple[str, ...]
    voice: tuple[str, ...]
    speaker: tuple[str | None, ...]
    stance: tuple[str, ...]
    reason: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.code)


NO_PATTERN = -1
"""The number of the pattern of an image word."""


class Candidate(NamedTuple):
    """A match of a device's pattern, with the reason why it was left out, or None where it counts.

    veto: the kind of context that its exclusion saw, see framing/figurative/rows.py · read: what the learned decision saw in it.
    """

    device: int
    match: Match
    excluded: str | None
    veto: int = NO_VETO
    read: str | None = None


class _Place(NamedTuple):
    """A match with the words low:high of its sentence, at most SENTENCE_REACH to each side, and their ids."""

    match: Match
    low: int
    high: int
    ids: frozenset[int]


class _Excluder:
    """One item of a device's `except`, compiled. anchors: of its nearby contexts, one of which stands in its sentence
    where one matches ·
    is_nearby: it needs such a context."""

    def __init__(self, exclusion: Exclusion, book: CompiledCodebook) -> None:
        self.reason = exclusion.reason
        self.veto = _veto_of(exclusion)
        self._within = exclusion.within
        self._before = book.patterns(exclusion.before)
        self._after = book.patterns(exclusion.after)
        self._sentence = book.patterns(exclusion.sentence)
        self._article = book.patterns(exclusion.article)
        self._unless = book.patterns(exclusion.unless)
        self._unless_article = book.patterns(exclusion.unless_article)
        nearby = (self._before, self._after, self._sentence)
        self.anchors = {anchor for context in nearby if context for anchor in context.anchors}
        self._anchor_ids = frozenset(anchor[0] for anchor in self.anchors)
        self._has_context = any((*nearby, self._article))
        self.is_nearby = self._has_context and self._article is None

    def rejects(self, place: _Place, around: Surroundings) -> bool:
        if self._has_context and not self._context_matches(place, around):
            return False
        if self._unless and around.has(self._unless, place.low, place.high):
            return False
        return not (self._unless_article and around.article_has(self._unless_article, place.match))

    def _context_matches(self, place: _Place, around: Surroundings) -> bool:
        if not self._anchor_ids.isdisjoint(place.ids) and self._matches_nearby(place, around):
            return True
        return self._article is not None and around.article_has(self._article, place.match)

    def _matches_nearby(self, place: _Place, around: Surroundings) -> bool:
        match, reach = place.match, 12 + self._within
        if self._before:
            for context in self._before.find_between(
                around.view, max(place.low, match.first - reach), match.first
            ):
                if 0 <= match.first - context.last <= self._within:
                    return True
        if self._after:
            for context in self._after.find_between(
                around.view, match.last, min(place.high, match.last + reach)
            ):
                if 0 <= context.first - match.last <= self._within:
                    return True
        return self._sentence is not None and around.has(self._sentence, place.low, place.high)


def _veto_of(exclusion: Exclusion) -> int:
    """The kind of an exclusion, by the widest context it looks at."""
    if exclusion.article:
        return ARTICLE_VETO
    if exclusion.sentence:
        return SENTENCE_VETO
    return NEAR_VETO if exclusion.before or exclusion.after else BESIDE_VETO


SENTENCE_REACH = 80
"""Words to each side in which a sentence's context is looked for: more than nearly any sentence has, and what keeps the work on a
page without full stops linear."""


class Surroundings:
    """The words around candidates of one batch, and which articles have which context, remembered."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._analysis = view.analysis
        self._known: dict[tuple[int, int], bool] = {}

    def place_of(self, match: Match) -> _Place:
        first, last = self.view.sentence_around(match.first)
        low, high = max(first, match.first - SENTENCE_REACH), min(last, match.last + SENTENCE_REACH)
        return _Place(match, low, high, frozenset(self.view.ids[low:high]))

    def has(self, patterns: PatternSet, first: int, last: int) -> bool:
        return any(True for _ in patterns.find_between(self.view, first, last))

    def article_has(self, patterns: PatternSet, match: Match) -> bool:
        """Whether a pattern matches anywhere in the article's title or text."""
        article = int(self._analysis.word_field[match.first]) // 2
        key = (article, id(patterns))
        if key not in self._known:
            first = int(self._analysis.field_first_word[2 * article])
            last = int(self._analysis.field_first_word[2 * article + 2])
            self._known[key] = self.has(patterns, first, last)
        return self._known[key]


class _Exclusions:
    """The exclusions of some devices, by number, compiled when a candidate of the device is first met."""

    def __init__(self, book: CompiledCodebook) -> None:
        self._book = book
        self._of: dict[int, tuple[_Excluder, ...]] = {}
        self._sets = Sets()
        self._anchors = np.zeros(len(book.devices), np.int64)
        self._is_nearby = np.zeros(len(book.devices), np.bool_)
        self._begins_anchor = np.zeros(len(book.vocabulary), np.bool_)

    def of(self, device: int) -> tuple[_Excluder, ...]:
        if device not in self._of:
            excluders = tuple(_Excluder(item, self._book) for item in self._book.devices[device].exclusions)
            self._of[device] = excluders
            anchors = set[Anchor]().union(*(excluder.anchors for excluder in excluders))
            self._anchors[device] = self._sets.number(keys_of(anchors))
            self._begins_anchor[[anchor[0] for anchor in anchors]] = True
            self._is_nearby[device] = all(excluder.is_nearby for excluder in excluders)
        return self._of[device]

    def concern(self, analysis: Analysis, first: Ints, device: Ints) -> Bools:
        """Which candidates, given by their first words, an exclusion of their device may reject: those with an anchor of one in
        their sentence; and all of devices whose exclusions need none."""
        for number in np.unique(device).tolist():
            self.of(number)
        sentences = analysis.word_sentence
        sentence = sentences.take(first)
        low = np.maximum(np.searchsorted(sentences, sentence), first - SENTENCE_REACH)
        count = np.minimum(np.searchsorted(sentences, sentence, "right"), first + SENTENCE_REACH) - low
        ids, at, owner = analysis.words.id, ranges(low, count), np.repeat(np.arange(len(first)), count)
        begins = np.flatnonzero(self._begins_anchor.take(ids.take(at)))
        at, owner = at[begins], owner[begins]
        word, pair = keys_at(ids, at)
        anchors = self._anchors.take(device).take(owner)
        concerned = ~self._is_nearby.take(device)
        concerned[owner[self._sets.hold(anchors, word) | self._sets.hold(anchors, pair)]] = True
        return concerned


class CompiledCodebook:
    """A codebook ready to match: one pattern set for all devices, and their exclusions, compiled when first needed.

    vocabulary: the shipped one with all words of the codebook (and `more_words`); analyses must be made with it.
    facts: what is known of each of the devices without reading it ·
    model, image_model: the learned decisions on patterns and on image words, the shipped ones if not given.
    """

    def __init__(
        self,
        codebook: Codebook,
        vocabulary: Vocabulary | None = None,
        more_words: Iterable[str] = (),
        model: Model | None = None,
        image_model: Model | None = None,
    ) -> None:
        self.codebook = codebook
        self.devices = searched(codebook)
        self._notation = codebook.notation()
        vocabulary = vocabulary or shipped_vocabulary()
        search = search_of(codebook, self._notation, vocabulary)
        slots = SlotLines(codebook, self._notation)
        self.lexicon = Lexicon(search.plan.words, slots, vocabulary, {*more_words, *words_wanted()})
        self.vocabulary = self.lexicon.vocabulary
        facts = self.facts = searched_facts(codebook)
        patterns = SearchedPatterns(self.devices, facts)
        self._device_of_pattern = patterns.device_of
        self._candidates = planned(patterns, self._notation, search.plan, self.lexicon)
        self._exclusions = _Exclusions(self)
        properties = tables(self.vocabulary)
        self._reader = Reader(facts, properties, model or shipped_model())
        self.image_words = ImageWords(
            facts, search.images, self.lexicon, image_model or shipped_image_model(), properties
        )

    def patterns(self, texts: Sequence[str]) -> PatternSet | None:
        return (
            PatternSet([self._notation.read_context(text) for text in texts], self.lexicon) if texts else None
        )

    def anchors(self) -> tuple[bytes, ...]:
        """Folded words one of which stands in every text that has a candidate."""
        wanted = self._candidates.anchor_ids | self.image_words.ids
        return tuple(sorted(form for word, form in self.lexicon.spelling.items() if word in wanted))

    def checks_per_million_words(self) -> float:
        """How often a line of a pattern is compared with a place in running text, at most and roughly: what matching costs."""
        images: int = sum(self.lexicon.per_million[word] for word in self.image_words.ids)
        return self._candidates.checks_per_million_words() + images

    def excluded_by(self, device: int, match: Match, around: Surroundings) -> _Excluder | None:
        """The first of a device's exclusions that rejects a match."""
        excluders = self._exclusions.of(device)
        place = around.place_of(match) if excluders else None
        return next((e for e in excluders if place and e.rejects(place, around)), None)

    def surroundings(self, analysis: Analysis) -> Surroundings:
        return Surroundings(self._candidates.view(analysis))

    def matches(self, analysis: Analysis) -> list[Candidate]:
        """Every match of every device, in text order, as the exclusions alone decide; overlaps not yet settled."""
        return self._matches(self.surroundings(analysis))

    def _matches(self, around: Surroundings) -> list[Candidate]:
        analysis = around.view.analysis
        matches = self._candidates.find_in(around.view)
        devices = [self._device_of_pattern[match.pattern] for match in matches]
        first = np.array([match.first for match in matches], np.int64)
        concerned = self._exclusions.concern(analysis, first, np.array(devices, np.int64)).tolist()
        found = []
        for match, device, doubtful in zip(matches, devices, concerned, strict=True):
            by = self.excluded_by(device, match, around) if doubtful else None
            found.append(Candidate(device, match, by.reason if by else None, by.veto if by else NO_VETO))
        return found

    def candidates(self, analysis: Analysis, *, left_out: bool = True) -> list[Candidate]:
        """As `matches`, and then the learned decision, which can overrule the exclusions and says why; last, image words.

        left_out: also the image words that are none here.
        """
        around = self.surroundings(analysis)
        found = self._matches(around)
        readings = self._reader.read(analysis, rows_of(found))
        decided = [
            Candidate(
                candidate.device,
                candidate.match,
                reason if readings.literal[i] else None if readings.figurative[i] else candidate.excluded,
                candidate.veto,
                reason,
            )
            for i, candidate in enumerate(found)
            for reason in (readings.reason(i),)
        ]
        return [*decided, *self._images(around, found, left_out=left_out)]

    def _images(
        self, around: Surroundings, found: Sequence[Candidate], *, left_out: bool
    ) -> Iterator[Candidate]:
        """Image words where no pattern matches: what a device's own exclusions have judged is not judged again."""
        analysis = around.view.analysis
        words = self.image_words.read(analysis, taken_by(found, analysis), left_out=left_out)
        first, device = np.array([(word.first, word.device) for word in words], np.int64).reshape(-1, 2).T
        concerned = self._exclusions.concern(analysis, first, device).tolist()
        for word, doubtful in zip(words, concerned, strict=True):
            match = Match(NO_PATTERN, word.first, word.last, word.start, word.end, 1)
            by = self.excluded_by(word.device, match, around) if word.is_image and doubtful else None
            excluded = by.reason if by else None if word.is_image else word.reason
            yield Candidate(word.device, match, excluded, by.veto if by else NO_VETO, word.reason)


def taken_by(candidates: Sequence[Candidate], analysis: Analysis) -> NDArray[np.bool_]:
    """(w,) the words of a batch that matches cover."""
    first = np.array([c.match.first for c in candidates], np.int64)
    last = np.array([c.match.last for c in candidates], np.int64)
    return covered(first, last, len(analysis.words))


def rows_of(candidates: Sequence[Candidate]) -> Rows:
    """Candidates as columns."""
    rows = [
        (c.match.first, c.match.last, c.match.start, c.match.end, c.device, c.veto, c.match.literal_words)
        for c in candidates
    ]
    return Rows(*np.array(rows, np.int64).reshape(-1, 7).T)


def settle(candidates: Iterable[Candidate], devices: Sequence[Device] | Sequence[Facts]) -> list[Candidate]:
    """Candidates that count, none overlapping, in text order: the longest wins, then more literal words, then the first id."""

    def precedence(candidate: Candidate) -> tuple[int, int, str, int]:
        match = candidate.match
        return (match.start - match.end, -match.literal_words, devices[candidate.device].id, match.start)

    kept: list[Candidate] = []
    group: list[Candidate] = []
    reach = -1
    for candidate in sorted((c for c in candidates if c.excluded is None), key=lambda c: c.match.start):
        if candidate.match.start >= reach:
            kept += _without_overlaps(sorted(group, key=precedence)) if len(group) > 1 else group
            group = []
        group.append(candidate)
        reach = max(reach, candidate.match.end)
    kept += _without_overlaps(sorted(group, key=precedence))
    return sorted(kept, key=lambda c: c.match.start)


def _without_overlaps(ordered: list[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in ordered:
        if all(candidate.match.end <= k.match.start or candidate.match.start >= k.match.end for k in kept):
            kept.append(candidate)
    return kept


def match_devices(analysis: Analysis, book: CompiledCodebook, attributions: Attributions) -> Uses:
    """The figurative uses of all devices in a batch, with voice, speaker and stance."""
    settled = settle(book.candidates(analysis, left_out=False), book.facts)
    columns = [(c.match.first, c.match.last, c.match.start, c.match.end) for c in settled]
    first, last, start, end = np.array(columns, np.int64).reshape(-1, 4).T
    voices = Voices(analysis, attributions).of_all(start, end)
    stances = Stances(analysis).of_all(first, last, end)
    rows = []
    for candidate, voiced, (stance, why_stance) in zip(settled, voices, stances, strict=True):
        voice, speaker, why_voice = voiced
        why = "; ".join(filter(None, (why_voice, why_stance, candidate.read)))
        rows.append((voice, speaker, stance, why))
    devices = [book.facts[candidate.device] for candidate in settled]
    return Uses(
        start,
        end,
        np.array([c.device for c in settled], np.int32),
        tuple(device.id for device in devices),
        tuple(device.conventionality for device in devices),
        tuple(row[0] for row in rows),
        tuple(row[1] for row in rows),
        tuple(row[2] for row in rows),
        tuple(row[3] for row in rows),
    )
