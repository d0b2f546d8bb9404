"""Dates as files write them -> a full day where it is beyond doubt, else how precise they are. No clock, no locale."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any, Literal, TypeVar

T = TypeVar("T")

Precision = Literal["day", "month", "year"]
Order = Literal["dmy", "mdy"]

LOOK_AHEAD_RECORDS = 10_000
LOOK_AHEAD_CHARACTERS = 16_000_000
"""Records, and characters in them, that are read before the first is handed on, to see in which order a file writes dates."""

LONGEST_DATE = 200
"""Characters; what is longer is no date."""
EARLIEST_YEAR, LATEST_YEAR = 1600, 2100
"""The first newspaper is of 1605; what lies outside is a number, or a null date such as 0001-01-01."""
_LAST_SHORT_YEAR = 68
"""Two digits up to this one are years after 2000, others before, as POSIX strptime has it."""

_SEPARATED = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:t?\d{4}(?:\d\d)?(?:\.\d+)?(?:z|[+-]\d{4})?)?$")
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})$")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})$")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?!\d|[-/.]\d)")

_TIME = re.compile(
    r"\b\d{1,2}(?::\d\d){1,2}(?:[.,]\d+)?(?:\s?[+-]\d\d:?\d\d\b)?|\b\d{1,2}\s?h(?:\s?\d\d)?\b"
    r"|\b\d{1,2}(?:\.\d\d)?\s?(?:uhr|[ap]\.?m\b\.?)|\s[+-]\d\d:?\d\d\b"
)
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|er|re|e|o|a|de|ste|\.)(?![a-z\d])")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")

_WEEKDAYS = tuple(
    frozenset(names.split())
    for names in (
        "monday mon montag mo lundi lun lunes lunedi maandag ma segunda seg",
        "tuesday tue tues dienstag di mardi mar martes martedi dinsdag terca ter",
        "wednesday wed mittwoch mi mercredi mer miercoles mie mercoledi woensdag wo quarta qua",
        "thursday thu thur thurs donnerstag do jeudi jeu jueves jue giovedi gio donderdag quinta qui",
        "friday fri freitag fr vendredi ven viernes vie venerdi vrijdag vr sexta sex",
        "saturday sat samstag sonnabend sa samedi sam sabado sab sabato zaterdag za",
        "sunday sun sonntag so dimanche dim domingo dom domenica zondag zo",
    )
)
_EVERY_WEEKDAY = frozenset(chain.from_iterable(_WEEKDAYS))
_SMALL_WORDS = frozenset(
    "the of on at in le la el il de del della di do den der dem am um vom a alle ore om op em as dia h hrs hr feira e"
    " z gmt utc bst est edt cst cdt mst mdt pst pdt et ct pt cet cest mez mesz eet eest ist aest aedt jst"
    " date published posted first publication released erschienen veroffentlicht datum publie publiee parution paru"
    " publicado publicada fecha pubblicato pubblicata data gepubliceerd".split()
)
_SEASONS = frozenset(
    "spring summer autumn fall winter fruhling fruhjahr sommer herbst printemps ete automne hiver".split()
)
_PASSED_OVER = _SMALL_WORDS | _SEASONS | _EVERY_WEEKDAY


@dataclass(frozen=True, slots=True)
class DateRead:
    """day: only beyond doubt · precision: None where no date is recognised · ambiguous: day and month could be either."""

    day: date | None = None
    precision: Precision | None = None
    ambiguous: bool = False


_NO_DATE = DateRead()


@lru_cache(maxsize=16_384)
def read_date(text: str | None, order: Order | None = None) -> DateRead:
    """The date of a text; order is how its file writes numeric dates, None where the file does not tell.

    `9/6/2017` could be June or September: without an order no day, precision `year`. The day is the one written, whatever
    the time zone.
    """
    value = _plain(text or "") if len(text or "") <= LONGEST_DATE else ""
    for form in (_year_first, _numeric, _in_words):
        read = form(value, order)
        if read is not _NO_DATE:
            return read
    return _NO_DATE


def order_of(texts: Iterable[str | None]) -> Order | None:
    """The one order in which every numeric date reads; None where both still do, or where two dates contradict each other."""
    left: set[Order] = {"dmy", "mdy"}
    for text in texts:
        if text and len(text) <= LONGEST_DATE and (found := _NUMERIC.search(text)):
            left &= _readings(found, _plain(text)).keys() or left
    return left.pop() if len(left) == 1 else None


def with_order(
    records: Iterator[T], date_text: Callable[[T], str | None], size: Callable[[T], int]
) -> tuple[Order | None, Iterator[T]]:
    """The order of numeric dates in the first records, and all records from the first on.

    What reading the first records raises is raised once those before it have been handed on.
    """
    ahead: list[T] = []
    rest = records
    characters = 0
    try:
        while len(ahead) < LOOK_AHEAD_RECORDS and characters < LOOK_AHEAD_CHARACTERS:
            record = next(records)
            ahead.append(record)
            characters += size(record)
    except StopIteration:
        pass
    except Exception as error:  # noqa: BLE001 - it is raised again in its place
        rest = _raising(error)
    return order_of(map(date_text, ahead)), chain(ahead, rest)


def _raising(error: Exception) -> Iterator[Any]:
    yield from ()
    raise error


def _plain(text: str) -> str:
    """Lower case without accents, full-width forms and no-break spaces, one space between words."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in text if not unicodedata.combining(c)))
    return " ".join(text.lower().split())


