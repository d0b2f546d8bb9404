"""A scored folder with what a classifier of one's own finds: evidence like a device's, counted like a device's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from framing.batch.files import make_folder, write_file
from framing.errors import InputError, OutputError
from framing.scored_folder import TABLES, has_table, stamp, table_paths
from framing.tables import EVIDENCE
from framing.validate.active import Classifier, sentences_of
from framing.validate.study import CodingArticle

RATE = "devices_per_1000_words"
_ROWS = 500
_REST = ("rejects.jsonl", "run.json")


def apply_classifier(classifier: Classifier, scored: Path, out: Path) -> int:
    """Writes a scored folder anew with a row of evidence for each sentence that holds the code; gives the number of these rows.

    They are those of a live device without voice and stance, which the classifier does not tell; device counts and rates take
    them in, and the signature carries the classifier's digest. Articles that are not English, and page furniture, are left out.
    Raises InputError for a folder without texts or with what this classifier has found already, OutputError where `out` holds
    tables.
    """
    if stamp(out):
        raise OutputError(str(out), "holds tables already", "name another folder with --out")
    if not has_table(scored, "texts"):
        raise InputError(str(scored), "scored without its texts", "score again with --texts")
    articles, evidence = (_whole(scored, name) for name in TABLES[:2])
    if len(articles) == 0:
        raise InputError(str(scored), "no article", "score articles first")
    signature = _signature(str(articles["signature"][0]), classifier, scored)
    rows = list(_rows(classifier, scored, articles, signature))
    make_folder(out)
    for path in table_paths(scored, "texts"):
        place = out / path.relative_to(scored)
        make_folder(place.parent)
        shutil.copyfile(path, place)
    pq.write_table(_joined(evidence, rows, articles, signature), out / "evidence.parquet")
    pq.write_table(_counted(articles, rows, signature), out / "articles.parquet")
    _copy_rest(scored, out, classifier)
    return len(rows)


def _rows(
    classifier: Classifier, scored: Path, articles: pa.Table, signature: str
) -> Iterator[dict[str, Any]]:
    columns = (articles[name].to_pylist() for name in ("id", RATE, "missing", "furniture"))
    about = {
        name: (rate, missing, furniture) for name, rate, missing, furniture in zip(*columns, strict=True)
    }
    for path in table_paths(scored, "texts"):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS, columns=["id", "text"]):
                for row in batch.to_pylist():
                    _, missing, furniture = about[row["id"]]
                    if json.loads(missing).get(RATE) != "not_english":
                        yield from _of_article(classifier, row, json.loads(furniture or "[]"), signature)


def _of_article(
    classifier: Classifier, row: dict[str, Any], furniture: list[list[int]], signature: str
) -> Iterator[dict[str, Any]]:
    text = row["text"]
    spans = sentences_of(CodingArticle(row["id"], None, text))
    scores = classifier.scores([text[start:end] for start, end in spans])
    for sentence, ((start, end), score) in enumerate(zip(spans, scores.tolist(), strict=True)):
        if score < classifier.threshold or any(first < end and start < last for first, last in furniture):
            continue
        yield {
            "article_id": row["id"],
            "measure": "device",
            "code": classifier.code,
            "field": "text",
            "start": start,
            "end": end,
            "text": text[start:end],
            "sentence": sentence,
            "conventionality": "live",
            "weight": 1.0,
            "reason": f"classifier {classifier.digest}: {score:.2f}",
            "signature": signature,
        }


def _joined(evidence: pa.Table, rows: list[dict[str, Any]], articles: pa.Table, signature: str) -> pa.Table:
    """The evidence in the order of its articles and places, every row with the new signature."""
    new = pa.Table.from_pylist(rows, schema=EVIDENCE)
    every = pa.concat_tables([evidence.select(EVIDENCE.names).cast(EVIDENCE), new])
    number = {name: at for at, name in enumerate(articles["id"].to_pylist())}
    article = np.array([number[name] for name in every["article_id"].to_pylist()], dtype=np.int64)
    in_text = np.array([field != "title" for field in every["field"].to_pylist()], dtype=np.bool_)
    order = np.lexsort((np.asarray(every["start"]), in_text, article))
    return _signed(every.take(order), signature)


def _counted(articles: pa.Table, rows: list[dict[str, Any]], signature: str) -> pa.Table:
    """The articles with the new counts; a rate that is missing stays missing."""
    more: dict[str, int] = {}
    for row in rows:
        more[row["article_id"]] = more.get(row["article_id"], 0) + 1
    ids, words = articles["id"].to_pylist(), articles["words"].to_pylist()
    old, rates = articles["devices"].to_pylist(), articles[RATE].to_pylist()
    counts = [count + more.get(name, 0) for name, count in zip(ids, old, strict=True)]
    new_rates = [
        None if rate is None else 1000 * count / length
        for rate, count, length in zip(rates, counts, words, strict=True)
    ]
    for name, values, kind in (("devices", counts, pa.int32()), (RATE, new_rates, pa.float64())):
        at = articles.schema.get_field_index(name)
        articles = articles.set_column(at, name, pa.array(values, kind))
    return _signed(articles, signature)


def _signed(table: pa.Table, signature: str) -> pa.Table:
    at = table.schema.get_field_index("signature")
    return table.set_column(at, "signature", pa.array([signature] * len(table), pa.string()))


def _signature(old: str, classifier: Classifier, place: Path) -> str:
    """`engine;codebook;models;settings` with the classifier among the models."""
    engine, codebook, models, settings = old.split(";")
    if classifier.digest in models:
        raise InputError(str(place), f"holds what classifier {classifier.digest} finds", "take another one")
    return ";".join((engine, codebook, f"{models}+{classifier.digest}", settings))


def _whole(scored: Path, table: str) -> pa.Table:
    return pa.concat_tables([pq.read_table(path) for path in table_paths(scored, table)])


def _copy_rest(scored: Path, out: Path, classifier: Classifier) -> None:
    """Rejects as they are, and what the run was with the classifier beside it."""
    for name in _REST:
        if not (scored / name).is_file():
            continue
        data = (scored / name).read_bytes()
        if name == "run.json":
            about = {"code": classifier.code, "digest": classifier.digest}
            data = (
                orjson.dumps({**orjson.loads(data), "classifier": about}, option=orjson.OPT_INDENT_2) + b"\n"
            )
        write_file(out / name, data)
