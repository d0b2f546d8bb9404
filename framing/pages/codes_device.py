"""One device: what it means, how often it occurs here, its uses and what was left out in context, and how it is found."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from framing.codebook import FOLDER, Device, Example, Exclusion
from framing.codebook.writing import device_yaml
from framing.compare import OutletRow
from framing.pages import blocks, codes_data, codes_words, data
from framing.pages.charts import interval_words
from framing.pages.codes_data import Opened, Prevalence
from framing.pages.codes_views import CHANGE, show_view
from framing.pages.exports import downloads
from framing.report.markup import Markup, joined, tag
from framing.report.words import CONVENTIONALITY, KINDS, UNCORRECTED, counted, plain
from framing.store import Collection

USES, LEFT_OUT = 10, 10
STATUSES = {
    "stable": "found in three or more trial articles",
    "rare": "found in fewer than three trial articles",
    "draft": "a draft, which never counts in scores",
}
CONTEXTS = {
    "before": "right before",
    "after": "right after",
    "sentence": "in the sentence",
    "article": "in the article",
    "unless": "unless in the sentence",
    "unless_article": "unless in the article",
}


def draw(device: Device, opened: Opened, chosen: Collection | None, found: Prevalence) -> None:
    """Everything about a device."""
    blocks.show(tag("div", *about(device), class_="device"))
    _buttons(device, opened)
    if chosen is not None:
        _here(device, chosen, found)
        _left_out(device, opened, chosen)
    blocks.heading("How it is found", "Patterns find candidates; what stands around them decides.", level=3)
    blocks.show(tag("div", *rules(device), class_="device"))


def about(device: Device) -> list[Markup]:
    """Label, place in the scheme, meaning, questions, source and limits."""
    facts = (
        KINDS.get(device.kind, device.kind),
        f"image from {device.source_domain}",
        f"storyline: {plain(device.package)}",
        CONVENTIONALITY.get(device.conventionality, device.conventionality),
        STATUSES.get(device.status, device.status),
    )
    rows = [
        ("What it makes readers see", tag("dd", device.why)),
        ("To discuss", tag("dd", tag("ul", *(tag("li", question) for question in device.discuss)))),
        ("Described in", tag("dd", device.source)),
    ]
    if device.limits:
        rows.append(("Limits", tag("dd", device.limits)))
    listed = tag("dl", *(part for name, text in rows for part in (tag("dt", name), text)))
    head = (
        tag("h2", device.label),
        tag("p", " · ".join(facts), class_="soft"),
        tag("p", device.definition, class_="definition"),
    )
    return [*head, listed]


def rules(device: Device) -> list[Markup]:
    """Patterns, words read in context, what keeps a candidate out, and the device's own tests."""
    parts = []
    if device.patterns:
        listed = (tag("li", tag("code", pattern)) for pattern in device.patterns)
        parts.append(tag("ul", *listed, class_="patterns"))
    if device.images:
        parts.append(tag("p", "Words read in their context: ", tag("code", ", ".join(device.images))))
    if device.exclusions:
        rows = [(item.reason, "; ".join(_contexts(item))) for item in device.exclusions]
        parts.append(
            blocks.table(("Left out as", "Where this stands"), rows, caption="What keeps a candidate out")
        )
    tests = (
        ("Must be found", device.hits),
        ("Must stay quiet", device.misses),
        ("Known to fail", device.todo),
    )
    parts += [
        joined(tag("h4", name), tag("ul", *map(_example, examples))) for name, examples in tests if examples
    ]
    return parts


def _contexts(item: Exclusion) -> list[str]:
    near = f" (within {counted(item.within, 'word')})" if item.within else ""
    found = []
    for name, words in CONTEXTS.items():
        patterns: tuple[str, ...] = getattr(item, name)
        if patterns:
            found.append(f"{words}{near if name in ('before', 'after') else ''}: {', '.join(patterns)}")
    return found


def _example(example: Example) -> Markup:
    parts: list[str] = []
    at = 0
    for start, end in example.spans:
        parts += [example.text[at:start], tag("mark", example.text[start:end])]
        at = end
    return tag("li", *parts, example.text[at:])


def _buttons(device: Device, opened: Opened) -> None:
    name = f"{device.id.replace('/', '-')}.yaml"
    with st.container(horizontal=True):
        st.button("Change this device", icon=":material/edit:", on_click=show_view, args=(CHANGE, device.id))
        st.download_button(
            "Device file (YAML)", lambda: source_of(device, opened), name, "application/yaml", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip


def source_of(device: Device, opened: Opened) -> str:
    """The device's file as it was written."""
    if opened.version is None:
        return (FOLDER / f"{device.id}.yaml").read_text(encoding="utf-8")
    return opened.files().get(f"{device.id}.yaml") or device_yaml(device)


def _here(device: Device, chosen: Collection, found: Prevalence) -> None:
    blocks.heading("In the articles loaded", f"{chosen.name} · {UNCORRECTED}", level=3)
    if not found.uses:
        blocks.note(f"None found in {counted(len(chosen.articles), 'article')}.")
        return
    articles = counted(len(chosen.articles), "article")
    told = f"{counted(found.uses, 'use')} in {found.articles:,} of {articles}: {found.per_1000_words:.3f} per 1,000 words."
    blocks.show(tag("p", told))
    rows = codes_data.by_outlet(chosen, device.id)
    with st.expander("By outlet"):
        blocks.show(_outlets(rows))
        names = tuple(OutletRow.__dataclass_fields__)
        cells = [[getattr(row, name) for name in names] for row in rows]
        downloads(f"{plain(device.id)} by outlet", names, cells, _note(chosen))
    if not chosen.has_texts:
        blocks.note("Scored without texts. Score again with --texts to see the words in context.")
        return
    uses, total = codes_data.uses(chosen, device.id, USES)
    codes_words.show(map(codes_words.line_of, uses))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(uses):,} of {total:,}, in random order")
        codes_words.download_uses(plain(device.id), uses, _note(chosen))


def _outlets(rows: Sequence[OutletRow]) -> Markup:
    cells = [
        (row.outlet, f"{row.articles:,}", f"{row.articles_with_hits or 0:,}", f"{row.numerator:,.0f}", f"{row.words:,}",
         interval_words(row), row.warning)
        for row in rows
    ]  # fmt: skip
    columns = ("Outlet", "Articles", "With it", "Uses", "Words", "Per 1,000 words (95 % interval)", "Note")
    return blocks.table(
        columns, cells, caption=f"{UNCORRECTED.capitalize()}; near-duplicates left out; in alphabetical order"
    )


def _left_out(device: Device, opened: Opened, chosen: Collection) -> None:
    if not chosen.has_texts:
        return
    (trial,) = codes_data.trial(chosen, (device,), opened.codebook)
    looked = (
        f"Looked through {trial.articles:,} of {counted(len(chosen.articles), 'article')}, chosen at random."
    )
    blocks.heading("Left out, and why", looked, level=3)
    if not trial.left_out:
        blocks.note("No candidate was left out.")
        return
    lines = list(codes_data.lines_of(chosen, trial.left_out))
    codes_words.show(lines[:LEFT_OUT])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"{min(LEFT_OUT, len(lines)):,} of {len(lines):,} left out; {counted(len(trial.hits), 'candidate')} counted"
        )
        note = f"{looked} {_note(chosen)}"
        codes_words.download_lines(f"{plain(device.id)} left out", lines, note)


def _note(chosen: Collection) -> str:
    """What a reader of a file has to know."""
    return f"{UNCORRECTED}. {data.sampling_note(chosen)}"
