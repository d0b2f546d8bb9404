"""Arrow arrays made without pandas are the arrays that pyarrow makes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.arrow import array, slices


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], pa.string()),
        (["a", "", "“é”", "\U0001f600"], pa.string()),
        ([None, "a", None, ""], pa.string()),
        (("x", None), pa.string()),
        ([None, None], pa.string()),
        ([], pa.int32()),
        ([1, -2, None, 2**31 - 1], pa.int32()),
        ([True, 3], pa.int32()),
        ([0.5, None, 3], pa.float64()),
        ([None] * 9, pa.float64()),
        ([date(1969, 12, 31), None, date(2024, 2, 29)], pa.date32()),
        (range(3), pa.int64()),
    ],
)
def test_array_equals_that_of_pyarrow(values: Any, kind: pa.DataType) -> None:
    made = array(values, kind)
    made.validate(full=True)
    assert made.equals(pa.array([int(v) if v is True else v for v in values], kind))


def test_numpy_columns_of_any_width_and_stride() -> None:
    column = np.arange(10, dtype=np.int64)[::3]
    assert array(column, pa.int32()).to_pylist() == [0, 3, 6, 9]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.data())
def test_slices_are_those_of_the_text(text: str, data: st.DataObject) -> None:
    edges = st.tuples(*[st.integers(0, len(text))] * 2).map(sorted)
    spans = data.draw(st.lists(edges, max_size=5))
    columns = np.array(spans, np.int64).reshape(-1, 2).T
    foreign = np.array([i for i, letter in enumerate(text) if not letter.isascii()], np.int64)
    made = slices(text, foreign, *columns)
    made.validate(full=True)
    assert made.to_pylist() == [text[a:b] for a, b in spans]


def test_number_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(OverflowError):
        array([2**31], pa.int32())


def test_tables_are_made_without_pandas() -> None:
    code = (
        "import sys\n"
        "from framing.pipeline import Engine\n"
        "from framing.tables import article_table, evidence_table\n"
        "from framing.types import Article\n"
        "batch = Engine().score_batch([Article('a', 'Officials said AI is the new oil. ' * 9)])\n"
        "assert article_table(batch, 'x').num_rows == 1\n"
        "assert evidence_table(batch, 'x').num_rows > 1\n"
        "print('pandas' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("False\n", "")
