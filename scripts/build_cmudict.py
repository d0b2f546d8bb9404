"""Writes the CMU Pronouncing Dictionary in NLTK's corpus layout, its notice, and our table of syllables per word.

Run: `python scripts/build_cmudict.py CMUDICT.dict LICENSE`

Source: The CMU Pronouncing Dictionary, Carnegie Mellon University, state of 2026-01 (the files `cmudict.dict` and
`LICENSE` of github.com/cmusphinx/cmudict; 135,166 lines, SHA-256 in `SOURCE_SHA256`). Only the university's data and
its own BSD-like notice are used, no wrapper around them. Its lines `word(2) P H O N # note` become NLTK's
`WORD 2 P H O N`, in the order of the source, so that the first pronunciation stays the first.

`syllables.tsv.gz` holds `word<TAB>n` in byte order, n as textstat 0.7.13 counts it: digits in the first
pronunciation, and for a word the dictionary lacks, Pyphen's hyphenation points plus one. It has the words of the
dictionary that are a-z with inner apostrophes, and the form without apostrophes of each (textstat removes a
typographic apostrophe before it looks a word up, so that "wouldn’t" is counted as "wouldnt").
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyphen import Pyphen

SOURCE_SHA256 = "81917843c7f44ce2b094ac63873c2c7a4cf802040792c455ba3ca406891c3d22"
ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "framing/models/nltk_data/corpora/cmudict"
SYLLABLES = ROOT / "framing/text/syllables.tsv.gz"
ENTRY = re.compile(r"^(?P<word>\S+?)(?:\((?P<nth>\d+)\))? (?P<phones>[^#]+?)\s*(?:#.*)?$")
TABLE_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")


def entries(source: str) -> Iterator[tuple[str, int, str]]:
    """Word, number of the pronunciation (from 1) and phones of each line; ValueError at a line of another shape."""
    for number, line in enumerate(source.splitlines(), 1):
        match = ENTRY.match(line)
        if match is None:
            raise ValueError(f"cmudict line {number}: {line!r} is no `word phones`")
        yield match["word"], int(match["nth"] or 1), match["phones"]


def syllables_by_word(pronunciations: Iterable[tuple[str, int, str]]) -> dict[str, int]:
    """Syllables of each word's first pronunciation: its phones that end in a stress digit."""
    syllables: dict[str, int] = {}
    for word, _, phones in pronunciations:
        syllables.setdefault(word, sum(phone[-1].isdigit() for phone in phones.split()))
    return syllables


def with_stripped_forms(syllables: dict[str, int]) -> dict[str, int]:
    """The words our table holds, and the apostrophe-less form of each, counted as textstat counts that form."""
    hyphenation = Pyphen(lang="en_US")
    table = {word: n for word, n in syllables.items() if TABLE_WORD.fullmatch(word)}
    for word in [word for word in table if "'" in word]:
        stripped = word.replace("'", "")
        table.setdefault(stripped, len(hyphenation.positions(stripped)) + 1)
    return table


def gzipped(text: str) -> bytes:
    """Gzip bytes that depend on nothing but the text (no time, no file name)."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as stream:
        stream.write(text.encode("ascii"))
    return buffer.getvalue()


def main(dictionary: Path, notice: Path) -> None:
    raw = dictionary.read_bytes()
    if (digest := hashlib.sha256(raw).hexdigest()) != SOURCE_SHA256:
        raise SystemExit(
            f"{dictionary}: SHA-256 {digest}, expected {SOURCE_SHA256}; check the source, then change the constant"
        )
    pronunciations = list(entries(raw.decode("utf-8")))
    CORPUS.mkdir(parents=True, exist_ok=True)
    lines = (f"{word.upper()} {nth} {phones}\n" for word, nth, phones in pronunciations)
    (CORPUS / "cmudict").write_text("".join(lines), encoding="ascii")
    (CORPUS / "LICENSE").write_bytes(notice.read_bytes())
    table = with_stripped_forms(syllables_by_word(pronunciations))
    SYLLABLES.write_bytes(gzipped("".join(f"{word}\t{table[word]}\n" for word in sorted(table))))
    print(f"{len(pronunciations):,} pronunciations; {len(table):,} words with syllables")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
