"""The command line as a user meets it: what it prints, where it writes, how it fails."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from framing.cli import command_line

TEXT = (
    "An AI arms race has begun, two officials said on Monday. Nobody knows where it ends, and nobody asks. "
    * 5
)


def framing(*arguments: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    code = "from framing.cli import main; main()"
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=stdin, capture_output=True, text=True, timeout=300, check=False, cwd=cwd, env=environment,
    )  # fmt: skip


def test_score_prints_counts_that_add_up(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "outlet": "X", "text": TEXT}),
        json.dumps({"outlet": "X", "text": TEXT}),
        "{",
    ]
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    done = framing("score", str(tmp_path / "a.jsonl.gz"), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "3 read = 1 accepted + 1 rejected + 1 duplicates" in done.stdout
    assert "rejected, bad_json: 1" in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "articles.parquet", "evidence.parquet", "rejects.jsonl", "run.json",
    }  # fmt: skip


def test_score_reads_standard_input_and_mapping(tmp_path: Path) -> None:
    line = json.dumps({"Inhalt": TEXT, "id": "x"})
    done = framing(
        "score", "-", "--out", str(tmp_path), "--map", "text=Inhalt", "--quiet", "--texts", stdin=line
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert pq.read_table(tmp_path / "texts.parquet").to_pylist() == [{"id": "x", "title": None, "text": TEXT}]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("score", "nothing.jsonl", "--out", "out"), "nothing.jsonl: no such file or folder; check the path"),
        (("score", "a.jsonl", "--out", "a.jsonl"), "a.jsonl"),
        (("score", "a.jsonl"), "name a folder with --out"),
        (("score", "a.jsonl", "--out", "out", "--map", "words=x"), "write OURS=THEIRS"),
        (("read", "empty.txt"), "empty_file: the file holds nothing"),
        (("compare", "nowhere"), "nowhere"),
        (("compare", ".", "--genre", "poetry"), "one of news, analysis"),
        (("unknown",), "No such command 'unknown'"),
    ],
)
def test_wrong_use_exits_with_2_and_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT}), encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    done = framing(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_read_shows_one_article_and_writes_json_and_html(tmp_path: Path) -> None:
    shown = framing("read", "-", stdin=TEXT)
    assert shown.returncode == 0, shown.stderr
    assert "AI arms race" in shown.stdout
    as_json = framing("read", "-", "--json", "--html", str(tmp_path / "a.html"), stdin=TEXT)
    evidence = json.loads(as_json.stdout)["evidence"]
    assert all(TEXT[row["start"] : row["end"]] == row["text"] for row in evidence if row["field"] == "text")
    assert "<mark" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_compare_prints_each_outlet_with_its_interval(tmp_path: Path, corpus: Path) -> None:
    assert framing("score", str(corpus / "articles"), "--out", str(tmp_path), "--quiet").returncode == 0
    done = framing("compare", str(tmp_path), "--csv", str(tmp_path / "a.csv"))
    assert done.returncode == 0, done.stderr
    assert "detector output, uncorrected" in done.stdout
    positions = [
        done.stdout.index(name) for name in ("Circuit & Signal", "Continental Press", "The Albion Courier")
    ]
    assert positions == sorted(positions)
    assert (tmp_path / "a.csv").read_bytes().startswith("\ufeffoutlet,measure".encode())


def test_codebook_commands(tmp_path: Path) -> None:
    listed = framing("codebook", "list")
    assert "ai-and-technology/new-oil" in listed.stdout
    assert "patterns:" in framing("codebook", "show", "ai-and-technology/new-oil").stdout
    assert framing("codebook", "show", "no/such").returncode == 1
    (tmp_path / "x.yaml").write_text("id: y\nnonsense: 1\n", encoding="utf-8")
    refused = framing("codebook", "check", str(tmp_path))
    assert refused.returncode == 1
    assert "x.yaml:2: unknown key 'nonsense'" in refused.stderr


def test_seeds_show_what_the_project_began_with(seeds: tuple[Path, ...]) -> None:
    first, second = (json.loads(framing("read", str(path), "--json").stdout)["evidence"] for path in seeds)
    devices = {row["text"]: (row["voice"], row["stance"]) for row in first if row["measure"] == "device"}
    assert devices["AI cold war"] == ("author", "hedged")
    assert devices["opening salvo"] == ("author", "hedged")
    black_mirror = next(values for text, values in devices.items() if "Black Mirror" in text)
    assert black_mirror in {("author", "asserted"), ("author", "hedged")}
    assert any("watershed moment" in text for text in devices)
    assert any("battle for our digital future" in text for text in devices)
    assert any("nuclear" in text for text in devices)
    sources = {row["text"]: (row["code"], row["anonymity"]) for row in first if row["measure"] == "sourcing"}
    assert sources["sources familiar with the matter"] == ("unnamed_role", "withheld")

    devices = {row["text"]: (row["voice"], row["stance"]) for row in second if row["measure"] == "device"}
    assert devices["the new oil"] == ("author", "asserted")
    assert any("race for AI supremacy" in text for text in devices)
    assert next(stance for text, (_, stance) in devices.items() if "Black Mirror" in text) != "rejected"
    sources = {row["text"]: (row["code"], row["anonymity"]) for row in second if row["measure"] == "sourcing"}
    assert sources["sources"] == ("unnamed_vague", "withheld")
    assert next(code for text, (code, _) in sources.items() if "Dario Amodei" in text) == "named_person"
    assert sources["Alibaba"] == ("named_body", None)


WHOLE = command_line()
NAMES = (
    *(command.name for command in WHOLE.registered_commands),
    *(g.name for g in WHOLE.registered_groups),
)


@pytest.mark.parametrize("name", NAMES)
def test_command_loaded_alone_is_the_same_as_among_all(name: str) -> None:
    alone, among_all = (
        CliRunner().invoke(app, [name, "--help"], prog_name="framing") for app in (command_line(name), WHOLE)
    )
    assert alone.exit_code == among_all.exit_code == 0
    assert alone.output == among_all.output


def test_score_loads_no_other_command() -> None:
    code = "import sys; from framing.cli import command_line; command_line('score'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if name.startswith("framing.cli.")}
    assert loaded == {"framing.cli.scoring", "framing.cli.arguments"}
