"""The parts of a statement for Wikidata: a property with an item, a time or a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from graph.export.wikidata_time import Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A property and an item, both by number."""

    property: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A property and a time."""

    property: str
    value: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A property and a text; a text without a language is a string."""

    property: str
    value: str
    language: str = ""


Snak: TypeAlias = "Item | Moment | Text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement on an item: a property, the item that is its value, qualifiers, and a reference for each place that says it."""

    item: str
    property: str
    value: str
    qualifiers: tuple[Snak, ...]
    references: tuple[tuple[Snak, ...], ...]
