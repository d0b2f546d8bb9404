"""The stage between the passes, in one process: ids and duplicates settled, the corpus indexed, batches and shards cut."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from framing.batch.files import TEMPORARY, attempt, file_digest, rename, sync
from framing.batch.identity import Settled, settle
from framing.batch.reading import records_name
from framing.batch.sketching import sketch_name
from framing.batch.spool import read_ipc, words, write_ipc
from framing.batch.work import Marker, Outputs, Work
from framing.index import build_index

ARTICLES_PER_BATCH = 256
CHARACTERS_PER_BATCH = 2_000_000
"""A batch is closed at either limit, so batches, and with them the row groups, depend on the input alone."""
MOST_BATCHES_PER_SHARD = 8
"""About 2,000 articles, or two seconds: little to do again, and many times the cost of starting a task."""
SHARDS_WANTED = 32
"""Under that many shards, shards are smaller, so that two processes end together."""

TASK = "index-00000"
PLAN = "index-plan.arrow"
CORPUS = "index-corpus.arrow"
REJECTS = "index-rejects.jsonl"
REJECTED_POSITIONS = "index-positions.arrow"

_PLAN = pa.schema(
    [
        ("part", pa.int32()),
        ("row", pa.int32()),
        ("id", pa.string()),
        ("position", pa.int64()),
        ("record", pa.int64()),
    ]
)
"""One row per accepted article, one Arrow batch per batch to score. position: of its record in the whole input, 0-based."""

Line = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the spool. record_offset: lines of its file before the stretch it was read from · position: of its first
    record in the whole input."""

    task: int
    number: int
    record_offset: int
    position: int
    records: int


@dataclass(frozen=True, slots=True)
class _Entries:
    """All articles read, in input order, one value each."""

    part: NDArray[np.int32]
    row: NDArray[np.int32]
    position: NDArray[np.int64]
    record: NDArray[np.int64]
    characters: NDArray[np.int64]
    keys: NDArray[np.uint64]
    names: NDArray[np.uint64]
    own: pa.Array
    digest: pa.Array


