"""Sensationalism: the formula, its evidence, voice, literal senses, hostile input, and plain against breathless reports."""

from __future__ import annotations

import math
import random
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from framing.measures.sensationalism import PASSAGE, passages, score_of, score_of_rating
from framing.measures.sensationalism_model import shipped_model
from framing.pipeline import Engine
from framing.types import LEAST_WEIGHT_MARKED, Article, Evidence, Scored

PLAIN = (
    "The committee met on Monday to discuss the budget for the coming year. Members heard from three departments and "
    "set a date for the vote. The chair thanked the staff for their work, and the meeting closed at noon. Minutes of "
    "the meeting will be published next week on the website of the council. "
)
LONG_PLAIN = PLAIN * 3
GERMAN = "Der Hund lief über die Straße und bellte laut, weil er die Katze sah. " * 9
COLUMNS = ("sensationalism", "headline_lure", "body_intensity", "sensationalism_rest")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def test_words_are_numbered_by_passage() -> None:
    sizes = [3, 2 * PASSAGE + 1, 0, 0, 0, PASSAGE, 5, 0]
    expected = [
        (field // 2 << 20) + (0 if field % 2 == 0 else 1 + word // PASSAGE)
        for field, size in enumerate(sizes)
        for word in range(size)
    ]
    assert passages(np.array(sizes)).tolist() == expected
    assert passages(np.zeros(0, np.int64)).tolist() == []


def score(engine: Engine, text: str, title: str | None = "Committee meets on budget") -> Scored:
    return engine.score(Article(id="a", text=text, title=title))


def total(scored: Scored) -> float:
    value = scored.scores["sensationalism"]
    assert isinstance(value, float)
    return value


def rows(scored: Scored) -> list[Evidence]:
    return [row for row in scored.evidence if row.measure == "sensationalism"]


def cues(scored: Scored) -> list[tuple[str, str, str | None]]:
    """The cues, without those that are devices of the codebook."""
    return [(row.code, row.text, row.voice) for row in rows(scored) if row.code not in ("wording", "figures")]


ARTICLES = {
    "plain": (LONG_PLAIN, "Committee meets on budget"),
    "cues": (
        PLAIN + "The senator slams an utterly vile plan! It is a total disaster. " + PLAIN,
        "BOMBSHELL: here’s why",
    ),
    "quoted": (PLAIN + "“It is a vile and utterly shameful plan,” he said. " * 4, "Minister defends plan"),
    "untitled": (LONG_PLAIN, None),
    "long": (LONG_PLAIN * 9 + "Chaos erupted. ", "Why this is only the beginning"),
}


@pytest.mark.parametrize("name", ARTICLES)
def test_score_is_baseline_plus_weights_of_the_author_plus_rest(engine: Engine, name: str) -> None:
    scored = score(engine, *ARTICLES[name])
    rest = scored.scores["sensationalism_rest"]
    assert isinstance(rest, float)
    weights = sum(row.weight for row in rows(scored) if row.voice == "author")
    assert score_of(shipped_model().baseline / 1_000_000 + weights + rest) == total(scored)


@pytest.mark.parametrize("name", ARTICLES)
def test_evidence_is_the_text_at_its_offsets(engine: Engine, name: str) -> None:
    scored = score(engine, *ARTICLES[name])
    for row in rows(scored):
        field = scored.article.text if row.field == "text" else scored.article.title
        assert field is not None
        assert field[row.start : row.end] == row.text
        assert row.stance is None
        assert row.voice in ("author", "source")
        assert row.reason


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The senator slams the budget.", [("dramatic-verbs", "slams", "author")]),
        ("It was utterly vile!", [
            ("intensifiers", "utterly", "author"), ("emotive", "vile", "author"), ("typography", "!", "author"),
        ]),
        ("“It was utterly vile,” the mayor said.", [
            ("intensifiers", "utterly", "source"), ("emotive", "vile", "source"), ("plain-attribution", "said", "author"),
        ]),
        ("It is a ticking time bomb.", [("alarm", "ticking time bomb", "author")]),
        ("Is this the end?", [("rhetorical-questions", "?", "author")]),
        ("It was a TOTAL mess.", [("typography", "TOTAL", "author"), ("emotive", "mess", "author")]),
    ],
)  # fmt: skip
def test_cues_have_exact_spans_codes_and_voices(
    engine: Engine, sentence: str, expected: list[tuple[str, str, str]]
) -> None:
    found = cues(score(engine, sentence + " " + "The road runs north. " * 12, None))
    assert found == expected


@pytest.mark.parametrize(
    ("sentence", "voice"),
    [("The vote was a circus.", "author"), ("“The vote was a circus,” he said.", "source")],
)
def test_devices_are_figures_of_the_voice_they_stand_in(engine: Engine, sentence: str, voice: str) -> None:
    scored = score(engine, sentence + " The road runs north." * 12, None)
    figures = [row for row in rows(scored) if row.code == "figures"]
    assert [(row.text, row.voice) for row in figures] == [("circus", voice)]
    assert figures[0].weight > 0


