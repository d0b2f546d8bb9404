"""One module per measure; each has NAME, COLUMNS and measure(). A new file here is found by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from framing.measures.contract import Found, Measured

__all__ = ["Found", "Measure", "Measured", "all_measures"]


class Measure(Protocol):
    """NAME: of the measure · COLUMNS: column -> Arrow type of articles.parquet, in the order shown."""

    NAME: str
    COLUMNS: dict[str, str]
    measure: Callable[[Found], Measured]


@cache
def all_measures() -> tuple[Measure, ...]:
    """The measures in this folder, by module name; modules without COLUMNS only help others."""
    names = sorted(module.name for module in iter_modules(__path__))
    modules = (import_module(f"{__name__}.{name}") for name in names)
    return tuple(cast(Measure, module) for module in modules if hasattr(module, "COLUMNS"))
