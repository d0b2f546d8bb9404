"""Files made to harm: each is refused after little work, leaves no file behind, and asks no network."""

from __future__ import annotations

import copy
import gzip
import io
import random
import socket
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from framing.readers import Read, Rejected, guard, limits, read_inputs
from readers.make_warc import http, record
from readers.packing import as_tar, as_zip, as_zst

SECRET = "The secret of the house is kept in this file, and nobody else has words like these."
MOST_UNPACKED = 80_000_000
"""Bytes that may come out of any one hostile file before it is refused: a quarter of a second of unpacking."""
LIMITS_OF_THE_CHILD = {"too_slow", "too_much_memory", "parser_died"}
"""Reasons that would mean that a file was stopped by force and not refused."""


@dataclass
class Watched:
    """What reading did. unpacked: bytes that came out of packed streams in this process."""

    folder: Path
    temporary: Path
    unpacked: int = 0
    requests: list[bytes] = field(default_factory=list)
    port: int = 0

    def read(self, name: str, content: bytes) -> list[Read | Rejected]:
        (self.folder / name).write_bytes(content)
        return list(read_inputs([str(self.folder / name)]))

    def reasons(self, name: str, content: bytes) -> set[str]:
        return {item.reason if isinstance(item, Rejected) else "read" for item in self.read(name, content)}


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """Reading with a temporary folder of its own, a server that counts who asks, and a count of unpacked bytes."""
    seen = Watched(tmp_path / "in", tmp_path / "temporary")
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    seen.folder.mkdir()
    seen.temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(seen.temporary))
    plain = limits._Metered.readinto

    def counted(self: Any, buffer: Any) -> int:
        count = plain(self, buffer)
        seen.unpacked += count
        return count

    monkeypatch.setattr(limits._Metered, "readinto", counted)
    guard._end_all()
    with socket.create_server(("127.0.0.1", 0)) as server:
        seen.port = server.getsockname()[1]
        listener = threading.Thread(target=_listen, args=(server, seen.requests), daemon=True)
        listener.start()
        yield seen
    guard._end_all()
    assert seen.requests == []
    assert seen.unpacked <= MOST_UNPACKED
    assert list(seen.temporary.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"in", "temporary", "secret.txt"}