@pytest.mark.parametrize(
    "sentence",
    [
        "The emergency department opened in May.",
        "The blast killed 12 people at a plant.",
        "A volcano erupted in Iceland.",
        "The nuclear meltdown of 1986 is taught in schools.",
        "The financial crisis began in 2008.",
        "Toxic waste was found in the river.",
        "He met Senator Savage and Mr Crush in Panama.",
        "Disaster relief arrived in the town.",
    ],
)
def test_literal_senses_are_no_cues(engine: Engine, sentence: str) -> None:
    assert cues(score(engine, sentence + " The road runs north." * 12, None)) == []


def test_each_loaded_sentence_raises_the_score(engine: Engine) -> None:
    loaded = [
        "It was vile.",
        "Utter chaos erupted!",
        "The pathetic farce is a total disaster.",
        "What a bombshell!",
    ]
    texts = [LONG_PLAIN + " ".join(loaded[:n]) for n in range(len(loaded) + 1)]
    values = [total(score(engine, text)) for text in texts]
    assert all(before < after for before, after in pairwise(values))


@pytest.mark.parametrize(
    ("title", "shouted"), [("A plan that is SHOCKING to all", True), ("A SHOCKING PLAN FOR ALL OF US", False)]
)
def test_a_headline_set_in_capitals_shouts_nothing(engine: Engine, title: str, *, shouted: bool) -> None:
    found = [
        row
        for row in rows(score(engine, "The committee met on Monday. " * 10, title))
        if row.code == "typography"
    ]
    assert bool(found) is shouted


def test_the_same_words_in_a_quotation_add_less(engine: Engine) -> None:
    own = total(score(engine, LONG_PLAIN + "It is a vile and utterly shameful disaster. "))
    quoted = total(score(engine, LONG_PLAIN + "“It is a vile and utterly shameful disaster,” he said. "))
    assert total(score(engine, LONG_PLAIN)) - 3 < quoted < own


def test_teasing_headline_is_lure_and_no_body_intensity(engine: Engine) -> None:
    plain = score(engine, LONG_PLAIN)
    teasing = score(engine, LONG_PLAIN, "You won’t believe what happened next: the shocking truth!")
    assert teasing.scores["body_intensity"] == plain.scores["body_intensity"]
    lures = [scored.scores["headline_lure"] for scored in (plain, teasing)]
    assert isinstance(lures[0], float)
    assert isinstance(lures[1], float)
    assert lures[0] + 20 < lures[1]


def test_headline_weighs_less_in_a_long_text(engine: Engine) -> None:
    def points(text: str) -> float:
        return sum(row.weight for row in rows(score(engine, text, "Utter chaos")) if row.field == "title")

    assert points(PLAIN) == points(PLAIN * 2)
    words = len((PLAIN * 9).split())
    assert points(PLAIN * 9) == pytest.approx(points(PLAIN) * PASSAGE / words, rel=0.01)


def test_a_word_adds_per_words_of_the_writers_own(engine: Engine) -> None:
    """A quotation that doubles the text lets each word of the writer's own add twice its weight, at most 1/.5 of it; its row
    shows the weight alone."""

    def added(quoted: str) -> tuple[float, float]:
        """What "vile" adds to the log-odds of a text, and the weight in its row."""
        plain, vile = (score(engine, f"It was {word}. {quoted}", None) for word in ("xyzzy", "vile"))
        odds = [math.log(total(scored) / (100 - total(scored))) for scored in (plain, vile)]
        return odds[1] - odds[0], next(row.weight for row in rows(vile) if row.text == "vile")

    own = " ".join(["The road runs north and the river runs south."] * 5)
    said = " ".join(["the road runs north and the river runs south"] * 5)
    alone, listed = added(own)
    assert alone == pytest.approx(listed, abs=0.01)
    assert added(f"{own} “{said}.”") == pytest.approx((listed * 93 / 48, listed), abs=0.01)
    assert added(f"“{said}. {said}. {said}.”") == pytest.approx((listed / 0.5, listed), abs=0.02)


def test_words_that_report_as_often_as_they_colour_weigh_but_have_no_row(engine: Engine) -> None:
    scored = score(engine, LONG_PLAIN + "The hypocrisy of it. ")
    assert total(scored) > total(score(engine, LONG_PLAIN + "The number of it. "))
    shown = {row.text: row.weight for row in rows(scored) if row.weight > 0}
    assert shown.get("hypocrisy", 0.0) < LEAST_WEIGHT_MARKED / 2


@pytest.mark.parametrize(
    ("text", "title", "missing"),
    [
        (LONG_PLAIN, "A title", {}),
        (LONG_PLAIN, None, {"headline_lure": "no_title"}),
        (LONG_PLAIN, "", {"headline_lure": "no_title"}),
        ("Only a few words here.", "A title", dict.fromkeys(COLUMNS[:1] + COLUMNS[2:], "too_short")),
        (GERMAN, "Hund", dict.fromkeys(COLUMNS, "not_english")),
    ],
)  # fmt: skip
def test_missing_scores_have_their_reason(
    engine: Engine, text: str, title: str | None, missing: dict[str, str]
) -> None:
    scored = score(engine, text, title)
    assert {column: reason for column, reason in scored.missing.items() if column in COLUMNS} == missing
    assert all((scored.scores[column] is None) == (column in missing) for column in COLUMNS)


