"""The list of articles of the Corpus page: search, filter, order, a page at a time, and all of it as a file."""

from __future__ import annotations

import io
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq
import streamlit as st

from framing.pages import blocks, data
from framing.pages.exports import file_name
from framing.pages.links import keep, recall, select
from framing.report import to_csv
from framing.report.words import GENRES, counted
from framing.store import Collection
from framing.store.metadata import COLUMNS, Gap, Order, Selection, listed_rows
from framing.store.metadata import select as selected
from framing.store.rows import Integers

A_PAGE = 25
_ANY = "All"
_PAGE = "list_page"
_ORDERS: dict[str, Order] = {
    "Outlet": "outlet",
    "Date": "date",
    "Headline": "title",
    "Author": "author",
    "Words": "words",
    "Id": "id",
}
_GAPS: dict[str, Gap] = {
    "Without outlet": "outlet",
    "Without full date": "date",
    "Without headline": "title",
    "Without author": "author",
    "Without address": "url",
    "Without genre": "genre",
}
_HEAD = ("Headline", "Outlet", "Date", "Author", "Genre", "Language", "Words")


def articles(chosen: Collection) -> None:
    """The list with its filters; every choice is in the address."""
    blocks.heading("Articles", level=2)
    wanted = _selection(chosen)
    rows = _selected(chosen.state, wanted, chosen)
    if not len(rows):
        blocks.note("No article passes these filters.")
        return
    first = _page(len(rows))
    shown = listed_rows(chosen, rows[first : first + A_PAGE]).to_pylist()
    cells = [
        (
            row["title"] or row["id"],
            row["outlet"] or "origin unknown",
            row["date"].isoformat() if row["date"] else row["date_text"] or "–",
            row["author"] or "–",
            GENRES.get(row["genre"] or "", "–"),
            row["language"],
            f"{row['words']:,}",
        )
        for row in shown
    ]
    caption = f"Articles {first + 1:,} to {first + len(cells):,} of {len(rows):,}"
    blocks.show(blocks.table(_HEAD, cells, caption=caption))
    _read_one({row["id"]: row["title"] or row["id"] for row in shown})
    _downloads(chosen, rows)


def _selection(chosen: Collection) -> Selection:
    columns = st.columns([3, 2, 2, 1.6, 1.4], vertical_alignment="bottom")
    search = columns[0].text_input("Search headline, outlet, author, id", key="find", bind="query-params")
    outlets = [_ANY, *data.outlet_names(chosen)]
    outlet = select(columns[1], "Outlet", outlets, "list_outlet")
    gap = select(columns[2], "Show", [_ANY, *_GAPS], "lacking")
    order = select(columns[3], "Order by", list(_ORDERS), "order")
    recall("descending", (True, False))
    descending = columns[4].toggle("Descending", key="descending", bind="query-params")
    return Selection(
        search=search or "",
        outlet=None if outlet == _ANY else outlet,
        gap=_GAPS.get(gap),
        order=_ORDERS[order],
        descending=bool(keep("descending", descending)),
    )


def _page(total: int) -> int:
    """Number of the first row shown."""
    last = (total - 1) // A_PAGE + 1
    if last == 1:
        return 0
    _keep_within(last)
    number = st.number_input(
        f"Page (of {last:,})", min_value=1, max_value=last, key=_PAGE, bind="query-params", width=140
    )
    return (int(number or 1) - 1) * A_PAGE


def _keep_within(last: int) -> None:
    """A page that the list no longer has, after a filter or by a link, becomes the last one."""
    asked = st.session_state.get(_PAGE, st.query_params.get(_PAGE, "1"))
    number = int(asked) if str(asked).isdecimal() and len(str(asked)) < 10 else 1
    if not 1 <= number <= last:
        st.query_params.pop(_PAGE, None)
        st.session_state[_PAGE] = min(max(number, 1), last)


def _read_one(titles: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.selectbox(
            "Read one of them", list(titles), format_func=lambda key: titles.get(key, key), key="read_of_list"
        )
        pages = st.session_state["pages"]
        st.page_link(pages["read"], label="Read this article", query_params={"article": str(wanted)})


def _downloads(chosen: Collection, rows: Integers) -> None:
    name = f"{file_name(chosen.name)}-articles"
    with st.container(horizontal=True, gap="small"):
        for label, ending, kind, make in (
            ("CSV", "csv", "text/csv", articles_csv),
            ("Parquet", "parquet", "application/octet-stream", articles_parquet),
        ):
            st.download_button(
                f"{counted(len(rows), 'article')} ({label})",
                partial(make, chosen, rows, data.sampling_note(chosen)),
                f"{name}.{ending}",
                kind,
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )


def articles_csv(chosen: Collection, rows: Integers, note: str) -> bytes:
    """COLUMNS of the articles with the sampling statement in the last one; no cell can start a formula."""
    table = listed_rows(chosen, rows).to_pylist()
    return to_csv((*COLUMNS, "note"), ((*row.values(), note) for row in table))


def articles_parquet(chosen: Collection, rows: Integers, note: str) -> bytes:
    """The same as Parquet."""
    table = listed_rows(chosen, rows)
    out = io.BytesIO()
    pq.write_table(table.append_column("note", pa.array([note] * len(table), pa.string())), out)
    return out.getvalue()


@st.cache_resource(max_entries=60, ttl=data.KEPT, show_spinner=False)
def _selected(state: str, wanted: Selection, _chosen: Collection) -> Integers:  # noqa: ARG001 (part of the key)
    return selected(_chosen, wanted)
