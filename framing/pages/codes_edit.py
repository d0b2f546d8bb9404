"""Writing or changing a device: a form or its YAML, the checks of the command line, and at once what it finds in the articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from framing.codebook import CONVENTIONALITIES, KINDS, STATUSES, Device
from framing.codebook.writing import FIELDS, cells_of_yaml, id_of, load_files, yaml_of
from framing.errors import CodebookError
from framing.pages import blocks, codes_save, codes_trial
from framing.pages.codes_data import Opened
from framing.pages.codes_device import source_of
from framing.pages.links import keep, recall, select
from framing.report.markup import Markup, tag
from framing.report.words import counted
from framing.store import Collection
from framing.store.codebooks import Version

NEW = "A new device"
FORM, YAML = "As a form", "As YAML"
NEW_ID = "own/new-device"
NEW_CELLS = {
    "id": NEW_ID,
    "language": "en",
    "status": "rare",
    "kind": "metaphor",
    "conventionality": "live",
    "discuss": "",
}
CHOICES = {"language": ("en",), "status": STATUSES, "kind": KINDS, "conventionality": CONVENTIONALITIES}
LABELS = {
    "id": "Id: family/name, in small letters",
    "language": "Language",
    "label": "Name that readers see",
    "status": "Status",
    "kind": "Kind",
    "source_domain": "Where the image comes from",
    "package": "Storyline it serves",
    "conventionality": "Live or worn",
    "definition": "Definition",
    "why": "What it makes readers see, and hides",
    "discuss": "Questions to discuss, one a line",
    "source": "Where it is described (citation)",
    "patterns": "Patterns, one a line",
    "except": "Left out where … one a line: {reason: history, sentence: [Soviet, Berlin Wall]}",
    "hits": "Must be found, one sentence a line, with [[the evidence]] marked",
    "misses": "Must stay quiet, one sentence a line",
    "todo": "Known to fail, one sentence a line (optional)",
    "limits": "Limits (optional)",
}
NOTATION = (
    ("word~", "any inflection"),
    ("(a|b)", "one of these"),
    ("[word]", "may be missing"),
    ("{ai}", "a list of the codebook"),
    ("<..3>", "up to three words"),
    ("[[…]]", "marks the evidence"),
)
_LINE = re.compile(r"(?s)[^:]*\.yaml:(\d+): (.*)")


def draw(opened: Opened, chosen: Collection | None, known: Sequence[Version]) -> None:
    """The editor, what comes of the device as it stands, and the way to keep it."""
    base = _base(opened)
    draft = _draft(opened, base)
    edited = _edit(opened, base, draft)
    own_lists = (
        {path: text for path, text in opened.files().items() if path.endswith((".txt", ".tsv"))}
        if opened.version
        else {}
    )
    try:
        book = load_files({f"{id_of(edited) or NEW_ID}.yaml": edited, **own_lists})
    except CodebookError as error:
        if base is None and edited == _start(opened, base):
            blocks.note(
                "Fill in the form, then try it: you see at once what it finds in the articles loaded."
            )
        else:
            _faults(edited, error)
        return
    device = book.devices[0]
    codes_trial.draw(device, base, book, chosen)
    codes_save.draw(device, edited, opened, known)


def _base(opened: Opened) -> Device | None:
    """The device that is changed; None for a new one."""
    devices = {f"{device.label} ({device.id})": device for device in opened.codebook.devices}
    asked = st.session_state.pop("go_to_device", None)
    named = next((name for name, device in devices.items() if device.id == asked), None)
    if named is not None:
        st.session_state["base"] = named
    return devices.get(select(st.container(), "Start from", [NEW, *devices], "base"))


def _key(opened: Opened, base: Device | None) -> str:
    return f"{opened.codebook.digest}/{base.id if base else ''}"


def _draft(opened: Opened, base: Device | None) -> str:
    """The text as it was left, else the device's own file."""
    drafts: dict[str, str] = st.session_state.setdefault("drafts", {})
    return drafts.get(_key(opened, base)) or _start(opened, base)


def _start(opened: Opened, base: Device | None) -> str:
    return yaml_of(NEW_CELLS)[0] if base is None else source_of(base, opened)