def test_no_evidence_in_other_languages(engine: Engine) -> None:
    text = (
        "Der Skandal um die Katastrophe ist ein Chaos, sagte der Minister am Montag in Berlin und ging. " * 9
    )
    assert rows(score(engine, text, "Chaos!!!")) == []


def test_order_of_articles_in_a_batch_changes_nothing(engine: Engine) -> None:
    articles = [Article(id=name, text=text, title=title) for name, (text, title) in ARTICLES.items()]
    shuffled = articles[:]
    random.Random(3).shuffle(shuffled)
    one_by_one = {article.id: engine.score(article) for article in articles}
    for scored in engine.scored(engine.score_batch(shuffled)):
        alone = one_by_one[scored.article.id]
        assert [scored.scores[column] for column in COLUMNS] == [alone.scores[column] for column in COLUMNS]
        assert rows(scored) == rows(alone)


HOSTILE = {
    "exclamation marks": "!" * 10_000,
    "spaced exclamation marks": "word ! " * 2000,
    "capitals": ("THE SENATOR SLAMS A SHOCKING PLAN. " * 300),
    "emoji": "😱🔥 " * 3000,
    "one word": "shocking " * 5000,
    "one phrase": "total disaster the end of the world " * 300,
    "questions": "why? " * 5000,
    "no spaces": "a" * 100_000,
    "quotation marks": "“ ” \" ' " * 3000,
    "handles": "so they called it (@a) MORE https://t.co/x " * 500,
    "turns": "ANN: so they wrote:\nBOB: vile (@b)\n" * 500,
    "nothing": "",
    "surrogates": "caf\ufffd \x00\x01 end. " * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_give_bounded_scores_or_none(engine: Engine, name: str) -> None:
    for title in (HOSTILE[name][:500], None):
        scored = score(engine, HOSTILE[name], title)
        for column in COLUMNS[:3]:
            value = scored.scores[column]
            assert (value is None) == (column in scored.missing)
            assert value is None or (isinstance(value, float) and 0.0 <= value <= 100.0)


@pytest.mark.parametrize("name", ["one phrase", "spaced exclamation marks", "capitals", "handles", "turns"])
def test_time_is_linear_in_the_text(engine: Engine, name: str) -> None:
    def seconds(text: str) -> float:
        started = time.process_time()
        score(engine, text, None)
        return time.process_time() - started

    text = HOSTILE[name]
    once = min(seconds(text) for _ in range(3))
    assert min(seconds(text * 8) for _ in range(2)) < 30 * once + 0.1


CORPUS = Path(__file__).parents[2] / "corpus" / "articles"


def _from_corpus(name: str) -> Article:
    _, front, text = (CORPUS / f"{name}.txt").read_text(encoding="utf-8").split("---\n", 2)
    title = next(line.partition(": ")[2] for line in front.splitlines() if line.startswith("title: "))
    return Article(id=name, text=text.strip(), title=title)


@pytest.mark.parametrize("event", [f"e{n:02d}" for n in range(1, 13)])
def test_wire_report_of_an_event_is_under_the_tabloid_one(engine: Engine, event: str) -> None:
    wire, tabloid = (total(engine.score(_from_corpus(f"{event}-{outlet}"))) for outlet in ("wire", "tabloid"))
    assert wire < tabloid


GRAVE = {
    "bomb": "Twelve people were killed and 30 injured when a bomb exploded outside a court on Tuesday, police said. The "
    "explosion destroyed two cars. Ambulances took the injured to three hospitals. No group has claimed "
    "responsibility. The court will remain closed until Friday, the justice ministry said in a statement.",
    "earthquake": "An earthquake of magnitude 7.1 struck the north of the country on Sunday, killing at least 400 people, "
    "according to the interior ministry. Thousands of houses collapsed. The army sent 2,000 soldiers and tents. "
    "Schools in the region are closed this week, officials said.",
}


@pytest.mark.parametrize("event", GRAVE)
def test_plain_report_of_a_grave_event_scores_low(engine: Engine, event: str) -> None:
    slight_colour = score_of_rating(1.0)
    assert (
        total(score(engine, GRAVE[event], "Ministry gives figures on the dead and injured")) < slight_colour
    )


def test_docs_show_the_figures_and_the_audit_of_the_shipped_model() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "sensationalism.md").read_text(encoding="utf-8")
    figures = shipped_model().figures
    for found in (figures, figures["gold_alone"]):
        for name in ("train_by_outlet_gold", "outlets", "news"):
            assert f"{found[name]['spearman']:.3f} / {found[name]['within_outlet']:.3f}" in docs
    for words in figures["topic_audit"].values():
        assert ", ".join(words) in docs


def test_each_grade_of_a_rating_is_the_middle_of_a_fifth_of_the_scale() -> None:
    assert [score_of_rating(float(grade)) for grade in range(5)] == [10, 30, 50, 70, 90]
