"""The catalogue of a workspace: one small SQLite file in WAL mode, shared by the app and the command line while both run."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from framing.errors import InputError, OutputError

T = TypeVar("T")

BUSY_SECONDS = 30.0
"""How long a writer waits for another one; a change takes milliseconds."""
_NEWER = "update framing, or name another workspace"

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE run (
        id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, folder TEXT NOT NULL, created TEXT NOT NULL, origin TEXT NOT NULL,
        articles INTEGER NOT NULL, signature TEXT NOT NULL, state TEXT NOT NULL
    ) STRICT;
    CREATE TABLE statement (
        run TEXT PRIMARY KEY, frame TEXT NOT NULL, period TEXT NOT NULL, terms TEXT NOT NULL, drawn TEXT NOT NULL,
        changed TEXT NOT NULL
    ) STRICT;
    CREATE TABLE missed (
        id INTEGER PRIMARY KEY, run TEXT NOT NULL, article TEXT NOT NULL, field TEXT NOT NULL, start INTEGER NOT NULL,
        end INTEGER NOT NULL, words TEXT NOT NULL, layer TEXT NOT NULL, code TEXT, note TEXT NOT NULL, created TEXT NOT NULL,
        signature TEXT NOT NULL
    ) STRICT;
    CREATE INDEX missed_of_article ON missed (run, article);
    CREATE TABLE story_edit (
        id INTEGER PRIMARY KEY, run TEXT NOT NULL, kind TEXT NOT NULL, articles TEXT NOT NULL, created TEXT NOT NULL
    ) STRICT;
    CREATE INDEX story_edit_of_run ON story_edit (run);
    CREATE TABLE codebook (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, digest TEXT NOT NULL, created TEXT NOT NULL,
        note TEXT NOT NULL, files TEXT NOT NULL, UNIQUE (name, version)
    ) STRICT;
    CREATE TABLE codebook_file (digest TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
    """,
)
"""Step n takes a catalogue from schema n to n + 1. A step that was released is never changed: add one behind it."""
SCHEMA = len(MIGRATIONS)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue that is there and of this schema; made by `open_catalogue`.

    Every call has a connection of its own, so threads and processes may share a catalogue freely.
    """

    path: Path
    read_only: bool = False

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[sqlite3.Row]:
        """The rows of a query. Raises InputError where the file cannot be read."""
        with _plain_errors(self.path), closing(_connect(self.path, read_only=self.read_only)) as connection:
            return connection.execute(sql, params).fetchall()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A connection within one transaction: all of the changes are made, or none where the block raises.

        Raises OutputError where the workspace may only be read, or another program keeps it for 30 seconds.
        """
        if self.read_only:
            raise OutputError(
                str(self.path.parent), "this workspace may only be read", "use a workspace of your own"
            )
        with _plain_errors(self.path), closing(_connect(self.path)) as connection, _transaction(connection):
            yield connection


def open_catalogue(
    path: Path, *, read_only: bool = False, migrations: Sequence[str] = MIGRATIONS
) -> Catalogue:
    """The catalogue in a file, made where there is none and brought to this schema where it is older.

    read_only: nothing is made or changed. Raises InputError for a file that is no catalogue, or of a newer schema, or, read-only,
    not there or of an older one.
    """
    if read_only:
        _refuse_other_schema(path, len(migrations))
        return Catalogue(path, read_only=True)
    with _plain_errors(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # the files beside it take its mode
        _patiently(lambda: _bring_up(path, migrations))
    return Catalogue(path)


def schema_of(catalogue: Catalogue) -> int:
    """The schema the file has."""
    return int(catalogue.rows("SELECT value FROM meta WHERE key = 'schema'")[0]["value"])


def _bring_up(path: Path, migrations: Sequence[str]) -> None:
    with closing(_connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        with _transaction(connection):
            connection.execute(
                "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"
            )
            found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
            schema = int(found["value"]) if found else 0
            if schema > len(migrations):
                raise _newer(path, schema, len(migrations))
            for step in migrations[schema:]:
                for statement in _statements(step):
                    connection.execute(statement)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('schema', ?)", (str(len(migrations)),))


def _refuse_other_schema(path: Path, wanted: int) -> None:
    if not path.is_file():
        raise InputError(
            str(path), "no such file", "name a workspace: `framing workspace list --workspace DIR`"
        )
    schema = schema_of(Catalogue(path, read_only=True))
    if schema > wanted:
        raise _newer(path, schema, wanted)
    if schema < wanted:
        what = "open it once with `framing workspace list`, which brings it up to date"
        raise InputError(str(path), f"of an older version of framing (schema {schema}, now {wanted})", what)


def _newer(path: Path, schema: int, known: int) -> InputError:
    return InputError(
        str(path), f"made by a newer version of framing (schema {schema}, this one knows {known})", _NEWER
    )


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: sqlite3's own executescript would end the transaction."""
    waiting = ""
    for piece in script.split(";"):
        waiting += piece
        if waiting.strip() and sqlite3.complete_statement(waiting + ";"):
            yield waiting
            waiting = ""
        else:
            waiting += ";" if waiting.strip() else ""


def _connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode. A folder that nobody can write to has no place for WAL's own files, and no writer."""
    mode = "rw"
    if read_only:
        mode = "ro" if os.access(path.parent, os.W_OK) else "ro&immutable=1"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """BEGIN IMMEDIATE takes the write lock at once, so that what is read in the block is still so when it is written."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _patiently(action: Callable[[], T]) -> T:
    """The result of an action; going over to WAL does not wait for another program that does the same, so this does."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return action()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors in our words."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            what = "wait until it has ended, then try again"
            raise OutputError(str(path), "another program is writing to it", what) from error
        if code in (
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_READONLY,
            sqlite3.SQLITE_CANTOPEN,
        ):
            raise OutputError(str(path), str(error), "check the disk and its permissions") from error
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            what = "put it aside; `framing workspace check --mend` makes a new one from the runs"
            raise InputError(str(path), f"not a catalogue ({error})", what) from error
        raise
    except OSError as error:
        raise OutputError(str(path), str(error.strerror or error), "name another workspace") from error
