"""Folding: one byte per code point, for any text, as the shipped table says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.text.fold import (
    DASH,
    DOUBLE_CLOSE,
    DOUBLE_OPEN,
    DOUBLE_STRAIGHT,
    OTHER_LETTER,
    SINGLE_CLOSE,
    SINGLE_OPEN,
    SINGLE_STRAIGHT,
    SYMBOL,
    TABLE_SIZE,
    fold,
)


def script(root: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, root / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=60)


@given(ANY_TEXT | st.text(alphabet="a\ud800\udfff😀𠀀\U0010ffff", max_size=8))
def test_one_byte_per_code_point(text: str) -> None:
    folded = fold(text)
    assert len(folded.array) == len(folded.data) == len(folded.upper) == len(folded.quote_mark) == len(text)
    assert folded.data == folded.array.tobytes()
    assert [fold(char).data for char in text] == [folded.data[i : i + 1] for i in range(len(text))]


def test_fold_is_what_the_table_says() -> None:
    table = np.load(Path(__file__).parents[2] / "framing" / "text" / "fold.npz")["table"]
    text = "".join(map(chr, range(TABLE_SIZE)))
    for part in (text[:0x10000], text):
        folded = fold(part)
        wanted = table[: len(part)]
        assert (folded.array == wanted & 0xFF).all()
        assert (folded.upper == (wanted >> 8 & 1).astype(bool)).all()
        assert (folded.quote_mark == wanted >> 9).all()


def test_table_is_fresh(root: Path) -> None:
    stored = np.load(root / "framing" / "text" / "fold.npz")["table"]
    different = np.flatnonzero(script(root, "build_fold_table").build() != stored)
    assert not [code for code in different if code < 0x250], "run: python scripts/build_fold_table.py"
    assert len(different) < 5000, "more than another Unicode version changes"


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("Aé Ñ", b"ae n"),
        ("ß日Ж", bytes([OTHER_LETTER] * 3)),
        ("“’”", b'"\'"'),
        ("a\tb\r\n\u2028\u00a0", b"a b\n\n\n "),
        ("—–", bytes([DASH, DASH])),
        ("‑\u2010-", b"---"),
        ("…", b"."),
        ("😀\ud800\U00020000", bytes([SYMBOL] * 3)),
        ("\0", b"\0"),
        ("½٣5", b"005"),
    ],
)
def test_folded_bytes(text: str, data: bytes) -> None:
    assert fold(text).data == data


def test_quotation_marks_are_told_apart() -> None:
    assert fold("'‘’\"“”«»„").quote_mark.tolist() == [
        SINGLE_STRAIGHT, SINGLE_OPEN, SINGLE_CLOSE, DOUBLE_STRAIGHT, DOUBLE_OPEN, DOUBLE_CLOSE,
        DOUBLE_OPEN, DOUBLE_CLOSE, DOUBLE_OPEN,
    ]  # fmt: skip
