"""What a reader calls layers, codes and answers of a study."""

from __future__ import annotations

from framing.report.words import ANONYMITY, SOURCE_CLASSES, STANCES, VOICES
from framing.validate.reliability import IN_ARTICLE
from framing.validate.scheme import SOURCING, Scheme

LAYERS = {"device": "Framing phrases", "sourcing": "Sources", "sensationalism": "Heated wording"}
_ANSWERS = {**VOICES, **STANCES, **{name: label for name, (label, _) in ANONYMITY.items()}}


def layer_name(layer: str) -> str:
    """What a reader calls a layer."""
    return LAYERS.get(layer, layer)


def code_name(scheme: Scheme, layer: str, code: str) -> str:
    """What a reader calls a code, an answer, or "nothing marked"."""
    if layer == SOURCING and code in SOURCE_CLASSES:
        return SOURCE_CLASSES[code][0]
    label = next((one.label for one in scheme.layer(layer).codes if one.code == code), None)
    if label is None:
        return _ANSWERS.get(code, code)
    alike = sum(one.label == label for one in scheme.layer(layer).codes) > 1
    return f"{label} ({code})" if alike else label


def what_name(scheme: Scheme, layer: str, what: str) -> str:
    """What a figure of agreement is of: a code in the article, or something of spans or ratings."""
    if not what.endswith(IN_ARTICLE):
        return what
    return code_name(scheme, layer, what.removesuffix(IN_ARTICLE)) + IN_ARTICLE
