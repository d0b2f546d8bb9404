"""RIS: fields of a citation, text from the files beside it, and no way out of their folder."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import RecordError
from framing.readers import read_inputs, ris
from framing.readers.contract import Options, Read, Rejected, Source
from readers.database_articles import EVERY, Story
from readers.make_ris import address, endnote, files, page, record, zotero


def read(content: str, path: Path | None = None, **mapping: str) -> list[Read | Rejected]:
    data = content.encode()
    source = Source(str(path) if path else "library.ris", io.BytesIO(data), data[:65_536], path)
    assert ris.recognises(source)
    return list(ris.read(source, Options(mapping)))


def exported(folder: Path, stories: tuple[Story, ...] = EVERY) -> Path:
    """A folder as Zotero writes it; gives the path of its .ris file."""
    for name, content in files(stories).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    path = folder / "My Library.ris"
    path.write_text(zotero(stories), encoding="utf-8")
    return path


def test_citation_gives_the_fields_and_the_attached_page_the_text(tmp_path: Path) -> None:
    path = exported(tmp_path)
    items = read(path.read_text(encoding="utf-8"), path)
    assert [item.article.title for item in items if isinstance(item, Read)] == [
        story.title for story in EVERY
    ]
    for item, story in zip(items, EVERY, strict=True):
        assert isinstance(item, Read)
        article = item.article
        extra = json.loads(article.extra)
        assert extra.get("outlet_as_given", article.outlet) == story.outlet
        assert (article.date, article.url, article.section) == (story.day, address(story), story.section)
        assert article.author == (story.author.replace(" and ", "; ") if story.author else None)
        assert all(paragraph in article.text for paragraph in story.body if len(paragraph) > 30)
        assert extra["abstract"] == "An abstract that runs\nover two lines and is no text."
        assert extra["keywords"] == "ferries; harbours"


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (zotero(EVERY[:1], with_files=False), "is a citation without an attached text"),
        (zotero(EVERY[:1]), "looked for only beside a RIS file on this disk"),
        (endnote(EVERY[:1]), "is a citation without an attached text"),
    ],
)
def test_citation_without_text_says_what_to_do(content: str, seen: str) -> None:
    (item,) = read(content)
    assert isinstance(item, Rejected)
    assert item.reason == "no_text"
    assert seen in item.detail
    assert "; " in item.detail


def test_abstract_becomes_text_only_where_the_user_says_so() -> None:
    (item,) = read(zotero(EVERY[:1], with_files=False), text="AB")
    assert isinstance(item, Read)
    assert item.article.text == "An abstract that runs\nover two lines and is no text."


def test_every_record_counts_also_without_its_first_or_last_line() -> None:
    whole = record(EVERY[0])
    content = "\n".join([*whole, *whole[:-2], *whole, *whole[1:]])
    assert [item.record for item in read(content)] == [1, 2, 3, 4]


OUTSIDE = (
    "../secret.html",
    "files/../../secret.html",
    "/etc/secret.html",
    "C:\\Users\\me\\secret.html",
    "files\\..\\..\\secret.html",
    "file:///etc/secret.html",
    "other/secret.html",
    "files/x/secret.html",
    "files/1/2/secret.html",
    "files/12/",
    "files/12/\x00.html",
    "~/secret.html",
    "files/11/" + "a" * 5000 + ".html",
    "link.html",
    "files/7/page.html",
    ".html",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_name_of_an_attached_file_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "export"
    (folder / "files" / "12").mkdir(parents=True)
    secret = page(EVERY[0])
    for place in (tmp_path, tmp_path / "other", folder / "other"):
        place.mkdir(exist_ok=True)
        (place / "secret.html").write_text(secret, encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "page.html").write_text(secret, encoding="utf-8")
    (folder / "link.html").symlink_to(tmp_path / "secret.html")
    (folder / "files" / "7").symlink_to(tmp_path / "outside")
    (item,) = read("\n".join(record(EVERY[0], name)), folder / "library.ris")
    assert isinstance(item, Rejected)
    assert item.reason == "no_text"


NAMES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "..",
                ".",
                "files",
                "7",
                "12",
                "link.html",
                "own.html",
                "secret.html",
                "",
                "outside",
                "C:",
                "~",
                "\0",
            ]
        ),
        st.text(max_size=5),
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def folder_with_ways_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export's folder with links that lead out of it."""
    folder = tmp_path_factory.mktemp("around") / "export"
    for place in (folder / "files" / "12", folder.parent / "outside"):
        place.mkdir(parents=True)
    for path in (
        folder / "own.html",
        folder / "files" / "12" / "own.html",
        folder.parent / "outside" / "secret.html",
    ):
        path.write_text(page(EVERY[0]), encoding="utf-8")
    (folder / "link.html").symlink_to(folder.parent / "outside" / "secret.html")
    (folder / "files" / "7").symlink_to(folder.parent / "outside")
    return folder


@settings(max_examples=1_000, deadline=None)
@given(NAMES, st.sampled_from(["/", "\\", "//"]))
def test_any_name_gives_a_file_of_the_folder_or_a_reason(
    folder_with_ways_out: Path, parts: list[str], mark: str
) -> None:
    try:
        path = ris.inside(folder_with_ways_out, mark.join(parts))
    except RecordError:
        return
    assert path.resolve() in {
        folder_with_ways_out / "own.html",
        folder_with_ways_out / "files" / "12" / "own.html",
    }


def test_file_unpacked_under_another_name_opens_nothing_beside_it(tmp_path: Path) -> None:
    path = exported(tmp_path)
    data = path.read_bytes()
    source = Source("archive.zip!My Library.ris", io.BytesIO(data), data, path)
    assert {item.reason for item in ris.read(source, Options()) if isinstance(item, Rejected)} == {"no_text"}


def test_file_that_attaches_itself_ends(tmp_path: Path) -> None:
    path = tmp_path / "library.txt"
    path.write_text("\n".join(record(EVERY[0], "library.txt")), encoding="utf-8")
    (item,) = read(path.read_text(encoding="utf-8"), path)
    assert isinstance(item, Rejected)


def test_attached_files_are_read_in_the_guarded_process_too(tmp_path: Path) -> None:
    path = exported(tmp_path)
    here = read(path.read_text(encoding="utf-8"), path)
    assert list(read_inputs([str(path)])) == here
    assert {type(item) for item in here} == {Read}


@pytest.mark.parametrize(
    "head", ["TY - NEWS\nTI - one space\n", "A text about TY  - NEWS\n", "TY  - NEWS\n", "{}", ""]
)
def test_other_files_are_not_recognised(head: str) -> None:
    assert not ris.recognises(Source("a.ris", io.BytesIO(), head.encode()))
