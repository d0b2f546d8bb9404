"""Choosing a study on a page: those of the workspace, the chosen one in the address."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from framing.pages import data
from framing.pages.links import keep, recall
from framing.store import Collection
from framing.store.studies import StudyEntry, find_study, list_studies
from framing.validate import study as files
from framing.validate.package import PACKAGE
from framing.validate.study import Study, open_study

KEY = "study"
"""Of the address and the session state: name of the study that is chosen."""
_NEXT = "study_to_choose"


def choose(chosen: Collection) -> tuple[str, Study | None]:
    """The study that is chosen in a box drawn here, and its name; an empty name and None where the workspace has none.

    Studies that were drawn from the open collection come first. Raises FramingError where the study is damaged.
    """
    found = entry(chosen)
    return ("", None) if found is None else (found.name, opened(found.folder))


def entry(chosen: Collection | None, *, packages: bool = False) -> StudyEntry | None:
    """The entry of the study that is chosen in a box drawn here; None where the workspace has none.

    packages: those of other people's studies, unpacked here, are among them.
    """
    known = studies(chosen, packages=packages)
    if not known:
        return None
    names = [one.name for one in known]
    if st.session_state.get(_NEXT) in names:
        st.session_state[KEY] = st.session_state.pop(_NEXT)
    recall(KEY, names)
    picked = st.selectbox("Study", names, key=KEY, bind="query-params", width=320)
    found = find_study(data.workspace(), keep(KEY, str(picked)))
    if found is not None and found.about.run and chosen is not None and found.about.run != chosen.id:
        st.caption("Drawn from another collection than the one that is open.")
    return found


def studies(chosen: Collection | None, *, packages: bool = False) -> Sequence[StudyEntry]:
    """The studies of the workspace that hold a sample, newest first, those drawn from the open collection before others."""
    known = [
        one
        for one in list_studies(data.workspace())
        if (one.folder / files.SAMPLE).is_file() or (packages and is_package(one))
    ]
    return sorted(known, key=lambda one: chosen is None or one.about.run != chosen.id)


def is_package(one: StudyEntry) -> bool:
    """Whether it is a package of somebody else's study, to code here and send back."""
    return (one.folder / PACKAGE).is_file()


def pick(name: str) -> None:
    """Make a study the chosen one when the box is drawn next."""
    st.session_state[_NEXT] = name


def opened(folder: Path) -> Study:
    """The study of a folder, read again when its sample, articles or definitions were written anew."""
    names = (files.SAMPLE, files.SAMPLE_TABLE, files.SCHEME, files.ARTICLES)
    state = tuple((folder / name).stat().st_mtime_ns if (folder / name).is_file() else 0 for name in names)
    return _opened(str(folder), state)


@st.cache_resource(max_entries=20, ttl=data.KEPT, show_spinner=False, scope="session")
def _opened(folder: str, state: tuple[int, ...]) -> Study:  # noqa: ARG001 (written anew, read anew)
    return open_study(Path(folder))
