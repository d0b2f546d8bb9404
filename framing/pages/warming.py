"""What the first reader would wait for, made ready as soon as the server runs: pages, codebook, collection, engine."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from threading import Thread

from framing.errors import FramingError


def warm_up() -> Thread:
    """Starts to make everything ready, in the order a reader needs it; whoever comes earlier waits for the same and no more."""
    thread = Thread(target=_make_ready, name="warm-up", daemon=True)
    thread.start()
    return thread


def _make_ready() -> None:
    from framing.pages import data, frame, read_chooser
    from framing.pages.opened import start_collection

    import_module("framing.pages.read")
    data.codebook()
    with suppress(FramingError):  # the page itself says what is wrong with the collection
        chosen = start_collection()
        if chosen is not None:
            read_chooser.make_ready(chosen)
            data.tables(chosen)
    for name, *_ in frame.PAGES:
        import_module(f"framing.pages.{name}")
    data.engine()
