"""The fourth stage: a shard of the plan -> Parquet parts with one row group per batch, and the articles that failed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from framing.batch.files import make_folder
from framing.batch.options import TALLIES, RunOptions
from framing.batch.planning import CORPUS, PLAN, TASK, Layout, plan_layout, reject_line
from framing.batch.reading import Tell, articles_name, records_name
from framing.batch.spool import Spool, article_chunks, open_ipc, read_ipc
from framing.batch.work import Marker, Outputs, Task, Work
from framing.codebook import Codebook, load_codebook
from framing.errors import OutputError
from framing.index import Index
from framing.pipeline import Engine, signature_of
from framing.readers.fields import DATE_AMBIGUOUS
from framing.tables import EVIDENCE, TEXTS, article_schema, article_table, evidence_table, text_table
from framing.types import Article

PROCESS_DIED = "the process that scored it died"


def _sum_of(name: str) -> Callable[[pa.Table], int]:
    return lambda rows: int(rows[name].to_numpy().sum())


def _number_with(name: str) -> Callable[[pa.Table], int]:
    return lambda rows: rows.num_rows - int(rows[name].null_count)


def _ambiguous_dates(rows: pa.Table) -> int:
    return sum(f'"{DATE_AMBIGUOUS}":true' in extra for extra in rows["extra"].to_pylist())


_TALLY: Mapping[str, Callable[[pa.Table], int]] = {
    "words": _sum_of("words"),
    "furniture_words": _sum_of("furniture_words"),
    "near_duplicates": _number_with("duplicate_of"),
    "shared_copies": _number_with("shared_copy"),
    "ambiguous_dates": _ambiguous_dates,
}
"""How each of TALLIES is counted in rows of articles.parquet."""


@cache
def engine_for(
    folders: tuple[Path, ...], *, keep_furniture: bool, sensationalism: Path | None = None
) -> Engine:
    """The engine with the codebook of those folders (none: the shipped one), made once in each process.

    sensationalism: folder of a model of one's own.

    The garbage collector need not go through its hundred thousands of objects again and again.
    """
    engine = Engine(_codebook(folders), keep_furniture=keep_furniture, sensationalism=sensationalism)
    gc.freeze()
    return engine


def signature_for(options: RunOptions) -> str:
    """The signature of a run's engine, which is made only for files of the user, since their faults must come to light first."""
    keep = options.keep_furniture
    if options.codebooks or options.sensationalism:
        folders = tuple(folder.resolve() for folder in options.codebooks)
        model = options.sensationalism and options.sensationalism.resolve()
        return engine_for(folders, keep_furniture=keep, sensationalism=model).signature
    return signature_of(_codebook(()), keep_furniture=keep)


@cache
def _codebook(folders: tuple[Path, ...]) -> Codebook:
    return load_codebook(*folders)


@lru_cache(maxsize=1)
def _load_index(path: Path, _digest: str) -> Index:
    return Index.load(path)


def table_schemas(*, texts: bool) -> dict[str, pa.Schema]:
    """Name -> schema of the tables of a run."""
    schemas = {"articles": article_schema(), "evidence": EVIDENCE}
    return {**schemas, "texts": TEXTS} if texts else schemas


def part_name(task: Task, table: str) -> str:
    """The file of a shard's rows of a table."""
    return f"{task.name}.{table}.parquet"


@dataclass(frozen=True, slots=True)
class Result:
    """failed: (index in the batch, what happened) of articles that could not be scored; they have no rows."""

    articles: pa.Table
    evidence: pa.Table
    failed: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scorer:
    """An engine with what the index knows of the corpus."""

    engine: Engine
    index: Index

    def score(self, articles: Sequence[Article], copies: pa.Table) -> Result:
        """The tables of a batch. An article on which scoring fails is left out and named, the others keep their rows."""
        try:
            return self._tables(articles, copies)
        except Exception as error:  # noqa: BLE001 - one bad article must not lose its batch
            if len(articles) == 1:
                why = f"{type(error).__name__}: {error}"
                return Result(article_schema().empty_table(), EVIDENCE.empty_table(), ((0, why),))
        parts = [self.score([article], copies.slice(i, 1)) for i, article in enumerate(articles)]
        failed = tuple((i, why) for i, part in enumerate(parts) for _, why in part.failed)
        return Result(
            pa.concat_tables([part.articles for part in parts]),
            pa.concat_tables([part.evidence for part in parts]),
            failed,
        )

    def _tables(self, articles: Sequence[Article], copies: pa.Table) -> Result:
        batch = self.engine.score_batch(articles, self.index.furniture_of)
        signature = self.engine.signature
        return Result(article_table(batch, signature, copies), evidence_table(batch, signature))


@dataclass(frozen=True, slots=True)
class _Batch:
    """One batch of the plan. first: number of its first article among the accepted ones · where: its rows of the plan."""

    first: int
    articles: list[Article]
    where: pa.RecordBatch
    layout: Layout


def score_task(work: Work, task: Task, tell: Tell) -> Marker:
    """Scores one shard. tell: told the articles of each batch.

    counts: articles, not_scored and TALLIES. notes: position of each article that failed -> its line of rejects.jsonl.
    """
    scorer = _scorer(work)
    outputs = Outputs(work, task.name, plan_digest(work))
    failed: dict[str, str] = {}
    counts = dict.fromkeys(("articles", *TALLIES), 0)
    with ExitStack() as stack:
        writers = {
            table: stack.enter_context(
                pq.ParquetWriter(
                    stack.enter_context(outputs.file(part_name(task, table))),
                    schema,
                    compression="zstd",
                    compression_level=1,
                )
            )
            for table, schema in table_schemas(texts=work.job.settings["texts"]).items()
        }
        for batch in _batches(work, task.number):
            rows, failures = _score_batch(scorer, batch, task.skip, writers)
            failed.update(_failed_lines(work, batch, failures))
            counts["articles"] += len(batch.articles)
            for name, tally in _TALLY.items():
                counts[name] += tally(rows)
            tell(len(batch.articles))
    return outputs.finish({**counts, "not_scored": len(failed)}, failed)


