"""A codebook's own tests: hits fire exactly as marked, misses stay quiet, known failures still fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from framing.attribution import find_attributions
from framing.codebook import Codebook, Device, Example
from framing.match import CompiledCodebook, match_devices
from framing.text import analyse
from framing.types import Article

Fired = tuple[tuple[str, str], ...]
"""(device id, evidence) pairs in text order."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One example that does not come out as its file says. kind: `hit`, `miss` or `todo` (a known failure that now passes)."""

    device: str
    kind: str
    text: str
    expected: str
    fired: Fired

    def __str__(self) -> str:
        got = ", ".join(f"{device} on {evidence!r}" for device, evidence in self.fired) or "nothing"
        return f"{self.device}: {self.kind} {self.text!r}: expected {self.expected}; got {got}"


@dataclass(frozen=True, slots=True)
class CheckResult:
    devices: int
    examples: int
    failures: tuple[Failure, ...]


def check_codebook(codebook: Codebook) -> CheckResult:
    """Every hit, miss and todo of every device but drafts, run as a text of its own in one batch."""
    cases = [
        (device, kind, example)
        for device in codebook.devices
        if device.status != "draft"
        for kind, examples in (("hit", device.hits), ("miss", device.misses), ("todo", device.todo))
        for example in examples
    ]
    book = CompiledCodebook(codebook)
    analysis = analyse(
        [Article(id=str(i), text=case[2].text) for i, case in enumerate(cases)], book.vocabulary
    )
    uses = match_devices(analysis, book, find_attributions(analysis))
    fired: list[list[tuple[int, int, str]]] = [[] for _ in cases]
    for start, end, code in zip(uses.start.tolist(), uses.end.tolist(), uses.code, strict=True):
        field = int(analysis.field_start.searchsorted(start, "right")) - 1
        offset = int(analysis.field_start[field])
        fired[field // 2].append((start - offset, end - offset, code))
    failures = tuple(
        failure for case, found in zip(cases, fired, strict=True) for failure in _judge(*case, found)
    )
    return CheckResult(len({case[0].id for case in cases}), len(cases), failures)


def _judge(
    device: Device, kind: str, example: Example, found: list[tuple[int, int, str]]
) -> Iterator[Failure]:
    evidence = tuple((code, example.text[start:end]) for start, end, code in found)
    own = tuple((start, end) for start, end, code in found if code == device.id)
    others = {code for _, _, code in found} - {device.id}
    as_marked = own == example.spans and others <= set(example.also)
    quiet = not found
    passes = as_marked if example.spans else quiet
    if kind == "todo" and passes:
        yield Failure(device.id, kind, example.text, "still to fail; move it to hits or misses", evidence)
    elif kind != "todo" and not passes:
        spans = " and ".join(repr(example.text[s:e]) for s, e in example.spans)
        yield Failure(device.id, kind, example.text, f"exactly {spans}" if spans else "nothing", evidence)
