"""The compiled kernels; everything else about the package stands in pyproject.toml."""

from __future__ import annotations

import runpy
import sysconfig
from pathlib import Path

from setuptools import Extension, setup

SOURCES = sorted(Path("framing").glob("_kernels*.c"))
HEADERS = sorted(Path("framing").glob("_kernels*.h"))
checksum = runpy.run_path("framing/kernels.py")["sources_checksum"]
KERNELS = Extension(
    "framing._kernels",
    [path.as_posix() for path in SOURCES],
    depends=[path.as_posix() for path in (*HEADERS, *SOURCES)],
    define_macros=[("SOURCES", str(checksum(Path("framing"))))],
    extra_compile_args=["-O3"],
    py_limited_api=True,
    optional=True,  # without a compiler framing does without (framing/kernels.py)
)
HAS_STABLE_ABI = not sysconfig.get_config_var("Py_GIL_DISABLED")  # Python without its lock has none

setup(
    ext_modules=[KERNELS] if HAS_STABLE_ABI else [],
    options={"bdist_wheel": {"py_limited_api": "cp311"}} if HAS_STABLE_ABI else {},
)
