"""SERVICE: refused, but for addresses that whoever started the server allowed by name."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graph.inert import INERT
from graph.querying import defused
from graph.service.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SUSPECT = ("SERVICE", "\\U")
_CALL = re.compile(r"(?<![\w:?$.%-])SERVICE(?:\s+SILENT)?\s*\Z", re.IGNORECASE)


def harmless(text: str, allowed: Sequence[str]) -> str:
    """The query as it may be run. Raises RefusedQueryError when it calls a SERVICE that is not ``allowed``.

    A call is seen only where the address stands right behind the word; whatever else could be one is refused, see
    :func:`graph.querying.defused`. Raises ProblemError when an allowed address leads into this machine or its own network.
    """
    capitals = text.upper()
    if not any(sign in capitals for sign in _SUSPECT):
        return text  # most queries name neither, and are spared the look
    if not allowed:
        return defused(text)
    if "\0" in text:
        raise ProblemError(400, "the query holds the character NUL")
    masked, calls = _masked(text, allowed)
    safe = defused(masked)
    for number, call in enumerate(calls):
        safe = safe.replace(f"\0{number}\0", call)
    return safe


def _masked(text: str, allowed: Sequence[str]) -> tuple[str, list[str]]:
    """The text with a mark in place of each allowed call, and the calls."""
    parts: list[str] = []
    calls: list[str] = []
    end = 0
    for found in INERT.finditer(text):
        call = _CALL.search(text, end, found.start())
        address = found.group()[1:-1]
        if call and found.group().startswith("<") and address in allowed:
            check_address(address)
            parts += [text[end : call.start()], f"\0{len(calls)}\0"]
            calls.append(text[call.start() : found.end()])
        else:
            parts.append(text[end : found.end()])
        end = found.end()
    return "".join([*parts, text[end:]]), calls


def check_address(url: str) -> None:
    """Raise ProblemError when a host name leads to loopback or a private range: only an address can be meant to do so."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or _is_address(host):
        return
    try:
        found = socket.getaddrinfo(host, None)
    except OSError as error:
        raise ProblemError(400, f"the server {host} of a SERVICE cannot be found") from error
    if not all(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found):
        raise ProblemError(
            400, f"the server {host} of a SERVICE is inside this network; it must be allowed by its number"
        )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
