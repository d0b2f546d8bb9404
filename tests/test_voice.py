"""Whose words an expression is in. It stands between [[ and ]]; the sentences and the people in them are invented."""

from __future__ import annotations

import numpy as np
import pytest

from framing.attribution import find_attributions
from framing.text.analysis import analyse
from framing.types import Article
from framing.voice import Voices

OWN = "the writer's own words"
QUOTED = "in a quotation"
SAID = "in attributed paraphrase"
TURN = "in an interview turn"
POST = "in a signed post"
VIEW, HOPE, THESIS = "in somebody's view", "in somebody's hope or fear", "in somebody's argument"


def voice_of(text: str, title: str | None = None) -> tuple[str, str | None, str]:
    """Voice, speaker and reason of the marked expression; the marks may stand in the title instead."""
    field = 0 if title and "[[" in title else 1
    marked = (title or "") if field == 0 else text
    low, high = marked.index("[["), marked.index("]]") - 2
    title, text = ((part or "").replace("[[", "").replace("]]", "") for part in (title, text))
    analysis = analyse([Article("a", text, title=title)])
    offset = int(analysis.field_start[field])
    voices = Voices(analysis, find_attributions(analysis))
    found = voices.of(offset + low, offset + high)
    many = voices.of_all(np.array([offset + low, offset + low]), np.array([offset + high, offset + high]))
    assert many == [found, found]
    return found


AUTHOR = (
    "Data is [[the new oil]].",
    "The council met again after the [[circus]] of last week.",
    "Anna Bell said the dam was safe. The debate is a [[circus]].",
    "The harbour's “[[crypto winter]]” is over.",
    "The final text of the “[[fiscal cliff]]” deal was short.",
    "It was dubbed the “[[nuclear option]]” years ago.",
    "The firm, seen as a [[cash cow]], was sold.",
    "What many call a [[witch hunt]] goes on.",
    "The so-called [[war on cars]] filled the evening.",
    "Reportedly the sale is a [[fire sale]].",
    "I see these apps as [[baby steps]].",
    "We call it a [[moonshot]].",
    "He went home. The town is a [[powder keg]]. “It is late,” said Anna Bell.",
    "The fish fell by a [[tidal wave]], according to the harbour office.",
    "The ’90s were a [[gold rush]] for the town, and the farmers’ union slept.",
    "What some see as a [[lifeline]] is a pier.",
    "They could not see that the pier was a [[lifeline]].",
    "We fear that the pier could become a [[black hole]].",
    "Let’s hope that the pier is a [[gold mine]].",
    "There are fears that the pier could become a [[black hole]].",
    "The harbour board fears a storm; the pier is a [[black hole]].",
    "It’s an idea that [[hijacks]] the whole harbour.",
    "Her idea is old, and the pier is a [[gold mine]].",
    "Her calling at the vanguard of the [[gold rush]] was late.",
    "The council paints the pier, and it is a [[gold mine]].",
    "The pier was painted as a [[gold mine]].",
    "A survey found that the harbour was a [[powder keg]].",
    "Anna Bell described the [[gold rush]] in the harbour.",
    "While Anna Bell said the harbour was safe, the town is a [[powder keg]].",
    "The pier by the “[[lame duck and sitting duck]]” inn is closed.",
)

QUOTED_USES = (
    ("“This is a [[witch hunt]],” Anna Bell said.", "Anna Bell"),
    ("Anna Bell said: “This is a [[witch hunt]] and it must end.”", "Anna Bell"),
    ("'This is a [[witch hunt]] and it must end,' Anna Bell said.", "Anna Bell"),
    ('"This is a [[witch hunt]] and it must end," Anna Bell said.', "Anna Bell"),
    ("Anna Bell said the inquiry was “a [[witch hunt]]”.", "Anna Bell"),
    ("“We are tired. It is a [[circus]]. It must end,” Anna Bell said.", "Anna Bell"),
    ("“It is late,” Anna Bell said. “The whole town is a [[circus]] by night.”", "Anna Bell"),
    ("“It is late,” Anna Bell said.\n\n“The whole town has been a [[circus]] since May.”", "Anna Bell"),
    ("Anna Bell said: “It is late.\n\n“The whole town is a [[circus]].”", "Anna Bell"),
    ("According to Anna Bell, “the town has become a [[circus]] by night”.", "Anna Bell"),
    ("“It’s the voters’ [[wake-up call]] and nobody listens,” she said.", "she"),
    ("“The whole town has been a [[circus]] since May.”", None),
    (
        "The inquiry, Anna Bell said after the long evening in the old hall, is “a [[witch hunt]]”.",
        "Anna Bell",
    ),
    ("It went on, and ‘not a [[witch hunt]]’ was the line of the day.", None),
    ("They aim at “[[putting the genie back in the bottle for good]]” one day.", None),
)

