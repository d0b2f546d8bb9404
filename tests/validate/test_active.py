"""A classifier of one's own: the same weights each time, JSON and back, honest figures, never near the validation sample."""

from __future__ import annotations

import random

import pytest

from framing.errors import InputError
from framing.validate.active import (
    Classifier,
    classifier_counts,
    from_json,
    sentences_of,
    teaching_order,
    to_json,
    train,
)
from framing.validate.codes import Code
from framing.validate.study import CodingArticle
from validate.builders import code

PLAIN = (
    "The council met on Tuesday.",
    "Prices rose a little.",
    "Nobody was hurt.",
    "The bridge opens in May.",
)
HEATED = ("A storm of fury swept the hall.", "Fury broke like a storm.", "The storm of anger grew.")


def articles(
    count: int, seed: int = 1, prefix: str = "t"
) -> tuple[list[CodingArticle], dict[str, list[Code]]]:
    """Articles of four sentences, half of them with one about a storm, which is marked."""
    chance = random.Random(seed)
    made, spans = [], {}
    for number in range(count):
        name = f"{prefix}{number:03}"
        sentences = [chance.choice(PLAIN) for _ in range(4)]
        if number % 2:
            sentences[chance.randrange(4)] = chance.choice(HEATED)
        text = " ".join(sentences)
        made.append(CodingArticle(name, None, text, ("Ash", "Birch", "Cedar")[number % 3]))
        start = text.find("storm")
        spans[name] = [code(article=name, start=start, end=start + 5)] if start >= 0 else []
    return made, spans


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return train("economy/gold-rush", *articles(60), validation=())


def test_sentences_are_those_of_the_text() -> None:
    (article,), _ = articles(1)
    assert len(sentences_of(article)) == 4
    assert " ".join(article.text[start:end] for start, end in sentences_of(article)) == article.text


def test_training_is_the_same_each_time_and_in_any_order(classifier: Classifier) -> None:
    material, spans = articles(60)
    assert train("economy/gold-rush", material[::-1], spans, validation=()) == classifier


def test_it_finds_sentences_that_it_has_not_seen(classifier: Classifier) -> None:
    new = CodingArticle("n", None, "Nothing happened. The storm of fury is here. It rained.")
    (found,) = classifier.found(new)
    assert new.text[found.start : found.end] == "The storm of fury is here."
    assert found.code == "economy/gold-rush"


def test_figures_are_of_outlets_that_training_did_not_see(classifier: Classifier) -> None:
    assert [one.outlet for one in classifier.by_outlet] == ["Ash", "Birch", "Cedar"]
    assert sum(one.sentences for one in classifier.by_outlet) == classifier.sentences == 240
    assert all(one.recall == 1.0 and one.precision == 1.0 for one in classifier.by_outlet)


def test_weights_are_json_and_come_back_the_same(classifier: Classifier) -> None:
    again = from_json(to_json(classifier), "weights.json")
    assert again == classifier
    assert again.scores(HEATED).tolist() == classifier.scores(HEATED).tolist()


@pytest.mark.parametrize("data", [b"{}", b"[]", b"x"])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"weights\.json"):
        from_json(data, "weights.json")


def test_changed_weights_are_refused(classifier: Classifier) -> None:
    data = to_json(classifier).replace(b'"threshold": 0.5', b'"threshold": 0.4')
    with pytest.raises(InputError, match="changed"):
        from_json(data, "weights.json")


def test_pool_starts_with_what_is_most_uncertain(classifier: Classifier) -> None:
    sure = CodingArticle("sure", None, "Prices rose a little. Nobody was hurt.")
    doubtful = CodingArticle("doubtful", None, "A storm met the council on Tuesday, a little anger rose.")
    assert teaching_order(classifier, [sure, doubtful], ()) == ("doubtful", "sure")


def test_validation_sample_is_never_ordered(classifier: Classifier) -> None:
    pool, _ = articles(3, prefix="p")
    with pytest.raises(InputError, match="validation sample, such as p001"):
        teaching_order(classifier, pool, {"p001"})
    with pytest.raises(InputError, match="validation sample, such as t007"):
        train("economy/gold-rush", *articles(60), validation={"t007", "t009"})


def test_counts_are_of_sentences_by_article(classifier: Classifier) -> None:
    storm = "The storm of fury is here. It rained. Fury broke like a storm."
    pool = [CodingArticle("n", None, storm), CodingArticle("o", None, "It rained.")]
    assert classifier_counts(classifier, pool).tolist() == [2.0, 0.0]


def test_too_little_to_learn_from_is_refused() -> None:
    with pytest.raises(InputError, match="49 coded articles"):
        train("economy/gold-rush", *articles(49), validation=())
    material, _ = articles(60)
    with pytest.raises(InputError, match="0 of 240 sentences"):
        train("economy/gold-rush", material, {}, validation=())
