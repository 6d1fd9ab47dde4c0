"""Statements for Wikidata: facts between linked things, as bridges translate them, with qualifiers of time and references.

A statement goes out only if all of it can be said there. A reference is of a source that says of the situation what it is or who
has a part in it, and one of its times, where there are any. Left out, and counted, is what is contested, what only hedged claims
carry, what is not linked, and what has a time of which nothing can be written, or an end that would be lost.
"""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from graph.errors import UsageError
from graph.export.bridges import bridges
from graph.export.reading import Reading, plain
from graph.export.references import References, item_of
from graph.export.short import refuse_graphs, refuse_passages
from graph.export.snaks import Statement
from graph.export.wikidata_qualifiers import CONTESTED, Times, times
from graph.perspective import PROMOTED
from graph.terms import GRAPH, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.export.bridges import Bridge
    from graph.export.content import Content

NO_BRIDGE = "between linked things, without a bridge"
NOT_LINKED = "with a thing that is not linked"
HEDGED = "carried by hedged claims alone"


class Statements:
    """Finds the statements of the content; ``left_out`` counts what is left out, by reason.

    Raises UsageError for named graphs, for passages, and for a perspective that admits more than facts.
    """

    def __init__(self, content: Content, form: str) -> None:
        refuse_graphs(content, form)
        refuse_passages(content, form)
        if content.opened.perspective.admitted - PROMOTED:
            raise UsageError(f"{form} holds facts alone; leave out of --perspective what begins with +")
        self._reading = Reading(content)
        self._bridges = bridges()
        self._references = References(self._reading, self._bridges)
        self._bridged: set[Triple] = set()
        self.left_out: Counter[str] = Counter()

    def found(self) -> list[Statement]:
        """The statements, in order of item, property and value, each once."""
        self.left_out.clear()
        candidates = itertools.chain(
            (core for bridge in self._bridges.situations for core in self._in_situations(bridge)),
            (core for bridge in self._bridges.facts for core in self._in_facts(bridge)),
        )
        found = {statement for core in candidates if (statement := self._statement(*core)) is not None}
        self._count_unbridged()
        return sorted(found, key=_place)

    def told(self, count: int) -> str:
        """How many statements there are, and what was left out, as a line."""
        left = "; ".join(f"{number} {reason}" for reason, number in sorted(self.left_out.items()))
        return f"{count} statement{'s' * (count != 1)} for Wikidata; left out: {left or 'nothing'}"

    def _in_situations(self, bridge: Bridge) -> Iterator[tuple[Bridge, NamedNode, NamedNode, tuple[Triple, ...]]]:
        for kind in self._facts(None, RDF.type, bridge.class_):
            ones, others = (self._facts(kind.subject, slot) for slot in (bridge.item, bridge.value))
            for one, other in itertools.product(ones, others):
                if isinstance(one.object, NamedNode) and isinstance(other.object, NamedNode):
                    yield bridge, one.object, other.object, (kind, one, other)

    def _in_facts(self, bridge: Bridge) -> Iterator[tuple[Bridge, NamedNode, NamedNode, tuple[Triple, ...]]]:
        for fact in self._facts(None, bridge.item):
            if not isinstance(fact.subject, NamedNode) or not isinstance(fact.object, NamedNode):
                continue
            fits = bridge.of is None or bridge.of in self._reading.editors_classes(fact.object)
            if fits and self._reading.editors_classes(fact.subject):
                yield bridge, fact.subject, fact.object, (fact,)

    def _facts(self, subject: object, predicate: NamedNode | None, value: NamedNode | None = None) -> list[Triple]:
        """The facts of a pattern that a claim chosen makes."""
        found = self._reading.store.quads_for_pattern(subject, predicate, value, GRAPH.facts)  # type: ignore[arg-type]  # no literal is a subject
        return sorted((quad.triple for quad in found if self._reading.makers(quad.triple)), key=str)

    def _statement(
        self, bridge: Bridge, subject: NamedNode, value: NamedNode, core: tuple[Triple, ...]
    ) -> Statement | None:
        self._bridged.update(core)
        ends = item_of(self._reading, subject), item_of(self._reading, value)
        claims = [plain(self._reading, triple) for triple in core]
        sources = frozenset(view.source.iri for views in claims for view in views)
        timed = Times()
        if bridge.class_ is not None and isinstance(core[0].subject, NamedNode):
            timed = times(self._reading, self._bridges, core[0].subject, sources)
        reasons = (
            (NOT_LINKED, not all(ends)),
            (CONTESTED, any(map(self._reading.is_contested, core))),
            (HEDGED, not all(claims)),
            (timed.bar, bool(timed.bar)),
        )
        reason = next((words for words, holds in reasons if holds), None)
        if reason is not None:
            self.left_out[reason] += 1
            return None
        telling = {view.source.iri for view in timed.claims} or sources
        said = {view for views in (*claims, timed.claims) for view in views if view.source.iri in telling}
        return Statement(
            item=ends[0],
            property=bridge.property,
            value=ends[1],
            qualifiers=timed.snaks,
            references=self._references.of(said),
        )

    def _count_unbridged(self) -> None:
        """Count the facts between linked things, and the situations in which such have a part, of which no bridge tells."""
        for subject, group in itertools.groupby(self._reading.facts(), key=lambda found: found[0].subject):
            facts = [fact for fact, inferred in group if not inferred]
            linked = [fact for fact in facts if item_of(self._reading, fact.object)]
            if self._bridged.intersection(facts):
                linked = [fact for fact in linked if item_of(self._reading, subject) and fact not in self._bridged]
            if item_of(self._reading, subject):
                self._note(NO_BRIDGE, len(linked))
            elif len({fact.object for fact in linked}) > 1:
                self._note(NO_BRIDGE, 1)

    def _note(self, reason: str, count: int) -> None:
        if count:
            self.left_out[reason] += count


def _place(statement: Statement) -> tuple[int, int, int, str]:
    numbers = (int(name[1:]) for name in (statement.item, statement.property, statement.value))
    item, property_, value = numbers
    return item, property_, value, str(statement.qualifiers)
