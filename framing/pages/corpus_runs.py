"""What a user says and does about runs on the Corpus page: sampling statement, name, scoring anew, removal, all runs."""

from __future__ import annotations

import streamlit as st

from framing.errors import FramingError
from framing.pages import blocks, data, upload_view
from framing.pages.opened import runs
from framing.report.markup import tag
from framing.report.words import counted
from framing.store import Collection, Run
from framing.store.statements import LABELS, LONGEST, Statement, in_words, save_statement
from framing.store.workspace import is_inside, remove_run, rename_run, said_about

_ASKED = "asked_to_remove"
_HELP = {
    "frame": "Such as: all US national dailies in Nexis",
    "period": "Such as: 1 January to 30 June 2026",
    "terms": "Such as: “artificial intelligence” OR AI, in headline or lead",
    "drawn": "Such as: all articles found; or every tenth by date; or 500 at random",
}
_SAID = {
    "statement": "sampling statement",
    "missed": "passage marked as missed",
    "story_edit": "change of stories",
}
_RUNS_LISTED = 50


def statement(chosen: Collection) -> None:
    """The sampling statement, and a form to fill it in."""
    said = data.statement(chosen)
    blocks.heading("How it was drawn", level=2)
    blocks.show(tag("p", in_words(said), class_="" if not said.is_empty else "soft"))
    with (
        st.expander("Fill in" if said.is_empty else "Change", key="sampling"),
        st.form("statement", border=False),
    ):
        st.caption("Printed with every export. Others need it to judge what the figures stand for.")
        parts = {
            name: st.text_input(
                label,
                value=getattr(said, name),
                placeholder=_HELP[name],
                max_chars=LONGEST,
                key=f"statement-{name}-{chosen.id}",
            )
            for name, label in LABELS.items()
        }
        if st.form_submit_button("Save", type="primary"):
            save_statement(
                data.workspace(), chosen.id, Statement(**{name: text or "" for name, text in parts.items()})
            )
            st.rerun()


def manage(chosen: Collection) -> None:
    """Score anew, rename, remove: what the kind of collection allows."""
    blocks.heading("This collection", level=2)
    now = data.engine().signature
    same = chosen.signature in ("", now)
    told = (
        "Scored with the codebook and models of this app."
        if same
        else "Scored with another codebook, other models or settings than this app has now: its figures cannot be compared "
        "with those of new runs until it is scored anew."
    )
    blocks.show(tag("p", told), tag("p", f"Signature: {chosen.signature or '–'}", class_="soft"))
    own = data.run()
    own = own if own is not None and data.is_own(own) else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _score_anew(chosen)
        if own is not None:
            _rename(own)
            _remove(own)


def _score_anew(chosen: Collection) -> None:
    if not len(chosen.articles):
        return
    if not chosen.has_texts:
        st.caption("Scored without texts, so it cannot be scored anew from here.")
        return
    if st.button(
        "Score anew",
        icon=":material/refresh:",
        help="With the present codebook and models, as another run; this one stays, and what you said about it is copied",
    ):
        try:
            upload_view.watch(data.rescore(chosen, chosen.name))
        except FramingError as error:
            blocks.note(str(error), "error")
        else:
            st.rerun()


def _rename(run: Run) -> None:
    with st.popover("Rename", icon=":material/edit:"), st.form("rename", border=False):
        name = st.text_input("Name of the run", value=run.name, max_chars=200, key=f"name-{run.id}")
        if st.form_submit_button("Rename"):
            try:
                rename_run(data.workspace(), run, name or "")
            except FramingError as error:
                blocks.note(str(error), "error")
            else:
                st.rerun()


def _remove(run: Run) -> None:
    if st.session_state.get(_ASKED) != run.id:
        if st.button("Remove …", icon=":material/delete:"):
            st.session_state[_ASKED] = run.id
            st.rerun()
        return
    said = said_about(data.workspace(), run.id)
    parts = [counted(number, _SAID[table]) for table, number in said.items() if number]
    tables = (
        "Its tables are deleted" if is_inside(data.workspace(), run) else "It is forgotten; its folder stays"
    )
    blocks.note(
        f"Remove {run.name}? {tables}{', with ' + ', '.join(parts) if parts else ''}. This cannot be undone."
    )
    if st.button("Remove", type="primary", key="remove_for_good"):
        st.session_state.pop(_ASKED)
        remove_run(data.workspace(), run)
        data.open_run("")
        st.rerun()
    if st.button("Keep", key="keep"):
        st.session_state.pop(_ASKED)
        st.rerun()


def all_runs() -> None:
    """Every run that this session can open."""
    found = runs()
    place = data.workspace().folder
    blocks.heading("Runs in the workspace", "" if data.serving() else str(place), level=2)
    if not found:
        blocks.note("None yet. Upload files above, or score a folder with `framing score INPUT --workspace`.")
        return
    now = data.engine().signature
    rows = [
        (
            run.name,
            f"{run.articles:,}",
            run.created[:16].replace("T", " "),
            run.origin if data.is_own(run) else f"{run.origin}, shared",
            "the present ones" if run.signature in ("", now) else "others",
        )
        for run in found[:_RUNS_LISTED]
    ]
    more = f"; the newest {_RUNS_LISTED} of {len(found):,}" if len(found) > _RUNS_LISTED else ""
    columns = ("Name", "Articles", "Added (UTC)", "Origin", "Codebook and models")
    blocks.show(blocks.table(columns, rows, caption=f"Newest first{more}"))
