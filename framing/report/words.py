"""Words on the screen: one name and one sentence for every class, score and reason, the same in app, report and terminal."""

from __future__ import annotations

from dataclasses import dataclass, replace

from framing.report.languages import language_name
from framing.types import LEAST_WEIGHT_MARKED, PASSAGE_WORDS, Evidence, Scored

UNKNOWN_ORIGIN = "origin unknown"
UNCORRECTED = "detector output, uncorrected"
NOT_A_VERDICT = "a count, not a verdict"


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of mark in the article: `shown` says whether a reader sees it before choosing."""

    key: str
    label: str
    meaning: str
    shown: bool


LAYERS = (
    Layer("device", "Framing phrase", "Suggests how to see the subject.", True),
    Layer(
        "worn", "Worn framing phrase", "The same, but so common that few readers notice; counted apart.", True
    ),
    Layer("heated", "Heated wording", "Wording that pushes, however grave the event.", False),
    Layer("unnamed", "Unnamed source", "Somebody the article does not name.", False),
    Layer("named", "Named source", "A person or body the article names.", False),
)
SPEECH = Layer("speech", "Somebody’s words", "Quoted or reported: not the writer’s own words.", False)

SOURCE_CLASSES = {
    "named_person": ("Named person", "an individual whom the article names"),
    "named_body": ("Named body", "an organisation, document or official spokesperson"),
    "unnamed_role": ("Role given", "not named, but described by a role or position"),
    "unnamed_vague": ("No role given", "nobody who could be looked for"),
    "hearsay": ("‘Reportedly’", "no source at all, only a word such as ‘reportedly’"),
}

ANONYMITY = {
    "withheld": ("Identity withheld", "spoke to the press, and the name is kept from the reader"),
    "collective": ("Collective voice", "a group spoken of as one; nobody’s name is being kept"),
    "bystander": ("Bystander", "an ordinary person or witness"),
    "hearsay": ("Hearsay", "no source at all"),
}

VOICES = {"author": "Writer’s words", "source": "A source’s words"}
STANCES = {"asserted": "Asserted", "hedged": "Hedged", "rejected": "Rejected"}
STANCE_MEANINGS = {
    "asserted": "the text lets the phrase stand",
    "hedged": "a question, condition, possibility, prediction or fear",
    "rejected": "the text denies it, doubts it or keeps its distance",
}
CONVENTIONALITY = {"live": "a live image: readers notice it", "conventional": "worn: few readers notice it"}
KINDS = {
    "metaphor": "metaphor (an image from another domain)",
    "exemplar": "historical comparison",
    "allusion": "allusion (film, book, myth or religion)",
    "catchphrase": "catchphrase",
    "depiction": "loaded characterisation",
}
GENRES = {
    "news": "News",
    "analysis": "Analysis",
    "opinion": "Opinion",
    "feature": "Feature",
    "live": "Live report",
}

SCORES = {
    "devices": "Framing phrases",
    "devices_per_1000_words": "Framing phrases per 1,000 words",
    "devices_author_per_1000_words": "Writer’s framing phrases per 1,000 words",
    "devices_rejected_per_1000_words": "Rejected framing phrases per 1,000 words",
    "devices_rejected": "Rejected framing phrases",
    "sensationalism": "Heated wording (0 to 100)",
    "headline_lure": "Headline pull (0 to 100)",
    "body_intensity": "Text heat (0 to 100)",
    "sensationalism_rest": "Heated wording: what is not marked",
    "attributions": "Attributions",
    "attributions_per_1000_words": "Attributions per 1,000 words",
    "unnamed": "Attributions to unnamed sources",
    "withheld": "Attributions with the identity withheld",
    "unnamed_share": "Unnamed share of attributions",
    "withheld_share": "Withheld share of attributions",
    "unnamed_dependence": "Weighted dependence on unnamed sources (experimental)",
    "sources": "Distinct sources",
    "sources_unnamed": "Distinct unnamed sources",
    "lead_unnamed_only": "Lead rests on withheld sources or hearsay alone (1: yes)",
    "claims_without_source": "Sentences with a figure and no source",
    "flesch_reading_ease": "Flesch reading ease",
    "flesch_kincaid_grade": "Flesch–Kincaid grade",
    "words": "Words",
    "sentences": "Sentences",
    "furniture_words": "Words of page furniture, not scored",
}

MISSING = {
    "too_short": "fewer than 40 words",
    "not_english": "the text was not recognised as English",
    "too_few_attributions": "fewer than 3 attributions",
    "no_headline": "no headline",
    "no_title": "no headline",
    "no_words": "no words",
    "no_text": "no text",
}

COMPONENTS = {
    "wording": "Loaded word",
    "emotive": "Emotive word",
    "intensifiers": "Intensifier",
    "rhetorical-questions": "Question",
}

FURNITURE = "Page furniture, not scored"
FURNITURE_OF_A_PAGE_ALONE = (
    "Menus, teasers and credits are recognised by their usual shapes only. "
    "What repeats from page to page is found where a whole collection is scored."
)


def plain(name: str) -> str:
    """A code as words: `loaded_words` and `ai-and-technology/new-oil` without their signs."""
    return name.rpartition("/")[2].replace("_", " ").replace("-", " ")


def score_label(column: str) -> str:
    """The name a reader sees for a score column or a measure of an outlet."""
    if column.startswith(("device:", "devices:")):
        return f"‘{plain(column.partition(':')[2])}’ per 1,000 words"
    return SCORES.get(column) or plain(column).capitalize()


def reason_missing(reason: str, language: object = None) -> str:
    """`Not scored: …` for a reason code of `missing`; of another language, `the text is in German` where it is known."""
    name = language_name(str(language)) if reason == "not_english" else None
    if name is not None:
        return f"Not scored: the text is in {name}"
    return f"Not scored: {MISSING.get(reason) or plain(reason)}"


def furniture_sentence(scored: Scored) -> str:
    """`Page furniture, not scored: 57 words`; empty where there is none."""
    words = scored.scores.get("furniture_words")
    return f"{FURNITURE}: {counted(int(words), 'word')}" if scored.furniture and words else ""


def code_label(evidence: Evidence) -> str:
    """A short name of what the evidence is, without the codebook."""
    if evidence.measure == "sourcing":
        return SOURCE_CLASSES.get(evidence.code, (plain(evidence.code).capitalize(), ""))[0]
    return component_label(evidence.code)


def component_label(code: str) -> str:
    """A component of heated wording, or any other code, as words."""
    return COMPONENTS.get(code) or plain(code).capitalize()


def visible(scored: Scored) -> Scored:
    """The article with the evidence that is marked in it: all but wording that adds little to the score or lowers it.

    Such wording (in a quotation it adds nothing) still counts as its weight says; JSON and CSV hold all of it.
    """
    long_text = max(float(scored.scores.get("words") or 0), PASSAGE_WORDS) / PASSAGE_WORDS

    def heavy(evidence: Evidence) -> bool:
        if evidence.measure != "sensationalism":
            return True
        return evidence.voice == "author" and evidence.weight * long_text >= LEAST_WEIGHT_MARKED

    return replace(scored, evidence=tuple(filter(heavy, scored.evidence)))


def layer_of(evidence: Evidence) -> str:
    """The key of the layer a piece of evidence is drawn in."""
    if evidence.measure == "device":
        return "worn" if evidence.conventionality == "conventional" else "device"
    if evidence.measure == "sensationalism":
        return "heated"
    return "named" if evidence.code.startswith("named") else "unnamed"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 article`, `2 articles`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
