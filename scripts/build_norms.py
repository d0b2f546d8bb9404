"""Writes framing/norms/allsides.json: percentiles of the sensationalism scores of the 8,000 AllSides articles, by genre.

    framing score ../shared/corpora/allsides.jsonl.gz --out DIR
    python scripts/build_norms.py DIR

Near-duplicates are left out; so are the dates of one article in a thousand on either side, which are misprints (2050).
Prints how many articles of each genre there are.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.norms import FEWEST, model_digest
from framing.types import GENRES

ROOT = Path(__file__).resolve().parent.parent
NORMS = ROOT / "framing" / "norms" / "allsides.json"
MEASURES = ("sensationalism", "headline_lure", "body_intensity")


def main() -> None:
    """Reads a scored folder and writes the norms."""
    rows = pq.read_table(Path(sys.argv[1]) / "articles.parquet")
    rows = rows.filter(pc.is_null(rows["duplicate_of"]))
    quantiles: dict[str, Any] = {}
    for genre in GENRES:
        own = rows.filter(pc.equal(rows["genre"], genre))
        print(f"{genre}: {len(own)} articles")
        for measure in MEASURES:
            values = np.asarray(own[measure].drop_null().to_numpy())
            if len(values) >= FEWEST:
                at = np.quantile(values, np.linspace(0, 1, 101), method="inverted_cdf").tolist()
                quantiles.setdefault(genre, {})[measure] = {"articles": len(values), "at": at}
    years = np.quantile(pc.year(rows["date"]).drop_null().to_numpy(), (0.001, 0.999), method="nearest")
    stored = {
        "articles": len(rows),
        "years": f"{years[0]}–{years[1]}",
        "models": model_digest(),
        "quantiles": quantiles,
    }
    NORMS.write_bytes(orjson.dumps(stored) + b"\n")


if __name__ == "__main__":
    main()
