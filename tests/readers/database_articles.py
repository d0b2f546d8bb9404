"""Articles that nobody wrote, as Factiva, ProQuest, Zotero and Media Cloud would export them; with the traps of real ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Story:
    """byline: as printed, author: without `By` · code: of the outlet in Factiva · number: of the article, 9 letters."""

    language: str
    title: str
    outlet: str
    code: str
    day: date
    byline: str
    author: str | None
    section: str | None
    body: tuple[str, ...]
    number: str
    credit: str = ""
    time: str = ""
    edition: str = ""
    page: str = ""
    hits: tuple[str, ...] = ()

    @property
    def accession(self) -> str:
        return f"{self.code:0<8}{self.day:%Y%m%d}{self.number}"

    @property
    def words(self) -> int:
        return sum(len(paragraph.split()) for paragraph in self.body)


ENGLISH = (
    Story(
        "en",
        "Harbour Council <Weighs> a Ferry & a Bridge; “Cold War of Timetables” Runs On",
        "The Evening Lantern",
        "EVLA",
        date(2017, 11, 14),
        "By ANN EXAMPLE and JO SAMPLE",
        "ANN EXAMPLE and JO SAMPLE",
        "Foreign Desk; 1",
        (
            "HARBOUR TOWN, Nov. 13 -- The ferry has been late every day since March, and nobody could say why on Monday.",
            "“It is a cold war of timetables,” the harbourmaster said. The council, which owns the ferry, was silent.",
            "TD",
            "870 words",
            "was the length of its only letter, and Document was its title. 5 < 6 & 7 > 3, the owner wrote on a slate.",
            "Location: that was the word the passengers used most. Title: what the papers gave the captain.",
            "Copyright is a matter for lawyers, the naïve café owner said.",
        ),
        "ed4e0003a",
        credit="Special to The Evening Lantern",
        time="07:30",
        edition="Late Edition - Final",
        page="12",
        hits=("ferr", "time"),
    ),
    Story(
        "en",
        "Mill reopens",
        "Northern Gazette Online",
        "NGAZ",
        date(2015, 9, 30),
        "Pat O'Sample",
        "Pat O'Sample",
        None,
        (
            "The paper mill by the weir started its wheel again on Wednesday after eleven years.",
            "PHOTO: the wheel, seen from the yard.",
        ),
        "eb9u0001x",
    ),
    Story(
        "en",
        "Wire note without an author",
        "Example Wire",
        "EXWI",
        date(2016, 4, 1),
        "",
        None,
        "News",
        (
            (
                "A note came over the wire on Friday, editors of three papers said. It had no byline, and nobody at the agency "
                "could say who had written it, or why it was sent at four in the morning to every desk in the country."
            ),
            "The editors printed it all the same, under a drawing of a lighthouse, because the page had to be filled.",
        ),
        "ec410009z",
        page="A-1",
    ),
)
GERMAN = (
    Story(
        "de",
        "Fährlinie: Warten auf die Größe",
        "Musterstädter Anzeiger",
        "MUSTA",
        date(2014, 5, 30),
        "Von Jörg Beispiel",
        "Jörg Beispiel",
        "Wirtschaft",
        (
            "Die Fähre kommt seit März zu spät. „Das ist ein kalter Krieg der Fahrpläne“, sagte der Hafenmeister.",
            "Titel: So hieß das Wort, das die Fahrgäste am häufigsten nannten.",
        ),
        "ea5u00003",
        edition="Bundesausgabe",
        page="8",
        hits=("Krieg",),
    ),
    Story(
        "de",
        "Mühle dreht sich wieder",
        "Beispiel Online",
        "BEISON",
        date(2012, 2, 27),
        "Änne Müller, Max Muster",
        "Änne Müller, Max Muster",
        None,
        (
            (
                "Die Mühle am Wehr hat am Montag ihr Rad wieder in Gang gesetzt, nach elf Jahren, in denen auf dem Hof nur "
                "noch Hühner lebten und der Müller die Schlüssel bei einer Nachbarin im Schrank verwahrt hatte."
            ),
        ),
        "e82r0001a",
        time="09:50 GMT",
    ),
)
FRENCH = (
    Story(
        "fr",
        "Le bac de l’île n’arrive plus à l’heure",
        "Le Courrier d’Exemple",
        "COUREX",
        date(2019, 3, 3),
        "Par Élodie Modèle",
        "Élodie Modèle",
        "Économie",
        (
            "Depuis mars, le bac arrive en retard. « C’est une guerre froide des horaires », a dit le capitaine jeudi.",
            "Titre : c’était le mot que les passagers employaient le plus souvent.",
        ),
        "ef3300012",
        page="3",
    ),
    Story(
        "fr",
        "Le moulin tourne de nouveau",
        "Gazette du Nord",
        "GAZNOR",
        date(2015, 8, 1),
        "",
        None,
        None,
        (
            (
                "Le moulin du barrage a remis sa roue en marche samedi, après onze ans de silence pendant lesquels seules "
                "les poules habitaient la cour et la meunière gardait les clés chez sa voisine, dans une armoire."
            ),
        ),
        "eb8100034",
    ),
)
BY_LANGUAGE = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH}
EVERY = (*ENGLISH, *GERMAN, *FRENCH)
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}


def written_day(story: Story, language: str) -> str:
    """`14 November 2017` in a language."""
    return f"{story.day.day} {MONTHS[language][story.day.month - 1]} {story.day.year}"
