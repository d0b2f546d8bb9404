"""Response headers of the app, each value with its reason; docs/app-security.md says the same at length."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

MEDIA = "/media/"
"""Where Streamlit serves what a reader downloads."""
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_UNUSED = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "fullscreen", "geolocation", "gyroscope",
    "hid", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial",
    "usb", "xr-spatial-tracking",
)  # fmt: skip
_ALWAYS = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", ", ".join(f"{name}=()" for name in _UNUSED)),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
)
DOWNLOAD_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""For a downloaded file that somebody opens in the browser all the same: nothing in it runs or loads."""


def headers(path: str) -> tuple[tuple[str, str], ...]:
    """Name in lower case and value of every header that a response for the path carries."""
    policy = DOWNLOAD_POLICY if path.startswith(MEDIA) else page_policy()
    return (("content-security-policy", policy), *_ALWAYS)


@cache
def page_policy() -> str:
    """The content security policy of everything that is not a download."""
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in _directives())


def _directives() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("default-src", ("'self'",)),
        # Streamlit's start page holds one inline script; our own component's script comes as a blob.
        ("script-src", ("'self'", "blob:", *_inline_scripts())),
        # Streamlit writes the style of each of its elements at run time (emotion), charts set style attributes.
        ("style-src", ("'self'", "'unsafe-inline'")),
        # The page's icon and the signs on widgets are drawn in data: addresses.
        ("img-src", ("'self'", "data:")),
        # Streamlit's menus carry a small font of their own in a data: address.
        ("font-src", ("'self'", "data:")),
        ("object-src", ("'none'",)),
        ("frame-src", ("'none'",)),
        ("frame-ancestors", ("'none'",)),
        ("base-uri", ("'self'",)),
        ("form-action", ("'self'",)),
    )


def _inline_scripts() -> tuple[str, ...]:
    """Each inline script of Streamlit's start page by its digest, so that no other may run."""
    import streamlit

    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    digests = (hashlib.sha256(script.encode("utf-8")).digest() for script in _SCRIPT.findall(page))
    return tuple(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)
