"""Coding, run without a browser: drawing, who codes, what is shown when, packages and imports, disputes and decisions."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from framing.pages.launch import SERVE
from framing.store import Workspace, open_workspace
from framing.store.studies import list_studies
from framing.store.workspace import WORKSPACE
from framing.types import Article
from framing.validate.codes import Code, made
from framing.validate.desk import Desk, Marking, finish, mark, rate, study_desk
from framing.validate.package import pack, returned, unpack
from framing.validate.study import Study, open_study
from pages.looking import blocks
from pages.looking import page as drawn_page

HOSTILE = "<img src=x onerror=alert(1)> ![x](http://evil.example) :red[x]"
ANSWERS = {"voice": "author", "stance": "asserted"}
TEXT = "Ministers are in an AI arms race, and nobody has asked where it ends. Ann Lee said it was no such thing. "


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of the test's own, which the app uses."""
    monkeypatch.setenv(WORKSPACE, str(tmp_path / "workspace"))
    return open_workspace(tmp_path / "workspace")


def page(**query: str) -> AppTest:
    at = drawn_page("coding", **query)
    assert not at.exception
    return at


def shown(at: AppTest) -> str:
    markup = blocks(at)
    assert "<img" not in markup
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", markup)))


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception
    return at


def drawn(place: Workspace, size: int = 6, coders: str = "anna, ben", **more: Any) -> Study:
    """A study drawn on the page from the sample corpus; `more`: values of further fields by their keys."""
    at = page()
    at.number_input("draw-size-60").set_value(size)
    at.text_input("draw-coders").set_value(coders)
    for key, value in more.items():
        at.session_state[key.replace("_", "-")] = value
    press(at, "Draw the sample")
    assert f"{size} articles of 60 drawn into Study 1." in shown(at)
    return open_study(list_studies(place)[0].folder)


def code_all(study: Study, coder: str, device: str = "other", memo: str = "") -> Desk:
    desk = study_desk(study, coder)
    for article in desk.order:
        mark(desk, article, "device", Marking(("text", 0, 9), device, ANSWERS, memo))
        rate(desk, article, "sensationalism", 1.0)
        finish(desk, article, [layer.name for layer in desk.scheme.layers])
    return desk


def component(at: AppTest) -> dict[str, Any]:
    """What the browser gets to draw the article."""
    (sent,) = [
        one.proto for one in at.get("bidi_component") if one.proto.component_name.endswith("framing_coding")
    ]
    return dict(json.loads(sent.json))


def test_sample_is_drawn_from_what_is_open_and_its_coders_wait(place: Workspace) -> None:
    study = drawn(place)
    assert (len(study.articles), study.coders()) == (6, ("anna", "ben"))
    assert study.sample.design.seed == 1
    at = page(part="Sample")
    told = shown(at)
    assert (
        f"6 articles of 60, at random. Seed 1. The corpus is frozen by its digest: {study.sample.frame_digest}"
        in told
    )
    assert "No article is a near-duplicate." in told
    assert "all articles 60 6 0.1000" in told
    assert "anna person 6 6 6 not begun" in told


def test_same_seed_draws_the_same_articles(place: Workspace) -> None:
    first = drawn(place)
    at = page(part="Sample")
    at.number_input("draw-size-60").set_value(6)
    press(at, "Draw the sample")
    second = open_study(next(one.folder for one in list_studies(place) if one.name == "Study 2"))
    assert (second.sample.ids, second.sample.frame_digest) == (first.sample.ids, first.sample.frame_digest)


def test_plan_warns_before_the_draw(place: Workspace) -> None:
    at = page()
    assert "95 % interval to expect of hand coding alone: Framing phrases per 1,000 words" in shown(at)
    at.number_input("draw-size-60").set_value(30).run()
    assert "At 30 articles" not in shown(at) or "upper bound" not in shown(at)
    single = next(name for name in at.selectbox("draw-measure").options if name.startswith("Phrase: "))
    at.selectbox("draw-measure").select(single).run()
    assert re.search(
        r"At 30 articles: \d+% of 30 is [\w ]+ with a hit: an upper bound at best\.", shown(at)
    ), shown(at)[:900]
    assert list_studies(place) == ()


