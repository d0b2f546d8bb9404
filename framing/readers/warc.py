"""Web archives: each response, resource or revisit is one record, read as HTML pages are; what is no page is rejected by name."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from framing.errors import RecordError
from framing.readers.archives import HEAD, opened
from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.limits import Limits, is_zip, open_zip, translated, zip_names
from framing.readers.webpage import LARGEST_PAGE, decoded, is_page, page_article
from framing.types import Article

NAME = "WARC or WACZ"
SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz")
ORDER = 5
GUARDED = True
STREAMED = True

_LIMITS = Limits(total=1 << 40, member=1 << 40)
"""A WACZ may be as large as a WARC: its pages are bounded one by one."""
_IN_WACZ = re.compile(r"(?:^|/)archive/[^/]+\.warc(?:\.gz|\.zst)?$")
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_UNTYPED = frozenset(
    {"application/http", "application/octet-stream", "text/plain", "application/xml", "text/xml"}
)
"""Types under which servers send pages too: their first bytes decide."""
_FOUND = 200
_CODECS = {"gzip": "gzip", "x-gzip": "gzip", "br": "brotli", "zstd": "zstd"}
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,100}\r?\n")


@dataclass(frozen=True, slots=True)
class _Capture:
    """One capture as stored. revisit: it holds no content, since an earlier one did · status: None where it is no HTTP ·
    sent: headers of HTTP by lower-case name · body: cut at LARGEST_PAGE + 1 · whole: the file did not end before the body did."""

    revisit: bool
    url: str
    captured: str
    status: int | None
    content_type: str
    charset: str | None
    sent: Mapping[str, str]
    body: bytes
    whole: bool


def recognises(source: Source) -> bool:
    if is_zip(source.head):
        return any(map(_IN_WACZ.search, zip_names(source.stream)))
    return source.head.startswith(b"WARC/")


def read(source: Source, _: Options) -> Iterator[Read | Rejected]:
    """One result per response, resource or revisit record, in the order of the file; other kinds of record hold no page."""
    seen: set[bytes] = set()
    for number, capture in enumerate(_captures(source), 1):
        key = hashlib.sha256(capture.url.encode() + b"\0" + capture.body).digest()[:16]
        repeated = key in seen
        seen.add(key)
        if number <= source.done:
            continue
        try:
            yield Read(source.name, number, _article(capture, repeated=repeated))
        except RecordError as error:
            yield Rejected(source.name, number, None, error.reason, f"{capture.url}: {error.seen}")


def _captures(source: Source) -> Iterator[_Capture]:
    if not is_zip(source.head):
        yield from _captures_of(source.stream, source.name)
        return
    with open_zip(source.stream, source.name, _LIMITS) as archive:
        for name in filter(_IN_WACZ.search, archive.names):
            with archive.open(name) as packed:
                yield from _captures_of(opened(source.name, packed).stream, source.name)


def _captures_of(stream: BinaryIO, place: str) -> Iterator[_Capture]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
    whole = _UntilDamage(stream)
    with translated(place):
        # auto_decode: with fastwarc 2.0 all records are lost after one that is both chunked and compressed
        records = iter(ArchiveIterator(whole, record_types=kinds, auto_decode="none"))
    while True:
        with translated(place):
            record = next(records, None)
            if record is None:
                break
            capture = _capture(record, record.record_type == WarcRecordType.revisit)
        yield capture
    if whole.damage:
        raise whole.damage


class _UntilDamage(io.RawIOBase):
    """A stream that ends where it is damaged, so that the records before are not lost with what was read ahead."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.damage: RecordError | None = None

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: Any) -> int:
        try:
            data = b"" if self.damage else cast(io.BufferedReader, self._stream).read1(len(buffer))
        except RecordError as error:
            self.damage = error
            return 0
        buffer[: len(data)] = data
        return len(data)


def _capture(record: Any, revisit: bool) -> _Capture:
    size, http = record.content_length, record.http_headers
    body = record.reader.read(LARGEST_PAGE + 1)
    content_type = record.http_content_type or record.headers.get("Content-Type") or ""
    return _Capture(
        revisit=revisit,
        url=record.headers.get("WARC-Target-URI") or "",
        captured=record.headers.get("WARC-Date") or "",
        status=http.status_code if http else None,
        content_type=content_type.partition(";")[0].strip().lower(),
        charset=record.http_charset,
        sent={name.lower(): value.strip().lower() for name, value in http.items()} if http else {},
        body=body,
        whole=len(body) >= min(size, LARGEST_PAGE),
    )


def _article(capture: _Capture, *, repeated: bool) -> Article:
    """The article of a captured page. Raises RecordError with the reason why there is none."""
    reason, seen = _refused(capture, repeated=repeated)
    if reason:
        raise RecordError("record", reason, seen)
    body = _decoded_body(capture)
    if len(body) > LARGEST_PAGE:
        raise RecordError("record", "too_large", f"the page is longer than {LARGEST_PAGE} bytes")
    if capture.content_type not in _PAGES and not is_page(body[:HEAD]):
        raise RecordError("record", "not_html", capture.content_type or "content of no named type")
    return page_article(decoded(body, capture.charset), capture.url or None, captured=capture.captured)


def _refused(capture: _Capture, *, repeated: bool) -> tuple[str, str]:
    """Reason and detail for a capture that need not be parsed; empty for the others."""
    if capture.revisit:
        return "revisit", "the archive says that an earlier capture has the same content"
    if capture.status not in (None, _FOUND):
        return "http_status", f"the server answered {capture.status}"
    if capture.content_type and capture.content_type not in _PAGES | _UNTYPED:
        return "not_html", capture.content_type
    if repeated:
        return "repeated_capture", "the same address and content came before in this file"
    if not capture.whole:
        return "damaged_file", "the file ends before the page does"
    return "", ""


def _decoded_body(capture: _Capture) -> bytes:
    """The body without transfer and content encoding; as it stands where its headers are wrong about it."""
    body = capture.body
    if "chunked" in capture.sent.get("transfer-encoding", ""):
        body = _unchunked(body)
    encoding = capture.sent.get("content-encoding", "")
    try:
        if encoding == "deflate":
            return _inflated(body)
        if encoding in _CODECS:
            import pyarrow as pa

            stream = pa.CompressedInputStream(io.BytesIO(body), _CODECS[encoding])
            return bytes(stream.read(LARGEST_PAGE + 1))
    except (OSError, zlib.error):
        pass
    return body


def _inflated(body: bytes) -> bytes:
    """Deflated bytes, with or without the header of zlib, which servers leave out."""
    try:
        return zlib.decompressobj().decompress(body, LARGEST_PAGE + 1)
    except zlib.error:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, LARGEST_PAGE + 1)


def _unchunked(body: bytes) -> bytes:
    """The chunks joined; the body itself where it is not in chunks to its end."""
    chunks: list[bytes] = []
    at = 0
    while head := _CHUNK.match(body, at):
        size = int(head[1], 16)
        if size == 0:
            return b"".join(chunks)
        chunks.append(body[head.end() : head.end() + size])
        at = head.end() + size + 2
    return body
