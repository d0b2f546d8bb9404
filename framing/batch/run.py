"""One run of `framing score`: inputs -> articles.parquet, evidence.parquet, rejects.jsonl, run.json (and texts.parquet)."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import Any, Self

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from framing.batch.identity import Identities
from framing.batch.workers import Job, engine_for, score_jobs
from framing.errors import OutputError
from framing.readers import STANDARD_INPUT, Options, Read, Rejected, input_files, read_inputs
from framing.tables import EVIDENCE, TEXTS, article_schema, text_table
from framing.types import Article

ARTICLES_PER_BATCH = 256
CHARACTERS_PER_BATCH = 2_000_000
"""A batch is closed at either limit, so batches, and with them the row groups, depend on the input alone."""
SMALL_INPUT = 4_000_000
"""Bytes of input under which one process is quicker than starting others (each takes about 0.6 s to start)."""

TABLES = ("articles.parquet", "evidence.parquet", "rejects.jsonl", "run.json")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """workers: processes, 0 for one per core (one for small input) · codebooks: folders that replace the shipped codebook."""

    workers: int = 0
    keep_duplicates: bool = False
    texts: bool = False
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    codebooks: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: records read so far, rejected and duplicate ones among them, and bytes of input taken."""

    read: int
    rejected: int
    duplicates: int
    bytes_taken: int
    bytes_total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """accepted + rejected + duplicates == read; renamed are accepted ones whose own id was taken.

    kept_duplicates: duplicates that `--keep-duplicates` accepted · reasons: rejected ones by reason.
    """

    read: int
    accepted: int
    rejected: int
    duplicates: int
    renamed: int
    kept_duplicates: int
    reasons: Mapping[str, int]
    seconds: float
    signature: str


@dataclass(slots=True)
class _Counts:
    read: int = 0
    accepted: int = 0
    duplicates: int = 0
    renamed: int = 0
    kept_duplicates: int = 0
    bytes_taken: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def rejected(self) -> int:
        return self.reasons.total()


RECORDS_PER_BATCH = 4 * ARTICLES_PER_BATCH
"""Records, rejected and duplicate ones included, at which a batch is closed as well."""

Line = dict[str, str | int | None]
"""One line of rejects.jsonl."""


def score_run(
    inputs: Sequence[str], out: Path, options: RunOptions, report: Callable[[Progress], None] = lambda _: None
) -> Summary:
    """Scores all records of the inputs into a folder, whose tables appear together when the run has finished.

    The tables and rejects.jsonl are the same bytes whatever the number of workers. Raises InputError, OutputError, CodebookError.
    """
    started, clock = datetime.now(UTC), perf_counter()
    files = input_files(inputs)
    engine = engine_for(options.codebooks)
    total = sum(Path(name).stat().st_size for name in files if Path(name).is_file())
    counts = _Counts()
    with _Output(out, options.texts) as output:
        jobs = _jobs(files, options, counts)
        for job, result in score_jobs(jobs, options.codebooks, _workers(options.workers, files, total)):
            output.write(job, result.articles, result.evidence, dict(result.failed), counts)
            report(Progress(counts.read, counts.rejected, counts.duplicates, counts.bytes_taken, total))
        summary = _summary(counts, perf_counter() - clock, engine.signature)
        output.finish(_run_record(files, options, summary, started))
    return summary


def _workers(wanted: int, files: Sequence[str], total: int) -> int:
    if wanted:
        return wanted
    if total < SMALL_INPUT and STANDARD_INPUT not in files:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _jobs(files: Sequence[str], options: RunOptions, counts: _Counts) -> Iterator[Job[list[Read | Line]]]:
    """Batches of accepted articles; carried are the records behind them and the lines for rejects.jsonl between them."""
    identities = Identities()
    articles: list[Article] = []
    carried: list[Read | Line] = []
    size = 0

    def taken(position: int) -> None:
        counts.bytes_taken = position

    for item in read_inputs(files, Options(options.mapping), taken):
        counts.read += 1
        if isinstance(item, Rejected):
            counts.reasons[item.reason] += 1
            carried.append(_reject(item, item.id, "rejected", item.reason, item.detail))
        elif (settled := identities.settle(item.article, keep_duplicates=options.keep_duplicates)).dropped:
            counts.duplicates += 1
            own = item.article.id or None
            carried.append(_reject(item, own, "duplicate", "same_outlet_and_text", "", settled.duplicate_of))
        else:
            counts.accepted += 1
            counts.renamed += settled.renamed
            counts.kept_duplicates += settled.duplicate_of is not None
            articles.append(settled.article)
            carried.append(item)
            size += len(item.article.text)
        if (
            len(articles) == ARTICLES_PER_BATCH
            or size >= CHARACTERS_PER_BATCH
            or len(carried) == RECORDS_PER_BATCH
        ):
            yield Job(articles, carried)
            articles, carried, size = [], [], 0
    yield Job(articles, carried)