def test_near_duplicates_are_left_out_and_told(folder: Callable[..., Path]) -> None:
    place = folder(
        [Article(f"a{number}", f"{number} {TEXT * 3}", "The Tern", HOSTILE) for number in range(3)]
    )
    table = pq.read_table(place / "articles.parquet")
    at = table.schema.get_field_index("duplicate_of")
    copies = pa.array([None, "a0", None], table.schema.field(at).type)
    pq.write_table(table.set_column(at, "duplicate_of", copies), place / "articles.parquet")
    app = page()
    assert "2 articles can be drawn; 1 near-duplicate left out." in shown(app)
    app.text_input("draw-coders").set_value("anna")
    press(app, "Draw the sample")
    assert component(app)["title"] == HOSTILE
    assert "1 near-duplicate left out." in shown(page(part="Sample"))


def test_name_or_coder_that_cannot_be_is_told_and_nothing_is_drawn(place: Workspace) -> None:
    at = page()
    at.text_input("draw-coders").set_value("Anna Bell")
    press(at, "Draw the sample")
    assert "'Anna' is no name" in shown(at)
    at.text_input("draw-coders").set_value("anna")
    at.text_input("draw-name-0").set_value("../x")
    press(at, "Draw the sample")
    assert "name of the study" in shown(at)
    assert list_studies(place) == ()


def test_collection_without_articles_says_what_to_do(folder: Callable[..., Path]) -> None:
    folder([])
    assert "Nothing to draw from" in shown(page())


def test_collection_without_texts_says_what_to_do(folder: Callable[..., Path]) -> None:
    folder([Article("a", TEXT * 3, "The Tern")], texts=False)
    assert "Scored without texts" in shown(page())


def test_one_article_can_be_drawn_and_coded(folder: Callable[..., Path], place: Workspace) -> None:
    folder([Article("a", TEXT * 3, "The Tern", "One")])
    at = page()
    at.text_input("draw-coders").set_value("anna")
    press(at, "Draw the sample")
    sent = component(at)
    assert (sent["position"], sent["total"], sent["last"], sent["outlet"]) == (1, 1, True, "The Tern")


def test_coder_gets_the_article_and_own_codes_and_nothing_else(place: Workspace) -> None:
    study = drawn(place)
    desk = study_desk(study, "anna")
    mark(desk, desk.order[0], "device", Marking(("text", 0, 9), "other", ANSWERS, "for my eyes"))
    sent = component(page(coder="anna", nr="1"))
    assert [code["memo"] for code in sent["codes"]] == ["for my eyes"]
    others = component(page(coder="ben", nr=str(study.order("ben").index(desk.order[0]) + 1)))
    assert (others["id"], others["codes"]) == (sent["id"], [])
    known = {"id", "title", "text", "outlet", "sentences", "codes", "finished", "layers", "position", "total", "left", "last",
             "latest", "closed", "desk", "heard", "digest"}  # fmt: skip
    assert set(others) == known
    assert "for my eyes" not in json.dumps(others)


def test_articles_come_in_the_coders_own_order_and_the_first_open_one_is_shown(place: Workspace) -> None:
    study = drawn(place)
    desk = study_desk(study, "ben")
    rate(desk, desk.order[0], "sensationalism", 1.0)
    finish(desk, desk.order[0], ["device", "sourcing", "sensationalism"])
    sent = component(page(coder="ben"))
    assert (sent["id"], sent["position"], sent["left"]) == (desk.order[1], 2, 5)


def test_one_layer_can_be_coded_by_itself(place: Workspace) -> None:
    drawn(place)
    sent = component(page(layer="Heated wording"))
    assert [layer["name"] for layer in sent["layers"]] == ["sensationalism"]


