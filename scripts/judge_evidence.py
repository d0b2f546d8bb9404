"""Draws evidence of a scored corpus to be judged by hand, shows it in its context, and adds the judgements up.

    framing score ../shared/corpora/allsides.jsonl.gz --out DIR --texts
    python scripts/judge_evidence.py draw heated DIR docs/judged/heated-wording.tsv     200 marked phrases of the 8,000 articles
    python scripts/judge_evidence.py draw heated DIR FILE --seed N                      another 200
    python scripts/judge_evidence.py draw wire DIR docs/judged/wire-devices.tsv         every device in 200 wire articles
    python scripts/judge_evidence.py show DIR FILE
    python scripts/judge_evidence.py sum FILE

The order of a draw is that of digests of seed and place, so that a changed rule leaves most of it as it was; judgements that the
file holds already are kept. The file holds ids and offsets, no text: article, field, start, end, code, judged (yes, no), note.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import duckdb

from framing.types import LEAST_WEIGHT_MARKED, PASSAGE_WORDS

SEED = 20261121
NUMBER = 200
AGENCIES = ("Associated Press", "Reuters", "AFP", "UPI", "United Press International", "Agence France-Presse")
"""Outlets whose articles are wire copy by origin."""
COLUMNS = ("article", "field", "start", "end", "code", "judged", "note")
CONTEXT = 110
Row = tuple[str, str, int, int, str]


def place(*parts: object, seed: int = SEED) -> bytes:
    """Where something stands in the draw."""
    return blake2b("\0".join(map(str, (seed, *parts))).encode(), digest_size=16).digest()


def rows_of(folder: Path, kind: str) -> list[Row]:
    """All evidence of a kind: device rows, or heated wording that is marked in an article."""
    heavy = (
        "e.measure = 'sensationalism' AND e.voice = 'author' "
        f"AND e.weight * greatest(a.words, {PASSAGE_WORDS}) / {PASSAGE_WORDS} >= {LEAST_WEIGHT_MARKED}"
    )
    chosen = {"heated": heavy, "wire": "e.measure = 'device'"}[kind]
    sql = (
        "SELECT e.article_id, e.field, e.start, e.end, e.code FROM read_parquet($evidence) e "  # noqa: S608 (parts of this file)
        f"JOIN read_parquet($articles) a ON a.id = e.article_id WHERE {chosen} ORDER BY ALL"
    )
    return duckdb.execute(sql, _paths(folder, "evidence", "articles")).fetchall()


def drawn_heated(folder: Path, seed: int) -> list[Row]:
    """NUMBER marked phrases."""
    return sorted(rows_of(folder, "heated"), key=lambda row: place(*row, seed=seed))[:NUMBER]


def wire_articles(folder: Path, seed: int) -> list[str]:
    """Ids of NUMBER articles of news agencies."""
    marks = ", ".join(f"'{name}'" for name in AGENCIES)
    sql = f"SELECT id FROM read_parquet($articles) WHERE outlet IN ({marks}) ORDER BY id"  # noqa: S608 (names of this file)
    ids = [row[0] for row in duckdb.execute(sql, _paths(folder, "articles")).fetchall()]
    return sorted(sorted(ids, key=lambda name: place(name, seed=seed))[:NUMBER])


def drawn_wire(folder: Path, seed: int) -> list[Row]:
    """Every device of those articles."""
    ids = set(wire_articles(folder, seed))
    return [row for row in rows_of(folder, "wire") if row[0] in ids]


DRAWS: dict[str, Callable[[Path, int], list[Row]]] = {"heated": drawn_heated, "wire": drawn_wire}


def read_file(path: Path) -> list[dict[str, str]]:
    """The rows of a judged file; none where there is no file yet."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def key(row: dict[str, str]) -> Row:
    """What a row is about."""
    return row["article"], row["field"], int(row["start"]), int(row["end"]), row["code"]


def draw(kind: str, folder: Path, path: Path, seed: int) -> None:
    """Writes the draw, with the judgements that the file already holds."""
    known = {key(row): (row["judged"], row["note"]) for row in read_file(path)}
    rows = DRAWS[kind](folder, seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows((*row, *known.get(row, ("", ""))) for row in rows)
    print(
        f"{len(rows)} drawn, {sum(row in known and bool(known[row][0]) for row in rows)} of them judged before"
    )


def show(folder: Path, path: Path) -> None:
    """Prints what is not judged yet in its context, numbered by line of the file."""
    sql = "SELECT id, title, text FROM read_parquet($texts)"
    texts: dict[str, dict[str, Any]] = {
        found[0]: {"title": found[1] or "", "text": found[2]}
        for found in duckdb.execute(sql, _paths(folder, "texts")).fetchall()
    }
    for number, row in enumerate(read_file(path), start=2):
        if row["judged"]:
            continue
        article, field, start, end, code = key(row)
        text = texts[article][field]
        before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        print(f"{number} {code} {field[:2]}: " + " ".join(f"{before}[[{text[start:end]}]]{after}".split()))


def added_up(path: Path) -> None:
    """Prints how many were accepted, by code."""
    rows = read_file(path)
    judged = Counter(row["judged"] or "not judged" for row in rows)
    articles = len({row["article"] for row in rows})
    print(
        f"{path.name}: {len(rows)} in {articles} articles: {dict(judged)}; accepted {judged['yes'] / max(len(rows), 1):.1%}"
    )
    for code, number in Counter(row["code"] for row in rows if row["judged"] == "no").most_common():
        print(f"  not accepted: {code} {number}")


def _paths(folder: Path, *names: str) -> dict[str, str]:
    return {name: str(folder / f"{name}.parquet") for name in names}


def main() -> None:
    """The three commands."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=("draw", "show", "sum"))
    parser.add_argument("rest", nargs="+")
    parser.add_argument("--seed", type=int, default=SEED, help="of the draw")
    chosen = parser.parse_args()
    if chosen.command == "draw":
        kind, folder, path = chosen.rest
        draw(kind, Path(folder), Path(path), chosen.seed)
    elif chosen.command == "show":
        show(*map(Path, chosen.rest))
    else:
        added_up(Path(chosen.rest[0]))


if __name__ == "__main__":
    main()
