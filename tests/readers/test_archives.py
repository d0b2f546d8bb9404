"""Packed layers and archives: what is read, in which order, under which name, and what is refused."""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from framing.errors import RecordError
from framing.readers import Read, Rejected, limits, read_inputs
from framing.readers.limits import Limits, open_zip, shown_name, zip_names
from readers.packing import as_tar, as_zip, as_zst

WORDS = b"Some words of an article."


def read(folder: Path, name: str, content: bytes) -> list[Read | Rejected]:
    (folder / name).write_bytes(content)
    return list(read_inputs([str(folder / name)]))


def short(items: list[Read | Rejected]) -> list[tuple[str, str]]:
    """Last part of the name, and `read` or the reason."""
    return [
        (
            item.file.rpartition("!")[2].rpartition("/")[2],
            item.reason if isinstance(item, Rejected) else "read",
        )
        for item in items
    ]


def test_members_are_named_by_archive_and_place_and_read_in_order(tmp_path: Path) -> None:
    items = read(tmp_path, "a.zip", as_zip({"b.txt": WORDS, "a.jsonl": b'{"text":"x"}\n{"text":"y"}\n'}))
    assert [(item.file, item.record) for item in items] == [
        (f"{tmp_path}/a.zip!folder/b.txt", 1),
        (f"{tmp_path}/a.zip!folder/a.jsonl", 1),
        (f"{tmp_path}/a.zip!folder/a.jsonl", 2),
    ]


