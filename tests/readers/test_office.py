"""Word, OpenDocument, RTF and PDF: what is text in them, what is not, and what is refused."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from time import process_time

import pytest

from framing.readers import Read, Rejected, Source, docx, odt, pdf, rtf
from framing.readers.contract import Options
from framing.readers.office import rtf_document
from framing.readers.pdf_text import pdf_document
from readers import office_files
from readers.invented import ENGLISH, Invented
from readers.make_office import lines_of, properties_of, singles, without_text
from readers.office_files import Line, Properties, W

SINGLES = singles()


def opened(name: str, content: bytes) -> Iterator[Read | Rejected]:
    source = Source(name, io.BytesIO(content), content[:65_536])
    reader = next(reader for reader in (docx, odt, pdf, rtf) if reader.recognises(source))
    return reader.read(source, Options())


def read(name: str, content: bytes) -> list[Read | Rejected]:
    return list(opened(name, content))


def text_of(name: str, content: bytes) -> str:
    [item] = read(name, content)
    assert isinstance(item, Read), item
    return item.article.text


def rejection(name: str, content: bytes) -> Rejected:
    [item] = read(name, content)
    assert isinstance(item, Rejected), item
    return item


@pytest.mark.parametrize(("name", "content", "article"), SINGLES, ids=[name for name, _, _ in SINGLES])
def test_single_document_is_one_article(name: str, content: bytes, article: Invented) -> None:
    [item] = read(name, content)
    assert isinstance(item, Read), item
    found = item.article
    assert (found.title, found.outlet, found.author, found.date, found.text) == (
        article.title or None,
        None,
        article.author or None,
        article.day,
        "\n\n".join(article.body),
    )


def word(body: str, prolog: str = "") -> bytes:
    document = f'{prolog}<w:document xmlns:w="{W}" xmlns:mc="{MC}" xmlns:wps="urn:x"><w:body>{body}</w:body></w:document>'
    return office_files.zipped([("[Content_Types].xml", "<Types/>"), ("word/document.xml", document)])


MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


BOX = f"<w:txbxContent><w:p>{run('box')}</w:p></w:txbxContent>"
BOX_TWICE = (
    f"<mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<w:p>{run('Wo')}{run('rds')}</w:p><w:p/><w:p>{run('More')}</w:p>", "Words\n\nMore"),
        (
            "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:br/><w:t>c</w:t></w:r></w:p>",
            "a\t\nc",
        ),
        (
            f"<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>{run('new')}</w:ins></w:p>",
            "new",
        ),
        (f"<w:p><w:moveFrom>{run('gone')}</w:moveFrom>{run('stays')}</w:p>", "stays"),
        (f"<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>{run('3')}</w:p>", "3"),
        (f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>{run('seen')}</w:p>", "seen"),
        (
            f"<w:tbl><w:tr><w:tc><w:p>{run('one')}</w:p></w:tc><w:tc><w:p>{run('two')}</w:p></w:tc></w:tr></w:tbl>",
            "one\n\ntwo",
        ),
        (f"<w:p><w:r>{BOX_TWICE}</w:r>{run('around')}</w:p>", "box\n\naround"),
        (
            "<w:p><w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op &amp; &#x1F600;&#160;z</w:t></w:r></w:p>",
            "co\u2011op & 😀\u00a0z",
        ),
    ],
)
def test_word_text_is_what_a_reader_sees(body: str, expected: str) -> None:
    assert text_of("a.docx", word(body)) == expected


def test_word_of_the_strict_kind_is_read() -> None:
    strict = (
        '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>'
        "<w:p><w:r><w:t>words</w:t></w:r></w:p></w:body></w:document>"
    )
    content = office_files.zipped([("[Content_Types].xml", "<Types/>"), ("word/document.xml", strict)])
    assert text_of("a.docx", content) == "words"


@pytest.mark.parametrize("level", ["heading", "style"])
def test_first_heading_of_a_word_file_is_the_title(level: str) -> None:
    mark = '<w:outlineLvl w:val="0"/>' if level == "heading" else '<w:pStyle w:val="berschrift1"/>'
    lines = f"<w:p><w:pPr>{mark}</w:pPr><w:r><w:t>The title</w:t></w:r></w:p><w:p><w:r><w:t>The text.</w:t></w:r></w:p>"
    content = office_files.docx([])
    with_lines = office_files.zipped(
        [(name, data.replace(b"<w:body>", b"<w:body>" + lines.encode())) for name, data in members(content)]
    )
    [item] = read("a.docx", with_lines)
    assert isinstance(item, Read)
    assert (item.article.title, item.article.text) == ("The title", "The text.")


def members(content: bytes) -> list[tuple[str, bytes]]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def test_name_of_the_file_or_program_is_no_title() -> None:
    for title in ("Untitled", "Microsoft Word - draft", "one", "Dokument1", "final_v3.docx"):
        [item] = read("one.docx", office_files.docx(lines_of(ENGLISH[1], heading=False), Properties(title)))
        assert isinstance(item, Read)
        assert item.article.title is None


def test_title_of_the_properties_counts_where_the_text_has_no_heading() -> None:
    for title in ("Documents show the ferry was late", "Untitled no more"):
        [item] = read("a.docx", office_files.docx(lines_of(ENGLISH[1], heading=False), Properties(title)))
        assert isinstance(item, Read)
        assert (item.article.title, item.article.text) == (title, "\n\n".join(ENGLISH[1].body))


def test_date_of_the_properties_is_marked_as_such() -> None:
    [item] = read("a.docx", office_files.docx(lines_of(ENGLISH[1]), properties_of(ENGLISH[1])))
    assert isinstance(item, Read)
    assert json.loads(item.article.extra) == {"date_from": "properties of the file"}


DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("dtd.docx", word("<w:p><w:r><w:t>&b;&e;</w:t></w:r></w:p>", DTD), "unsafe_xml"),
        ("deep.docx", word("<w:x>" * 10_000), "damaged_file"),
        ("broken.docx", word("<w:p></w:body>"), "damaged_file"),
        ("empty.docx", word("<w:p/>"), "empty_text"),
        ("empty.rtf", b"{\\rtf1 }", "empty_text"),
        ("cut.rtf", office_files.rtf(lines_of(ENGLISH[0]))[:-40], "cut_off"),
        ("deep.rtf", b"{\\rtf1 " + b"{" * 100_000, "damaged_file"),
        ("no-document.docx", office_files.zipped([("word/styles.xml", "<x/>")]), "damaged_file"),
        ("cut.docx", office_files.docx(lines_of(ENGLISH[0]))[:-200], "damaged_file"),
        ("scanned.pdf", without_text(), "no_text_in_pdf"),
        ("locked.pdf", office_files.pdf(lines_of(ENGLISH[0]), encrypted=True), "encrypted"),
        ("broken.pdf", b"%PDF-1.4\nnothing more", "damaged_file"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_word_format"),
        (
            "locked.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: bytes, reason: str) -> None:
    assert rejection(name, content).reason == reason


def test_scanned_pdf_says_what_to_do() -> None:
    assert "OCR" in rejection("scanned.pdf", without_text()).detail


def test_encrypted_opendocument_is_refused() -> None:
    content = office_files.odt(lines_of(ENGLISH[0]))
    locked = [
        (name, b"<manifest><encryption-data/></manifest>" if name.endswith("manifest.xml") else data)
        for name, data in members(content)
    ]
    assert rejection("a.odt", office_files.zipped(locked)).reason == "encrypted"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (r"\ansicpg1252 Caf\'e9\par na\u239\'efve", ["Café", "naïve"]),
        (r"\ansicpg1250 \'9elu\'9dou\'e8k\'fd", ["žluťoučký"]),
        (r"\ansicpg932 \'93\'fa\'96\'7b", ["日本"]),
        (r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\f1 \'cf\'f0\'e8\f0  \'e9", ["При é"]),
        (r"\uc1\u55357\'3f\u56832\'3f pair \u56832? half", ["😀 pair \ufffd half"]),
        (r"\uc2\u8364\'80\'80x{\uc0\u8364}y", ["€x€y"]),
        (r"{\field{\*\fldinst{HYPERLINK \"http://x.example/a\"}}{\fldrslt{\ul link}}} end", ["link end"]),
        (r"{\header head\par}{\footer foot}{\footnote note}text{\*\unknown gone}{\v hidden}", ["text"]),
        (r"a\tab b\line c\~d\_e\emdash f\{g\}\\", ["a\tb\nc\u00a0d\u2011e—f{g}\\"]),
        (r"\trowd one\cell two\cell\row after", ["one", "two", "after"]),
        (r"{\pict\pngblip\bin4 }}}}}shown", ["shown"]),
        (r"{\info{\title T}}x{\upr{\title wrong}}", ["x"]),
        ("split\r\nover\r\nlines\\\nnew", ["splitoverlines", "new"]),
        (r"never {closed \b group", ["never closed groupafter the end"]),
    ],
)
def test_rtf_text_is_what_a_reader_sees(inside: str, expected: list[str]) -> None:
    document = rtf_document(b"{\\rtf1\\ansi " + inside.encode("ascii") + b"}after the end")
    assert [paragraph.text for paragraph in document.paragraphs] == expected


@pytest.mark.parametrize("code_page", [1250, 1251, 1252])
def test_rtf_code_pages_give_the_same_text(code_page: int) -> None:
    lines = [Line("Příliš žluťoučký kůň, Привет, naïve “café” – 日本 😀 {\\}")]
    assert text_of("a.rtf", office_files.rtf(lines, code_page=code_page)) == lines[0].text


def test_rtf_time_grows_with_the_length_not_its_square() -> None:
    """Sixteen times the length takes less than 64 times the computing time; it would be 256 by the square."""

    def seconds(count: int) -> float:
        start = process_time()
        rtf_document(b"{\\rtf1 " + b"\\u233?x\\'e9{\\b y}" * count + b"}")
        return process_time() - start

    seconds(100)
    assert seconds(32_000) < 64 * max(seconds(2_000), 0.001)


WRAPPED = "The well-known ferry by the quay carries more passengers than all other ferries of the coast, every day of the year."


def pdf_paragraphs(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in pdf_document(io.BytesIO(content), "file").paragraphs]


def test_pdf_lines_become_paragraphs() -> None:
    lines = [
        Line(
            "A headline that is set larger and runs over two lines of the page, as headlines do",
            size=16,
            bold=True,
        )
    ]
    lines += [Line(WRAPPED) for _ in range(4)]
    assert pdf_paragraphs(office_files.pdf(lines)) == [line.text for line in lines]


def test_pdf_paragraph_that_runs_over_a_page_is_one() -> None:
    lines = [Line(WRAPPED.replace(".", ", ") * 3 + "and on.")] * 30
    found = pdf_paragraphs(office_files.pdf(lines, running="The Running Title"))
    assert found == [line.text for line in lines]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (["an exami-", "nation of it"], "an examination of it"),
        (["the well-known and well-", "known harbour"], "the well-known and well-known harbour"),
        (["a New York-", "London ferry"], "a New York-London ferry"),
        (["from 1990-", "2000 on"], "from 1990- 2000 on"),
    ],
)
def test_pdf_words_split_at_the_end_of_a_line_are_joined(written: list[str], text: str) -> None:
    page = "\n".join(office_files._show(line, 56, 700 - 13 * i, 10) for i, line in enumerate(written))
    content = office_files._pdf_file([page], Properties(), encrypted=False)
    assert pdf_paragraphs(content) == [text]


def test_pdf_headlines_alike_at_the_same_place_of_two_pages_stay() -> None:
    lines = [
        Line(text, size=size, bold=size > 10, opens_page=size > 10)
        for text, size in (("Wire copy", 14), (WRAPPED, 10)) * 2
    ]
    assert pdf_paragraphs(office_files.pdf(lines)) == ["Wire copy", WRAPPED] * 2


def shown(pieces: list[tuple[str, float, float, int, bool]]) -> list[str]:
    """The paragraphs of a page with pieces of text at given places, each with size and weight."""
    page = "\n".join(office_files._show(text, x, y, size, bold=bold) for text, x, y, size, bold in pieces)
    return pdf_paragraphs(office_files._pdf_file([page], Properties(), encrypted=False))


def test_pdf_bold_word_at_the_start_of_a_line_does_not_end_the_paragraph() -> None:
    pieces = [
        ("HARBOUR TOWN", 56.0, 700.0, 10, True),
        (" -- The ferry was late again on Thursday, as", 130.0, 700.0, 10, False),
        ("on every day since March.", 56.0, 687.0, 10, False),
    ]
    assert shown(pieces) == [
        "HARBOUR TOWN -- The ferry was late again on Thursday, as on every day since March."
    ]


def test_pdf_indented_first_line_begins_a_paragraph() -> None:
    pieces = [
        ("The ferry was late again on Thursday, as every day.", 56.0, 700.0, 10, False),
        ("Nobody on the council could say why it was late,", 70.0, 688.0, 10, False),
        ("and nobody asked.", 56.0, 676.0, 10, False),
    ]
    second = "Nobody on the council could say why it was late, and nobody asked."
    assert shown(pieces) == ["The ferry was late again on Thursday, as every day.", second]


def test_pdf_paragraph_goes_on_in_the_next_column() -> None:
    pieces = [
        ("The ferry was late again, as every", 56.0, 120.0, 10, False),
        ("day, and nobody on the", 56.0, 108.0, 10, False),
        ("council could say why.", 320.0, 700.0, 10, False),
    ]
    assert shown(pieces) == [
        "The ferry was late again, as every day, and nobody on the council could say why."
    ]


def test_pdf_headline_is_the_title_where_the_properties_name_none() -> None:
    content = office_files.pdf(
        [Line("Mill reopens", size=18, bold=True), *(Line(text) for text in ENGLISH[0].body)]
    )
    [item] = read("a.pdf", content)
    assert isinstance(item, Read)
    assert (item.article.title, item.article.text) == ("Mill reopens", "\n\n".join(ENGLISH[0].body))


def test_pdf_that_is_only_protected_against_changes_is_read() -> None:
    from pypdf import PdfReader, PdfWriter

    plain_file = office_files.pdf(lines_of(ENGLISH[1], heading=False), properties_of(ENGLISH[1]))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain_file)))
    writer.encrypt(user_password="", owner_password="only the owner knows", algorithm="RC4-128")
    held = io.BytesIO()
    writer.write(held)
    assert text_of("a.pdf", held.getvalue()) == "\n\n".join(ENGLISH[1].body)


@pytest.mark.parametrize(
    ("limit", "value", "name", "content"),
    [
        ("documents.LARGEST_RECORD", 100, "a.docx", office_files.docx(lines_of(ENGLISH[0]))),
        ("office.LARGEST_DOCUMENT", 100, "a.rtf", office_files.rtf(lines_of(ENGLISH[0]))),
        ("pdf_text.MOST_PAGES", 0, "a.pdf", office_files.pdf(lines_of(ENGLISH[0]))),
    ],
)
def test_file_over_a_limit_is_rejected(
    limit: str, value: int, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"framing.readers.{limit}", value)
    assert rejection(name, content).reason == "too_large"


def test_broken_properties_and_styles_do_not_cost_the_text() -> None:
    content = office_files.docx(lines_of(ENGLISH[1]), properties_of(ENGLISH[1]))
    parts = [(name, b"<broken" if name == "docProps/core.xml" else data) for name, data in members(content)]
    assert text_of("a.docx", office_files.zipped(parts)) == "\n\n".join(ENGLISH[1].body)
    parts = [(name, b"<broken" if name == "word/styles.xml" else data) for name, data in members(content)]
    assert text_of("a.docx", office_files.zipped(parts)) == "\n\n".join(ENGLISH[1].body)


def test_words_placed_one_by_one_keep_their_blanks() -> None:
    """As programs write justified lines."""
    x, pieces = 56.0, []
    for word in ("The", "ferry", "was", "late", "again", "on", "Thursday."):
        pieces.append((word, x, 700.0, 10, False))
        x += 5.2 * len(word) + 9
    assert shown(pieces) == ["The ferry was late again on Thursday."]
