"""Taking fields out of a YAML block, with one clear line for whatever is not as it should be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.errors import InputError
from loaders.problems import did_you_mean, near
from loaders.strict_yaml import Block, Text, Value, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from loaders.problems import Problems

SLUG = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
"""Names of sources, entities, situations and claims: lower-case letters, digits and hyphens."""


class Fields:
    """The fields of one block of one file; whatever is wrong is noted in ``problems`` and read as absent."""

    def __init__(self, block: Block, file: Path, problems: Problems) -> None:
        self.block = block
        self.file = file
        self.problems = problems
        self._meant: set[str] = set()

    @property
    def line(self) -> int:
        """The line on which the block starts."""
        return self.block.line

    def wrong(self, key: str, message: str) -> None:
        """Note a fault at the line of ``key``."""
        self.problems.add(self.file, self.block.line_of(key), message)

    def wrong_at(self, text: Text, message: str) -> None:
        """Note a fault at the line of one text, which may be one of a list."""
        self.problems.add(self.file, text.line, message)

    def only(self, known: Iterable[str], what: str) -> None:
        """Note every key that is not among ``known``."""
        for key in self.block:
            self.know(key, known, what)

    def know(self, key: Text, known: Iterable[str], what: str) -> bool:
        """Whether ``key`` is among ``known``; noted when it is not, and then the keys that it may mean are not missed."""
        if key in (known := set(known)):
            return True
        self._meant |= set(near(key, known))
        self.wrong(key, f"unknown key {str(key)!r} in {what}{did_you_mean(key, known)}")
        return False

    def missing(self, key: str, message: str) -> None:
        """Note that a key is missing, unless one that stands there may be a misspelling of it."""
        if key not in self._meant:
            self.problems.add(self.file, self.line, message)

    def text(self, key: str, *, needed: bool = False, what: str = "here") -> Text | None:
        """The text under ``key``; noted when it is needed and missing, or is no plain text."""
        value = self.block.get(_key(key))
        if isinstance(value, Text) and value.strip():
            return value
        if value is not None:
            self.wrong(key, f"{key} must be plain text, and not empty")
        elif needed:
            self.missing(key, f"the key {key} is missing {what}")
        return None

    def slug(self, key: str, what: str) -> Text | None:
        """The needed name under ``key``; noted when it is not made of lower-case letters, digits and hyphens."""
        found = self.text(key, needed=True, what=what)
        if found is not None and not SLUG.fullmatch(found):
            self.wrong(key, f"{str(found)!r} is no name; use lower-case letters, digits and hyphens")
            return None
        return found

    def texts(self, key: str) -> list[Text]:
        """The one text or the list of texts under ``key``; none when it is absent."""
        return self.as_texts(key, self.block.get(_key(key)))

    def as_texts(self, key: str, value: Value | None) -> list[Text]:
        """``value`` as a list of texts; noted when it is a block or holds one."""
        values = value if isinstance(value, list) else [] if value is None else [value]
        found = [item for item in values if isinstance(item, Text) and item.strip()]
        if len(found) != len(values) or value == []:
            self.wrong(key, f"{key} must be one text or a list of texts, none of them empty")
        return found

    def inner(self, key: str) -> Fields | None:
        """The block under ``key``; noted when something else stands there."""
        value = self.block.get(_key(key))
        if isinstance(value, Block):
            return Fields(value, self.file, self.problems)
        if value is not None:
            self.wrong(key, f"{key} must be a block of keys and values")
        return None

    def blocks(self, key: str) -> list[Fields]:
        """The list of blocks under ``key``; noted when it is missing or holds anything else."""
        value = self.block.get(_key(key))
        if (value is None and key in self._meant) or (isinstance(value, Text) and not value):
            return []  # a list that nobody has filled yet
        if not isinstance(value, list) or not all(isinstance(item, Block) for item in value):
            self.wrong(key, f"{key} must be a list, each item of it a block of keys and values")
            return []
        return [Fields(item, self.file, self.problems) for item in value if isinstance(item, Block)]


def read_fields(file: Path, known: Sequence[str], what: str, problems: Problems) -> Fields | None:
    """The fields of a file that is one block; None, and noted, when it is not. ``known`` are its keys, ``what`` its name."""
    try:
        document = read(file)
    except InputError as error:
        problems.take(error)
        return None
    if not isinstance(document, Block):
        message = f"{what} is a block with the key{'s' * (len(known) > 1)} {', '.join(known)}"
        problems.take(InputError(f"{file}:1: {message}"))
        return None
    fields = Fields(document, file, problems)
    fields.only(known, what)
    return fields


def is_language(code: str) -> bool:
    """Whether a code can be the language of a text, such as ``en`` or ``be-tarask`` (RFC 5646)."""
    try:
        Literal("", language=code)
    except ValueError:
        return False
    return code == code.lower()


def _key(key: str) -> Text:
    return Text(key)


def one_line(text: str) -> str:
    """The text with its line breaks and runs of blanks folded to single blanks."""
    return " ".join(text.split())
