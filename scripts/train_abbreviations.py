"""Learns which words take a full stop as abbreviations, and writes framing/text/abbreviations.txt.

Run: `python -m scripts.train_abbreviations CORPUS.jsonl.gz...` (ours: `../shared/corpora/*.jsonl.gz`, 12,000 American and
British news and technology articles of 2012-2024; about 5 minutes). Same input, same file. Only words leave the corpora.

Learned: types whose Punkt score is 0.3 or more, by NLTK's PunktTrainer without its penalty for occurrences without a
full stop, because the corpora mix "Mr." with the British "Mr" and the penalty then drops the commonest abbreviations.
Source: Kiss and Strunk, Unsupervised multilingual sentence boundary detection, Computational Linguistics 32(4), 2006.
What the penalty kept out (surnames, ends of headlines) is kept out by three thresholds instead: `FEWEST_ARTICLES`,
`LEAST_SHARE_WITH_STOP` and `LEAST_SHARE_INSIDE`. Single letters are left out (initials are a rule of the splitter).

Added by hand: `BY_HAND`, titles, ranks, states, months, companies, Latin and reference abbreviations, because a corpus has
some of them too rarely. `may_end` marks those after which a sentence often ends: learned from `LEAST_SHARE_ENDING`, or
in `MAY_END_BY_HAND`.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from nltk.tokenize.punkt import PunktTrainer

from scripts.records import records

OUTPUT = Path(__file__).resolve().parent.parent / "framing/text/abbreviations.txt"

PUNKT_SCORE = 0.3
FEWEST_ARTICLES = 8
"""In fewer articles a type is left out: below it stand names of single articles ("m.g.") and typing errors."""
LEAST_SHARE_WITH_STOP = 0.4
"""Of all occurrences of the type; 0.4 keeps "mr" (the British "Mr" has no stop) and drops "yes"."""
LEAST_SHARE_INSIDE = 0.25
"""Of the occurrences with a stop, those before a lower-case letter, a digit or a comma, and, where the type itself has a
capital, before a capital that is no `STARTER` ("Sen. Cruz"); drops words that only end sentences."""
LEAST_SHARE_ENDING = 0.04
"""Of the occurrences with a stop, those at the end of a paragraph or before a `STARTER`: "inc", "u.s", "p.m"."""

STARTERS = frozenset(
    """A After Also Although An And As At Because Before But By Even For From Had He Her His However I If In It Its Many
    More Most Now On One Or Our She Since So Some Such That The Their Then There These They This Those Though To Under
    Was We What When Where Whether Which While Who Why With Yet You""".split()
)
"""Capitalised words that start sentences and are hardly ever names."""

BY_HAND = {
    "titles": """mr mrs ms mx dr drs prof rev revd fr sra hon msgr messrs mme mlle sen sens rep reps gov govs pres amb atty
        supt insp det asst secy treas chmn esq jr sr st ste mt ft""",
    "ranks": "gen lt col maj capt cmdr cdr cpl sgt adm brig pvt pfc cpt lcpl ssgt",
    "states": """ala ariz ark calif colo conn del fla ga ind kan kans ky md mich minn mont neb nev okla ore pa penn tenn tex va
        vt wis wisc wyo w.va n.y n.j n.h n.c n.d n.m s.c s.d r.i d.c ont""",
    "months": "jan feb mar apr jun jul aug sept sep oct nov dec",
    "days": "mon tue tues thu thur thurs fri",
    "companies": "inc corp co cos ltd llc plc bros assn dept univ intl natl mfg",
    "references": "no nos v vs p pp vol vols fig figs sect approx cf viz al ibid",
    "latin": "e.g i.e etc a.m p.m a.d b.c",
    "places": "u.s u.k u.n e.u l.a u.s.a u.s.s.r ave blvd rd hwy",
    "measures": "lb lbs oz",
}
"""Left out, because they are also words that end sentences and stand before a capital more often as such: art, ed, ill,
la, mass, min, miss, sat, sec, sun, wash, wed."""
MAY_END_BY_HAND = frozenset(
    """inc corp co cos ltd llc plc bros assn dept jr sr esq etc al no p.m a.m a.d b.c u.s u.k u.n e.u l.a u.s.a u.s.s.r d.c n.y
    n.j jan mar mon tue tues thu thur thurs fri del lb lbs oz ft ave blvd rd hwy""".split()
)

WITH_STOP = re.compile(
    r"(?<![\w.])([A-Za-z]+(?:\.[A-Za-z]+)*)\.[\"”’')\]]*(?:(?=,)|(?P<gap>\s+)(?P<next>[\"“‘'(\[]*\w+)?|$)"
)
"""A word with a full stop, and the word after it."""
KEPT = re.compile(r"[a-z]+(?:\.[a-z]+)*")


class Use(NamedTuple):
    """How often a type was seen with a stop, in how many articles, inside and at the end of a sentence, or neither for sure."""

    with_stop: int
    articles: int
    inside: int
    ending: int
    unclear: int


def texts(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        for record in records(path):
            yield record["text"]


def punkt_abbreviations(trainer: PunktTrainer) -> set[str]:
    """The types that Punkt takes for abbreviations, without their prefixes ("d-n.y", "“sen"), single letters left out."""
    trainer.ABBREV = PUNKT_SCORE
    trainer.IGNORE_ABBREV_PENALTY = True
    trainer.find_abbrev_types()
    types = {re.split(r"[-–—]", kind)[-1].strip("\"'“”‘’([.") for kind in trainer._params.abbrev_types}
    return {kind for kind in types if len(kind) > 1 and KEPT.fullmatch(kind)}


def count_uses(corpus: Iterable[str]) -> dict[str, Use]:
    """For every word seen with a full stop, its `Use`."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in Use._fields}
    for text in corpus:
        seen = set()
        for match in WITH_STOP.finditer(text):
            kind = match[1].lower()
            seen.add(kind)
            counts["with_stop"][kind] += 1
            counts[_position(match)][kind] += 1
        counts["articles"].update(seen)
    return {kind: Use(*(counts[name][kind] for name in Use._fields)) for kind in counts["with_stop"]}


