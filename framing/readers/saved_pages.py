"""A folder of saved web pages, and which of them belongs to an address."""

from __future__ import annotations

import hashlib
import html
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from framing.errors import RecordError

_HEAD = 131_072
_LONGEST_TAG = 2_000
_TEXT = (".txt", ".md")
_OF_ITSELF = re.compile(
    r"<(?:link|meta)\b[^<>]*(?:rel=[\"']?canonical|property=[\"']?og:url|name=[\"']?og:url)\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"\b(?:href|content)=(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_HOSTS = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_TRACKING = re.compile(
    r"^(?:utm_.*|mc_[ce]id|fbclid|gclid|ref|ref_src|referrer|cmp|cmpid|smid|src|source|partner|feed|ns_.*|at_.*|"
    r"xtor|outputtype|amp)$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.(?:s?html?|xhtml|php|aspx?|jsp|amp|txt|md)$", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_ADDRESS_START = re.compile(r"^(?:https?-)?(?:(?:www\d?|m|mobile|amp)-)?")
_SHORTEST_SLUG = 8


@dataclass(frozen=True, slots=True)
class SavedPages:
    """own: address that a page gives as its own -> the page · names: file name or path -> the page, None where two have it ·
    hosts: page -> host of its own address."""

    own: Mapping[str, Path]
    names: Mapping[str, Path | None]
    hosts: Mapping[Path, str]


def saved_pages(folder: Path) -> SavedPages:
    """The pages below a folder, in order of their names; hidden files and links are left out. Empty for an empty folder."""
    own: dict[str, Path] = {}
    names: dict[str, Path | None] = {}
    hosts: dict[Path, str] = {}
    for path in _files(folder):
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if not (head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or path.suffix.lower() in _TEXT):
            continue
        address = _own_address(head)
        if address and (key := address_key(address)):
            own.setdefault(key, path)
            hosts[path] = key.partition("/")[0]
        for name in _names_of(path.relative_to(folder)):
            names[name] = path if name not in names else None
    return SavedPages(own, names, hosts)


def _files(folder: Path) -> Iterator[Path]:
    for place, below, files in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            if not name.startswith(".") and not path.is_symlink() and path.is_file():
                yield path


def _own_address(head: bytes) -> str:
    """What a page names as its address: `rel=canonical`, else `og:url`. Only tags with these words are looked at: a folder may
    hold many pages."""
    for word in (b"canonical", b"og:url"):
        for tag in _tags_with(word, head):
            found = _ADDRESS.search(tag) if _OF_ITSELF.search(tag) else None
            if found:
                return html.unescape(next(filter(None, found.groups()), "")).strip()
    return ""


def _tags_with(word: bytes, head: bytes) -> Iterator[str]:
    at = head.find(word)
    while at >= 0:
        start, end = head.rfind(b"<", max(at - _LONGEST_TAG, 0), at), head.find(b">", at, at + _LONGEST_TAG)
        if start >= 0 and end >= 0:
            yield head[start : end + 1].decode("utf-8", "replace")
        at = head.find(word, at + len(word))


def address_key(address: str) -> str:
    """An address as `host/path?query` without what differs between copies of one page; empty where it is none."""
    try:
        parts = urlsplit(address.strip())
        host = _HOSTS.sub("", (parts.hostname or "").lower())
    except ValueError:
        return ""
    query = [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name)]
    path = unquote(parts.path).rstrip("/")
    return f"{host}{path}" + (f"?{urlencode(sorted(query))}" if query else "") if host else ""


def _names_of(path: Path) -> Iterator[str]:
    """The file name without its ending, and host and path where the folders are those of an address (as `wget -r` writes)."""
    yield _key(_ENDING.sub("", path.name))
    if len(path.parts) > 1:
        whole = _ENDING.sub("", path.as_posix()).removesuffix("/index")
        yield _key(whole)


def _key(name: str) -> str:
    """A name without case, marks and what addresses begin with, in whatever way an address was made a file name."""
    return _ADDRESS_START.sub("", _NOT_IN_NAMES.sub("-", unquote(name).lower()).strip("-"))


def page_for(pages: SavedPages, address: str, own_id: str) -> Path:
    """The page of an address: the one that names it as its own, else the one whose file is named after its id, its SHA-256,
    SHA-1 or MD5, the whole address, or the last part of its path.

    Raises RecordError `no_page` or `ambiguous_page`.
    """
    key = address_key(address)
    if key in pages.own:
        return pages.own[key]
    sure = next(
        (pages.names[name] for name in _sure_names(address, key, own_id) if name in pages.names), None
    )
    if sure:
        return sure
    slug = _slug(key)
    found = pages.names.get(slug, Path()) if len(slug) >= _SHORTEST_SLUG else Path()
    if found is None:
        seen = f"several saved pages are named {slug!r}, as the end of {address}"
        raise RecordError(
            "record", "ambiguous_page", seen, "name the files after the id or the SHA-256 of the address"
        )
    if found == Path() or pages.hosts.get(found, key.partition("/")[0]) != key.partition("/")[0]:
        what = "save the page under its id, or with its link rel=canonical, and read again"
        raise RecordError(
            "record", "no_page", f"no saved page belongs to {address or 'a record without address'}", what
        )
    return found


def _sure_names(address: str, key: str, own_id: str) -> Iterator[str]:
    if own_id:
        yield _key(own_id)
    data = address.encode("utf-8", "replace")
    for digest in (hashlib.sha256, hashlib.sha1, hashlib.md5):
        yield digest(data, usedforsecurity=False).hexdigest()
    yield from filter(None, (_key(_ENDING.sub("", text)) for text in (key, address)))


def _slug(key: str) -> str:
    last = key.partition("?")[0].partition("/")[2].rpartition("/")[2]
    return _key(_ENDING.sub("", last))
