"""A study on disk: the sample, what is coded, and every coder's journal. The detector's output is no part of it.

study/
  sample.json sample.parquet   the design and the articles drawn, each with its probability
  scheme.json                  what is coded, by which definitions
  articles.jsonl               id, outlet, title and text of the articles drawn
  codes/NAME.jsonl             one journal per coder
  decisions.jsonl              adjudication
  opened.jsonl                 articles opened to tune a codebook
  teaching.json                of a training pool: the articles that teach most, to be coded first
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from framing.batch.files import make_folder, write_file
from framing.errors import InputError, OutputError
from framing.validate import scheme as schemes
from framing.validate.codes import CODER_NAME, Code, CoderKind, current, finished
from framing.validate.journal import SUFFIX, append, read_journal
from framing.validate.sample import Design, Drawn, Sample, Stratum, random_number, text_digest
from framing.validate.scheme import Scheme

SAMPLE, SAMPLE_TABLE, SCHEME, ARTICLES = "sample.json", "sample.parquet", "scheme.json", "articles.jsonl"
CODES, DECISIONS, TEACHING = "codes", "decisions.jsonl", "teaching.json"
_TABLE = pa.schema(
    [
        ("article_id", pa.string()),
        ("digest", pa.string()),
        ("outlet", pa.string()),
        ("stratum", pa.int64()),
        ("probability", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class CodingArticle:
    """One article as a coder gets it; `outlet` is None where it is hidden."""

    id: str
    title: str | None
    text: str
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """An opened study. Journals are read from disk each time: another process may be adding to them."""

    folder: Path
    sample: Sample
    scheme: Scheme
    articles: Mapping[str, CodingArticle]

    def coders(self) -> tuple[str, ...]:
        """The names of those who have a journal, in alphabetical order."""
        return tuple(sorted(path.stem for path in (self.folder / CODES).glob(f"*{SUFFIX}")))

    def codes(self, *coders: str) -> tuple[Code, ...]:
        """The codes of some coders, or of all."""
        return tuple(
            code for name in coders or self.coders() for code in read_journal(self.journal(name)).codes
        )

    def decisions(self) -> tuple[Code, ...]:
        """The codes of the adjudication."""
        return read_journal(self.folder / DECISIONS).codes

    def journal(self, coder: str) -> Path:
        """Where a coder's codes are. Raises InputError for a name that is none."""
        if not CODER_NAME.fullmatch(coder):
            raise InputError(
                "coder", f"{coder!r} is no name", "use small letters, digits, . _ - (40 at most)"
            )
        return self.folder / CODES / (coder + SUFFIX)

    def add(self, code: Code) -> None:
        """Puts one code on disk, in the journal of its coder. Raises InputError for a code of something else."""
        self.check(code)
        append(self.journal(code.coder), code)

    def decide(self, code: Code) -> None:
        """Puts one decision of the adjudication on disk."""
        self.check(code)
        append(self.folder / DECISIONS, code)

    def check(self, code: Code) -> None:
        """Raises InputError where a code is not of this sample, its layers, codes and texts."""
        check_code(code, self.articles, self.scheme)

    def order(self, coder: str) -> tuple[str, ...]:
        """The articles in the coder's own random order: nobody's tiredness falls on the same articles.

        Of a training pool those that teach most come first.
        """
        seed = f"{self.sample.design.seed} {self.sample.frame_digest} {coder}"
        place = self.folder / TEACHING
        first = (
            [name for name in orjson.loads(place.read_bytes()) if name in self.articles]
            if place.exists()
            else []
        )
        rest = sorted(self.articles.keys() - set(first), key=lambda name: random_number(seed, name))
        return (*first, *rest)

    def left(self, coder: str, layer: str) -> tuple[str, ...]:
        """The articles that the coder has not finished in a layer, in the coder's order."""
        done = finished(current(self.codes(coder), self.scheme.layer(layer))).get(coder, frozenset())
        return tuple(name for name in self.order(coder) if name not in done)

    def may_compare(self, coders: Sequence[str], layer: str) -> bool:
        """Whether all of them have finished every article of a layer: before, nobody sees another's codes or the detector's."""
        done = finished(current(self.codes(*coders), self.scheme.layer(layer)))
        return all(len(done.get(name, frozenset())) == len(self.articles) for name in coders)


def check_code(code: Code, articles: Mapping[str, CodingArticle], scheme: Scheme) -> None:
    """Raises InputError where a code is not of these articles, their texts, or the layers and codes of the scheme."""
    article = articles.get(code.article_id)
    place = f"code {code.id} of {code.coder}"
    if article is None:
        raise InputError(place, f"no article {code.article_id} in the sample", "code articles of the sample")
    layer = scheme.layer(code.layer)
    if code.unit == "span":
        length = len(article.text if code.field == "text" else article.title or "")
        if (code.end or 0) > length:
            raise InputError(
                place, f"ends at {code.end}, the {code.field} at {length}", "check the text coded"
            )
    if code.code is not None and layer.codes:
        layer.definition(code.code)
    if code.rating is not None and layer.scale and code.rating not in layer.scale:
        raise InputError(
            place, f"rating {code.rating:g}", f"give one of {', '.join(map('{:g}'.format, layer.scale))}"
        )