PARAPHRASED = (
    ("Anna Bell said that the inquiry was a [[witch hunt]].", "Anna Bell"),
    ("Anna Bell warned that the tax could become a [[Frankenstein]].", "Anna Bell"),
    ("The inquiry is a [[witch hunt]], Anna Bell said.", "Anna Bell"),
    ("Critics say the bill is a [[poison pill]].", "Critics"),
    ("Anna Bell argued the vote was a [[game changer]] for the coast.", "Anna Bell"),
    ("She believes the port is a [[time bomb]].", "She"),
    ("Anna Bell described the port as a [[time bomb]].", "Anna Bell"),
    ("Anna Bell said that, while it rained, the port was a [[time bomb]].", "Anna Bell"),
)

NAMED = (
    ("His book compares the mayor to the [[mafia]] bosses he once met.", "after 'compares'"),
    ("The inquiry that Bell calls a [[witch hunt]] goes on.", "after 'calls'"),
    ("Reed likens the sticks to the [[red pill]] of the film.", "after 'likens'"),
    ("On the left, the Courier paints Reed as a [[Frankenstein]].", "after 'paints'"),
    ("Those who cast him as a [[Trojan horse]] were few.", "after 'cast'"),
    ("He warned against what the owners perceive to be a [[slippery slope]].", VIEW),
    ("Money flows into the pier, which the trade regards as the [[gold mine]].", VIEW),
    ("A mayor who, they feel, [[papered over]] the loss left.", VIEW),
    ("The fishermen fear that the pier could become a [[black hole]] for years.", HOPE),
    ("The bill holds a clause that Reed fears could spark a [[trade war]].", HOPE),
    ("Reed worried that the town would be led into the [[gutter]].", HOPE),
    ("The mayor’s reasoning is that the pier was a [[gold mine]].", THESIS),
    ("It came with her June announcement that the firm was [[taking the reins]].", THESIS),
)

INTERVIEW = (
    "Harbour Weekly: How is the port?\nBell: It is calm.\nHarbour Weekly: And the fees?\nBell: They rose.\n"
    "Harbour Weekly: {question}\nBell: {answer}\nHarbour Weekly: Thank you?\n"
)


@pytest.mark.parametrize("text", AUTHOR)
def test_the_writers_own_words_and_scare_quotes_are_the_authors(text: str) -> None:
    assert voice_of(text) == ("author", None, OWN)


@pytest.mark.parametrize(("text", "speaker"), QUOTED_USES)
def test_quotations_are_the_sources(text: str, speaker: str | None) -> None:
    assert voice_of(text) == ("source", speaker, QUOTED)


@pytest.mark.parametrize(("text", "speaker"), PARAPHRASED)
def test_paraphrase_is_the_sources(text: str, speaker: str) -> None:
    assert voice_of(text) == ("source", speaker, SAID)


@pytest.mark.parametrize(("text", "reason"), NAMED)
def test_what_somebody_calls_a_thing_is_the_sources(text: str, reason: str) -> None:
    voice, _, why = voice_of(text)
    assert (voice, why in (reason, SAID)) == ("source", True)


def test_answers_of_an_interview_are_the_sources_and_questions_the_authors() -> None:
    answer = INTERVIEW.format(question="And the town?", answer="It is a [[powder keg]].")
    assert voice_of(answer)[:2] == ("source", "Bell")
    later = INTERVIEW.format(question="And the town?", answer="It rains. It is a [[powder keg]].")
    assert voice_of(later) == ("source", "Bell", TURN)
    question = INTERVIEW.format(question="Is the town a [[powder keg]]?", answer="No.")
    assert voice_of(question) == ("author", None, OWN)


def test_answers_of_an_edited_interview_without_labels_are_the_sources() -> None:
    text = "This interview has been edited for length. How is the port? I think {} by night. Why? It rains."
    assert voice_of(text.format("it is a [[powder keg]]")) == ("source", None, "in an edited interview")
    assert voice_of("How is the port? I think it is a [[powder keg]] by night.") == ("author", None, OWN)


def test_captions_and_link_lines_make_no_interview() -> None:
    text = "Photograph: Bell. It rains. Photograph: Reed. Photograph: Lee. Read: News. It is a [[circus]]. Read: A. Read: B."
    assert voice_of(text) == ("author", None, OWN)


def test_signed_posts_are_their_writers() -> None:
    text = "The mayor wrote.\n\nThis town is a [[circus]] and I love it. — Anna Bell (@abell) May 3, 2019\n\nThen he left."
    assert voice_of(text) == ("source", "Anna Bell", POST)
    after = "The mayor wrote.\n\nI love it. — Anna Bell (@abell) May 3, 2019\n\nThe town is a [[circus]]."
    assert voice_of(after) == ("author", None, OWN)


def test_a_quoted_headline_is_the_sources_and_a_plain_one_the_authors() -> None:
    assert voice_of("It rains.", title="Bell: port is ‘a [[time bomb]]’")[0] == "source"
    assert voice_of("It rains.", title="Port is a [[time bomb]]") == ("author", None, OWN)


def test_a_text_without_attributions_or_quotations_is_the_authors() -> None:
    assert voice_of("[[circus]]") == ("author", None, OWN)
