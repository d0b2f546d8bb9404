"""The character encoding of a file from its first bytes, and the mending of text that was decoded wrongly before."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FALLBACK = "cp1252"
_MOST_OF_UTF8 = 4
"""Whole UTF-8 characters for each stray byte from which a file counts as UTF-8 with damage, not as an older encoding."""
_ENOUGH = 262_144
"""Bytes that are looked at where the encoding is not plain at once."""
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")

STRAY_BYTES = "stray_bytes_as_cp1252"
"""Name of the error handler for decoding: a byte that does not belong in a UTF-8 file is read as cp1252."""


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if not error.encoding.startswith("utf-8"):
        return "\ufffd", error.end
    return error.object[error.start : error.end].decode(_FALLBACK, "replace"), error.end


codecs.register_error(STRAY_BYTES, _as_cp1252)


def encoding_of(head: bytes) -> str:
    """By byte order mark, else UTF-8 where the bytes are that (a character cut off at the end aside), else as recognised."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if wide := _without_mark(head):
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "utf-8" if _is_damaged_utf8(head[:_ENOUGH]) else _recognised(head[:_ENOUGH])
    return "utf-8"


def _without_mark(head: bytes) -> str | None:
    """UTF-16 and UTF-32 by where their zero bytes stand, as text has them that is Latin for the most part."""
    length = len(head) // 4 * 4
    if length < 8 or 0 not in head[:length]:
        return None
    zeros = [head[place:length:4].count(0) / (length // 4) for place in range(4)]
    for name, pattern in (
        ("utf-32-le", "0111"),
        ("utf-32-be", "1110"),
        ("utf-16-le", "0101"),
        ("utf-16-be", "1010"),
    ):
        if all(
            share > 0.7 if wanted == "1" else share < 0.1
            for share, wanted in zip(zeros, pattern, strict=True)
        ):
            return name
    return None


def _is_damaged_utf8(head: bytes) -> bool:
    whole = len(_UTF8_CHARACTER.findall(head))
    stray = len(_HIGH.findall(_UTF8_CHARACTER.sub(b"", head)))
    return whole >= _MOST_OF_UTF8 * stray


def _recognised(head: bytes) -> str:
    """What charset-normalizer finds among the encodings of western files; cp1252 where it is unsure."""
    from charset_normalizer import from_bytes

    best = from_bytes(head, cp_isolation=["cp1252", "latin_1", "mac_roman"]).best()
    return best.encoding if best else _FALLBACK


_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x0b\x1b")


def is_text(head: bytes) -> bool:
    """Whether bytes look like text in the encoding they seem to have: no NUL and few control characters."""
    if not head:
        return False
    encoding = encoding_of(head)
    if encoding.startswith(("utf-16", "utf-32")):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return 0 not in head and controls <= len(head) // 200


_SUSPECT = re.compile("[ÂÃâÅÐ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¢£]|ï»¿")
REPAIRED: Mapping[str, str] = {"repaired": "encoding"}
"""What is added to `extra` of an article whose characters were mended."""


def repaired(text: str) -> str:
    """The text with mojibake such as `itâ€™s` turned back into `it’s`, line by line; any other text is returned as it is."""
    if text.isascii() or not _SUSPECT.search(text):
        return text
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    lines = text.split("\n")
    return "\n".join(fix_encoding(line) if _SUSPECT.search(line) and is_bad(line) else line for line in lines)
