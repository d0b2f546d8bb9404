"""Import of web pages: pages per minute and core for trafilatura alone and for `framing`, and the overhead between them.

The pages are the articles of corpus/ inside a page of about 60 KB with menus, teasers and scripts. Both read the same pages in
turn, so that a busy machine slows both; time is computing time of the process and its children.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5


def page(text: str, number: int) -> str:
    """One article as a site would send it."""
    body = "".join(
        f'<p class="p">{escape(part)} <a href="/x/{number}">more</a></p>' for part in text.split("\n\n")
    )
    menu = "".join(f'<li><a class="link" href="/s/{i}"><span>Section {i}</span></a></li>' for i in range(80))
    teasers = "".join(
        f'<div class="card"><a href="/t/{i}"><img src="/{i}.jpg" alt="picture"><h3>Teaser number {i}</h3></a>'
        f"<p>Summary {i} of another article.</p></div>"
        for i in range(40)
    )
    script = f"<script>{'var a=function(b){return b+1};' * 600}</script>"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>Article {number} | The Paper</title>'
        '<meta property="og:site_name" content="The Paper"><meta name="author" content="Ann Lee">'
        f'<meta property="article:published_time" content="2024-03-05T08:00:00Z">{script}</head>'
        f"<body><header><ul>{menu}</ul></header><main><article><h1>Article {number}</h1>{body}</article></main>"
        f"<aside>{teasers}</aside><footer><ul>{menu}</ul></footer>{script}</body></html>"
    )


def computing(action: Callable[[], object]) -> float:
    """Seconds of this process and of children that have ended."""
    before = os.times()
    action()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def alone(files: list[Path]) -> int:
    """trafilatura on the bytes of each page, as its documentation shows."""
    import trafilatura

    return sum(
        trafilatura.bare_extraction(file.read_bytes(), with_metadata=True, include_comments=False) is not None
        for file in files
    )


def ours(folder: Path) -> int:
    from framing.readers import Read, guard, read_inputs

    found = sum(isinstance(item, Read) for item in read_inputs([str(folder)]))
    guard._end_all()  # its children must have ended to be counted
    return found


def started() -> int:
    """What starting a child costs, once for any number of pages."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "a.html").write_text("<html><body></body></html>", encoding="utf-8")
        return ours(Path(name))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    texts = [
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus" / "articles").rglob("*.txt"))
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{number:04}.html" for number in range(len(texts))]
        for number, file in enumerate(files):
            file.write_text(page(texts[number], number), encoding="utf-8")
        alone(files[:3])
        ratios, seconds = [], [0.0, 0.0, 0.0]
        for _ in range(chosen.rounds):
            library, start, reader = (
                computing(lambda: alone(files)),
                computing(started),
                computing(lambda: ours(folder)),
            )
            ratios.append((reader - start) / library)
            seconds = [total + new for total, new in zip(seconds, (library, start, reader), strict=True)]
    pages = len(files) * chosen.rounds
    library, start, reader = seconds
    print(f"{pages} pages of {sum(map(len, texts)) // len(texts)} characters of text, {chosen.rounds} rounds")
    print(f"trafilatura alone        {pages / library * 60:>8,.0f} pages per minute and core")
    print(f"framing's reader         {pages / (reader - start) * 60:>8,.0f} pages per minute and core")
    print(f"reader / trafilatura     {sorted(ratios)[len(ratios) // 2]:>8.2f} (median of the rounds)")
    print(
        f"start of a child process {start / chosen.rounds:>8.2f} s, once for a run and again where it has grown"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
