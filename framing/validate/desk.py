"""One coder's desk: the articles in the coder's order, what is coded, and a journal that takes one choice at a time.

Every choice says what shall stand, so that one sent twice adds nothing the second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from framing.batch.files import attempt, make_folder
from framing.errors import InputError
from framing.types import UNNAMED_CLASSES, Field
from framing.validate.codes import CODER_NAME, Code, Unit, current, finished, made, standing
from framing.validate.journal import append, read_journal
from framing.validate.package import JOURNAL, open_package
from framing.validate.scheme import SOURCING, Layer, Scheme
from framing.validate.study import CodingArticle, Study, check_code

Place = tuple[Field, int, int]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a person codes. `order`: ids of the articles; `articles` without their outlets where these are hidden."""

    coder: str
    scheme: Scheme
    articles: Mapping[str, CodingArticle]
    order: tuple[str, ...]
    journal: Path

    def codes(self) -> tuple[Code, ...]:
        """Everything in the journal, as it is on the disk now."""
        return read_journal(self.journal).codes

    def article(self, name: str) -> CodingArticle:
        """The article of that id. Raises InputError where the coder has none such."""
        if name not in self.articles:
            raise InputError(f"article {name}", "not one of those to code", "code the articles of the sample")
        return self.articles[name]


@dataclass(frozen=True, slots=True)
class Marking:
    """What a coder says of some words. `code` is None where the coder cannot tell; `answers`: voice, stance, anonymity."""

    place: Place
    code: str | None
    answers: Mapping[str, str] = field(default_factory=dict)
    memo: str = ""


def study_desk(study: Study, coder: str, *, hide_outlet: bool = False) -> Desk:
    """The desk of a coder of a study. Raises InputError for a name that is none."""
    articles = study.articles
    if hide_outlet:
        articles = {name: replace(article, outlet=None) for name, article in articles.items()}
    return Desk(coder, study.scheme, articles, study.order(coder), study.journal(coder))


def package_desk(folder: Path) -> Desk:
    """The desk of an unpacked package. Raises InputError where the folder holds none."""
    opened = open_package(folder)
    articles = {article.id: article for article in opened.articles}
    return Desk(opened.coder, opened.scheme, articles, tuple(articles), folder / JOURNAL)


def coder_name(name: str) -> str:
    """The name. Raises InputError where a coder cannot have it."""
    if not CODER_NAME.fullmatch(name):
        raise InputError("coder", f"{name!r} is no name", "use small letters, digits, . _ - (40 at most)")
    return name


def add_coder(study: Study, name: str) -> None:
    """Makes an empty journal, so that the study waits for this coder too; one who is there already is no error.

    Raises InputError for a name that is none.
    """
    coder_name(name)
    make_folder(study.journal(name).parent)
    attempt(study.journal(name), lambda: study.journal(name).touch(0o600))


def remove_coder(study: Study, name: str) -> None:
    """Forgets a coder who has coded nothing. Raises InputError where there are codes: those are never deleted one by one."""
    journal = study.journal(name)
    if read_journal(journal).codes:
        raise InputError(f"coder {name}", "has coded already", "keep the coder, or delete the whole study")
    attempt(journal, lambda: journal.unlink(missing_ok=True))


def done_articles(codes: Sequence[Code], layers: Sequence[Layer]) -> frozenset[str]:
    """The articles that are finished in all of some layers; `codes` are one coder's."""
    done = [frozenset().union(*finished(current(codes, layer)).values()) for layer in layers]
    return frozenset.intersection(*done) if done else frozenset()


def standing_in(codes: Sequence[Code], scheme: Scheme, article: str) -> tuple[Code, ...]:
    """What stands of a coder in one article by the definitions of now: spans in the order of the text, then ratings."""
    here = [code for code in standing(codes) if code.article_id == article]
    kept = [code for layer in scheme.layers for code in current(here, layer)]
    return tuple(
        sorted(kept, key=lambda c: (c.unit == "rating", c.field != "title", c.start or 0, c.end or 0))
    )


def asked(layer: Layer, code: str | None) -> tuple[str, ...]:
    """What else is asked of a span with a code: anonymity only of sources that are not named."""
    if layer.name == SOURCING and code not in UNNAMED_CLASSES:
        return tuple(name for name in layer.asks if name != "anonymity")
    return layer.asks


