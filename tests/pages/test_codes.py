"""Codebook, run without a browser: browsing, links, writing a device, codebooks of one's own, little loaded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from framing.codebook import FOLDER, load_codebook
from framing.codebook.writing import to_zip
from framing.errors import CodebookError
from framing.pages.codes_own import files_of_upload
from framing.pages.launch import SCORED_FOLDER
from framing.store import open_workspace
from framing.store.codebooks import files_of, find_version, list_versions, save_version
from framing.types import Article
from pages.looking import blocks, page
from small_device import GOOD

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. The nuclear arms race of the last century was "
    "another thing. Two officials said on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of "
    "computing in Hull, said it was no such thing. She sells tickets on the door, and most of her visitors come to look."
)
app = partial(page, "codes")
HOSTILE = "<img src=http://evil.example/p.png onerror=alert(1)>[x](http://evil.example)"
NEW = GOOD.replace("war/arms-race", "own/museum").replace("[{ai}] arms race", "museum of computing")
NEW = re.sub(
    r"hits:.*",
    'hits:\n  - "A [[museum of computing]] opens."\nmisses:\n  - "A museum."\n',
    NEW,
    flags=re.DOTALL,
)


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRAMING_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


def listed(at: AppTest) -> list[str]:
    """Ids of the devices in the list."""
    (found,) = at.get("bidi_component")
    return [row["id"] for group in json.loads(found.proto.json)["groups"] for row in group["rows"]]


def test_sample_shows_a_device_with_its_meaning_uses_and_tests() -> None:
    at = app(device="ai-and-technology/arms-race")
    assert not at.exception
    shown = blocks(at)
    for words in ("What it makes readers see", "To discuss", "Described in", "In the articles loaded", "Left out, and why",
                  "Must be found", "Must stay quiet", "detector output, uncorrected"):  # fmt: skip
        assert words in shown, words
    assert 'class="kwic"' in shown
    assert all(
        "article=" in link.proto.query_string for link in at.get("page_link") if "read" in link.proto.page
    )


def test_uses_and_what_was_left_out_are_those_of_the_articles(folder: Callable[..., Path]) -> None:
    folder(
        [
            Article("a", TEXT, "The Tern", "Race"),
            Article("b", TEXT.replace("AI arms", "space"), "The Gull", "None"),
        ]
    )
    shown = blocks(app(device="ai-and-technology/arms-race"))
    assert "1 use in 1 of 2 articles" in shown
    assert "Looked through 2 of 2 articles, chosen at random." in shown
    left_out = shown[shown.index("Left out, and why") : shown.index("How it is found")]
    assert left_out.count("<mark>") == 2
    assert "The nuclear" in left_out


def test_filters_of_the_address_narrow_the_list() -> None:
    everything = listed(app())
    assert len(everything) == len(load_codebook().devices)
    war = app(source_domain="War")
    assert not war.exception
    found = listed(war)
    assert {load_codebook().device(one).source_domain for one in found} == {"war"}
    narrowed = listed(app(source_domain="War", package="Competition", search="arms race"))
    assert "ai-and-technology/arms-race" in narrowed
    assert set(narrowed) < set(found) < set(everything)
    here = listed(app(here="Found here"))
    assert set(here) | set(listed(app(here="Not found here"))) == set(everything)
    none = app(search="zeppelin qwerty")
    assert "No framing phrase passes these filters." in blocks(none)


@pytest.mark.parametrize("value", ["nothing", HOSTILE, "\u202e", "../../etc"])
def test_link_with_unknown_values_shows_the_page_as_at_first(value: str) -> None:
    at = app(device=value, family=value, kind=value, part=value, codebook=value, base=value)
    assert not at.exception
    assert "What it makes readers see" in blocks(at)
    assert "<img" not in blocks(at)


def test_device_that_is_not_found_says_so(folder: Callable[..., Path]) -> None:
    folder([Article("a", TEXT, "The Tern", "Race")])
    shown = blocks(app(device="politics/deep-state"))
    assert "None found in 1 article." in shown


def test_folder_without_texts_shows_figures_and_says_what_is_missing(folder: Callable[..., Path]) -> None:
    folder([Article("a", TEXT, "The Tern")], texts=False)
    at = app(device="ai-and-technology/arms-race")
    assert not at.exception
    assert "Scored without texts" in blocks(at)
    at = app(part="Write or change")
    assert not at.exception


def test_empty_folder_and_missing_folder_leave_the_codebook_to_read(
    folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder([])
    at = app()
    assert not at.exception
    assert "What it makes readers see" in blocks(at)
    monkeypatch.setenv(SCORED_FOLDER, str(tmp_path / "<b>nothing</b>"))
    at = app()
    assert not at.exception
    assert "What it makes readers see" in blocks(at)
    assert "<b>" not in blocks(at)


def tried(at: AppTest, text: str) -> AppTest:
    at.text_area[0].set_value(text)
    next(button for button in at.button if button.label == "Try it").click()
    return at.run()


def test_changed_device_shows_at_once_what_is_new_and_lost(folder: Callable[..., Path]) -> None:
    folder([Article("a", TEXT, "The Tern", "Race")])
    text = (FOLDER / "ai-and-technology" / "arms-race.yaml").read_text("utf-8")
    name = re.search(r"label: (.*)", text)
    assert name is not None
    base = f"{name[1]} (ai-and-technology/arms-race)"
    at = app(part="Write or change", base=base, **{"as": "As YAML"})
    assert not at.exception
    assert at.text_area[0].value == text
    assert "1 use found in 1 article" in blocks(at)
    changed = text.replace("patterns:\n", "patterns:\n  - genie is out of the bottle\n")
    at = tried(at, changed)
    assert not at.exception
    assert "2 uses found in 1 article" in blocks(at)
    assert "Before: 1 use; 1 new, 0 lost." in blocks(at)


def test_every_problem_is_listed_at_its_line() -> None:
    at = app(part="Write or change", **{"as": "As YAML"})
    at = tried(
        at,
        GOOD.replace("kind: metaphor", "kind: joke")
        .replace("why:", "wy:")
        .replace("[{ai}] arms", "{nothing} <any>"),
    )
    assert not at.exception
    shown = blocks(at)
    for line in ("Line 5 (Kind)", "Line 10", "Line 13 (Patterns)", "unknown key", "unknown slot {nothing}"):
        assert line in shown, line
    assert "Keep it" not in shown


def test_own_tests_that_fail_are_shown() -> None:
    at = app(part="Write or change", **{"as": "As YAML"})
    at = tried(at, GOOD.replace('"A nuclear arms race."', '"An arms race."'))
    assert not at.exception
    assert "1 of 6 sentences come out otherwise" in blocks(at)


def test_new_device_begins_with_an_empty_form_and_no_reproach() -> None:
    at = app(part="Write or change")
    assert not at.exception
    assert "Fill in the form" in blocks(at)
    assert next(box for box in at.text_input if box.label.startswith("Id")).value == "own/new-device"


def test_form_and_yaml_are_two_views_of_one_draft() -> None:
    at = tried(app(part="Write or change", **{"as": "As YAML"}), GOOD)
    at.get("button_group")
    at.session_state["as"] = "As a form"
    at = at.run()
    assert not at.exception
    boxes = {box.label: box.value for box in (*at.text_area, *at.text_input)}
    assert boxes["Patterns, one a line"] == "[{ai}] arms race"
    assert boxes["Name that readers see"] == "arms race"


def test_hostile_device_stays_text() -> None:
    bad = GOOD.replace("label: arms race", f"label: '{HOSTILE}'").replace(
        "A race for weapons.", f"'{HOSTILE}'"
    )
    at = tried(app(part="Write or change", **{"as": "As YAML"}), bad)
    assert not at.exception
    assert "<img" not in blocks(at)
    for element in (*at.markdown, *at.caption, *at.info, *at.warning, *at.error):
        assert "evil.example" not in element.value


def keep(at: AppTest, name: str, note: str, what: str) -> AppTest:
    at.text_input(key="keep_name").set_value(name)
    at.text_input(key="keep_note").set_value(note)
    at.radio(key="keep_what").set_value(what)
    next(button for button in at.button if button.label == "Keep this version").click()
    return at.run()


def test_device_is_kept_in_a_codebook_of_ones_own(workspace: Path) -> None:
    at = tried(app(part="Write or change", **{"as": "As YAML"}), NEW)
    at = keep(at, "Class of 2026", "A museum", "Only this one")
    assert not at.exception
    assert "Kept as Class of 2026, version 1: 1 framing phrase." in blocks(at)
    catalogue = open_workspace(workspace).catalogue
    (made,) = list_versions(catalogue)
    assert files_of(catalogue, made) == {"own/museum.yaml": NEW}
    at = app(codebook="Class of 2026, version 1")
    assert not at.exception
    assert "1 framing phrase, each with its meaning" in blocks(at)
    assert "museum of computing" in blocks(at)


def test_device_joins_all_shipped_ones(workspace: Path) -> None:
    at = tried(app(part="Write or change", **{"as": "As YAML"}), NEW)
    at = keep(at, "Everything", "A museum", "All framing phrases of the codebook shown, with this one")
    assert not at.exception
    made = find_version(open_workspace(workspace).catalogue, "Everything")
    assert made is not None
    assert {
        "own/museum.yaml",
        "ai-and-technology/arms-race.yaml",
        "lemmas.tsv",
        "slots/ai.txt",
    } <= made.files.keys()


def test_kept_codebooks_are_listed_with_what_changed(workspace: Path) -> None:
    catalogue = open_workspace(workspace).catalogue
    save_version(catalogue, "Mine", {"own/museum.yaml": NEW}, "Begun")
    save_version(
        catalogue, "Mine", {"own/museum.yaml": NEW.replace("status: rare", "status: draft")}, HOSTILE
    )
    at = app(part="My codebooks", codebook="Mine, version 2")
    assert not at.exception
    shown = blocks(at)
    assert "changed: own/museum.yaml" in shown
    assert "the first" in shown
    assert "<img" not in shown
    assert "Score with it" in shown


def test_serving_keeps_nothing_in_the_workspace_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    monkeypatch.setenv("FRAMING_SERVE", "1")
    at = tried(app(part="Write or change", **{"as": "As YAML"}), NEW)
    at = keep(at, "Mine alone", "A museum", "Only this one")
    assert not at.exception
    assert "Kept as Mine alone" in blocks(at)
    assert (
        not (workspace / "catalogue.sqlite").exists()
        or list_versions(open_workspace(workspace).catalogue) == ()
    )


@pytest.mark.parametrize("name", ["x.zip", "x.bin", "x.yaml"])
def test_uploads_are_told_apart_by_their_content(name: str) -> None:
    assert files_of_upload(name, to_zip({"own/museum.yaml": NEW})) == {"own/museum.yaml": NEW}
    assert files_of_upload("museum.yml", NEW.encode()) == {"own/museum.yaml": NEW}
    with pytest.raises(CodebookError):
        files_of_upload("x.yaml", b"\xff")
    with pytest.raises(CodebookError, match="row 1"):
        files_of_upload("x.csv", b"name,description\nx,y\n")
