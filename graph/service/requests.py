"""What a client asks of the endpoint: parameters out of the address and the body, and nothing but what the protocol has."""

from __future__ import annotations

import asyncio
import re
from binascii import a2b_qp
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

from graph.service.problems import ProblemError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from graph.service.limits import Limits

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_DATASET = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")
_PARAMETERS = frozenset({"query", "update", *_DATASET, "format", "timeout"})
_FIELDS = 1000
_HALF_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
"""A name, an address, and a port: addresses in answers are made of it, and IRIs do not hold all that a header can."""
SHORTEST = 0.1
"""The least that ``timeout=`` takes, in seconds: with less, the answer would hang on how busy the machine is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request of the SPARQL 1.1 Protocol: one query, one update, or neither; the dataset; and what else is wished.

    ``others`` are the names of parameters that there are not: they say nothing, as with other endpoints, if there is a query.
    """

    query: str | None = None
    update: str | None = None
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    using_graphs: list[str] = field(default_factory=list)
    using_named_graphs: list[str] = field(default_factory=list)
    wanted: str = ""
    others: list[str] = field(default_factory=list)
    seconds: float


WAS_KEPT = "detente.kept"
"""The member of a request's scope that says, for the log, that its answer was kept."""


class Exchange(NamedTuple):
    """A request and its answer, as ASGI has them."""

    scope: Scope
    receive: Receive
    send: Send


def header(scope: Scope, name: bytes) -> str:
    """The values of a header, with commas between them; empty when there is none."""
    values = [value for key, value in scope["headers"] if key == name]
    return b", ".join(values).decode("latin-1") if values else ""


def media_type(content_type: str) -> tuple[str, str]:
    """The media type in a Content-Type header and its charset, in small letters; empty when none is named (RFC 9110, section 8.3.1)."""
    kind, *parameters = content_type.split(";")
    named = (parameter.partition("=") for parameter in parameters)
    found = (value.strip().strip('"') for name, _, value in named if name.strip().lower() == "charset")
    return kind.strip().lower(), next(found, "").lower()


async def body(exchange: Exchange, limits: Limits, *, most: int) -> bytes:
    """The body. Raises ProblemError 413 when it is larger than ``most``, 408 when it takes too long, 400 when it breaks off."""
    declared = header(exchange.scope, b"content-length")
    too_large = ProblemError(413, f"the body is larger than {most} bytes", headers={"Connection": "close"})
    if declared.isdigit() and int(declared) > most:
        raise too_large
    content = bytearray()
    try:
        async with asyncio.timeout(limits.body_seconds):
            while True:
                message = await exchange.receive()
                if message["type"] == "http.disconnect":
                    raise ProblemError(400, "the body breaks off")
                content += message.get("body", b"")
                if len(content) > most:
                    raise too_large
                if not message.get("more_body"):
                    return bytes(content)
    except TimeoutError as error:
        late = f"the body took longer than {limits.body_seconds:g} s"
        raise ProblemError(408, late, headers={"Connection": "close"}) from error


async def read_request(exchange: Exchange, limits: Limits) -> Asked:
    """The request of a GET, HEAD or POST. Raises ProblemError for what the protocol does not have."""
    scope = exchange.scope
    pairs = parameters(scope["query_string"])
    if scope["method"] != "POST":
        if any(name == "update" for name, _ in pairs):
            raise ProblemError(400, "an update is sent by POST")
        return _asked(pairs, limits)
    kind, charset = media_type(header(scope, b"content-type"))
    if kind not in (FORM, QUERY, UPDATE):
        takes = f"send the query as {QUERY}, the update as {UPDATE}, or either as {FORM}"
        raise ProblemError(
            415, f"a body of this type is not read; {takes}", headers={"Accept-Post": f"{QUERY}, {UPDATE}, {FORM}"}
        )
    if charset not in ("", "utf-8", "utf8"):
        raise ProblemError(415, "the body is in a charset other than UTF-8; send it in UTF-8")
    content = await body(exchange, limits, most=limits.text_bytes if kind != FORM else 3 * limits.text_bytes)
    if kind == FORM:
        return _asked([*pairs, *parameters(content)], limits)
    name = "query" if kind == QUERY else "update"
    return _asked([*pairs, (name, _decoded(content))], limits)