def _position(match: re.Match[str]) -> str:
    """`ending` at the end of a paragraph or before a STARTER, `unclear` for lower case before a name, else `inside`."""
    gap, following = match["gap"], (match["next"] or "").lstrip("\"“‘'([")
    if gap is None:
        return "inside" if match.end() < len(match.string) else "ending"
    if "\n" in gap or not following or following in STARTERS:
        return "ending"
    return "unclear" if match[1][0].islower() and following[0].isupper() else "inside"


def is_abbreviation(use: Use, share_with_stop: float) -> bool:
    return (
        use.articles >= FEWEST_ARTICLES
        and share_with_stop >= LEAST_SHARE_WITH_STOP
        and use.inside >= LEAST_SHARE_INSIDE * use.with_stop
    )


def may_end(kind: str, use: Use | None) -> bool:
    if kind in MAY_END_BY_HAND:
        return True
    return (
        use is not None
        and use.articles >= FEWEST_ARTICLES
        and use.ending >= LEAST_SHARE_ENDING * use.with_stop
    )


def main(paths: list[Path]) -> None:
    trainer = PunktTrainer()
    for text in texts(paths):
        trainer.train(text, finalize=False)
    uses = count_uses(texts(paths))
    frequency = trainer._type_fdist
    learned = set()
    for kind in punkt_abbreviations(trainer) & uses.keys():
        with_stop, without = frequency[kind + "."], frequency[kind]
        if is_abbreviation(uses[kind], with_stop / max(1, with_stop + without)):
            learned.add(kind)
    by_hand = {kind for kinds in BY_HAND.values() for kind in kinds.split()}
    lines = [
        kind + ("\tmay_end" if may_end(kind, uses.get(kind)) else "") for kind in sorted(learned | by_hand)
    ]
    header = "# By scripts/train_abbreviations.py: abbreviation without its last stop; may_end: a sentence may end with it"
    OUTPUT.write_text("\n".join([header, *lines]) + "\n", encoding="ascii")
    print(f"{len(learned)} learned, {len(by_hand - learned)} by hand only, {len(lines)} in all")
    print("learned only:", " ".join(sorted(learned - by_hand)))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main([Path(argument) for argument in sys.argv[1:]])
