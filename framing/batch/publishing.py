"""Where a run writes: a local folder, or an object store (`s3://`, `gs://`) to which finished tables are copied."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from framing.batch.files import PIECE
from framing.batch.finishing import RUN
from framing.batch.places import Place, asked, is_remote, place_of
from framing.errors import OutputError

_WRITTEN = re.compile(r"run\.json|rejects\.jsonl|(articles|evidence|texts)(/part-\d+)?\.parquet")


@dataclass(frozen=True, slots=True)
class Output:
    """Where a run writes: name as the user gave it, and the local folder, which for a remote place is copied there at the end."""

    name: str
    folder: Path

    def check(self, *, fresh: bool) -> None:
        """Raises OutputError where a remote place holds the tables of a run that this folder knows nothing of, unless `fresh`."""
        if not is_remote(self.name) or fresh:
            return
        there = _run_record(place_of(self.name, OutputError))
        if there is not None and there != _read_or_none(self.folder / RUN):
            raise OutputError(
                self.name,
                f"holds tables that were not made in {self.folder}",
                "replace them with --fresh, name the work folder they were made in with --work, or another place with --out",
            )

    def publish(self) -> None:
        """Copies finished tables to a remote place; run.json goes first and comes last, as the sign that the others are whole.

        Does nothing where they are there already. Raises OutputError; the same command then goes on.
        """
        if not is_remote(self.name):
            return
        place, record = place_of(self.name, OutputError), (self.folder / RUN).read_bytes()
        if _run_record(place) == record:
            return
        files = list(orjson.loads(record)["files"])
        for name in _ours(place):
            if name == RUN or name not in files:
                _delete(place, name)
        for name in [*files, RUN]:
            _upload(self.folder / name, place, name)


def output(name: str, work: Path | None) -> Output:
    """The output a user names. work: local folder for a remote one; None for one in the user's cache that goes with the name."""
    if not is_remote(name):
        return Output(name, Path(name))
    if work is None:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        work = cache / "framing" / "runs" / hashlib.sha256(name.encode()).hexdigest()[:16]
    return Output(name, work)


def _read_or_none(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _run_record(place: Place) -> bytes | None:
    """run.json of a remote place; None where there is none."""
    from pyarrow import fs

    path = f"{place.path}/{RUN}"

    def read() -> bytes | None:
        if place.system.get_file_info(path).type == fs.FileType.NotFound:
            return None
        with place.system.open_input_stream(path) as stream:
            return bytes(stream.read())

    return asked(read, place.uri, OutputError)


def _ours(place: Place) -> list[str]:
    """Names of files in a remote place that a run may have written, run.json first."""
    from pyarrow import fs

    everything = fs.FileSelector(place.path, recursive=True, allow_not_found=True)
    found = asked(lambda: place.system.get_file_info(everything), place.uri, OutputError)
    names = [info.path[len(place.path) + 1 :] for info in found if info.type == fs.FileType.File]
    return sorted(filter(_WRITTEN.fullmatch, names), key=lambda name: (name != RUN, name))


def _delete(place: Place, name: str) -> None:
    asked(lambda: place.system.delete_file(f"{place.path}/{name}"), place.uri, OutputError)


def _upload(file: Path, place: Place, name: str) -> None:
    path = f"{place.path}/{name}"

    def upload() -> None:
        if urlsplit(place.uri).scheme == "file":  # object stores have no folders
            place.system.create_dir(path.rpartition("/")[0])
        with file.open("rb") as source, place.system.open_output_stream(path, compression=None) as stream:
            while data := source.read(PIECE):
                stream.write(data)
        if place.system.get_file_info(path).size != file.stat().st_size:
            raise OSError(f"{name} has not arrived whole")

    asked(upload, place.uri, OutputError)
