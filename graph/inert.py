"""What in SPARQL holds no keyword: strings, IRIs, comments and names, so that keywords can be looked for in what is left."""

from __future__ import annotations

import re
from functools import lru_cache

_CODE_POINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR = rf"\\[tbnrf\"'\\]|{_CODE_POINT}"
INERT = re.compile(
    rf"(?P<quoted><(?:[^<>\"{{}}|^`\\\x00-\x20]|{_CODE_POINT})*>"
    rf'|"""(?:"{{0,2}}(?:[^"\\]|{_ECHAR}))*"""'
    rf"|'''(?:'{{0,2}}(?:[^'\\]|{_ECHAR}))*'''"
    rf'|"(?:[^"\\\n\r]|{_ECHAR})*"'
    rf"|'(?:[^'\\\n\r]|{_ECHAR})*'"
    r"|\#[^\n\r]*)"
    r"|(?P<named>[?$]\w+|:[\w:%](?:[\w:%.-]*[\w:%-])?)"
    r"|\\."
)
"""What in SPARQL holds no keyword: ``quoted`` are IRIs, strings and comments, ``named`` are variables and prefixed names."""


@lru_cache(maxsize=64)
def blanked(text: str) -> str:
    """A query with comments, strings and IRIs blanked out, every character at its place, for looking at its keywords."""
    return INERT.sub(lambda found: _blanks(found.group()) if found.group("quoted") else found.group(), text)


def _blanks(text: str) -> str:
    return "".join(character if character in "\r\n" else " " for character in text)
