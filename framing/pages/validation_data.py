"""What Validation shows, cached by what lies in the study's folder and by the collection that is open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from framing.errors import FramingError
from framing.pages import data
from framing.store import Collection
from framing.validate.codes import CoderKind, standing
from framing.validate.estimates import DEVICE_PREFIX, EstimateRow, measures_of
from framing.validate.frame import corpus_of
from framing.validate.reliability import AgreementRow, agreement_rows
from framing.validate.results import (
    Grounds,
    LayerError,
    Results,
    estimate_rows,
    grounds,
    layer_errors,
    opened_errors,
    results_of,
)
from framing.validate.scheme import DEVICE
from framing.validate.study import Study, coders_of, still_to_code


@dataclass(frozen=True, slots=True, eq=False)
class Validated:
    """A study as its folder is now, the coders asked for, and the collection that is open; `key` changes with all of them."""

    study: Study
    kind: CoderKind
    chosen: Collection
    key: str


def validated(chosen: Collection, study: Study, kind: CoderKind) -> Validated:
    """What the page is about."""
    place = f"{chosen.id} {chosen.signature} {chosen.state}"
    return Validated(study, kind, chosen, f"{place} {kind} {study.folder} {_state(study.folder)}")


def kinds_of_coders(study: Study) -> tuple[CoderKind, ...]:
    """Whether people, machines or both have coded; people where nobody has."""
    return _kinds(study, f"{study.folder} {_state(study.folder)}")


def left_to_code(of: Validated) -> dict[str, int]:
    """Coder → articles still to code, people among them also where machines are asked for; empty when all are done."""
    return _left(of, of.key)[0]


def is_finished(of: Validated) -> bool:
    """Whether all coders of this kind are done, and there are some: before, nothing of the detector or of others is shown."""
    left, coders = _left(of, of.key)
    return bool(coders) and not left


def agreement(of: Validated) -> tuple[AgreementRow, ...]:
    """The figures of agreement of the coders of one kind."""
    return _agreement(of, of.key)


def grounds_of(of: Validated) -> Grounds:
    """What all figures rest on. Raises InputError as `framing.validate.results.grounds` does."""
    return _grounds(of, of.key)


def errors(of: Validated) -> tuple[LayerError, ...]:
    """The detector's error by layer."""
    return _errors(of, of.key)


def errors_in_opened(of: Validated) -> tuple[LayerError, ...]:
    """The detector's error in the articles that were opened for tuning."""
    return _errors_in_opened(of, of.key)


def figures(of: Validated, measure: str) -> tuple[EstimateRow, ...]:
    """A measure raw, hand-coded and corrected. Raises InputError as `framing.validate.estimates.coded_frame` does."""
    return _figures(of, of.key, measure)


def everything(of: Validated) -> Results:
    """All results of the study, as `framing validate` has them."""
    return _everything(of, of.key)


def measures(of: Validated) -> tuple[str, ...]:
    """The measures that the study can correct: general ones, then single devices that somebody has coded."""
    return _measures(of, of.key)


def refusal(of: Validated) -> str:
    """Why the study says nothing of this collection; empty where it does."""
    try:
        grounds_of(of)
    except FramingError as error:
        return str(error)
    return ""


def _state(folder: Path) -> str:
    """Changes with every choice that a coder makes."""
    found = [
        (path.relative_to(folder).as_posix(), path.stat().st_mtime_ns, path.stat().st_size)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return hashlib.sha256(repr(found).encode()).hexdigest()[:16]


@st.cache_data(max_entries=100, ttl=data.KEPT, show_spinner=False)
def _kinds(_study: Study, key: str) -> tuple[CoderKind, ...]:  # noqa: ARG001 (part of the key)
    every: tuple[CoderKind, ...] = ("human", "machine")
    return tuple(kind for kind in every if coders_of(_study, kind)) or ("human",)


@st.cache_data(max_entries=100, ttl=data.KEPT, show_spinner=False)
def _left(_of: Validated, key: str) -> tuple[dict[str, int], int]:  # noqa: ARG001 (part of the key)
    left = still_to_code(_of.study, _of.kind) | still_to_code(_of.study, "human")
    return left, len(coders_of(_of.study, _of.kind))


@st.cache_data(max_entries=20, ttl=data.KEPT, show_spinner=False)
def _measures(_of: Validated, key: str) -> tuple[str, ...]:  # noqa: ARG001 (part of the key)
    scheme = _of.study.scheme
    used = {code.code for code in standing(_of.study.codes(*coders_of(_of.study, _of.kind)))}
    devices = [one.code for layer in scheme.layers if layer.name == DEVICE for one in layer.codes]
    return (*measures_of(scheme), *(DEVICE_PREFIX + code for code in devices if code in used))


@st.cache_data(max_entries=20, ttl=data.KEPT, show_spinner="Comparing coders …")
def _agreement(_of: Validated, key: str) -> tuple[AgreementRow, ...]:  # noqa: ARG001 (part of the key)
    return agreement_rows(_of.study.codes(), _of.study.scheme, _of.kind)


@st.cache_resource(max_entries=6, ttl=data.KEPT, show_spinner="Reading the corpus …")
def _grounds(_of: Validated, key: str) -> Grounds:  # noqa: ARG001 (part of the key)
    return grounds(_of.study, corpus_of(_of.chosen, data.tables(_of.chosen)), kind=_of.kind)


@st.cache_data(max_entries=20, ttl=data.KEPT, show_spinner="Measuring the detector …")
def _errors(_of: Validated, key: str) -> tuple[LayerError, ...]:  # noqa: ARG001 (part of the key)
    return layer_errors(grounds_of(_of))


@st.cache_data(max_entries=6, ttl=data.KEPT, show_spinner="Measuring the detector …")
def _errors_in_opened(_of: Validated, key: str) -> tuple[LayerError, ...]:  # noqa: ARG001 (part of the key)
    return opened_errors(_of.study, corpus_of(_of.chosen, data.tables(_of.chosen)), kind=_of.kind)


@st.cache_data(max_entries=200, ttl=data.KEPT, show_spinner="Correcting …")
def _figures(_of: Validated, key: str, measure: str) -> tuple[EstimateRow, ...]:  # noqa: ARG001 (part of the key)
    return estimate_rows(grounds_of(_of), (measure,))


@st.cache_data(max_entries=6, ttl=data.KEPT, show_spinner="Gathering …")
def _everything(_of: Validated, key: str) -> Results:  # noqa: ARG001 (part of the key)
    return results_of(grounds_of(_of))
