"""Codes that go out and come in again are the same codes, in every format; what does not fit the texts is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import InputError
from framing.validate.codes import Code
from framing.validate.exchange import (
    WORDS,
    Articles,
    codes_csv,
    codes_jsonl,
    codes_parquet,
    read_codes_csv,
    read_codes_jsonl,
    read_codes_parquet,
    words_of,
)
from framing.validate.foreign import read_doccano, read_inception
from framing.validate.study import CodingArticle
from validate.builders import TEXT, code, done, time
from validate.test_codes import any_codes

Write = Callable[[list[Code], Articles | None], bytes]
Read = Callable[[bytes, str, Articles], tuple[Code, ...]]
FORMATS: dict[str, tuple[Write, Read]] = {
    "csv": (codes_csv, read_codes_csv),
    "parquet": (codes_parquet, read_codes_parquet),
    "jsonl": (codes_jsonl, read_codes_jsonl),
}
ARTICLES = {"a00": CodingArticle("a00", "=A title", TEXT), "a01": CodingArticle("a01", None, "🙂" * 20)}
ODD = [
    "",
    "=1+1",
    "'=1+1",
    "''",
    "'plain",
    "\t=x",
    'a,b"c\n\r\nd',
    " '@x",
    "－1",
    "\ufeffx",
    "none",
    "true",
    "\u2028",
]


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=30)
@given(codes=st.lists(any_codes(), max_size=3))
def test_any_codes_come_back_the_same(name: str, codes: list[Code]) -> None:
    write, read = FORMATS[name]
    articles = {one.article_id: CodingArticle(one.article_id, None, "") for one in codes}
    assert read(write(codes, None), "codes", articles) == tuple(codes)


@pytest.mark.parametrize("name", FORMATS)
def test_every_kind_of_code_comes_back_with_its_words(name: str) -> None:
    write, read = FORMATS[name]
    span = code(anonymity=None, voice="author", stance="cannot_tell")
    codes = [
        span,
        code(field="title", start=0, end=8),
        code(article="a01", start=3, end=5),
        code(layer="sensationalism", unit="rating", rating=2.5),
        done(),
        code(unit="withdrawn", refers=(span.id, "0" * 16)),
        *(code(memo=memo) for memo in ODD),
    ]
    data = write(codes, ARTICLES)
    assert read(data, "codes", ARTICLES) == tuple(codes)
    assert write(list(read(data, "codes", ARTICLES)), ARTICLES) == data


def test_words_are_those_of_the_text_and_left_out_without_it() -> None:
    assert words_of(code(), ARTICLES) == "AI gold rush"
    rows = list(csv.DictReader(io.StringIO(codes_csv([code()], ARTICLES).decode("utf-8-sig"))))
    assert rows[0][WORDS] == "AI gold rush"
    for write, _ in FORMATS.values():
        assert b"AI gold rush" not in write([code()], None)


def test_no_cell_starts_a_formula() -> None:
    rows = csv.reader(
        io.StringIO(codes_csv([code(memo=memo) for memo in ODD], ARTICLES).decode("utf-8-sig"), newline="")
    )
    assert not [
        cell
        for row in rows
        for cell in row
        if cell.lstrip(" '\u00a0\ufeff\"")[:1] in ("=", "@", "＝") and cell[:1] != "'"
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_codes_that_do_not_fit_the_texts_are_refused(name: str) -> None:
    write, read = FORMATS[name]
    moved = {"a00": CodingArticle("a00", None, "x" + TEXT)}
    with pytest.raises(InputError, match="the words are 'AI gold rush'"):
        read(write([code()], ARTICLES), "codes", moved)
    with pytest.raises(InputError, match="no article a00"):
        read(write([code()], None), "codes", {})


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (read_codes_csv, b"\xff\xfe"),
        (read_codes_csv, b"coder,start\nanna\n"),
        (read_codes_csv, codes_csv([code()], None).replace(b",19,", b",nineteen,")),
        (read_codes_csv, codes_csv([code()], None).replace(b"false", b"perhaps")),
        (read_codes_parquet, b"PAR1"),
        (read_codes_jsonl, b"[1, 2]\n"),
        (read_codes_jsonl, b"{broken\n"),
        (read_codes_jsonl, codes_jsonl([code()], None).replace(b'"start":19', b'"start":20')),
    ],
)
def test_damaged_files_are_refused_with_their_place(read: Read, data: bytes) -> None:
    with pytest.raises(InputError, match=r"^codes"):
        read(data, "codes", ARTICLES)


TEMPLATE = Code("ben", "human", "", "device", "span", time(), "0" * 16)


@pytest.mark.parametrize(
    "row",
    [
        {"id": 7, "text": TEXT, "label": [[19, 31, "economy/gold-rush"]]},
        {"id": 7, "text": TEXT, "labels": [[19, 31, "economy/gold-rush"]]},
        {"id": 7, "data": TEXT, "label": [[19, 31, "economy/gold-rush"]]},
        {
            "text": TEXT,
            "entities": [{"id": 1, "label": "economy/gold-rush", "start_offset": 19, "end_offset": 31}],
            "relations": [],
        },
        {"article_id": "a00", "text": TEXT, "label": [[19, 31, "economy/gold-rush"]]},
    ],
)
def test_doccano_spans_become_codes_and_the_article_counts_as_seen(row: dict[str, object]) -> None:
    codes, held = read_doccano(json.dumps(row).encode() + b"\n", "export.jsonl", ARTICLES, TEMPLATE)
    assert [(one.coder, one.article_id, one.code, words_of(one, ARTICLES)) for one in codes] == [
        ("ben", "a00", "economy/gold-rush", "AI gold rush")
    ]
    assert held == ("a00",)


@pytest.mark.parametrize(
    "row",
    [
        {"text": "another text", "label": []},
        {"text": TEXT, "label": ["positive"]},
        {"text": TEXT, "label": [[19, 5000, "x"]]},
        {"text": TEXT, "label": [[True, 31, "x"]]},
        {"article_id": "a01", "text": "another text", "label": []},
    ],
)
def test_doccano_export_of_something_else_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"export\.jsonl:1"):
        read_doccano(json.dumps(row).encode(), "export.jsonl", ARTICLES, TEMPLATE)


def cas(text: str, *annotations: dict[str, object], **header: object) -> bytes:
    """A document as INCEpTION exports it in UIMA CAS JSON."""
    sofa = {
        "%ID": 1,
        "%TYPE": "uima.cas.Sofa",
        "sofaNum": 1,
        "sofaID": "_InitialView",
        "mimeType": "text",
        "sofaString": text,
    }
    spans = [
        {"%ID": 2 + at, "%TYPE": "custom.Device", "@sofa": 1, **one} for at, one in enumerate(annotations)
    ]
    members = {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2 + at for at in range(len(spans))]}}
    return orjson.dumps({"%TYPES": {}, **header, "%FEATURE_STRUCTURES": [sofa, *spans], "%VIEWS": members})


@pytest.mark.parametrize(
    ("header", "begin", "end"), [({}, 6, 10), ({"%HEADER": {"%OFFSET_ENCODING": "UTF-32"}}, 3, 5)]
)
def test_inception_offsets_become_code_points(header: dict[str, object], begin: int, end: int) -> None:
    data = cas(
        "🙂" * 20,
        {"begin": begin, "end": end, "label": "other", "voice": "source"},
        {"begin": 0, "end": 1, "lemma": "no code"},
        **header,
    )
    codes, held = read_inception(data, "doc.json", ARTICLES, TEMPLATE)
    assert [(one.article_id, one.start, one.end, one.code, one.voice) for one in codes] == [
        ("a01", 3, 5, "other", "source")
    ]
    assert held == ("a01",)


def test_inception_shapes_of_feature_structures_give_the_same_codes() -> None:
    """A list, or an object by id; anchors marked or not; annotations of another text of the document are none of ours."""
    listed = orjson.loads(cas("🙂" * 20, {"begin": 6, "end": 10, "label": "other"}))
    (sofa, span) = listed["%FEATURE_STRUCTURES"]
    elsewhere = {**span, "%ID": 4, "@sofa": 3}
    second = {"%ID": 3, "%TYPE": "uima.cas.Sofa", "sofaNum": 2, "sofaID": "second", "sofaString": "x" * 40}
    marked = {**{name: span[name] for name in span if name not in ("begin", "end")}, "^begin": 6, "^end": 10}
    expected, _ = read_inception(orjson.dumps(listed), "doc.json", ARTICLES, TEMPLATE)
    assert [(one.start, one.end) for one in expected] == [(3, 5)]
    for structures in (
        {"1": sofa, "2": {name: span[name] for name in span if name != "%ID"}},
        [sofa, marked],
        [sofa, span, second, elsewhere],
    ):
        data = orjson.dumps({**listed, "%FEATURE_STRUCTURES": structures})
        assert read_inception(data, "doc.json", ARTICLES, TEMPLATE)[0] == expected


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"no json",
        b"[]",
        cas("another text"),
        cas("🙂" * 20, {"begin": 1, "end": 4, "label": "x"}),
        cas("🙂" * 20, {"begin": 0, "end": 400, "label": "x"}),
        cas("🙂" * 20, {"begin": 0, "end": 2, "label": "x"}, **{"%HEADER": {"%OFFSET_ENCODING": "EBCDIC"}}),
        cas("🙂" * 20, {"begin": 0, "end": 2, "label": "x", "voice": "narrator"}),
    ],
)
def test_inception_export_of_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^doc\.json"):
        read_inception(data, "doc.json", ARTICLES, TEMPLATE)


def test_imported_spans_go_out_and_come_in_again_the_same() -> None:
    row = {"text": TEXT, "label": [[0, 7, "other"], [19, 31, "economy/gold-rush"]]}
    codes, _ = read_doccano(json.dumps(row).encode(), "export.jsonl", ARTICLES, TEMPLATE)
    for write, read in FORMATS.values():
        assert read(write(list(codes), ARTICLES), "codes", ARTICLES) == codes
