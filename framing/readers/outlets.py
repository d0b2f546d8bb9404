"""One name per outlet: `nytimes.com`, `New York Times (Online)` and `New York Times - News` -> The New York Times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import orjson

from framing.errors import InputError
from framing.types import Article

OUTLET_AS_GIVEN = "outlet_as_given"
"""Key in `extra` with the outlet as its file has it, where we know it by another name."""

LONGEST_NAME = 200
"""Characters; what is longer is no name of an outlet, and stays as it is."""
_NO_TABLE: Mapping[str, str] = MappingProxyType({})
_EDITIONS = frozenset(
    (
        "online",
        "online news",
        "online edition",
        "web",
        "web news",
        "web edition",
        "website",
        "web site",
        "digital",
        "digital edition",
        "print",
        "print edition",
        "international edition",
        "us edition",
        "uk edition",
    )
)
_SECTIONS = {
    "news": "news",
    "opinion": "opinion",
    "opinions": "opinion",
    "opinion editorial": "opinion",
    "op ed": "op-ed",
    "editorial": "editorial",
    "editorials": "editorial",
    "commentary": "commentary",
    "comment": "comment",
    "analysis": "analysis",
}
_ADDRESS = re.compile(
    r"(?:https?://)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?::\d+)?(?:/\S*)?$", re.IGNORECASE
)
_SAME_SITE = re.compile(r"^(?:www\d?|m|mobile|amp|edition|online|web)\.")
_IN_BRACKETS = re.compile(r"^(.+?)\s*\(([^()]+)\)$")
_AFTER_DASH = re.compile(r"^(.+?)\s+[-–—|]\s+([^-–—|]+)$")
_NOT_IN_KEYS = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True, slots=True)
class OutletName:
    """name: the outlet's usual one · section: what the name given said beside it, such as `opinion`."""

    name: str | None
    as_given: str | None
    section: str | None = None


def outlet_as_given(article: Article) -> str | None:
    """The outlet as the article's file has it; ids are made from that, so that they do not depend on the table of outlets."""
    if f'"{OUTLET_AS_GIVEN}"' not in article.extra:
        return article.outlet
    given = orjson.loads(article.extra).get(OUTLET_AS_GIVEN)
    return given if isinstance(given, str) else article.outlet


@lru_cache(maxsize=16_384)
def outlet_named(given: str | None) -> OutletName:
    """The outlet by the shipped table; one that is not in it keeps its name, but for `(Online)`, `- News` and the like."""
    return _named(given, _NO_TABLE)


def renamed(article: Article, own: Mapping[str, str]) -> Article:
    """The article with its outlet's name by a table of the user's own, which goes before the shipped one."""
    if not own or article.outlet is None:
        return article
    given = outlet_as_given(article)
    outlet = _named(given, own)
    if outlet.name == article.outlet:
        return article
    extra = orjson.loads(article.extra)
    extra.pop(OUTLET_AS_GIVEN, None)
    if outlet.name != given:
        extra[OUTLET_AS_GIVEN] = given
    as_json = orjson.dumps(extra, option=orjson.OPT_SORT_KEYS).decode()
    return replace(article, outlet=outlet.name, extra=as_json, section=article.section or outlet.section)


def read_outlets(path: Path) -> dict[str, str]:
    """Keys of a user's table and the outlet each stands for. Lines: name, aliases, domains, places, with tabs between
    and `|` inside; empty lines and such with `#` are left out. Raises InputError with the line where one is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), str(error), "name a UTF-8 file of tab-separated lines") from None
    return _table(lines, str(path))


def _named(given: str | None, own: Mapping[str, str]) -> OutletName:
    if given is None or len(given) > LONGEST_NAME:
        return OutletName(given, given)
    section = None
    name = " ".join(given.split()).rstrip(" ,;:-–—|")
    for _ in range(3):
        known = _known(name, own)
        if known:
            return OutletName(known, given, section)
        if not (found := _IN_BRACKETS.match(name) or _AFTER_DASH.match(name)):
            break
        beside = _key(found[2])
        if beside not in _EDITIONS and beside not in _SECTIONS:
            break
        name, section = found[1], _SECTIONS.get(beside, section)
    return _with_words_after(name, own, given) or OutletName(_without_www(name) or given, given, section)


def _known(name: str, own: Mapping[str, str]) -> str | None:
    for key in _keys_of(name):
        if found := own.get(key) or _shipped().get(key):
            return found
    return None


def _with_words_after(name: str, own: Mapping[str, str], given: str) -> OutletName | None:
    """`Boston Herald Editorial`, `Fox News Online`: only where what comes before is an outlet we know."""
    words = name.split()
    for count in (1, 2):
        beside = _key(" ".join(words[-count:]))
        if len(words) > count and (beside in _EDITIONS or beside in _SECTIONS):
            known = _known(" ".join(words[:-count]), own)
            if known:
                return OutletName(known, given, _SECTIONS.get(beside))
    return None


def _keys_of(name: str) -> Iterator[str]:
    """What a name is looked up by: an address by its host, without `www.` and the like; a name by its words."""
    if found := _ADDRESS.match(name):
        host = found[1].lower()
        yield host
        yield _SAME_SITE.sub("", host)
    yield _key(name)


def _without_www(name: str) -> str:
    """A web address that is in no table as its host; any other name as it is."""
    found = _ADDRESS.match(name)
    if not found or (found[0] == found[1] and not _SAME_SITE.match(name.lower())):
        return name
    return _SAME_SITE.sub("", found[1].lower())


def _key(name: str) -> str:
    """Words in lower case without accents, full stops and apostrophes; `&` is `and`."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    name = re.sub(r"[.'’]", "", name.casefold().replace("&", " and "))
    return _NOT_IN_KEYS.sub(" ", name).strip()


@cache
def _shipped() -> dict[str, str]:
    path = files("framing.readers").joinpath("outlets.tsv")
    return _table(path.read_text(encoding="utf-8").splitlines(), "outlets.tsv")


def _table(lines: Iterable[str], place: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, *columns = (cell.strip() for cell in line.split("\t"))
        if not name or len(columns) > 3:
            seen = f"{len(columns) + 1} cells, the first {name!r}"
            raise InputError(
                f"{place}:{number}", seen, "write name, aliases, domains, places, with tabs between"
            )
        for key in _row_keys(name, *(_split(cell) for cell in columns)):
            if table.setdefault(key, name) != name:
                seen = f"{key!r} is {table[key]} already"
                raise InputError(f"{place}:{number}", seen, "keep it in one of the two lines")
    return table


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _row_keys(
    name: str, aliases: Iterable[str] = (), domains: Iterable[str] = (), places: Iterable[str] = ()
) -> Iterator[str]:
    yield from (_SAME_SITE.sub("", domain.lower()) for domain in domains)
    for known in (name, *aliases):
        for key in _with_and_without_the(_key(known)):
            yield key
            yield from (f"{key} {_key(place)}" for place in places)


def _with_and_without_the(key: str) -> tuple[str, ...]:
    """`Boston Globe` and `The Boston Globe` are one; `Times` alone is not The Times."""
    rest = key.removeprefix("the ")
    if rest == key:
        return (key, f"the {key}")
    return (key, rest) if " " in rest else (key,)
