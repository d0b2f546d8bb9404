"""Whether the compiled kernels are used. They give what the NumPy code beside each call gives, in less time, and may be missing.

`FRAMING_KERNELS=off` in the environment leaves them aside.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

__all__ = ["IN_USE", "native", "sources_checksum"]


def sources_checksum(folder: Path) -> int:
    """31 bits over the C files of the kernels, which a build carries."""
    paths = sorted(folder.glob("_kernels*.[ch]"))
    return zlib.crc32(b"\0".join(path.read_bytes() for path in paths)) & 0x7FFFFFFF


try:
    from framing import _kernels as native
except ImportError:  # there was no compiler when the package was installed
    IN_USE = False
else:
    # a build of other sources, left over after an update, is not used
    _is_current = sources_checksum(Path(__file__).parent) == native.SOURCES
    IN_USE = _is_current and os.environ.get("FRAMING_KERNELS") != "off"
