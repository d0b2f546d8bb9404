"""A study written out for others: codes, design, definitions, figures, regression table, methods paragraph, manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from framing.batch.files import make_folder, write_file
from framing.report import to_csv
from framing.validate import scheme as schemes
from framing.validate.codes import Code
from framing.validate.estimates import EstimateRow
from framing.validate.exchange import codes_csv, codes_jsonl, codes_parquet, sorted_codes
from framing.validate.methods import Made, methods_paragraph
from framing.validate.reliability import AgreementRow
from framing.validate.results import LayerError, Results
from framing.validate.study import Study, design_to_json, sample_table_bytes

MANIFEST = "manifest.json"


def bundle(study: Study, found: Results, made: Made, *, texts: bool) -> dict[str, bytes]:
    """File name → bytes. Without `texts` no word of an article is in it: no titles, no coded words, no texts.

    The manifest lists every file with its SHA-256, and what the figures were made with. Same study, same bytes.
    """
    codes = sorted_codes((*study.codes(), *study.decisions()))
    articles = study.articles if texts else None
    files = {
        "codes.csv": codes_csv(codes, articles),
        "codes.parquet": codes_parquet(codes, articles),
        "codes.jsonl": codes_jsonl(codes, articles),
        "sample.json": design_to_json(study.sample),
        "sample.parquet": sample_table_bytes(study.sample),
        "scheme.json": schemes.to_json(study.scheme),
        "agreement.csv": _table(AgreementRow, found.agreement),
        "estimates.csv": _table(EstimateRow, found.estimates),
        "error.csv": error_csv(found.errors),
        "confusion.csv": confusion_csv(found.errors),
        "articles.csv": regression_csv(found),
        "articles.parquet": _regression_parquet(found),
        "methods.txt": methods_paragraph(
            found.sample, study.scheme, found.agreement, found.estimates, made
        ).encode(),
    }
    if texts:
        rows = [
            {"id": a.id, "outlet": a.outlet, "title": a.title, "text": a.text}
            for a in study.articles.values()
        ]
        files["articles.jsonl"] = b"".join(orjson.dumps(row) + b"\n" for row in rows)
    files[MANIFEST] = _manifest(files, codes, found, made)
    return files


def write_bundle(files: dict[str, bytes], out: Path) -> None:
    """Writes the files into a folder, each whole or not at all; the manifest last."""
    make_folder(out)
    for name, data in files.items():
        write_file(out / name, data)


def error_csv(errors: Iterable[LayerError]) -> bytes:
    """One row per layer × figure × outlet, and per layer × figure × code."""
    columns = (
        "layer",
        "figure",
        "outlet",
        "code",
        "articles",
        "cases",
        "estimate",
        "low",
        "high",
        "method",
        "warning",
    )
    rows = [
        (error.layer, row.figure, row.outlet, row.code, row.articles, row.cases, *astuple(row.interval))
        for error in errors
        for row in error.rows
    ]
    return to_csv(columns, rows)


def confusion_csv(errors: Iterable[LayerError]) -> bytes:
    """One row per case: layer, attribute, what coders and detector say, and the place."""
    columns = ("layer", "attribute", "coders", "detector", "article_id", "outlet", "field", "start", "end")
    rows = [
        (error.layer, attribute, cell.truth, cell.found, *astuple(case))
        for error in errors
        for attribute, cells in error.confusion.items()
        for cell in cells
        for case in cell.cases
    ]
    return to_csv(columns, rows)


def regression_csv(found: Results) -> bytes:
    """One row per article of the frame, for regressions with DSL, PPI or weights; see docs/validation.md for its columns."""
    columns = list(found.regression[0]) if found.regression else ["article_id"]
    return to_csv(columns, ([row[name] for name in columns] for row in found.regression))


def _regression_parquet(found: Results) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist([dict(row) for row in found.regression]), sink)
    return bytes(sink.getvalue())


def _table(kind: Any, rows: Sequence[Any]) -> bytes:
    return to_csv([field.name for field in fields(kind)], [astuple(row) for row in rows])


def _manifest(files: dict[str, bytes], codes: Sequence[Code], found: Results, made: Made) -> bytes:
    content = {
        "framing": made.version,
        "signature": found.signature,
        "frame_digest": found.sample.frame_digest,
        "articles_in_frame": found.sample.frame_size,
        "articles_coded": len(found.sample.articles),
        "articles_never_opened": found.left,
        "codes": len(codes),
        "coders": sorted({f"{code.coder} ({code.coder_kind})" for code in codes}),
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n"