def _year_first(value: str, _: Order | None) -> DateRead:
    if found := _SEPARATED.match(value):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _COMPACT.match(value) or _EAST_ASIAN.match(value):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_MONTH.match(value):
        return _month(int(found[1]), int(found[2]))
    if found := _MONTH_YEAR.match(value):
        return _month(int(found[2]), int(found[1]))
    return _NO_DATE


def _numeric(value: str, order: Order | None) -> DateRead:
    found = _NUMERIC.search(value)
    if not found or not all(word in _PASSED_OVER for word in _TOKEN.findall(value[: found.start()])):
        return _NO_DATE
    readings = _readings(found, value)
    days = set(readings.values())
    if len(days) == 1:
        return DateRead(days.pop(), "day")
    if order in readings:
        return DateRead(readings[order], "day")
    return DateRead(None, "year", ambiguous=True) if days else _NO_DATE


def _readings(found: re.Match[str], value: str) -> dict[Order, date]:
    """The days a numeric date can mean. A weekday beside it rules out the others; `18-12-31` could start with the year."""
    first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
    if len(found[4]) == 2 and found[2] == "-":
        return {}
    orders: tuple[tuple[Order, int, int], ...] = (("dmy", second, first), ("mdy", first, second))
    readings: dict[Order, date] = {}
    for order, month, day in orders:
        if made := _day(year, month, day).day:
            readings[order] = made
    words = set(_TOKEN.findall(value)) & _EVERY_WEEKDAY
    on_weekday = {o: day for o, day in readings.items() if words & _WEEKDAYS[day.weekday()]}
    return on_weekday or readings


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year <= _LAST_SHORT_YEAR else 1900)


def _in_words(value: str, _: Order | None) -> DateRead:
    """Dates with a month's name, and years: `May 30, 2014 Friday`, `le 1er mars 2019`, `3-9 May 2019`, `Winter 2015`."""
    kinds, numbers, unknown = _parts(_ORDINAL.sub(r"\1 ", _TIME.sub(" ", value)))
    for form, year, month, day in _DAY_FORMS:
        if form.match(kinds):
            return _day(numbers[year], numbers[month], numbers[day])
    if kinds == "DMD" and not unknown:
        return _day(_full_year(f"{numbers[2]:02}"), numbers[1], numbers[0])
    years = {number for kind, number in zip(kinds, numbers, strict=True) if kind == "Y"}
    months = {number for kind, number in zip(kinds, numbers, strict=True) if kind == "M"}
    if unknown or len(years) != 1 or ("D" in kinds and not months):
        return _NO_DATE
    return DateRead(None, "month" if len(months) == 1 else "year")


_DAY_FORMS = (
    (re.compile("DMYD*$"), 2, 1, 0),
    (re.compile("MDYD*$"), 2, 0, 1),
    (re.compile("YMDD*$"), 0, 1, 2),
)


def _parts(value: str) -> tuple[str, list[int], bool]:
    """Kind (Day, Month, Year) and number of each part up to the first unknown word, and whether there was one."""
    kinds = ""
    numbers: list[int] = []
    words = _TOKEN.findall(value)
    months = _months()
    named = [n for n, word in enumerate(words) if word in months]
    weekdays = {n for n in named[:-1] if words[n] in _EVERY_WEEKDAY}  # `mar. 5 mars`: a Tuesday
    for n, word in enumerate(words):
        if word in months and n not in weekdays:
            kinds, number = kinds + "M", months[word]
        elif word in _PASSED_OVER:
            continue
        elif word.isdecimal() and len(word) == 4 and EARLIEST_YEAR <= int(word) <= LATEST_YEAR:
            kinds, number = kinds + "Y", int(word)
        elif word.isdecimal() and len(word) <= 2:
            kinds, number = kinds + "D", int(word)
        else:
            return kinds, numbers, True
        numbers.append(number)
    return kinds, numbers, False


@cache
def _months() -> dict[str, int]:
    lines = files("framing.readers").joinpath("months.tsv").read_text(encoding="utf-8").splitlines()
    return {
        name: int(number)
        for number, _, names in (line.partition("\t") for line in lines)
        for name in names.split()
    }


def _day(year: int, month: int, day: int) -> DateRead:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return _NO_DATE
    try:
        return DateRead(date(year, month, day), "day")
    except ValueError:
        return _NO_DATE


def _month(year: int, month: int) -> DateRead:
    known = EARLIEST_YEAR <= year <= LATEST_YEAR and 1 <= month <= 12
    return DateRead(None, "month") if known else _NO_DATE
