"""What holds for every reader: tests that cover a new format as soon as a make_*.py beside this file builds it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.batch import RunOptions, score_run
from framing.errors import FramingError
from framing.readers import Read, Reader, Rejected, all_readers, read_inputs
from framing.readers import reader_of as chosen_reader
from readers.damage import apply, edits
from readers.every_sample import items_of, reader_of, samples, samples_by_reader, source
from readers.packing import as_tar, as_zip, as_zst

DAMAGED_INPUTS = 2_000
SMALLEST = 3
"""Samples that are damaged, per reader: the smallest, so that edits hit what matters and many can be tried."""

READERS = [reader for reader in all_readers() if reader.__name__ in samples_by_reader()]


def short_name(reader: Reader) -> str:
    return reader.__name__.rpartition(".")[2]


@pytest.mark.parametrize("reader", all_readers(), ids=short_name)
def test_reader_keeps_its_contract(reader: Reader) -> None:
    assert reader.NAME.strip() == reader.NAME != ""
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in reader.SUFFIXES)
    assert isinstance(reader.ORDER, int)
    assert isinstance(reader.GUARDED, bool)
    assert (reader.__doc__ or "").strip(), "the first line of its docstring is what `framing formats` shows"


@pytest.mark.parametrize("reader", all_readers(), ids=short_name)
def test_reader_has_samples(reader: Reader) -> None:
    assert reader.__name__ in samples_by_reader(), "build some in tests/readers/make_<format>.py"


@pytest.mark.parametrize("name", samples())
def test_sample_is_taken_by_a_reader_of_its_suffix(name: str) -> None:
    """Samples with `-as-` in their names carry a wrong suffix on purpose."""
    reader = reader_of(name, samples()[name])
    assert reader is not None
    assert name.lower().endswith(reader.SUFFIXES) or "-as-" in name, f"taken by {reader.NAME}"


@pytest.mark.parametrize("name", samples())
def test_reader_of_a_file_is_the_first_of_all_that_recognises_it(name: str) -> None:
    """It looks at fewer of them."""
    chosen, first = chosen_reader(source(name, samples()[name])), reader_of(name, samples()[name])
    assert chosen is not None
    assert chosen is first


@pytest.mark.parametrize("name", samples())
def test_sample_is_recognised_without_its_suffix(name: str) -> None:
    named, bare = reader_of(name, samples()[name]), reader_of("without-suffix", samples()[name])
    assert named is not None
    assert bare is not None
    assert bare.NAME == named.NAME


@pytest.mark.parametrize("name", samples())
def test_records_are_counted_upwards_and_articles_are_whole(name: str) -> None:
    reader = reader_of(name, samples()[name])
    assert reader is not None
    check_items(list(items_of(reader, name, samples()[name])))


def check_items(items: list[Read | Rejected]) -> None:
    """What every consumer relies on."""
    numbers = [item.record for item in items if isinstance(item, Read)]
    assert numbers == sorted(set(numbers))
    assert all(number > 0 for number in numbers)
    for item in items:
        if isinstance(item, Rejected):
            assert item.reason.replace("_", "").isalpha()
            assert item.record >= 0
            continue
        article = item.article
        assert article.text.strip()
        assert isinstance(json.loads(article.extra), dict)
        for value in (
            article.id,
            article.text,
            article.title,
            article.outlet,
            article.author,
            article.date_text,
        ):
            (value or "").encode()  # a lone surrogate would break the tables


def plain_of(items: Iterable[Read | Rejected], name_of: Callable[[str], str] = str) -> list[Read | Rejected]:
    """Items with shorter file names and without what rejections say for people: that may name the file, or its folder."""
    return [
        replace(item, file=name_of(item.file), detail="")
        if isinstance(item, Rejected)
        else replace(item, file=name_of(item.file))
        for item in items
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All samples as files."""
    folder = tmp_path_factory.mktemp("samples")
    for name, content in samples().items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def alone(folder: Path) -> list[Read | Rejected]:
    """What the samples give as files of a folder."""
    return plain_of(read_inputs([str(folder)]), lambda file: Path(file).name)


@pytest.mark.parametrize("packed", ["zip", "tar", "tar.gz", "tar.zst"])
def test_archive_gives_what_its_files_give(tmp_path: Path, alone: list[Read | Rejected], packed: str) -> None:
    files = {name: samples()[name] for name in sorted(samples()) if not is_packed(name)}
    content = as_zip(files) if packed == "zip" else as_tar(files)
    if packed.endswith("gz"):
        content = gzip.compress(content)
    elif packed.endswith("zst"):
        content = as_zst(content)
    path = tmp_path / f"all.{packed}"
    path.write_bytes(content)
    found = plain_of(read_inputs([str(path)]), lambda file: file.rpartition("/")[2])
    assert found == [item for item in alone if not is_packed(item.file)]


def is_packed(name: str) -> bool:
    return name.endswith((".gz", ".zst", ".zip", ".tar"))


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", as_zst)])
def test_packed_file_gives_what_the_file_gives(
    tmp_path: Path, alone: list[Read | Rejected], suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    for name, content in samples().items():
        if not is_packed(name):
            (tmp_path / (name + suffix)).write_bytes(pack(content))
    found = plain_of(read_inputs([str(tmp_path)]), lambda file: Path(file).name.removesuffix(suffix))
    assert sorted(found, key=place) == sorted((item for item in alone if not is_packed(item.file)), key=place)


def place(item: Read | Rejected) -> tuple[str, int]:
    return item.file, item.record


def test_guarded_readers_give_what_they_give_in_this_process(alone: list[Read | Rejected]) -> None:
    for reader in READERS:
        for name, content in samples_by_reader()[reader.__name__]:
            here = plain_of(items_of(reader, name, content))
            assert here == [item for item in alone if item.file == name], name


def test_score_counts_every_record_of_every_format(
    tmp_path: Path, folder: Path, alone: list[Read | Rejected]
) -> None:
    summary = score_run([str(folder)], tmp_path / "out", RunOptions(workers=1))
    assert summary.read == len(alone)
    assert summary.accepted + summary.rejected + summary.duplicates == summary.read
    assert summary.rejected == sum(isinstance(item, Rejected) for item in alone)


@pytest.mark.parametrize("reader", READERS, ids=short_name)
def test_damage_gives_articles_or_reasons_and_nothing_else(reader: Reader) -> None:
    good = samples_by_reader()[reader.__name__][:SMALLEST]

    @settings(max_examples=DAMAGED_INPUTS)
    @given(st.sampled_from(good), edits())
    def check(sample: tuple[str, bytes], chosen: list) -> None:
        name, content = sample
        try:
            items = list(items_of(reader, name, apply(content, chosen)))
        except FramingError:
            return
        check_items(items)

    check()
