"""Codebook files -> devices; strict. Only the modules of this package import yaml.

Every fault of every file is collected, to be raised together as `path:line: what; what to do`. Nothing in a file is ever
constructed: YAML is only composed into nodes, which are checked and read here, so tags and aliases can do no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from framing.codebook import CONVENTIONALITIES, KINDS, STATUSES, Device, Example, Exclusion
from framing.patterns import Line, Notation, PatternError, Word

LARGEST_FILE = 200_000
"""Bytes of one device file; the largest shipped one has under 20,000."""
DEEPEST = 10
"""Lists and mappings within each other; the composer is written in C and would fall off its stack at some ten thousand."""
MOST_SEQUENCES_OF_DEVICE, MOST_SEQUENCES = 10_000, 100_000
"""Sequences of words that the patterns and contexts of a device, and of a codebook, may stand for; shipped: 613 and 17,000."""


class Faults:
    """What is wrong with the files of a codebook. sequences: what the patterns read so far stand for."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.sequences = 0

    def add(self, path: Path, line: int, seen: str, what_to_do: str = "") -> None:
        self.found.append(f"{path}:{line}: {seen}" + (f"; {what_to_do}" if what_to_do else ""))


def read_lemmas(folders: Sequence[Path], faults: Faults) -> dict[str, tuple[str, ...]]:
    lemmas: dict[str, tuple[str, ...]] = {}
    for folder in folders:
        path = folder / "lemmas.tsv"
        if not path.exists():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            lemma, tab, forms = line.partition("\t")
            if not tab:
                faults.add(path, number, f"{line!r} has no tab", "write lemma, tab, forms joined by |")
            lemmas[lemma.strip()] = tuple(form.strip() for form in forms.split("|") if form.strip())
    return lemmas


