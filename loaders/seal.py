"""Sealing: ``find:`` words become anchors in the file itself, of claims or of coverage; all else in it stays as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import yaml

from graph.errors import AnchorError, InputError
from loaders.anchored import both
from loaders.anchors import Anchor, find, locate, parse_anchor, seal
from loaders.fields import Fields
from loaders.files import read_utf8
from loaders.problems import Problems
from loaders.strict_yaml import Block, Text, Value, read_text
from loaders.verify import copied_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from loaders.text import NormalText


_REST_OF_LINE = re.compile(r"[^\r\n]*(\r\n|\r|\n)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What sealing did: the new content of the file, how many blocks got an anchor and how many followed a moved passage."""

    content: str
    sealed: int
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What kind of file is sealed: its name, the keys of its lists of blocks, the name of a block, whether titles may be passages."""

    name: str
    lists: tuple[str, ...]
    what: str
    short_ok: bool


CLAIMS = Form(name="claim file", lists=("claims",), what="claim", short_ok=False)
COVERAGE = Form(name="file of coverage", lists=("skipped", "unused"), what="entry", short_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """What comes into the place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    written: str


def seal_file(file: Path, text: NormalText, form: Form = CLAIMS) -> Sealed:
    """The file with every ``find`` turned into an anchor and every moved anchor into its new place; nothing is written.

    Raises InputError with one line for each block whose passage is not found, found twice, too short, changed or lost, and
    for each field that repeats too many words of the text.
    """
    problems = Problems()
    content = read_utf8(file)
    document = read_text(content, str(file))
    if not isinstance(document, Block):
        keys = ", ".join(("source", "text-sha256", *form.lists))
        raise InputError(f"{file}:1: a {form.name} is a block with the keys {keys}")

    fields = Fields(document, file, problems)
    edits, sealed = [_hash_edit(content, fields, text.sha256, form)], 0
    for block in _blocks(fields, form):
        key, anchor = ("anchor", None) if "retracted" in block.block else _anchor(block, text, form)
        if anchor is not None:
            edits.append(_anchor_edit(content, block.block, key, anchor))
            sealed += key == "find"
    for line in copied_fields(file, text):
        problems.take(InputError(line))
    problems.raise_any()
    return Sealed(content=_edited(content, edits, file), sealed=sealed, moved=len(edits) - 1 - sealed)


def _blocks(fields: Fields, form: Form) -> list[Fields]:
    """The blocks of all lists of a file; the one list of a claim file must be there."""
    present = [key for key in form.lists if key in fields.block or form is CLAIMS]
    return [block for key in present for block in fields.blocks(key)]


def _anchor(block: Fields, text: NormalText, form: Form) -> tuple[str, Anchor | None]:
    """The key that is to be replaced and the anchor for it; no anchor when there is nothing to do or the block is at fault."""
    key = "find" if "find" in block.block else "anchor"
    try:
        if key == "anchor":
            return key, _followed(block, text, form)
        if "anchor" in block.block:
            block.wrong("find", both(form.what))
        elif (words := block.text("find")) is not None:
            return key, seal(text, find(text, words), short_ok=form.short_ok)
    except AnchorError as error:
        for problem in error.problems:
            block.wrong(key, f"{form.what} {block.block.get(Text('id'), '')}".rstrip() + f": {problem}")
    return key, None


def _followed(block: Fields, text: NormalText, form: Form) -> Anchor | None:
    written = block.inner("anchor")
    if written is None:
        if "anchor" not in block.block:
            block.wrong(
                "anchor", f"the {form.what} has neither find nor an anchor; write find: and a few words of its passage"
            )
        return None
    anchor = parse_anchor({str(key): str(value) for key, value in written.block.items()})
    found = locate(text, anchor)
    if found.status == "moved":
        return seal(text, found.spans, short_ok=True)
    if found.status == "exact":
        return None
    near = ", ".join(f"{start}-{end}" for start, end in found.spans)
    beyond = anchor.spans[-1][1] > len(text.text)
    message = {
        "changed": f"the passage has changed (now near {near}); read it again, and put find in place of the anchor",
        "lost": f"the passage is not in this text{_out_of_range(anchor, text) if beyond else ''}; read the text again, "
        f"and put find in place of the anchor or {'retract the claim' if form is CLAIMS else 'take the entry away'}",
    }[found.status]
    raise AnchorError(message)


def _out_of_range(anchor: Anchor, text: NormalText) -> str:
    return f", and its span {anchor.fields()['span']} is beyond the text's {len(text.text)} characters"


def _anchor_edit(content: str, claim: Block, name: str, anchor: Anchor) -> _Edit:
    """The anchor in place of a key and its value; comments that stood among them follow it on its line."""
    key, value = _pair(claim, name)
    fields = anchor.fields() | {"paragraph": f'"{anchor.paragraph}"'}
    written = ", ".join(f"{field}: {_quoted(inner)}" for field, inner in fields.items())
    start, end = key.start, _end(key, value)
    return _Edit(start=start, end=end, written="  ".join([f"anchor: {{{written}}}", *_comments(content, key, value)]))


def _hash_edit(content: str, fields: Fields, text_hash: str, form: Form) -> _Edit:
    """The hash of the text in its place, or on a line of its own after the source's."""
    written = f"text-sha256: {text_hash}"
    if "text-sha256" in fields.block:
        key, value = _pair(fields.block, "text-sha256")
        if not isinstance(value, Text):
            fields.wrong("text-sha256", "text-sha256 must be plain text")
        return _Edit(start=key.start, end=_end(key, value), written=written)
    source = fields.text("source", needed=True, what=f"in this {form.name}")
    rest = _REST_OF_LINE.match(content, 0 if source is None else source.end)
    end, line_end = (rest.end(), rest.group(1)) if rest else (0, "\n")
    return _Edit(start=end, end=end, written=f"{written}{line_end}")


def _pair(block: Block, name: str) -> tuple[Text, Value]:
    return next((key, value) for key, value in block.items() if key == name)


def _end(key: Text, value: Value) -> int:
    return max([key.end, *(leaf.end for leaf in _leaves(value)), *([value.end] if isinstance(value, Block) else [])])


def _leaves(value: Value) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Block):
        for key, inner in value.items():
            yield key
            yield from _leaves(inner)
    else:
        for inner in value:
            yield from _leaves(inner)


def _comments(content: str, key: Text, value: Value) -> list[str]:
    """The comments between a key and the end of its value: between its scalars, and after the ``>`` of a folded one."""
    leaves = [key, *_leaves(value)]
    gaps = [content[a.end : b.start] for a, b in pairwise(leaves)]
    gaps.append(content[leaves[-1].end : _end(key, value)])
    gaps += [content[leaf.start :].splitlines()[0] for leaf in leaves if content.startswith((">", "|"), leaf.start)]
    return [comment.rstrip() for gap in gaps for comment in re.findall(r"(?<!\S)#[^\r\n]*", gap)]


def _quoted(value: str) -> str:
    return value if value.startswith('"') or yaml.safe_load(value) == value else f'"{value}"'


def _edited(content: str, edits: Iterable[_Edit], file: Path) -> str:
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        content = content[: edit.start] + edit.written + content[edit.end :]
    try:
        read_text(content, str(file))
    except InputError as error:
        message = (
            f"{file}:1: the file cannot be sealed as it is laid out; write source and claims on lines of their own"
        )
        raise InputError(message) from error
    return content
