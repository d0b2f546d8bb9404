"""What Coding reads: codes as they lie on the disk, how far each coder is, definitions and article as the browser gets them.

Nothing here touches what the detector has found, or the codes of more than one coder at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import streamlit as st

from framing.pages import data
from framing.report.words import ANONYMITY, SOURCE_CLASSES, STANCE_MEANINGS, STANCES, VOICES
from framing.text import analyse
from framing.types import SOURCE_CLASSES as CLASSES
from framing.types import Article, Field
from framing.validate.codes import ANSWERS, CANNOT_TELL, Code, CoderKind
from framing.validate.desk import Desk, asked, done_articles, standing_in
from framing.validate.journal import read_journal
from framing.validate.scheme import DEVICE, SENSATIONALISM, SOURCING, Layer, Scheme
from framing.validate.study import CodingArticle, Study

LAYER_LABELS = {DEVICE: "Framing phrase", SOURCING: "Source", SENSATIONALISM: "Heated wording"}
ASKS = {"voice": "Whose words", "stance": "Stance", "anonymity": "Anonymity"}
RATINGS = {
    0.0: "plain",
    1.0: "slight colour",
    2.0: "coloured in places",
    3.0: "strong almost throughout",
    4.0: "extreme",
}
CANNOT = "Cannot tell"
KINDS_OF_FILES = {
    "csv": "CSV, as exported here",
    "parquet": "Parquet, as exported here",
    "jsonl": "JSON Lines, as exported here",
    "doccano": "doccano (JSON Lines)",
    "inception": "INCEpTION (UIMA CAS JSON)",
}
"""Formats of codes that are taken in, by their names in `framing.validate.intake`."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "voice": VOICES,
    "stance": STANCES,
    "anonymity": {name: label for name, (label, _) in ANONYMITY.items()},
}
_MEANINGS: Mapping[str, Mapping[str, str]] = {
    "voice": {},
    "stance": STANCE_MEANINGS,
    "anonymity": {name: meaning for name, (_, meaning) in ANONYMITY.items()},
}
_FIELDS: tuple[Field, Field] = ("title", "text")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one coder is. kind: what the codes say the coder is, a person where there is none yet ·
    left: layer -> articles to finish · codes: lines in the journal."""

    coder: str
    kind: CoderKind
    left: Mapping[str, int]
    codes: int

    @property
    def is_done(self) -> bool:
        return not any(self.left.values())


def progress(study: Study) -> tuple[Progress, ...]:
    """Every coder of a study; no code is in it."""
    names = frozenset(study.articles)
    return tuple(_progress(study.journal(coder), coder, study.scheme, names) for coder in study.coders())


def is_closed(study: Study) -> bool:
    """Whether all people are done: then codes are compared, so none may be added or changed any more."""
    people = [one for one in progress(study) if one.kind == "human"]
    return bool(people) and all(one.is_done for one in people)


def may_show(study: Study, kind: CoderKind) -> bool:
    """Whether the codes of one kind of coders may be shown: when these are done, and all people, who would see them before."""
    found = progress(study)
    waited_for = [one for one in found if one.kind in (kind, "human")]
    return any(one.kind == kind for one in found) and all(one.is_done for one in waited_for)


def codes_of(journal: Path) -> tuple[Code, ...]:
    """The codes of a journal as it is on the disk now, read again only where it has changed."""
    state = journal.stat() if journal.exists() else None
    return _codes(str(journal), (state.st_mtime_ns, state.st_size) if state else (0, 0))


def layers_of(scheme: Scheme) -> list[dict[str, Any]]:
    """The layers as the component draws them: what to do, the codes with their definitions, what else is asked, the scale."""
    return [
        {
            "name": layer.name,
            "label": layer_label(layer.name),
            "unit": layer.unit,
            "question": layer.question,
            "codes": [[one.code, code_label(layer, one.code), one.definition] for one in layer.codes],
            "asks": [_ask(layer, name) for name in layer.asks],
            "scale": [[value, rating_label(layer, value)] for value in layer.scale],
        }
        for layer in scheme.layers
    ]


def article_view(desk: Desk, name: str) -> dict[str, Any]:
    """An article and what its coder has said of it so far, as JSON."""
    article = desk.articles[name]
    codes = codes_of(desk.journal)
    return {
        "id": article.id,
        "title": article.title or "",
        "text": article.text,
        "outlet": article.outlet or "",
        "sentences": [list(place) for place in _sentences(article)],
        "codes": [_said(code, desk.scheme) for code in standing_in(codes, desk.scheme, name)],
        "finished": name in done_articles(codes, desk.scheme.layers),
    }


def digested(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with a digest of itself, by which the browser knows what it has drawn."""
    return {**content, "digest": hashlib.sha256(orjson.dumps(content)).hexdigest()[:16]}