def _reject(
    item: Read | Rejected,
    own: str | None,
    kind: str,
    reason: str,
    detail: str,
    duplicate_of: str | None = None,
) -> Line:
    return {
        "file": item.file,
        "record": item.record,
        "id": own,
        "kind": kind,
        "reason": reason,
        "detail": detail,
        "duplicate_of": duplicate_of,
    }


class _Output:
    """The files of a run, written under temporary names and put in place together by `finish`."""

    def __init__(self, folder: Path, texts: bool) -> None:
        self._folder = folder
        self._names = [*TABLES, "texts.parquet"] if texts else list(TABLES)
        self._texts: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with ExitStack() as stack:
                self._rejects = stack.enter_context(self._temporary("rejects.jsonl").open("wb"))
                self._articles = stack.enter_context(self._parquet("articles.parquet", article_schema()))
                self._evidence = stack.enter_context(self._parquet("evidence.parquet", EVIDENCE))
                if "texts.parquet" in self._names:
                    self._texts = stack.enter_context(self._parquet("texts.parquet", TEXTS))
                self._stack = stack.pop_all()
        except OSError as error:
            raise OutputError(
                str(self._folder), str(error.strerror or error), "name another folder with --out"
            ) from None
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        for name in self._names:
            self._temporary(name).unlink(missing_ok=True)

    def _temporary(self, name: str) -> Path:
        return self._folder / f".{name}.part"

    def _parquet(self, name: str, schema: pa.Schema) -> pq.ParquetWriter:
        return pq.ParquetWriter(self._temporary(name), schema, compression="zstd", compression_level=1)

    def write(
        self,
        job: Job[list[Read | Line]],
        articles: pa.Table,
        evidence: pa.Table,
        failed: Mapping[int, str],
        counts: _Counts,
    ) -> None:
        """One batch: its rows, and its lines of rejects.jsonl in input order."""
        if articles.num_rows:
            self._articles.write_table(articles)
        if evidence.num_rows:
            self._evidence.write_table(evidence)
        if self._texts is not None and articles.num_rows:
            kept = [article for i, article in enumerate(job.articles) if i not in failed]
            self._texts.write_table(text_table(kept))
        for line in _lines(job, failed, counts):
            self._rejects.write(orjson.dumps(line) + b"\n")

    def finish(self, run: dict[str, Any]) -> None:
        """Closes the files and puts them in place; run.json last, as the sign that the others are whole."""
        self._stack.close()
        self._temporary("run.json").write_bytes(orjson.dumps(run, option=orjson.OPT_INDENT_2) + b"\n")
        if "texts.parquet" not in self._names:
            (self._folder / "texts.parquet").unlink(missing_ok=True)
        for name in sorted(self._names, key=lambda name: name == "run.json"):
            self._temporary(name).replace(self._folder / name)


def _lines(job: Job[list[Read | Line]], failed: Mapping[int, str], counts: _Counts) -> Iterable[Line]:
    number = 0
    for item in job.carried:
        if isinstance(item, dict):
            yield item
            continue
        if number in failed:
            counts.accepted -= 1
            counts.reasons["not_scored"] += 1
            yield _reject(item, job.articles[number].id, "rejected", "not_scored", failed[number])
        number += 1


def _summary(counts: _Counts, seconds: float, signature: str) -> Summary:
    return Summary(
        counts.read,
        counts.accepted,
        counts.rejected,
        counts.duplicates,
        counts.renamed,
        counts.kept_duplicates,
        dict(sorted(counts.reasons.items())),
        seconds,
        signature,
    )


def _run_record(
    files: Sequence[str], options: RunOptions, summary: Summary, started: datetime
) -> dict[str, Any]:
    """What run.json holds: inputs, settings, counts, versions and times."""
    return {
        "signature": summary.signature,
        "inputs": [
            {"path": name, "bytes": Path(name).stat().st_size if Path(name).is_file() else None}
            for name in files
        ],
        "settings": {
            "keep_duplicates": options.keep_duplicates,
            "texts": options.texts,
            "mapping": dict(options.mapping),
            "codebooks": [str(folder) for folder in options.codebooks],
        },
        "read": summary.read,
        "accepted": summary.accepted,
        "rejected": summary.rejected,
        "duplicates": summary.duplicates,
        "renamed": summary.renamed,
        "kept_duplicates": summary.kept_duplicates,
        "rejected_by_reason": dict(summary.reasons),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(summary.seconds, 3),
        "framing": version("framing"),
        "python": sys.version.split()[0],
    }
