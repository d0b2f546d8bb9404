"""Codes out and in as CSV, Parquet and standoff JSON Lines: the same codes after out and in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from framing.errors import InputError
from framing.report import inert, to_csv
from framing.validate.codes import COLUMNS, Code, from_row, to_row
from framing.validate.study import CodingArticle

WORDS = "words"
"""Column with the coded words themselves, for people; checked on the way in, left out for licensed corpora."""
_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in COLUMNS[:8]),
        ("start", pa.int64()),
        ("end", pa.int64()),
        *((name, pa.string()) for name in ("code", "voice", "stance", "anonymity")),
        ("rating", pa.float64()),
        ("cannot_tell", pa.bool_()),
        ("memo", pa.string()),
        ("refers", pa.list_(pa.string())),
        ("id", pa.string()),
        (WORDS, pa.string()),
    ]
)
_TEXT_COLUMNS = frozenset(
    name
    for name in COLUMNS
    if name in ("coder", "coder_kind", "article_id", "layer", "unit", "time", "definition", "memo", "id")
)

Articles = Mapping[str, CodingArticle]


def codes_csv(codes: Iterable[Code], articles: Articles | None) -> bytes:
    """One row per code. With `articles` the coded words stand in the last column."""
    columns = (*COLUMNS, *((WORDS,) if articles is not None else ()))
    rows = (_with_words(code, articles) for code in codes)
    return to_csv(columns, ([_cell(row.get(name)) for name in columns] for row in rows))


def codes_parquet(codes: Iterable[Code], articles: Articles | None) -> bytes:
    """One row per code, as `codes_csv`."""
    schema = _SCHEMA if articles is not None else _SCHEMA.remove(_SCHEMA.get_field_index(WORDS))
    sink = pa.BufferOutputStream()
    rows = [_with_words(code, articles) for code in codes]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), sink)
    return bytes(sink.getvalue())


def codes_jsonl(codes: Iterable[Code], articles: Articles | None) -> bytes:
    """Standoff: one JSON object per code, offsets in code points of the field."""
    return b"".join(orjson.dumps(_with_words(code, articles)) + b"\n" for code in codes)


def read_codes_csv(data: bytes, place: str, articles: Articles) -> tuple[Code, ...]:
    """The codes of a CSV with our columns. Raises InputError with the row for what is no sound code of these articles."""
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        rows = [dict(row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(place, f"no CSV in UTF-8 ({error})", "export it again as CSV UTF-8") from None
    return _checked(
        ((at, _from_cells(row, f"{place}:{at}")) for at, row in enumerate(rows, 2)), place, articles
    )


def read_codes_parquet(data: bytes, place: str, articles: Articles) -> tuple[Code, ...]:
    """The codes of a Parquet file with our columns; errors as for CSV."""
    try:
        rows = pq.read_table(pa.BufferReader(data)).to_pylist()
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(place, f"no Parquet file ({error})", "export it again") from None
    return _checked(enumerate(rows, 1), place, articles)


def read_codes_jsonl(data: bytes, place: str, articles: Articles) -> tuple[Code, ...]:
    """The codes of JSON Lines with our keys; errors as for CSV."""
    return _checked(enumerate(json_lines(data, place), 1), place, articles)


def words_of(code: Code, articles: Articles) -> str | None:
    """The coded words; None for what is no span."""
    if code.unit != "span":
        return None
    article = articles[code.article_id]
    return ((article.title or "") if code.field == "title" else article.text)[code.start : code.end]


def _with_words(code: Code, articles: Articles | None) -> dict[str, Any]:
    return to_row(code) if articles is None else {**to_row(code), WORDS: words_of(code, articles)}


def _cell(value: object) -> object:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else value


def _from_cells(cells: Mapping[str | None, Any], place: str) -> dict[str, Any]:
    """A CSV row with the types of a code; the apostrophe that kept a cell from being a formula is taken off again."""
    if None in cells or None in cells.values():
        raise InputError(place, "a row with more or fewer cells than columns", "check the file")
    row: dict[str, Any] = {}
    for name, cell in cells.items():
        text = cell[1:] if cell[:1] == "'" and inert(cell[1:]) == cell else cell
        row[str(name)] = text if name in _TEXT_COLUMNS else (text or None)
    try:
        row |= {name: int(row[name]) for name in ("start", "end") if row.get(name) is not None}
        row |= {"rating": float(row["rating"])} if row.get("rating") is not None else {}
    except ValueError as error:
        raise InputError(place, f"not a number ({error})", "give digits") from None
    if row.get("cannot_tell") not in ("true", "false", None):
        raise InputError(place, f"cannot_tell is {row['cannot_tell']!r}", "write true or false")
    row["cannot_tell"] = row.get("cannot_tell") == "true"
    row["refers"] = (row.get("refers") or "").split()
    return row


def _checked(
    rows: Iterable[tuple[int, Mapping[str, Any]]], place: str, articles: Articles
) -> tuple[Code, ...]:
    codes = []
    for number, row in rows:
        where = f"{place}:{number}"
        code = from_row({name: value for name, value in row.items() if name != WORDS}, where)
        if code.article_id not in articles:
            raise InputError(
                where, f"no article {code.article_id}", "import codes of the articles of the sample"
            )
        given = row.get(WORDS)
        if given is not None and code.unit == "span" and given != words_of(code, articles):
            raise InputError(
                where,
                f"the words are {given!r}, the text has {words_of(code, articles)!r}",
                "check the offsets",
            )
        codes.append(code)
    return tuple(codes)


def json_lines(data: bytes, place: str) -> list[dict[str, Any]]:
    """The objects of JSON Lines. Raises InputError with the line for anything else."""
    rows = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise InputError(
                f"{place}:{number}", f"no JSON ({error})", "export it again as JSON Lines"
            ) from None
        if not isinstance(row, dict):
            raise InputError(f"{place}:{number}", "no JSON object", "export it again as JSON Lines")
        rows.append(row)
    return rows


def sorted_codes(codes: Sequence[Code]) -> tuple[Code, ...]:
    """Codes by coder, article, time and id: the order of every export."""
    return tuple(sorted(codes, key=lambda code: (code.coder, code.article_id, code.time, code.id)))
