"""Choices that are part of the address, and are still there when a reader comes back to the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

T = TypeVar("T")


def select(place: DeltaGenerator, label: str, options: Sequence[str], key: str, index: int = 0) -> str:
    """A box to choose one of the options from; the address holds the choice unless it is the one at `index`."""
    recall(key, options)
    chosen = place.selectbox(label, options, index=index, key=key, bind="query-params")
    return keep(key, str(chosen))


def recall(key: str, options: Sequence[object]) -> None:
    """Give a widget that was on another page's turn its last value back, where the address does not say otherwise.

    Streamlit forgets a bound widget's value when the page is switched (streamlit#14350).
    """
    last = st.session_state.get(f"last_{key}")
    if key not in st.session_state and key not in st.query_params and last in options:
        st.session_state[key] = last


def keep(key: str, value: T) -> T:
    """The value, remembered for `recall`."""
    st.session_state[f"last_{key}"] = value
    return value


def remember_view(page: str) -> None:
    """Note the page that was just drawn and what its address holds, for `last_view`."""
    st.session_state["view_before"] = (page, {name: str(value) for name, value in st.query_params.items()})


def last_view() -> tuple[str, dict[str, str]] | None:
    """The page that was drawn last before this one and the choices in its address; None where there was none."""
    found: tuple[str, dict[str, str]] | None = st.session_state.get("view_before")
    return found