def test_hidden_outlet_is_not_sent_and_the_table_that_tells_it_waits(place: Workspace) -> None:
    study = drawn(place, 12, "anna", draw_hide=True, draw_strata=["outlet"])
    outlets = {article.outlet for article in study.articles.values()}
    sent = component(page())
    assert sent["outlet"] == ""
    assert not {outlet for outlet in outlets if json.dumps(outlet) in json.dumps(sent)}
    at = page(part="Sample")
    assert "comes when all are done" in shown(at)
    assert [one.label for one in at.get("download_button")] == []
    code_all(study, "anna")
    at = page(part="Sample")
    assert [one.label for one in at.get("download_button")] == ["CSV", "Parquet"]


def test_table_by_article_waits_where_strata_tell_hits(place: Workspace) -> None:
    drawn(place, draw_strata=["hit"])
    assert "comes when all are done" in shown(page(part="Sample"))


def test_disputes_wait_for_everybody_and_are_decided_one_by_one(place: Workspace) -> None:
    study = drawn(place)
    code_all(study, "anna", memo="anna’s own thought")
    told = shown(page(part="Adjudicate"))
    assert "ben: 18" in told
    assert "anna’s own thought" not in told
    known = study.scheme.layer("device").codes[0]
    code_all(study, "ben", known.code)
    at = page(part="Adjudicate")
    assert "Dispute 1 of 6: framing phrase" in shown(at)
    assert (
        f"1. anna person {first_words(study)} another device · Writer’s words · Asserted anna’s own thought"
        in shown(at)
    )
    at.radio[0].set_value("2. ben")
    next(field for field in at.text_input if field.label == "Who decides").set_value("carla")
    press(at, "Decide")
    assert "Dispute 2 of 6" in shown(at)
    assert [(one.coder, one.code) for one in study.decisions()] == [("carla", known.code)]
    at = page(part="Adjudicate", dispute="1")
    assert "Decided by carla" in shown(at)
    assert "as ben coded it." in shown(at)
    at.radio[0].set_value("None of them")
    next(field for field in at.text_input if field.label == "Who decides").set_value("carla")
    press(at, "Decide anew")
    assert [one.unit for one in study.decisions()] == ["span", "withdrawn"]
    assert len(study.codes()) == 2 * 6 * 5


def first_words(study: Study) -> str:
    return study.articles[sorted(study.articles)[0]].text[:9].strip()


def test_decision_without_a_choice_or_a_name_is_asked_for(place: Workspace) -> None:
    study = drawn(place)
    code_all(study, "anna")
    code_all(study, "ben", study.scheme.layer("device").codes[0].code)
    at = press(page(part="Adjudicate"), "Decide")
    assert "Choose which code stands" in shown(at)
    at.radio[0].set_value("1. anna")
    press(at, "Decide")
    assert "is no name" in shown(at)
    assert study.decisions() == ()


def test_codes_are_closed_when_all_are_done(place: Workspace) -> None:
    study = drawn(place, coders="anna")
    code_all(study, "anna")
    assert "All coders are done" in component(page())["closed"]


def test_machine_is_labelled_and_no_name_to_code_under(place: Workspace) -> None:
    study = drawn(place, coders="anna")
    name = sorted(study.articles)[0]
    layer = study.scheme.layer("device")
    study.add(
        made(Code("model-1", "machine", name, "device", "finished", "2026-11-22T00:00:00Z", layer.digest))
    )
    assert list(page().selectbox("coder").options) == ["anna"]
    assert "model-1 machine 5 6 6 coding" in shown(page(part="Sample"))
    code_all(study, "anna")
    at = page(part="Adjudicate", whose="Machines")
    assert "model-1: 17" in shown(at)


