"""Spans that were marked in other programs: doccano's JSON Lines and INCEpTION's UIMA CAS JSON."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import orjson

from framing.errors import InputError
from framing.validate.codes import Code, made
from framing.validate.exchange import Articles, json_lines

_UTF16_MOST = 0xFFFF


Marked = tuple[tuple[Code, ...], tuple[str, ...]]
"""The codes of a file, and the articles that it holds."""


def read_doccano(data: bytes, place: str, articles: Articles, template: Code) -> Marked:
    """Spans of a doccano export (JSON Lines, sequence labelling): the label is the code, everything else is the template's.

    Articles are known by `article_id`, where the texts were imported with it, else by their text. Raises InputError for a
    text that is not of these articles.
    """
    by_text = {article.text: article.id for article in articles.values()}
    codes: list[Code] = []
    held: dict[str, None] = {}
    for number, row in enumerate(json_lines(data, place), 1):
        where = f"{place}:{number}"
        article = _article_of(
            row.get("article_id"), row.get("text", row.get("data")), (articles, by_text), where
        )
        held[article] = None
        spans = _doccano_spans(row, where)
        codes.extend(_span_of(template, article, span, articles, where) for span in spans)
    return tuple(codes), tuple(held)


def read_inception(
    data: bytes, place: str, articles: Articles, template: Code, feature: str = "label"
) -> Marked:
    """Spans of one document exported by INCEpTION as UIMA CAS JSON: annotations that have the `feature`, its value is the code.

    INCEpTION writes no header, and offsets count UTF-16 units; a header that says otherwise is minded. They become code points
    here. Feature structures may be a list or an object by id, `begin` and `end` may carry the anchor mark ^. Features named
    voice, stance and anonymity are taken along. Raises InputError for another kind of file or a text that is not of these
    articles.
    Source: Apache UIMA Java SDK JSON CAS I/O 0.5.0, SPECIFICATION.adoc and its serialiser, which writes a header only where
    something of it differs from the default; DKPro Cassis 0.9, cassis/json.py.
    """
    try:
        content = orjson.loads(data)
        structures = _structures(content["%FEATURE_STRUCTURES"])
        number, sofa = next(item for item in structures.items() if item[1].get("%TYPE") == "uima.cas.Sofa")
        text = sofa["sofaString"]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, StopIteration):
        raise InputError(
            place, "no UIMA CAS JSON with a text", "export as 'UIMA CAS JSON' from INCEpTION"
        ) from None
    by_text = {article.text: article.id for article in articles.values()}
    article = _article_of(None, text, (articles, by_text), place)
    header = content.get("%HEADER")
    encoding = header.get("%OFFSET_ENCODING", "UTF-16") if isinstance(header, dict) else "UTF-16"
    at = _code_points(text, str(encoding), place)
    codes = []
    for one in structures.values():
        begin, end = (one.get(name, one.get(f"^{name}")) for name in ("begin", "end"))
        of_this_text = str(one.get("@sofa", number)) == number
        if (
            of_this_text
            and isinstance(one.get(feature), str)
            and isinstance(begin, int)
            and isinstance(end, int)
        ):
            answers = {
                name: one[name] for name in ("voice", "stance", "anonymity") if isinstance(one.get(name), str)
            }
            codes.append(
                _span_of(template, article, (at(begin), at(end), one[feature]), articles, place, answers)
            )
    return tuple(codes), (article,)


def _structures(given: Any) -> dict[str, dict[str, Any]]:
    """Feature structures by id, from either of the two shapes that the library writes: a list, or an object."""
    pairs = given.items() if isinstance(given, dict) else ((one.get("%ID"), one) for one in given)
    return {str(number): one for number, one in pairs if isinstance(one, dict)}


def _article_of(own: object, text: object, known: tuple[Articles, Mapping[str, str]], place: str) -> str:
    articles, by_text = known
    if isinstance(own, str) and own in articles and text in (None, articles[own].text):
        return own
    if isinstance(text, str) and text in by_text:
        return by_text[text]
    raise InputError(
        place, "a text that is not of the sample", "import codes of the articles as they were exported"
    )


def _doccano_spans(row: Mapping[str, Any], place: str) -> list[tuple[int, int, str]]:
    """The spans in either of the two shapes that doccano writes: lists, or objects with relations beside them."""
    given = row.get("label", row.get("labels"))
    if given is None:
        given = [
            [e.get("start_offset"), e.get("end_offset"), e.get("label")] for e in row.get("entities", ())
        ]
    spans = []
    for item in given:
        if not (isinstance(item, list) and len(item) == 3 and list(map(type, item)) == [int, int, str]):
            raise InputError(place, f"no span: {item!r}", "export a sequence labelling project")
        spans.append((item[0], item[1], item[2]))
    return spans


def _span_of(
    template: Code,
    article: str,
    span: tuple[int, int, str],
    articles: Articles,
    place: str,
    answers: Mapping[str, str] | None = None,
) -> Code:
    start, end, label = span
    if end > len(articles[article].text):
        raise InputError(
            place, f"a span that ends at {end}, the text at {len(articles[article].text)}", "check the text"
        )
    given = answers or {}
    code = replace(
        template,
        article_id=article,
        unit="span",
        field="text",
        start=start,
        end=end,
        code=label,
        voice=given.get("voice"),
        stance=given.get("stance"),
        anonymity=given.get("anonymity"),
        id="",
    )
    return made(code, place)


def _code_points(text: str, encoding: str, place: str) -> Callable[[int], int]:
    """A function from offsets in an encoding's units to offsets in code points."""
    width: dict[str, Callable[[str], int]] = {
        "UTF-16": lambda char: 2 if ord(char) > _UTF16_MOST else 1,
        "UTF-8": lambda char: len(char.encode("utf-8", "replace")),
        "UTF-32": lambda _: 1,
    }
    unit = width.get(encoding.upper())
    if unit is None:
        raise InputError(place, f"offsets in {encoding}", "export with UTF-16 offsets")
    begins: list[int] = [0]
    for char in text:
        begins.append(begins[-1] + unit(char))

    def at(offset: int) -> int:
        found = bisect_left(begins, offset)
        if found == len(begins) or begins[found] != offset:
            raise InputError(
                place, f"offset {offset} is inside a character or behind the text", "check the text"
            )
        return found

    return at
