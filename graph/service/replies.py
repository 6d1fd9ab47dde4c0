"""Answers on their way out: a worker's answer, a short one, a problem; each with what every answer has."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from graph.service.problems import PROBLEM, ProblemError

if TYPE_CHECKING:
    from graph.service.process import Reply, Worker
    from graph.service.requests import Exchange

_EXPOSED = (
    b"ETag, Location, Retry-After, Detente-Data, Detente-Perspective, Detente-Rests-On-User, "
    b"Detente-Rows, Detente-Contested, Detente-Left-Out, Detente-Left-Out-By-Time"
)
CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED),
]
_PREFLIGHT = [
    (b"access-control-allow-headers", b"Accept, Authorization, Content-Type, If-None-Match"),
    (b"access-control-max-age", b"86400"),
]
VARY = (b"vary", b"Accept, Accept-Encoding")
WHOLE = "detente.whole"
"""Stands in the message that begins an answer, with all of its content, when no other message follows: two would cost twice."""


async def send_whole(exchange: Exchange, status: int, headers: list[tuple[bytes, bytes]], content: bytes = b"") -> None:
    """Send an answer whose whole content is here."""
    length = [] if status in (204, 304) else [(b"content-length", b"%d" % len(content))]
    body = b"" if exchange.scope["method"] == "HEAD" else content
    await exchange.send({"type": "http.response.start", "status": status, "headers": [*headers, *length], WHOLE: body})


async def send_problem(exchange: Exchange, error: ProblemError) -> None:
    """Send a problem."""
    headers = [(b"content-type", PROBLEM.encode()), VARY, *_encoded(error.headers)]
    await send_whole(exchange, error.status, headers, error.body())


async def send_options(exchange: Exchange, methods: str) -> None:
    """Answer OPTIONS, a browser's preflight too."""
    allowed = methods.encode()
    headers = [(b"allow", allowed), (b"access-control-allow-methods", allowed), *_PREFLIGHT]
    await send_whole(exchange, 204, headers)


def headers_of(reply: Reply, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of what a worker answers; ``headers`` are those of an answer that is no problem."""
    head = reply.head
    found = [(b"content-type", head["type"].encode()), VARY, *_encoded(head["headers"])]
    if head["status"] == 200:
        found += headers
    if head.get("gzip"):
        found.append((b"content-encoding", b"gzip"))
    return found


async def send_reply(exchange: Exchange, reply: Reply, worker: Worker, headers: list[tuple[bytes, bytes]]) -> None:
    """Send what a worker answers, as it comes, with all its ``headers``. Raises BrokenOffError when it breaks off."""
    status = reply.head["status"]
    if not reply.more:
        await send_whole(exchange, status, headers, reply.body)
        return
    send = exchange.send
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if exchange.scope["method"] != "HEAD":
        while (chunk := await worker.chunk()) is not None:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]


def tag(*parts: object) -> str:
    """A weak ETag of what an answer depends on: one and the same request to one and the same data has one and the same."""
    return f'W/"{hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()}"'


def matches(tags: str, own: str) -> bool:
    """Whether an If-None-Match header names this ETag (weak comparison, RFC 9110, section 8.8.3.2)."""
    return bool(tags) and own.removeprefix("W/") in [name.strip().removeprefix("W/") for name in tags.split(",")]
