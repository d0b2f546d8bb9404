"""What a codebook is searched by: stored for the shipped one beside its compiled form, made anew for any other."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from framing.codebook import FOLDER, Codebook, Device, Facts
from framing.codebook.compiled import CompiledDevices
from framing.patterns import Lexicon, Line, Notation, Word, words_of
from framing.patterns.plan import Plan, plan_from_arrays, plan_of, plan_to_arrays, text_array, texts_of
from framing.text.vocabulary import Vocabulary

SEARCH = FOLDER / "search.npz"


def searched(codebook: Codebook) -> Sequence[Device]:
    """The devices that are looked for: all but drafts."""
    numbers = [i for i, facts in enumerate(codebook.facts) if facts.status != "draft"]
    devices = codebook.devices
    return devices.chosen(numbers) if isinstance(devices, CompiledDevices) else [devices[i] for i in numbers]


def searched_facts(codebook: Codebook) -> tuple[Facts, ...]:
    """What is known of the searched devices without reading them, in their order."""
    return tuple(facts for facts in codebook.facts if facts.status != "draft")


class SearchedPatterns(Sequence[str]):
    """The patterns of the searched devices one after another; device_of: index of the device of each."""

    def __init__(self, devices: Sequence[Device], facts: Sequence[Facts]) -> None:
        self._devices = devices
        self.device_of = [i for i, one in enumerate(facts) for _ in range(one.patterns)]
        self._number = [number for one in facts for number in range(one.patterns)]

    def __len__(self) -> int:
        return len(self.device_of)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        return self._devices[self.device_of[place]].patterns[self._number[place]]


class ImageForms(NamedTuple):
    """(n,) the forms of image words. device: index among the searched ones · capital: it counts with a capital only."""

    form: tuple[str, ...]
    device: NDArray[np.int32]
    capital: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Search:
    """plan: of the patterns of the searched devices; its words are all that the codebook uses."""

    plan: Plan
    images: ImageForms


def search_of(codebook: Codebook, notation: Notation, vocabulary: Vocabulary) -> Search:
    """What the searched devices are searched by; the stored one where it is this codebook's."""
    stored = _from_bytes(SEARCH.read_bytes(), _key(codebook, vocabulary)) if SEARCH.exists() else None
    return stored or _made(codebook, notation, vocabulary)


def store_search(codebook: Codebook, vocabulary: Vocabulary) -> None:
    """Writes SEARCH."""
    search = _made(codebook, codebook.notation(), vocabulary)
    SEARCH.write_bytes(_to_bytes(search, _key(codebook, vocabulary)))


def _to_bytes(search: Search, key: str) -> bytes:
    """An npz file, with the key by which it is known to be fresh."""
    file = io.BytesIO()
    forms, device, capital = search.images
    images: dict[str, NDArray[Any]] = {"forms": text_array(forms), "device": device, "capital": capital}
    arrays = {"key": text_array((key,)), **images, **plan_to_arrays(search.plan)}
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _from_bytes(data: bytes, key: str) -> Search | None:
    """What a file holds; None where it has another key."""
    stored = np.load(io.BytesIO(data), allow_pickle=False)
    if texts_of(stored["key"]) != (key,):
        return None
    images = ImageForms(texts_of(stored["forms"]), stored["device"], stored["capital"])
    return Search(plan_from_arrays(stored), images)


def _made(codebook: Codebook, notation: Notation, vocabulary: Vocabulary) -> Search:
    devices = searched(codebook)
    slots = SlotLines(codebook, notation)
    lines = [notation.read(pattern) for device in devices for pattern in device.patterns]
    contexts = {
        pattern
        for device in devices
        for item in device.exclusions
        for part in (item.before, item.after, item.sentence, item.article, item.unless, item.unless_article)
        for pattern in part
    }
    images = _image_forms(devices, notation)
    words = words_of(line for found in (*lines, *slots.values()) for line in found)
    words = words.union(images.form, *map(notation.words, contexts))
    return Search(plan_of(words, lines, Lexicon(words, slots, vocabulary)), images)


def _image_forms(devices: Sequence[Device], notation: Notation) -> ImageForms:
    """The forms of all image words, in their order; one of two devices is the first one's.

    What the reader of the file has let through as an image is a single word.
    """
    found: dict[str, tuple[int, bool]] = {}
    for number, device in reversed(list(enumerate(devices))):
        for line in (line for text in device.images for line in notation.read(text)):
            for word in (element for element in line if isinstance(element, Word)):
                found |= dict.fromkeys(word.forms, (number, word.capital))
    forms = tuple(sorted(found))
    device_of, capital = zip(*(found[form] for form in forms), strict=True) if forms else ((), ())
    return ImageForms(forms, np.array(device_of, np.int32), np.array(capital, np.bool_))


class SlotLines(Mapping[str, list[Line]]):
    """Slot -> the lines of its phrases, read when asked for."""

    def __init__(self, codebook: Codebook, notation: Notation) -> None:
        self._phrases, self._notation = codebook.slots, notation

    def __getitem__(self, name: str) -> list[Line]:
        return [line for text in self._phrases[name] for line in self._notation.read(text)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    def __len__(self) -> int:
        return len(self._phrases)


def _key(codebook: Codebook, vocabulary: Vocabulary) -> str:
    """Digests of all that a plan depends on, the code that reads patterns included."""
    root = Path(str(files("framing")))
    code = hashlib.sha256()
    for path in (*sorted((root / "patterns").glob("*.py")), *(root / name for name in _ALSO)):
        code.update(path.read_bytes())
    return f"{codebook.digest};{vocabulary.digest};{code.hexdigest()[:16]}"


_ALSO = ("codebook/search.py", "text/fold.py", "text/words.py", "text/tags.tsv")
