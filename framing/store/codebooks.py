"""Codebooks of one's own in a workspace: versions that never change, each with its digest and a note of what is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row

from framing.codebook import Codebook
from framing.codebook.writing import load_files
from framing.errors import InputError
from framing.store.catalogue import Catalogue
from framing.store.workspace import now

LONGEST_NAME, LONGEST_NOTE = 60, 500


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a codebook. version: 1, 2 … · digest: the codebook's, as in signatures · created: UTC, ISO 8601 ·
    files: path -> digest of its content."""

    name: str
    version: int
    digest: str
    created: str
    note: str
    files: Mapping[str, str]

    @property
    def label(self) -> str:
        return f"{self.name}, version {self.version}"


@dataclass(frozen=True, slots=True)
class Files:
    """Which files one version has more, less and changed against another."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def list_versions(catalogue: Catalogue) -> tuple[Version, ...]:
    """Every version of every codebook, by name, the newest first."""
    rows = catalogue.rows("SELECT * FROM codebook ORDER BY name COLLATE NOCASE, name, version DESC")
    return tuple(map(_version, rows))


def find_version(catalogue: Catalogue, name: str, number: int | None = None) -> Version | None:
    """A version of a codebook, the newest without a number; None where there is none."""
    rows = catalogue.rows(
        "SELECT * FROM codebook WHERE name = ? AND (?2 IS NULL OR version = ?2) ORDER BY version DESC LIMIT 1",
        (name, number),
    )
    return _version(rows[0]) if rows else None


def files_of(catalogue: Catalogue, version: Version) -> dict[str, str]:
    """Path -> text of the files of a version. Raises InputError where the catalogue has lost one."""
    wanted = json.dumps(sorted(set(version.files.values())))
    rows = catalogue.rows(
        "SELECT digest, content FROM codebook_file WHERE digest IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    content = {row["digest"]: row["content"] for row in rows}
    lost = [path for path, digest in version.files.items() if digest not in content]
    if lost:
        raise InputError(version.label, f"{lost[0]} is not in the catalogue", "import the codebook again")
    return {path: content[digest] for path, digest in version.files.items()}


def save_version(
    catalogue: Catalogue, name: str, files: Mapping[str, str], note: str
) -> tuple[Version, Codebook]:
    """Keep files as the next version of a codebook, the first where the name is new; the newest where it is the same.

    Raises CodebookError with every fault of the files, InputError for a name or note that is empty or too long, OutputError where
    the workspace may only be read.
    """
    name, note = " ".join(name.split()), note.strip()
    for what, text, most in (("name", name, LONGEST_NAME), ("note", note, LONGEST_NOTE)):
        if not text or len(text) > most or not text.replace("\n", " ").isprintable():
            raise InputError(
                f"{what} of the codebook", f"{len(text)} characters", f"write 1 to {most} characters"
            )
    codebook = load_files(files)
    digests = {path: _digest(text) for path, text in sorted(files.items())}
    with catalogue.change() as connection:
        last = connection.execute(
            "SELECT * FROM codebook WHERE name = ? ORDER BY version DESC LIMIT 1", (name,)
        ).fetchone()
        if last is not None and json.loads(last["files"]) == digests:
            return _version(last), codebook
        made = Version(name, last["version"] + 1 if last else 1, codebook.digest, now(), note, digests)
        connection.executemany(
            "INSERT OR IGNORE INTO codebook_file VALUES (?, ?)",
            [(digests[path], text) for path, text in files.items()],
        )
        connection.execute(
            "INSERT INTO codebook (name, version, digest, created, note, files) VALUES (?, ?, ?, ?, ?, ?)",
            (made.name, made.version, made.digest, made.created, made.note, json.dumps(digests)),
        )
    return made, codebook


def remove_codebook(catalogue: Catalogue, name: str) -> None:
    """Forget all versions of a codebook, and the files that no other one has; a name that is not there is no error."""
    with catalogue.change() as connection:
        connection.execute("DELETE FROM codebook WHERE name = ?", (name,))
        connection.execute(
            "DELETE FROM codebook_file WHERE digest NOT IN (SELECT value FROM codebook, json_each(codebook.files))"
        )


def compare_files(old: Mapping[str, str], new: Mapping[str, str]) -> Files:
    """What was added, removed and changed from one version's files to another's; either texts or digests by path."""
    return Files(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(old.keys() - new.keys())),
        tuple(sorted(path for path in old.keys() & new.keys() if old[path] != new[path])),
    )


def labels(catalogue: Catalogue, digest: str) -> dict[str, str]:
    """Device id -> label in the codebook of one's own that has a digest; empty where there is none."""
    rows = catalogue.rows("SELECT * FROM codebook WHERE digest = ? LIMIT 1", (digest,))
    if not rows:
        return {}
    return {device.id: device.label for device in load_files(files_of(catalogue, _version(rows[0]))).devices}


def _version(row: Row) -> Version:
    return Version(
        row["name"], row["version"], row["digest"], row["created"], row["note"], json.loads(row["files"])
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
