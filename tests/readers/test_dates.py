"""Dates in any usual form: the full day where it is beyond doubt, and how a file decides about `9/6/2017`."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.readers.dates import DateRead, order_of, read_date, with_order

MAY = date(2014, 5, 30)
MARCH = date(2019, 3, 3)

DAYS: dict[date, tuple[str, ...]] = {
    MAY: (
        # year first
        "2014-05-30",
        "2014-5-30",
        "2014/05/30",
        "2014.05.30",
        "2014-05-30T08:00:00Z",
        "2014-05-30T23:30:00-05:00",
        "2014-05-30T00:30:00+02:00",
        "2014-05-30 08:00:00",
        "2014-05-30 08:00:00.123456+00:00",
        "20140530",
        "20140530T080000Z",
        "20140530T080000",
        "201405300800",
        "20140530101500",
        "2014 May 30",
        "2014-May-30",
        "2014年5月30日",
        "2014년 5월 30일",
        # English
        "May 30, 2014",
        "May 30 2014",
        "MAY 30, 2014",
        "May 30, 2014 Friday",
        "May 30, 2014 Friday 9:03 AM GMT",
        "May 30, 2014 Friday Late Edition - Final",
        "May 30, 2014, Friday, Final Edition",
        "Friday, May 30, 2014",
        "Fri May 30 2014",
        "Friday, 30 May, 2014",
        "30 May 2014",
        "30 may 2014",
        "30th May 2014",
        "30th of May, 2014",
        "the 30th of May 2014",
        "May 30th, 2014",
        "Friday 30 May 2014 08.15",
        "Friday 30 May 2014 08.15 BST",
        "Fri, 30 May 2014 10:15:00 GMT",
        "Fri, 30 May 2014 10:15:00 +0200",
        "Fri May 30 08:00:00 +0000 2014",
        "Fri May 30 08:00:00 EDT 2014",
        "30-May-2014",
        "30/May/2014",
        "30-MAY-14",
        "30 May 14",
        "30 May 2014 | 9:03",
        "May 30, 2014, 10 a.m. ET",
        "May 30, 2014 at 10:15 pm",
        "Published May 30, 2014",
        "Published: 30 May 2014 08:15",
        "Posted on May 30, 2014",
        "First published on Fri 30 May 2014 12.00 EDT",
        "  May\u00a030,  2014 ",
        # German
        "30. Mai 2014",
        "30.Mai 2014",
        "Freitag, 30. Mai 2014",
        "Fr, 30. Mai 2014, 10:15 Uhr",
        "Freitag, den 30. Mai 2014",
        "30. Mai 2014 Freitag 10:15 AM GMT+1",
        "vom 30. Mai 2014",
        "Fr. 30.05.2014, 08:30 Uhr",
        # French
        "30 mai 2014",
        "le 30 mai 2014",
        "vendredi 30 mai 2014",
        "Le vendredi 30 mai 2014 à 10h30",
        "30 mai 2014 à 10 h 30",
        "Publié le 30 mai 2014",
        # Spanish, Italian, Dutch, Portuguese, Scandinavian
        "30 de mayo de 2014",
        "viernes, 30 de mayo de 2014",
        "Mayo 30 de 2014",
        "30 mayo 2014",
        "30 maggio 2014",
        "venerdì 30 maggio 2014",
        "30 mag 2014",
        "30 mei 2014",
        "vrijdag 30 mei 2014",
        "30 de maio de 2014",
        "sexta-feira, 30 de maio de 2014",
        "30 de maio de 2014 às 10h30",
        "30 maj 2014",
        # numbers of which only one can be the month
        "30/5/2014",
        "30/05/2014",
        "5/30/2014",
        "05/30/2014",
        "30.5.2014",
        "30.05.2014",
        "30. 5. 2014",
        "30-05-2014",
        "05-30-2014",
        "30/05/14",
        "5/30/14",
        "30/05/2014 08:15",
        "5/30/2014 8:15:00 AM",
        "Freitag, 30.05.2014",
        "３０/０５/２０１４",
    ),
    MARCH: (
        "Mar 3, 2019",
        "Mar. 3, 2019",
        "March 3rd, 2019",
        "3 March 2019",
        "3. März 2019",
        "3. Maerz 2019",
        "3. Mrz. 2019",
        "Sonntag, 3. März 2019",
        "le 3 mars 2019",
        "dim. 3 mars 2019",
        "dimanche 3 mars 2019",
        "3 de marzo de 2019",
        "domingo, 3 de marzo de 2019",
        "3 mar. 2019",
        "3 marzo 2019",
        "domenica 3 marzo 2019",
        "dom 3 mar 2019",
        "3 maart 2019",
        "zondag 3 maart 2019",
        "3 mrt 2019",
        "zo 3 mrt. 2019",
        "3 de março de 2019",
        "domingo, 3 de março de 2019",
        "3/3/2019",
        "03.03.2019",
    ),
    date(2019, 3, 5): (
        "mar. 5 mars 2019",
        "mar 5 mar 2019",
        "martes, 5 de marzo de 2019",
        "martedì 5 marzo 2019",
        "Tues., March 5, 2019",
        "Di, 5. März 2019",
    ),
    date(2019, 3, 1): (
        "1er mars 2019",
        "le 1er mars 2019",
        "1º de março de 2019",
        "1st March 2019",
        "1° marzo 2019",
    ),
    date(2018, 2, 2): (
        "2 févr. 2018",
        "2 fevrier 2018",
        "2 de fevereiro de 2018",
        "2 feb. 2018",
        "2. Feber 2018",
    ),
    date(2016, 8, 5): (
        "5 août 2016",
        "5 aout 2016",
        "5 ago 2016",
        "5 agosto 2016",
        "5 augustus 2016",
        "5. Aug. 2016",
    ),
    date(2016, 9, 5): (
        "5 sept. 2016",
        "Sept. 5, 2016",
        "5 septiembre 2016",
        "5 settembre 2016",
        "5 set. 2016",
    ),
    date(2016, 10, 5): (
        "5. Okt. 2016",
        "5 oct. 2016",
        "5 ottobre 2016",
        "5 de outubro de 2016",
        "5 out 2016",
    ),
    date(2016, 12, 5): (
        "5. Dez. 2016",
        "5 déc. 2016",
        "5 dic 2016",
        "5 dicembre 2016",
        "5 de dezembro de 2016",
    ),
    date(2017, 1, 5): (
        "5. Jänner 2017",
        "5 janv. 2017",
        "5 ene. 2017",
        "5 gennaio 2017",
        "5 de janeiro de 2017",
    ),
    date(2017, 6, 6): ("6/6/2017", "6.6.2017"),
    date(2017, 6, 9): ("Friday 9/6/2017", "Fri 06/09/2017", "Freitag, 9.6.2017", "vendredi 09/06/2017"),
    date(1968, 4, 4): ("4 April 1968", "1968-04-04"),
    date(1999, 12, 31): ("12/31/99", "31-Dec-99"),
}

LESS: dict[str | None, tuple[str, ...]] = {
    "month": (
        "2017-10",
        "2017/10",
        "10/2017",
        "May 2014",
        "May, 2014",
        "Mai 2014",
        "mayo de 2014",
        "2014 May",
        "out 2019",
        "May 3-9, 2014",
        "3 - 9 May 2014",
        "16 October 2017 - 17 October 2017",
    ),
    "year": (
        "2017",
        "Winter 2015",
        "Spring 2015",
        "Herbst 2015",
        "May/June 2014",
        "May-June 2014",
        "30 April - 2 May 2019",
        "December 30 - January 2, 2019",
    ),
    None: (
        "",
        "   ",
        "yesterday",
        "3 days ago",
        "2 ago",
        "9/6/",
        "9/6",
        "2017-02-30",
        "31 June 2014",
        "June 31, 2014",
        "2014-13-01",
        "99/99/2019",
        "0001-01-01",
        "0001-01-01T00:00:00Z",
        "1556668800",
        "1556668800000",
        "30052014",
        "18-12-31",
        "Updated May 30, 2014",
        "Copyright 2014",
        "2017 was great",
        "12 2019",
        "1,234",
        "1.2.3",
        "version 1.2.2019",
        "30 Foo 2014",
        "May 30",
        "10:15",
        "12345678901234567890",
        "nan",
        "None",
    ),
}


@pytest.mark.parametrize(("day", "text"), [(day, text) for day, texts in DAYS.items() for text in texts])
def test_full_day_is_read(day: date, text: str) -> None:
    assert read_date(text) == DateRead(day, "day")
    assert read_date(text, "dmy") == read_date(text, "mdy") == DateRead(day, "day")


@pytest.mark.parametrize(
    ("precision", "text"), [(kind, text) for kind, texts in LESS.items() for text in texts]
)
def test_what_does_not_say_a_full_day_gives_none(precision: str | None, text: str) -> None:
    assert (read_date(text).day, read_date(text).precision) == (None, precision)


def test_there_are_cases_enough() -> None:
    assert sum(map(len, DAYS.values())) + sum(map(len, LESS.values())) >= 150


@pytest.mark.parametrize(
    "text", ["9/6/2017", "9.6.2017", "09-06-2017", "09/06/17", "9/6/2017 08:15", "Published 9/6/2017"]
)
def test_day_that_could_be_the_month_is_read_in_the_order_of_its_file(text: str) -> None:
    assert read_date(text) == DateRead(None, "year", ambiguous=True)
    assert read_date(text, "dmy") == DateRead(date(2017, 6, 9), "day")
    assert read_date(text, "mdy") == DateRead(date(2017, 9, 6), "day")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), None),
        ((None, "", "2017-10-16"), None),
        (("9/6/2017",), None),
        (("9/6/2017", "13/6/2017"), "dmy"),
        (("9/6/2017", "6/13/2017"), "mdy"),
        (("13/6/2017", "6/13/2017"), None),
        (("13/6/2017", "9/6/2017", "99/99/2017"), "dmy"),
        (("Friday 9/6/2017", "5/4/2017"), "dmy"),
        (("9.6.17", "13.6.17"), "dmy"),
        (("2017/10/16", "2017-13-01", "16 October 2017"), None),
        (("18-12-31", "31-12-18"), None),
    ],
)
def test_order_is_decided_where_a_date_proves_it_and_none_contradicts(
    texts: tuple[str | None, ...], expected: str | None
) -> None:
    assert order_of(texts) == expected


def test_records_are_handed_on_whole_after_a_look_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.readers.dates.LOOK_AHEAD_RECORDS", 2)
    texts = ["9/6/2017", "13/6/2017", "6/13/2017"]
    order, records = with_order(iter(texts), str, len)
    assert (order, list(records)) == ("dmy", texts)


def test_look_ahead_holds_no_more_than_its_limit_of_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.readers.dates.LOOK_AHEAD_CHARACTERS", 10)
    taken = []

    def records():  # type: ignore[no-untyped-def]
        for number in range(100):
            taken.append(number)
            yield "x" * 4

    with_order(records(), str, len)
    assert taken == [0, 1, 2]


def test_what_a_record_raises_comes_after_those_before_it() -> None:
    def records():  # type: ignore[no-untyped-def]
        yield "9/6/2017"
        raise EOFError("cut off")

    _, found = with_order(records(), str, len)
    assert next(found) == "9/6/2017"
    with pytest.raises(EOFError, match="cut off"):
        next(found)


FORMS = (
    "{0:%Y-%m-%d}",
    "{0:%Y%m%d}",
    "{0.day} {1} {0.year}",
    "{1} {0.day}, {0.year}",
    "{0.day}. {2} {0.year}",
    "{0.day} {3} {0.year}",
)
ENGLISH = "January February March April May June July August September October November December".split()
GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


@given(st.dates(date(1600, 1, 1), date(2100, 12, 31)), st.sampled_from(FORMS))
def test_any_day_is_read_from_any_form(day: date, form: str) -> None:
    names = (months[day.month - 1] for months in (ENGLISH, GERMAN, FRENCH))
    assert read_date(form.format(day, *names)) == DateRead(day, "day")


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)), st.booleans(), st.sampled_from("/."))
def test_numeric_day_is_never_read_wrongly(day: date, month_first: bool, mark: str) -> None:
    parts = (day.month, day.day) if month_first else (day.day, day.month)
    read = read_date(f"{parts[0]}{mark}{parts[1]}{mark}{day.year}")
    assert read.day in {day, None}
    assert read.ambiguous == (read.day is None)


@given(st.text(max_size=60))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    read = read_date(text)
    assert (read.day is None) == (read.precision != "day")
    assert read.day is None or timedelta(0) <= read.day - date(1600, 1, 1)
