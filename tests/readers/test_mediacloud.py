"""Media Cloud: every row says what is missing, or finds its page in the folder the user names."""

from __future__ import annotations

import io
import json
from hashlib import md5, sha1, sha256
from pathlib import Path

import pytest

from framing.readers import all_readers, mediacloud, read_inputs
from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.saved_pages import address_key
from readers.database_articles import ENGLISH, EVERY, Story
from readers.make_mediacloud import OLD, TODAY, own_id, row, table
from readers.make_ris import address, page


def source(content: str) -> Source:
    data = content.encode()
    return Source("stories.csv", io.BytesIO(data), data[:65_536])


def read(content: str, pages: Path | None = None, **mapping: str) -> list[Read | Rejected]:
    return list(mediacloud.read(source(content), Options(mapping, pages=pages)))


def reasons(items: list[Read | Rejected]) -> list[str]:
    return [item.reason if isinstance(item, Rejected) else "read" for item in items]


@pytest.mark.parametrize("columns", [TODAY, OLD])
def test_every_row_without_text_says_what_to_do(columns: list[str]) -> None:
    items = read(table(EVERY, columns))
    assert [(item.record, item.id) for item in items if isinstance(item, Rejected)] == [
        (at, own_id(story)) for at, story in enumerate(EVERY, 1)
    ]
    assert {item.reason for item in items if isinstance(item, Rejected)} == {"no_text"}
    assert all("--pages FOLDER" in item.detail for item in items if isinstance(item, Rejected))


def test_table_with_a_text_column_is_left_to_the_csv_reader() -> None:
    with_text = "id,media_name,media_url,publish_date,title,url,text\n1,A,a.example,2020-01-01,T,http://a.example/1,Text\n"
    first = next(reader for reader in all_readers() if reader.recognises(source(with_text)))
    assert first.NAME == "CSV or TSV"
    assert (
        next(reader for reader in all_readers() if reader.recognises(source(table(EVERY)))).NAME
        == mediacloud.NAME
    )


def saved(folder: Path, name: str, story: Story, *, canonical: bool = False) -> None:
    html = page(story)
    if not canonical:
        html = html.replace('rel="canonical"', 'rel="other"')
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(html, encoding="utf-8")


URL = row(ENGLISH[0])["url"]
NAMED = {
    "own id": own_id(ENGLISH[0]) + ".html",
    "sha256": sha256(URL.encode()).hexdigest() + ".html",
    "sha1": sha1(URL.encode()).hexdigest(),
    "md5": md5(URL.encode()).hexdigest() + ".htm",
    "slug": address(ENGLISH[0]).rpartition("/")[2] + ".html",
    "wget": address(ENGLISH[0]).partition("://")[2] + "/index.html",
    "escaped": "https%3A%2F%2F" + address(ENGLISH[0]).partition("://")[2].replace("/", "%2F") + ".html",
    "underscores": address(ENGLISH[0]).partition("://")[2].replace("/", "_") + ".html",
}


@pytest.mark.parametrize("way", NAMED)
def test_page_is_found_by_its_name(tmp_path: Path, way: str) -> None:
    saved(tmp_path, NAMED[way], ENGLISH[0])
    saved(tmp_path, "unrelated-page-of-another-day.html", ENGLISH[1])
    (item,) = read(table(ENGLISH[:1]), tmp_path)
    assert isinstance(item, Read), item
    assert ENGLISH[0].body[0] in item.article.text


def test_page_is_found_by_the_address_it_gives_itself(tmp_path: Path) -> None:
    for at, story in enumerate(EVERY):
        saved(tmp_path, f"page ({at}).html", story, canonical=True)
    items = read(table(EVERY), tmp_path)
    assert reasons(items) == ["read"] * len(EVERY)
    for item, story in zip(items, EVERY, strict=True):
        assert isinstance(item, Read)
        article = item.article
        assert (article.title, article.date, article.id) == (story.title, story.day, own_id(story))
        assert json.loads(article.extra).get("outlet_as_given", article.outlet) == story.outlet
        assert story.body[0] in article.text
        assert json.loads(article.extra)["language"] == story.language


