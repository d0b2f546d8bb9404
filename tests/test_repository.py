"""What the whole repository keeps: no dangerous calls, small files, no text of the shared articles, pinned packages."""

from __future__ import annotations

import ast
import gzip
import json
import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent

LARGEST_FILE = 1_000_000
LARGER_FILES = {
    "framing/codebooks/compiled.jsonl": 4_000_000,  # plain lines, since a start reads but some of them
    "framing/models/nltk_data/corpora/cmudict/cmudict": 4_000_000,  # NLTK reads it as it is
    "framing/text/vocabulary.npz": 3_000_000,
}
"""Bytes; what is larger makes every clone slower for ever."""
LONGEST_MODULE = 400
"""Lines of a Python file; style asks for about 300."""

FORBIDDEN_IMPORTS = frozenset({"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"})
FORBIDDEN_CALLS = frozenset(
    {"eval", "exec", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "yaml.full_load"}
)
FORBIDDEN_FLAGS = frozenset({"shell", "allow_pickle", "unsafe_allow_html", "unsafe_allow_javascript"})

SHINGLE = 12
"""Words in a row that no text of ours may share with an article of the shared collections."""


def our_files() -> list[Path]:
    """Files under version control or about to be, in a fixed order."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    return sorted(path for name in set(listed.stdout.splitlines()) if (path := ROOT / name).is_file())


FILES = our_files()
PYTHON_FILES = [path for path in FILES if path.suffix == ".py"]
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(path: Path) -> str | None:
    """The file as text; None for a binary file."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def dangers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of each forbidden import, call or flag."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (
                (node.lineno, a.name) for a in node.names if a.name.split(".")[0] in FORBIDDEN_IMPORTS
            )
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FORBIDDEN_IMPORTS:
            yield node.lineno, str(node.module)
        elif isinstance(node, ast.Call):
            if ast.unparse(node.func) in FORBIDDEN_CALLS:
                yield node.lineno, ast.unparse(node.func)
            for keyword in node.keywords:
                off = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                if keyword.arg in FORBIDDEN_FLAGS and not off:
                    yield node.lineno, keyword.arg


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import pickle", ["pickle"]),
        ("from joblib import load", ["joblib"]),
        ("def f():\n    import sklearn.externals, dill", ["dill"]),
        ("eval('1')", ["eval"]),
        ("model.eval()", []),
        ("yaml.load(file)", ["yaml.load"]),
        ("yaml.load_all(file)", []),
        ("run('ls', shell=True)", ["shell"]),
        ("run('ls', shell=False)", []),
        ("st.markdown(text, unsafe_allow_html=flag)", ["unsafe_allow_html"]),
        ("np.load(file, allow_pickle=True)", ["allow_pickle"]),
        ("np.load(file, allow_pickle=False)", []),
    ],
)
def test_dangers_are_found_by_meaning_not_by_spelling(code: str, found: list[str]) -> None:
    assert [name for _, name in dangers(ast.parse(code))] == found


