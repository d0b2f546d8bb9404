"""What a reader is told about each piece of evidence, and what the article as a whole shows of each layer."""

from __future__ import annotations

from dataclasses import dataclass

from framing.codebook import Codebook, Device
from framing.report.sources import sourcing_sentence
from framing.report.speech import Passages
from framing.report.words import (
    ANONYMITY,
    CONVENTIONALITY,
    KINDS,
    LAYERS,
    NOT_A_VERDICT,
    SOURCE_CLASSES,
    SPEECH,
    STANCE_MEANINGS,
    STANCES,
    VOICES,
    code_label,
    counted,
    layer_of,
    plain,
)
from framing.types import Evidence, Scored

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """One piece of evidence explained. `number` counts from 1 in text order; `folded` is for those who ask how it was decided."""

    number: int
    layer: str
    kind: str
    words: str
    label: str
    stance: str
    summary: str
    rows: tuple[Row, ...]
    questions: tuple[str, ...]
    folded: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A layer with the number of its pieces of evidence in this article."""

    key: str
    label: str
    meaning: str
    shown: bool
    count: int


def cards(scored: Scored, codebook: Codebook | None = None) -> tuple[Card, ...]:
    """One card per piece of evidence, in its order. Without a codebook, or for a device it lacks, definitions are left out."""
    devices = {device.id: device for device in codebook.devices} if codebook else {}
    return tuple(_card(n, e, devices.get(e.code)) for n, e in enumerate(scored.evidence, 1))


def legend(scored: Scored, passages: Passages | None = None) -> tuple[LegendEntry, ...]:
    """Every layer in a fixed order, also those of which nothing was found; somebody's words last, where they were looked for."""
    found = [layer_of(evidence) for evidence in scored.evidence]
    found += [SPEECH.key] * len(passages.speech if passages else ())
    return tuple(
        LegendEntry(layer.key, layer.label, layer.meaning, layer.shown, found.count(layer.key))
        for layer in (*LAYERS, *([SPEECH] if passages else []))
    )


def origin(scored: Scored) -> tuple[str, ...]:
    """Outlet, date, author and genre where known, and the name of what is missing: `origin unknown (no outlet, date)`."""
    article = scored.article
    genre = scored.scores.get("genre") or article.genre
    date = article.date.strftime("%-d %B %Y") if article.date else article.date_text
    known = [part for part in (article.outlet, date, article.author, str(genre) if genre else None) if part]
    lacking = [
        name
        for name, value in (("outlet", article.outlet), ("date", date), ("headline", article.title))
        if not value
    ]
    return (*known, f"origin unknown: no {_and(lacking)} given") if lacking else tuple(known)


def found_sentence(scored: Scored) -> str:
    """What was found, in one line: `5 framing phrases, 3 worn besides · 4 of 11 attributions unnamed, 2 withheld (a count …)`."""
    counts = {entry.key: entry.count for entry in legend(scored)}
    phrases = counted(counts["device"], "framing phrase") + (
        f", {counts['worn']} worn besides" if counts["worn"] else ""
    )
    sources = sourcing_sentence(scored)
    return (
        f"{phrases} · {sources} ({NOT_A_VERDICT})"
        if counts["named"] + counts["unnamed"]
        else f"{phrases} · {sources}"
    )


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _card(number: int, evidence: Evidence, device: Device | None) -> Card:
    if evidence.measure == "device":
        return _device_card(number, evidence, device)
    if evidence.measure == "sourcing":
        return _source_card(number, evidence)
    return _heated_card(number, evidence)


def _device_card(number: int, evidence: Evidence, device: Device | None) -> Card:
    stance = STANCES.get(evidence.stance or "", "")
    rows = [("Whose words", _voice(evidence))]
    if stance:
        rows.append(("Stance", f"{stance}: {STANCE_MEANINGS[evidence.stance or 'asserted']}"))
    if device:
        rows.append(("What it shows and hides", device.why))
    return Card(
        number,
        layer_of(evidence),
        "Framing phrase",
        evidence.text,
        device.label if device else code_label(evidence),
        evidence.stance or "",
        device.definition if device else "",
        tuple(rows),
        device.discuss if device else (),
        _decision(evidence) + (_device_rows(device) if device else (("Device", evidence.code),)),
    )


def _device_rows(device: Device) -> tuple[Row, ...]:
    rows = (
        ("Conventionality", CONVENTIONALITY.get(device.conventionality, device.conventionality)),
        ("Kind", KINDS.get(device.kind, device.kind)),
        ("Image from", plain(device.source_domain)),
        ("Storyline", plain(device.package)),
        ("Source", device.source),
        ("Known limits", device.limits),
        ("Device", f"{device.id} ({device.status})"),
    )
    return tuple((term, value) for term, value in rows if value)


def _source_card(number: int, evidence: Evidence) -> Card:
    label, meaning = SOURCE_CLASSES.get(evidence.code, (code_label(evidence), ""))
    rows: list[Row] = []
    if evidence.anonymity:
        name, explained = ANONYMITY.get(evidence.anonymity, (evidence.anonymity, ""))
        rows.append((name, explained))
    if evidence.speaker:
        rows.append(("Points to", evidence.speaker))
    layer = layer_of(evidence)
    kind = "Named source" if layer == "named" else "Unnamed source"
    folded = (*_decision(evidence), ("Class", evidence.code))
    return Card(number, layer, kind, evidence.text, label, "", meaning, tuple(rows), (), folded)


def _heated_card(number: int, evidence: Evidence) -> Card:
    where = "headline" if evidence.field == "title" else "text"
    rows = [("Whose words", _voice(evidence))] if evidence.voice else []
    rows.append(("Stands in the", where))
    folded = (*_decision(evidence), ("Weight", f"{evidence.weight:.3f}"), ("Component", evidence.code))
    label = code_label(evidence)
    return Card(number, "heated", "Heated wording", evidence.text, label, "", "", tuple(rows), (), folded)


def _voice(evidence: Evidence) -> str:
    words = VOICES.get(evidence.voice or "", "not known")
    return f"{words}: {evidence.speaker}" if evidence.speaker else words


def _decision(evidence: Evidence) -> tuple[Row, ...]:
    return (("What decided", evidence.reason),) if evidence.reason else ()
