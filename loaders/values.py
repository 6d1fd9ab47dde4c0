"""The values of a claim's keys: names looked up, dates and figures checked, each against the slot that it fills."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.dates import parse_date
from graph.errors import InputError
from graph.terms import EDTF, XSD
from loaders.fields import one_line
from loaders.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from loaders.fields import Fields
    from loaders.model import Key, Model, Slot
    from loaders.strict_yaml import Text


_NUMBER = re.compile(r"([+-]?)0*([0-9]+?)(?:\.([0-9]*?)0*)?", re.ASCII)  # every digit counts: no float, no rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """Looks up names. ``names`` maps slugs to IRIs; ``types`` holds what the registry or any claim says a thing is."""

    model: Model
    names: Mapping[str, NamedNode]
    types: Mapping[NamedNode, set[NamedNode]]
    mistyped: Set[NamedNode] = frozenset()
    """Things to which a claim gives a type that does not exist: which keys they take cannot be said."""

    def slots_of(self, thing: NamedNode) -> dict[NamedNode, Slot]:
        """The slots of a thing by all the types that it is said to have."""
        return {
            predicate: slot
            for type_ in sorted(self.types.get(thing, ()), key=str)
            for predicate, slot in self.model.slots_of(type_).items()
        }

    def keys_of(self, thing: NamedNode) -> str:
        """The keys that claims about a thing may use, for a message."""
        return (
            ", ".join(sorted({key for type_ in self.types.get(thing, ()) for key in self.model.keys_of(type_)}))
            or "none"
        )

    def describe(self, thing: NamedNode) -> str:
        """A thing and its types, for a message."""
        types = sorted(type_.value.rsplit("#", 1)[-1] for type_ in self.types.get(thing, ()))
        name = thing.value.rsplit("/", 1)[-1]
        return f"{name} ({', '.join(types)})" if types else f"{name}, to which no claim gives a type,"

    def things(self, fields: Fields, key: str) -> list[NamedNode]:
        """The things named under ``key``; unknown names are noted and left out."""
        return [thing for name in fields.texts(key) if (thing := self._thing(fields, key, name)) is not None]

    def values(self, fields: Fields, key: Key, slot: Slot) -> list[NamedNode | Literal]:
        """The values under a key of the model, as RDF terms; whatever does not fit the slot is noted and left out."""
        written = fields.texts(key.name)
        if slot.most is not None and len(written) > slot.most:
            fields.wrong(key.name, f"{key.name} takes {slot.most} value and has {len(written)}")
        read = self._READERS[key.kind]
        return [value for text in written if (value := read(self, fields, key, slot, text)) is not None]

    def _thing(self, fields: Fields, key: str, name: Text) -> NamedNode | None:
        if name in self.names:
            return self.names[name]
        fields.problems.add(
            fields.file, name.line, f"unknown entity {str(name)!r} under {key}{did_you_mean(name, self.names)}"
        )
        return None

    def _thing_value(self, fields: Fields, key: Key, slot: Slot, text: Text) -> NamedNode | None:
        thing = self._thing(fields, key.name, text)
        if thing is None:
            return None
        types = self.types.get(thing, set())
        if slot.of_class is not None and types and not any(self.model.is_a(type_, slot.of_class) for type_ in types):
            wanted = slot.of_class.value.rsplit("#", 1)[-1]
            message = f"{key.name} takes a thing of type {wanted}, and {self.describe(thing)} is none"
            fields.problems.add(fields.file, text.line, message)
        return thing

    def _concept(self, fields: Fields, key: Key, slot: Slot, text: Text) -> NamedNode | None:
        concept, schemes = self.model.concepts.get(str(text), (None, frozenset()))
        if concept is not None and (slot.scheme is None or slot.scheme in schemes):
            return concept
        known = self.model.concepts_in(slot.scheme) if slot.scheme is not None else sorted(self.model.concepts)
        fields.problems.add(
            fields.file,
            text.line,
            f"{key.name} does not take {str(text)!r}; it takes {', '.join(known)}{did_you_mean(text, known)}",
        )
        return None

    def _date(self, fields: Fields, key: Key, slot: Slot, text: Text) -> Literal | None:  # noqa: ARG002  one signature for all readers
        try:
            parse_date(text)
        except InputError as error:
            fields.problems.add(fields.file, text.line, f"{key.name}: {error}")
            return None
        return Literal(str(text), datatype=EDTF)

    def _text(self, fields: Fields, key: Key, slot: Slot, text: Text) -> Literal:  # noqa: ARG002  one signature for all readers
        return Literal(one_line(text), language=key.language)

    def _value(self, fields: Fields, key: Key, slot: Slot, text: Text) -> Literal | None:  # noqa: ARG002  one signature for all readers
        if key.datatype != XSD.decimal:
            return Literal(one_line(text), datatype=key.datatype)
        number = _NUMBER.fullmatch(text)
        if number is None:
            fields.problems.add(
                fields.file,
                text.line,
                f"{key.name} takes a number in digits, such as 125 or 0.5, and not {str(text)!r}",
            )
            return None
        sign, whole, fraction = number.groups(default="")
        digits = whole + f".{fraction}" * bool(fraction)
        return Literal(digits if digits == "0" else sign.strip("+") + digits, datatype=XSD.decimal)

    _READERS = {  # noqa: RUF012  never changed
        "thing": _thing_value, "concept": _concept, "date": _date, "text": _text, "value": _value,
    }  # fmt: skip
