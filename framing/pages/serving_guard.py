"""Between the network and Streamlit: which hosts and origins may ask, what is closed, headers on every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from framing.pages.launch import LOOPBACK_NAMES
from framing.pages.serving_headers import headers

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSED = (
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent",
    "/auth",
    "/oauth2callback",
    "/component",
)
"""Addresses of Streamlit that the app does not use, with all below them."""
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
"""PUT and DELETE are Streamlit's uploads."""
POLICY_VIOLATION = 1008
"""Closing code of a websocket that is refused."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a request decides whether it is answered."""

    path: str
    method: str
    hosts: tuple[str, ...]
    """Every Host header; one, where all is well."""
    origins: tuple[str, ...]


class Guard:
    """ASGI middleware; refuses with 400, 403, 404 or 405 before Streamlit sees a request.

    A host that is not in the list gets 400: that is also what stops DNS rebinding, where another site's name is made to
    point at this machine. `allowed` holds names in lower case, without ports.
    """

    def __init__(self, app: ASGIApp, allowed: frozenset[str]) -> None:
        self.app = app
        self.allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        found = asked(scope)
        refused = refusal(found, self.allowed)
        answer = _with_headers(send, found.path)
        if refused is None:
            await self.app({**scope, "headers": _own_origin(scope, found)}, receive, answer)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await _refuse(answer, refused)


def asked(scope: Scope) -> Asked:
    """The parts of an ASGI scope that are looked at."""
    return Asked(scope["path"], scope.get("method", "GET"), _all(scope, b"host"), _all(scope, b"origin"))


def refusal(found: Asked, allowed: frozenset[str]) -> HTTPStatus | None:
    """Why a request is not answered; None where it is."""
    if len(found.hosts) != 1 or host_name(found.hosts[0]) not in allowed:
        return HTTPStatus.BAD_REQUEST
    if not all(_same_origin(origin, found.hosts[0], allowed) for origin in found.origins):
        return HTTPStatus.FORBIDDEN
    if _closed(found.path):
        return HTTPStatus.NOT_FOUND
    return None if found.method in METHODS else HTTPStatus.METHOD_NOT_ALLOWED


def host_name(host: str) -> str | None:
    """The name in a Host header, in lower case and without its port; None for one that is not well formed."""
    try:
        parts = urlsplit(f"//{host}")
        parts.port  # noqa: B018 (raises for a port that is no number)
    except ValueError:
        return None
    if parts.netloc != host or parts.username is not None or not parts.hostname:
        return None
    return parts.hostname.rstrip(".")


def _same_origin(origin: str, host: str, allowed: frozenset[str]) -> bool:
    """Whether a page of this app asks: its own host and port, or a listed name in front of which a proxy stands.

    Loopback names count only with the same port, since other programs of this machine answer there too.
    """
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    return parts.netloc.lower() == host.lower() or host_name(parts.netloc) in allowed - LOOPBACK_NAMES


def _closed(path: str) -> bool:
    return any(path == closed or path.startswith(f"{closed}/") for closed in CLOSED)


def _own_origin(scope: Scope, found: Asked) -> list[tuple[bytes, bytes]]:
    """The headers with an origin that Streamlit takes for its own.

    For any other it would ask a service on another host for this machine's public address, to compare the two.
    """
    rest = [(name, value) for name, value in scope["headers"] if name != b"origin"]
    if found.origins and scope["type"] == "websocket":
        return [
            *rest,
            (b"origin", f"{urlsplit(found.origins[0]).scheme}://{found.hosts[0]}".encode("latin-1")),
        ]
    return rest


def _with_headers(send: Send, path: str) -> Send:
    own = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers(path)]
    names = {name for name, _ in own}

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.lower() not in names]
            message = {**message, "headers": [*kept, *own]}
        await send(message)

    return sent


async def _refuse(send: Callable[[Message], object], status: HTTPStatus) -> None:
    body = f"{status.value} {status.phrase}\n".encode("ascii")
    fields = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode("ascii")),
    ]
    for message in (
        {"type": "http.response.start", "status": status.value, "headers": fields},
        {"type": "http.response.body", "body": body},
    ):
        await send(message)  # type: ignore[misc]


def _all(scope: Scope, name: bytes) -> tuple[str, ...]:
    found: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return tuple(value.decode("latin-1") for key, value in found if key == name)
