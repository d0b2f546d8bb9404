"""Text that attacks, in every field and in the address: it stays text on every page, and is inert in every file that leaves."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect
from screenshots import running_app, settled

from browser.exploring import ELEMENTS, explore
from browser.runs_to_open import ADDRESSES, FRAMED, run_of
from browser.watching import Watched, broken
from framing.store import Workspace, open_workspace
from framing.store.codebooks import save_version

ROOT = Path(__file__).resolve().parents[2]
PAYLOADS = tuple(
    line.replace("{n}", str(number))
    for number, line in enumerate(Path(__file__).with_name("payloads.txt").read_text("utf-8").splitlines())
)
CONTROL = ("\t=1+1", "\r=1+1", "\n=1+1", "\u200b=1+1", "\ufeff=1+1")
PLAIN = tuple(f"plain words {number}" for number in range(len(PAYLOADS)))
WORDS = (
    "harbour council morning ferry museum window garden letter market river teacher engine summer bridge quiet paper "
    "kitchen village number answer station picture winter corner family doctor weather street island record"
).split()
FORMULA = re.compile(r"^[\s\u200b\ufeff\"'`]*[=+\-@＝＋－＠]|^[\t\r\n]")
"""What a spreadsheet may run, with the signs that it takes off before it looks."""
OPENED = {
    "textarea",
    "canvas",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "caption",
    "fieldset",
    "legend",
    "dl",
    "dt",
    "dd",
}
"""Elements that a page may draw only after a choice."""
SEPARATORS = r"[/\\]"
NUMBER = re.compile(r"[-+]?[\d.,]+([eE][-+]?\d+)?%?")


def word(number: int) -> str:
    """A word that no text holds by chance."""
    return "tern" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")


def device(number: int, label: str) -> str:
    """A device file that finds `silver tern…`, with the words as its label, definition and everything else that is shown."""
    said = json.dumps(label)
    hits = [f"The [[silver {word(number)}]] {verb}." for verb in ("rings", "sings", "falls")]
    misses = [f"The silver bell {verb}." for verb in ("rings", "sings", "falls")]
    fields = {"label": said, "definition": said, "why": said, "source": said}
    plain = {
        "id": f"own/{word(number)}", "language": "en", "status": "draft", "kind": "metaphor", "source_domain": "war",
        "package": "competition", "conventionality": "live",
    }  # fmt: skip
    lists = {"discuss": [label], "patterns": [f"silver {word(number)}"], "hits": hits, "misses": misses}
    lines = [f"{name}: {value}" for name, value in {**plain, **fields}.items()]
    return "\n".join([*lines, *(f"{name}: {json.dumps(value)}" for name, value in lists.items()), ""])


def record(number: int, words: str) -> dict[str, object]:
    """An article with the words in every field, around framing phrases and sources too."""
    chosen = random.Random(number)
    filler = " ".join(chosen.choices(WORDS, k=90))
    text = f"{filler}. {FRAMED}\n\n{words} and the silver {word(number)} {words}.\n\n“{words}”, said {words}.\n\n{words}"
    return {
        "id": f"a{number}", "text": text, "title": words, "outlet": words, "author": words, "url": words, "section": words,
        "date": f"2026-03-{number % 28 + 1:02}", "note": words, words: words,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sides:
    """Query strings that open the hostile and the plain run, with their codebooks."""

    hostile: str
    plain: str


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An empty workspace."""
    return open_workspace(tmp_path_factory.mktemp("security") / "workspace")