def _edit(opened: Opened, base: Device | None, draft: str) -> str:
    """The draft after this run's changes."""
    recall("as", (FORM, YAML))
    way = st.segmented_control(
        "Edit", (FORM, YAML), default=FORM, required=True, key="as", bind="query-params"
    )
    keep("as", way)
    cells = cells_of_yaml(draft)
    if way == FORM and cells is None:
        blocks.note(
            "This text is no list of keys and texts yet, so the form cannot show it. Mend it as YAML first."
        )
    number = f"{_key(opened, base)}-{st.session_state.get('draft_number', 0)}"
    edited = _form(cells, number) if way == FORM and cells is not None else _text(draft, number)
    drafts: dict[str, str] = st.session_state["drafts"]
    if edited is not None and edited != draft:
        drafts[_key(opened, base)] = draft = edited
    if _key(opened, base) in drafts:
        st.button("Start again", icon=":material/undo:", type="tertiary", on_click=_forget, args=(_key(opened, base),),
                  help="Drop these changes")  # fmt: skip
    return draft


def _forget(key: str) -> None:
    st.session_state["drafts"].pop(key, None)
    st.session_state["draft_number"] = st.session_state.get("draft_number", 0) + 1


def _text(draft: str, number: str) -> str | None:
    with st.form("device_text", border=False):
        typed = st.text_area(
            "The device file", draft, height=460, key=f"yaml-{number}-{hash(draft)}", max_chars=200_000
        )
        return str(typed) if st.form_submit_button("Try it", type="primary") else None


def _form(cells: dict[str, str], number: str) -> str | None:
    with st.form("device_form", border=True):
        given: dict[str, str] = {}
        top = st.columns([2, 2])
        for place, name in zip(top, ("label", "id"), strict=True):
            given[name] = place.text_input(LABELS[name], cells[name], key=f"{name}-{number}")
        small = st.columns(5)
        for place, name in zip(
            small, ("kind", "source_domain", "package", "conventionality", "status"), strict=True
        ):
            with place:
                given[name] = _choice(name, cells[name], number)
        blocks.show(_notation())
        left, right = st.columns(2)
        for name in ("patterns", "hits"):
            given[name] = left.text_area(LABELS[name], cells[name], height=170, key=f"{name}-{number}")
        for name in ("except", "misses"):
            given[name] = right.text_area(LABELS[name], cells[name], height=170, key=f"{name}-{number}")
        for place, name in zip(
            (left, right, left, right), ("definition", "why", "discuss", "source"), strict=True
        ):
            given[name] = place.text_area(LABELS[name], cells[name], height=96, key=f"{name}-{number}")
        with st.expander("More"):
            for name in ("todo", "limits", "language"):
                given[name] = st.text_area(LABELS[name], cells[name], height=68, key=f"{name}-{number}")
        if st.form_submit_button("Try it", type="primary"):
            return yaml_of(given)[0]
    return None


def _notation() -> Markup:
    parts = [part for sign, meaning in NOTATION for part in (tag("code", sign), f" {meaning} · ")]
    return tag("p", *parts, "a capital asks for a capital; a hyphen equals a space", class_="soft notation")


def _choice(name: str, value: str, number: str) -> str:
    """One of a few values, or the text as it is where it is none of them."""
    options = CHOICES.get(name, ())
    if value not in options:
        return st.text_input(LABELS[name], value, key=f"{name}-{number}")
    return str(st.selectbox(LABELS[name], options, options.index(value), key=f"{name}-{number}"))


def _faults(edited: str, error: CodebookError) -> None:
    """Every problem in the order of the lines, said of the line and the field it stands in."""
    fields = _fields_of_lines(edited)
    told = []
    for fault in error.faults:
        found = _LINE.fullmatch(fault)
        line = int(found[1]) if found else 0
        field = fields[line - 1] if 1 < line <= len(fields) else ""
        where = f"Line {line}" + (f" ({LABELS[field].partition(',')[0].partition(':')[0]})" if field else "")
        told.append((line, f"{where}: {found[2]}" if found else fault))
    head = tag("p", f"{counted(len(told), 'problem')} to mend before it can be tried:")
    listed = tag("ol", *(tag("li", each) for _, each in sorted(told)), class_="faults")
    blocks.show(tag("div", head, listed, class_="note error", role="alert"))


def _fields_of_lines(text: str) -> list[str]:
    """For each line the field it belongs to."""
    fields, current = [], ""
    for line in text.split("\n"):
        found = re.match(r"([a-z_]+):", line)
        current = found[1] if found and found[1] in FIELDS else current
        fields.append(current)
    return fields