def index_stage(work: Work, reads: Sequence[Marker], inputs: str, batches_per_shard: int = 0) -> Marker:
    """Settles, indexes and plans. counts: those of a Summary, `reason:…` per reason, batches, batches_per_shard and shards."""
    parts = list(_parts(work, reads))
    entries = _entries(work, parts)
    settled = settle(
        entries.keys,
        entries.names,
        lambda i: (entries.own[i].as_py() or entries.digest[i].as_py(), entries.digest[i].as_py()),
        keep_duplicates=work.job.settings["keep_duplicates"],
    )
    ids = _final_ids(entries, settled)
    outputs = Outputs(work, TASK, inputs)
    notes = _write_corpus_index(work, outputs, _Sketches(work, parts, entries, settled, ids))
    reasons = _write_rejects(work, outputs, parts, _Lines(entries, settled, ids))
    batches = _write_plan(outputs, parts, entries, settled, ids)
    per_shard = batches_per_shard or min(max(batches // SHARDS_WANTED, 1), MOST_BATCHES_PER_SHARD)
    counts = {
        **_counts(entries, settled),
        "read": sum(part.records for part in parts),
        "rejected": reasons.total(),
        **{f"reason:{reason}": count for reason, count in sorted(reasons.items())},
        "batches": batches,
        "batches_per_shard": per_shard,
        "shards": -(-batches // per_shard),
    }
    return outputs.finish(counts, notes)


def _parts(work: Work, reads: Sequence[Marker]) -> Iterator[Part]:
    """The parts of the spool in input order."""
    position = offset = 0
    for number, marker in enumerate(reads):
        piece = work.job.reads[number][0]
        if piece.start == 0:
            offset = 0
        for part in range(marker.counts["parts"]):
            name = records_name(number, part)
            records = read_ipc(work.path(name), ["record"]).num_rows
            yield Part(number, part, offset, position, records)
            position += records
        offset += marker.counts["lines"]


def _entries(work: Work, parts: Sequence[Part]) -> _Entries:
    columns = ["record", "article", "id", "digest", "key", "name", "characters"]
    numbers: list[tuple[NDArray[Any], ...]] = []
    own: list[pa.Array] = []
    digests: list[pa.Array] = []
    for number, part in enumerate(parts):
        table = read_ipc(work.path(records_name(part.task, part.number)), columns)
        positions = np.flatnonzero(table["article"].is_valid().to_numpy())
        found = table.take(pa.array(positions)).combine_chunks()
        numbers.append(
            (
                np.full(len(positions), number, np.int32),
                found["article"].to_numpy(),
                positions + part.position,
                found["record"].to_numpy() + part.record_offset,
                found["characters"].to_numpy(),
                words(found["key"]),
                words(found["name"]),
            )
        )
        own += found["id"].chunks
        digests += found["digest"].chunks
    if not numbers:
        return _no_entries()
    arrays = [np.concatenate(column) for column in zip(*numbers, strict=True)]
    return _Entries(*arrays, *(pa.chunked_array(x, pa.string()).combine_chunks() for x in (own, digests)))


def _no_entries() -> _Entries:
    whole, pairs, text = np.zeros(0, np.int64), np.zeros((0, 2), np.uint64), pa.array([], pa.string())
    short = whole.astype(np.int32)
    return _Entries(short, short, whole, whole, whole, pairs, pairs, text, text)


def _final_ids(entries: _Entries, settled: Settled) -> pa.Array:
    """The id of every article read; that of a left-out duplicate means nothing."""
    ids = pc.if_else(pc.equal(entries.own, ""), entries.digest, entries.own)
    if not settled.renamed:
        return ids
    mask = np.zeros(len(ids), np.bool_)
    mask[list(settled.renamed)] = True
    names = [settled.renamed[i] for i in sorted(settled.renamed)]
    return pc.replace_with_mask(ids, pa.array(mask), pa.array(names, pa.string()))


def _counts(entries: _Entries, settled: Settled) -> dict[str, int]:
    accepted = int(settled.accepted.sum())
    repeated = settled.first != np.arange(len(settled.first))
    named = pc.not_equal(entries.own, "").to_numpy(zero_copy_only=False)
    return {
        "accepted": accepted,
        "duplicates": len(settled.accepted) - accepted,
        "renamed": int(named[list(settled.renamed)].sum()) if settled.renamed else 0,
        "kept_duplicates": int((repeated & settled.accepted).sum()),
    }


@dataclass(frozen=True, slots=True)
class _Sketches:
    """(sketches of the accepted articles, their ids) part by part; can be gone through several times."""

    work: Work
    parts: Sequence[Part]
    entries: _Entries
    settled: Settled
    ids: pa.Array

    def __iter__(self) -> Iterator[tuple[pa.Table, pa.Array]]:
        bounds = np.searchsorted(self.entries.part, np.arange(len(self.parts) + 1))
        for part, start, stop in zip(self.parts, bounds[:-1], bounds[1:], strict=True):
            table = read_ipc(self.work.path(sketch_name(part.task, part.number)))
            accepted = self.settled.accepted[start:stop]
            if accepted.all() and stop - start == table.num_rows:
                yield table, self.ids.slice(start, stop - start)  # as they lie in the file, without a copy
                continue
            chosen = np.flatnonzero(accepted) + start
            yield table.take(pa.array(self.entries.row[chosen])), self.ids.take(pa.array(chosen))


def _write_corpus_index(work: Work, outputs: Outputs, sketches: _Sketches) -> dict[str, str]:
    index = build_index(sketches)
    path = work.path(CORPUS)
    temporary = path.with_name(path.name + TEMPORARY)
    attempt(path, lambda: index.save(temporary))
    with temporary.open("rb+") as file:
        sync(path, file.fileno())
    rename(temporary, path)
    outputs.add(CORPUS, file_digest(path) or "")
    return {"furniture": index.furniture_digest, "duplicates": index.duplicate_digest}


@dataclass(frozen=True, slots=True)
class _Lines:
    """What lines of rejects.jsonl need to know of the articles."""

    entries: _Entries
    settled: Settled
    ids: pa.Array

    def duplicates(self, part: Part) -> dict[int, str]:
        """Row among the records of a part -> id of the article it repeats."""
        positions = self.entries.position
        start, stop = np.searchsorted(positions, [part.position, part.position + part.records])
        left_out = np.flatnonzero(~self.settled.accepted[start:stop]) + start
        first = self.ids.take(pa.array(self.settled.first[left_out])).to_pylist()
        return dict(zip((positions[left_out] - part.position).tolist(), first, strict=True))


def _write_rejects(work: Work, outputs: Outputs, parts: Sequence[Part], lines: _Lines) -> Counter[str]:
    """rejects.jsonl as far as it is known before scoring, and beside it the position of each of its lines."""
    reasons: Counter[str] = Counter()
    positions: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    with outputs.file(REJECTS) as sink:
        for part in parts:
            table = read_ipc(
                work.path(records_name(part.task, part.number)),
                ["file", "record", "article", "id", "reason", "detail"],
            )
            duplicates = lines.duplicates(part)
            rejected = np.flatnonzero(table["article"].is_null().to_numpy())
            rows = np.union1d(rejected, np.fromiter(duplicates, np.int64, len(duplicates)))
            found = table.take(pa.array(rows)).to_pylist()
            reasons.update(row["reason"] for row in found if row["article"] is None)
            made = (
                _line(row, part, duplicates.get(at)) for at, row in zip(rows.tolist(), found, strict=True)
            )
            data = b"".join(orjson.dumps(line) + b"\n" for line in made)
            if data:
                sink.write(data)
            positions.append(rows + part.position)
    with outputs.file(REJECTED_POSITIONS) as sink:
        write_ipc(sink, pa.table({"position": np.concatenate(positions)}))
    return reasons


def _line(row: Mapping[str, Any], part: Part, duplicate_of: str | None) -> Line:
    repeated = row["article"] is not None
    return reject_line(
        row["file"],
        row["record"] + (part.record_offset if row["record"] else 0),
        (row["id"] or None) if repeated else row["id"],
        reason="same_outlet_and_text" if repeated else row["reason"],
        detail=row["detail"] or "",
        duplicate_of=duplicate_of,
    )


def reject_line(
    file: str, record: int, own: str | None, *, reason: str, detail: str, duplicate_of: str | None = None
) -> Line:
    """One line of rejects.jsonl."""
    return {
        "file": file,
        "record": record,
        "id": own,
        "kind": "rejected" if duplicate_of is None else "duplicate",
        "reason": reason,
        "detail": detail,
        "duplicate_of": duplicate_of,
    }


def _write_plan(
    outputs: Outputs, parts: Sequence[Part], entries: _Entries, settled: Settled, ids: pa.Array
) -> int:
    """The plan; gives the number of batches."""
    chosen = np.flatnonzero(settled.accepted)
    batches = list(cut(entries.characters[chosen]))
    layout = {
        "parts": [(part.task, part.number, part.position) for part in parts],
        "starts": [*(start for start, _ in batches), len(chosen)],
    }
    schema = _PLAN.with_metadata({"layout": json.dumps(layout)})
    with outputs.file(PLAN) as sink, pa.ipc.new_file(sink, schema) as writer:
        for start, stop in batches:
            rows = chosen[start:stop]
            columns = [entries.part[rows], entries.row[rows], ids.take(pa.array(rows))]
            columns += [entries.position[rows], entries.record[rows]]
            arrays = [pa.array(c, kind) for c, kind in zip(columns, schema.types, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
    return len(batches)


def cut(characters: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Where batches begin and end in a sequence of articles of these lengths."""
    total = np.cumsum(characters)
    start = 0
    while start < len(characters):
        before = int(total[start - 1]) if start else 0
        full = int(np.searchsorted(total, before + CHARACTERS_PER_BATCH)) + 1
        stop = min(start + ARTICLES_PER_BATCH, full, len(characters))
        yield start, stop
        start = stop


@dataclass(frozen=True, slots=True)
class Layout:
    """What a plan says beside its rows. parts: (task, number, position of its first record) of each part of the spool ·
    starts: number of the first accepted article of each batch, and behind them the number of articles."""

    parts: Sequence[tuple[int, int, int]]
    starts: Sequence[int]


def plan_layout(schema: pa.Schema) -> Layout:
    """The layout of a plan, from the schema of its file."""
    return Layout(**json.loads(schema.metadata[b"layout"]))
