"""The codebook: strict loading with every fault named, the compiled form, and each device's own tests."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from framing.codebook import (
    COMPILED,
    FOLDER,
    Codebook,
    digest_of,
    facts_of,
    load_codebook,
)
from framing.codebook.compiled import CompiledDevices, codebook_from_bytes, codebook_to_bytes
from framing.codebook.files import read_marks
from framing.codebook_check import CheckResult, check_codebook
from framing.errors import CodebookError
from small_device import GOOD


def folder(tmp_path: Path, content: str = GOOD, name: str = "war/arms-race.yaml") -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return tmp_path


def faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(CodebookError) as raised:
        load_codebook(path)
    return raised.value.faults


@pytest.fixture(scope="session")
def shipped() -> Codebook:
    return load_codebook()


@pytest.fixture(scope="session")
def checked(shipped: Codebook) -> CheckResult:
    return check_codebook(shipped)


def test_every_hit_fires_exactly_and_every_miss_stays_quiet(checked: CheckResult) -> None:
    assert [str(failure) for failure in checked.failures] == []


def test_first_codebook_has_the_devices_asked_for(shipped: Codebook) -> None:
    families = [device.family for device in shipped.devices]
    assert families.count("ai-and-technology") + families.count("politics") >= 60
    assert {"ai-and-technology", "politics"} <= set(families)


def test_every_device_has_enough_examples(shipped: Codebook) -> None:
    least = {"stable": 5, "rare": 3, "draft": 0}
    few = [
        device.id
        for device in shipped.devices
        if min(len(device.hits), len(device.misses)) < least[device.status]
    ]
    assert few == []


def test_compiled_form_is_fresh_and_whole(shipped: Codebook) -> None:
    digest = digest_of((FOLDER,))
    assert codebook_from_bytes(COMPILED.read_bytes(), digest) is not None, "run: framing codebook compile"
    assert codebook_from_bytes(COMPILED.read_bytes(), "another") is None
    compiled = codebook_from_bytes(codebook_to_bytes(shipped))
    assert compiled is not None
    assert compiled == shipped
    assert compiled.facts == facts_of(shipped.devices)


def test_compiled_device_is_made_when_it_is_asked_for(shipped: Codebook) -> None:
    compiled = codebook_from_bytes(codebook_to_bytes(shipped))
    assert compiled is not None
    lines = compiled.devices
    assert (lines[0], lines[-1], lines[1:3]) == (
        shipped.devices[0],
        shipped.devices[-1],
        shipped.devices[1:3],
    )
    assert lines[-1] is lines[len(lines) - 1]
    assert isinstance(lines, CompiledDevices)
    assert list(lines.chosen([2, 0])) == [lines[2], lines[0]]
    with pytest.raises(IndexError):
        lines[len(lines)]


def test_good_file_loads_and_passes_its_own_tests(tmp_path: Path) -> None:
    book = load_codebook(folder(tmp_path))
    assert [device.id for device in book.devices] == ["war/arms-race"]
    assert check_codebook(book).failures == ()


def test_todo_that_passes_turns_the_check_red(tmp_path: Path) -> None:
    book = load_codebook(
        folder(tmp_path, GOOD + 'todo:\n  - "A new [[arms race]] starts."\n  - "The [[race for arms]]."\n')
    )
    [failure] = check_codebook(book).failures
    assert (failure.kind, failure.text) == ("todo", "A new arms race starts.")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("label: arms race", "lable: arms race", 3, "unknown key 'lable'"),
        ("label: arms race\n", "", 1, "'label' is missing"),
        ("kind: metaphor", "kind: simile", 5, "use one of metaphor"),
        ("id: war/arms-race", "id: arms-race", 1, "it must be its path: war/arms-race"),
        ('patterns: ["[{ai}] arms race"]', "patterns: []", 13, "'patterns' is empty"),
        ('patterns: ["[{ai}] arms race"]', 'patterns: [""]', 13, "empty pattern"),
        ('patterns: ["[{ai}] arms race"]', 'patterns: ["{ai}"]', 13, "without any literal word"),
        ('patterns: ["[{ai}] arms race"]', 'patterns: ["{nothing} race"]', 13, "unknown slot {nothing}"),
        ('patterns: ["[{ai}] arms race"]', 'patterns: ["arms (race"]', 13, "is not closed by ')'"),
        ('patterns: ["[{ai}] arms race"]', 'patterns: ["arms race)"]', 13, "has no opening bracket"),
        ('patterns: ["[{ai}] arms race"]', 'patterns: ["arms <..99> race"]', 13, "must be 1 to 8"),
        ('"An [[AI arms race]] is on."', '"An AI arms race is on."', 18, "has no [[evidence]]"),
        ('"The race was run."', '"The [[race]] was run."', 24, "must not mark evidence"),
        ("before: [nuclear]", "behind: [nuclear]", 16, "unknown key 'behind'"),
        ("    before: [nuclear]\n", "", 15, "without a context"),
        ("label: arms race", "label: &a arms race\nlimits: *a", 4, "an alias"),
        ("label: arms race", "label: !!python/object:os.system arms race", 1, "not a plain mapping"),
        ("label: arms race", "label: [arms, race]", 3, "'label' must be a text"),
        ("label: arms race", "label: arms race\nlabel: again", 4, "stands twice"),
        ("label: arms race", 'label: "arms" race', 3, "not YAML"),
    ],
)
def test_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    found = faults(folder(tmp_path, GOOD.replace(old, new, 1)))
    assert any(f"arms-race.yaml:{line}: " in fault and words in fault for fault in found), found


def test_all_faults_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    folder(tmp_path, GOOD.replace("kind: metaphor", "kind: x").replace("language: en", "language: de"))
    folder(tmp_path, GOOD.replace("label:", "lable:"), "war/other.yaml")
    found = faults(tmp_path)
    assert sum("arms-race.yaml" in fault for fault in found) == 2
    assert sum("other.yaml" in fault for fault in found) == 3


@pytest.mark.parametrize(
    "patterns",
    [
        "|".join(f"word{i}" for i in range(10_000)),
        " ".join("(a a|b b|c c|d d)" for _ in range(12)) + " race",
        " ".join("[<..8>] x" for _ in range(9)),
    ],
)
def test_hostile_pattern_is_refused_quickly(tmp_path: Path, patterns: str) -> None:
    started = time.perf_counter()
    assert faults(folder(tmp_path, GOOD.replace("[{ai}] arms race", patterns)))
    assert time.perf_counter() - started < 5, "it takes milliseconds; the bound is for a busy machine"


def test_file_that_is_too_large_or_not_text_is_refused(tmp_path: Path) -> None:
    folder(tmp_path, GOOD + "# " + "x" * 300_000)
    (tmp_path / "war" / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    assert sorted(fault.rpartition("/")[2].partition(":")[0] for fault in faults(tmp_path)) == [
        "arms-race.yaml",
        "binary.yaml",
    ]


@pytest.mark.parametrize(
    ("text", "plain", "spans"),
    [("no mark", "no mark", ()), ("a [[b]] c", "a b c", ((2, 3),)), ("[[a]] [[b]]", "a b", ((0, 1), (2, 3)))],
)
def test_marks_are_taken_out_of_examples(text: str, plain: str, spans: tuple[tuple[int, int], ...]) -> None:
    example = read_marks(text)
    assert (example.text, example.spans) == (plain, spans)


@pytest.mark.parametrize("text", ["[[a", "a]]", "[[a [[b]]", "]]a[["])
def test_unbalanced_marks_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\[\[|\]\]"):
        read_marks(text)
