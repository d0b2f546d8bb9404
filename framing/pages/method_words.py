"""Words of the Method page: definitions as in docs/glossary.md, what the figures mean, and what they do not say."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

DEFINITIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Framing phrases",
        "On the screen a device is called a framing phrase.",
        (
            "device", "literal", "figurative", "metaphor", "exemplar", "allusion", "catchphrase", "depiction", "live",
            "conventional", "package", "frame",
        ),
    ),
    ("Whose words, and how meant", "", ("voice", "speaker", "stance", "asserted", "hedged", "rejected")),
    (
        "Heated wording",
        "On the screen sensationalism is called heated wording; its two sides are headline pull and text heat.",
        ("sensationalism", "component", "headline lure", "body intensity"),
    ),
    (
        "Sources",
        "",
        (
            "attribution", "named_person", "named_body", "unnamed_role", "unnamed_vague", "hearsay", "unnamed share",
            "unnamed dependence",
        ),
    ),
    ("Who an unnamed source is", "", ("anonymity", "withheld", "collective", "bystander")),
    (
        "What is compared",
        "",
        ("article", "outlet", "furniture", "near-duplicate", "rate", "interval", "contrast", "signature"),
    ),
)  # fmt: skip
"""Heading, note, and the words of the glossary below it."""


@cache
def meanings() -> dict[str, str]:
    """Word of the glossary -> its meaning there."""
    lines = files("framing.pages").joinpath("glossary.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


LIMITS = (
    (
        "Devices are not frames.",
        "A count of framing devices says which ready-made images a text uses, not what it thinks or does to readers.",
    ),
    (
        "Heated wording is not untruth",
        "and calm wording is not truth. The score is about wording, never about how grave, true or right the matter is.",
    ),
    (
        "An unnamed source is not a weak one.",
        "Officials under threat have good reasons; a bystander needs no name; “named” does not mean “verified”.",
    ),
    (
        "Figures are detector output, uncorrected.",
        "The detectors miss uses and mark wrong ones; the measured rates stand above.",
    ),
    (
        "English only",
        "and mostly tried on US news of 2012–2020, with a few British titles, and on technology coverage since.",
    ),
    (
        "No outlet in one number.",
        "Compare the same genre and the same stories, look at the interval, then read the passages.",
    ),
)

KINDS = {
    "devices": (
        "Framing phrases, decided one by one",
        "Marked candidates that coders decided: a use of the device, or the thing itself.",
    ),
    "devices_open": (
        "Framing phrases in whole articles",
        "Everything that coders marked, whether the codebook has it or not.",
    ),
    "sources": ("Sources", "Every attribution of whole articles."),
    "sensationalism": ("Heated wording", "Ratings from 0 to 4 of headline and opening."),
}
"""Kind of a coded set -> heading and what was coded."""

FIGURES = {
    "use_f1": "Uses found (F1)",
    "recall": "Recall",
    "precision": "Precision",
    "literal_fired": "Literal ones counted",
    "voice": "Voice agrees",
    "stance": "Stance agrees",
    "stance_macro": "Stance (macro-F1)",
    "attribution_f1": "Attributions (F1)",
    "span_exact": "Same span",
    "class_accuracy": "Same class",
    "unnamed_f1": "Unnamed (F1)",
    "withheld_f1": "Withheld (F1)",
    "share_mae": "Share: mean difference",
    "share_r": "Share: correlation",
    "spearman": "Rank correlation",
    "pearson": "Correlation",
    "within_outlet": "Within outlets",
}
"""Figure -> column heading; others go by their own names."""

SETS = {
    "ai": "articles on AI",
    "news": "general news",
    "train": "the larger set, on which rules and weights were tuned",
    "unseen": "articles on which nothing was tuned, one coder",
    "outlets": "outlets side by side, names hidden",
}
"""End of a set's name -> what it holds."""
