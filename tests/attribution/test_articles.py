"""What an article has introduced decides the class of pronouns, surnames and definite descriptions after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Attributions = Callable[[Sequence[str]], list[list[tuple[str, str, str | None]]]]


def test_surname_and_pronoun_continue_a_named_person(attributions: Attributions) -> None:
    text = "Maria Osterley opened the clinic in May. “It was time,” Osterley said. “We waited for years,” she added."
    assert attributions([text]) == [[("Osterley", "named_person", None), ("she", "named_person", None)]]


def test_pronoun_continues_the_unnamed_source_before_it(attributions: Attributions) -> None:
    text = "A senior official said the talks had failed. “Nobody is happy,” he said."
    assert attributions([text]) == [
        [("A senior official", "unnamed_role", "withheld"), ("he", "unnamed_role", "withheld")],
    ]


def test_definite_description_takes_the_class_of_what_introduced_it(attributions: Attributions) -> None:
    text = "One aide said the vote was lost. The aide said the whips had given up."
    assert attributions([text]) == [
        [("One aide", "unnamed_role", "withheld"), ("The aide", "unnamed_role", "withheld")],
    ]


def test_one_row_per_sentence_and_source(attributions: Attributions) -> None:
    text = "Jane Roe said the plan was dead and Jane Roe said the talks were over."
    assert attributions([text]) == [[("Jane Roe", "named_person", None)]]


def test_a_quotation_that_opens_the_next_article_changes_nothing(attributions: Attributions) -> None:
    text = "it was late said"
    assert attributions([text, "“ An official An official An official"])[0] == attributions([text])[0]


def test_pronoun_goes_back_to_a_person_named_since_the_unnamed_source(attributions: Attributions) -> None:
    text = (
        "A senior official said the talks had failed. Maria Osterley left the room. “It is late,” she said."
    )
    assert attributions([text])[0][1] == ("she", "named_person", None)


def test_officials_who_spoke_before_are_withheld_when_pointed_at(attributions: Attributions) -> None:
    text = "Officials said the talks had failed. The officials said they would go on."
    assert [row[2] for row in attributions([text])[0][:2]] == ["collective", "withheld"]


def test_they_are_the_people_named_together_before(attributions: Attributions) -> None:
    text = "Maria Osterley and Tom Reed said the plan was dead. They said they had tried."
    assert attributions([text]) == [
        [("Maria Osterley and Tom Reed", "named_person", None), ("They", "named_person", None)]
    ]


def test_one_is_one_of_the_people_spoken_of_before(attributions: Attributions) -> None:
    text = "Several ministers said the talks had failed. “It was a long night for all of us,” one said."
    assert attributions([text]) == [
        [("Several ministers", "unnamed_role", "collective"), ("one", "unnamed_role", "withheld")]
    ]


def test_a_verb_that_opens_a_text_has_nothing_to_do_with_the_article_before(
    attributions: Attributions,
) -> None:
    text = "Said Jane Roe in a long letter to the council last week."
    assert attributions(["He left. “It is late, and we are tired.”", text])[1] == attributions([text])[0]


def test_titles_are_not_searched() -> None:
    from framing.attribution import find_attributions
    from framing.text.analysis import analyse
    from framing.types import Article

    article = Article(
        id="1",
        title="Jane Roe said the plan was dead",
        text="The plan is dead. It lasted for two long years.",
    )
    assert len(find_attributions(analyse([article]))) == 0


def test_the_republican_of_a_place_is_somebody_named_before(attributions: Attributions) -> None:
    text = "Republicans said no. The Ohio Republican insisted that it was late."
    assert [row[1] for row in attributions([text])[0]] == ["unnamed_role", "named_person"]
