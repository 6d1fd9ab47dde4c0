"""The compiled rules run by Nemo, another rule engine: one predicate for each property and class, terms as integers.

Nemo gets every rule that Détente has but those on equality, literals and keys of which the ontology makes no use, and one
file of numbers for each predicate, which it reads while it reasons. It keeps no derivations: ``trace`` reckons one anew.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from graph.reason.rule_model import SAME_AS, TYPE, Pattern, Rule, Slot, Term, Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nmo_python import NemoEngine

    from graph.reason.rule_model import RuleSet


class _Numbers:
    """Numbers for terms in order of appearance, and the names of predicates."""

    def __init__(self) -> None:
        self.ids: dict[Term, int] = {}

    def __call__(self, term: Term) -> int:
        return self.ids.setdefault(term, len(self.ids))

    def atom(self, pattern: Pattern) -> str:
        """A pattern as an atom of Nemo's."""
        subject, predicate, value = pattern
        if predicate == TYPE:
            return f"c{self._slot(value)}({self._slot(subject)})"
        return f"p{self._slot(predicate)}({self._slot(subject)},{self._slot(value)})"

    def _slot(self, slot: Slot) -> str:
        return f"?{slot.name}" if isinstance(slot, Variable) else str(self(slot))


def _can_run(rule: Rule) -> bool:
    """Whether the rule has no variable for a predicate and nothing of equality."""
    patterns = [*rule.body, *([rule.head] if rule.head else [])]
    return bool(rule.body) and all(
        not isinstance(pattern.predicate, Variable) and pattern.predicate != SAME_AS for pattern in patterns
    )


def _lines(numbers: _Numbers, rules: Sequence[Rule]) -> list[str]:
    heads = [numbers.atom(rule.head) if rule.head else f"clash(?{rule.variables[0].name})" for rule in rules]
    bodies = [", ".join(map(numbers.atom, rule.body)) for rule in rules]
    return [f"{head} :- {body} ." for head, body in zip(heads, bodies, strict=True)]


class NemoRun:
    """Data and rules as Nemo reads them; ``reason`` does the work."""

    def __init__(self, data: Iterable[Triple], rules: RuleSet) -> None:
        self._given = dict.fromkeys(data)
        self._numbers = _Numbers()
        run = [rule for rule in rules.rules if _can_run(rule)]
        self._left_out = len(rules.rules) - len(run)
        self._lines = _lines(self._numbers, run)
        self._heads = sorted({line.partition("(")[0] for line in self._lines} - {"clash"})
        self._folder = tempfile.TemporaryDirectory()
        self._engine: NemoEngine | None = None
        self._import_data()
        self._lines += [f"@output {name} ." for name in (*self._heads, "clash")]

    def _import_data(self) -> None:
        rows = defaultdict[str, list[str]](list)
        for subject, predicate, value in self._given:
            if predicate == TYPE:
                rows[f"c{self._numbers(value)}"].append(str(self._numbers(subject)))
            else:
                rows[f"p{self._numbers(predicate)}"].append(f"{self._numbers(subject)},{self._numbers(value)}")
        for name, found in rows.items():
            file = Path(self._folder.name) / f"{name}.csv"
            file.write_text("\n".join(found) + "\n", encoding="utf-8")
            kinds, row = ("int", "?x") if name.startswith("c") else ("int,int", "?x,?y")
            self._lines.append(f'@import g{name} :- csv{{resource="{file}", format=({kinds})}} .')
            self._lines.append(f"{name}({row}) :- g{name}({row}) .")  # rules straight over an import break Nemo 0.10.1

    def reason(self) -> None:
        """Parse the program, read the numbers and close."""
        from nmo_python import NemoEngine, load_string  # noqa: PLC0415  only for who has it

        self._engine = NemoEngine(load_string("\n".join(self._lines)))
        self._engine.reason()
        self._folder.cleanup()

    def closure(self) -> tuple[list[Triple], str]:
        """What was given and what follows, and a remark."""
        assert self._engine is not None  # noqa: S101  # it has reasoned
        terms = list(self._numbers.ids)
        found = dict(self._given)
        for name in self._heads:
            term = terms[int(name[1:])]
            for row in self._engine.result(name):
                triple = (terms[row[0]], TYPE, term) if name.startswith("c") else (terms[row[0]], term, terms[row[1]])
                found[Triple(*triple)] = None
        inferred = len(found) - len(self._given)
        return list(
            found
        ), f"{len(self._given)} given, {inferred} inferred, {self._left_out} rules left out, no reasons"
