"""Writes Word, OpenDocument, RTF and PDF files of given paragraphs, as small as they can be and shaped as real ones are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINE = (
    '<w:r><w:pict><v:line xmlns:v="urn:schemas-microsoft-com:vml" style="position:absolute"/></w:pict></w:r>'
)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. label: bold at its start · level: in the outline · opens_page: stands on a new page · link: is a link."""

    text: str
    label: str = ""
    size: int = 10
    bold: bool = False
    level: int | None = None
    opens_page: bool = False
    link: bool = False


@dataclass(frozen=True, slots=True)
class Properties:
    title: str = ""
    author: str = ""
    created: str = ""


def zipped(members: Iterable[tuple[str, str | bytes]]) -> bytes:
    """A ZIP whose bytes depend on nothing but its members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return held.getvalue()


def docx(
    lines: Sequence[Line], properties: Properties = Properties(), *, part: str = "word/document.xml"
) -> bytes:
    body = "".join(_word_paragraph(line) for line in lines)
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="{part}"/></Relationships>'
    )
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Textkrper"><w:name w:val="Body Text"/></w:style></w:styles>'
    )
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{escape(properties.title)}</dc:title><dc:creator>{escape(properties.author)}</dc:creator>"
        f"<dcterms:created>{properties.created}</dcterms:created></cp:coreProperties>"
    )
    return zipped(
        [
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", relations),
            (part, document),
            ("word/styles.xml", styles),
            ("docProps/core.xml", core),
        ]
    )


def _word_paragraph(line: Line) -> str:
    """A paragraph whose words are split over runs, as Word and the exports do."""
    about = f'<w:outlineLvl w:val="{line.level}"/>' if line.level is not None else ""
    page = (
        f"<w:p><w:pPr><w:sectPr/></w:pPr></w:p><w:p><w:bookmarkStart/>{_LINE}</w:p>"
        if line.opens_page
        else ""
    )
    style = f'<w:rPr>{"<w:b/>" if line.bold else ""}<w:sz w:val="{2 * line.size}"/></w:rPr>'
    label = (
        f'<w:r><w:rPr><w:b/><w:sz w:val="{2 * line.size}"/></w:rPr><w:t>{escape(line.label)}</w:t></w:r>'
        if line.label
        else ""
    )
    half = len(line.text) // 2
    runs = "".join(
        f'<w:r>{style}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'.replace(
            "\n", "</w:t><w:br/><w:t>"
        )
        for part in (line.text[:half], line.text[half:])
        if part
    )
    runs = f'<w:hyperlink r:id="rId9">{runs}</w:hyperlink>' if line.link else runs
    return f"{page}<w:p><w:pPr>{about}</w:pPr>{label}{runs}</w:p>"


def odt(lines: Sequence[Line], properties: Properties = Properties()) -> bytes:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    )
    body = "".join(_open_paragraph(line) for line in lines)
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {names}>{text}</office:document-content>"
    meta = (
        f"<office:document-meta {names}><office:meta><dc:title>{escape(properties.title)}</dc:title>"
        f"<meta:initial-creator>{escape(properties.author)}</meta:initial-creator>"
        f"<meta:creation-date>{properties.created}</meta:creation-date></office:meta></office:document-meta>"
    )
    return zipped(
        [
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", content),
            ("meta.xml", meta),
            ("META-INF/manifest.xml", "<manifest/>"),
        ]
    )


def _open_paragraph(line: Line) -> str:
    text = (
        escape(line.label + line.text)
        .replace("  ", ' <text:s text:c="1"/>')
        .replace("\n", "<text:line-break/>")
    )
    if line.level is not None:
        return f'<text:h text:outline-level="{line.level + 1}">{text}</text:h>'
    note = (
        "<text:note><text:note-body><text:p>A note.</text:p></text:note-body></text:note>"
        if "wheel" in text
        else ""
    )
    return f"<text:p><text:span>{text}</text:span>{note}</text:p>"


def rtf(lines: Sequence[Line], properties: Properties = Properties(), *, code_page: int = 1252) -> bytes:
    """Letters of the code page as `\\'xx`, others as `\\u`, a logo before the text, links as fields."""
    charset = {1252: 0, 1250: 238, 1251: 204}[code_page]
    date = ""
    if properties.created:
        year, month, day = (int(part) for part in properties.created[:10].split("-"))
        date = f"{{\\creatim\\yr{year}\\mo{month}\\dy{day}\\hr1}}"

    def coded(text: str) -> str:
        return "".join(_rtf_letter(letter, code_page) for letter in text)

    info = f"{{\\info{{\\title {coded(properties.title)}}}{{\\author {coded(properties.author)}}}{date}}}"
    parts = [
        f"{{\\rtf1\\ansi\\ansicpg{code_page}\\uc1\\deff0{{\\fonttbl{{\\f0\\fswiss\\fcharset{charset} Arial;}}}}",
        "{\\colortbl;\\red0\\green0\\blue0;}{\\*\\generator Invented 1.0;}",
        info,
        "{\\header\\pard Page {\\field{\\*\\fldinst{ PAGE }}{\\fldrslt{3}}} of 7\\par}",
        "{\\pict\\pngblip\\picw10 " + "89504e47" * 40 + "}",
    ]
    for line in lines:
        about = f"\\outlinelevel{line.level}" if line.level is not None else ""
        text = coded(line.text).replace("\n", "\\line ")
        if line.link:
            text = f'{{\\field{{\\*\\fldinst{{HYPERLINK "https://example.org/a?b=c" }}}}{{\\fldrslt{{\\ul {text}}}}}}}'
        label = f"{{\\b\\fs{2 * line.size} {coded(line.label)}}}" if line.label else ""
        bold = "\\b" if line.bold else "\\b0"
        page = "\\sect\\sectd\\sbkpage" if line.opens_page else ""
        parts.append(f"{page}\\pard{about}\\plain\\f0\\fs{2 * line.size}{bold} {label}{text}\\par\r\n")
    return ("".join(parts) + "}").encode("ascii")


def _rtf_letter(letter: str, code_page: int) -> str:
    if letter in "\\{}":
        return "\\" + letter
    if letter == "\u00a0":
        return "\\~"
    if letter == "\n" or " " <= letter < "\x7f":
        return letter
    try:
        return "".join(f"\\'{byte:02x}" for byte in letter.encode(f"cp{code_page}"))
    except UnicodeEncodeError:
        units = letter.encode("utf-16-le")
        numbers = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
        return "".join(f"\\u{number}?" for number in numbers)


_WIDTH, _TOP, _BOTTOM, _LEFT = 92, 780, 60, 56


def pdf(
    lines: Sequence[Line],
    properties: Properties = Properties(),
    *,
    running: str = "",
    encrypted: bool = False,
) -> bytes:
    """Pages of 92 letters a line at 10 points; `Page 1 of 9` at the foot, the running title small at the top from page 2 on."""
    pages: list[list[str]] = []
    y = 0.0
    for line in lines:
        y = y - 10 if line.label == "" else y - 6
        for i, text in enumerate(
            wrap(line.label + line.text, int(_WIDTH * 10 / line.size), break_on_hyphens=False)
        ):
            y -= 1.3 * line.size
            if y < _BOTTOM or not pages or (line.opens_page and i == 0):
                pages.append([])
                y = _TOP - 1.3 * line.size
            pages[-1].append(_show(text, _LEFT, y, line.size, bold=line.bold or bool(line.label and i == 0)))
    for number, page in enumerate(pages, 1):
        page.append(_show(f"Page {number} of {len(pages)}", _LEFT, 30, 8))
        if running and number > 1:
            page.insert(0, _show(running, _LEFT, 810, 8))
    return _pdf_file(["\n".join(page) for page in pages], properties, encrypted=encrypted)


def _show(text: str, x: float, y: float, size: int, *, bold: bool = False) -> str:
    held = text.encode("cp1252", "replace").decode("latin-1")
    escaped = held.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F{2 if bold else 1} {size} Tf 1 0 0 1 {x:.1f} {y:.1f} Tm ({escaped}) Tj ET"


def _pdf_file(contents: Sequence[str], properties: Properties, *, encrypted: bool) -> bytes:
    def literal(text: str) -> str:
        return f"<feff{text.encode('utf-16-be').hex()}>"

    created = properties.created.replace("-", "")[:8]
    first_page = 6
    kids = " ".join(f"{first_page + 2 * i} 0 R" for i in range(len(contents)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
        f"<</Title {literal(properties.title)}/Author {literal(properties.author)}/CreationDate(D:{created}120000Z)>>",
    ]
    for i, content in enumerate(contents):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {first_page + 2 * i + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(content)}>>\nstream\n{content}\nendstream")
    return _numbered(objects, encrypted=encrypted)


def _numbered(objects: Sequence[str], *, encrypted: bool) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    secret = (
        f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'41' * 32}>/U<{'42' * 32}>/P -4>>/ID[<00><00>]"
        if encrypted
        else ""
    )
    trailer = (
        f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R/Info 5 0 R{secret}>>\nstartxref\n{len(out)}\n%%EOF\n"
    )
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")
