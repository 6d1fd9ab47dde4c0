"""Sealing: ``find:`` words become anchors in the claim file itself; everything else in it stays as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from graph.errors import AnchorError
from loaders.anchors import Anchor, find, locate, parse_anchor, seal
from loaders.problems import Problems
from loaders.strict_yaml import Block, Text, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from loaders.text import NormalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What sealing did: the new content of the file, how many claims got an anchor and how many followed a moved passage."""

    content: str
    sealed: int
    moved: int


def seal_file(file: Path, text: NormalText) -> Sealed:
    """The claim file with every ``find`` turned into an anchor and every moved anchor into its new place; nothing is written.

    Raises InputError with one line for each claim whose passage is not found, found twice, too short, changed or lost.
    """
    content = file.read_text(encoding="utf-8")
    document = read_text(content, str(file))
    problems = Problems()
    edits: dict[int, Anchor] = {}
    claims = document.get(Text("claims"), []) if isinstance(document, Block) else []
    sealed = 0
    for claim in claims if isinstance(claims, list) else []:
        if isinstance(claim, Block):
            key, anchor = _anchor(claim, text, file, problems)
            if anchor is not None:
                edits[claim.line_of(key)] = anchor
                sealed += key == "find"
    problems.raise_any()
    return Sealed(content=_edited(content, edits, text.sha256), sealed=sealed, moved=len(edits) - sealed)


def _anchor(claim: Block, text: NormalText, file: Path, problems: Problems) -> tuple[str, Anchor | None]:
    words, written = claim.get(Text("find")), claim.get(Text("anchor"))
    try:
        if isinstance(words, Text):
            return "find", seal(text, find(text, words))
        if isinstance(written, Block):
            return "anchor", _followed(parse_anchor({str(k): str(v) for k, v in written.items()}), text)
    except AnchorError as error:
        for problem in error.problems:
            problems.add(
                file, claim.line_of("find" if words else "anchor"), f"claim {claim.get(Text('id'))}: {problem}"
            )
    return "anchor", None


def _followed(anchor: Anchor, text: NormalText) -> Anchor | None:
    found = locate(text, anchor)
    if found.status == "moved":
        return seal(text, found.spans, short_ok=True)
    if found.status == "exact":
        return None
    message = {
        "changed": f"the passage has changed (now near {found.spans}); read it again, and put find in place of the anchor",
        "lost": "the passage is not in this text; read the text again, and put find in place of the anchor or retract the claim",
    }[found.status]
    raise AnchorError(message)


def _edited(content: str, edits: dict[int, Anchor], text_hash: str) -> str:
    lines = content.splitlines(keepends=True)
    for line, anchor in sorted(edits.items(), reverse=True):
        indent = re.match(r"[ -]*", lines[line - 1])
        blanks = indent.group() if indent else ""
        fields = anchor.fields() | {"paragraph": f'"{anchor.paragraph}"'}
        written = ", ".join(f"{key}: {_quoted(value)}" for key, value in fields.items())
        lines[line - 1 : _end(lines, line)] = [f"{blanks}anchor: {{{written}}}\n"]
    return _with_hash("".join(lines), text_hash)


def _quoted(value: str) -> str:
    return value if value.startswith('"') or yaml.safe_load(value) == value else f'"{value}"'


def _end(lines: list[str], line: int) -> int:
    """The number of the last line of the value that starts at ``line``: those that are indented deeper belong to it."""
    depth = len(lines[line - 1]) - len(lines[line - 1].lstrip(" -"))
    end = line
    while end < len(lines) and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip(" ")) > depth:
        end += 1
    return end


def _with_hash(content: str, text_hash: str) -> str:
    written = f"text-sha256: {text_hash}"
    if re.search(r"(?m)^text-sha256:.*$", content):
        return re.sub(r"(?m)^text-sha256:.*$", written, content, count=1)
    return re.sub(r"(?m)^(source:.*)$", rf"\1\n{written}", content, count=1)
