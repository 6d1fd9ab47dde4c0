"""Rules as they are kept beside a store, to be asked for by what they conclude: as JSON, with their words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, RdfFormat, parse

from graph.reason.rule_model import TYPE, Different, Outside, Pattern, Slot, Unequal, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyoxigraph import Triple

    from graph.reason.rule_model import Guard, RuleSet, Term

ANYTHING = "*"
"""The key of the rules whose conclusion may have any predicate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRule:
    """A rule that concludes something: its words, and what is needed to apply it backwards."""

    words: str
    head: Pattern
    body: tuple[Pattern, ...]
    guards: tuple[Guard, ...]


def stored_rules(rules: RuleSet, label: Callable[[Term], str]) -> Iterator[tuple[str, str]]:
    """The rules that conclude something, short ones first: the key of each by what it concludes, and itself as JSON."""
    for rule in rules.inferring:
        assert rule.head is not None  # noqa: S101  # what infers has a head
        guards = [[type(guard).__name__, *map(_written, guard)] for guard in rule.guards]
        body = [[*map(_written, pattern)] for pattern in rule.body]
        found = {"words": rule.words(label), "head": [*map(_written, rule.head)], "body": body, "guards": guards}
        yield _key(rule.head), json.dumps(found, ensure_ascii=False)


def keys_of(triple: Triple) -> tuple[str, str]:
    """The keys of the rules that could conclude a triple."""
    return _key(Pattern(*triple)), ANYTHING


def _key(head: Pattern) -> str:
    if isinstance(head.predicate, Variable):
        return ANYTHING
    return f"a {head.object}" if head.predicate == TYPE else str(head.predicate)


def read_rules(lines: Iterable[str]) -> list[StoredRule]:
    """The rules that :func:`stored_rules` wrote as JSON."""
    found = map(json.loads, lines)
    return [
        StoredRule(
            words=rule["words"],
            head=Pattern(*map(_slot, rule["head"])),
            body=tuple(Pattern(*map(_slot, pattern)) for pattern in rule["body"]),
            guards=tuple(_GUARDS[name](*map(_slot, slots)) for name, *slots in rule["guards"]),
        )
        for rule in found
    ]


_GUARDS: dict[str, Callable[..., Guard]] = {"Different": Different, "Unequal": Unequal, "Outside": Outside}


def _written(slot: Slot) -> str:
    return f"?{slot.name}" if isinstance(slot, Variable) else str(slot)


def _slot(written: str) -> Slot:
    return Variable(written[1:]) if written.startswith("?") else read_term(written)


@lru_cache(maxsize=4096)
def read_term(written: str) -> Term:
    """A term written in N-Triples."""
    if written.startswith("<"):
        return NamedNode(written[1:-1])
    term: Term = next(iter(parse(f"<x:s> <x:p> {written} .".encode(), format=RdfFormat.N_TRIPLES))).object
    return term
