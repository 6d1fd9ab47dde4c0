"""Rules as English sentences, for people who read no logic."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.reason.rule_model import Guard, Pattern, Rule, Slot, Term

_LETTERS = "yzuvwxabcdefghijklmnopqrst"
_OWL = "http://www.w3.org/2002/07/owl#"
_IDENTITY = {_OWL + "sameAs": "is the same as", _OWL + "differentFrom": "is different from"}


def rule_in_words(rule: Rule, label: Callable[[Term], str]) -> str:
    """One sentence for the rule, with the construct and the axiom's subject in brackets.

    Three forms: "what …, …" when the first condition speaks of what the conclusion speaks of; "if …, then …"
    otherwise; "it cannot be that …" for a clash.
    """
    speaker = _Speaker(rule, label)
    body = [speaker.clause(pattern) for pattern in rule.body] + [*filter(None, map(speaker.guard, rule.guards))]
    source = f" ({_source(rule)})"
    if rule.head is None:
        return "it cannot be that " + ", and ".join(body) + source
    if not body:
        return speaker.clause(rule.head) + source
    if speaker.main is not None:
        return f"what {', and '.join(body)}, {speaker.predicate(rule.head)}{source}".replace("what it ", "what ", 1)
    return f"if {', and '.join(body)}, then {speaker.clause(rule.head)}{source}"


class _Speaker:
    """Names the places of one rule: the main one "it", the others by letters in order of appearance."""

    def __init__(self, rule: Rule, label: Callable[[Term], str]) -> None:
        self._label = label
        first = rule.body[0].subject if rule.body else None
        in_head = rule.head is not None and rule.head.subject == first and rule.head.object != first
        self.main = first if in_head and _is_variable(first) else None
        slots = chain.from_iterable((*rule.body, *((rule.head,) if rule.head else ())))
        others = (slot for slot in dict.fromkeys(slots) if _is_variable(slot) and slot != self.main)
        letters = _LETTERS if self.main is not None else "x" + _LETTERS.replace("x", "")
        self._letters = {slot: _letter(letters, place) for place, slot in enumerate(others)}

    def clause(self, pattern: Pattern) -> str:
        """Give a pattern as a main clause: "y is in organisation z"."""
        return f"{self._name(pattern.subject)} {self.predicate(pattern)}"

    def predicate(self, pattern: Pattern) -> str:
        """Give a pattern without its subject: "is in organisation z", "is an agreement"."""
        value = getattr(pattern.predicate, "value", "")
        if value.endswith("22-rdf-syntax-ns#type"):
            return f"is {_article(self._name(pattern.object))}"
        verb = _IDENTITY.get(value) or self._name(pattern.predicate)
        return f"{verb} {self._name(pattern.object)}"

    def guard(self, guard: Guard) -> str:
        """Put a guard as a clause; that two things differ goes without saying where they turn out to be one."""
        left = self._name(guard.left)
        match type(guard).__name__, guard:
            case "Unequal", (_, right):
                return f"{left} and {self._name(right)} are different values"
            case "Outside", (_, datatype):
                return f"{left} is not {_article(self._name(datatype))}"
            case "IllTyped", _:
                return f"{left} is not written as its datatype wants"
        return ""

    def _name(self, slot: Slot) -> str:
        if slot == self.main:
            return "it"
        return self._letters.get(slot) or self._label(slot)  # type: ignore[arg-type]  # all variables have letters


def _is_variable(slot: Slot | None) -> bool:
    return isinstance(slot, tuple)


def _letter(letters: str, place: int) -> str:
    return letters[place] if place < len(letters) else f"x{place}"


def _article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _source(rule: Rule) -> str:
    if not rule.axiom:
        return rule.name
    value: str = getattr(rule.axiom[0], "value", "")
    if value.startswith(_OWL):  # the axiom has no name of its own, such as AllDisjointClasses
        return rule.name
    return f"{rule.name} of {value.replace('#', '/').rstrip('/').rsplit('/', 1)[-1]}"
