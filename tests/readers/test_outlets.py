"""One name per outlet, and no two outlets under one."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.readers import Options, Read, read_inputs
from framing.readers.outlets import outlet_as_given, outlet_named, read_outlets, renamed
from framing.types import Article

SAME: dict[str, tuple[str, ...]] = {
    "The New York Times": (
        "nytimes.com",
        "www.nytimes.com",
        "NYTimes.com",
        "https://www.nytimes.com/section/world",
        "The New York Times (Online)",
        "New York Times (Online News)",
        "New York Times - News",
        "New York Times - Opinion",
        "New York Times",
        "the new york times",
        "The New York Times.",
        "NYT",
        "New  York\u00a0Times ",
    ),
    "The Guardian": (
        "theguardian.com",
        "The Guardian(London)",
        "Guardian (London)",
        "The Guardian (UK)",
        "guardian.co.uk",
    ),
    "The Times": ("The Times (London)", "Times of London", "thetimes.co.uk"),
    "The Washington Post": ("Washington Post", "washingtonpost.com", "The Washington Post (Washington, DC)"),
    "The Wall Street Journal": (
        "WSJ",
        "Wall Street Journal - Editorial",
        "Wall Street Journal (Online)",
        "online.wsj.com",
    ),
    "Los Angeles Times": ("L.A. Times", "The Los Angeles Times", "LA Times", "latimes.com"),
    "Fox News": ("Fox Online News", "Fox News (Online)", "Fox News Opinion", "FOXNews.com"),
    "CNN": ("CNN (Web News)", "CNN - Editorial", "CNN.com", "edition.cnn.com", "m.cnn.com"),
    "BBC News": ("BBC", "bbc.co.uk", "BBC News Online"),
    "U.S. News & World Report": ("US News and World Report", "US News", "usnews.com"),
    "Boston Herald": ("Boston Herald Editorial",),
    "Süddeutsche Zeitung": ("Sueddeutsche Zeitung", "SZ", "Suddeutsche Zeitung", "www.sueddeutsche.de"),
    "Financial Times": ("Financial Times (London, England)", "FT.com", "FT"),
    "Associated Press": ("AP", "The Associated Press", "Associated Press International", "apnews.com"),
    "The Sydney Morning Herald": ("Sydney Morning Herald (Australia)", "smh.com.au"),
    "MailOnline": ("Mail Online", "dailymail.co.uk"),
}
APART = (
    "The New York Times",
    "New York Post",
    "The Times",
    "The Times (Shreveport)",
    "The Sunday Times",
    "The Times of India",
    "The Times of Israel",
    "The Irish Times",
    "Los Angeles Times",
    "Financial Times",
    "The Washington Post",
    "The Washington Times",
    "Washington Examiner",
    "The Guardian",
    "The Guardian (Nigeria)",
    "The Observer",
    "The Observer (New York)",
    "Daily Mail",
    "MailOnline",
    "The Mail on Sunday",
    "The Independent",
    "Irish Independent",
    "The Daily Telegraph",
    "The Daily Telegraph (Sydney)",
    "The Telegraph (India)",
    "ABC News",
    "ABC News (Australia)",
    "ABC (Spain)",
    "BBC News",
    "BBC Monitoring",
    "Daily Star (UK)",
    "The Daily Star (Lebanon)",
    "The National (Scotland)",
    "The National (UAE)",
    "The Nation",
    "The Nation (Thailand)",
    "Wired",
    "Wired UK",
    "Reason",
    "Reason Foundation",
    "Sky News",
    "Sky News Australia",
    "The Herald",
    "The Herald (Glasgow)",
    "blogs.reuters.com",
    "Reuters",
    "nytimes.com.example.org",
    "Vox",
    "Vox 2",
    "Vox (2)",
    "Vox-3",
)
AS_THEY_ARE = (
    "The Albion Courier",
    "The Courier",
    "Courier",
    "Guest Writer - Right",
    "Socialist Project/The Bullet",
    "Heavy.com",
    "Allysia Finley (Wall Street Journal)",
    "Kölner Bote (Köln)",
    "Outlet 17",
    "News",
    "Opinion",
    "-",
    "(Online)",
    "日本の新聞",
)


@pytest.mark.parametrize(
    ("name", "given_"), [(name, other) for name, others in SAME.items() for other in (name, *others)]
)
def test_names_of_one_outlet_are_one(name: str, given_: str) -> None:
    assert outlet_named(given_).name == name
    assert outlet_named(given_).as_given == given_


def test_outlets_of_different_kind_or_place_stay_apart() -> None:
    assert len({outlet_named(name).name for name in APART}) == len(APART)


@pytest.mark.parametrize("name", AS_THEY_ARE)
def test_unknown_outlet_keeps_its_name(name: str) -> None:
    assert outlet_named(name).name == name


@pytest.mark.parametrize(
    ("given_", "name", "section"),
    [
        ("Small Gazette (Online)", "Small Gazette", None),
        ("Small Gazette (Print Edition)", "Small Gazette", None),
        ("Small Gazette - News", "Small Gazette", "news"),
        ("Small Gazette – Opinion/Editorial", "Small Gazette", "opinion"),
        ("www.small-gazette.example", "small-gazette.example", None),
        ("https://small-gazette.example/a?b", "small-gazette.example", None),
        ("New York Times - Opinion", "The New York Times", "opinion"),
        ("Fox News Opinion", "Fox News", "opinion"),
        ("CNN (Web News)", "CNN", None),
    ],
)
def test_edition_is_left_out_and_section_is_handed_on(given_: str, name: str, section: str | None) -> None:
    assert (outlet_named(given_).name, outlet_named(given_).section) == (name, section)


def test_table_is_large_and_sorted_out() -> None:
    lines = files("framing.readers").joinpath("outlets.tsv").read_text(encoding="utf-8").splitlines()
    names = [line.split("\t")[0] for line in lines if not line.startswith("#")]
    assert len(names) == len(set(names)) >= 300
    assert [name for name in names if outlet_named(name).name != name] == []


def read_records(folder: Path, *records: dict[str, str], options: Options | None = None) -> list[Article]:
    path = folder / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return [item.article for item in read_inputs([str(path)], options) if isinstance(item, Read)]


def test_outlet_as_given_is_kept_where_it_differs(tmp_path: Path) -> None:
    first, second, third = read_records(
        tmp_path,
        {"text": "a", "outlet": "nytimes.com"},
        {"text": "a", "outlet": "The New York Times"},
        {"text": "a"},
    )
    assert first.outlet == second.outlet == "The New York Times"
    assert (first.extra, second.extra, third.extra) == ('{"outlet_as_given":"nytimes.com"}', "{}", "{}")
    assert [outlet_as_given(a) for a in (first, second, third)] == ["nytimes.com", "The New York Times", None]


def test_section_in_the_outlet_s_name_is_taken_where_the_record_has_none(tmp_path: Path) -> None:
    name = "New York Times - Opinion"
    one, two = read_records(
        tmp_path, {"text": "a", "outlet": name}, {"text": "a", "outlet": name, "section": "Arts"}
    )
    assert (one.section, two.section) == ("opinion", "Arts")


def written(folder: Path, text: str) -> Path:
    path = folder / "outlets.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_own_table_goes_before_the_shipped_one(tmp_path: Path) -> None:
    own = read_outlets(
        written(
            tmp_path, "# mine\n\nMorning Paper\tNYT|MP\tmp.example\tLeeds\nGreat Guardian\tThe Guardian\n"
        )
    )
    names = [
        "MP",
        "www.mp.example",
        "Morning Paper (Leeds)",
        "MP - News",
        "NYT",
        "The Guardian",
        "nytimes.com",
        "Vox",
    ]
    found = read_records(
        tmp_path, *({"text": "a", "outlet": name} for name in names), options=Options(outlets=own)
    )
    assert [article.outlet for article in found] == [
        *["Morning Paper"] * 5,
        "Great Guardian",
        "The New York Times",
        "Vox",
    ]
    assert [outlet_as_given(article) for article in found] == names


def test_own_table_may_give_back_the_name_as_it_was() -> None:
    article = Article("1", "a", outlet="BBC News", extra='{"outlet_as_given":"BBC","x":1}')
    assert renamed(article, {"bbc": "BBC"}) == Article("1", "a", outlet="BBC", extra='{"x":1}')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A\tb\tc\td\te\n", "outlets.tsv:1: 5 cells, the first 'A'; write name, aliases, domains, places"),
        ("\tb\n", "outlets.tsv:1: 2 cells, the first ''"),
        ("A\tx\nB\tX\n", "outlets.tsv:2: 'x' is A already; keep it in one of the two lines"),
    ],
)
def test_fault_in_an_own_table_names_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match="outlets") as caught:
        read_outlets(written(tmp_path, text))
    assert message in str(caught.value)


def test_own_table_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name a UTF-8 file"):
        read_outlets(tmp_path / "none.tsv")


@given(st.text(max_size=40))
def test_any_name_gives_a_name(given_: str) -> None:
    named = outlet_named(given_)
    assert named.as_given == given_
    assert outlet_named(named.name).name == named.name
