"""The character encoding of a file from its first bytes."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FALLBACK = "cp1252"


def encoding_of(head: bytes) -> str:
    """By byte order mark, else UTF-8 where the bytes are that (a character cut off at the end aside), else as recognised."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return _recognised(head)
    return "utf-8"


def _recognised(head: bytes) -> str:
    """What charset-normalizer finds among the encodings of western files; cp1252 where it is unsure."""
    from charset_normalizer import from_bytes

    best = from_bytes(head, cp_isolation=["cp1252", "latin_1", "cp1250", "mac_roman", "utf_16"]).best()
    return best.encoding if best else _FALLBACK


def is_text(head: bytes) -> bool:
    """Whether bytes look like text in the encoding they seem to have: no NUL and few control characters."""
    if not head:
        return False
    encoding = encoding_of(head)
    if encoding.startswith(("utf-16", "utf-32")):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x0b\x1b" for byte in head)
    return 0 not in head and controls <= len(head) // 200
