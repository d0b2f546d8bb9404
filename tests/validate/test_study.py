"""A study, its packages and its versions: blind, checked, and never a code lost or doubled."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from framing.errors import InputError, OutputError
from framing.validate.codes import Code, made
from framing.validate.journal import append
from framing.validate.package import JOURNAL, bring_back, open_package, pack, returned, unpack
from framing.validate.scheme import CodeDefinition, Layer, Scheme
from framing.validate.study import Study, open_study
from framing.validate.versions import Change, changes, older_schemes, revise, to_code_again
from validate.builders import DEVICES, LAYERS, RATING, SCHEME, SOURCES, code, done, new_study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return new_study(tmp_path / "study")


def first(study: Study) -> str:
    return sorted(study.articles)[0]


def test_study_opens_as_it_was_made(study: Study) -> None:
    again = open_study(study.folder)
    assert (again.sample, again.scheme, again.articles) == (study.sample, study.scheme, study.articles)


def test_sample_is_never_drawn_over(study: Study) -> None:
    with pytest.raises(OutputError, match="holds a sample"):
        new_study(study.folder)


def test_changed_text_is_noticed(study: Study) -> None:
    path = study.folder / "articles.jsonl"
    path.write_bytes(path.read_bytes().replace(b"gold rush", b"gold dust", 1))
    with pytest.raises(InputError, match="not the article that was drawn"):
        open_study(study.folder)


def test_each_coder_has_an_order_of_its_own(study: Study) -> None:
    assert sorted(study.order("anna")) == sorted(study.order("ben"))
    assert study.order("anna") != study.order("ben")
    assert study.order("anna") == open_study(study.folder).order("anna")


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({"article_id": "zz"}, "no article zz"),
        ({"end": 10_000}, "ends at 10000"),
        ({"code": "economy/silver"}, "economy/silver"),
        ({"layer": "colour"}, "no such layer"),
        ({"layer": "sensationalism", "rating": 2.5, "code": None}, "rating 2.5"),
    ],
)
def test_code_of_something_else_is_refused(study: Study, changes: dict[str, object], seen: str) -> None:
    one = made(replace(code(article=first(study)), **changes))  # type: ignore[arg-type]
    with pytest.raises(InputError, match=seen):
        study.add(one)
    assert study.coders() == ()


def test_nobody_compares_before_all_have_finished(study: Study) -> None:
    for name in ("anna", "ben"):
        for article in study.articles:
            assert not study.may_compare(["anna", "ben"], "device")
            study.add(done(name, article))
    assert study.may_compare(["anna", "ben"], "device")
    assert not study.may_compare(["anna", "ben"], "sourcing")
    assert study.left("anna", "device") == ()
    assert study.left("anna", "sourcing") == study.order("anna")


def coded_away(study: Study, folder: Path, *codes: Code) -> bytes:
    """A package for Anna, unpacked, coded and returned."""
    unpack(pack(study, "anna"), "anna.zip", folder)
    for one in codes:
        append(folder / JOURNAL, one)
    return returned(folder)


def test_package_says_nothing_of_strata_probabilities_or_other_coders(study: Study, tmp_path: Path) -> None:
    study.add(code("ben", first(study), memo="what ben thinks"))
    data = pack(study, "anna", hide_outlet=True)
    content = b"".join(
        zipfile.ZipFile(io.BytesIO(data)).read(name) for name in zipfile.ZipFile(io.BytesIO(data)).namelist()
    )
    for secret in (b"ben", b"stratum", b"probability", b"Ash", b"Birch", b"hit"):
        assert secret not in content
    assert data == pack(study, "anna", hide_outlet=True)
    unpack(data, "anna.zip", tmp_path / "away")
    opened = open_package(tmp_path / "away")
    assert tuple(article.id for article in opened.articles) == study.order("anna")
    assert opened.scheme == study.scheme


def test_package_comes_back_once_however_often_it_is_brought(study: Study, tmp_path: Path) -> None:
    codes = code("anna", first(study)), done("anna", first(study))
    data = coded_away(study, tmp_path / "away", *codes)
    assert bring_back(study, data, "back.zip").new == 2
    again = bring_back(study, data, "back.zip")
    assert (again.new, again.known, again.conflicts) == (0, 2, ())
    assert study.codes("anna") == codes


def test_article_finished_twice_with_other_codes_is_a_conflict_and_home_stays(
    study: Study, tmp_path: Path
) -> None:
    article, other = sorted(study.articles)[:2]
    home = done("anna", article)
    away = code("anna", article), done("anna", article), done("anna", other)
    data = coded_away(study, tmp_path / "away", *away)
    study.add(home)
    merged = bring_back(study, data, "back.zip")
    assert [(one.article_id, one.layer, one.at_home, one.brought_back) for one in merged.conflicts] == [
        (article, "device", 1, 2)
    ]
    assert study.codes("anna") == (home, away[2])


def test_package_of_another_sample_or_coder_or_kind_of_file_is_refused(study: Study, tmp_path: Path) -> None:
    other = new_study(tmp_path / "other", size=5)
    with pytest.raises(InputError, match="another sample"):
        bring_back(other, pack(study, "anna"), "back.zip")
    with pytest.raises(InputError, match="codes of ben"):
        bring_back(study, coded_away(study, tmp_path / "away", code("ben", first(study))), "back.zip")
    with pytest.raises(InputError):
        bring_back(study, b"no zip at all", "back.zip")
    unpack(pack(study, "anna"), "anna.zip", tmp_path / "edited")
    articles = tmp_path / "edited" / "articles.jsonl"
    articles.write_bytes(articles.read_bytes().replace(b"gold rush", b"gold dust", 1))
    with pytest.raises(InputError, match="other texts"):
        bring_back(study, returned(tmp_path / "edited"), "back.zip")
    articles.write_bytes(b'{"id": 7, "title": null, "text": "x"}')
    with pytest.raises(InputError, match="no text"):
        bring_back(study, returned(tmp_path / "edited"), "back.zip")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package.json", b"0" * 120_000_000)
    with pytest.raises(InputError):
        bring_back(study, bomb.getvalue(), "bomb.zip")


def test_package_is_not_unpacked_over_another(study: Study, tmp_path: Path) -> None:
    unpack(pack(study, "anna"), "anna.zip", tmp_path / "away")
    with pytest.raises(OutputError, match="holds a package"):
        unpack(pack(study, "anna"), "anna.zip", tmp_path / "away")


def devices(**changes: str) -> Layer:
    """The device layer with its first definition changed."""
    return replace(DEVICES, codes=(replace(DEVICES.codes[0], **changes), DEVICES.codes[1]))  # type: ignore[arg-type]


def with_devices(layer: Layer) -> Scheme:
    return Scheme((layer, SOURCES, RATING))


NEW = CodeDefinition("economy/bubble", "bubble", "A bubble.")


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (DEVICES, []),
        (devices(definition="A stampede."), [("economy/gold-rush", "definition")]),
        (devices(patterns="patterns-2"), [("economy/gold-rush", "patterns")]),
        (replace(DEVICES, codes=(*DEVICES.codes, NEW)), [("economy/bubble", "new")]),
        (replace(DEVICES, codes=DEVICES.codes[1:]), [("economy/gold-rush", "gone")]),
        (
            replace(DEVICES, question="Mark it all."),
            [("economy/gold-rush", "definition"), ("other", "definition")],
        ),
    ],
)
def test_changes_between_versions(layer: Layer, expected: list[tuple[str, str]]) -> None:
    found = changes(SCHEME, with_devices(layer))
    assert found == tuple(Change("device", name, what) for name, what in expected)  # type: ignore[arg-type]


def test_changed_question_of_ratings_is_one_change() -> None:
    changed = Scheme((DEVICES, SOURCES, replace(RATING, question="How loud?")))
    assert changes(SCHEME, changed) == (Change("sensationalism", "", "definition"),)


def test_changed_definition_is_coded_again_and_changed_patterns_are_not(study: Study) -> None:
    article = first(study)
    for one in (code("anna", article), done("anna", article), done("anna", article, "sourcing")):
        study.add(one)
    rerun = revise(study, with_devices(devices(patterns="patterns-2")))
    assert to_code_again(rerun.codes(), older_schemes(rerun.folder), rerun.scheme) == ()
    assert article not in rerun.left("anna", "device")
    redefined = revise(rerun, with_devices(devices(definition="A stampede.")))
    (again,) = to_code_again(redefined.codes(), older_schemes(redefined.folder), redefined.scheme)
    assert (again.coder, again.layer, again.codes, again.articles) == (
        "anna",
        "device",
        ("economy/gold-rush",),
        (article,),
    )
    assert article in redefined.left("anna", "device")
    assert article not in redefined.left("anna", "sourcing")
    assert LAYERS["device"].digest != redefined.scheme.layer("device").digest
