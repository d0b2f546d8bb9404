"""Outlets."""

import streamlit as st


def draw() -> None:
    st.title("Outlets")
