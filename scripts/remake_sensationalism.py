"""Everything that follows from the ratings, in order: weights, tables of the docs, norms, means by outlet.

    python -m scripts.remake_sensationalism --shared ../shared [--cache FOLDER]

Run it after whatever changes what sensationalism reads: its cues, the codebook, attributions, voices, words. About ten minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.train_sensationalism import arguments

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path) -> None:
    """One step; a step that fails ends it all."""
    print("·", *command, flush=True)
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run(list(map(str, command)), cwd=ROOT, env=one_thread, check=True)


def main() -> None:
    args = arguments(__doc__)
    shared = args.shared.resolve()
    cache = ("--cache", args.cache.resolve()) if args.cache else ()
    python = (sys.executable, "-m")
    run(*python, "scripts.train_sensationalism", "--shared", shared, *cache)
    run(*python, "scripts.write_sensationalism_tables")
    with TemporaryDirectory() as folder:
        articles, scored = shared / "corpora" / "allsides.jsonl.gz", Path(folder) / "scored"
        run(Path(sys.executable).with_name("framing"), "score", articles, "--out", scored, "--quiet")
        run(*python, "scripts.build_norms", scored)
        run(*python, "scripts.write_outlet_table", scored)


if __name__ == "__main__":
    main()
