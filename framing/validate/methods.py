"""The paragraph for a methods section: what was sampled, coded, agreed on and corrected, with the figures of this study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from framing.validate.correct import CORRECTED, RAW
from framing.validate.estimates import WHOLE, EstimateRow
from framing.validate.reliability import AgreementRow
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
    found = []
    for row in agreement:
        if row.value is None:
            continue
        if row.figure == "span F1":
            found.append(f"spans of {row.layer} F1 {row.value:.2f}")
        elif row.low is not None and row.high is not None:
            found.append(f"{row.layer}, {row.what}: alpha {row.value:.2f} [{row.low:.2f}, {row.high:.2f}]")
        else:
            found.append(f"{row.layer}, {row.what}: alpha {row.value:.2f}")
    return (
        [f"Agreement (Krippendorff's alpha, 95 % interval over articles): {'; '.join(found)}."]
        if found
        else []
    )


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
