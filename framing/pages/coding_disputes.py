"""Coding, the part in which disputes are settled: the passage, what each coder chose, and a decision that changes no code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from framing.errors import FramingError
from framing.pages import blocks
from framing.pages.coding_data import codes_of, context_of, layer_label, may_show, progress, told
from framing.pages.coding_sample import KINDS
from framing.pages.links import keep, recall
from framing.report.markup import Markup, tag
from framing.report.words import counted
from framing.validate.codes import Code, CoderKind, made
from framing.validate.desk import coder_name, now
from framing.validate.study import DECISIONS, Study
from framing.validate.truth import Dispute, decision, disputes

AROUND = 320
"""Characters shown before and after the words that are disputed."""
NONE = "None of them"
NUMBER = "dispute"
_WHO = "who_decides"
_PLURALS: dict[str, CoderKind] = {"People": "human", "Machines": "machine"}


@dataclass(frozen=True, slots=True)
class Settling:
    """A dispute with the decision that holds, None where it is open."""

    dispute: Dispute
    decided: Code | None


def disputes_part(study: Study) -> None:
    """The disputes of one kind of coders, one by one."""
    kind = _kind(study)
    if not may_show(study, kind):
        _waiting(study, kind)
        return
    found = _settlings(study, kind)
    if not found:
        blocks.note(
            "No disputes: what coders see differently would be listed here. Of ratings the mean counts."
        )
        _onward()
        return
    done = sum(one.decided is not None for one in found)
    st.progress(done / len(found), f"{done:,} of {counted(len(found), 'dispute')} decided")
    if done == len(found):
        blocks.note("All are decided. A decision can be made anew; the last one holds.")
        _onward()
    at = _number(found)
    _steps(found, at)
    _shown(study, found[at], at, len(found))
    _decide(study, found, at)


def _kind(study: Study) -> CoderKind:
    """Whose codes; asked only where a machine has coded too. They are never put together."""
    if all(one.kind == "human" for one in progress(study)):
        return "human"
    recall("whose", list(_PLURALS))
    picked = st.segmented_control(
        "Codes of", list(_PLURALS), default="People", required=True, key="whose", bind="query-params"
    )
    return _PLURALS[keep("whose", str(picked or "People"))]


def _waiting(study: Study, kind: CoderKind) -> None:
    left = {
        one.coder: sum(one.left.values())
        for one in progress(study)
        if one.kind in ("human", kind) and not one.is_done
    }
    if not left:
        blocks.note("Nobody has coded yet.")
        return
    told_left = "; ".join(f"{name}: {count:,}" for name, count in left.items())
    blocks.note(
        f"Shown when all are done, so that nobody sees another’s codes before. Left to finish, each layer by itself: {told_left}."
    )


def _settlings(study: Study, kind: CoderKind) -> tuple[Settling, ...]:
    codes = [code for name in study.coders() for code in codes_of(study.journal(name))]
    decisions = codes_of(study.folder / DECISIONS)
    every = [one for layer in study.scheme.layers for one in disputes(codes, layer, kind)]
    return tuple(Settling(one, _decided(one, decisions)) for one in every)


def _decided(dispute: Dispute, decisions: Sequence[Code]) -> Code | None:
    names = {code.id for code in dispute.codes}
    return next((one for one in reversed(decisions) if names <= set(one.refers)), None)


def _number(found: Sequence[Settling]) -> int:
    """The dispute of the address, else the first open one."""
    asked = st.query_params.get(NUMBER, "")
    if asked.isdecimal() and len(asked) < 8 and 1 <= int(asked) <= len(found):
        return int(asked) - 1
    st.query_params.pop(NUMBER, None)
    return next((at for at, one in enumerate(found) if one.decided is None), 0)


def _steps(found: Sequence[Settling], at: int) -> None:
    following = [n for n in (*range(at + 1, len(found)), *range(at)) if found[n].decided is None]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Earlier",
            icon=":material/chevron_left:",
            disabled=at == 0,
            on_click=_go,
            args=(at - 1,),
            key="dispute-earlier",
        )
        st.button(
            "Later",
            icon=":material/chevron_right:",
            disabled=at + 1 == len(found),
            on_click=_go,
            args=(at + 1,),
            key="dispute-later",
        )
        st.button(
            "Next open one",
            disabled=not following,
            on_click=_go,
            args=(following[0] if following else at,),
            key="dispute-open",
        )


def _go(at: int) -> None:
    st.query_params[NUMBER] = str(at + 1)


def _shown(study: Study, settling: Settling, at: int, total: int) -> None:
    dispute = settling.dispute
    layer = study.scheme.layer(dispute.layer)
    article = study.articles[dispute.article_id]
    blocks.heading(
        f"Dispute {at + 1} of {total}: {layer_label(layer.name).lower()}",
        article.title or "Article without a headline",
        level=2,
    )
    here = {code.coder for code in dispute.codes}
    rows = [
        (
            f"{number}. {code.coder}",
            KINDS[code.coder_kind],
            context_of(study.articles, code, 0)[1] or "–",
            told(code, layer),
            code.memo or "–",
        )
        for number, code in enumerate(dispute.codes, 1)
    ]
    kind = dispute.codes[0].coder_kind
    rows += [
        (name, KINDS[kind], "–", "nothing here", "–") for name in _finished(study, kind) if name not in here
    ]
    passages = [_passage(study, code) for code in _places(dispute)]
    columns = ("Coder", "Is a", "Words", "Chose", "Memo")
    blocks.show(
        *passages, tag("div", blocks.table(columns, rows, caption="What each coder chose"), class_="plan")
    )
    if settling.decided is not None:
        blocks.note(
            f"Decided by {settling.decided.coder}, {settling.decided.time[:10]}: {_outcome(settling.decided, dispute)}"
        )


def _finished(study: Study, kind: CoderKind) -> list[str]:
    return [one.coder for one in progress(study) if one.kind == kind]


def _places(dispute: Dispute) -> list[Code]:
    """One code of every place that is disputed."""
    places = {(code.field, code.start, code.end): code for code in dispute.codes if code.unit == "span"}
    return list(places.values())


def _passage(study: Study, code: Code) -> Markup:
    left, words, right = context_of(study.articles, code, AROUND)
    return tag("p", left, tag("mark", words), right, class_="passage")


def _outcome(decided: Code, dispute: Dispute) -> str:
    if decided.unit == "withdrawn":
        return "none of them."
    same = [code for code in dispute.codes if _says(code) == _says(decided)]
    return f"as {same[0].coder} coded it." if same else "another code."


def _says(code: Code) -> tuple[object, ...]:
    place = (code.field, code.start, code.end)
    return (*place, code.code, code.voice, code.stance, code.anonymity, code.rating, code.cannot_tell)


def _decide(study: Study, found: Sequence[Settling], at: int) -> None:
    """The question. Options name coders only: words of articles and labels stand in the table, which takes them as plain text."""
    dispute = found[at].dispute
    options = [f"{number}. {code.coder}" for number, code in enumerate(dispute.codes, 1)]
    mark = "-".join(code.id for code in dispute.codes)
    with st.form(f"decide-{mark}", border=False):
        picked = st.radio("Which code stands?", [*options, NONE], index=None, key=f"stands-{mark}")
        who = st.text_input(
            "Who decides",
            value=st.session_state.get(_WHO, ""),
            max_chars=40,
            key=f"who-{mark}",
            width=240,
            help="Small letters, digits, . _ -",
        )
        if not st.form_submit_button(
            "Decide" if found[at].decided is None else "Decide anew", type="primary"
        ):
            return
    if picked is None:
        blocks.note("Choose which code stands, or none of them.", "error")
        return
    try:
        name = coder_name((who or "").strip())
        chosen = None if picked == NONE else dispute.codes[options.index(picked)]
        study.decide(made(decision(dispute, chosen, name, now())))
    except FramingError as error:
        blocks.note(str(error), "error")
        return
    st.session_state[_WHO] = name
    following = next((n for n in (*range(at + 1, len(found)), *range(at)) if found[n].decided is None), at)
    _go(following)
    st.rerun()


def _onward() -> None:
    pages = st.session_state["pages"]
    if "validation" in pages:
        st.page_link(
            pages["validation"], label="Agreement, error and corrected figures", icon=":material/verified:"
        )
