"""What a codebook is searched by: stored for the shipped one beside its compiled form, made anew for any other."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

from framing.codebook import FOLDER, Codebook, Device
from framing.patterns import Lexicon, Line, Notation, words_of
from framing.patterns.plan import Plan, plan_from_bytes, plan_of, plan_to_bytes
from framing.text.vocabulary import Vocabulary

SEARCH = FOLDER / "search.npz"


def searched(codebook: Codebook) -> tuple[Device, ...]:
    """The devices that are looked for: all but drafts."""
    return tuple(device for device in codebook.devices if device.status != "draft")


def search_plan(codebook: Codebook, notation: Notation, vocabulary: Vocabulary) -> Plan:
    """The plan of the patterns of the searched devices; the stored one where it is this codebook's."""
    stored = plan_from_bytes(SEARCH.read_bytes(), _key(codebook, vocabulary)) if SEARCH.exists() else None
    return stored or _made(codebook, notation, vocabulary)


def store_plan(codebook: Codebook, vocabulary: Vocabulary) -> None:
    """Writes SEARCH."""
    plan = _made(codebook, codebook.notation(), vocabulary)
    SEARCH.write_bytes(plan_to_bytes(plan, _key(codebook, vocabulary)))


def _made(codebook: Codebook, notation: Notation, vocabulary: Vocabulary) -> Plan:
    devices = searched(codebook)
    slots = slot_lines(codebook, notation)
    lines = [notation.read(pattern) for device in devices for pattern in device.patterns]
    contexts = {
        pattern
        for device in devices
        for item in device.exclusions
        for part in (item.before, item.after, item.sentence, item.article, item.unless, item.unless_article)
        for pattern in part
    }
    words = words_of(line for found in (*lines, *slots.values()) for line in found)
    words = words.union(*map(notation.words, contexts))
    return plan_of(words, lines, Lexicon(words, slots, vocabulary))


def slot_lines(codebook: Codebook, notation: Notation) -> dict[str, list[Line]]:
    """The lines of each slot's phrases."""
    return {
        name: [line for text in texts for line in notation.read(text)]
        for name, texts in codebook.slots.items()
    }


def _key(codebook: Codebook, vocabulary: Vocabulary) -> str:
    """Digests of all that a plan depends on, the code that reads patterns included."""
    root = Path(str(files("framing")))
    code = hashlib.sha256()
    for path in (*sorted((root / "patterns").glob("*.py")), *(root / "text" / name for name in _READS_WORDS)):
        code.update(path.read_bytes())
    return f"{codebook.digest};{vocabulary.digest};{code.hexdigest()[:16]}"


_READS_WORDS = ("fold.py", "words.py", "tags.tsv")