def mark(desk: Desk, article: str, layer: str, marking: Marking, *, instead: str = "") -> None:
    """Puts a code of some words on the disk; `instead`: id of a code of this article that it takes the place of.

    Raises InputError for a place, a code or an answer that does not fit, or where an answer is lacking.
    """
    of = _layer(desk, layer, "span")
    part, start, end = marking.place
    here = desk.article(article)
    text = here.text if part == "text" else here.title or ""
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise InputError("mark", f"no words at {part} {start} to {end}", "select words of the article")
    wanted = asked(of, marking.code)
    lacking = [name for name in wanted if marking.code is not None and name not in marking.answers]
    if lacking:
        raise InputError("mark", f"no {lacking[0]} given", "choose one, or “cannot tell”")
    answers = {name: marking.answers[name] for name in wanted if name in marking.answers}
    code = replace(
        _blank(desk, article, of, "span", marking.code),
        field=part,
        start=start,
        end=end,
        cannot_tell=marking.code is None,
        memo=marking.memo,
        voice=answers.get("voice"),
        stance=answers.get("stance"),
        anonymity=answers.get("anonymity"),
    )
    _put(desk, code)
    if instead:
        take_back(desk, article, instead, unless_like=code)


def rate(desk: Desk, article: str, layer: str, value: float | str | None, memo: str = "") -> None:
    """Puts a rating of an article on the disk: a number of the scale, a class, or None for "cannot tell"; the last one stands."""
    of = _layer(desk, layer, "rating")
    desk.article(article)
    known: set[float | str] = {*of.scale, *(one.code for one in of.codes)}
    if value is not None and value not in known:
        raise InputError("rating", f"{value!r}", f"give one of {', '.join(map(str, sorted(known, key=str)))}")
    named = value if isinstance(value, str) else None
    number = None if isinstance(value, str) or value is None else float(value)
    blank = _blank(desk, article, of, "rating", named)
    _put(desk, replace(blank, rating=number, cannot_tell=value is None, memo=memo))


def take_back(desk: Desk, article: str, code: str, *, unless_like: Code | None = None) -> None:
    """Withdraws a code of an article that stands; one that does not stand any more is no error.

    `unless_like`: a code that is kept: whoever changes a code into what it is already changes nothing.
    """
    found = [one for one in standing(desk.codes()) if one.id == code and one.article_id == article]
    for one in found:
        if unless_like is None or _said(one) != _said(unless_like):
            layer = desk.scheme.layer(one.layer)
            _append(desk, replace(_blank(desk, article, layer, "withdrawn"), refers=(one.id,)))


def finish(desk: Desk, article: str, layers: Sequence[str]) -> None:
    """Says that an article is done in some layers: what is not marked is not there. Raises InputError where a rating lacks."""
    desk.article(article)
    codes = desk.codes()
    here = standing_in(codes, desk.scheme, article)
    for name in layers:
        layer = desk.scheme.layer(name)
        if layer.unit == "rating" and not any(code.layer == name for code in here):
            raise InputError(name, "no rating yet", "rate the article, or choose “cannot tell”")
    for name in layers:
        layer = desk.scheme.layer(name)
        if article not in done_articles(codes, [layer]):
            _append(desk, _blank(desk, article, layer, "finished"))


def now() -> str:
    """The time that a code carries: UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _layer(desk: Desk, name: str, unit: str) -> Layer:
    found = desk.scheme.layer(name)
    if found.unit != unit:
        raise InputError(name, f"a layer of {found.unit}s", f"code a {unit} in another layer")
    return found


def _blank(desk: Desk, article: str, layer: Layer, unit: Unit, code: str | None = None) -> Code:
    """What every code begins with. Raises InputError for a code that the layer has not."""
    definition = layer.digest_for(code)
    return Code(desk.coder, "human", article, layer.name, unit, now(), definition, code=code)


def _put(desk: Desk, code: Code) -> None:
    """Appends a code unless the same stands already."""
    if all(_said(one) != _said(code) for one in standing(desk.codes())):
        _append(desk, code)


def _append(desk: Desk, code: Code) -> None:
    ready = made(code)
    check_code(ready, desk.articles, desk.scheme)
    append(desk.journal, ready)


def _said(code: Code) -> Code:
    """What a code says, whenever it was made."""
    return replace(code, time="", id="")
