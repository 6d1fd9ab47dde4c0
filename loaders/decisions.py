"""What editors decided, whatever on: each decision has a name, a reason, a judge and a date, in a file of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pyoxigraph import NamedNode

from graph.dates import parse_date
from graph.errors import InputError
from loaders.fields import Fields, one_line, read_fields
from loaders.model import apparatus_concepts
from loaders.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graph.layers import Layer
    from loaders.claims import Claim
    from loaders.model import Model
    from loaders.problems import Problems

COMMON_KEYS = ("id", "kind", "reason", "judge", "date")
"""The keys of every decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: its name, what kind of thing editors found it to be, why, who judged and when."""

    slug: str
    iri: NamedNode
    kind: str
    kind_iri: NamedNode
    reason: str
    judge: str
    date: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One of the files of decisions: its name, the key of its list, how messages call an entry, how its IRIs start, and
    the scheme that holds what an entry can be.
    """

    file: str
    key: str
    one: str
    home: str
    scheme: str


Made = TypeVar("Made", bound=Decision)


def read_decisions(
    layers: Sequence[Layer], sort: Kind, problems: Problems, read: Callable[[Fields, Layer], Made | None]
) -> tuple[Made, ...]:
    """All decisions of one kind of all layers, as ``read`` makes them; one whose name stands already is a fault."""
    found: dict[str, Made] = {}
    for layer in layers:
        for file in layer.files("data", sort.file):
            fields = read_fields(file, [sort.key], f"a file of {sort.key}", problems)
            for entry in [] if fields is None else fields.blocks(sort.key):
                decision = read(entry, layer)
                if decision is not None and decision.slug in found:
                    entry.wrong("id", f"the {sort.one} {decision.slug} stands there already")
                elif decision is not None:
                    found[decision.slug] = decision
    return tuple(found.values())


def read_decision(fields: Fields, layer: Layer, sort: Kind, model: Model) -> Decision | None:
    """What all decisions have; None, with the faults noted, when some of it is missing."""
    what = f"in this {sort.one}"
    slug = fields.slug("id", what)
    kinds = apparatus_concepts(model, sort.scheme)
    written = {key: fields.text(key, needed=True, what=what) for key in COMMON_KEYS if key != "id"}
    kind, date = written["kind"], written["date"]
    if kind is not None and kind not in kinds:
        fields.wrong("kind", f"kind is {str(kind)!r}; it is one of {', '.join(sorted(kinds))}")
    if date is not None:
        try:
            parse_date(date)
        except InputError as error:
            fields.wrong("date", str(error))
    if slug is None or kind not in kinds or any(text is None for text in written.values()):
        return None
    return Decision(
        slug=str(slug),
        iri=NamedNode(f"{layer.base}{sort.home}/{slug}"),
        kind=str(kind),
        kind_iri=kinds[str(kind)],
        reason=one_line(written["reason"] or ""),
        judge=one_line(written["judge"] or ""),
        date=str(date),
        place=f"{fields.file}:{fields.line}",
    )


def common(decision: Decision) -> dict[str, Any]:
    """What a narrower decision takes over from what all have."""
    return {name: getattr(decision, name) for name in Decision.__slots__}


def claims_named(fields: Fields, by_name: Mapping[str, Claim], needed: str) -> tuple[Claim, ...]:
    """The claims that a decision names, two at least; unknown ones are noted, and ``needed`` says what they are for."""
    named = fields.texts("claims")
    if len(set(named)) < 2:
        fields.wrong("claims", needed)
    return tuple(claims_of(fields, "claims", by_name))


def claims_of(fields: Fields, key: str, by_name: Mapping[str, Claim]) -> Iterator[Claim]:
    """The claims named under a key; unknown ones are noted and left out."""
    for name in fields.texts(key):
        if name in by_name:
            yield by_name[name]
        else:
            fields.wrong_at(name, f"unknown claim {str(name)!r}{did_you_mean(name, by_name)}")
