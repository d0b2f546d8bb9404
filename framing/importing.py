"""Any input that the readers know -> one Parquet file of articles, which they read back, and a list of what gave none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import orjson
import pyarrow.parquet as pq

from framing.batch.files import Sink, make_folder, sync_folder, whole_file
from framing.batch.options import Progress
from framing.readers import Options, Read, Rejected, input_files, read_inputs
from framing.readers.parquet import imported_schema, imported_table
from framing.types import Article

ARTICLES_PER_GROUP = 1_000
CHARACTERS_PER_GROUP = 8_000_000
"""A row group is closed at either limit, so that memory stays flat and the bytes depend on the input alone."""


@dataclass(frozen=True, slots=True)
class Imported:
    """articles + rejected == read; duplicates are kept, for `framing score` to settle. reasons: rejected records by reason."""

    read: int
    articles: int
    rejected: int
    reasons: Mapping[str, int]


def rejects_path(out: Path) -> Path:
    """Where the records go that gave no article: beside the table, under its name."""
    return out.with_name(f"{out.name.removesuffix('.parquet')}.rejects.jsonl")


def import_articles(
    inputs: Sequence[str], out: Path, options: Options, report: Callable[[Progress], None] = lambda _: None
) -> Imported:
    """Writes all articles of the inputs to a Parquet file and the others to `rejects_path`; both appear when all is read.

    Raises InputError, OutputError.
    """
    reading = _Reading(inputs, options, report)
    articles = 0
    make_folder(out.parent)
    with ExitStack() as stack:
        rejects = stack.enter_context(whole_file(rejects_path(out)))
        table = stack.enter_context(whole_file(out))
        writer = stack.enter_context(pq.ParquetWriter(table, imported_schema(), compression="zstd"))
        for group in _groups(reading.articles(rejects)):
            writer.write_table(imported_table(group))
            articles += len(group)
    sync_folder(out.parent)
    reasons = dict(sorted(reading.reasons.items()))
    return Imported(reading.records, articles, reading.reasons.total(), reasons)


class _Reading:
    """Records of the inputs, counted: articles on the one side, lines of a rejects file on the other."""

    def __init__(self, inputs: Sequence[str], options: Options, report: Callable[[Progress], None]) -> None:
        self.records = 0
        self.reasons: Counter[str] = Counter()
        self._taken = 0
        self._items = read_inputs(inputs, options, self._take)
        self._total = sum(Path(name).stat().st_size for name in input_files(inputs) if Path(name).is_file())
        self._report = report
        self._start = perf_counter()

    def _take(self, count: int) -> None:
        self._taken = count

    def articles(self, rejects: Sink) -> Iterator[Article]:
        for item in self._items:
            self.records += 1
            self._tell()
            if isinstance(item, Read):
                yield item.article
            else:
                self.reasons[item.reason] += 1
                rejects.write(orjson.dumps(asdict(item)) + b"\n")

    def _tell(self) -> None:
        seconds, rejected = perf_counter() - self._start, self.reasons.total()
        self._report(Progress("read", self._taken, self._total, self.records, rejected, 0, seconds))


def _groups(articles: Iterator[Article]) -> Iterator[list[Article]]:
    group: list[Article] = []
    size = 0
    for article in articles:
        group.append(article)
        size += len(article.text)
        if len(group) == ARTICLES_PER_GROUP or size >= CHARACTERS_PER_GROUP:
            yield group
            group, size = [], 0
    if group:
        yield group


def preview(inputs: Sequence[str], options: Options, articles: int = 5) -> Iterator[Read | Rejected]:
    """The first articles of the inputs, and the records before them that gave none."""
    found = 0
    for item in read_inputs(inputs, options):
        yield item
        found += isinstance(item, Read)
        if found == articles:
            return
