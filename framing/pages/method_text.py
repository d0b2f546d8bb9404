"""Texts to take along from the Method page: manifest, citation, BibTeX and a methods paragraph."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from framing import __version__
from framing.report.accuracy import UNSEEN, accuracy
from framing.report.words import counted

TITLE = "framing: framing devices, sensationalism and unnamed sources in news articles"
AUTHORS, YEAR = "The framing authors", 2026
PARTS = ("engine", "codebook", "models", "settings")
"""Of a signature, in its order."""
_FLAGS = {"keep_duplicates": "--keep-duplicates", "keep_furniture": "--keep-furniture", "parts": "--parts"}


@dataclass(frozen=True, slots=True)
class About:
    """The collection that is open. record: its run.json, empty where there is none · period: first and last day, where known ·
    sampling: its sampling statement · devices: in the codebook; None where it is not the shipped one.
    """

    name: str
    signature: str
    articles: int
    outlets: int
    period: tuple[str, str] | None
    record: Mapping[str, Any]
    sampling: Mapping[str, str]
    devices: int | None


@dataclass(frozen=True, slots=True)
class View:
    """A page and the choices made on it, as its address holds them."""

    page: str
    choices: Mapping[str, str]

    @property
    def address(self) -> str:
        query = urlencode(sorted(self.choices.items()))
        return f"/{self.page}" + (f"?{query}" if query else "")


def signature_parts(signature: str) -> dict[str, str]:
    """Engine, codebook, models and settings of a signature; what it lacks is empty."""
    return dict(zip(PARTS, [*signature.split(";"), "", "", "", ""], strict=False))


def inputs_of(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Name, size and digest of each input of a run, without the folder it lay in."""
    found = []
    for item in record.get("inputs", ()):
        digests = item.get("sha256", ())
        name = str(item.get("path", "")).replace("\\", "/").rpartition("/")[2]
        found.append({"name": name, "bytes": item.get("bytes"), "sha256": list(digests)})
    return found


def manifest(about: About | None, view: View | None) -> dict[str, Any]:
    """What somebody else needs to see the same: versions, digests, inputs, the view's choices and the commands to run."""
    content: dict[str, Any] = {
        "framing": __version__,
        "cite": citation(about.signature if about else ""),
    }
    if about is not None:
        counts = ("read", "accepted", "rejected", "duplicates")
        content["collection"] = {
            "name": about.name,
            "articles": about.articles,
            "signature": signature_parts(about.signature),
            "inputs": inputs_of(about.record),
            "settings": about.record.get("settings", {}),
            "counts": {name: about.record[name] for name in counts if name in about.record},
            "furniture_digest": about.record.get("furniture_digest"),
            "duplicate_digest": about.record.get("duplicate_digest"),
            "sampling": dict(about.sampling),
        }
    if view is not None:
        content["view"] = {"page": view.page, "choices": dict(view.choices), "address": view.address}
    return {**content, "commands": commands(about, view)}


def commands(about: About | None, view: View | None) -> list[str]:
    """The commands that lead to the view again."""
    names = [shlex.quote(item["name"]) for item in inputs_of(about.record)] if about else []
    settings: Mapping[str, Any] = about.record.get("settings", {}) if about else {}
    flags = [flag for name, flag in _FLAGS.items() if settings.get(name)]
    flags += [
        f"--map {shlex.quote(f'{ours}={theirs}')}"
        for ours, theirs in dict(settings.get("mapping") or {}).items()
    ]
    flags += [f"--dates {settings['dates']}"] if settings.get("dates") else []
    flags += [
        f"--codebook {shlex.quote(str(folder).rpartition('/')[2])}"
        for folder in settings.get("codebooks") or ()
    ]
    lines = [f"pip install framing=={__version__}"]
    if names:
        lines += [
            " ".join(["framing score", *names, "--out scored", "--texts", *flags]),
            "framing app scored",
        ]
    else:
        lines.append("framing app")
    return lines + ([f"open {view.address} below the address that it prints"] if view else [])


def citation(signature: str) -> str:
    """How to cite, in a reference list."""
    return f"{AUTHORS} ({YEAR}). {TITLE} (version {__version__}). Signature: {signature or 'none'}"


def bibtex(signature: str) -> str:
    lines = (
        "@software{framing,",
        f"  author = {{{{{AUTHORS}}}}},",
        f"  title = {{{{{TITLE}}}}},",
        f"  year = {{{YEAR}}},",
        f"  version = {{{__version__}}},",
        f"  note = {{Signature: {signature or 'none'}}}",
        "}",
    )
    return "\n".join(lines) + "\n"


def methods_paragraph(about: About) -> str:
    """A paragraph for a paper: what was read, how it was scored, how far the detectors go, what was not done."""
    period = f" published from {about.period[0]} to {about.period[1]}" if about.period else ""
    read = (
        f"We scored {counted(about.articles, 'article')} of {counted(about.outlets, 'outlet')}{period} with framing "
        f"{__version__} (signature {about.signature})."
    )
    return " ".join(
        filter(None, (read, _counts(about.record), _sampling(about.sampling), _detectors(about), _CAUTION))
    )


_CAUTION = (
    "Figures are detector output, uncorrected; intervals are 95 % intervals over articles, and families of comparisons are "
    "adjusted by Benjamini and Hochberg’s method."
)


def _counts(record: Mapping[str, Any]) -> str:
    if "read" not in record:
        return ""
    left = f"{counted(record['rejected'], 'record')} could not be read as articles and {record['duplicates']:,} were duplicates"
    words = dict(record.get("tally") or {}).get("furniture_words")
    furniture = f"; {words:,} words of page furniture were left out" if words else ""
    return f"Of {counted(record['read'], 'record')}, {left}{furniture}."


def _sampling(said: Mapping[str, str]) -> str:
    return " ".join(f"{label}: {text.rstrip('.')}." for label, text in said.items())


def _detectors(about: About) -> str:
    if about.devices is None:
        used = signature_parts(about.signature)["codebook"]
        other = f"a codebook other than the shipped one (digest {used})"
        return f"It counts the figurative uses of {other}, whose accuracy is not measured."
    measured = accuracy()
    unseen = measured.sets.get(f"devices_open{UNSEEN}")
    found = f"The codebook of {counted(about.devices, 'framing device')} counts figurative uses only"
    if unseen is None:
        return f"{found}."
    recall, precision = (float(unseen[name] or 0) for name in ("recall", "precision"))
    against = f"against whole articles that it had not seen, coded by {measured.coders},"
    return f"{found}; {against} its recall is {recall:.2f} and its precision {precision:.2f}."