def parameters(content: bytes) -> list[tuple[str, str]]:
    """Names and values of a query string or a form. Raises ProblemError when they are no UTF-8, or too many."""
    fields = content.replace(b"+", b" ").split(b"&")
    if len(fields) > _FIELDS:
        raise ProblemError(400, f"there are more than {_FIELDS} parameters")
    try:
        content.decode("ascii")
        pairs = [field.partition(b"=") for field in fields if field]
        return [(unescaped(name).decode(), unescaped(value).decode()) for name, _, value in pairs]
    except UnicodeDecodeError as error:
        raise ProblemError(400, "the parameters are not UTF-8 in percent-encoding") from error


def unescaped(content: bytes) -> bytes:
    """Bytes with their escapes in percent replaced, as :func:`urllib.parse.unquote_to_bytes` does it, in a tenth of the time.

    The escapes of quoted-printable are the same but for their sign, and for them Python has a decoder in C. What is no escape
    the two do not take alike.
    """
    if b"%" not in content:
        return content
    if _HALF_ESCAPE.search(content):
        return unquote_to_bytes(content)
    return a2b_qp(content.replace(b"=", b"=3D").replace(b"%", b"="))


def _decoded(content: bytes) -> str:
    try:
        return content.decode().removeprefix("\ufeff")  # with which editors on Windows begin a file
    except UnicodeDecodeError as error:
        raise ProblemError(400, f"the body is not UTF-8 at byte {error.start}") from error


def _asked(pairs: list[tuple[str, str]], limits: Limits) -> Asked:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    query, update, wished = (_once(name, found.get(name)) for name in ("query", "update", "timeout"))
    if query is not None and update is not None:
        raise ProblemError(400, "a request is a query or an update, and not both")
    if len(query or update or "") > limits.text_bytes:
        raise ProblemError(413, f"the text is longer than {limits.text_bytes} characters")
    return Asked(
        query=query,
        update=update,
        default_graphs=found.get("default-graph-uri"),
        named_graphs=found.get("named-graph-uri"),
        using_graphs=found.get("using-graph-uri", []),
        using_named_graphs=found.get("using-named-graph-uri", []),
        wanted=",".join(filter(None, found.get("format", ()))),  # SPARQLWrapper sends several
        others=[name for name in found if name not in _PARAMETERS],
        seconds=deadline(wished, limits),
    )


def single(pairs: list[tuple[str, str]], name: str) -> str | None:
    """The value of a parameter, None when it is not given. Raises ProblemError when it is given twice."""
    return _once(name, [value for given, value in pairs if given == name])


def _once(name: str, values: list[str] | None) -> str | None:
    if not values:
        return None
    if len(values) > 1:
        raise ProblemError(400, f"{name} is given {len(values)} times; give it once", parameter=name)
    return values[0]


def deadline(wished: str | None, limits: Limits) -> float:
    """The deadline of a request in seconds: its ``timeout=``, but never more than the server gives. Raises ProblemError."""
    if wished is None:
        return limits.seconds
    try:
        seconds = float(wished)
    except ValueError:
        seconds = -1.0
    if not seconds >= SHORTEST:
        takes = f"timeout= takes seconds, {SHORTEST} or more, such as 2.5"
        raise ProblemError(400, takes, parameter="timeout", accepted=f"seconds, {SHORTEST} or more")
    return min(seconds, limits.seconds)


def takes_gzip(scope: Scope) -> bool:
    """Whether the client takes an answer that is compressed by gzip (RFC 9110, section 12.5.3)."""
    for coding in header(scope, b"accept-encoding").lower().split(","):
        name, _, quality = coding.partition(";")
        if name.strip() == "gzip":
            return quality.strip().rstrip("0") not in ("q=", "q=0.")
    return False


def own_address(scope: Scope) -> str:
    """The address under which the client asks, without parameters. Raises ProblemError for a Host that is no name of a host."""
    host = header(scope, b"host") or _listening(*scope["server"])
    if _HOST.fullmatch(host) is None:
        raise ProblemError(400, "the header Host is no name or address of a host, such as graph.example.org:8000")
    return f"{scope['scheme']}://{host}{scope['path']}"


def _listening(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