def test_pages_are_read_in_the_guarded_process_too(tmp_path: Path) -> None:
    for at, story in enumerate(EVERY):
        saved(tmp_path / "pages", f"page ({at}).html", story, canonical=True)
    path = tmp_path / "stories.csv"
    path.write_text(table(EVERY), encoding="utf-8", newline="")
    items = list(read_inputs([str(path)], Options(pages=tmp_path / "pages")))
    assert reasons(items) == ["read"] * len(EVERY)


def test_row_without_its_page_is_rejected_by_name(tmp_path: Path) -> None:
    saved(tmp_path, "one.html", ENGLISH[0], canonical=True)
    items = read(table(ENGLISH), tmp_path)
    assert reasons(items) == ["read", "no_page", "no_page"]


def test_two_pages_of_one_name_are_not_guessed_between(tmp_path: Path) -> None:
    slug = address(ENGLISH[0]).rpartition("/")[2]
    saved(tmp_path, f"a/{slug}.html", ENGLISH[0])
    saved(tmp_path, f"b/{slug}.html", ENGLISH[1])
    assert reasons(read(table(ENGLISH[:1]), tmp_path)) == ["ambiguous_page"]


def test_page_that_names_another_host_is_not_taken_for_its_file_name(tmp_path: Path) -> None:
    slug = address(ENGLISH[0]).rpartition("/")[2]
    saved(tmp_path, f"{slug}.html", ENGLISH[1], canonical=True)
    assert reasons(read(table(ENGLISH[:1]), tmp_path)) == ["no_page"]


def test_links_and_hidden_files_in_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    saved(tmp_path, "secret.html", ENGLISH[0], canonical=True)
    (tmp_path / "pages" / "link.html").symlink_to(tmp_path / "secret.html")
    saved(tmp_path / "pages", ".hidden.html", ENGLISH[0], canonical=True)
    assert reasons(read(table(ENGLISH[:1]), tmp_path / "pages")) == ["no_page"]


def test_page_without_an_article_says_so(tmp_path: Path) -> None:
    (tmp_path / f"{own_id(ENGLISH[0])}.html").write_text(
        "<html><body><nav>Home</nav></body></html>", encoding="utf-8"
    )
    (item,) = read(table(ENGLISH[:1]), tmp_path)
    assert isinstance(item, Rejected)
    assert own_id(ENGLISH[0]) in item.detail


def test_damaged_rows_are_counted(tmp_path: Path) -> None:
    content = table(ENGLISH) + "1,2\n" + "a,b,c,d,e,f,g,h,i\n" + "\n" + table(ENGLISH).split("\r\n", 1)[1]
    assert reasons(read(content)) == ["no_text"] * 3 + ["bad_row"] * 2 + ["no_text"] * 3
    assert reasons(read(table(ENGLISH[:1]) + '1,"open\n' + "x,y\n" * 4000)) == ["no_text", "bad_row"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.example/x/", "https://a.example/x"),
        ("https://m.a.example/x?utm_source=b&fbclid=c", "https://a.example/x#top"),
        ("https://A.example/x?id=7&z=1", "https://a.example/x?z=1&id=7"),
        ("https://a.example/caf%C3%A9", "https://a.example/café"),
    ],
)
def test_addresses_of_one_page_have_one_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x?id=7", "https://a.example/x?id=8"),
        ("https://a.example/x", "https://b.example/x"),
        ("https://a.example/X", "https://a.example/x"),
    ],
)
def test_addresses_of_two_pages_have_two_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize("address", ["", "no address", "http://[", "/x/y", "http://"])
def test_what_is_no_address_has_no_key(address: str) -> None:
    assert address_key(address) == ""
