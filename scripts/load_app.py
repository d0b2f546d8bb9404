"""Many readers at once: how long the app takes to answer them, what it holds in memory, and whether anyone sees another's words.

Each client is a browser session of its own: it speaks Streamlit's websocket protocol, opens articles, filters, changes pages, and
pastes a text with a marker that no other may ever receive. Prints Markdown; ends with 1 where a marker was seen elsewhere.
Usage: python scripts/load_app.py [SCORED] [--clients 30] [--steps 10000] [--minutes 10] [--think 2.0]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyarrow.parquet as pq
from screenshots import Served, served_app  # type: ignore[import-not-found]
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

MARKER = re.compile(rb"marker[a-z]{12}")
PASTED = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. The {marker} has left the bottle. Two officials who "
    "asked not to be named said so on Monday."
)
LARGEST_MESSAGE = 200 * 2**20


@dataclass
class Results:
    """What all clients have seen. seconds: by kind of step, until the answer was whole · processor: the server's own in that
    time · own: markers that came back to their client."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)

    @property
    def steps(self) -> int:
        return sum(map(len, self.seconds.values()))


class Client:
    """One session: what its page holds, and the words that are its own."""

    def __init__(
        self,
        socket: ClientConnection,
        number: int,
        results: Results,
        processor: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.socket, self.results, self.processor = socket, results, processor
        self.choose = random.Random(number)  # noqa: S311 (not for secrets)
        self.marker = "marker" + "".join(self.choose.choices("abcdefghijklmnopqrstuvwxyz", k=12))
        self.pages: dict[str, str] = {}
        self.widgets: dict[str, Any] = {}
        self.states: dict[str, dict[str, Any]] = {}

    async def run(self, kind: str, page: str, query: dict[str, str], **pressed: Any) -> None:
        """Ask for a page with a query and wait until its script has ended; pressed: widget state by field and id."""
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode(query)
        asked.rerun_script.page_script_hash = self.pages.get(page, "")
        asked.rerun_script.page_name = "" if page == "read" else page
        for widget, state in {**self.states, **pressed}.items():
            added = asked.rerun_script.widget_states.widgets.add(id=widget)
            for name, value in state.items():
                setattr(added, name, value)
        began, used = time.perf_counter(), self.processor()
        await self.socket.send(asked.SerializeToString())
        while not self._take(await self.socket.recv()):
            pass
        self.results.seconds.setdefault(kind, []).append(time.perf_counter() - began)
        self.results.processor.setdefault(kind, []).append(self.processor() - used)

    def _take(self, received: Any) -> bool:
        """Note what a message brings; True for the one that ends the script."""
        for marker in MARKER.findall(received):
            (self.results.own.add if marker.decode() == self.marker else self.results.foreign.append)(
                marker.decode()
            )
        message = ForwardMsg.FromString(received)
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self.pages = {
                "read" if page.is_default else page.url_pathname: page.page_script_hash
                for page in message.navigation.app_pages
                if not page.is_hidden
            }
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                self.results.failed.append(element.exception.type)
            found = getattr(element, element.WhichOneof("type"))
            if hasattr(found, "id"):
                self.widgets[found.id] = found
        return bool(kind == "script_finished")

    def find(self, label: str) -> str:
        """Id of the widget that was drawn last with a label."""
        return next(
            key for key, widget in reversed(self.widgets.items()) if getattr(widget, "label", "") == label
        )

    def option(self, label: str) -> dict[str, Any]:
        """Another option of the box with a label, as state to press."""
        key = self.find(label)
        return {key: {"string_value": self.choose.choice(self.widgets[key].options)}}


async def read_and_filter(client: Client, ids: list[str]) -> AsyncIterator[None]:
    """The endless steps of one reader: mostly articles and filters, now and then the own text."""
    await client.run("first page", "read", {})
    yield
    while True:
        await client.run("paste", "read", {"from": "Paste"})
        client.states[client.find("Text of the article")] = {
            "string_value": PASTED.format(marker=client.marker)
        }
        await client.run("paste", "read", {"from": "Paste"}, **{client.find("Read"): {"trigger_value": True}})
        client.states.clear()
        yield
        for _ in range(8):
            await client.run("article", "read", {"article": client.choose.choice(ids)})
            yield
            await client.run("outlets", "outlets", {})
            await client.run("filter", "outlets", {}, **client.option("Measure"))
            yield


def connected(address: str) -> connect:
    """A websocket to the app as a browser opens it."""
    url = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    return connect(url, origin=address, subprotocols=["streamlit"], max_size=LARGEST_MESSAGE)  # type: ignore[arg-type,list-item]


async def reader(
    address: str, number: int, results: Results, arguments: argparse.Namespace, given: list[str]
) -> None:
    """One client until enough steps have been made or the time is over."""
    end = time.monotonic() + arguments.minutes * 60
    async with connected(address) as socket:
        client = Client(socket, number, results)
        async for _ in read_and_filter(client, given):
            if results.steps >= arguments.steps or time.monotonic() > end:
                return
            await asyncio.sleep(client.choose.uniform(0, 2 * arguments.think))


async def load(app: Served, arguments: argparse.Namespace, given: list[str]) -> Results:
    """Whoever has started the app opens it, then all clients come at once."""
    results = Results()
    async with connected(app.address) as socket:
        await Client(socket, -1, results).run("first page after the start", "read", {})
    readers = (reader(app.address, number, results, arguments, given) for number in range(arguments.clients))
    await asyncio.gather(*readers)
    return results


def told(results: Results, clients: int, elapsed: float) -> str:
    """The results as Markdown."""
    lines = ["| Step | Times | Median, ms | 95 %, ms | Longest, ms |", "| --- | ---: | ---: | ---: | ---: |"]
    every = {**results.seconds, "all": [second for each in results.seconds.values() for second in each]}
    for kind, seconds in every.items():
        found = sorted(seconds)
        middle, high = found[len(found) // 2], found[min(int(len(found) * 0.95), len(found) - 1)]
        lines.append(
            f"| {kind} | {len(found):,} | {middle * 1000:.0f} | {high * 1000:.0f} | {found[-1] * 1000:.0f} |"
        )
    seen = (
        f"Own markers seen: {len(results.own)} of {clients}. Markers of others seen: {len(results.foreign)}."
    )
    lines += [
        "",
        f"{clients} sessions, {results.steps:,} steps in {elapsed:.0f} s; pages that failed: {len(results.failed)}.",
        seen,
    ]
    return "\n".join(lines)


def main() -> int:
    """0 where every session saw its own words and no other's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scored", type=Path, nargs="?")
    parser.add_argument("--clients", type=int, default=30)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--think", type=float, default=2.0)
    arguments = parser.parse_args()
    if arguments.scored:
        given = pq.read_table(arguments.scored / "articles.parquet", columns=["id"])["id"].to_pylist()
    else:
        given = ["e01-tech", "e01-wire", "e01-tabloid"]
    with served_app(arguments.scored) as app:
        began = time.monotonic()
        results = asyncio.run(load(app, arguments, given))
        print(told(results, arguments.clients, time.monotonic() - began))
        print(
            f"The server held {app.most_megabytes():,.0f} MB at most and used {app.processor_seconds():.0f} s of processor, "
            f"this program {time.process_time():.0f} s."
        )
    return 1 if results.foreign or results.failed or len(results.own) < arguments.clients else 0


if __name__ == "__main__":
    sys.exit(main())
