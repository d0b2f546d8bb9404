"""The coded real articles of ../shared as codes: of machine coders, for language models made them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from framing.validate.codes import CANNOT_TELL, Code, made

TIME = "2026-11-01T00:00:00Z"


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def gold_codes(folder: Path) -> list[Code]:
    """The codes of one set; where two coders agree there are two codes."""
    kind = json.loads((folder / "set.json").read_text(encoding="utf-8"))["kind"]
    return [made(code) for row in rows(folder / "codes.jsonl") for code in _codes(kind, row)]


def _codes(kind: str, row: dict[str, Any]) -> Iterator[Code]:
    common = {"coder_kind": "machine", "article_id": row["article_id"], "time": TIME, "definition": "gold"}
    if kind == "sensationalism":
        for number, rating in enumerate(row.get("own") or row.get("ratings") or [row["rating"]]):
            yield Code(
                coder=f"model-{number}", layer="sensationalism", unit="rating", rating=rating, **common
            )
        return
    span = {"unit": "span", "field": "text", "start": row["start"], "end": row["end"]}
    if kind == "sources":
        anonymity = CANNOT_TELL if row.get("anonymity") == "disputed" else row.get("anonymity")
        unsure = bool(row.get("disputed"))
        yield Code(
            coder="model-0",
            layer="sourcing",
            code=row["class"],
            anonymity=anonymity,
            cannot_tell=unsure,
            **span,
            **common,
        )
        return
    voices = {"voice": row.get("voice"), "stance": row.get("stance")}
    for number in range(row.get("coders", 1)):
        yield Code(
            coder=f"model-{number}",
            layer="device",
            code=row.get("use", row.get("kind")),
            **voices,
            **span,
            **common,
        )
