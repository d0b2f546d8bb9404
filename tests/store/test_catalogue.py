"""The catalogue: changes whole or not at all, many writers, older schemas brought up, newer and damaged ones refused."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from framing.errors import InputError, OutputError
from framing.store.catalogue import MIGRATIONS, SCHEMA, Catalogue, open_catalogue, schema_of

TABLES = {"run", "statement", "missed", "story_edit", "codebook", "codebook_file", "meta"}
NEXT = (
    *MIGRATIONS,
    "ALTER TABLE run ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey; no, green'; CREATE TABLE more (x TEXT);",
)
PROCESSES, CHANGES = 4, 25


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_catalogue(tmp_path / "catalogue.sqlite")


def add(catalogue: Catalogue, digest: str) -> None:
    with catalogue.change() as connection:
        connection.execute("INSERT INTO codebook_file VALUES (?, 'x')", (digest,))


def digests(catalogue: Catalogue) -> list[str]:
    return [row["digest"] for row in catalogue.rows("SELECT digest FROM codebook_file ORDER BY digest")]


def test_new_catalogue_has_every_table_in_wal_mode_for_its_owner_alone(catalogue: Catalogue) -> None:
    found = {row["name"] for row in catalogue.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert found == TABLES
    assert catalogue.rows("PRAGMA journal_mode")[0][0] == "wal"
    assert schema_of(catalogue) == SCHEMA
    assert catalogue.path.stat().st_mode & 0o777 == 0o600


def test_change_is_whole_or_not_at_all(catalogue: Catalogue) -> None:
    add(catalogue, "a")
    with pytest.raises(sqlite3.IntegrityError), catalogue.change() as connection:
        connection.executemany("INSERT INTO codebook_file VALUES (?, 'x')", [("b",), ("a",)])
    assert digests(catalogue) == ["a"]


def test_opening_again_changes_nothing(catalogue: Catalogue) -> None:
    add(catalogue, "a")
    assert digests(open_catalogue(catalogue.path)) == ["a"]


def test_catalogue_of_schema_one_is_brought_up_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    old = open_catalogue(path, migrations=MIGRATIONS[:1])
    with old.change() as connection:
        connection.execute("INSERT INTO run VALUES ('1', 'one', 'runs/1', 'now', 'scored', 3, 's', 'st')")
    new = open_catalogue(path, migrations=NEXT)
    assert schema_of(new) == len(NEXT)
    assert dict(new.rows("SELECT name, colour FROM run")[0]) == {"name": "one", "colour": "grey; no, green"}
    assert new.rows("SELECT * FROM more") == []


def test_step_that_fails_leaves_the_older_schema(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    open_catalogue(path)
    with pytest.raises(sqlite3.OperationalError):
        open_catalogue(
            path, migrations=(*MIGRATIONS, "CREATE TABLE fine (x TEXT); ALTER TABLE nowhere ADD y TEXT")
        )
    left = open_catalogue(path)
    assert schema_of(left) == SCHEMA
    assert left.rows("SELECT name FROM sqlite_master WHERE name = 'fine'") == []


def test_newer_schema_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    open_catalogue(path, migrations=NEXT)
    for read_only in (False, True):
        with pytest.raises(
            InputError, match=rf"schema {len(NEXT)}, this one knows {SCHEMA}\); update framing"
        ):
            open_catalogue(path, read_only=read_only)


def test_older_schema_is_not_changed_by_somebody_who_only_reads(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    open_catalogue(path, migrations=MIGRATIONS[:1])
    with pytest.raises(InputError, match=r"older version of framing \(schema 1, now 2\)"):
        open_catalogue(path, read_only=True, migrations=NEXT)
    assert schema_of(open_catalogue(path, migrations=MIGRATIONS[:1])) == 1


def test_reader_sees_what_others_write_and_may_change_nothing(catalogue: Catalogue) -> None:
    reader = open_catalogue(catalogue.path, read_only=True)
    add(catalogue, "a")
    assert digests(reader) == ["a"]
    with pytest.raises(OutputError, match="may only be read"), reader.change():
        pass
    with pytest.raises(OutputError, match="readonly"):
        reader.rows("DELETE FROM codebook_file")


def test_folder_that_nobody_can_write_to_is_read(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(catalogue, "a")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert digests(open_catalogue(catalogue.path, read_only=True)) == ["a"]


def test_reader_of_a_workspace_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        open_catalogue(tmp_path / "catalogue.sqlite", read_only=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [b"not a database at all, but long enough to be read as one" * 20, b"SQLite format 3\0junk" * 50],
)
def test_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"catalogue\.sqlite: not a catalogue"):
        open_catalogue(path)


def test_writer_that_waits_too_long_is_told_so(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.store.catalogue.BUSY_SECONDS", 0.05)
    with catalogue.change(), pytest.raises(OutputError, match="another program is writing to it"):
        add(catalogue, "a")


WRITER = """
import sys; from pathlib import Path; from framing.store.catalogue import open_catalogue
catalogue = open_catalogue(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    with catalogue.change() as connection:
        count = connection.execute("SELECT count(*) FROM story_edit").fetchone()[0]
        connection.execute("INSERT INTO story_edit (run, kind, articles, created) VALUES (?, ?, '[]', 'now')",
                           (sys.argv[2], str(count)))
"""


def test_processes_that_make_and_write_one_catalogue_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    command = [sys.executable, "-c", WRITER, str(path)]
    started = [
        subprocess.Popen([*command, str(number), str(CHANGES)], stderr=subprocess.PIPE)
        for number in range(PROCESSES)
    ]
    assert [process.communicate(timeout=100)[1].decode() for process in started] == [""] * PROCESSES
    counts = [
        int(row["kind"]) for row in open_catalogue(path).rows("SELECT kind FROM story_edit ORDER BY id")
    ]
    assert counts == list(range(PROCESSES * CHANGES))
