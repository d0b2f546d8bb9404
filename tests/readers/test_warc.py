"""Web archives: every capture counts once, pages are decoded, and each capture that is no page says why."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa
import pytest

from framing.readers import Options, Read, Rejected, read_inputs, warc
from readers.every_sample import items_of, source
from readers.make_html import PAGES, encoded
from readers.make_warc import DAY, REASONS, chunked, http, record, samples

URL = "https://paper.example/a"
PAGE = encoded("blog", PAGES[0])
CRAWLS = [name for name, _ in samples() if name.startswith("crawl")]


def read_warc(*records: bytes) -> list[Read | Rejected]:
    return list(items_of(warc, "a.warc", b"".join(records)))


@pytest.mark.parametrize("name", CRAWLS)
def test_crawl_gives_its_pages_and_a_reason_for_every_other_capture(name: str) -> None:
    items = list(items_of(warc, name, dict(samples())[name]))
    assert [item.record for item in items] == list(range(1, 9))
    for page, item in zip(PAGES, items, strict=False):
        assert isinstance(item, Read)
        article = item.article
        assert (article.title, article.outlet, article.author) == (page.title, page.outlet, page.author)
        assert (str(article.date), article.url) == (page.day, page.url)
        assert article.text.split("\n") == page.paragraphs
        assert json.loads(article.extra)["captured"] == DAY
    assert tuple(item.reason for item in items[3:] if isinstance(item, Rejected)) == REASONS


def packed(codec: str) -> bytes:
    target = pa.BufferOutputStream()
    with pa.CompressedOutputStream(target, codec) as stream:
        stream.write(PAGE)
    return target.getvalue().to_pybytes()


def raw_deflate() -> bytes:
    press = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return press.compress(PAGE) + press.flush()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE), ["Content-Encoding: gzip"]),
        (packed("brotli"), ["Content-Encoding: br"]),
        (packed("zstd"), ["content-encoding: ZSTD"]),
        (zlib.compress(PAGE), ["Content-Encoding: deflate"]),
        (raw_deflate(), ["Content-Encoding: deflate"]),
        (chunked(gzip.compress(PAGE)), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (PAGE, ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (PAGE, ["Content-Encoding: br"]),
    ],
    ids=["gzip", "br", "zstd", "deflate", "raw", "both", "decoded by the crawler", "not br"],
)
def test_body_is_decoded_as_its_headers_say_and_left_where_they_are_wrong(
    body: bytes, headers: list[str]
) -> None:
    after = record("response", f"{URL}/2", http(PAGE))
    items = read_warc(record("response", URL, http(body, *headers)), after)
    assert [isinstance(item, Read) and item.article.title for item in items] == [PAGES[0].title] * 2


def test_bomb_in_a_body_is_too_large() -> None:
    body = gzip.compress(b"<html>" + b" " * 50_000_000)
    [item] = read_warc(record("response", URL, http(body, "Content-Encoding: gzip")))
    assert isinstance(item, Rejected)
    assert item.reason == "too_large"


def test_day_of_the_capture_stands_in_for_a_missing_date_and_is_marked() -> None:
    page = (
        "<html><body><article>"
        + "<p>Words of an article without any date at all.</p>" * 5
        + "</article></body></html>"
    )
    [item] = read_warc(record("response", URL, http(page.encode())))
    assert isinstance(item, Read)
    assert str(item.article.date) == DAY[:10]
    assert json.loads(item.article.extra)["date_from"] == "capture"
    assert item.article.url == URL


def test_resource_without_http_is_a_page_too() -> None:
    [item] = read_warc(record("resource", URL, PAGE, "text/html"))
    assert isinstance(item, Read)


@pytest.mark.parametrize("cut", [30, 400])
def test_capture_that_is_cut_off_is_rejected(cut: int) -> None:
    whole = record("response", URL, http(PAGE))
    items = read_warc(whole, record("response", f"{URL}/2", http(PAGE))[:-cut])
    assert [item.reason for item in items if isinstance(item, Rejected)] == ["damaged_file"]


def test_damaged_gzip_keeps_the_pages_before_it(tmp_path: Path) -> None:
    path = tmp_path / "cut.warc.gz"
    captures = [gzip.compress(record("response", f"{URL}/{i}", http(PAGE))) for i in range(4)]
    path.write_bytes(b"".join(captures)[:-100])
    items = list(read_inputs([str(path)]))
    assert [isinstance(item, Read) or item.reason for item in items] == [
        True,
        True,
        True,
        "damaged_file",
        "damaged_file",
    ]
    assert isinstance(items[-1], Rejected)
    assert "the rest is lost" in items[-1].detail


def test_records_that_were_dealt_with_are_passed_over_but_still_known() -> None:
    content = b"".join(record("response", URL, http(PAGE)) for _ in range(3))
    again = replace(source("a.warc", content), stream=cast(BinaryIO, BytesIO(content)), done=2)
    [item] = warc.read(again, Options())
    assert isinstance(item, Rejected)
    assert (item.record, item.reason) == (3, "repeated_capture")
