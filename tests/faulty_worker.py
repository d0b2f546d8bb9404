"""Worker processes of a run that end themselves over an article, as one that runs out of memory would."""

from __future__ import annotations

import os
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from framing.batch import runners
from framing.pipeline import Engine
from framing.types import Article

DEADLY = "This article ends the process that scores it."


def serve(connection: Connection) -> None:
    """The life of such a process."""
    score = Engine.score_batch

    def deadly(engine: Engine, articles: Sequence[Article], *more: Any) -> Any:
        if any(DEADLY in article.text for article in articles):
            os._exit(9)
        return score(engine, articles, *more)

    Engine.score_batch = deadly  # type: ignore[method-assign]
    runners.serve(connection)


def serve_nothing(connection: Connection) -> None:
    """The life of a process that dies at once."""
    os._exit(9)
