"""Codebooks as YAML, spreadsheet and zip: what goes out comes back the same, and hostile ones are refused with every problem."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.codebook import FOLDER, Codebook, Device, load_codebook
from framing.codebook.files import MOST_SEQUENCES_OF_DEVICE
from framing.codebook.spreadsheet import COLUMNS, files_of_table, rows_of
from framing.codebook.writing import (
    MOST_BYTES,
    MOST_FILES,
    cells_of,
    cells_of_yaml,
    codebook_files,
    device_yaml,
    from_zip,
    id_of,
    load_files,
    to_zip,
    yaml_of,
)
from framing.errors import CodebookError
from framing.report import to_csv
from small_device import GOOD

ID = "war/arms-race"
PATH = f"{ID}.yaml"


@pytest.fixture(scope="module")
def shipped() -> Codebook:
    return load_codebook()


def device(**changes: object) -> Device:
    return replace(load_files({PATH: GOOD}).device(ID), **changes)


def faults_of(files: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(CodebookError) as caught:
        load_files(files)
    return caught.value.faults


def csv_of(book: Codebook) -> bytes:
    return to_csv(COLUMNS, rows_of(book))


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_every_shipped_device_comes_back_from_yaml_and_from_a_table(shipped: Codebook) -> None:
    written = {f"{one.id}.yaml": device_yaml(one) for one in shipped.devices}
    assert load_files(written).devices == shipped.devices
    assert files_of_table(csv_of(shipped)) == written


def test_every_shipped_file_fills_the_form_and_comes_back(shipped: Codebook) -> None:
    texts = {f"{one.id}.yaml": (FOLDER / f"{one.id}.yaml").read_text("utf-8") for one in shipped.devices}
    again = {path: yaml_of(cells_of_yaml(text) or {})[0] for path, text in texts.items()}
    assert load_files(again).devices == shipped.devices


def test_shipped_codebook_comes_back_from_a_zip_with_its_slots_and_lemmas(shipped: Codebook) -> None:
    files = codebook_files(FOLDER)
    assert from_zip(to_zip(files)) == files
    assert from_zip(to_zip({f"mine/{path}": text for path, text in files.items()})) == files
    book = load_files(files)
    assert (book.devices, book.slots, book.lemmas) == (shipped.devices, shipped.slots, shipped.lemmas)
    assert to_zip(files) == to_zip(dict(reversed(files.items())))


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="[]{}\ufeff\u2028\u2029\x85"),
    min_size=1,
)
TEXTS = WORDS.map(str.strip).filter(bool)


@settings(max_examples=12)
@given(TEXTS.map(lambda text: " ".join(text.split())).filter(bool), st.lists(TEXTS, min_size=1, max_size=3))
def test_any_text_comes_back_from_yaml_and_from_a_table(label: str, misses: list[str]) -> None:
    made = device(label=label, misses=tuple(replace(device().misses[0], text=text) for text in misses))
    assert load_files({PATH: device_yaml(made)}).devices == (made,)
    book = Codebook((made,), {}, {}, "")
    assert load_files(files_of_table(csv_of(book))).devices == (made,)


@pytest.mark.parametrize(
    "text", ["=1+1", "-2", "+x", "@x", "'=1", "''-1", "yes", "1984", "null", "a: b", "# no", "- x", "\\n"]
)
def test_text_that_spreadsheets_or_yaml_would_take_for_something_else_comes_back(text: str) -> None:
    made = device(label=text, misses=(replace(device().misses[0], text=text),))
    book = Codebook((made,), {}, {}, "")
    assert load_files(files_of_table(csv_of(book))).devices == (made,)


def test_line_end_in_a_sentence_comes_back() -> None:
    made = device(misses=(replace(device().misses[0], text="One line\nand \\n another."),))
    assert load_files({PATH: device_yaml(made)}).devices == (made,)


def test_hit_that_lets_other_devices_fire_comes_back() -> None:
    made = device(hits=(replace(device().hits[0], also=("war/other",)),))
    assert load_files({PATH: device_yaml(made)}).devices == (made,)


def test_table_is_read_with_semicolons_and_without_a_language() -> None:
    cells = cells_of(device())
    names = [name for name in COLUMNS if name != "language"]
    quoted = (
        ";".join('"' + cell.replace('"', '""') + '"' for cell in row)
        for row in (names, [cells[n] for n in names])
    )
    assert load_files(files_of_table("\r\n".join(quoted).encode("cp1252"))).devices == (device(),)


def table_faults(content: str) -> tuple[str, ...]:
    with pytest.raises(CodebookError) as caught:
        files_of_table(content.encode(), "book.csv")
    return caught.value.faults


def test_every_problem_of_a_table_is_named_by_row_and_column() -> None:
    faulty = device(id="war/b", kind="joke", patterns=("<any>", "ok"))
    rows = rows_of(Codebook((device(), faulty, device(id="../up")), {}, {}, ""))
    faults = table_faults(to_csv(COLUMNS, [*rows, rows[0]]).decode("utf-8-sig"))
    assert faults[0] == f"book.csv, row 5, column id: '{ID}' stands in row 2 too; rename one"
    assert any("row 4: not a name of a codebook's file" in fault for fault in faults)
    rows = rows[:2]
    faults = table_faults(to_csv(COLUMNS, rows).decode("utf-8-sig"))
    assert faults == (
        "book.csv, row 3, column patterns: pattern '<any>': '<any>' can match without any literal word; add one as anchor",
        "book.csv, row 3, column kind: kind 'joke'; use one of metaphor, exemplar, allusion, catchphrase, depiction",
    )


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ("", "not a table with a header"),
        ("id,patterns,colour\n", "unknown column 'colour'"),
        ("id,id,patterns\n", "column 'id' stands twice"),
        ("label\nx\n", "no column 'patterns'"),
        ("id,patterns\n", "no device below the header"),
        ('id,patterns\n"a,b\n', "not a table with a header"),
        ("id,patterns\n" + "x,y\n" * (MOST_FILES + 1), "rows"),
        ("id,patterns\n" + "x" * MOST_BYTES, "bytes"),
    ],
)
def test_what_is_no_table_of_devices_is_refused(content: str, seen: str) -> None:
    assert any(seen in fault for fault in table_faults(content))


BAD_NAMES = (
    "../up.yaml", "/etc/x.yaml", "a\\b.yaml", "A/b.yaml", "alone.yaml", "a/b.py", "components/a.yaml", "a/\0.yaml",
    "a/" + "b" * 300 + ".yaml",
)  # fmt: skip


@pytest.mark.parametrize("path", BAD_NAMES)
def test_name_that_is_no_device_file_is_refused_before_anything_is_written(path: str) -> None:
    assert "not a name of a codebook's file" in faults_of({path: GOOD})[0]


def test_too_large_codebook_is_refused() -> None:
    assert "too large" in faults_of({f"a/b{n}.yaml": "" for n in range(MOST_FILES + 1)})[0]


def test_zip_is_unpacked_no_further_than_a_codebook_may_be_large() -> None:
    with pytest.raises(CodebookError, match="too large"):
        from_zip(packed({"a/b.yaml": b"#" * (MOST_BYTES + 1)}))
    with pytest.raises(CodebookError, match="too large"):
        from_zip(packed({f"a/b{n}.yaml": b"" for n in range(MOST_FILES + 1)}))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 no", packed({"readme.md": b"x"}), packed({"a/b.yaml": b"\xff"})]
)
def test_what_is_no_packed_codebook_is_refused(content: bytes) -> None:
    with pytest.raises(CodebookError):
        from_zip(content)


SEQUENCES = "(a b|c d) " * 11
HOSTILE = {
    "alias": ("a: &x [b]\nc: *x\n", "an alias"),
    "tag": ("!!python/object/apply:os.system [id]\n", "not a plain mapping"),
    "deep": ("a: " + "[" * 90_000, "lists within each other"),
    "unclosed": ("a: [", "not YAML"),
    "alternatives": (f'patterns: ["({"|".join(f"w{n} x" for n in range(10_000))})"]', "1000 at most"),
    "expansion": (
        "patterns:\n" + "".join(f'  - "z{n} {SEQUENCES}"\n' for n in range(1500)),
        "too many sequences",
    ),
    "contexts": (
        "except:\n  - reason: x\n    sentence:\n"
        + "".join(f'      - "z{n} {SEQUENCES}"\n' for n in range(1500)),
        "too many sequences",
    ),
    "large": ("#" * 200_001, "a device file has at most"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused(name: str) -> None:
    text, seen = HOSTILE[name]
    found = faults_of({PATH: text})
    assert sum(seen in fault for fault in found) == 1
    assert all(fault.startswith(f"{PATH}:") for fault in found)


def test_codebook_of_many_devices_with_many_sequences_each_is_refused() -> None:
    pattern = f"z {SEQUENCES}"
    files = {
        f"war/d{n}.yaml": device_yaml(
            device(id=f"war/d{n}", patterns=tuple(f"{pattern} y{k}" for k in range(4)))
        )
        for n in range(14)
    }
    assert MOST_SEQUENCES_OF_DEVICE > 4 * 2**11
    assert sum("too many sequences" in fault for fault in faults_of(files)) == 1


def test_deeply_nested_yaml_does_not_end_the_program(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.yaml").write_text("a: " + "[" * 90_000)
    code = f"from framing.cli import main; import sys; sys.argv = ['framing', 'codebook', 'check', {str(tmp_path)!r}]; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "lists within each other" in done.stderr


def test_form_takes_what_it_can_of_a_file_with_faults() -> None:
    text = (
        "id: a/b\nkind: joke\npatterns: [one, 'two\\nlines']\nhits:\n  - {text: x, also: [y]}\nlabel: [no]\n"
    )
    cells = cells_of_yaml(text)
    assert cells is not None
    assert (cells["id"], cells["kind"], cells["label"], cells["misses"]) == ("a/b", "joke", "", "")
    assert cells["patterns"] == "one\ntwo\\\\nlines"
    assert cells["hits"] == "{text: x, also: [y]}"
    assert cells_of_yaml("- a list") is None
    assert cells_of_yaml("a: [") is None


def test_every_line_of_a_written_device_names_its_field() -> None:
    text, fields = yaml_of(cells_of(device()))
    lines = text.split("\n")[:-1]
    assert len(lines) == len(fields)
    for line, field in zip(lines, fields, strict=True):
        assert line.startswith((f"{field}:", "  - "))


@pytest.mark.parametrize(
    ("text", "found"), [(GOOD, ID), ('id: "a/b"', "a/b"), ("label: x", ""), ("x:\n  id: a", "")]
)
def test_id_is_read_from_the_text(text: str, found: str) -> None:
    assert id_of(text) == found