def layer_label(name: str) -> str:
    """What a coder calls a layer."""
    return LAYER_LABELS.get(name, name)


def code_label(layer: Layer, code: str | None) -> str:
    """What a coder calls a code of a layer; None is "cannot tell"."""
    if code is None:
        return CANNOT
    if layer.name == SOURCING and code in CLASSES:
        return SOURCE_CLASSES[code][0]
    return next((one.label for one in layer.codes if one.code == code), code)


def answer_label(ask: str, value: str | None) -> str:
    """An answer in words; empty where none was given."""
    if value == CANNOT_TELL:
        return f"{ASKS.get(ask, ask).lower()}: cannot tell"
    return "" if value is None else _WORDS[ask].get(value, value)


def rating_label(layer: Layer, value: float) -> str:
    """The words of a step of the scale; empty for one between two."""
    return RATINGS.get(value, "") if layer.name == SENSATIONALISM else ""


def told(code: Code, layer: Layer) -> str:
    """What a code says, in words."""
    if code.rating is not None:
        parts = [f"{code.rating:g}", rating_label(layer, code.rating)]
    else:
        parts = [code_label(layer, code.code), *(answer_label(name, getattr(code, name)) for name in ASKS)]
    return " · ".join(filter(None, parts))


def context_of(articles: Mapping[str, CodingArticle], code: Code, around: int) -> tuple[str, str, str]:
    """The words of a span with about so many characters before and after them, cut between words; empty for a rating."""
    if code.unit != "span" or code.start is None or code.end is None:
        return "", "", ""
    article = articles[code.article_id]
    text = (article.title or "") if code.field == "title" else article.text
    left, right = text[max(0, code.start - around) : code.start], text[code.end : code.end + around]
    if code.start > around:
        left = "… " + left.partition(" ")[2]
    if code.end + around < len(text):
        right = right.rpartition(" ")[0] + " …"
    return left, text[code.start : code.end], right


def _ask(layer: Layer, name: str) -> dict[str, Any]:
    options = [
        [value, _WORDS[name].get(value, CANNOT), _MEANINGS[name].get(value, "")] for value in ANSWERS[name]
    ]
    codes = [one.code for one in layer.codes if name in asked(layer, one.code)]
    return {"name": name, "label": ASKS[name], "options": options, "of": codes}


def _said(code: Code, scheme: Scheme) -> dict[str, Any]:
    layer = scheme.layer(code.layer)
    return {
        "id": code.id,
        "layer": code.layer,
        "unit": code.unit,
        "field": code.field,
        "start": code.start,
        "end": code.end,
        "code": code.code,
        "rating": code.rating,
        "answers": {name: value for name in ASKS if (value := getattr(code, name)) is not None},
        "memo": code.memo,
        "told": told(code, layer),
    }


def _sentences(article: CodingArticle) -> Sequence[tuple[Field, int, int]]:
    return _cached_sentences(article.id, article.title or "", article.text)


@st.cache_data(max_entries=50, ttl=data.KEPT, show_spinner=False, scope="session")
def _cached_sentences(name: str, title: str, text: str) -> Sequence[tuple[Field, int, int]]:
    found = analyse([Article(name, text, title=title)])
    columns = (found.sentence_field, found.sentence_start, found.sentence_end)
    places = zip(*(column.tolist() for column in columns), strict=True)
    return [
        (_FIELDS[field], start - int(found.field_start[field]), end - int(found.field_start[field]))
        for field, start, end in places
    ]


def _progress(journal: Path, coder: str, scheme: Scheme, articles: frozenset[str]) -> Progress:
    codes = codes_of(journal)
    left = {layer.name: len(articles - done_articles(codes, [layer])) for layer in scheme.layers}
    return Progress(coder, codes[0].coder_kind if codes else "human", left, len(codes))


@st.cache_resource(max_entries=60, ttl=data.KEPT, show_spinner=False, scope="session")
def _codes(journal: str, state: tuple[int, int]) -> tuple[Code, ...]:  # noqa: ARG001 (added to, read again)
    return read_journal(Path(journal)).codes
