"""Articles that were opened to tune a codebook are no validation any more: they leave the sample, and the rest is counted.

What is left is a random sample only where chance chose what was opened. Whoever opens the errors keeps the rest too clean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from framing.batch.files import attempt
from framing.errors import InputError
from framing.validate.desk import now
from framing.validate.sample import LEAST_PER_STRATUM, Sample, Stratum, random_number

OPENED = "opened.jsonl"


@dataclass(frozen=True, slots=True)
class Opening:
    """Articles opened at one time. `signature`: of the detector they were opened under, for which they stay valid.

    `by_chance`: whether chance chose them, so that the rest is still a random sample.
    """

    articles: tuple[str, ...]
    signature: str
    by_chance: bool
    time: str


def openings(folder: Path) -> tuple[Opening, ...]:
    """What was opened in a study, in its order. Raises InputError for lines that are none."""
    path = folder / OPENED
    try:
        rows = [orjson.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []
        return tuple(Opening(**{**row, "articles": tuple(row["articles"])}) for row in rows)
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise InputError(str(path), f"cannot be read ({error})", "restore the file") from None


def note_opening(folder: Path, opening: Opening) -> None:
    """Adds one opening to the study, before anything of the articles is shown."""
    content = orjson.dumps({name: getattr(opening, name) for name in Opening.__slots__}) + b"\n"
    path = folder / OPENED

    def write() -> None:
        import os

        with path.open("ab") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    attempt(path, write)


def by_chance(sample: Sample, opened: Sequence[Opening], count: int) -> tuple[str, ...]:
    """About `count` articles of the sample that chance chooses, in proportion from every stratum, two of each left at least.

    Raises InputError where so many cannot be opened.
    """
    gone = {name for opening in opened for name in opening.articles}
    here = [article for article in sample.articles if article.article_id not in gone]
    found: list[str] = []
    for number in range(len(sample.strata)):
        mine = sorted(
            (a.article_id for a in here if a.stratum == number),
            key=lambda name: random_number(f"open {sample.design.seed}", name),
        )
        share = round(count * len(mine) / max(len(here), 1))
        found.extend(mine[: max(min(share, len(mine) - LEAST_PER_STRATUM), 0)])
    if not found:
        raise InputError(
            "sample", f"{count} articles cannot be opened by chance", "draw a larger sample, or a new one"
        )
    return tuple(sorted(found))


def by_choice(sample: Sample, names: Collection[str]) -> tuple[str, ...]:
    """The articles of the sample that somebody picked, by id. Raises InputError for none, or one that is not of the sample."""
    strange = sorted(set(names) - sample.ids)
    if strange or not names:
        raise InputError(
            "sample",
            f"no article {', '.join(strange)} in it" if strange else "no article named to open",
            "name articles of the sample by their ids",
        )
    return tuple(sorted(set(names)))


def open_by_chance(folder: Path, sample: Sample, count: int, signature: str) -> tuple[str, ...]:
    """Opens what `by_chance` gives under a detector, noted in the study's folder; the ids. Raises InputError as that does."""
    return _open(folder, by_chance(sample, openings(folder), count), signature, chance=True)


def open_by_choice(folder: Path, sample: Sample, names: Collection[str], signature: str) -> tuple[str, ...]:
    """Opens articles that somebody picked, noted in the study's folder; the ids. Raises InputError as `by_choice` does."""
    return _open(folder, by_choice(sample, names), signature, chance=False)


def _open(folder: Path, names: tuple[str, ...], signature: str, *, chance: bool) -> tuple[str, ...]:
    note_opening(folder, Opening(names, signature, chance, now()))
    return names


def remaining(sample: Sample, opened: Sequence[Opening], signature: str) -> Sample:
    """The sample that validates a detector: without the articles opened under another one, probabilities adjusted.

    Raises InputError where articles were opened by choice: what is left is no random sample.
    """
    others = [opening for opening in opened if opening.signature != signature]
    gone = {name for opening in others for name in opening.articles} & sample.ids
    chosen = {name for opening in others if not opening.by_chance for name in opening.articles} & sample.ids
    if chosen:
        raise InputError(
            "sample",
            f"{len(chosen)} articles were opened by choice, so the other {len(sample.ids) - len(gone)} are no random sample",
            "draw a new one with `framing sample --without` this study",
        )
    kept = [article for article in sample.articles if article.article_id not in gone]
    counts = Counter(article.stratum for article in kept)
    strata = tuple(Stratum(one.name, one.size, counts[at]) for at, one in enumerate(sample.strata))
    articles = tuple(
        replace(one, probability=counts[one.stratum] / sample.strata[one.stratum].size) for one in kept
    )
    return replace(sample, strata=strata, articles=articles)


def validating(sample: Sample, opened: Sequence[Opening]) -> int:
    """How many articles can still validate a changed detector: none once a single one was opened by choice."""
    chosen = any(name in sample.ids for one in opened if not one.by_chance for name in one.articles)
    return 0 if chosen else articles_left(sample, opened)


def articles_left(sample: Sample, opened: Sequence[Opening]) -> int:
    """How many articles of the sample no opening has touched."""
    return len(sample.ids - {name for opening in opened for name in opening.articles})