def probe_task(work: Work, task: Task) -> Marker:
    """Scores the articles of a shard one by one and keeps nothing but, in a file, the number of the one it is at."""
    scorer = _scorer(work)
    make_folder(work.probe_file(task).parent)
    for batch in _batches(work, task.number):
        for number, article in enumerate(batch.articles, batch.first):
            if number not in task.skip:
                work.probe_file(task).write_bytes(b"%d" % number)
                scorer.score([article], scorer.index.copies(number, 1))
    return Marker(task.name, work.job.digest, "", {})


PRACTICE = 512
"""Articles after which few patterns are met for the first time."""
_AT_ONCE = 16
"""Articles between two looks whether there is something to do."""


def practise(folder: Path, enough: Callable[[], bool]) -> None:
    """Scores some articles that have been read, for nothing but the patterns they make ready, for a process that would wait.

    enough: whether to stop; asked every few articles.
    """
    work = Work(folder)
    engine = load_engine(work)
    parts = sorted(work.path(articles_name(0, 0)).parent.glob("*.articles.arrow"))
    articles = (article for path in parts for chunk in article_chunks(path) for article in chunk)
    few = islice(articles, PRACTICE)
    while not enough() and (given := list(islice(few, _AT_ONCE))):
        engine.score_batch(given)


def plan_digest(work: Work) -> str:
    """What tasks of scoring depend on: plan and index. Raises OutputError where the index stage has not been done."""
    return "".join(_index_marker(work).outputs[name] for name in (PLAN, CORPUS))


def _index_marker(work: Work) -> Marker:
    marker = work.marker(TASK)
    if marker is None:
        raise OutputError(
            str(work.folder), "there is no index yet", "run the command with --until index first"
        )
    return marker


def _batch_numbers(work: Work, number: int) -> range:
    counts = _index_marker(work).counts
    first = number * counts["batches_per_shard"]
    return range(first, min(first + counts["batches_per_shard"], counts["batches"]))


def _scorer(work: Work) -> Scorer:
    return Scorer(load_engine(work), _load_index(work.path(CORPUS), _index_marker(work).outputs[CORPUS]))


def load_engine(work: Work) -> Engine:
    """The engine of a run, made once in each process. Raises OutputError where the run was begun with another one."""
    settings = work.job.settings
    folders = tuple(Path(folder) for folder in settings["codebooks"])
    model = settings["sensationalism"]
    engine = engine_for(
        folders, keep_furniture=settings["keep_furniture"], sensationalism=Path(model) if model else None
    )
    if engine.signature != work.job.signature:
        raise OutputError(
            str(work.folder),
            f"the run was begun with {work.job.signature}, and this is {engine.signature}",
            "use the same version and codebook everywhere, or start over with --fresh",
        )
    return engine


def _batches(work: Work, number: int) -> Iterator[_Batch]:
    """The batches of a shard, their articles with their final ids."""
    spool = Spool()
    with open_ipc(work.path(PLAN)) as plan:
        layout = plan_layout(plan.schema)
        for batch in _batch_numbers(work, number):
            where = plan.get_batch(batch)
            rows = zip(*(where[name].to_pylist() for name in ("part", "row", "id")), strict=True)
            articles = [
                replace(spool.article(work.path(articles_name(*layout.parts[part][:2])), row), id=own)
                for part, row, own in rows
            ]
            yield _Batch(layout.starts[batch], articles, where, layout)


def _score_batch(
    scorer: Scorer, batch: _Batch, skip: Sequence[int], writers: dict[str, pq.ParquetWriter]
) -> tuple[pa.Table, dict[int, str]]:
    """Writes the rows of a batch; gives those of articles, and index in the batch -> why, for the articles that have none."""
    chosen = [i for i in range(len(batch.articles)) if batch.first + i not in skip]
    articles = [batch.articles[i] for i in chosen]
    copies = scorer.index.copies(batch.first, len(batch.articles)).take(pa.array(chosen, pa.int64()))
    result = scorer.score(articles, copies)
    failed = {chosen[i]: why for i, why in result.failed}
    tables = {"articles": result.articles, "evidence": result.evidence}
    if "texts" in writers:
        tables["texts"] = text_table([a for i, a in zip(chosen, articles, strict=True) if i not in failed])
    for name, table in tables.items():
        if table.num_rows:
            writers[name].write_table(table)
    died = {n - batch.first: PROCESS_DIED for n in skip if 0 <= n - batch.first < len(batch.articles)}
    return result.articles, {**failed, **died}


def _failed_lines(work: Work, batch: _Batch, failures: dict[int, str]) -> Iterator[tuple[str, str]]:
    for i, why in sorted(failures.items()):
        row = {
            name: column[i].as_py()
            for name, column in zip(batch.where.schema.names, batch.where, strict=True)
        }
        task, number, position = batch.layout.parts[row["part"]]
        records = read_ipc(work.path(records_name(task, number)), ["file"])
        file = records["file"][row["position"] - position].as_py()
        line = reject_line(file, row["record"], row["id"], reason="not_scored", detail=why)
        yield str(row["position"]), orjson.dumps(line).decode()
