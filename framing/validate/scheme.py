"""What is coded: layers of codes with the definitions that coders read, and a digest for each of them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal

import orjson

from framing.codebook import Codebook, Device
from framing.errors import InputError
from framing.types import SOURCE_CLASSES

Level = Literal["nominal", "ordinal", "interval", "ratio"]

OTHER = "other"
"""A device that the codebook does not have: marked, so that recall can be told."""
DEVICE, SOURCING, SENSATIONALISM = "device", "sourcing", "sensationalism"


@dataclass(frozen=True, slots=True)
class CodeDefinition:
    """One code as coders read it. `patterns`: digest of what the detector searches for, empty where it searches for nothing.

    `conventional`: a worn device that the main counts leave out.
    """

    code: str
    label: str
    definition: str
    patterns: str = ""
    conventional: bool = False

    @property
    def digest(self) -> str:
        """16 hex digits over what a coder reads; the patterns are not part of it."""
        return _digest([self.code, self.label, self.definition, self.conventional])


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing to code in every article: spans with a code each, or one rating of the whole article.

    `asks`: what else is asked of a span (voice, stance, anonymity). `scale`: the ratings that may be given; empty for classes.
    """

    name: str
    unit: Literal["span", "rating"]
    question: str
    level: Level = "nominal"
    codes: tuple[CodeDefinition, ...] = ()
    asks: tuple[str, ...] = ()
    scale: tuple[float, ...] = ()

    @property
    def digest(self) -> str:
        """16 hex digits over the question and all definitions."""
        return _digest(
            [
                self.name,
                self.unit,
                self.question,
                self.level,
                self.asks,
                self.scale,
                [c.digest for c in self.codes],
            ]
        )

    @property
    def digests(self) -> frozenset[str]:
        """What codes made by these definitions carry: the digest of the layer, or of one of its codes."""
        return _digests(self)

    def digest_for(self, code: str | None) -> str:
        """The digest that a new code carries."""
        return self.digest if code is None or not self.codes else self.definition(code).digest

    def definition(self, code: str) -> CodeDefinition:
        """The definition of a code. Raises InputError where the layer has no such code."""
        for one in self.codes:
            if one.code == code:
                return one
        raise InputError(
            self.name, f"no code {code!r}", f"take one of {', '.join(c.code for c in self.codes)}"
        )


@dataclass(frozen=True, slots=True)
class Scheme:
    """All layers of a study."""

    layers: tuple[Layer, ...]

    @property
    def digest(self) -> str:
        """16 hex digits over all layers and the detector's patterns."""
        return _digest([[layer.digest, [c.patterns for c in layer.codes]] for layer in self.layers])

    def layer(self, name: str) -> Layer:
        """The layer of that name. Raises InputError where there is none."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise InputError(
            name, "no such layer", f"take one of {', '.join(layer.name for layer in self.layers)}"
        )


_SOURCING = {
    "named_person": "An individual whom the article names anywhere, or the only holder of a title; pronouns and surnames too.",
    "named_body": "An identified organisation, institution, publication, study or document, or a spokesperson for one.",
    "unnamed_role": "Persons who are not named but described by a role or relation that limits who they can be.",
    "unnamed_vague": "Nobody who could be looked for: sources, critics, experts.",
    "hearsay": "No source at all, only an evidential: reportedly, it is understood that.",
}
_RATING = (
    "How strongly does the writing, not the event, push for alarm, outrage, thrill or curiosity? Headline and opening, the"
    " writer's own words. 0 plain, 1 slight colour, 2 clearly coloured in places, 3 strong almost throughout, 4 extreme."
)


def scheme_of(
    codebook: Codebook,
    layers: Collection[str] = (DEVICE, SOURCING, SENSATIONALISM),
    devices: Collection[str] | None = None,
) -> Scheme:
    """The layers of the product's own coding scheme: devices of the codebook, sources, and the rating of heated wording.

    `devices`: only these ids; the code "other" is always there, for devices that the codebook lacks.
    Raises InputError for a layer or device that is not there.
    """
    known = {device.id: device for device in codebook.devices}
    chosen = sorted(known) if devices is None else list(dict.fromkeys(devices))
    lacking = [name for name in chosen if name not in known]
    if lacking:
        raise InputError("scheme", f"no device {', '.join(lacking)}", "see `framing codebook list`")
    every = {
        DEVICE: Layer(
            DEVICE,
            "span",
            "Mark every framing device by the shortest words that carry the image.",
            codes=(*(_of_device(known[name]) for name in chosen), _OTHER),
            asks=("voice", "stance"),
        ),
        SOURCING: Layer(
            SOURCING,
            "span",
            "Mark every source phrase in the text, not the title, that passes information on: once per sentence and source.",
            codes=tuple(CodeDefinition(name, name, _SOURCING[name]) for name in SOURCE_CLASSES),
            asks=("anonymity",),
        ),
        SENSATIONALISM: Layer(
            SENSATIONALISM, "rating", _RATING, "interval", scale=tuple(half / 2 for half in range(9))
        ),
    }
    unknown = [name for name in layers if name not in every]
    if unknown:
        raise InputError("scheme", f"no layer {', '.join(unknown)}", f"take some of {', '.join(every)}")
    return Scheme(tuple(layer for name, layer in every.items() if name in layers))


_OTHER = CodeDefinition(OTHER, "another device", "A framing device that the codebook does not have.")


def to_json(scheme: Scheme) -> bytes:
    """The scheme as one JSON object."""
    return orjson.dumps({"digest": scheme.digest, **asdict(scheme)}, option=orjson.OPT_INDENT_2) + b"\n"


def from_json(data: bytes, place: str) -> Scheme:
    """The scheme of a JSON object. Raises InputError where it is none or was edited."""
    try:
        content = orjson.loads(data)
        scheme = Scheme(tuple(_layer(item) for item in content["layers"]))
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise InputError(place, f"not a coding scheme ({error})", "take the file as it was written") from None
    if content.get("digest", scheme.digest) != scheme.digest:
        raise InputError(place, "the definitions were changed", "make a new version with `framing sample`")
    return scheme


def _layer(item: Mapping[str, Any]) -> Layer:
    codes = tuple(CodeDefinition(**code) for code in item["codes"])
    return Layer(**{**item, "codes": codes, "asks": tuple(item["asks"]), "scale": tuple(item["scale"])})


@lru_cache(maxsize=64)
def _digests(layer: Layer) -> frozenset[str]:
    return frozenset({layer.digest, *(code.digest for code in layer.codes)})


def _of_device(device: Device) -> CodeDefinition:
    searched = [
        device.patterns,
        [asdict(exclusion) for exclusion in device.exclusions],
        *filter(None, [device.images]),
    ]
    return CodeDefinition(
        device.id,
        device.label,
        device.definition,
        _digest(searched),
        device.conventionality == "conventional",
    )


def _digest(content: object) -> str:
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]
