"""Every module imports only from layers below its own, and heavy or guarded libraries stay where they belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "framing"

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"_kernels"}),
    frozenset({"arrow", "errors", "kernels", "types"}),
    frozenset({"genre", "norms", "scored_folder"}),
    frozenset({"readers", "text"}),
    frozenset({"genre_model", "index", "patterns"}),
    frozenset({"codebook"}),
    frozenset({"attribution"}),
    frozenset({"figurative", "stance", "voice"}),
    frozenset({"match"}),
    frozenset({"codebook_check", "codebook_trial", "measures"}),
    frozenset({"evidence"}),
    frozenset({"pipeline"}),
    frozenset({"tables"}),
    frozenset({"batch", "compare"}),
    frozenset({"store"}),
    frozenset({"importing", "report", "training"}),
    frozenset({"validate"}),
    frozenset({"pages"}),
    frozenset({"cli"}),
)
"""Names right under framing/, lowest layer first; app.py stands above all of them."""

LAYER_OF = {name: layer for layer, names in enumerate(LAYERS) for name in names}
NOT_BY_SCORE = ("sklearn", "nltk", "textstat", "streamlit", "pandas", "altair", "scipy", "statsmodels")
"""Libraries that `framing score` must never import: each costs more time than a hundred articles."""
HEAVY = ("sklearn", "nltk", "textstat", "streamlit", "pandas")

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imported_names(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of each import of a module, those inside functions too; `from a import b` gives `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import; write framing.…"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def name_in_package(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_module_has_a_layer() -> None:
    assert {name_in_package(path) for path in MODULES} <= LAYER_OF.keys()


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_module_imports_only_from_layers_below_its_own(path: Path) -> None:
    own = name_in_package(path)
    wrong = [
        f"{place(path)}:{line}: {own} imports {name}"
        for line, name in imported_names(path)
        if name.split(".")[0] == "framing"
        and (other := name.split(".")[1]) != own
        and LAYER_OF.get(other, len(LAYERS)) >= LAYER_OF.get(own, -1)
        and not _is_of_the_package_itself(other)
    ]
    assert wrong == []


def _is_of_the_package_itself(name: str) -> bool:
    """Whether `from framing import name` means an attribute of framing/__init__.py, such as its version."""
    return name.startswith("__")


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("yaml", lambda path: path.parent == PACKAGE / "codebook"),
        ("streamlit", lambda path: path == ROOT / "app.py" or PACKAGE / "pages" in path.parents),
    ],
)
def test_guarded_library_is_imported_only_in_its_place(library: str, allowed: object) -> None:
    assert callable(allowed)
    app = [ROOT / "app.py"] if (ROOT / "app.py").exists() else []
    wrong = [
        f"{place(path)}:{line}"
        for path in MODULES + app
        for line, name in imported_names(path)
        if name.split(".")[0] == library and not allowed(path)
    ]
    assert wrong == []


def loaded_by(module: str, libraries: tuple[str, ...]) -> list[str]:
    """Which of the libraries a fresh interpreter has loaded after importing the module."""
    code = f"import sys, {module}; print(*[name for name in {libraries!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.skipif(not (PACKAGE / "cli").exists(), reason="framing/cli is not written yet")
def test_command_line_starts_without_heavy_libraries() -> None:
    assert loaded_by("framing.cli", HEAVY) == []


@pytest.mark.skipif(not (PACKAGE / "pipeline.py").exists(), reason="framing/pipeline.py is not written yet")
def test_pipeline_loads_no_library_that_scoring_does_not_need() -> None:
    assert loaded_by("framing.pipeline", NOT_BY_SCORE) == []
