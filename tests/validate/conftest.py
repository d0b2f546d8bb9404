"""The sample corpus, scored with its texts, and coders who see most of what the detector sees."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest

from framing.batch import RunOptions, score_run
from framing.validate.codes import Code, CoderKind, made, to_row
from framing.validate.found import Found, as_coded, found_in
from framing.validate.scheme import Layer
from framing.validate.study import Study
from validate.builders import time


@pytest.fixture(scope="session")
def scored(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("scored")
    score_run([str(corpus / "articles")], out, RunOptions(workers=1, texts=True))
    return out


def chance(*parts: object) -> float:
    """A number from 0 to 1, always the same for the same parts."""
    return int(hashlib.sha256(repr(parts).encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def code_all(study: Study, scored: Path, coder: str, kind: CoderKind = "human", keep: float = 0.9) -> None:
    """Codes the whole study as somebody who sees `keep` of what the detector sees; the journal is written at once, for speed."""
    codes: list[Code] = []
    evidence = pq.read_table(scored / "evidence.parquet")
    scores = {
        row["id"]: row["sensationalism"] for row in pq.read_table(scored / "articles.parquet").to_pylist()
    }
    for layer in study.scheme.layers:
        found = found_in(evidence, layer.name, study.articles)
        for article in study.order(coder):
            common = {"coder": coder, "coder_kind": kind, "article_id": article, "layer": layer.name}
            if layer.unit == "rating":
                rating = round((scores[article] or 0.0) / 12.5) / 2
                codes.append(
                    Code(**common, unit="rating", rating=rating, time=time(), definition=layer.digest)
                )
            seen = found.get(article, ()) if layer.unit == "span" else ()
            mark = Code(**common, unit="span", time=time(), definition="")
            codes.extend(_marked(one, layer, mark) for one in seen if chance(coder, one) < keep)
            codes.append(Code(**common, unit="finished", time=time(), definition=layer.digest))
    write_journal(study.journal(coder), [made(code) for code in codes])


def write_journal(path: Path, codes: list[Code]) -> None:
    path.write_bytes(b"".join(orjson.dumps(to_row(code)) + b"\n" for code in codes))


def _marked(found: Found, layer: Layer, code: Code) -> Code:
    name = as_coded(found, layer)
    asked = {ask: getattr(found, ask) for ask in layer.asks}
    place = {"field": found.field, "start": found.start, "end": found.end}
    return replace(code, code=name, definition=layer.digest_for(name), **asked, **place)