def test_coder_is_added_and_one_without_codes_removed(place: Workspace) -> None:
    study = drawn(place, coders="")
    at = page()
    assert "Who codes?" in shown(at)
    at.text_input("new-coder-name-first").set_value("dora")
    press(at, "Add")
    assert at.selectbox("coder").value == "dora"
    at = page(part="Sample")
    at.selectbox("coder-to-remove").set_value("dora")
    press(at, "Remove")
    assert study.coders() == ()


def test_study_is_deleted_only_when_asked_twice(place: Workspace) -> None:
    drawn(place)
    at = press(page(part="Sample"), "Delete the study …")
    assert "with every code and decision" in shown(at)
    press(at, "Keep")
    assert len(list_studies(place)) == 1
    press(press(at, "Delete the study …"), "Delete")
    assert "Study 1 was deleted." in shown(at)
    assert list_studies(place) == ()


def test_package_comes_back_with_its_counts_and_conflicts(place: Workspace, tmp_path: Path) -> None:
    study = drawn(place)
    packed = pack(study, "anna")
    unpack(packed, "anna.zip", tmp_path / "away")
    away = Desk("anna", study.scheme, study.articles, study.order("anna"), tmp_path / "away" / "codes.jsonl")
    for article in away.order[:2]:
        finish(away, article, ["device"])
    home = study_desk(study, "anna")
    mark(home, home.order[0], "device", Marking(("text", 0, 9), "other", ANSWERS))
    finish(home, home.order[0], ["device"])
    at = page(part="Packages")
    uploader(at, "package-back").upload("anna.zip", returned(tmp_path / "away"), "application/zip").run()
    assert "1 new code, 0 known, 1 conflict." in shown(at)
    assert f"{home.order[0]} Framing phrase 2 1" in shown(at)
    uploader(at, "package-back").upload("anna.zip", returned(tmp_path / "away"), "application/zip").run()
    assert "0 new codes, 1 known, 1 conflict." in shown(at)
    uploader(at, "package-back").upload("other.zip", b"PK no zip", "application/zip").run()
    assert "other.zip" in shown(at)


def uploader(at: AppTest, key: str) -> Any:
    return next(one for one in at.file_uploader if (one.key or "").startswith(key))


def test_package_of_somebody_else_is_coded_here(place: Workspace, tmp_path: Path) -> None:
    packed = pack(drawn(place), "anna")
    at = page(part="Sample")
    uploader(at, "package-to-code").upload("anna.zip", packed, "application/zip").run()
    assert "6 articles for anna." in shown(at)
    assert at.selectbox("study").value == "anna package"
    assert component(at)["total"] == 6
    assert [one.label for one in at.get("download_button")] == ["Download anna.zip to send back"]
    assert {one.name for one in list_studies(place)} == {"Study 1", "anna package"}


def test_codes_of_other_programs_are_taken_in_all_or_none(place: Workspace) -> None:
    study = drawn(place)
    text = study.articles[study.order("anna")[0]].text
    rows = [{"text": text, "label": [[0, 9, "other"]]}]
    at = page(part="Packages")
    at.selectbox("import-format").set_value("doccano").run()
    at.text_input("import-coder").set_value("model-1").run()
    at.toggle("import-machine").set_value(True).run()
    uploader(at, "import-file").upload("codes.jsonl", json.dumps(rows[0]).encode(), "application/jsonl").run()
    assert "2 new codes, 0 known." in shown(at)
    assert {(code.coder, code.coder_kind) for code in study.codes()} == {("model-1", "machine")}
    wrong = json.dumps({"text": text, "label": [[0, 9, "no/such"]]}).encode()
    uploader(at, "import-file").upload("codes.jsonl", wrong, "application/jsonl").run()
    assert "no code 'no/such'" in shown(at)
    assert len(study.codes()) == 2


def test_served_visitor_has_studies_of_an_own_that_go_with_the_session(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(place)
    monkeypatch.setenv(SERVE, "1")
    at = page()
    assert "deleted when you close this tab" in shown(at)
    assert "Draw a sample" in shown(at)
