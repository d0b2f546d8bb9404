"""Many articles in, tables out: identities and duplicates settled in input order, scoring in one or more processes."""

from framing.batch.run import RunOptions, Summary, score_run

__all__ = ["RunOptions", "Summary", "score_run"]
