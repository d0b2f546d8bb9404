"""The sources of one article by class and anonymity. Counts only: what they mean is for the reader to say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from framing.report.words import ANONYMITY, SOURCE_CLASSES, counted
from framing.types import UNNAMED_CLASSES, Scored


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """One class with its phrases as (words, times, anonymity), most frequent first."""

    code: str
    label: str
    meaning: str
    count: int
    phrases: tuple[tuple[str, int, str], ...]


def source_groups(scored: Scored) -> tuple[SourceGroup, ...]:
    """All five classes in the order of the scheme, also empty ones."""
    rows = [evidence for evidence in scored.evidence if evidence.measure == "sourcing"]
    groups = []
    for code, (label, meaning) in SOURCE_CLASSES.items():
        own = [(evidence.text, evidence.anonymity or "") for evidence in rows if evidence.code == code]
        phrases = tuple((words, times, anonymity) for (words, anonymity), times in Counter(own).most_common())
        groups.append(SourceGroup(code, label, meaning, len(own), phrases))
    return tuple(groups)


def anonymity_counts(scored: Scored) -> tuple[tuple[str, str, str, int], ...]:
    """Code, label, meaning and number of unnamed attributions for each kind of anonymity; `withheld` first, never summed."""
    found = [evidence.anonymity for evidence in scored.evidence if evidence.measure == "sourcing"]
    return tuple(
        (code, label, meaning, sum(kind == code for kind in found))
        for code, (label, meaning) in ANONYMITY.items()
    )


def sourcing_sentence(scored: Scored) -> str:
    """`4 of 11 attributions unnamed, 2 withheld`."""
    rows = [evidence for evidence in scored.evidence if evidence.measure == "sourcing"]
    if not rows:
        return "No attributions found"
    unnamed = sum(evidence.code in UNNAMED_CLASSES for evidence in rows)
    withheld = sum(evidence.anonymity == "withheld" for evidence in rows)
    return f"{unnamed} of {counted(len(rows), 'attribution')} unnamed, {withheld} withheld"
