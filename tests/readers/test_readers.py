"""Every reader by its contract, and what each makes of good and bad input."""

from __future__ import annotations

import codecs
import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.readers import (
    Options,
    Read,
    Reader,
    Rejected,
    all_readers,
    input_files,
    one_article,
    read_inputs,
)
from framing.readers.fields import NAMES, columns_by_field


def read(path: Path, **mapping: str) -> list[Read | Rejected]:
    return list(read_inputs([str(path)], Options(mapping)))


def reasons(items: list[Read | Rejected]) -> list[str]:
    return [item.reason if isinstance(item, Rejected) else "read" for item in items]


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("reader", all_readers(), ids=lambda reader: reader.NAME)
def test_reader_keeps_its_contract(reader: Reader) -> None:
    assert reader.NAME.strip() == reader.NAME != ""
    assert all(suffix.startswith(".") for suffix in reader.SUFFIXES)
    assert isinstance(reader.ORDER, int)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("empty.jsonl", b"", ["empty_file"]),
        ("blank.jsonl", b"\n\n  \n", ["empty_text"]),
        ("binary.jsonl", bytes(range(256)) * 8, ["unknown_format"]),
        ("cut.jsonl", b'{"text":"one"}\n{"text":"tw', ["read", "bad_json"]),
        ("list.jsonl", b'{"text":"one"}\n["text"]\n', ["read", "bad_json"]),
        ("null.jsonl", b'{"text":null}\n{"text":""}\n{"text":" \\n"}\n', ["empty_text"] * 3),
        ("number.jsonl", b'{"text":7}\n{"title":"no text"}\n', ["bad_text", "no_text"]),
        ("latin.jsonl", b'{"text":"one"}\n{"text":"caf\xe9"}\n', ["read", "bad_json"]),
        ("deep.jsonl", b'{"text":' + b"[" * 5000 + b"\\ud800" + b"\n", ["bad_json"]),
        ("no-text.csv", "a,b\n1,2\n", ["no_text_column"]),
        ("header-only.csv", "text,title\n", []),
        ("wide.csv", "text,title\nwords,t,extra\nmore,t\n", ["bad_row", "read"]),
        ("narrow.csv", "title,text\nonly\nt,words\n", ["bad_row", "read"]),
        ("no-words.txt", "...!!!\n", ["read"]),
        ("only-front.txt", "---\ntitle: T\n---\n\n", ["empty_text"]),
    ],
)
def test_each_record_is_read_or_rejected_with_its_reason(
    tmp_path: Path, name: str, content: bytes | str, expected: list[str]
) -> None:
    assert reasons(read(written(tmp_path, name, content))) == expected


def test_truncated_gzip_keeps_what_came_before(tmp_path: Path) -> None:
    lines = b"".join(b'{"text":"article %d with some words"}\n' % i for i in range(5000))
    path = written(tmp_path, "a.jsonl.gz", gzip.compress(lines)[:-2000])
    found = reasons(read(path))
    assert found[-1] == "damaged_file"
    assert found.count("read") > 100


def test_lone_surrogates_become_the_replacement_character(tmp_path: Path) -> None:
    [item] = read(written(tmp_path, "a.jsonl", rb'{"text":"a \ud83d b","title":"\udc00"}'))
    assert isinstance(item, Read)
    assert (item.article.text, item.article.title) == ("a \ufffd b", "\ufffd")


def test_jsonl_strings_are_not_altered(tmp_path: Path) -> None:
    text = "  Line\r\nwith\tblanks \u00a0 and \x00 and \u202e  "
    [item] = read(written(tmp_path, "a.jsonl", json.dumps({"text": text})))
    assert isinstance(item, Read)
    assert item.article.text == text


def test_record_longer_than_the_limit_is_skipped_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.readers.jsonl.LARGEST_RECORD", 64)
    content = json.dumps({"text": "x" * 1000}) + "\n" + json.dumps({"text": "short"}) + "\n"
    assert reasons(read(written(tmp_path, "a.jsonl", content))) == ["too_large", "read"]


