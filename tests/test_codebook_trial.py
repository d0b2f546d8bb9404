"""Trials of devices: the same hits as scoring, the reason of what was left out, and a bound on the work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from framing.codebook import Codebook, load_codebook
from framing.codebook.writing import load_files
from framing.codebook_trial import (
    MOST_FOUND,
    Place,
    Texts,
    chosen_at_random,
    difference,
    texts_of,
    try_devices,
)
from framing.match import CompiledCodebook
from framing.pipeline import Engine
from framing.readers import Read, read_inputs
from framing.store import sample_folder
from framing.types import Article
from small_device import GOOD

BOOK = load_files({"war/arms-race.yaml": GOOD})
DEVICE = BOOK.devices[0]


def texts(*found: str) -> Texts:
    return texts_of(
        [Article(str(n), text, title="A race") for n, text in enumerate(found)], [()] * len(found)
    )


def words(places: tuple[Place, ...], of: Texts) -> list[str]:
    return [getattr(of.articles[p.article], p.field)[p.start : p.end] for p in places]


@pytest.fixture(scope="module")
def sample() -> Texts:
    folder = sample_folder()
    assert folder is not None
    articles = [item.article for item in read_inputs([str(folder)]) if isinstance(item, Read)]
    return texts_of(articles, [()] * len(articles))


def test_trial_of_each_device_finds_what_scoring_finds(sample: Texts) -> None:
    engine = Engine(keep_furniture=True)
    batch = engine.score_batch(sample.articles)
    index = {article.id: n for n, article in enumerate(sample.articles)}
    scored: dict[str, list[tuple[object, ...]]] = {}
    for one in engine.scored(batch):
        for e in one.evidence:
            if e.measure == "device":
                place = (
                    index[one.article.id],
                    e.field,
                    e.start,
                    e.end,
                    e.reason,
                    e.voice,
                    e.speaker,
                    e.stance,
                )
                scored.setdefault(e.code, []).append(place)
    book = load_codebook()
    most = sorted(scored, key=lambda code: (-len(scored[code]), code))[:8]
    for code in most:
        places = scored[code]
        (trial,) = try_devices([book.device(code)], book, sample)
        assert trial.articles == len(sample.articles)
        own = [
            (p.article, p.field, p.start, p.end, p.reason, p.voice, p.speaker, p.stance) for p in trial.hits
        ]
        assert set(places) <= set(own), code  # another device may have been the longer one where both match


def test_what_was_left_out_comes_with_its_reason() -> None:
    given = texts("An arms race in chips is on.", "The nuclear arms race was long.", "Nothing at all.")
    (trial,) = try_devices([DEVICE], BOOK, given)
    assert words(trial.hits, given) == ["arms race"]
    assert [(p.article, p.reason) for p in trial.left_out] == [(1, "real weapons")]
    assert words(trial.left_out, given) == ["arms race"]
    assert (trial.hits[0].voice, trial.hits[0].stance) == ("author", "asserted")
    assert (trial.left_out[0].voice, trial.left_out[0].stance) == (None, None)


def test_offsets_are_those_of_the_stored_text_and_furniture_holds_nothing() -> None:
    text = "Share an arms race now. The ministers saw an arms race in chips."
    given = texts_of([Article("1", text)], [((0, 24),)])
    (trial,) = try_devices([DEVICE], BOOK, given)
    assert [(p.start, p.end) for p in trial.hits] == [(45, 54)]
    assert words(trial.hits, given) == ["arms race"]


def test_folded_text_finds_the_anchor_however_it_is_written() -> None:
    given = texts("An ÁRMS–RACE of a kind.", "No árms to speak of.")
    (trial,) = try_devices([DEVICE], BOOK, given)
    assert words(trial.hits, given) == ["ÁRMS–RACE"]


def test_draft_is_tried_like_any_other() -> None:
    (trial,) = try_devices([replace(DEVICE, status="draft")], BOOK, texts("An arms race in chips."))
    assert len(trial.hits) == 1


def test_difference_names_what_is_new_and_what_is_lost() -> None:
    given = texts("An arms race in chips is on.", "A space race is on.", "A chip race is on.")
    wider = replace(DEVICE, patterns=("(space|chip) race", "an arms race"))
    old, new = try_devices([DEVICE, wider], BOOK, given)
    change = difference(old, new)
    assert words(change.gained, given) == ["space race", "chip race"]
    assert change.lost == ()
    assert words(difference(new, old).lost, given) == ["space race", "chip race"]


def test_device_that_matches_everywhere_ends_early_and_says_so() -> None:
    everywhere = replace(DEVICE, patterns=("the <any>", "a <any>", "to <any>"))
    given = texts(*["the one to a two the three to four a five the six " * 20] * 300)
    (trial,) = try_devices([everywhere], BOOK, given)
    assert trial.articles < 300
    assert MOST_FOUND < len(trial.hits) + len(trial.left_out) < 20 * MOST_FOUND


def test_device_that_costs_much_sees_fewer_articles() -> None:
    costly = replace(DEVICE, patterns=tuple(f"the <any> <..8> the <..8> x{n}" for n in range(3000)))
    given = texts(*["one two three four five six seven eight " * 40] * 60)
    (cheap,) = try_devices([DEVICE], BOOK, given)
    assert cheap.articles == 60
    book = CompiledCodebook(Codebook((costly,), BOOK.slots, BOOK.lemmas, ""))
    assert book.checks_per_million_words() < 60_000_000
    often = replace(DEVICE, patterns=tuple("the <any> <..8> the <..8> (of|to)" for _ in range(3000)))
    (trial,) = try_devices([often], BOOK, given)
    assert trial.articles < 60


def test_no_device_and_no_text_give_nothing() -> None:
    assert try_devices([], BOOK, texts("x")) == ()
    (trial,) = try_devices([DEVICE], BOOK, texts())
    assert (trial.articles, trial.hits, trial.left_out) == (0, (), ())


def test_choice_is_the_same_whatever_the_order() -> None:
    ids = [f"article {n}" for n in range(200)]
    picked = [ids[i] for i in chosen_at_random(ids, 20)]
    again = [ids[::-1][i] for i in chosen_at_random(ids[::-1], 20)]
    assert picked == again
    assert len(set(picked)) == 20
    assert picked != ids[:20]
    assert chosen_at_random(ids, 20, seed=1) != chosen_at_random(ids, 20)


def test_anchors_are_the_words_that_every_candidate_holds() -> None:
    book = CompiledCodebook(
        Codebook((replace(DEVICE, patterns=("[tech] cold war", "Sputnik moment")),), {}, {}, "")
    )
    assert set(book.anchors()) <= {b"cold", b"war", b"sputnik", b"moment"}
    assert len(book.anchors()) == 2
