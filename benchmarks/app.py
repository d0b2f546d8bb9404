"""How fast the app answers, and how much memory its server takes: first page, filter, article, at several numbers of articles.

One session that speaks Streamlit's websocket protocol; what a browser takes to draw comes on top. On a busy machine the processor
time of the server says more than the clock.
python benchmarks/app.py SCORED [--articles 12000 100000]; SCORED: a folder of `framing score --texts`, repeated as needed
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from load_app import Client, Results, connected  # noqa: E402
from screenshots import Served, served_app  # noqa: E402

RENAMED = {
    "articles": ("id", "outlet", "duplicate_of", "shared_copy"),
    "evidence": ("article_id",),
    "texts": ("id",),
}
"""Columns that are others in each repetition, the article's id first."""
OPENED, FILTERED = 30, 15
"""How often an article is opened and a filter set, each time another one."""


def repeated(scored: Path, number: int, folder: Path) -> Path:
    """A scored folder of so many articles: those of `scored` again and again, under other ids and outlets."""
    folder.mkdir()
    for name in RENAMED:
        given = pq.ParquetFile(scored / f"{name}.parquet")
        with pq.ParquetWriter(folder / f"{name}.parquet", given.schema_arrow, compression="zstd") as out:
            for table in _tables(scored, given, name, number):
                out.write_table(table)
    record = json.loads((scored / "run.json").read_text("utf-8"))
    record["read"] = record["accepted"] = number
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (folder / "rejects.jsonl").touch()
    return folder


def _tables(scored: Path, given: pq.ParquetFile, name: str, number: int) -> Iterator[pa.Table]:
    """The row groups of one table, which hold the same articles in each of the three."""
    articles = pq.ParquetFile(scored / "articles.parquet")
    left, turn = number, 0
    while left > 0:
        for group in range(given.num_row_groups):
            ids = articles.read_row_group(group, ["id"])["id"].slice(0, left)
            table = given.read_row_group(group)
            table = table.filter(pc.is_in(table[RENAMED[name][0]], value_set=ids.combine_chunks()))
            yield _renamed(table, RENAMED[name], f"-{turn}")
            left -= len(ids)
            if left <= 0:
                break
        turn += 1


def _renamed(table: pa.Table, columns: tuple[str, ...], ending: str) -> pa.Table:
    for column in columns:
        place = table.schema.get_field_index(column)
        words = pc.binary_join_element_wise(table[column].cast(pa.string()), pa.scalar(ending), "")
        table = table.set_column(place, table.schema.field(place), words.cast(table.schema.field(place).type))
    return table


async def measured(app: Served, ids: list[str]) -> Results:
    """Seconds of each kind of step, made one after the other."""
    found = Results()
    for name in ("first page after the start", "first page of another session"):
        async with connected(app.address) as socket:
            client = Client(socket, 1, found, app.processor_seconds)
            await client.run(name, "read", {})
            if name.endswith("start"):
                await steps(client, ids)
    return found


async def steps(client: Client, ids: list[str]) -> None:
    """Open articles, then filter outlets by measures that nobody has asked for yet."""
    for number in range(OPENED):
        await client.run("article", "read", {"article": ids[number * len(ids) // OPENED]})
    await client.run("outlets", "outlets", {})
    box = client.find("Measure")
    options = list(client.widgets[box].options)
    for number in range(FILTERED):
        chosen = options[number * len(options) // FILTERED]
        await client.run("filter", "outlets", {}, **{box: {"string_value": chosen}})


def told(found: Results, number: int, app: Served) -> Iterator[str]:
    """Rows of the Markdown table."""
    for name in found.seconds:
        values, used = sorted(found.seconds[name]), sorted(found.processor[name])
        cells = (
            values[len(values) // 2],
            values[min(int(len(values) * 0.95), len(values) - 1)],
            used[len(used) // 2],
        )
        shown = " | ".join(f"{cell * 1000:,.0f}" for cell in cells)
        yield f"| {number:,} | {name} | {len(values)} | {shown} | |"
    yield f"| {number:,} | server at most | | | | | {app.most_megabytes():,.0f} |"


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("scored", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[12_000, 100_000])
    arguments = parser.parse_args()
    print("| Articles | Step | Times | Median, ms | 95 %, ms | Median of the processor, ms | MB |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for number in arguments.articles:
        with tempfile.TemporaryDirectory(prefix="framing-bench-") as folder:
            scored = repeated(arguments.scored, number, Path(folder) / "run")
            ids = pq.read_table(scored / "articles.parquet", columns=["id"])["id"].to_pylist()
            with served_app(scored) as app:
                found = asyncio.run(measured(app, ids))
                print("\n".join(told(found, number, app)), flush=True)
            if found.failed:
                sys.exit(f"{len(found.failed)} pages failed: {', '.join(sorted(set(found.failed)))}")


if __name__ == "__main__":
    main()
