"""Articles that nobody wrote, with the traps of real ones: what the files of the format tests are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Invented:
    """date_line: as Nexis prints it · byline: with "By" or the like, author: without · body: paragraphs."""

    language: str
    title: str
    outlet: str
    date_line: str
    day: date
    byline: str
    author: str
    section: str
    desk: str
    body: tuple[str, ...]
    edition: str = ""
    highlight: str = ""
    dateline: str = ""
    graphic: str = ""
    url: str = ""
    loaded: str = "June 2, 2014"


ENGLISH = (
    Invented(
        "en",
        "Ferry Line: The Harbour Council’s Long Wait, Explained in a Headline That Runs Over Two Lines of the Page",
        "The Evening Lantern",
        "May 30, 2014 Friday",
        date(2014, 5, 30),
        "By ANN EXAMPLE and JO SAMPLE",
        "ANN EXAMPLE and JO SAMPLE",
        "Section A; Column 0; Metropolitan Desk; Pg. 2",
        "Metropolitan Desk",
        (
            "HARBOUR TOWN -- The ferry has been late every day since March, and nobody could say why on Thursday.",
            "“It is a cold war of timetables,” the harbour master said. The council, which owns the ferry, was silent.",
            "Length: that was the word the passengers used most often in a survey of the well-known route along the coast.",
            "PHOTO: the ferry at the quay, seen from the fish market early in the morning, as described by a passenger.",
            "Also today: a bridge that nobody wants; Section: what the papers said about it.",
            "The café on the quay, naïve or not, has kept its opening hours. 5 < 6 & 7 > 3, the owner wrote on a slate.",
        ),
        edition="Late Edition - Final",
        graphic="PHOTOS: The ferry at night. (B1) CHART: Delays by month. (B7)",
        url="https://lantern.example/2014/05/30/ferry.html",
    ),
    Invented(
        "en",
        "Mill reopens",
        "Northern Gazette (Exampleshire)",
        "September 30, 2015 Wednesday 9:03 AM GMT",
        date(2015, 9, 30),
        "Pat O'Sample",
        "Pat O'Sample",
        "NEWS",
        "NEWS",
        (
            "The paper mill by the weir started its wheel again on Wednesday after eleven years.",
            "Body",
            "That was the title of the play that the workers put on in the yard. It had three acts and no ending.",
            "Load-Date: nobody knew what the stamp on the first bale meant, but the foreman was proud of it.",
        ),
        highlight="Wheel turns after eleven years; foreman proud of first bale: “a new dawn”",
        dateline="WEIRSIDE",
    ),
    Invented(
        "en",
        "",
        "Example Wire",
        "April 1, 2016 Friday",
        date(2016, 4, 1),
        "",
        "",
        "",
        "",
        (
            "A short note without a headline, a byline or a section came over the wire on Friday, editors said.",
        ),
    ),
)

GERMAN = (
    Invented(
        "de",
        "Fährlinie: Warten auf die Größe",
        "Musterstädter Anzeiger",
        "30. Mai 2014 Freitag",
        date(2014, 5, 30),
        "Von Jörg Beispiel",
        "Jörg Beispiel",
        "WIRTSCHAFT; S. 8",
        "WIRTSCHAFT",
        (
            "Die Fähre kommt seit März zu spät. „Das ist ein kalter Krieg der Fahrpläne“, sagte der Hafenmeister am Donnerstag.",
            "Länge: So hieß das Wort, das die Fahrgäste am häufigsten nannten.",
            "Die Straße zum Hafen bleibt gesperrt.",
        ),
        edition="Bundesausgabe",
        highlight="Fahrgäste warten seit März; der Hafenmeister spricht von einem kalten Krieg",
        loaded="31. Mai 2014",
    ),
    Invented(
        "de",
        "Mühle dreht sich wieder",
        "Beispiel Online",
        "27. Februar 2012 Montag 9:50 PM GMT+1",
        date(2012, 2, 27),
        "Müller, Änne",
        "Müller, Änne",
        "WISSENSCHAFT; KREBS; S. 114",
        "WISSENSCHAFT",
        (
            "Die Mühle am Wehr hat am Montag ihr Rad wieder in Gang gesetzt, nach elf Jahren.",
            "Grafik: Das Rad von oben, gezeichnet von einer Schulklasse.",
        ),
        loaded="28. Februar 2012",
    ),
)

FRENCH = (
    Invented(
        "fr",
        "Le bac de l’île n’arrive plus à l’heure",
        "Le Courrier d’Exemple",
        "mercredi 3 mars 2019",
        date(2019, 3, 3),
        "Par Élodie Modèle",
        "Élodie Modèle",
        "ÉCONOMIE",
        "ÉCONOMIE",
        (
            "Depuis mars, le bac arrive en retard. « C’est une guerre froide des horaires », a dit le capitaine jeudi.",
            "Longueur : c’était le mot que les passagers employaient le plus souvent.",
        ),
        loaded="4 mars 2019",
    ),
    Invented(
        "fr",
        "Le moulin tourne de nouveau",
        "Gazette du Nord",
        "30 septembre 2015",
        date(2015, 9, 30),
        "Jean-Noël D’Exemple",
        "Jean-Noël D’Exemple",
        "À LA UNE; p. 1",
        "À LA UNE",
        ("Le moulin du barrage a remis sa roue en marche mercredi, après onze ans de silence.",),
        highlight="Après onze ans, la roue tourne",
        loaded="1 octobre 2015",
    ),
)

BY_LANGUAGE = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH}
EVERY = (*ENGLISH, *GERMAN, *FRENCH)
