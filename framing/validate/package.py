"""Coding on another machine: a ZIP with what one coder needs, and nothing of the detector's or of other coders."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import orjson

from framing.batch.files import make_folder, write_file
from framing.errors import InputError, OutputError, RecordError
from framing.readers.limits import open_zip
from framing.validate import scheme as schemes
from framing.validate.codes import Code, finished
from framing.validate.journal import append, parse_journal
from framing.validate.study import ARTICLES, SCHEME, CodingArticle, Study, read_articles

PACKAGE, JOURNAL = "package.json", "codes.jsonl"
FORMAT = 1
_WHEN = (1980, 1, 1, 0, 0, 0)
"""Time of every member: the same content gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Package:
    """An unpacked package: what one coder codes, in the coder's order."""

    coder: str
    frame_digest: str
    scheme: schemes.Scheme
    articles: tuple[CodingArticle, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """An article whose codes at home and those brought back differ, both finished; what came back was not taken."""

    coder: str
    article_id: str
    layer: str
    at_home: int
    brought_back: int


@dataclass(frozen=True, slots=True)
class Merged:
    """`new` codes were added, `known` were there already, and the articles of `conflicts` stay as they are at home."""

    new: int
    known: int
    conflicts: tuple[Conflict, ...]


def pack(study: Study, coder: str, *, hide_outlet: bool = False) -> bytes:
    """A ZIP of the articles in the coder's order, the definitions, and the coder's own codes so far.

    It holds no strata and no probabilities: they would tell what the detector found.
    """
    articles = [study.articles[name] for name in study.order(coder)]
    if hide_outlet:
        articles = [replace(article, outlet=None) for article in articles]
    content = {"format": FORMAT, "coder": coder, "frame_digest": study.sample.frame_digest}
    journal = study.journal(coder)
    members = {
        PACKAGE: orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n",
        SCHEME: schemes.to_json(study.scheme),
        ARTICLES: b"".join(orjson.dumps(asdict(article)) + b"\n" for article in articles),
        JOURNAL: journal.read_bytes() if journal.exists() else b"",
    }
    return zipped(members)


def unpack(data: bytes, place: str, folder: Path) -> Package:
    """Writes a package into a new folder. Raises InputError for another kind of file, OutputError for a folder in use."""
    members = _members(data, place)
    if (folder / PACKAGE).exists():
        raise OutputError(str(folder), "holds a package already", "name another folder with --out")
    package = _package(members, place)
    make_folder(folder)
    for name, content in members.items():
        write_file(folder / name, content)
    return package


def open_package(folder: Path) -> Package:
    """The package of a folder. Raises InputError where it is none."""
    if not (folder / PACKAGE).is_file():
        raise InputError(str(folder), "no package here", "unpack one with `framing code unpack`")
    return _package({name: (folder / name).read_bytes() for name in (PACKAGE, SCHEME, ARTICLES)}, str(folder))


def returned(folder: Path) -> bytes:
    """The ZIP that a coder sends back: the package with the journal as it is now."""
    names = (PACKAGE, SCHEME, ARTICLES, JOURNAL)
    return zipped({name: (folder / name).read_bytes() if (folder / name).exists() else b"" for name in names})


def bring_back(study: Study, data: bytes, place: str) -> Merged:
    """Adds the codes of a package to the study: the same package twice adds nothing the second time.

    Articles that are finished both at home and away, with different codes, are conflicts: what is at home stays.
    Raises InputError for a package of another sample or other definitions.
    """
    members = _members(data, place)
    package = _package(members, place)
    same = {article.id: (article.title, article.text) for article in package.articles} == {
        article.id: (article.title, article.text) for article in study.articles.values()
    }
    if package.frame_digest != study.sample.frame_digest or not same:
        raise InputError(
            place, "a package of another sample or other texts", "bring it back to the study it was made from"
        )
    away = parse_journal(members.get(JOURNAL, b""), place).codes
    for code in away:
        if code.coder != package.coder:
            raise InputError(
                place, f"codes of {code.coder} in the package of {package.coder}", "one package, one coder"
            )
        study.check(code)
    home = study.codes(package.coder) if study.journal(package.coder).exists() else ()
    conflicts = _conflicts(package.coder, home, away)
    refused = {(conflict.article_id, conflict.layer) for conflict in conflicts}
    known = {code.id for code in home}
    new = [c for c in away if c.id not in known and (c.article_id, c.layer) not in refused]
    for code in new:
        append(study.journal(package.coder), code)
    return Merged(len(new), sum(code.id in known for code in away), conflicts)


def _conflicts(coder: str, home: tuple[Code, ...], away: tuple[Code, ...]) -> tuple[Conflict, ...]:
    found = []
    for layer in sorted({code.layer for code in away}):
        ours = [code for code in home if code.layer == layer]
        theirs = [code for code in away if code.layer == layer]
        both = finished(ours).get(coder, frozenset()) & finished(theirs).get(coder, frozenset())
        for article in sorted(both):
            at_home = {code.id for code in ours if code.article_id == article}
            brought = {code.id for code in theirs if code.article_id == article}
            if at_home - brought and brought - at_home:
                found.append(Conflict(coder, article, layer, len(at_home), len(brought)))
    return tuple(found)


def _package(members: dict[str, bytes], place: str) -> Package:
    try:
        content = orjson.loads(members[PACKAGE])
        coder, digest, form = content["coder"], content["frame_digest"], content["format"]
    except (KeyError, TypeError, orjson.JSONDecodeError):
        raise InputError(
            place, "not a package of articles to code", "take one that `framing code pack` made"
        ) from None
    if form != FORMAT or not isinstance(coder, str) or not isinstance(digest, str):
        raise InputError(place, f"a package of format {form!r}", "use the version of framing that made it")
    lacking = [name for name in (SCHEME, ARTICLES) if name not in members]
    if lacking:
        raise InputError(place, f"no {lacking[0]} in the package", "pack it again")
    articles = read_articles(members[ARTICLES], place)
    return Package(coder, digest, schemes.from_json(members[SCHEME], place), tuple(articles.values()))


def _members(data: bytes, place: str) -> dict[str, bytes]:
    """The members we know, read under the limits of all archives; others are not looked at."""
    try:
        with open_zip(io.BytesIO(data), place) as archive:
            names = [name for name in (PACKAGE, SCHEME, ARTICLES, JOURNAL) if name in archive.names]
            return {name: archive.read(name) for name in names}
    except RecordError as error:
        raise InputError(error.place, error.seen, error.what_to_do) from None


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP of the members; the same members give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
