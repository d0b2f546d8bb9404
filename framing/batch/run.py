"""One run of `framing score`: inputs -> articles.parquet, evidence.parquet, rejects.jsonl, run.json (and texts.parquet)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from framing.batch.files import make_folder
from framing.batch.finishing import Markers, finish
from framing.batch.job import Job, digest_of_values
from framing.batch.lock import locked
from framing.batch.options import TALLIES, Progress, RunOptions, Stage, State, Summary
from framing.batch.places import list_inputs
from framing.batch.planning import TASK, index_stage
from framing.batch.retrying import completed
from framing.batch.runners import Here, Processes, Runner, may_fork, process_count
from framing.batch.scoring import load_engine, plan_digest, signature_for
from framing.batch.sketching import sketch_inputs
from framing.batch.starting import begin, remove
from framing.batch.work import FOLDER, Marker, Task, Work, output_digests
from framing.errors import OutputError

__all__ = ["Progress", "RunOptions", "Summary", "score_run"]

Report = Callable[[Progress], None]


def score_run(
    inputs: Sequence[str],
    out: Path,
    options: RunOptions,
    report: Report = lambda _: None,
    runner: Runner | None = None,
) -> Summary:
    """Scores all records of the inputs into a folder, whose tables appear together when the run has finished.

    The tables and rejects.jsonl are the same bytes whatever the number of workers, and however often the run was stopped and
    started again. runner: who runs the tasks, instead of local processes; it is closed at the end.
    Raises InputError, OutputError, CodebookError.
    """
    try:
        return _scored(inputs, out, options, report, runner)
    finally:
        if runner is not None:
            runner.close()


def _scored(
    inputs: Sequence[str], out: Path, options: RunOptions, report: Report, runner: Runner | None
) -> Summary:
    clock, started = perf_counter(), datetime.now(UTC)
    files = list_inputs(inputs)
    signature = signature_for(options)
    work = Work(out / FOLDER)
    make_folder(work.folder)
    with locked(work.lock, shared=options.shard is not None):
        job = begin(work, files, options, signature)
        if isinstance(job, Summary):
            return job
        runner = runner or _local_runner(work, job, options)
        try:
            return _Run(work, job, options, runner, report, clock).to_the_end(started)
        finally:
            runner.close()


def _local_runner(work: Work, job: Job, options: RunOptions) -> Runner:
    """This process, or others of its own, which begin with the engine where they can be forked."""
    count = process_count(options.workers, sum(item.bytes for item in job.inputs))
    if count == 1:
        return Here()
    if may_fork() and options.until is None:
        load_engine(work)
    return Processes(count)


@dataclass(slots=True)
class _Run:
    """The stages of one run, one after another; tasks with a valid marker are not done again."""

    work: Work
    job: Job
    options: RunOptions
    runner: Runner
    report: Report
    clock: float
    progress: Progress = field(default_factory=lambda: Progress("read", 0, 0))

    def to_the_end(self, started: datetime) -> Summary:
        """All stages, or as many as the options want."""
        if self.options.shard is not None:
            return self._one_of_many(*self.options.shard)
        reads = self._read()
        index = self._index(reads)
        if self.options.until == "index":
            return self._summary(index, (), "indexed")
        shards = self._score(index, range(index.counts["shards"]))
        summary = self._summary(index, shards, "finished")
        self._show("finish", summary.accepted)
        finish(self.work, Markers(reads, index, shards), summary, started)
        remove(self.work)
        return summary

    def _one_of_many(self, first: int, of: int) -> Summary:
        index = self.work.marker(TASK)
        if index is None:
            raise OutputError(
                str(self.work.folder.parent),
                "the index is not finished",
                "run the command with --until index first",
            )
        with locked(self.work.folder / f"lock-{first}-of-{of}"):
            shards = self._score(index, range(first - 1, index.counts["shards"], of))
        return self._summary(index, shards, "shard_scored")

    def _read(self) -> list[Marker]:
        self._show("read", sum(item.bytes for item in self.job.inputs))
        tasks = [Task("read", number) for number in range(len(self.job.reads))]
        return self._all(tasks, lambda _: self.job.digest)

    def _index(self, reads: Sequence[Marker]) -> Marker:
        inputs = digest_of_values(output_digests(reads))
        index = self.work.done(TASK, inputs)
        if index is None:
            self._sketch(reads)
            self._show("index", self.progress.read)
            if self.options.until is None:
                self.runner.warm(self.work.folder)
            index = index_stage(self.work, reads, inputs, self.options.batches_per_shard)
        rejected, duplicates = index.counts["rejected"], index.counts["duplicates"]
        self.progress = replace(
            self.progress, read=index.counts["read"], rejected=rejected, duplicates=duplicates
        )
        return index

    def _sketch(self, reads: Sequence[Marker]) -> None:
        self._show("sketch", self.progress.read)
        parts = [
            Task("sketch", number, part)
            for number, marker in enumerate(reads)
            for part in range(marker.counts["parts"])
        ]
        self._all(parts, lambda task: sketch_inputs(self.work, task))

    def _score(self, index: Marker, numbers: Sequence[int]) -> list[Marker]:
        self._show("score", index.counts["accepted"])
        inputs = plan_digest(self.work)
        return self._all([Task("score", number) for number in numbers], lambda _: inputs)

    def _all(self, tasks: Sequence[Task], inputs: Callable[[Task], str]) -> list[Marker]:
        """The markers of the tasks, in their order."""
        markers: dict[Task, Marker] = {}
        for task in tasks:
            done = self.work.done(task.name, inputs(task))
            if done is not None:
                markers[task] = done
                self._count(done)
                self._tell(self._size(task, done))
        due = [task for task in tasks if task not in markers]
        for task, marker in completed(self.runner, self.work.folder, due, self._tell):
            markers[task] = marker
            self._count(marker)
            self.report(replace(self.progress, task=task.name, counts=marker.counts))
        return [markers[task] for task in tasks]

    def _size(self, task: Task, marker: Marker) -> int:
        """Units of progress of a task: bytes where it reads, articles otherwise."""
        if task.kind != "read":
            return marker.counts["articles"]
        inputs = self.job.inputs
        return sum((p.stop or inputs[p.file].bytes) - p.start for p in self.job.reads[task.number])

    def _count(self, marker: Marker) -> None:
        progress = self.progress
        self.progress = replace(
            progress,
            read=progress.read + marker.counts.get("records", 0),
            rejected=progress.rejected + marker.counts.get("not_scored", 0),
            seconds=perf_counter() - self.clock,
        )

    def _tell(self, units: int) -> None:
        self.progress = replace(
            self.progress, done=self.progress.done + units, seconds=perf_counter() - self.clock
        )
        self.report(self.progress)

    def _show(self, stage: Stage, total: int) -> None:
        self.progress = replace(self.progress, stage=stage, done=0, total=total)
        self.report(self.progress)

    def _summary(self, index: Marker, shards: Sequence[Marker], state: State) -> Summary:
        counts = index.counts
        failed = sum(marker.counts["not_scored"] for marker in shards)
        reasons = {
            name.partition(":")[2]: count for name, count in counts.items() if name.startswith("reason:")
        }
        if failed:
            reasons["not_scored"] = reasons.get("not_scored", 0) + failed
        return Summary(
            read=counts["read"],
            accepted=counts["accepted"] - failed,
            rejected=counts["rejected"] + failed,
            duplicates=counts["duplicates"],
            renamed=counts["renamed"],
            kept_duplicates=counts["kept_duplicates"],
            reasons=dict(sorted(reasons.items())),
            seconds=perf_counter() - self.clock,
            signature=self.job.signature,
            state=state,
            tally={name: sum(marker.counts[name] for marker in shards) for name in TALLIES},
        )
