"""The compiled kernels refuse columns that do not fit, and never read or write beside them."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from framing import kernels
from framing.text.vocabulary import hash_words

pytestmark = pytest.mark.skipif(not kernels.IN_USE, reason="the kernels were not built here, or are off")

KEY_OF_A = (
    int(hash_words(np.frombuffer(b"a" + bytes(24), np.uint8), np.zeros(1, int), np.ones(1, int))[0]) << 20
) % 2**64


def columns_for(words: int) -> list[Any]:
    """Valid arguments of `word_columns` for a text of some words of one letter."""
    folded = np.frombuffer(b"a " * words + bytes(24), np.uint8)
    start = np.arange(0, 2 * words, 2)
    table = np.zeros(64, np.uint64)
    out = [np.empty(words, kind) for kind in (np.int64, np.uint64, np.int32, np.uint8)]
    flags = [np.empty(words, np.bool_) for _ in range(5)]
    return [
        folded,
        np.zeros(len(folded), np.bool_),
        start,
        start + 1,
        table,
        np.zeros(1, np.uint8),
        *out,
        *flags,
    ]


@pytest.mark.parametrize(
    ("argument", "wrong"),
    [
        (1, np.zeros(3, np.bool_)),
        (2, np.arange(2)),
        (2, np.array([0, 2, -1])),
        (3, np.array([1, 3, 99])),
        (3, np.array([1, 2, 5])),
        (4, np.zeros(63, np.uint64)),
        (4, np.zeros(0, np.uint64)),
        (4, np.full(64, KEY_OF_A | 9, np.uint64)),
        (5, np.zeros(0, np.uint8)),
        (6, np.zeros(4, np.int64)),
        (6, np.zeros(3, np.int32)),
        (6, b"12345678" * 3),
        (7, np.zeros(6, np.uint64)[::2]),
        (9, None),
    ],
)
def test_what_does_not_fit_is_refused(argument: int, wrong: object) -> None:
    arguments = columns_for(3)
    kernels.native.word_columns(*arguments)
    arguments[argument] = wrong
    with pytest.raises(ValueError, match=r"framing\._kernels"):
        kernels.native.word_columns(*arguments)


SPECS = {
    "fold": "u2n u2k u1n u1n u1n i8n",
    "word_edges": "u1n i8n i8n",
    "word_hashes": "u1n i8w i8w u8w",
    "word_columns": "u1n u1n i8w i8w u8t u1k i8w u8w i4w u1w u1w u1w u1w u1w u1w",
    "stretches": "u1n i8w i8w u1k u1n",
    "headlines": "u8n u1n i8w i8w i8w i8w f81 u1x i8n i8w i8w",
    "readability": "u1n u1n u1n i8k i8k i8w i8w u8w i4w u1w u1k u8t i8f i8f i8+ i8f i8f i8f u1n i8w i8w i8w u8w",
}
"""The columns that each kernel takes: kind, size of the items, and a letter for columns of one length."""


def hostile_columns(spec: str, chosen: random.Random) -> list[Any]:
    """Columns of the right kinds, of which some have another length, with values that may point anywhere."""
    fields = chosen.choice((0, 1, 2))
    lengths = {
        "n": chosen.choice((1, 3, 70, 200)),
        "w": chosen.choice((0, 1, 2, 8)),
        "k": chosen.choice((1, 130)),
    }
    lengths |= {"t": 64, "x": 1 << 16, "1": 1, "f": fields, "+": fields + 1}
    limit, wrong = chosen.choice((2, 4, 80, 2**62)), chosen.choice((0, 0, 0.1, 0.5))
    columns = []
    for column in spec.split():
        length = lengths[column[2]] if chosen.random() >= wrong else chosen.choice((0, 1, 5, 64, 300))
        top = min(limit, 2 ** (8 * int(column[1]) - 1) - 1)
        values = [chosen.randint(-(column[0] == "i"), top) for _ in range(min(length, 200))]
        found = np.zeros(length, column[:2])
        found[: len(values)] = sorted(values) if chosen.random() < 0.7 else values
        columns.append(found)
    return columns


@pytest.mark.parametrize("name", SPECS)
def test_no_column_makes_a_kernel_read_or_write_beside_it(name: str) -> None:
    chosen = random.Random(name)
    kernel = getattr(kernels.native, name)
    done = refused = 0
    for _ in range(600):
        try:
            kernel(*hostile_columns(SPECS[name], chosen))
            done += 1
        except ValueError:
            refused += 1
    assert min(done, refused) > 0


def test_every_kernel_is_tried_with_any_columns() -> None:
    assert {name for name in dir(kernels.native) if name[0] != "_"} == {*SPECS, "SOURCES"}
