"""Taking fields out of a YAML block, with one clear line for whatever is not as it should be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loaders.problems import did_you_mean
from loaders.strict_yaml import Block, Text, Value

if TYPE_CHECKING:
    from collections.abc import Iterable
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

    @property
    def line(self) -> int:
        """The line on which the block starts."""
        return self.block.line

    def wrong(self, key: str, message: str) -> None:
        """Note a fault at the line of ``key``."""
        self.problems.add(self.file, self.block.line_of(key), message)

    def only(self, known: Iterable[str], what: str) -> None:
        """Note every key that is not among ``known``."""
        known = set(known)
        for key in self.block:
            if key not in known:
                self.wrong(key, f"unknown key {str(key)!r} in {what}{did_you_mean(key, known)}")

    def text(self, key: str, *, needed: bool = False, what: str = "here") -> Text | None:
        """The text under ``key``, without line breaks; noted when it is needed and missing, or is no plain text."""
        value = self.block.get(_key(key))
        if isinstance(value, Text) and value.strip():
            return value
        if value is not None:
            self.wrong(key, f"{key} must be plain text, and not empty")
        elif needed:
            self.problems.add(self.file, self.line, f"the key {key} is missing {what}")
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
        if not isinstance(value, list) or not all(isinstance(item, Block) for item in value):
            self.wrong(key, f"{key} must be a list, each item of it a block of keys and values")
            return []
        return [Fields(item, self.file, self.problems) for item in value if isinstance(item, Block)]


def _key(key: str) -> Text:
    return Text(key)


def one_line(text: str) -> str:
    """The text with its line breaks and runs of blanks folded to single blanks."""
    return " ".join(text.split())
