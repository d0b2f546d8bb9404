"""Writes framing/text/fold.npz: what every code point below U+20000 is to us, as one uint16.

The table is shipped so that results do not depend on the Unicode version of the Python that runs. Low byte: the folded
character (see framing/text/fold.py); high byte: flags (upper case; kind of quotation mark).

    python scripts/build_fold_table.py
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SIZE = 0x20000
OTHER_LETTER, SYMBOL, DASH = 2, 3, 4
UPPER = 0x100
QUOTE_MARKS = {
    "'": 0x200,
    "`": 0x200,
    "\u2032": 0x200,
    "‘": 0x400,
    "‚": 0x400,
    "‛": 0x400,
    "‹": 0x400,
    "’": 0x600,
    "›": 0x600,
    '"': 0x800,
    "\u2033": 0x800,
    "“": 0xA00,
    "„": 0xA00,
    "‟": 0xA00,
    "«": 0xA00,
    "”": 0xC00,
    "»": 0xC00,
}
HYPHENS = "-\u2010\u2011"
LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
IN_WORD = ("Mn", "Mc", "Me")


def folded(char: str) -> int:
    """The byte of one character: ASCII letters in lower case, digits, punctuation; see the constants for the rest."""
    if char in QUOTE_MARKS:
        return ord("'") if QUOTE_MARKS[char] <= 0x600 else ord('"')
    if char in HYPHENS:
        return ord("-")
    if char in LINE_ENDS:
        return ord("\n")
    category = unicodedata.category(char)
    if category[0] == "Z" or char == "\t":
        return ord(" ")
    if char == "…":
        return ord(".")
    if category == "Pd":
        return DASH
    if category[0] == "N":
        return ord(unicodedata.normalize("NFKD", char)[0]) if char.isdigit() and char.isascii() else ord("0")
    if category[0] == "L" or category in IN_WORD:
        base = unicodedata.normalize("NFKD", char)[0].lower()[:1]
        return ord(base) if base.isascii() and base.isalpha() else OTHER_LETTER
    if 0x20 < ord(char) < 0x7F:
        return ord(char)
    return SYMBOL


def flags(char: str) -> int:
    return QUOTE_MARKS.get(char, 0) | (UPPER if char.isupper() or char.istitle() else 0)


def build() -> NDArray[np.uint16]:
    """The table of fold.npz, one entry per code point below SIZE."""
    table = np.full(SIZE, SYMBOL, np.uint16)
    for code in range(1, SIZE):
        if not 0xD800 <= code < 0xE000:
            table[code] = folded(chr(code)) | flags(chr(code))
    table[0] = 0
    return table


def main() -> None:
    table = build()
    target = Path(__file__).parent.parent / "framing" / "text" / "fold.npz"
    np.savez_compressed(target, table=table)
    print(f"{target}: {SIZE} code points, Unicode {unicodedata.unidata_version}")


if __name__ == "__main__":
    main()
