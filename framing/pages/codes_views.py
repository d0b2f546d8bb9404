"""The parts of the Codebook page, and the way from one to another."""

from __future__ import annotations

import streamlit as st

BROWSE, CHANGE, OWN = "Browse", "Write or change", "My codebooks"
VIEWS = (BROWSE, CHANGE, OWN)


def show_view(view: str, device: str | None = None) -> None:
    """Go to a part of the page, and to a device; for buttons."""
    st.session_state["part"] = view
    if device is not None:
        st.session_state["go_to_device"] = device


def show_codebook(label: str, told: str) -> None:
    """Draw the page again with another codebook, and say what has happened."""
    st.session_state["go_to_codebook"], st.session_state["told_of_codebooks"] = label, told
    st.rerun()


def asked_codebook() -> str:
    """Label of the codebook to open: the one just gone to, else that of the address."""
    asked = st.session_state.pop("go_to_codebook", None)
    if asked is not None:
        st.session_state["codebook"] = asked
    return str(st.session_state.get("codebook") or st.query_params.get("codebook", ""))


def news() -> str:
    """What has just happened, told once; empty where nothing has."""
    return str(st.session_state.pop("told_of_codebooks", ""))
