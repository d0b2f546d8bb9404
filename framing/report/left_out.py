"""The records of a run that gave no article: which, why in plain words, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import orjson

from framing.report.export import to_csv
from framing.report.words import plain

_FIND_IT = "look at the file at this record"
REASONS: dict[str, tuple[str, str]] = {
    "ambiguous_page": ("several saved pages fit this record", "keep one page for each address"),
    "bad_characters": ("characters that are no text", "save the file again as UTF-8"),
    "bad_json": ("not valid JSON", _FIND_IT),
    "bad_quotes": ("a quotation mark is opened and never closed", _FIND_IT),
    "bad_row": ("the row does not fit the columns of the first line", _FIND_IT),
    "bad_text": ("the text is not written as text", _FIND_IT),
    "contents_only": ("a list of contents without its articles", "export the full documents"),
    "cut_off": ("the article breaks off", "export it again"),
    "damaged_file": ("the file is damaged", "save or download it again"),
    "empty_file": ("nothing in it", "leave it out"),
    "empty_text": ("the text is empty", "leave it out, or export with the full text"),
    "encrypted": ("protected by a password", "save it again without one"),
    "error_document": ("the database put an error message in the article’s place", "export it again"),
    "fewer_documents": ("fewer documents than the file says it holds", "export it again"),
    "http_status": ("an error page of a web server", "leave it out"),
    "merged_documents": ("two documents without a border between them", "export it again"),
    "nested_archive": ("packed within what is packed", "unpack the outer one"),
    "no_article": ("no article found on the page", "leave it out, or paste its text"),
    "no_articles": ("no article found in the file", "export the full documents"),
    "no_header": ("the first line does not name the columns", "add a line with the columns’ names"),
    "no_page": ("no saved page for this address", "use framing score with --pages"),
    "no_text": ("the record holds no text", "export with the full text"),
    "no_text_column": (
        "no column looks like the text",
        "name it text, or use framing score with --map text=NAME",
    ),
    "no_text_in_pdf": ("the PDF holds pictures of text only", "run a text recognition over it first"),
    "not_an_article": ("a part of a web page, no article", "leave it out"),
    "not_html": ("not a web page", "leave it out"),
    "not_rtf": ("called RTF, but it is none", "save it again as RTF or DOCX"),
    "not_scored": ("the scoring failed", "report it, with the article where you may"),
    "old_word_format": ("Word’s old format (DOC)", "save it as DOCX"),
    "parser_died": ("the program that reads this format broke on it", "save it again, or in another format"),
    "records_missing": ("fewer records than the file says it holds", "export it again"),
    "repeated_capture": ("the same page again in one web archive", "nothing"),
    "same_outlet_and_text": ("the same text of the same outlet came before", "nothing: it counts once"),
    "several_articles": ("several articles where one belongs", "attach one file per article"),
    "too_large": ("too large", "split it"),
    "too_much_memory": ("reading it takes too much memory", "split it, or save it in another format"),
    "too_slow": ("reading it takes too long", "split it, or save it in another format"),
    "unknown_format": (
        "no format that can be read",
        "save it in one of the formats that framing formats lists",
    ),
    "unreadable": ("cannot be read", "check the file"),
    "unsafe_archive": ("packed in a way that may do harm", "unpack it yourself where you trust it"),
    "unsafe_xml": ("holds instructions that no article needs", "save it again from its program"),
}
"""Reason code of rejects.jsonl -> (what was seen, what to do)."""
COLUMNS = ("file", "record", "id", "kind", "reason", "detail", "what_to_do")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One line of rejects.jsonl. record 0: the whole file · kind: `rejected` or `duplicate` · detail: as its reader put it."""

    file: str
    record: int
    id: str | None
    kind: str
    reason: str
    detail: str

    @property
    def seen(self) -> str:
        """What was seen, in plain words."""
        return REASONS.get(self.reason, (plain(self.reason), ""))[0]

    @property
    def what_to_do(self) -> str:
        """What a user can do about it; empty for a reason that this version does not know."""
        return REASONS.get(self.reason, ("", ""))[1]


def read_left_out(lines: Iterable[bytes], renamed: Callable[[str], str] = str) -> tuple[LeftOut, ...]:
    """The lines of a rejects.jsonl. renamed: what a file is called to the user, for names and the details that hold them."""
    found = (orjson.loads(line) for line in lines)
    return tuple(
        LeftOut(
            renamed(row["file"]),
            row["record"],
            row["id"],
            row["kind"],
            row["reason"],
            renamed(row["detail"]),
        )
        for row in found
    )


def left_out_csv(rows: Iterable[LeftOut]) -> bytes:
    """One row per record that was left out, `reason` in plain words; inert in a spreadsheet."""
    cells = ((row.file, row.record, row.id, row.kind, row.seen, row.detail, row.what_to_do) for row in rows)
    return to_csv(COLUMNS, cells)
