"""Scoring of batches in this process or in others; results come back in the order of the batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Generic, TypeVar

import pyarrow as pa

from framing.codebook import load_codebook
from framing.errors import FramingError
from framing.pipeline import Engine
from framing.tables import article_table, evidence_table
from framing.types import Article

T = TypeVar("T")

BATCHES_AHEAD = 3
"""Batches in flight per worker: enough that none waits, few enough that memory stays flat."""


@dataclass(frozen=True, slots=True)
class Result:
    """failed: (index in the batch, what happened) of articles that could not be scored; they have no rows."""

    articles: pa.Table
    evidence: pa.Table
    failed: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """A batch of articles, with whatever the caller wants back beside its result."""

    articles: Sequence[Article]
    carried: T


@cache
def engine_for(folders: tuple[Path, ...]) -> Engine:
    """The engine with the codebook of those folders (none: the shipped one), made once in each process."""
    return Engine(load_codebook(*folders))


def _score_in_worker(articles: Sequence[Article], folders: tuple[Path, ...]) -> Result:
    return score_articles(engine_for(folders), articles)


def score_articles(engine: Engine, articles: Sequence[Article]) -> Result:
    """The tables of a batch. An article on which scoring fails is left out and named, the others keep their rows."""
    try:
        return _tables(engine, articles)
    except Exception as error:  # noqa: BLE001 - one bad article must not lose its batch
        if len(articles) == 1:
            empty = _tables(engine, [])
            return Result(empty.articles, empty.evidence, ((0, f"{type(error).__name__}: {error}"),))
    parts = [score_articles(engine, [article]) for article in articles]
    failed = tuple((i, why) for i, part in enumerate(parts) for _, why in part.failed)
    return Result(
        pa.concat_tables([part.articles for part in parts]),
        pa.concat_tables([part.evidence for part in parts]),
        failed,
    )


def _tables(engine: Engine, articles: Sequence[Article]) -> Result:
    batch = engine.score_batch(articles)
    return Result(article_table(batch, engine.signature), evidence_table(batch, engine.signature))


def score_jobs(
    jobs: Iterable[Job[T]], folders: tuple[Path, ...], workers: int
) -> Iterator[tuple[Job[T], Result]]:
    """Each job with its result, in order. With one worker everything happens in this process.

    Raises FramingError where a worker process dies.
    """
    if workers == 1:
        for job in jobs:
            yield job, score_articles(engine_for(folders), job.articles)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"))
    waiting: deque[tuple[Job[T], Future[Result]]] = deque()
    try:
        for job in jobs:
            waiting.append((job, pool.submit(_score_in_worker, job.articles, folders)))
            if len(waiting) >= workers * BATCHES_AHEAD:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()
    except BrokenProcessPool:
        raise FramingError(
            "scoring", "a worker process died", "try --workers 1 to see on which input"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
