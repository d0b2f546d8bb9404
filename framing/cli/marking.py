"""Coding in the terminal: shows an article, takes spans and ratings, decides disputes; asks and prints, no logic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from framing.types import Field
    from framing.validate.desk import Desk, Place
    from framing.validate.scheme import Layer
    from framing.validate.study import CodingArticle, Study
    from framing.validate.truth import Dispute

HELP = "Type words of the article to mark them · d done · u take back the last mark · q quit, nothing is lost"
CANNOT = "?"


def decide_disputes(study: Study, disputes: Sequence[Dispute], name: str) -> None:
    """Asks for each dispute which of its codes stands, or none, and writes the decision."""
    from framing.validate.codes import made
    from framing.validate.desk import now
    from framing.validate.exchange import words_of
    from framing.validate.truth import decision

    for dispute in disputes:
        first = dispute.codes[0]
        typer.echo(f"\n{dispute.article_id}, {dispute.layer}: {words_of(first, study.articles) or 'rating'}")
        for number, code in enumerate(dispute.codes, 1):
            answers = ", ".join(filter(None, (code.voice, code.stance, code.anonymity)))
            typer.echo(
                f"  {number} {code.coder}: {code.code} {answers} {words_of(code, study.articles) or ''} {code.memo}"
            )
        choices = [str(number) for number in range(len(dispute.codes) + 1)]
        chosen = _ask("which stands, 0 for none, q to stop", (*choices, "q"))
        if chosen == "q":
            return
        picked = dispute.codes[int(chosen) - 1] if chosen != "0" else None
        study.decide(made(decision(dispute, picked, name, now())))


def show(article: CodingArticle, *, hide_outlet: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    if article.outlet and not hide_outlet:
        console.print(Text(article.outlet, style="dim"))
    console.print(Text(article.title or "", style="bold"))
    console.print(Text(article.text))


def mark_spans(desk: Desk, layer: Layer, article: CodingArticle) -> bool:
    """Marks until the coder is done with the article; whether to go on with the next one."""
    from framing.validate.desk import finish

    typer.echo(HELP)
    while True:
        answer = typer.prompt(">", prompt_suffix=" ").strip()
        if answer == "q":
            return False
        if answer == "d":
            finish(desk, article.id, [layer.name])
            return True
        if answer == "u":
            _take_back(desk, layer, article)
            continue
        place = _place(article, answer)
        if place is not None:
            _mark_one(desk, layer, article, place)


def _mark_one(desk: Desk, layer: Layer, article: CodingArticle, place: Place) -> None:
    from framing.validate.codes import ANSWERS, CANNOT_TELL
    from framing.validate.desk import Marking, asked, mark

    code = _choose_code(layer)
    answers = {}
    for name in asked(layer, code):
        given = _ask(
            f"{name} ({', '.join(ANSWERS[name][:-1])}; {CANNOT} cannot tell)", (*ANSWERS[name], CANNOT)
        )
        answers[name] = CANNOT_TELL if given == CANNOT else given
    memo = typer.prompt("memo", default="", show_default=False)
    mark(desk, article.id, layer.name, Marking(place, code, answers, memo))


def rate(desk: Desk, layer: Layer, article: CodingArticle) -> bool:
    """One rating or class, then the article is finished; whether to go on with the next one."""
    from framing.validate import desk as coding

    allowed = [f"{value:g}" for value in layer.scale] or [code.code for code in layer.codes]
    given = _ask(f"{', '.join(allowed)}; {CANNOT} cannot tell; q quit", (*allowed, CANNOT, "q"))
    if given == "q":
        return False
    value = None if given == CANNOT else float(given) if layer.scale else given
    coding.rate(desk, article.id, layer.name, value)
    coding.finish(desk, article.id, [layer.name])
    return True


def _take_back(desk: Desk, layer: Layer, article: CodingArticle) -> None:
    from framing.validate.codes import standing
    from framing.validate.desk import take_back

    mine = [c for c in standing(desk.codes()) if (c.article_id, c.layer) == (article.id, layer.name)]
    if mine:
        take_back(desk, article.id, mine[-1].id)
        typer.echo("taken back")


def _place(article: CodingArticle, words: str) -> Place | None:
    """Where the words stand; the coder chooses where they stand more than once."""
    if not words:
        return None
    fields: tuple[tuple[Field, str], ...] = (("title", article.title or ""), ("text", article.text))
    found: list[Place] = []
    for field, text in fields:
        start = text.find(words)
        while start >= 0:
            found.append((field, start, start + len(words)))
            start = text.find(words, start + 1)
    if not found:
        typer.echo("these words are not in the article; type them as they stand there")
        return None
    if len(found) == 1:
        return found[0]
    texts = dict(fields)
    for number, (field, start, end) in enumerate(found, 1):
        typer.echo(f"  {number} {field}: …{texts[field][max(0, start - 30) : end + 30]}…".replace("\n", " "))
    return found[int(_ask("which one", tuple(str(number) for number in range(1, len(found) + 1)))) - 1]


def _choose_code(layer: Layer) -> str | None:
    """One code of the layer by its name or a part of it; None where the coder cannot tell."""
    while True:
        typed = typer.prompt(f"code (a part of its name, {CANNOT} cannot tell)").strip()
        if typed == CANNOT:
            return None
        exact = [one.code for one in layer.codes if one.code == typed]
        found = exact or [c.code for c in layer.codes if typed.casefold() in f"{c.code} {c.label}".casefold()]
        if len(found) == 1:
            typer.echo(f"  {found[0]}: {layer.definition(found[0]).definition}")
            return found[0]
        typer.echo(
            "  "
            + (", ".join(found[:20]) or f"none; `other` or {', '.join(c.code for c in layer.codes[:8])} …")
        )


def _ask(question: str, allowed: Sequence[str]) -> str:
    while True:
        given: str = typer.prompt(question, default="", show_default=False).strip()
        if given in allowed:
            return given
        typer.echo(f"  one of {', '.join(filter(None, allowed))}")
