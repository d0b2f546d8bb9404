"""Concatenated Parquet parts: the same bytes however the row groups were split, nothing lost, other files refused."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.batch import concat
from framing.batch.concat import concatenate
from framing.errors import OutputError
from framing.tables import EVIDENCE, article_schema

SCHEMA = pa.schema([("id", pa.string()), ("words", pa.int32()), ("rate", pa.float64()), ("day", pa.date32())])
GROUPS = st.lists(
    st.lists(
        st.tuples(
            st.text(max_size=40),
            st.none() | st.integers(-(2**31), 2**31 - 1),
            st.none() | st.floats(allow_nan=False),
            st.none() | st.dates(),
        ),
        max_size=8,
    ),
    max_size=9,
)


def table(rows: Sequence[tuple[object, ...]], schema: pa.Schema = SCHEMA) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def write(path: Path, groups: Sequence[pa.Table], schema: pa.Schema = SCHEMA, **options: object) -> Path:
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1, **options) as writer:
        for group in groups:
            writer.write_table(group)
    return path


def joined(parts: Sequence[Path], schema: pa.Schema = SCHEMA) -> bytes:
    out = io.BytesIO()
    rows = concatenate(parts, out, schema)
    assert rows == sum(pq.read_metadata(part).num_rows for part in parts)
    return out.getvalue()


def split(folder: Path, groups: Sequence[pa.Table], parts: int, schema: pa.Schema = SCHEMA) -> list[Path]:
    """The row groups, in order, in so many parts of random sizes, some of them empty."""
    cuts = sorted(random.Random(parts).choices(range(len(groups) + 1), k=parts - 1))
    bounds = zip([0, *cuts], [*cuts, len(groups)], strict=True)
    return [write(folder / f"{parts}-{i}.parquet", groups[a:b], schema) for i, (a, b) in enumerate(bounds)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(groups=GROUPS)
def test_bytes_are_those_of_one_writer_whatever_the_split(
    tmp_path: Path, groups: list[list[tuple[object, ...]]]
) -> None:
    tables = [table(rows) for rows in groups]
    expected = write(tmp_path / "one.parquet", [group for group in tables if group.num_rows]).read_bytes()
    for parts in (1, 2, 7):
        assert joined(split(tmp_path, tables, parts)) == expected


def test_no_parts_give_an_empty_table() -> None:
    for schema in (SCHEMA, EVIDENCE, article_schema()):
        out = io.BytesIO()
        assert concatenate([], out, schema) == 0
        assert pq.read_table(out).schema.equals(schema, check_metadata=True)


def test_pyarrow_and_duckdb_read_rows_and_statistics_of_every_part(tmp_path: Path) -> None:
    tables = [table([(f"{g}-{i}", g * 100 + i, i / 7, None) for i in range(90)]) for g in range(40)]
    parts = split(tmp_path, tables, 5)
    whole = tmp_path / "whole.parquet"
    whole.write_bytes(joined(parts))
    assert pq.read_table(whole).equals(pa.concat_tables(tables))
    metadata = pq.read_metadata(whole)
    assert metadata.num_rows == 3600
    assert [
        (s.min, s.max, s.null_count) for g in range(40) for s in [metadata.row_group(g).column(1).statistics]
    ] == [(g * 100, g * 100 + 89, 0) for g in range(40)]
    assert pq.read_table(whole, filters=[("words", "=", 1705)])["id"].to_pylist() == ["17-5"]
    found = duckdb.sql(f"select count(*), sum(words), max(id) from '{whole}'").fetchall()
    assert found == [(3600, sum(g * 100 + i for g in range(40) for i in range(90)), "9-9")]


def test_offsets_beyond_two_gigabytes_are_kept(tmp_path: Path) -> None:
    part = write(tmp_path / "a.parquet", [table([("x", 1, 1.0, None)])])

    with part.open("rb") as file:
        [group] = concat._read_footer(file, part).groups
    moved = replace(group, data=concat._moved(group, 5 << 30, part))
    [read], _ = concat._row_groups(b"\x1c" + moved.data, 0)
    assert (read.rows, read.start, read.length) == (1, group.start + (5 << 30), group.length)
    assert concat._moved(read, -5 << 30, part) == group.data


@pytest.mark.parametrize(
    ("schema", "options"),
    [
        (SCHEMA.remove(3), {}),
        (SCHEMA.set(1, pa.field("words", pa.int64())), {}),
        (SCHEMA.with_metadata({"a": "b"}), {}),
        (SCHEMA, {"version": "1.0"}),
        (SCHEMA, {"write_page_index": True}),
    ],
    ids=["columns", "type", "metadata", "version", "page index"],
)
def test_part_that_differs_is_refused(tmp_path: Path, schema: pa.Schema, options: dict[str, object]) -> None:
    row = ("a", 1, 0.5, None)
    good = write(tmp_path / "good.parquet", [table([row])])
    other = write(tmp_path / "other.parquet", [table([row[: len(schema)]], schema)], schema, **options)
    with pytest.raises(OutputError, match=r"other\.parquet"):
        concatenate([good, other], io.BytesIO(), SCHEMA)


def test_damaged_part_is_refused_at_any_cut(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.parquet", [table([("a", 1, 0.5, None)])]).read_bytes()
    cut = tmp_path / "cut.parquet"
    for length in range(0, len(whole), 7):
        cut.write_bytes(whole[:length])
        with pytest.raises(OutputError, match=r"cut\.parquet"):
            concatenate([cut], io.BytesIO(), SCHEMA)


def test_damaged_footer_gives_our_error_or_a_footer(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.parquet", [table([("a", 1, 0.5, None)])]).read_bytes()
    start = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    cut, rng, refused = tmp_path / "cut.parquet", random.Random(5), 0
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[rng.randrange(start, len(whole))] ^= 1 << rng.randrange(8)
        cut.write_bytes(damaged)
        try:
            concatenate([cut], io.BytesIO(), SCHEMA)
        except OutputError:
            refused += 1
    assert refused > 200


def test_full_disk_is_an_oserror(tmp_path: Path) -> None:
    part = write(tmp_path / "a.parquet", [table([("a", 1, 0.5, None)])])
    with Path("/dev/full").open("wb", buffering=0) as out, pytest.raises(OSError, match="space"):
        concatenate([part], out, SCHEMA)