@pytest.fixture(scope="module")
def sides(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Sides:
    """The two runs, alike but for the words."""
    return Sides(*(_side(workspace, tmp_path_factory.mktemp("side"), words) for words in (PAYLOADS, PLAIN)))


def _side(workspace: Workspace, folder: Path, words: tuple[str, ...]) -> str:
    files = {f"own/{word(number)}.yaml": device(number, label) for number, label in enumerate(words)}
    version, _ = save_version(workspace.catalogue, words[0], files, words[1])
    for path, content in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    records = [
        record(number, each) for number, each in enumerate((*words, *(CONTROL if words is PAYLOADS else ())))
    ]
    records.append({**record(len(records), words[0]), "id": "all", "text": FRAMED + "\n\n".join(words)})
    run = run_of(workspace, words[2], records, codebooks=(ROOT / "framing" / "codebooks", folder))
    return f"run={run}&codebook={quote(version.label)}"


@pytest.fixture(scope="module")
def address(workspace: Workspace, sides: Sides) -> Iterator[str]:
    """The address of an app with both runs."""
    with running_app(workspace=workspace.folder) as found:
        yield found


def test_there_are_enough_payloads_and_each_is_another() -> None:
    assert len(PAYLOADS) >= 100
    assert len(set(PAYLOADS)) == len(PAYLOADS)


@pytest.fixture(scope="module")
def elements(browser: Browser, address: str, sides: Sides) -> set[str]:
    """Names of the elements that the pages are made of where all words are plain."""
    watched = Watched(browser)
    page = watched.page()
    found: set[str] = set()
    for place in ADDRESSES.values():
        page.goto(f"{address}{place}?{sides.plain}")
        settled(page)
        assert broken(page) == []
        found |= explore(page, deep=False).elements
    watched.close()
    return found | OPENED


@pytest.mark.parametrize("name", ADDRESSES)
def test_hostile_words_stay_words_and_leave_inert(
    watched: Watched, address: str, sides: Sides, elements: set[str], name: str
) -> None:
    page = watched.page()
    page.goto(f"{address}{ADDRESSES[name]}?{sides.hostile}")
    settled(page)
    found = explore(page)
    assert broken(page) == []
    assert found.faults == []
    assert found.elements - elements == set()
    assert [fault for path in found.files for fault in live_cells(path.name, path.read_bytes())] == []


@pytest.mark.parametrize("article", ["all", "a0"])
def test_hostile_article_is_read_as_text(
    watched: Watched, address: str, sides: Sides, elements: set[str], article: str
) -> None:
    page = watched.page()
    page.goto(f"{address}/?{sides.hostile}&article={article}")
    settled(page)
    shown = " ".join(page.locator("article.story").inner_text().split())
    expected = PAYLOADS if article == "all" else [PAYLOADS[int(article[1:])]]
    assert [words for words in expected if " ".join(words.split()) not in shown] == []
    found = explore(page, deep=False)
    assert found.faults == []
    assert found.elements - elements == set()


def parameters() -> list[str]:
    """Every name that stands in the code of the pages as a key or a query parameter."""
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "framing" / "pages").glob("*.py"))
    keys = re.findall(r"\bkey=f?\"([a-z_0-9]+)", source) + re.findall(
        r"query_params(?:\.\w+\(|\[)\"(\w+)\"", source
    )
    return sorted(
        {*keys, "article", "at", "codebook", "device", "find", "measure", "outlet", "run", "second", "story"}
    )


@pytest.mark.parametrize("name", ADDRESSES)
def test_hostile_address_changes_nothing_but_words(
    watched: Watched, address: str, sides: Sides, name: str
) -> None:
    names = parameters()
    page = watched.page()
    page.goto(f"{address}{ADDRESSES[name]}")
    settled(page)
    page.evaluate(ELEMENTS)
    payloads = cycle(PAYLOADS)
    for _ in range(-(-len(PAYLOADS) // len(names))):
        given = zip(names, islice(payloads, len(names)), strict=True)
        asked = "&".join(f"{key}={quote(payload, safe='')}" for key, payload in given)
        page.goto(f"{address}{ADDRESSES[name]}?{asked}")
        settled(page)
        assert broken(page) == []
        assert page.evaluate(ELEMENTS)[1] == []


def test_hostile_file_names_are_shown_as_names(watched: Watched, address: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, payload in enumerate(PAYLOADS):
            filler = " ".join(random.Random(number).choices(WORDS, k=90))
            archive.writestr(
                f"{re.sub(SEPARATORS, '', payload)}{number}.txt", f"{FRAMED}{filler}" if number % 2 else ""
            )
    page = watched.page()
    page.goto(f"{address}/?from=Upload")
    settled(page)
    given = {"name": f"{PAYLOADS[25]}.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    page.locator("input[type=file]").set_input_files([given])  # type: ignore[list-item]
    expect(page.get_by_text(f"{len(PAYLOADS)} records read =").first).to_be_visible(timeout=90_000)
    settled(page)
    found = explore(page)
    assert found.faults == []
    assert any(name.endswith("left-out.csv") for name in (path.name for path in found.files))
    assert [fault for path in found.files for fault in live_cells(path.name, path.read_bytes())] == []


def live_cells(name: str, content: bytes) -> list[str]:
    """Every cell of a table that a spreadsheet would run, and whatever in a page of its own is more than text."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [fault for each in archive.namelist() for fault in live_cells(each, archive.read(each))]
    if name.endswith(".csv"):
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return [f"{name}: {cell}" for row in rows for cell in row if is_live(cell)]
    if name.endswith((".html", ".svg")):
        text = content.decode("utf-8")
        return [
            f"{name}: {tag}"
            for tag in re.findall(
                r"<(?:script|img|iframe|object|embed|base|meta http-equiv=.refresh)[^>]*", text
            )
        ]
    return []


def is_live(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula; an apostrophe as the very first sign keeps it text."""
    return not cell.startswith("'") and bool(FORMULA.match(cell)) and not NUMBER.fullmatch(cell)


@pytest.mark.parametrize(
    "cell", [*CONTROL, *(words for words in PAYLOADS if FORMULA.match(words) and words[0] != "'")]
)
def test_check_of_cells_finds_a_live_one(cell: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([["words"], [cell], [f"'{cell}"], ["-1.5"], ["plain"]])
    assert len(live_cells("t.csv", written.getvalue().encode())) == 1
