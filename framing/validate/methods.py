"""The paragraph for a methods section: what was sampled, coded, agreed on and corrected, with the figures of this study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from framing.validate.correct import CORRECTED, RAW
from framing.validate.estimates import WHOLE, EstimateRow
from framing.validate.reliability import ALPHA, IN_ARTICLE, SPAN_F1, AgreementRow
from framing.validate.sample import Sample
from framing.validate.scheme import Scheme

CITATION = (
    "The framing authors ({year}). framing: framing devices, sensationalism and unnamed sources in news articles"
    " (version {version}). Signature: {signature}."
)
SOURCES = (
    "Angelopoulos, A. N., Duchi, J. C., and Zrnic, T. (2023). PPI++: Efficient prediction-powered inference. arXiv:2311.01453.",
    "Krippendorff, K. (2013). Content Analysis: An Introduction to Its Methodology, 3rd ed. Sage. Ch. 12.",
)
MOST_CODES = 6
"""Codes that are told one by one."""
_ALLOCATIONS = {
    "proportional": "in proportion to their size",
    "equal": "with the same number from each",
    "spread": "in proportion to size and to how far the detector's figure varies",
}


@dataclass(frozen=True, slots=True)
class Made:
    """What the figures were made with."""

    version: str
    year: int
    signature: str


def methods_paragraph(
    sample: Sample,
    scheme: Scheme,
    agreement: Sequence[AgreementRow],
    estimates: Sequence[EstimateRow],
    made: Made,
) -> str:
    """Plain text: one paragraph, then what to cite. Only what has been done is in it."""
    sentences = [_sampled(sample), _coded(scheme, agreement), *_agreed(agreement), *_corrected(estimates)]
    cited = CITATION.format(year=made.year, version=made.version, signature=made.signature)
    return (
        " ".join(sentence for sentence in sentences if sentence)
        + "\n\n"
        + "\n".join((cited, *SOURCES))
        + "\n"
    )


def _sampled(sample: Sample) -> str:
    design, size = sample.design, len(sample.articles)
    if design.purpose == "candidates":
        return (
            f"From the {sample.frame_size:,} articles in which the detector had found something, {size:,} were drawn at random"
            f" (seed {design.seed}); they tell precision only."
        )
    how = "by simple random sampling"
    if design.strata:
        how = f"from {len(sample.strata)} strata ({' × '.join(design.strata)}), {_ALLOCATIONS[design.allocation]}"
    return (
        f"Of the {sample.frame_size:,} articles of the corpus (digest {sample.frame_digest}), near-duplicates left out,"
        f" {size:,} were drawn {how} (seed {design.seed})."
    )


def _coded(scheme: Scheme, agreement: Sequence[AgreementRow]) -> str:
    coders = sorted({name for row in agreement for name in row.coders.split(", ") if name})
    kinds = {row.kind for row in agreement}
    who = "language models or other programs" if kinds == {"machine"} else "people"
    layers = ", ".join(layer.name for layer in scheme.layers)
    if not coders:
        return ""
    number = f"{len(coders)} coder" + ("s" if len(coders) > 1 else "")
    return (
        f"They were coded whole by {number} ({who}), each in an order of its own and without sight of the detector's output or of"
        f" other coders, for {layers} (coding scheme {scheme.digest})."
    )


def _agreed(agreement: Sequence[AgreementRow]) -> list[str]:
    """One sentence for each layer: spans, what was asked of them, and the codes, of many the median and the lowest."""
    sentences = []
    for layer in dict.fromkeys(row.layer for row in agreement):
        own = [row for row in agreement if row.layer == layer and row.value is not None]
        spans = [f"span F1 {row.value:.2f} ({row.coders})" for row in own if row.figure == SPAN_F1]
        alphas = [row for row in own if row.figure == ALPHA]
        general = [f"{row.what} {_alpha(row)}" for row in alphas if not row.what.endswith(IN_ARTICLE)]
        codes = [row for row in alphas if row.what.endswith(IN_ARTICLE)]
        told = [*spans, *general, *_codes(codes)]
        if told:
            sentences.append(f"Agreement on {layer}: {'; '.join(told)}.")
    how = "Alpha is Krippendorff's, with a 95 % interval over articles in brackets."
    return [*sentences, how] if sentences else []


def _codes(rows: Sequence[AgreementRow]) -> list[str]:
    if len(rows) <= MOST_CODES:
        return [f"{row.what} {_alpha(row)}" for row in rows]
    firm = sorted((row for row in rows if row.low is not None), key=lambda row: row.value or 0.0)
    if not firm:
        return [f"{len(rows)} codes, all too rare for an interval"]
    middle = median(row.value or 0.0 for row in firm)
    rest = f", {len(rows) - len(firm)} more are too rare for one" if len(rows) > len(firm) else ""
    lowest = f"{firm[0].what} {_alpha(firm[0])}"
    return [
        f"codes in the article, {len(firm)} with an interval{rest}: median alpha {middle:.2f}, lowest {lowest}"
    ]


def _alpha(row: AgreementRow) -> str:
    limits = f" [{row.low:.2f}, {row.high:.2f}]" if row.low is not None and row.high is not None else ""
    return f"alpha {row.value:.2f}{limits}"


def _corrected(estimates: Sequence[EstimateRow]) -> list[str]:
    found = []
    for row in estimates:
        if row.label != CORRECTED or row.outlet != WHOLE or row.estimate is None:
            continue
        raw = next(r for r in estimates if (r.measure, r.outlet, r.label) == (row.measure, WHOLE, RAW))
        limits = f" [{row.low:.3g}, {row.high:.3g}]" if row.low is not None and row.high is not None else ""
        before = "–" if raw.estimate is None else f"{raw.estimate:.3g}"
        found.append(f"{row.measure} {row.estimate:.3g}{limits} {row.unit} (uncorrected {before})")
    if not found:
        return []
    how = (
        "Figures of the corpus are corrected for the detector's error by prediction-powered inference (PPI++)"
    )
    return [f"{how} with the article as the unit and inclusion probabilities: {'; '.join(found)}."]
