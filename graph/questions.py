"""Saved questions: the header of a ``.rq`` file, its parameters, and what is traced of its answer.

A question is read once, at build time, and kept in the store's catalogue as JSON, so that asking needs no YAML and no parser.
Of the catalogue a command reads the questions that it needs.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeAlias

from graph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Slot: TypeAlias = str
"""A place of a pattern: ``?name`` for a variable, otherwise a term in N-Triples."""

Ways: TypeAlias = "tuple[tuple[int, ...], ...]"
"""The ways in which a variable can get a value: each as the numbers of the patterns, in their order, that all hold then."""

KINDS = ("entity", "text", "year", "date", "enum")
PLOTS = ("none", "timeline", "bar", "network")
EVIDENCE = ("rows", "extent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A parameter: what it takes (an entity of a class, a text, a year, a date in EDTF, one of ``values``).

    ``otherwise`` is where to ask about a thing of another class, for the message to one who names it here.
    """

    name: str
    kind: str
    of_class: str | None = None
    values: tuple[str, ...] = ()
    default: str | None = None
    example: str | None = None
    optional: bool = True
    description: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A triple pattern of a question's WHERE, of which each answer row is traced to its claims.

    ``required``: whether each row needs it, because it stands outside OPTIONAL and UNION.
    """

    subject: Slot
    predicate: Slot
    object: Slot
    required: bool = True

    @property
    def slots(self) -> tuple[Slot, Slot, Slot]:
        """The three places."""
        return self.subject, self.predicate, self.object


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A saved question. ``shown`` are the variables that it shows, none when it shows all of them; ``columns`` maps variables
    to the words over them; ``many`` are columns whose values one row collects; ``ever`` says that the question is meant of any
    time; ``tells`` is the variable with the source of which each row tells, if there is one; ``worked_out`` are variables to
    which not only triples give a value, but BIND or VALUES; ``ways`` has the variables that only an OPTIONAL or a UNION gives a
    value, and under no name how any row comes about; ``parts`` are, of the whole and of each OPTIONAL and branch of a UNION in it,
    the patterns that all hold where it holds, by their numbers; ``group`` is the heading under which it is listed, empty when it has none.
    Of a question with ``evidence: extent`` the patterns are all that it looks at.
    """

    name: str
    summary: Mapping[str, str] = field(hash=False)
    description: str
    text: str
    shown: tuple[str, ...]
    params: tuple[Param, ...]
    columns: Mapping[str, str] = field(hash=False)
    many: tuple[str, ...]
    plot: str
    evidence: str
    ever: bool
    trace_text: str
    patterns: tuple[Pattern, ...]
    place: str
    tells: str = ""
    worked_out: tuple[str, ...] = ()
    ways: Mapping[str, Ways] = field(default_factory=dict, hash=False)
    parts: Ways = ()
    group: str = ""

    @property
    def asked(self) -> str:
        """The question as a person asks it, in English where it is told in English."""
        return self.summary.get("en") or next(iter(self.summary.values()))

    def to_json(self) -> dict[str, Any]:
        """The question as JSON values, which are its own and no copies."""
        return _plain(self) | {name: [*map(_plain, getattr(self, name))] for name in ("params", "patterns")}


def _plain(found: Question | Param | Pattern) -> dict[str, Any]:
    """The fields by their names: :func:`dataclasses.asdict` would copy each value, at ten times the cost."""
    return {member.name: getattr(found, member.name) for member in fields(found)}


def question_from_json(found: Mapping[str, Any]) -> Question:
    """The question that :meth:`Question.to_json` wrote."""
    return Question(
        **{
            **found,
            "params": tuple(Param(**{**param, "values": tuple(param["values"])}) for param in found["params"]),
            "shown": tuple(found["shown"]),
            "many": tuple(found["many"]),
            "worked_out": tuple(found["worked_out"]),
            "patterns": tuple(Pattern(**pattern) for pattern in found["patterns"]),
            "ways": read_ways(found["ways"]),
            "parts": tuple(map(tuple, found["parts"])),
        }
    )


def read_ways(found: Mapping[str, Iterable[Iterable[int]]]) -> dict[str, Ways]:
    """The ways of variables, as they come out of JSON."""
    return {name: tuple(map(tuple, ways)) for name, ways in found.items()}


class Catalogue(Mapping[str, Question]):
    """The questions of a store by name, each read when it is asked for.

    ``written`` is what :func:`catalogue_lines` gave. Raises ValueError when it is not.
    """

    def __init__(self, written: str) -> None:
        digest, _, lines = written.partition("\n")
        if digest != _digest(lines):
            raise ValueError("the catalogue of questions is not as it was written")
        self._written = dict(line.split("\t", 1) for line in lines.splitlines())
        self._read: dict[str, Question] = {}

    def __getitem__(self, name: str) -> Question:
        if name not in self._read:
            self._read[name] = question_from_json(json.loads(self._written[json.dumps(name)]))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return map(json.loads, self._written)

    def __len__(self) -> int:
        return len(self._written)


def catalogue_lines(questions: Mapping[str, Question]) -> str:
    """The questions as text: a hash of all that follows, then a line for each, its name and itself as JSON."""
    lines = "".join(f"{json.dumps(name)}\t{json.dumps(of.to_json())}\n" for name, of in questions.items())
    return f"{_digest(lines)}\n{lines}"


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()


_WHERE = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)


def bind(text: str, values: Mapping[str, str]) -> str:
    """The query with each variable bound to a term in N-Triples, as a VALUES line at the start of its WHERE.

    The terms must be serialised RDF terms, never text of a user's own.
    Raises InputError when the query has no WHERE.
    """
    if not values:
        return text
    from graph.inert import blanked  # noqa: PLC0415  most questions are asked without parameters

    where = _WHERE.search(blanked(text))
    if where is None:
        raise InputError("the query has no WHERE { to which parameters could be bound")
    names = " ".join(f"?{name}" for name in values)
    return f"{text[: where.end()]}\n  VALUES ({names}) {{ ({' '.join(values.values())}) }}{text[where.end() :]}"


_SHOWN = re.compile(r"(?<![?$:\w])SELECT\s+(?:DISTINCT\s+|REDUCED\s+)?((?:[?$]\w+\s*)+)WHERE\b", re.IGNORECASE)


def shown_variables(text: str) -> tuple[str, ...]:
    """The variables that a saved question shows, in its order; none when it shows all of them (``SELECT *``)."""
    from graph.inert import blanked  # noqa: PLC0415  of a saved question a build has noted them

    found = _SHOWN.search(blanked(text))
    return () if found is None else tuple(name[1:] for name in found[1].split())
