"""Small frames, articles and codes for the tests of validation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

from framing.validate.codes import Code, made
from framing.validate.sample import Design, FrameArticle, draw, text_digest
from framing.validate.scheme import CodeDefinition, Layer, Scheme
from framing.validate.study import Study, create_study

TEXT = "Critics warn of an AI gold rush. The minister said it was no gold rush. Officials disagreed 🙂 again."
DEVICES = Layer(
    "device",
    "span",
    "Mark every framing device.",
    codes=(
        CodeDefinition("economy/gold-rush", "gold rush", "A rush for gold.", "patterns-1"),
        CodeDefinition("other", "another device", "Any other device."),
    ),
    asks=("voice", "stance"),
)
SOURCES = Layer(
    "sourcing",
    "span",
    "Mark every source phrase.",
    codes=tuple(
        CodeDefinition(name, name, name) for name in ("named_person", "unnamed_role", "unnamed_vague")
    ),
    asks=("anonymity",),
)
RATING = Layer("sensationalism", "rating", "How heated?", "interval", scale=(0.0, 1.0, 2.0, 3.0, 4.0))
SCHEME = Scheme((DEVICES, SOURCES, RATING))
LAYERS = {layer.name: layer for layer in SCHEME.layers}
_SECONDS = count()


def time() -> str:
    """A time of its own for each code."""
    second = next(_SECONDS)
    return f"2026-11-22T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def code(coder: str = "anna", article: str = "a00", layer: str = "device", **values: Any) -> Code:
    """A code by the definitions of SCHEME; a span of the gold rush unless told otherwise."""
    given: dict[str, Any] = {"coder_kind": "human", "unit": "span", "time": time(), **values}
    if given["unit"] == "span":
        given = {"field": "text", "start": 19, "end": 31, "code": "economy/gold-rush", **given}
    definition = given.pop("definition", LAYERS[layer].digest_for(given.get("code")))
    return made(Code(coder=coder, article_id=article, layer=layer, definition=definition, **given))


def done(coder: str = "anna", article: str = "a00", layer: str = "device", **values: Any) -> Code:
    return code(coder, article, layer, unit="finished", **values)


def frame(size: int = 12, outlets: Sequence[str] = ("Ash", "Birch")) -> tuple[FrameArticle, ...]:
    """Articles a00, a01 …; every third has a hit."""
    return tuple(
        FrameArticle(
            f"a{at:02}",
            text_digest(f"Title {at}", TEXT),
            outlets[at % len(outlets)],
            "news",
            f"2026-{1 + at % 2:02}",
            at % 3 == 0,
            float(at % 3 == 0),
        )
        for at in range(size)
    )


def new_study(folder: Path, size: int = 6, of: int = 12) -> Study:
    """A study of `size` articles drawn from `of`."""
    sample = draw(frame(of), Design(size, 1))
    texts = {article.id: (f"Title {int(article.id[1:])}", TEXT) for article in frame(of)}
    return create_study(folder, sample, SCHEME, texts)
