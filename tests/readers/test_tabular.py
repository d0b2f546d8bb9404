"""Tables and JSON: every field of every invented article in every layout, and what becomes of bad rows."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.readers import Options, Read, Rejected, read_inputs
from framing.types import Article
from readers.make_tables import Table, columns_of, iso, notes, parquet, rows, tables, text_of, workbook


def items_of(
    folder: Path, name: str, content: bytes | str, options: Options | None = None
) -> list[Read | Rejected]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_inputs([str(path)], options))


def articles(items: list[Read | Rejected]) -> list[Article]:
    assert [item for item in items if isinstance(item, Rejected)] == []
    return [item.article for item in items if isinstance(item, Read)]


def told(items: list[Read | Rejected]) -> list[str]:
    """The text of each article read, the reason of each rejection."""
    return [item.reason if isinstance(item, Rejected) else item.article.text for item in items]


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_every_field_of_every_article_is_found(tmp_path: Path, table: Table) -> None:
    own = {"id": "Nr"} if "Nr" in table.names else {}
    found = articles(items_of(tmp_path, table.name, table.content, Options(own)))
    for number, (article, given_) in enumerate(zip(found, table.articles, strict=True), 1):
        assert article.id == f"a{number}"
        assert article.text == text_of(given_)
        assert (article.title or "") == given_.title
        assert article.outlet == given_.outlet
        assert (article.date, article.date_precision) == (given_.day, "day")
        assert (article.author or "") == given_.author
        assert (article.url or "") == given_.url
        assert (article.section or "") == given_.section


def test_text_files_bring_front_matter_or_data_in_their_names(tmp_path: Path) -> None:
    front, named, bare = (articles(items_of(tmp_path, name, content))[0] for name, content in notes())
    assert (front.outlet, front.date, front.author) == (
        "The Evening Lantern",
        date(2014, 5, 30),
        "ANN EXAMPLE and JO SAMPLE",
    )
    assert front.text.startswith("HARBOUR TOWN")
    assert named.title == "eine kurze meldung"
    assert named.date is not None
    assert (bare.outlet, bare.title, bare.date) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "outlet", "day", "title"),
    [
        (
            "nytimes.com_2019-03-04_a-gold-rush_again.txt",
            "The New York Times",
            date(2019, 3, 4),
            "a gold rush again",
        ),
        ("20190304_The-Guardian_x.txt", "The Guardian", date(2019, 3, 4), "x"),
        ("report_2019_final.txt", None, None, None),
        ("my_notes_file.txt", None, None, None),
        ("two_parts.txt", None, None, None),
        ("_2019-03-04_x.txt", None, None, None),
    ],
)
def test_names_of_text_files(
    tmp_path: Path, name: str, outlet: str | None, day: date | None, title: str | None
) -> None:
    [article] = articles(items_of(tmp_path, name, "Some words."))
    assert (article.outlet, article.date, article.title) == (outlet, day, title)


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("title: 'A: b'\nauthors: [Ann, \"Bo Lo\"]", ("A: b", "Ann, Bo Lo", "{}")),
        ("title: >\n  One\n  two\nauthor:\n  - Ann\n  - Bo", ("One two", "Ann, Bo", "{}")),
        ("# a remark\ntitle: No\nrank: 1", ("No", None, '{"rank":"1"}')),
        ("title:\nauthor: Ann", (None, "Ann", "{}")),
    ],
)
def test_front_matter_may_hold_lists_and_folded_lines(
    tmp_path: Path, front: str, expected: tuple[str | None, str | None, str]
) -> None:
    [article] = articles(items_of(tmp_path, "a.md", f"---\n{front}\n---\nWords."))
    assert (article.title, article.author, article.extra) == expected
    assert article.text == "Words."


QUOTES = "bad_quotes"


@pytest.mark.parametrize(
    ("rows_", "expected"),
    [
        ('1,"unclosed text\n2,fine\n3,"quoted"\n4,last', [QUOTES, "fine", "quoted", "last"]),
        ('1,"unclosed one\nits second line\n2,fine\n3,"quoted"', [QUOTES, "fine", "quoted"]),
        ('1,"unclosed\n2,"Para one.\n\nPara two."\n3,x', [QUOTES, "Para one.\n\nPara two.", "x"]),
        ('1,"unclosed\n2,fine\n3,"unclosed too\n4,last', [QUOTES, "fine", QUOTES, "last"]),
        ('1,"to the end\n\nof the file', [QUOTES]),
        ('1,"He said "hello, you" to me"\n2,fine', ['He said "hello, you" to me', "fine"]),
        ('1,The 5" screen\n2,fine', ['The 5" screen', "fine"]),
        ('1,"a ""doubled"" mark"\n2,fine', ['a "doubled" mark', "fine"]),
        ("1,a\x00b\n2,fine", ["a\x00b", "fine"]),
        ("1,one,two\n2,fine", ["bad_row", "fine"]),
        ("1\n2,fine", ["bad_row", "fine"]),
        ("\n\n1,one\n , \n2,two", ["one", "two"]),
        ("1,one\r2,two\r", ["one", "two"]),
    ],
)
def test_each_bad_row_of_a_csv_is_named_and_costs_no_other(
    tmp_path: Path, rows_: str, expected: list[str]
) -> None:
    assert told(items_of(tmp_path, "a.csv", "id,text\n" + rows_)) == expected


def test_rejected_quotes_say_which_lines_are_lost(tmp_path: Path) -> None:
    items = items_of(tmp_path, "a.csv", 'id,text\n1,fine\n2,"unclosed one\nits second line\n3,fine\n4,"x"\n')
    assert [item.detail.partition(":")[0] for item in items if isinstance(item, Rejected)] == ["lines 3 to 4"]


def test_mended_quotes_and_characters_are_noted(tmp_path: Path) -> None:
    content = 'id,text\n1,"He said "hello"."\n2,itâ€™s Â£3\n3,plain\n'
    found = articles(items_of(tmp_path, "a.csv", content))
    assert [article.extra for article in found] == [
        '{"repaired":"quotation marks"}',
        '{"repaired":"encoding"}',
        "{}",
    ]
    assert found[1].text == "it’s £3"


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_every_row_of_a_csv_is_an_article_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, broken: list[bool], lines: int
) -> None:
    """Good rows in any mixture with rows whose quotation mark is never closed: all good ones are read, the lines of all others
    named by a rejection."""
    text = "\n".join(f"line {n}" for n in range(lines))
    content = "id,outlet,text\n" + "".join(
        f'{n},A,"open {n}\n' if is_broken else f'{n},A,"{text}"\n' for n, is_broken in enumerate(broken)
    )
    items = items_of(tmp_path_factory.mktemp("rows"), "a.csv", content)
    read = {item.article.id for item in items if isinstance(item, Read)}
    assert read == {str(n) for n, is_broken in enumerate(broken) if not is_broken}
    named = [
        re.findall(r"\d+", item.detail.partition(":")[0]) for item in items if isinstance(item, Rejected)
    ]
    assert sum(int(lines[-1]) - int(lines[0]) + 1 for lines in named) == sum(broken)


def test_line_of_a_million_characters_is_one_cell(tmp_path: Path) -> None:
    [article] = articles(items_of(tmp_path, "a.csv", "id,text\n1," + "word " * 200_000))
    assert len(article.text) == 1_000_000


def test_stray_bytes_of_an_older_encoding_are_read_as_it_has_them(tmp_path: Path) -> None:
    content = "id,text\n1,café naïve – été ’\n".encode() * 3 + "4,café – over\n".encode("cp1252")
    assert articles(items_of(tmp_path, "a.csv", content))[-1].text == "café – over"


def test_columns_without_a_name_or_with_the_same_one_are_kept_apart(tmp_path: Path) -> None:
    [article] = articles(items_of(tmp_path, "a.csv", ",text,note,note\n7,words,a,b\n"))
    assert article.extra == '{"column_1":"7","note":"a","note_4":"b"}'


def test_dates_of_a_column_are_read_in_the_order_that_one_of_them_proves(tmp_path: Path) -> None:
    content = "id,date,text\n1,3/2/2019,a\n2,25/2/2019,b\n"
    assert [a.date for a in articles(items_of(tmp_path, "a.csv", content))] == [
        date(2019, 2, 3),
        date(2019, 2, 25),
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json", "a.xlsx", "a.parquet"])
@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("3/2/2019", "25/2/2019"), (date(2019, 2, 3), date(2019, 2, 25))),
        (("3/2/2019", "2/25/2019"), (date(2019, 3, 2), date(2019, 2, 25))),
        (("3/2/2019", "4/5/2019"), (None, None)),
        (("3/2/2019", "25/2/2019", "2/25/2019"), (None, date(2019, 2, 25), date(2019, 2, 25))),
    ],
)
def test_each_format_of_many_records_decides_by_the_file(
    tmp_path: Path, name: str, dates: tuple[str, ...], expected: tuple[date | None, ...]
) -> None:
    records = [{"date": day, "text": f"text {n}"} for n, day in enumerate(dates)]
    columns = {"date": list(dates), "text": [record["text"] for record in records]}
    contents = {
        "a.csv": "date,text\n" + "".join(f"{r['date']},{r['text']}\n" for r in records),
        "a.jsonl": "\n".join(map(json.dumps, records)),
        "a.json": json.dumps(records),
        "a.xlsx": workbook(("S", [("date", "text"), *((r["date"], r["text"]) for r in records)])),
        "a.parquet": parquet(columns),
    }
    found = articles(items_of(tmp_path, name, contents[name]))
    assert tuple(article.date for article in found) == expected
    flags = ['{"date_ambiguous":true}' if day is None else "{}" for day in expected]
    assert [article.extra for article in found] == flags


def test_user_says_how_dates_are_written_where_the_file_does_not(tmp_path: Path) -> None:
    undecided, decided = "date,text\n3/2/2019,a\n", "date,text\n3/2/2019,a\n25/2/2019,b\n"
    said = Options(dates="mdy")
    assert articles(items_of(tmp_path, "a.csv", undecided, said))[0].date == date(2019, 3, 2)
    assert articles(items_of(tmp_path, "a.csv", decided, said))[0].date == date(2019, 2, 3)


def test_sheets_are_numbered_through_and_one_without_texts_is_named(tmp_path: Path) -> None:
    content = workbook(
        ("A", [("Note",), ("id", "text"), (1, "one"), (), (2, "two")]),
        ("Legend", [("Code", "Meaning"), (1, "x")]),
        ("Empty", []),
        ("B", [("text", "id"), ("three", 3.0)]),
    )
    items = items_of(tmp_path, "a.xlsx", content)
    assert told(items) == ["one", "two", "no_text_column", "three"]
    assert [item.record for item in items] == [1, 3, 4, 5]
    assert [item.article.id for item in items if isinstance(item, Read)] == ["1", "2", "3"]


def test_cell_that_excel_cut_off_is_noted(tmp_path: Path) -> None:
    content = workbook(("A", [("text",), ("x" * 32_767,), ("x" * 32_766,)]))
    found = articles(items_of(tmp_path, "a.xlsx", content))
    assert [article.extra for article in found] == ['{"text_cut_at":32767}', "{}"]


def test_line_ends_of_cells_are_newlines(tmp_path: Path) -> None:
    content = workbook(("A", [("text",), ("One.\r\nTwo.",)]))
    assert articles(items_of(tmp_path, "a.xlsx", content))[0].text == "One.\nTwo."


RECORD = {"id": "1", "text": 'Words, "quoted" {and} [so] \\ on', "tags": [{"name": "a"}]}
TEXT = RECORD["text"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (json.dumps([RECORD, RECORD]), [TEXT, TEXT]),
        (json.dumps([RECORD, RECORD], indent=1), [TEXT, TEXT]),
        (json.dumps({"n": 1, "articles": [RECORD]}), [TEXT]),
        (json.dumps({"a": {"b": {"c": [RECORD, RECORD]}}}, indent=1), [TEXT, TEXT]),
        (json.dumps({"hits": {"hits": [{"_id": "1", "_source": RECORD}]}}), [TEXT]),
        (json.dumps(RECORD), [TEXT]),
        (json.dumps(RECORD, indent=1), [TEXT]),
        (json.dumps({"comments": [{"text": "no"}], **RECORD}, indent=1), [TEXT]),
        ("\n".join(json.dumps(RECORD, indent=1) for _ in range(3)), [TEXT] * 3),
        ("\n".join(json.dumps(RECORD) for _ in range(3)), [TEXT] * 3),
        (
            json.dumps([RECORD, {"text": ""}, {"no": 1}, {"text": 7}]),
            [TEXT, "empty_text", "no_text", "bad_text"],
        ),
        ('[{"text": "a"}, 7, "b", null, {"text": "c"}]', ["a", *["bad_json"] * 3, "c"]),
        ('[{"text": "a\\ud800"}]', ["a\ufffd"]),
        ("[]", []),
        ('{"articles": []}', ["no_text"]),
    ],
)
def test_json_documents(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert told(items_of(tmp_path, "a.json", content)) == expected


GOOD = json.dumps([{"id": n, "text": f"text {n}"} for n in range(4)])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD[:-30], ["text 0", "text 1", "text 2", "bad_json"]),
        (GOOD[:-1], ["text 0", "text 1", "text 2", "text 3", "bad_json"]),
        (GOOD.replace('"text": "text 1"', '"text: "text 1"'), ["text 0", "bad_json", "text 2", "text 3"]),
        (GOOD.replace('1"}', '1"'), ["text 0", "bad_json", "text 2", "text 3"]),
        (GOOD.replace('1"}', "1}"), ["text 0", "bad_json", "text 2", "text 3"]),
        (GOOD.replace('1"}', '1"}}'), ["text 0", "text 1", "bad_json", "text 2", "text 3"]),
        (GOOD.replace(", {", " {", 1), ["text 0", "text 1", "text 2", "text 3"]),
    ],
)
def test_damage_in_a_json_list_costs_its_record_alone(
    tmp_path: Path, content: str, expected: list[str]
) -> None:
    assert told(items_of(tmp_path, "a.json", content)) == expected


def test_json_list_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.readers.json_document._CHUNK", 7)
    assert told(items_of(tmp_path, "a.json", json.dumps([RECORD] * 5))) == [TEXT] * 5
    answer = json.dumps({"pages": 3, "articles": [RECORD] * 5, "more": {"x": "]}"}})
    assert told(items_of(tmp_path, "b.json", answer)) == [TEXT] * 5


def test_json_record_longer_than_the_limit_ends_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.readers.json_document.LARGEST_RECORD", 100_000)
    content = json.dumps([{"text": "short"}, {"text": "x" * 400_000}, {"text": "lost"}])
    assert told(items_of(tmp_path, "a.json", content)) == ["short", "too_large"]


def test_parquet_days_and_times_are_read(tmp_path: Path) -> None:
    when = pa.array([1_551_657_600_000_000_001, 1_551_700_000_000_000_000], pa.timestamp("ns"))
    days = {
        "text": ["a", "b"],
        "date": when,
        "seen": pa.array([date(2019, 3, 5)] * 2),
        "picture": [b"\xff"] * 2,
    }
    found = articles(items_of(tmp_path, "a.parquet", parquet(days)))
    assert [article.date for article in found] == [date(2019, 3, 4)] * 2
    assert found[0].extra == '{"seen":"2019-03-05"}'


def test_damaged_parquet_says_how_many_rows_are_lost(tmp_path: Path) -> None:
    table = rows(tables()[0].articles * 40, iso)
    content = bytearray(parquet(columns_of(tables()[0].names, table), rows_per_group=40))
    content[len(content) // 2 : len(content) // 2 + 40] = bytes(40)
    items = items_of(tmp_path, "a.parquet", bytes(content))
    assert isinstance(items[-1], Rejected)
    assert items[-1].reason == "damaged_file"
    assert items[-1].detail.endswith(f"the rows after {len(items) - 1} of {len(table)} are lost")


def test_imported_articles_come_back_as_they_were(tmp_path: Path) -> None:
    from framing.readers.parquet import imported_table

    made = [
        Article("1", "words", outlet="X", date=date(2017, 9, 6), date_text="9/6/2017", date_precision="day"),
        Article("2", "words", outlet="The Guardian", extra='{"outlet_as_given":"theguardian.com"}'),
    ]
    target = io.BytesIO()
    pq.write_table(imported_table(made), target)
    assert articles(items_of(tmp_path, "a.parquet", target.getvalue())) == made


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_table_without_a_text_column_names_its_columns(tmp_path: Path, name: str) -> None:
    contents = {
        "a.csv": "when,what\n1,2\n",
        "a.xlsx": workbook(("S", [("when", "what"), (1, 2)])),
        "a.parquet": parquet({"when": [1], "what": [2]}),
    }
    [item] = items_of(tmp_path, name, contents[name])
    assert isinstance(item, Rejected)
    assert item.reason == "no_text_column"
    assert "columns are when, what" in item.detail


def test_encrypted_or_broken_spreadsheet_is_one_rejection(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    target = io.BytesIO()
    book.save(target)
    content = target.getvalue().replace(b"worksheets", b"worksheetz")
    assert told(items_of(tmp_path, "a.xlsx", content)) == ["damaged_file"]
    assert told(items_of(tmp_path, "b.xlsx", target.getvalue())) == ["empty_file"]