def test_no_module_unpickles_evaluates_or_opens_a_shell() -> None:
    wrong = [
        f"{place(path)}:{line}: {name}"
        for path in PYTHON_FILES
        for line, name in dangers(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert wrong == []


def test_no_file_is_larger_than_its_limit() -> None:
    sizes = {place(path): path.stat().st_size for path in FILES}
    assert {name: size for name, size in sizes.items() if size > LARGER_FILES.get(name, LARGEST_FILE)} == {}


def test_no_module_is_longer_than_one_idea() -> None:
    lines = {place(path): path.read_text(encoding="utf-8").count("\n") for path in PYTHON_FILES}
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def test_no_file_names_a_folder_of_one_machine() -> None:
    local = re.compile("|".join("/" + name + "/" for name in ("work", "opt", "root/\\.", "home")))
    texts = ((place(path), text_of(path)) for path in FILES)
    assert [name for name, text in texts if text and local.search(text)] == []


# Text of the shared articles. Words are runs of ASCII letters and digits, lower case, without apostrophes;
# a shingle is SHINGLE of them.

_SPACES = bytes(c if chr(c).isalnum() and c < 128 else 32 for c in range(256))
_POWERS = np.uint64(0x9E3779B97F4A7C15) ** np.arange(SHINGLE, dtype=np.uint64)


def words_of(text: str) -> list[bytes]:
    """The words of a text without numbers: a list of years is nobody's sentence."""
    plain = text.lower().replace("’", "'").encode("utf-8", "surrogatepass")
    return [word for word in plain.translate(_SPACES, b"'").split() if not word.isdigit()]


def shingles(ids: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One hash per run of SHINGLE words; runs that hold an unknown word (id 0) are left out."""
    if len(ids) < SHINGLE:
        return np.zeros(0, np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(ids, SHINGLE)
    known = np.convolve(ids == 0, np.ones(SHINGLE, np.int64), "valid") == 0
    return (runs[known] * _POWERS).sum(axis=1, dtype=np.uint64)


def word_ids(words: list[bytes], ids: dict[bytes, int]) -> NDArray[np.uint64]:
    return np.fromiter(map(ids.get, words, repeat(0)), np.uint64, len(words))


def shared_texts(shared: Path) -> Iterator[str]:
    for path in sorted((shared / "corpora").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (record["text"] for record in map(json.loads, lines))
    for path in sorted((shared / "gold").glob("*/*/articles.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from (record["text"] for record in map(json.loads, lines))
    yield from (path.read_text(encoding="utf-8") for path in sorted((shared / "seeds").glob("*.txt")))


def common(hashes: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Those of a few hashes that are among the many sorted ones; the many are never sorted again."""
    if not len(known):
        return known
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    return hashes[known[at] == hashes]


def copied_runs(ours: dict[str, str], theirs: Iterable[str]) -> list[str]:
    """`file: words` for each run of SHINGLE words of our texts that one of theirs holds too."""
    words = {name: words_of(text) for name, text in ours.items()}
    ids = {word: n for n, word in enumerate(sorted({word for run in words.values() for word in run}), 1)}
    of_file = {name: shingles(word_ids(run, ids)) for name, run in words.items()}
    known = np.unique(np.concatenate([np.zeros(0, np.uint64), *of_file.values()]))
    found = (common(shingles(word_ids(words_of(text), ids)), known) for text in theirs)
    copied = np.unique(np.concatenate([np.zeros(0, np.uint64), *found]))
    return [
        f"{name}: {b' '.join(words[name][start : start + SHINGLE]).decode()}"
        for name, hashes in of_file.items()
        for start in np.flatnonzero(np.isin(hashes, copied)).tolist()
    ]


def test_a_copied_run_is_found_whatever_its_punctuation_and_an_eleven_word_one_is_not() -> None:
    article = "In the end, “nobody” could say who had moved the stone, or why it had been moved at all."
    ours = {
        "copy": "intro words in the end nobody could say who had moved the stone or why",
        "own": "nobody could say who had moved the stone, or why it fell",
    }
    assert copied_runs(ours, [article]) == [
        "copy: in the end nobody could say who had moved the stone or",
        "copy: the end nobody could say who had moved the stone or why",
    ]


def test_no_text_of_ours_is_copied_from_the_shared_articles(shared: Path) -> None:
    kinds = {
        ".md",
        ".yaml",
        ".yml",
        ".jsonl",
        ".json",
        ".txt",
        ".tsv",
        ".csv",
        ".py",
        ".html",
        ".cff",
        ".toml",
    }
    ours = {place(path): text for path in FILES if path.suffix in kinds and (text := text_of(path))}
    assert copied_runs(ours, shared_texts(shared)) == []


# Lock files


def pins(lock: Path) -> dict[str, str]:
    """Package -> its whole entry in the lock file, hashes included."""
    entries = re.split(
        r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^#.*\n", "", lock.read_text(encoding="utf-8")).strip()
    )
    return {canonicalize_name(entry.split("==")[0]): entry for entry in entries}


@pytest.mark.parametrize("lock", LOCKS, ids=place)
def test_every_locked_package_is_pinned_with_hashes(lock: Path) -> None:
    pinned = re.compile(
        r"[A-Za-z0-9._-]+==[^\s;]+(?: ; [^\\]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+(?:    #.*\n?)*"
    )
    assert [name for name, entry in pins(lock).items() if not pinned.fullmatch(entry)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=place)
def test_lock_file_names_no_index_and_no_local_path(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    assert [
        line for line in lines if re.search(r"://|file:/|@ |(?<![a-z])/[a-z]|--(?!hash=)[a-z]", line)
    ] == []


def test_lock_files_cover_the_project_and_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    dev = [*run, *project["project"]["optional-dependencies"]["dev"]]
    for wanted, lock in zip((run, dev), LOCKS, strict=True):
        entries = pins(lock)
        for requirement in map(Requirement, wanted):
            entry = entries.get(canonicalize_name(requirement.name), "missing==0")
            version = entry.split("==")[1].split()[0]
            assert requirement.specifier.contains(version), (
                f"{lock.name}: {requirement} is not met; run `make lock`"
            )
    assert (
        pins(LOCKS[0]).items() - pins(LOCKS[1]).items() <= set()
        or _versions(LOCKS[0]).items() <= _versions(LOCKS[1]).items()
    )


def _versions(lock: Path) -> dict[str, str]:
    return {name: entry.split("==")[1].split()[0] for name, entry in pins(lock).items()}