def create_study(
    folder: Path, sample: Sample, scheme: Scheme, texts: Mapping[str, tuple[str | None, str]]
) -> Study:
    """Writes a new study. Raises OutputError where the folder holds one already: a sample is never drawn twice."""
    if (folder / SAMPLE).exists():
        raise OutputError(str(folder), "holds a sample already", "name another folder with --out")
    make_folder(folder / CODES)
    articles = [
        CodingArticle(one.article_id, *texts[one.article_id], outlet=one.outlet) for one in sample.articles
    ]
    write_file(folder / ARTICLES, b"".join(orjson.dumps(asdict(article)) + b"\n" for article in articles))
    write_file(folder / SCHEME, schemes.to_json(scheme))
    write_file(folder / SAMPLE_TABLE, sample_table_bytes(sample))
    write_file(folder / SAMPLE, design_to_json(sample))
    return open_study(folder)


def open_study(folder: Path) -> Study:
    """The study of a folder. Raises InputError where it is none, or where an article is not the one that was drawn."""
    if not (folder / SAMPLE).is_file():
        raise InputError(str(folder), "no study here", "draw a sample with `framing sample`")
    sample = _read_sample(folder)
    scheme = schemes.from_json((folder / SCHEME).read_bytes(), str(folder / SCHEME))
    articles = read_articles((folder / ARTICLES).read_bytes(), str(folder / ARTICLES))
    for one in sample.articles:
        article = articles.get(one.article_id)
        if article is None or text_digest(article.title, article.text) != one.digest:
            raise InputError(
                str(folder / ARTICLES),
                f"{one.article_id} is not the article that was drawn",
                "restore the file",
            )
    return Study(folder, sample, scheme, articles)


def read_articles(data: bytes, place: str) -> dict[str, CodingArticle]:
    """Articles to code, by id. Raises InputError for lines that are none."""
    try:
        rows = [orjson.loads(line) for line in data.splitlines() if line.strip()]
        articles = {row["id"]: CodingArticle(**row) for row in rows}
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise InputError(place, f"not a list of articles ({error})", "restore the file") from None
    for one in articles.values():
        if not all(isinstance(value, str) for value in (one.id, one.text, one.title or "", one.outlet or "")):
            raise InputError(place, f"article {one.id!r} has a field that is no text", "restore the file")
    return articles


def design_to_json(sample: Sample) -> bytes:
    """Everything of a sample but its articles, as JSON."""
    content = {
        "design": asdict(sample.design),
        "frame_digest": sample.frame_digest,
        "frame_size": sample.frame_size,
        "strata": [asdict(stratum) for stratum in sample.strata],
        "left_out": sample.left_out,
        "articles": len(sample.articles),
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n"


def sample_table_bytes(sample: Sample) -> bytes:
    """The articles of a sample as Parquet, one row per article: id, text digest, outlet, stratum, probability."""
    rows = [asdict(article) for article in sample.articles]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=_TABLE), sink)
    return bytes(sink.getvalue())


def coder_kind(study: Study, coder: str) -> CoderKind | None:
    """What the journal of a coder says the coder is; None for a coder without codes."""
    return next((code.coder_kind for code in study.codes(coder)), None)


def coders_of(study: Study, kind: CoderKind) -> tuple[str, ...]:
    """The coders of one kind; whoever has a journal and no code in it yet counts as a person."""
    return tuple(name for name in study.coders() if (coder_kind(study, name) or "human") == kind)


def still_to_code(study: Study, kind: CoderKind) -> dict[str, int]:
    """Coder → articles that the coder has not finished, each layer by itself; coders who are done are not in it."""
    left = {
        name: sum(len(study.left(name, layer.name)) for layer in study.scheme.layers)
        for name in coders_of(study, kind)
    }
    return {name: count for name, count in left.items() if count}


def require_finished(study: Study, kind: CoderKind) -> None:
    """Raises InputError while a coder of a kind is not done, or none has begun: before, nobody sees another's codes or the
    detector's output. People must be done before codes of machines are shown too."""
    if not coders_of(study, kind):
        raise InputError(str(study.folder), f"no {kind} coder has begun", "code it with `framing code mark`")
    left = still_to_code(study, kind) | still_to_code(study, "human")
    if left:
        told = ", ".join(f"{name} {count}" for name, count in left.items())
        raise InputError(
            str(study.folder), f"articles left to code: {told}", "compare when all coders have finished"
        )


def _read_sample(folder: Path) -> Sample:
    try:
        content: dict[str, Any] = orjson.loads((folder / SAMPLE).read_bytes())
        design = Design(**{**content["design"], "strata": tuple(content["design"]["strata"])})
        strata = tuple(Stratum(**item) for item in content["strata"])
        rows = pq.read_table(folder / SAMPLE_TABLE).to_pylist()
        articles = tuple(Drawn(**row) for row in rows)
    except (orjson.JSONDecodeError, OSError, pa.ArrowInvalid, KeyError, TypeError) as error:
        raise InputError(str(folder), f"the sample cannot be read ({error})", "restore the files") from None
    left_out = tuple(content["left_out"])
    return Sample(design, content["frame_digest"], content["frame_size"], strata, articles, left_out)
