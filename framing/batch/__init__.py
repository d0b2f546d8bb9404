"""Many articles in, tables out: identities and duplicates settled in input order, scoring in one or more processes.

What a run needs is loaded when first asked for: the command line starts its processes before (cli/scoring.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from framing.batch.run import RunOptions, Summary, score_run

__all__ = ["RunOptions", "Summary", "score_run"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from framing.batch import run

    return getattr(run, name)
