"""How the app is served: its middleware, files for their owner alone, and a log without words of articles."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.middleware import Middleware

from framing.pages.launch import allowed_hosts
from framing.pages.serving_guard import Guard

if TYPE_CHECKING:
    from streamlit.starlette import App

OWNER_ONLY = 0o077
"""umask: what the server and its workers write is 0600, folders 0700."""


def middleware() -> list[Middleware]:
    """What every request passes before Streamlit; the hosts come from the environment that `framing app` sets."""
    return [Middleware(Guard, allowed=allowed_hosts())]


@asynccontextmanager
async def lifespan(_: App) -> AsyncIterator[None]:
    """Holds for as long as the server runs."""
    from framing.pages.warming import warm_up
    from framing.store.private import remove_stale

    os.umask(OWNER_ONLY)
    remove_stale()
    logging.setLogRecordFactory(record_without_words)
    warm_up()
    yield


def record_without_words(*fields: Any, **more: Any) -> logging.LogRecord:
    """A log record that tells of an exception its type and places; its message may quote an article, so it is left out."""
    record = logging.LogRecord(*fields, **more)
    if record.exc_info and record.exc_info[1] is not None:
        record.exc_text = places(record.exc_info[1])
        record.exc_info = None
    return record


def places(error: BaseException) -> str:
    """Where an exception came from, innermost last, and its type; one line each."""
    lines = [
        f"{frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join((*lines, type(error).__name__))
