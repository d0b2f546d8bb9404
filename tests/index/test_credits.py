"""Whose copy an article says it is."""

from __future__ import annotations

import pytest

from framing.index.credits import copy_origin
from framing.types import Article

BODY = "The minister resigned on Tuesday after a vote that he lost. " * 10


@pytest.mark.parametrize(
    ("author", "text", "origin"),
    [
        ("Associated Press", BODY, "AP"),
        ("By ANN LEE, AP", BODY, "AP"),
        ("Reuters Staff", BODY, "Reuters"),
        (None, f"WASHINGTON (Reuters) - {BODY}", "Reuters"),
        (None, f"KYIV, Ukraine (AP) — {BODY}", "AP"),
        (None, f"{BODY}\n\nAFP", "AFP"),
        (None, f"{BODY}\n\n© 2024 Agence France-Presse", "AFP"),
        (None, f"{BODY}\n\nCopyright 2019 The Associated Press. All rights reserved.", "AP"),
        (None, f"{BODY}\n\nThe Associated Press contributed to this report.", None),
        (None, f"{BODY} He told Reuters that he was sorry.", None),
        (None, f"{BODY} “I am not from the AP classes,” she said.", "AP"),
        ("Ann Lee", f"Japan and Reuters agreed. {BODY}", None),
        ("Capt. Japan", BODY, None),
        (None, "", None),
    ],
)
def test_credit_names_the_origin(author: str | None, text: str, origin: str | None) -> None:
    assert copy_origin(Article("a", text, author=author)) == origin
