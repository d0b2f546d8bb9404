"""HTML of a database's export as lines of text: parsed without network and entities, one line per block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_BLOCKS = frozenset("p div br hr tr td th li ul ol table text h1 h2 h3 h4 h5 h6 pre blockquote".split())
_SKIPPED = frozenset("script style title head".split())
_WHITE = re.compile(r"[ \t\r\n\f]+")


def parsed_html(html: str) -> Any:
    """The root element (lxml), None where nothing can be made of it."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def lines_of(node: Any) -> list[str]:
    """The text of an element by lines: white space as one space, a new line at every block inside it, search hits joined."""
    lines: list[list[str]] = [[]]
    for part in _parts(node):
        if part is None:
            lines.append([])
        else:
            lines[-1].append(part)
    return [line for parts in lines if (line := _WHITE.sub(" ", "".join(parts)).strip(" \u00a0"))]


def _parts(node: Any) -> Iterator[str | None]:
    """Text in reading order, None where a block begins or ends."""
    from lxml import etree

    for event, element in etree.iterwalk(node, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield None
        if event == "start" and element.tag not in _SKIPPED:
            yield element.text or ""
        elif event == "end" and element is not node:
            yield element.tail or ""
