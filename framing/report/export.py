"""A scored article as JSON and CSV. No cell of a CSV can start a formula in a spreadsheet program."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

import orjson

from framing.report.words import FURNITURE_OF_A_PAGE_ALONE
from framing.types import Evidence, Scored

FORMULA_STARTS = frozenset("=+-@＝＋－＠|%\t\r\n")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
EVIDENCE_COLUMNS = ("article_id", *(column.name for column in fields(Evidence)))


def to_json(scored: Scored, *, alone: bool = False) -> bytes:
    """Article, scores, reasons for missing ones, furniture and all evidence with offsets, as one JSON object in UTF-8.

    alone: scored by itself, without a corpus in which repeated page furniture is found, which `furniture_note` then says.
    A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD.
    """
    content: dict[str, object] = {
        "article": {**asdict(scored.article), "extra": scored.article.extra},
        "scores": dict(scored.scores),
        "missing": dict(scored.missing),
        "furniture": scored.furniture,
        **({"furniture_note": FURNITURE_OF_A_PAGE_ALONE} if alone else {}),
        "evidence": [asdict(evidence) for evidence in scored.evidence],
        "signature": scored.signature,
    }
    return orjson.dumps(_encodable(content), option=orjson.OPT_INDENT_2) + b"\n"


def evidence_csv(scored: Scored) -> bytes:
    """One row per piece of evidence, columns as in evidence.parquet but for the signature."""
    rows = ({"article_id": scored.article.id, **asdict(evidence)} for evidence in scored.evidence)
    return to_csv(EVIDENCE_COLUMNS, ([row[column] for column in EVIDENCE_COLUMNS] for row in rows))


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV in UTF-8 with a byte order mark; text that a spreadsheet would run gets an apostrophe in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([inert(column) for column in columns])
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def inert(cell: object) -> object:
    """The cell as it is where it is a number or plain text; None becomes empty.

    White space, quotes and invisible characters before the sign do not hide it.
    """
    if cell is None:
        return ""
    if isinstance(cell, (int, float)):
        return cell
    text = str(cell)
    start = text.lstrip(" \u00a0\u200b\ufeff'\"`‘’“”")
    return "'" + text if start[:1] in FORMULA_STARTS or text[:1] in FORMULA_STARTS else text


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(item) for item in value]
    return value
