"""The second stage: a part of the spool -> what the index needs to know of its articles."""

from __future__ import annotations

from contextlib import ExitStack

from framing.batch.files import file_digest
from framing.batch.reading import Tell, articles_name
from framing.batch.spool import ChunkWriter, article_chunks, chunk_writer, write_ipc
from framing.batch.work import Marker, Outputs, Task, Work
from framing.index import sketch


def sketch_name(task: int, part: int) -> str:
    """The file of the sketches of a part."""
    return f"sketch-{task:05d}-{part:04d}.arrow"


def sketch_task(work: Work, task: Task, tell: Tell) -> Marker:
    """Sketches one part, whose task of reading may still be at others. tell: told the number of articles."""
    part = work.path(articles_name(task.number, task.part))
    outputs = Outputs(work, task.name, file_digest(part) or "")
    count = 0
    with outputs.file(sketch_name(task.number, task.part)) as sink, ExitStack() as stack:
        write: ChunkWriter | None = None
        for articles in article_chunks(part):
            rows = sketch(articles)
            write = write or stack.enter_context(chunk_writer(sink, rows.schema, compressed=False))
            write(rows)
            count += len(articles)
            tell(len(articles))
        if not count:
            write_ipc(sink, sketch([]))
    return outputs.finish({"articles": count})


def sketch_inputs(work: Work, task: Task) -> str:
    """The digest of the part that a task reads, from the marker of the task that wrote it; empty where there is none."""
    marker = work.marker(Task("read", task.number).name)
    return marker.outputs.get(articles_name(task.number, task.part), "") if marker else ""
