"""Statements as JSON of Wikibase, item by item.

https://www.mediawiki.org/wiki/Wikibase/DataModel/JSON
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.export.bridges import bridges
from graph.export.snaks import Item, Moment
from graph.export.wikidata_statements import Statements
from graph.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.export.content import Content
    from graph.export.snaks import Snak, Statement


def write(content: Content, out: BinaryIO) -> None:
    """Write an object whose ``entities`` are the items, as Wikidata itself gives them, each with our statements alone."""
    found = Statements(content, "wikibase")
    statements = found.found()
    content.notes.append(found.told(len(statements)))
    calendar = PREFIXES["wd"] + bridges().calendar
    entities = {
        item: {"type": "item", "id": item, "claims": _claims(group, calendar)}
        for item, group in itertools.groupby(statements, key=lambda statement: statement.item)
    }
    out.write((json.dumps({"entities": entities}, ensure_ascii=False, indent=1) + "\n").encode())


def _claims(statements: Iterable[Statement], calendar: str) -> dict[str, Any]:
    grouped = itertools.groupby(statements, key=lambda statement: statement.property)
    return {name: [_claim(statement, calendar) for statement in group] for name, group in grouped}


def _claim(statement: Statement, calendar: str) -> dict[str, Any]:
    main = _snak(Item(property=statement.property, value=statement.value), calendar)
    found = {"mainsnak": main, "type": "statement", "rank": "normal"}
    if statement.qualifiers:
        snaks, order = _snaks(statement.qualifiers, calendar)
        found |= {"qualifiers": snaks, "qualifiers-order": order}
    references = (_snaks(reference, calendar) for reference in statement.references)
    return found | {"references": [{"snaks": snaks, "snaks-order": order} for snaks, order in references]}


def _snaks(snaks: Iterable[Snak], calendar: str) -> tuple[dict[str, Any], list[str]]:
    """Snaks by property, and the properties in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for snak in snaks:
        found.setdefault(snak.property, []).append(_snak(snak, calendar))
    return found, list(found)


def _snak(snak: Snak, calendar: str) -> dict[str, Any]:
    datatype, kind, value = _value(snak, calendar)
    return {
        "snaktype": "value", "property": snak.property, "datatype": datatype,
        "datavalue": {"value": value, "type": kind},
    }  # fmt: skip


def _value(snak: Snak, calendar: str) -> tuple[str, str, Any]:
    if isinstance(snak, Item):
        number = {"entity-type": "item", "numeric-id": int(snak.value[1:]), "id": snak.value}
        return "wikibase-item", "wikibase-entityid", number
    if isinstance(snak, Moment):
        time = {"time": snak.value.text, "timezone": 0, "before": 0, "after": 0}
        return "time", "time", time | {"precision": snak.value.precision, "calendarmodel": calendar}
    if snak.language:
        return "monolingualtext", "monolingualtext", {"text": snak.value, "language": snak.language}
    return "string", "string", snak.value
