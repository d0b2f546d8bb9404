"""Which encoding a file is in, and which text is mended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.readers.encoding import STRAY_BYTES, encoding_of, is_text, repaired

TEXTS = {
    "en": "The minister’s plan – “a disgrace”, she said – will cost £3m. He didn’t agree; the café’s owner did. ",
    "de": "Die Ministerin für Verkehr erklärte am Montag, die Straße müsse größer werden. „Schön“, sagte er. ",
    "fr": "Le ministère a déclaré qu’il était très préoccupé par l’été à Noël ; où irait-on, mon cœur ? ",
    "es": "El ministro dijo que el niño no quería más señales en España. ¿Qué pasó después? ",
}
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
    "cp1252",
    "mac_roman",
)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("times", [1, 200])
def test_encoding_is_recognised(encoding: str, language: str, times: int) -> None:
    text = TEXTS[language] * times
    data = text.encode(encoding)
    assert data.decode(encoding_of(data)).lstrip("\ufeff") == text
    assert is_text(data)


def test_latin_1_is_read_right() -> None:
    data = TEXTS["es"].encode("latin-1")
    assert data.decode(encoding_of(data)) == TEXTS["es"]


@pytest.mark.parametrize("end", range(1, 4))
def test_character_cut_off_at_the_end_of_the_head_is_no_fault(end: int) -> None:
    assert encoding_of("grün 😀".encode()[:-end]) == "utf-8"


def test_damaged_utf_8_stays_utf_8_and_stray_bytes_are_cp1252() -> None:
    data = (TEXTS["en"] * 3).encode() + "naïve – ‘yes’".encode("cp1252")
    assert encoding_of(data) == "utf-8"
    assert data.decode("utf-8", STRAY_BYTES) == TEXTS["en"] * 3 + "naïve – ‘yes’"


@pytest.mark.parametrize(
    "data", [b"", bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 50, b"PK\x03\x04" + bytes(100)]
)
def test_other_bytes_are_no_text(data: bytes) -> None:
    assert not is_text(data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("itâ€™s a cafÃ©", "it’s a café"),
        ("â€œYes,â€\x9d she said.", "“Yes,” she said."),
        ("It costs Â£3.", "It costs £3."),
        ("A line.\nitâ€™s\nNaïve café, Ångström, Ãclair", "A line.\nit’s\nNaïve café, Ångström, Ãclair"),
        ("Das Wort ‚Größe‘ und L’Été", "Das Wort ‚Größe‘ und L’Été"),
        ("São Paulo, ÃO, Â", None),
        ("Plain.", None),
        ("“It’s” – naïve…", None),
    ],
)
def test_only_what_is_clearly_decoded_wrongly_is_mended(text: str, expected: str | None) -> None:
    assert repaired(text) == (text if expected is None else expected)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
def test_text_decoded_wrongly_once_comes_back(language: str, wrong: str) -> None:
    mangled = TEXTS[language].encode().decode(wrong, "replace" if wrong == "cp1252" else "strict")
    if "\ufffd" not in mangled:
        assert repaired(mangled) == TEXTS[language]


@pytest.mark.parametrize("language", TEXTS)
def test_good_text_is_left_alone(language: str) -> None:
    assert repaired(TEXTS[language] * 5) == TEXTS[language] * 5


@given(st.binary(max_size=200))
def test_any_bytes_can_be_decoded(data: bytes) -> None:
    data.decode(encoding_of(data), STRAY_BYTES)
