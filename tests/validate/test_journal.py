"""A journal only grows, and what was acknowledged is there whatever kills the process."""

from __future__ import annotations

import os
import random
import signal
import time as clock
from pathlib import Path

import pytest

from framing.errors import InputError
from framing.validate.codes import Code
from framing.validate.journal import append, read_journal
from validate.builders import code

KILLS = 100


def test_codes_come_back_in_their_order(tmp_path: Path) -> None:
    codes = [code(memo=f"{number} “ß🙂\n") for number in range(5)]
    for one in codes:
        append(tmp_path / "anna.jsonl", one)
    assert read_journal(tmp_path / "anna.jsonl").codes == tuple(codes)


def test_no_file_is_an_empty_journal(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "nobody.jsonl").codes == ()


@pytest.mark.parametrize(("cut", "lost"), [(1, 0), (2, 1), (20, 1), (200, 1)])
def test_half_a_line_is_counted_and_nothing_else_is_lost(tmp_path: Path, cut: int, lost: int) -> None:
    path, codes = tmp_path / "anna.jsonl", [code() for _ in range(3)]
    for one in codes[:2]:
        append(path, one)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - cut)
    append(path, codes[2])
    journal = read_journal(path)
    assert journal.codes == (codes[0], *codes[1 + lost :])
    assert journal.torn == lost


def test_edited_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "anna.jsonl"
    append(path, code())
    path.write_bytes(path.read_bytes().replace(b"gold-rush", b"gold-dust"))
    with pytest.raises(InputError, match=r"anna\.jsonl:1"):
        read_journal(path)


def coding(path: Path, codes: list[Code], tell: int) -> None:
    """Appends codes and tells after each that it is on the disk, until somebody kills the process."""
    for one in codes:
        append(path, one)
        os.write(tell, b".")
    clock.sleep(60)


def killed_while_coding(path: Path, codes: list[Code], wait: int, pause: float) -> int:
    """How many codes a child acknowledged before it was killed, at a moment that `wait` and `pause` choose."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            coding(path, codes, write)
        finally:
            os._exit(1)
    os.close(write)
    told = 0
    while told < wait:
        told += len(os.read(read, 1))
    clock.sleep(pause)
    os.kill(child, signal.SIGKILL)
    while more := os.read(read, 4096):
        told += len(more)
    os.close(read)
    os.waitpid(child, 0)
    return told


def test_a_hundred_kills_lose_at_most_the_choice_in_hand(tmp_path: Path) -> None:
    chance = random.Random(1)
    path = tmp_path / "anna.jsonl"
    expected: list[Code] = []
    for _ in range(KILLS):
        codes = [code(memo="x" * chance.randrange(2000)) for _ in range(12)]
        told = killed_while_coding(path, codes, chance.randrange(4), chance.random() * 0.003)
        found = list(read_journal(path).codes)
        assert found[: len(expected)] == expected
        new = found[len(expected) :]
        assert told <= len(new) <= told + 1
        assert new == codes[: len(new)]
        expected = found
    assert len(expected) > KILLS