def read_slots(folders: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    slots: dict[str, tuple[str, ...]] = {}
    for folder in folders:
        for path in sorted((folder / "slots").glob("*.txt")):
            lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
            slots[path.stem] = tuple(line for line in lines if line)
    return slots


def check_slots(slots: Mapping[str, tuple[str, ...]], notation: Notation, faults: Faults) -> None:
    for name, phrases in slots.items():
        for number, phrase in enumerate(phrases, 1):
            try:
                plain = all(
                    type(element).__name__ == "Word" for line in notation.read(phrase) for element in line
                )
                if not plain:
                    raise PatternError("only words, (a|b), [optional] and ~ are allowed in a slot")
            except PatternError as error:
                faults.add(Path("slots") / f"{name}.txt", number, str(error))


class MappingReader:
    """Reads one composed YAML mapping key by key and notes faults with their line."""

    def __init__(self, path: Path, node: yaml.MappingNode, faults: Faults, known: Sequence[str]) -> None:
        self.path = path
        self.faults = faults
        self.most_sequences = min(faults.sequences + MOST_SEQUENCES_OF_DEVICE, MOST_SEQUENCES)
        self.line = _line(node)
        self.values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(getattr(key, "value", ""))
            line = _line(key)
            if name not in known:
                faults.add(path, line, f"unknown key {name!r}", f"known: {', '.join(known)}")
            elif name in self.values:
                faults.add(path, line, f"key {name!r} stands twice", "remove one")
            else:
                self.values[name] = value

    def line_of(self, name: str) -> int:
        node = self.values.get(name)
        return _line(node) if node is not None else self.line

    def text(self, name: str, *, needed: bool = True, choices: Sequence[str] = ()) -> str:
        node = self.values.get(name)
        if node is None:
            if needed:
                self.faults.add(self.path, self.line, f"{name!r} is missing", "add it; see docs/codebook.md")
            return ""
        value = self._scalar(node, name)
        if needed and not value.strip():
            self.faults.add(self.path, self.line_of(name), f"{name!r} is empty", "fill it in")
        elif choices and value not in choices:
            self.faults.add(
                self.path, self.line_of(name), f"{name} {value!r}", f"use one of {', '.join(choices)}"
            )
        return " ".join(value.split())

    def _scalar(self, node: yaml.Node, name: str) -> str:
        if not _is_text(node):
            self.faults.add(self.path, _line(node), f"{name!r} must be a text", "quote it")
            return ""
        return str(node.value)

    def items(self, name: str, *, needed: bool = True) -> list[yaml.Node]:
        node = self.values.get(name)
        if node is None:
            if needed:
                self.faults.add(
                    self.path, self.line, f"{name!r} is missing", "add a list; see docs/codebook.md"
                )
            return []
        if not isinstance(node.value, list) or isinstance(node, yaml.MappingNode):
            self.faults.add(
                self.path, self.line_of(name), f"{name!r} must be a list", "start each line with '- '"
            )
            return []
        if needed and not node.value:
            self.faults.add(self.path, self.line_of(name), f"{name!r} is empty", "add at least one")
        return list(node.value)

    def texts(self, name: str, *, needed: bool = True) -> list[tuple[int, str]]:
        """(line, text) of each item of a list of texts."""
        return [(_line(node), self._scalar(node, name)) for node in self.items(name, needed=needed)]


def _line(node: yaml.Node | yaml.Event) -> int:
    return node.start_mark.line + 1 if node.start_mark is not None else 1


def _is_text(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and str(node.tag).startswith("tag:yaml.org,2002:")


def compose(path: Path, faults: Faults, content: bytes | None = None) -> yaml.MappingNode | None:
    """The top mapping of a YAML file, or of the content given for it; None with the fault noted."""
    data = path.read_bytes() if content is None else content
    if len(data) > LARGEST_FILE:
        faults.add(path, 1, f"{len(data)} bytes", f"a device file has at most {LARGEST_FILE}")
        return None
    try:
        text = data.decode("utf-8")
        if _has_dangerous_events(path, text, faults):
            return None
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        faults.add(path, 1, f"not UTF-8 at byte {error.start}", "save the file as UTF-8")
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", error)
        faults.add(path, mark.line + 1 if mark else 1, f"not YAML: {problem}", "mend the syntax")
        return None
    if node is None or not isinstance(node, yaml.MappingNode) or not _has_plain_tags(node):
        line = _line(node) if node is not None else 1
        faults.add(path, line, "not a plain mapping of keys to texts and lists", "see docs/codebook.md")
        return None
    return node


def _has_dangerous_events(path: Path, text: str, faults: Faults) -> bool:
    """Whether there is an alias, or more nesting than any device needs; the first is noted. Raises yaml.YAMLError."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            faults.add(path, _line(event), "an alias", "write the text out")
            return True
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            faults.add(
                path, _line(event), f"more than {DEEPEST} lists within each other", "see docs/codebook.md"
            )
            return True
    return False


def _has_plain_tags(node: yaml.Node) -> bool:
    pending: list[Any] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, tuple):
            pending.extend(item)
        elif not str(item.tag).startswith("tag:yaml.org,2002:") or "python" in str(item.tag):
            return False
        elif isinstance(item.value, list):
            pending.extend(item.value)
    return True


_DEVICE_KEYS = tuple(field.name if field.name != "exclusions" else "except" for field in fields(Device))
_EXCLUSION_KEYS = tuple(field.name for field in fields(Exclusion))
_CONTEXTS = ("before", "after", "sentence", "article", "unless", "unless_article")


def read_device(path: Path, expected_id: str, notation: Notation, faults: Faults) -> Device | None:
    node = compose(path, faults)
    if node is None:
        return None
    reader = MappingReader(path, node, faults, _DEVICE_KEYS)
    device_id = reader.text("id")
    if device_id and device_id != expected_id:
        faults.add(path, reader.line_of("id"), f"id {device_id!r}", f"it must be its path: {expected_id}")
    images = reader.texts("images", needed=False)
    patterns = reader.texts("patterns", needed=not images)
    for line, pattern in patterns:
        _check_pattern(reader, line, pattern, notation.read)
    for line, word in images:
        _check_pattern(reader, line, word, lambda text: _single_word(notation.read(text)))
    return Device(
        id=expected_id,
        language=reader.text("language", choices=("en",)),
        label=reader.text("label"),
        status=reader.text("status", choices=STATUSES),
        kind=reader.text("kind", choices=KINDS),
        source_domain=reader.text("source_domain"),
        package=reader.text("package"),
        conventionality=reader.text("conventionality", choices=CONVENTIONALITIES),
        definition=reader.text("definition"),
        why=reader.text("why"),
        discuss=tuple(text for _, text in reader.texts("discuss")),
        source=reader.text("source"),
        patterns=tuple(pattern for _, pattern in patterns),
        exclusions=_read_exclusions(reader, notation),
        hits=_read_examples(reader, "hits", marked=True),
        misses=_read_examples(reader, "misses", marked=False),
        images=tuple(word for _, word in images),
        todo=_read_examples(reader, "todo", marked=None, needed=False),
        limits=reader.text("limits", needed=False),
    )


def _check_pattern(
    reader: MappingReader, line: int, pattern: str, read: Callable[[str], tuple[Line, ...]]
) -> None:
    """Note what breaks the notation. Nothing is read any more once the patterns stand for too many sequences."""
    faults, most = reader.faults, reader.most_sequences
    if faults.sequences > most:
        return
    try:
        if not pattern.strip():
            raise PatternError("empty pattern; write a phrase or remove the line")
        faults.sequences += len(read(pattern))
    except PatternError as error:
        faults.add(reader.path, line, f"pattern {pattern[:60]!r}: {error}")
    if faults.sequences > most:
        seen = f"the patterns up to here stand for too many sequences of words ({faults.sequences:,})"
        what = f"{MOST_SEQUENCES_OF_DEVICE:,} a device and {MOST_SEQUENCES:,} a codebook at most; use slots"
        faults.add(reader.path, line, seen, what)


def _single_word(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    if any(len(line) != 1 or not isinstance(line[0], Word) for line in lines):
        raise PatternError("not a single word; write phrases under patterns")
    return lines


def _read_exclusions(reader: MappingReader, notation: Notation) -> tuple[Exclusion, ...]:
    found = []
    for node in reader.items("except", needed=False):
        line = _line(node)
        if not isinstance(node, yaml.MappingNode):
            reader.faults.add(
                reader.path,
                line,
                "an item of 'except' must have a reason and contexts",
                "see docs/codebook.md",
            )
            continue
        item = MappingReader(reader.path, node, reader.faults, _EXCLUSION_KEYS)
        item.most_sequences = reader.most_sequences
        contexts: dict[str, tuple[str, ...]] = {}
        for name in _CONTEXTS:
            patterns = item.texts(name, needed=False)
            for at, pattern in patterns:
                _check_pattern(reader, at, pattern, notation.read_context)
            contexts[name] = tuple(pattern for _, pattern in patterns)
        if not any(contexts.values()):
            reader.faults.add(
                reader.path,
                line,
                "an item of 'except' without a context",
                f"add one of {', '.join(_CONTEXTS)}",
            )
        within = item.text("within", needed=False) or "0"
        if not within.isdigit() or int(within) > 20:
            reader.faults.add(
                reader.path, item.line_of("within"), f"within {within!r}", "a number of words from 0 to 20"
            )
            within = "0"
        found.append(Exclusion(reason=item.text("reason"), within=int(within), **contexts))
    return tuple(found)


def _read_examples(
    reader: MappingReader, name: str, *, marked: bool | None, needed: bool = True
) -> tuple[Example, ...]:
    found = []
    for node in reader.items(name, needed=needed):
        line = _line(node)
        also: tuple[str, ...] = ()
        if isinstance(node, yaml.MappingNode):
            item = MappingReader(reader.path, node, reader.faults, ("text", "also"))
            text = item.text("text")
            also = tuple(other for _, other in item.texts("also", needed=False))
        else:
            text = reader._scalar(node, name)
        try:
            example = read_marks(text, also)
        except ValueError as error:
            reader.faults.add(reader.path, line, f"{name}: {error}", "mark the evidence as [[these words]]")
            continue
        if marked is not None and marked != bool(example.spans):
            wanted = "has no [[evidence]]" if marked else "must not mark evidence"
            reader.faults.add(reader.path, line, f"{name}: {text[:60]!r} {wanted}", "see docs/codebook.md")
        found.append(example)
    return tuple(found)


def read_marks(text: str, also: tuple[str, ...] = ()) -> Example:
    """An example from text with [[ ]] marks. Raises ValueError where they are unbalanced."""
    plain, spans, opened = "", [], -1
    rest = text
    while rest:
        at = min((i for i in (rest.find("[["), rest.find("]]")) if i >= 0), default=-1)
        if at < 0:
            plain += rest
            break
        plain += rest[:at]
        if rest[at] == "[":
            if opened >= 0:
                raise ValueError("[[ within [[")
            opened = len(plain)
        else:
            if opened < 0:
                raise ValueError("]] without [[")
            spans.append((opened, len(plain)))
            opened = -1
        rest = rest[at + 2 :]
    if opened >= 0:
        raise ValueError("[[ without ]]")
    return Example(plain, tuple(spans), also)