@pytest.mark.parametrize("pack", [as_zip, as_tar])
def test_hidden_files_are_left_out_and_empty_archives_say_so(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    files = {".DS_Store": WORDS, "__MACOSX/._a.txt": WORDS, "a.txt": WORDS}
    assert short(read(tmp_path, "a", pack(files))) == [("a.txt", "read")]
    assert short(read(tmp_path, "b", pack({".hidden": WORDS}))) == [("b", "empty_file")]


def test_parts_of_saved_pages_and_pictures_are_rejected_by_name(tmp_path: Path) -> None:
    files = {
        "page_files/style.css": b"p {}",
        "page_files/app.js": b"f();",
        "page_files/a.png": b"\x89PNG\0\0",
    }
    reasons = ["not_an_article", "not_an_article", "unknown_format"]
    assert [reason for _, reason in short(read(tmp_path, "a.zip", as_zip(files)))] == reasons


@pytest.mark.parametrize(
    "inner", [as_zip, as_tar, lambda files: gzip.compress(WORDS), lambda files: as_zst(WORDS)]
)
@pytest.mark.parametrize("outer", [as_zip, as_tar])
def test_archive_in_an_archive_is_rejected_and_its_neighbours_are_read(
    tmp_path: Path, inner: object, outer: object
) -> None:
    assert callable(inner)
    assert callable(outer)
    items = read(tmp_path, "a", outer({"in": inner({"a.txt": WORDS}), "b.txt": WORDS}))
    assert short(items) == [("in", "nested_archive"), ("b.txt", "read")]


def test_packed_twice_is_not_unpacked_twice(tmp_path: Path) -> None:
    assert short(read(tmp_path, "a.gz", gzip.compress(gzip.compress(WORDS)))) == [("a.gz", "nested_archive")]


def test_zip_may_be_packed_and_come_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = gzip.compress(as_zip({"a.txt": WORDS}))
    assert short(read(tmp_path, "a.zip.gz", content)) == [("a.txt", "read")]
    with io.BytesIO(content) as stream:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
        [item] = read_inputs(["-"])
    assert item.file == "standard input!folder/a.txt"


def test_guarded_format_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (
        b"<html><body><article>"
        + b"<p>Some words of an article about a ferry.</p>" * 5
        + b"</article></body></html>"
    )
    with io.BytesIO(page) as stream:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
        [item] = read_inputs(["-"])
    assert isinstance(item, Read)


def test_member_with_damage_is_rejected_and_its_neighbours_are_read(tmp_path: Path) -> None:
    content = bytearray(as_zip({"a.txt": b"first " + bytes(range(97, 123)) * 9, "b.txt": WORDS}))
    content[content.index(b"folder/a.txt") + 20] ^= 0xFF
    assert short(read(tmp_path, "a.zip", bytes(content))) == [("a.txt", "damaged_file"), ("b.txt", "read")]


@pytest.mark.parametrize("pack", [gzip.compress, as_zst])
def test_cut_layer_keeps_the_records_before(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    lines = b"".join(b'{"text":"article %d with words %x"}\n' % (i, i * 7919) for i in range(20_000))
    found = short(read(tmp_path, "a", pack(lines)[:-1000]))
    assert found[-1][1] == "damaged_file"
    assert len(found) > 10_000


def test_cut_tar_keeps_the_members_before(tmp_path: Path) -> None:
    content = as_tar({f"{i}.txt": WORDS for i in range(4)})
    cut = content[: content.index(b"folder/3.txt") + 700]
    assert [reason for _, reason in short(read(tmp_path, "a.tar", cut))][:3] == ["read"] * 3


@pytest.mark.parametrize("length", [40, 100, 200])
def test_cut_zip_is_rejected_whole(tmp_path: Path, length: int) -> None:
    content = as_zip({"a.txt": WORDS, "b.txt": WORDS})
    assert short(read(tmp_path, "a.zip", content[:length])) == [("a.zip", "damaged_file")]


@pytest.mark.parametrize(
    ("few", "reason"),
    [
        (Limits(members=2), "too_large"),
        (Limits(member=99), "too_large"),
        (Limits(total=299), "too_large"),
        (Limits(ratio=2, ratio_from=50), "unsafe_archive"),
        (Limits(index=100), "unsafe_archive"),
    ],
)
def test_zip_over_a_limit_is_refused_before_a_byte_is_unpacked(few: Limits, reason: str) -> None:
    content = as_zip({f"{i}.txt": b"x" * 100 for i in range(3)})
    with pytest.raises(RecordError) as caught, open_zip(io.BytesIO(content), "a.zip", few):
        pytest.fail("opened")
    assert caught.value.reason == reason


@pytest.mark.parametrize("few", [Limits(members=2), Limits(member=99), Limits(total=2000)])
def test_tar_over_a_limit_is_refused_where_it_passes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: Limits
) -> None:
    monkeypatch.setattr("framing.readers.archives.LIMITS", few)
    found = short(read(tmp_path, "a.tar", as_tar({f"{i}.txt": b"x" * 100 for i in range(3)})))
    assert found[-1] == ("a.tar", "too_large")


def test_unpacked_bytes_are_counted_whatever_the_list_says() -> None:
    content = as_zip({"a.txt": b"x" * 100, "b.txt": b"x" * 100})
    with open_zip(io.BytesIO(content), "a.zip", Limits(total=250)) as archive:
        first, second = archive.names
        assert archive.read(first) == b"x" * 100
        assert archive.read(second) == b"x" * 100
        with pytest.raises(RecordError, match="unpacks to more"):
            archive.read(first)


def zip_with(change: object) -> bytes:
    """A ZIP of one member whose entry has been changed."""
    assert callable(change)
    info = zipfile.ZipInfo("a.txt")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        change(info)
        archive.writestr(info, WORDS)
    return target.getvalue()


def test_zip_with_password_is_rejected_as_encrypted(tmp_path: Path) -> None:
    content = bytearray(as_zip({"a.txt": WORDS}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert short(read(tmp_path, "a.zip", bytes(content))) == [("a.zip", "encrypted")]


def as_link(info: zipfile.ZipInfo) -> None:
    info.external_attr = 0o120777 << 16


def as_bzip2(info: zipfile.ZipInfo) -> None:
    info.compress_type = zipfile.ZIP_BZIP2


@pytest.mark.parametrize("change", [as_link, as_bzip2])
def test_zip_with_links_or_rare_packing_is_refused(tmp_path: Path, change: object) -> None:
    assert short(read(tmp_path, "a.zip", zip_with(change))) == [("a.zip", "unsafe_archive")]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_tar_with_links_or_devices_is_refused_there(tmp_path: Path, kind: bytes) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        good = tarfile.TarInfo("good.txt")
        good.size = len(WORDS)
        archive.addfile(good, io.BytesIO(WORDS))
        bad = tarfile.TarInfo("bad.txt")
        bad.type, bad.linkname = kind, "/etc/passwd"
        archive.addfile(bad)
    assert short(read(tmp_path, "a.tar", target.getvalue())) == [
        ("good.txt", "read"),
        ("a.tar", "unsafe_archive"),
    ]


def test_tar_header_of_megabytes_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("a.txt")
        info.pax_headers = {"comment": "x" * 3_000_000}
        archive.addfile(info)
    assert short(read(tmp_path, "a.tar", target.getvalue())) == [("a.tar", "unsafe_archive")]


def test_names_of_a_broken_zip_are_none_and_the_stream_stays_put() -> None:
    for content in (b"PK\x03\x04 and no more", as_zip({"a.txt": WORDS})[:-5]):
        stream = io.BytesIO(content)
        stream.seek(3)
        assert zip_names(stream) == ()
        assert stream.tell() == 3


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.txt", "a.txt"),
        ("a\nb\x1b[31m", "a\ufffdb\ufffd[31m"),
        ("invoice\u202etxt.exe", "invoice\ufffdtxt.exe"),
        ("\udcff.txt", "\ufffd.txt"),
        ("x" * 300, "x" * (limits.LONGEST_NAME - 1) + "…"),
    ],
)
def test_names_are_shown_on_one_line_and_at_bounded_length(name: str, shown: str) -> None:
    assert shown_name(name) == shown
