"""Web archives of the pages of make_html, with what crawls hold beside pages."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

from readers.make_html import LAYOUTS, PAGES, encoded

DAY = "2024-06-01T12:00:00Z"


def record(
    kind: str, url: str, block: bytes, content_type: str = "application/http; msgtype=response"
) -> bytes:
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{len(block):032x}>",
        f"WARC-Date: {DAY}",
        *([f"WARC-Target-URI: {url}"] if url else []),
        f"Content-Type: {content_type}",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def http(body: bytes, *headers: str, status: str = "200 OK", content_type: str = "text/html") -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def pages(layout: str) -> list[tuple[str, bytes]]:
    return [(page.url, encoded(layout, page)) for page in PAGES]


def crawl(layout: str) -> list[bytes]:
    """Records of a crawl: the first page as sent, the second chunked, the third chunked and compressed, then what is no page."""
    (first, a), (second, b), (third, c) = pages(layout)
    return [
        record("warcinfo", "", b"software: crawler\r\n", "application/warc-fields"),
        record("request", first, b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
        record("response", first, http(a)),
        record("response", second, http(chunked(b), "Transfer-Encoding: chunked")),
        record(
            "response",
            third,
            http(chunked(gzip.compress(c)), "Transfer-Encoding: chunked", "Content-Encoding: gzip"),
        ),
        record("response", first, http(a)),
        record("response", f"{first}.png", http(b"\x89PNG", content_type="image/png")),
        record("response", f"{first}/old", http(b"", "Location: /", status="301 Moved Permanently")),
        record("revisit", second, http(b"")),
        record("response", f"{first}/menu", http(b"<html><body><p>Nothing here.</p></body></html>")),
        record("metadata", first, b"fetchTimeMs: 3\r\n", "application/warc-fields"),
    ]


REASONS = ("repeated_capture", "not_html", "http_status", "revisit", "no_article")
"""Why the last five of the eight captures of a crawl give no article."""


def short_crawl() -> list[bytes]:
    """A small crawl: one page and two captures of none."""
    url, page = pages("plain")[0]
    return [
        record("response", url, http(page)),
        record("response", f"{url}/old", http(b"", status="404 Not Found")),
        record("revisit", url, http(b"")),
    ]


def wacz(records: list[bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("datapackage.json", json.dumps({"profile": "data-package", "wacz_version": "1.1.1"}))
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages"}\n')
        archive.writestr("archive/data.warc.gz", b"".join(map(gzip.compress, records)))
    return file.getvalue()


def samples() -> list[tuple[str, bytes]]:
    blog, structured, plain = LAYOUTS
    return [
        ("crawl.warc", b"".join(crawl(blog))),
        ("crawl.warc.gz", b"".join(map(gzip.compress, crawl(structured)))),
        ("crawl.wacz", wacz(crawl(plain))),
        ("short.warc", b"".join(short_crawl())),
        ("short.warc.gz", b"".join(map(gzip.compress, short_crawl()))),
        ("short.wacz", wacz(short_crawl())),
    ]
