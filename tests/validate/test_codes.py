"""A code is never changed; what stands, what is withdrawn and what is finished follow from the list of codes alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.validate.codes import Code, current, finished, from_row, made, standing, to_row
from validate.builders import DEVICES, code, done


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({"coder": "../anna"}, "small letters"),
        ({"coder": "a" * 41}, "small letters"),
        ({"coder_kind": "robot"}, "robot"),
        ({"unit": "word"}, "word"),
        ({"start": 5, "end": 5}, "from 5 to 5"),
        ({"start": -1}, "from -1"),
        ({"field": None}, "without field"),
        ({"field": "body"}, "neither title nor text"),
        ({"voice": "narrator"}, "narrator"),
        ({"stance": "ironic"}, "ironic"),
        ({"anonymity": "secret"}, "secret"),
        ({"code": None}, "without a code"),
        ({"unit": "finished"}, "with a place"),
        ({"unit": "withdrawn", "field": None, "start": None, "end": None}, "names no code"),
        ({"rating": float("nan")}, "nan"),
        ({"memo": "x" * 5001}, "5001"),
    ],
)
def test_unsound_code_is_refused(changes: dict[str, Any], seen: str) -> None:
    with pytest.raises(InputError, match=seen):
        made(replace(code(), **changes))


def test_cannot_tell_needs_no_code() -> None:
    assert made(replace(code(), code=None, cannot_tell=True)).cannot_tell


def test_id_is_that_of_the_content() -> None:
    one = code()
    assert made(one) == one
    assert made(replace(one, memo="a thought")).id != one.id
    with pytest.raises(InputError, match="not that of its content"):
        from_row({**to_row(one), "memo": "changed behind the back"}, "codes.jsonl:1")


def test_unknown_column_and_wrong_type_are_refused() -> None:
    with pytest.raises(InputError, match="colour"):
        from_row({**to_row(code()), "colour": "red"}, "x:1")
    with pytest.raises(InputError, match="start"):
        from_row({**to_row(code()), "start": "19"}, "x:1")
    with pytest.raises(InputError, match="lacking"):
        from_row({"coder": "anna"}, "x:1")


def test_withdrawn_code_does_not_stand_and_only_its_coder_can_withdraw_it() -> None:
    one, other = code("anna"), code("ben")
    withdrawal = code("anna", unit="withdrawn", refers=(one.id, other.id))
    assert standing([one, other, withdrawal]) == (other,)


def test_last_rating_of_a_coder_stands() -> None:
    first, second, others = (
        code(name, layer="sensationalism", unit="rating", rating=rating)
        for name, rating in (("anna", 1.0), ("anna", 3.0), ("ben", 2.0))
    )
    assert standing([first, second, others]) == (second, others)


def test_codes_by_older_definitions_are_not_current() -> None:
    new, old, mark = code(), code(definition="0123456789abcdef"), done(definition="older")
    assert current([new, old, mark], DEVICES) == (new,)
    assert finished([done("anna", "a01"), done("ben", "a02")]) == {"anna": {"a01"}, "ben": {"a02"}}


texts = st.text(st.characters(exclude_categories=[]), max_size=20)


@st.composite
def any_codes(draw: st.DrawFn) -> Code:
    """Any sound code."""
    start = draw(st.integers(0, 10**6))
    return made(
        Code(
            coder=draw(st.from_regex(r"[a-z0-9][a-z0-9._-]{0,5}", fullmatch=True)),
            coder_kind=draw(st.sampled_from(["human", "machine"])),
            article_id=draw(st.text(max_size=8)),
            layer=draw(st.text(max_size=8)),
            unit="span",
            time="2026-11-22T00:00:00Z",
            definition=draw(st.from_regex(r"[0-9a-f]{16}", fullmatch=True)),
            field=draw(st.sampled_from(["title", "text"])),
            start=start,
            end=start + draw(st.integers(1, 99)),
            code=draw(st.text(min_size=1, max_size=9)),
            voice=draw(st.sampled_from([None, "author", "source", "cannot_tell"])),
            stance=draw(st.sampled_from([None, "asserted", "rejected", "hedged"])),
            rating=draw(st.one_of(st.none(), st.floats(-9, 9))),
            cannot_tell=draw(st.booleans()),
            memo=draw(texts),
            refers=tuple(draw(st.lists(st.from_regex(r"[0-9a-f]{16}", fullmatch=True), max_size=2))),
        )
    )


@given(any_codes())
def test_row_gives_the_same_code_again(one: Code) -> None:
    assert from_row(to_row(one), "x:1") == one
