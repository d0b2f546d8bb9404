"""Data files that scripts made are what the scripts would make now, and have the shape that their readers expect."""

from __future__ import annotations

import gzip
import re
import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CMUDICT = ROOT / "framing/models/nltk_data/corpora/cmudict"


def test_dictionary_is_in_the_layout_of_nltk_with_its_notice_beside_it() -> None:
    lines = (CMUDICT / "cmudict").read_text(encoding="ascii").splitlines()
    wrong = [line for line in lines if not re.fullmatch(r"\S+ [1-9]\d* [A-Z]+[012]?(?: [A-Z]+[012]?)*", line)]
    assert (len(lines), wrong) == (135_166, [])
    assert "Copyright (C) 1993-2015 Carnegie Mellon University" in (CMUDICT / "LICENSE").read_text(
        encoding="utf-8"
    )


def test_syllable_table_is_made_from_the_shipped_dictionary() -> None:
    script = runpy.run_path(str(ROOT / "scripts/build_cmudict.py"))
    rows = (line.split(" ", 2) for line in (CMUDICT / "cmudict").read_text(encoding="ascii").splitlines())
    pronunciations = ((word.lower(), int(nth), phones) for word, nth, phones in rows)
    table = script["with_stripped_forms"](script["syllables_by_word"](pronunciations))
    shipped = gzip.decompress((ROOT / "framing/text/syllables.tsv.gz").read_bytes()).decode("ascii")
    assert shipped == "".join(f"{word}\t{table[word]}\n" for word in sorted(table))


def test_abbreviations_are_sorted_once_each_and_marked_in_one_way() -> None:
    lines = (ROOT / "framing/text/abbreviations.txt").read_text(encoding="ascii").splitlines()[1:]
    assert [line for line in lines if not re.fullmatch(r"[a-z]+(?:\.[a-z]+)*(?:\tmay_end)?", line)] == []
    words = [line.split("\t")[0] for line in lines]
    assert words == sorted(set(words))
    marked = {line.split("\t")[0] for line in lines if line.endswith("may_end")}
    assert marked >= {"inc", "u.s", "p.m", "etc", "no"}
    assert marked.isdisjoint({"mr", "sen", "gov", "dr", "e.g", "vs"})