def test_other_keys_are_kept_in_extra(tmp_path: Path) -> None:
    record = {"text": "t", "Publication": "The Courier", "topic": "ai", "rank": 3, "empty": ""}
    [item] = read(written(tmp_path, "a.jsonl", json.dumps(record)))
    assert isinstance(item, Read)
    assert (item.article.outlet, item.article.extra) == ("The Courier", '{"rank":3,"topic":"ai"}')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_encoding_and_delimiter_are_recognised(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ["Headline", "Media_Name", "Publish Date", "Body"],
        [
            "Café closes",
            "The Courier",
            "2026-03-04",
            "The café in the square closed on Monday, the owner said. " * 4,
        ],
    ]
    content = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    [item] = read(written(tmp_path, "a.csv", content.encode(encoding)))
    assert isinstance(item, Read)
    article = item.article
    assert (article.title, article.outlet, article.date) == ("Café closes", "The Courier", date(2026, 3, 4))
    assert article.text.startswith("The café in")


def test_csv_cells_may_hold_line_ends_and_quotes(tmp_path: Path) -> None:
    [item] = read(written(tmp_path, "a.csv", 'id,text\n7,"One ""word"",\nnext line"\n'))
    assert isinstance(item, Read)
    assert (item.article.id, item.article.text) == ("7", 'One "word",\nnext line')


def test_mapping_names_the_columns(tmp_path: Path) -> None:
    [item] = read(written(tmp_path, "a.csv", "Inhalt,Blatt\nwords,Bote\n"), text="Inhalt", outlet="blatt")
    assert isinstance(item, Read)
    assert (item.article.text, item.article.outlet) == ("words", "Bote")


def test_front_matter_is_read_and_line_ends_are_newlines(tmp_path: Path) -> None:
    content = "---\r\ntitle: A title: with a colon\r\noutlet: The Courier\r\nevent: e01\r\n---\r\n\r\nOne.\r\n\r\nTwo.\r\n"
    [item] = read(written(tmp_path, "a.txt", codecs.BOM_UTF8 + content.encode()))
    assert isinstance(item, Read)
    article = item.article
    assert (article.title, article.outlet, article.text) == (
        "A title: with a colon",
        "The Courier",
        "One.\n\nTwo.",
    )
    assert article.extra == '{"event":"e01"}'


@pytest.mark.parametrize(
    "text", ["---\nnot front matter\n", "---\nkey: value\nno end", "--- dash: first\n---\n"]
)
def test_text_that_only_looks_like_front_matter_stays_text(tmp_path: Path, text: str) -> None:
    [item] = read(written(tmp_path, "a.txt", text))
    assert isinstance(item, Read)
    assert item.article.text == text.strip("\n")


def test_first_known_column_name_wins_in_the_order_of_names() -> None:
    assert columns_by_field(["Body", "TEXT", "Source"], {}) == {"text": "TEXT", "outlet": "Source"}
    assert set(columns_by_field([names[0] for names in NAMES.values()], {})) == set(NAMES)


def test_folder_is_read_by_name_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", ".hidden.txt", "a/.git/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        written(tmp_path, name, "words")
    assert input_files([str(tmp_path)]) == [str(tmp_path / "a/z.txt"), str(tmp_path / "b.txt")]


def test_missing_input_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder; check the path"):
        input_files([str(tmp_path / "nothing")])
    with pytest.raises(InputError, match="a folder without files"):
        input_files([str(tmp_path)])


def test_one_article_gives_the_first_or_the_reason(tmp_path: Path) -> None:
    assert one_article(str(written(tmp_path, "a.txt", "Some words."))).text == "Some words."
    with pytest.raises(InputError, match="empty_file"):
        one_article(str(written(tmp_path, "b.txt", "")))


GOOD = [json.dumps({"id": str(i), "text": f"Article {i} has words."}) for i in range(4)]


@given(st.binary(max_size=300), st.integers(0, 4), st.sampled_from(["a.jsonl", "a.csv", "a.txt"]))
def test_damage_never_raises_and_never_loses_a_neighbour(
    tmp_path_factory: pytest.TempPathFactory, damage: bytes, at: int, name: str
) -> None:
    lines = [line.encode() for line in GOOD]
    lines.insert(at, damage.replace(b"\n", b" "))
    path = written(tmp_path_factory.mktemp("damaged"), name, b"\n".join(lines))
    items = read(path)
    if name == "a.jsonl" and path.read_bytes().lstrip()[:1] == b"{":
        texts = {item.article.text for item in items if isinstance(item, Read)}
        assert {json.loads(line)["text"] for line in GOOD} <= texts
    assert all(isinstance(item, Read | Rejected) for item in items)