def _listen(server: socket.socket, requests: list[bytes]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            requests.append(connection.recv(1000))


def deflated_zeros(megabytes: int) -> bytes:
    return as_zip({"a.txt": b"0" * (megabytes * 1_000_000)})


def lying(content: bytes, size: int) -> bytes:
    """A ZIP whose headers name another size than its one member has."""
    data = bytearray(content)
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(magic) + at
        data[place : place + 4] = size.to_bytes(4, "little")
    return bytes(data)


def overlapping() -> bytes:
    """Many entries of the list that share one packed stream (Fifield, "A better zip bomb", 2019)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.txt", b"0" * 900_000)
        for number in range(1, 200):
            again = copy.copy(archive.filelist[0])
            again.filename = f"{number}.txt"
            archive.filelist.append(again)
    return target.getvalue()


def nested_zips(depth: int) -> bytes:
    """As in 42.zip: archives of archives, sixteen on each floor, zeros at the bottom."""
    content = deflated_zeros(50)
    for _ in range(depth):
        content = as_zip({f"{number}.zip": content for number in range(16)})
    return content


ZIPS = {
    "bomb.zip": (deflated_zeros(90), {"unsafe_archive"}),
    "lying.zip": (lying(deflated_zeros(50), 1000), {"damaged_file"}),
    "overlapping.zip": (overlapping(), {"unsafe_archive"}),
    "nested.zip": (nested_zips(3), {"nested_archive"}),
    "itself.zip": (as_zip({"itself.zip": as_zip({"itself.zip": as_zip({})})}), {"nested_archive"}),
    "upwards.zip": (as_zip({"../../upwards.txt": b"words"}), {"unsafe_archive"}),
    "many.zip": (as_zip({f"{number}.txt": b"words" for number in range(5_001)}), {"too_large"}),
    "bomb.docx": (
        as_zip({"[Content_Types].xml": b"<a/>", "word/document.xml": b" " * 90_000_000}),
        {"unsafe_archive"},
    ),
    "bomb.odt": (
        as_zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b" " * 90_000_000}),
        {"unsafe_archive"},
    ),
    "bomb.xlsx": (
        as_zip({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b" " * 90_000_000}),
        {"unsafe_archive"},
    ),
    "bomb.tar": (as_tar({"../upwards.txt": b"words"}), {"unsafe_archive"}),
}


@pytest.mark.parametrize("name", ZIPS)
def test_hostile_archive_is_refused(watched: Watched, name: str) -> None:
    content, reasons = ZIPS[name]
    assert watched.reasons(name, content) == reasons
    assert watched.unpacked < 2_000_000


def gigabyte_of(start: bytes, pack: Any) -> bytes:
    """One megabyte that unpacks to a gigabyte, in pieces packed alone and joined, which both formats allow."""
    return pack(start) + pack(b"a" * 10_000_000) * 100


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("zst", as_zst)])
@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.jsonl", b'{"text":"one"}\n{"text":"'),
        ("a.csv", b"title,text\none,two\nthree,"),
        ("a.txt", b"words "),
        ("a.json", b'[{"text":"one"},{"text":"'),
        ("a.html", b"<html><body><p>"),
        ("a.warc", record("response", "https://paper.example", http(b""))[:-40]),
        ("a.ris", b"TY  - NEWS\nTI  - "),
        ("a.rtf", b"{\\rtf1 "),
        ("a.pdf", b"%PDF-1.4\n"),
        ("a.tar", as_tar({"a.txt": b"words"})[:-10_240]),
    ],
)
def test_gigabyte_in_a_megabyte_stops_early(
    watched: Watched, name: str, start: bytes, suffix: str, pack: Any
) -> None:
    found = watched.read(f"{name}.{suffix}", gigabyte_of(start, pack))
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason in {"unsafe_archive", "damaged_file", "too_large"}
    assert not LIMITS_OF_THE_CHILD & {item.reason for item in found if isinstance(item, Rejected)}


def entities(kind: str, port: int, secret: Path) -> str:
    """Document types that blow up or reach out; the entity to use is &x;."""
    if kind == "laughs":
        floors = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 20))
        return f'<!DOCTYPE r [<!ENTITY l0 "ha">{floors}<!ENTITY x "&l19;">]>'
    if kind == "quadratic":
        return f'<!DOCTYPE r [<!ENTITY x "{"a" * 50_000}">]>'
    if kind == "file":
        return f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    if kind == "address":
        return f'<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/x">]>'
    return f'<!DOCTYPE r SYSTEM "http://127.0.0.1:{port}/x.dtd">'


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(document_type: str, body: str) -> bytes:
    text = (
        f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:body></w:document>'
    )
    return as_plain_zip({"[Content_Types].xml": "<Types/>", "word/document.xml": document_type + text})


def odt(document_type: str, body: str) -> bytes:
    spaces = f'xmlns:o="{OFFICE}:office:1.0" xmlns:t="{OFFICE}:text:1.0"'
    text = f"<o:body><o:text><t:p>{body}</t:p></o:text></o:body>"
    content = f"{document_type}<o:document-content {spaces}>{text}</o:document-content>"
    return as_plain_zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def xlsx(document_type: str, body: str) -> bytes:
    cells = (f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>' for text in ("text", body))
    sheet = '<sheet name="a" sheetId="1" r:id="i"/>'
    target = f'<Relationship Id="i" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    relations = RELATIONS.replace("officeDocument", "package")
    return as_plain_zip(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{RELATIONS}"><sheets>{sheet}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}">{target}</Relationships>',
            "xl/worksheets/sheet1.xml": f'{document_type}<worksheet xmlns="{SHEETS}"><sheetData>{"".join(cells)}'
            "</sheetData></worksheet>",
        }
    )


def html(document_type: str, body: str) -> bytes:
    return f"{document_type.replace('DOCTYPE r', 'DOCTYPE html')}<html><body><p>{body}</p></body></html>".encode()


def as_plain_zip(files: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


MARKUP = {"a.docx": docx, "a.odt": odt, "a.xlsx": xlsx, "a.html": html}


@pytest.mark.parametrize("kind", ["laughs", "quadratic", "file", "address", "dtd"])
@pytest.mark.parametrize("name", MARKUP)
def test_entities_are_neither_expanded_nor_fetched(watched: Watched, name: str, kind: str) -> None:
    body = "Words of an article. " * 10 + "&x;" * (2_000 if kind == "quadratic" else 1)
    document_type = entities(kind, watched.port, watched.folder.parent / "secret.txt")
    for item in watched.read(name, MARKUP[name](document_type, body)):
        if isinstance(item, Rejected):
            assert item.reason not in LIMITS_OF_THE_CHILD
        else:
            assert len(item.article.text) < 10_000
            assert SECRET[:20] not in item.article.text


@pytest.mark.parametrize("name", MARKUP)
def test_ten_thousand_nested_tags_do_no_harm(watched: Watched, name: str) -> None:
    tag = {"a.docx": "w:p", "a.odt": "t:p", "a.xlsx": "a", "a.html": "div"}[name]
    body = f"<{tag}>" * 10_000 + "Words of an article." + f"</{tag}>" * 10_000
    assert not LIMITS_OF_THE_CHILD & watched.reasons(name, MARKUP[name]("", body))


def hostile_names() -> list[str]:
    """A thousand names that hurt where they are used as paths or printed as they are."""
    chance = random.Random(20261121)
    pieces = (
        r".. . / \ CON NUL aux.txt C: ~ $HOME `id` %2e%2e%2f -rf | ; ' <img/src=x> ／ ..／ ..\\ &".split()
    )
    pieces += ["\0", "\n", "\r", "\t", " ", "\x1b[2J", "\u202e", "\u200b", '"', "x" * 300, "é" * 200]
    fixed = r"../a.txt /etc/passwd ..\..\a.txt C:\a.txt //host/share/a.txt a/../../b.txt . .. /".split()
    made = (
        "".join(chance.choices(pieces, k=chance.randint(1, 6))) + chance.choice(("", ".txt"))
        for _ in range(5_000)
    )
    return list(dict.fromkeys([*fixed, *made]))[:1_000]


def zip_named(name: str) -> bytes:
    """A ZIP with one member of exactly this name, which zipfile would mend when writing."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("x" * len(name.encode()), b"Words of an article.")
    return target.getvalue().replace(b"x" * len(name.encode()), name.encode(), 2)


def test_a_thousand_hostile_names_are_never_used_as_paths(watched: Watched) -> None:
    names = hostile_names()
    assert len(names) == 1_000
    for number, name in enumerate(names):
        for item in watched.read("names", zip_named(name) if number % 2 else tar_named(name)):
            shown = item.file.partition("!")[2]
            assert shown.isprintable()
            assert len(shown) <= limits.LONGEST_NAME


def tar_named(name: str) -> bytes:
    target = io.BytesIO()
    info = tarfile.TarInfo(name.replace("\0", "?"))
    info.size = 5
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.addfile(info, io.BytesIO(b"words"))
    return target.getvalue()


def test_child_stays_under_its_memory(tmp_path: Path) -> None:
    """A page of three million tags costs a parser far more than its bytes; what it takes is bounded whatever it is."""
    page = tmp_path / "wide.html"
    page.write_bytes(b"<html><body>" + b"<p>a<b>b</b>" * 1_500_000)
    code = (
        "import resource, sys\nfrom framing.readers import guard, read_inputs\n"
        "[item] = read_inputs(sys.argv[1:])\nguard._end_all()\n"
        "print(item.reason, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(page)], capture_output=True, text=True, check=True, timeout=300
    )
    _reason, kilobytes = done.stdout.split()
    assert int(kilobytes) < 500_000
