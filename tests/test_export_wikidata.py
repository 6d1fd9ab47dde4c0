"""Exports for Wikidata: which facts go out, what is left out and counted, and that others can read the files."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pytest
from commands import ROOT, shipped, with_quads
from ports import ITEMS, LEAGUE, MASTER, ORLA
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.errors import InputError, UsageError
from graph.export.bridges import bridges, read_bridges
from graph.export.content import Content, Selection
from graph.export.formats import FORMATS
from graph.export.wikidata_time import wikidata_time
from graph.perspective import read_perspective
from graph.terms import BASE, SKOS

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import Opened

NAMES = ("wikibase", "quickstatements", "quickstatements2")
Line = tuple[str, str, str, tuple[tuple[str, str], ...], tuple[tuple[tuple[str, str], ...], ...]]
"""Item, property, value, qualifiers and references of one statement, as a reader finds them."""


_EXPORTED: dict[tuple[Path, str, Selection | None, str], tuple[str, list[str]]] = {}


def exported(opened: Opened, name: str, selection: Selection | None = None, mark: str = "") -> tuple[str, list[str]]:
    """What an export writes and notes; a store that differs from that in its folder has a ``mark``. Each is made once."""
    key = (opened.folder, name, selection, mark)
    if key not in _EXPORTED:
        out, content = io.BytesIO(), Content(opened, selection)
        FORMATS[name].writer(content, cast("BinaryIO", out))
        _EXPORTED[key] = out.getvalue().decode(), content.notes
    return _EXPORTED[key]


# A reader of the syntax of version 1, by https://www.wikidata.org/wiki/Help:QuickStatements. No package on PyPI reads it.
VALUE = re.compile(
    r"""(?P<item>Q[1-9]\d*)
      | (?P<time>\+\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T00:00:00Z/(8|9|10|11))
      | (?P<text>([a-z]{2,3}(-[a-z]+)*:)?"[^\t\n]*")""",
    re.VERBOSE,
)


def read_commands(text: str) -> list[Line]:
    """The statements of commands of version 1; an AssertionError for whatever the syntax does not allow."""
    found = []
    for line in text.splitlines():
        cells = line.split("\t")
        assert re.fullmatch(r"Q[1-9]\d*", cells[0])
        assert len(cells) % 2 == 1
        pairs = list(zip(cells[1::2], cells[2::2], strict=True))
        assert all(VALUE.fullmatch(value) for _, value in pairs), line
        (name, value), *rest = pairs
        assert re.fullmatch(r"P[1-9]\d*", name)
        qualifiers: list[tuple[str, str]] = []
        references: list[list[tuple[str, str]]] = []
        for part, what in rest:
            kind = re.fullmatch(r"(P|!?S)([1-9]\d*)", part)
            assert kind is not None
            if kind[1] == "P":
                assert not references, "a qualifier stands after a reference"
                qualifiers.append((part, what))
            else:
                if kind[1] == "!S" or not references:
                    references.append([])
                references[-1].append((f"P{kind[2]}", what))
        found.append((cells[0], name, value, tuple(qualifiers), tuple(map(tuple, references))))
    return found


def read_rows(text: str) -> list[Line]:
    """The statements of the CSV syntax: rows that differ in their reference alone are one statement."""
    head, *rows = csv.reader(io.StringIO(text))
    assert head[0] == "qid"
    found: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        cells = [(column, cell) for column, cell in zip(head[1:], row[1:], strict=True) if cell]
        assert all(VALUE.fullmatch(cell) for _, cell in cells)
        (name, value), *rest = cells
        qualifiers = tuple((f"P{column[3:]}", cell) for column, cell in rest if column.startswith("qal"))
        reference = tuple((f"P{column[1:]}", cell) for column, cell in rest if column.startswith("S"))
        assert re.fullmatch(r"P[1-9]\d*", name)
        assert len(qualifiers) + len(reference) == len(rest)
        found.setdefault((row[0], name, value, qualifiers), []).append(reference)
    return [(*key, tuple(references)) for key, references in found.items()]


def read_wikibase(text: str) -> list[Line]:
    """The statements of JSON of Wikibase, their values as QuickStatements writes them."""
    return [
        (
            item, name, _written(claim["mainsnak"]), _pairs(claim.get("qualifiers", {}), claim.get("qualifiers-order", [])),
            tuple(_pairs(reference["snaks"], reference["snaks-order"]) for reference in claim["references"]),
        )
        for item, entity in json.loads(text)["entities"].items()
        for name, claims in entity["claims"].items()
        for claim in claims
    ]  # fmt: skip


def _pairs(snaks: dict[str, Any], order: list[str]) -> tuple[tuple[str, str], ...]:
    assert sorted(snaks) == sorted(order)
    return tuple((name, _written(snak)) for name in order for snak in snaks[name])


def _written(snak: dict[str, Any]) -> str:
    value = snak["datavalue"]["value"]
    if snak["datatype"] == "wikibase-item":
        return str(value["id"])
    if snak["datatype"] == "time":
        return f"{value['time']}/{value['precision']}"
    return f'{value["language"]}:"{value["text"]}"' if snak["datatype"] == "monolingualtext" else f'"{value}"'


READERS = {"wikibase": read_wikibase, "quickstatements": read_commands, "quickstatements2": read_rows}


def statements(
    opened: Opened, name: str = "quickstatements", selection: Selection | None = None, mark: str = ""
) -> dict[str, Line]:
    """The statements of an export, by the number of their item."""
    return {line[0]: line for line in READERS[name](exported(opened, name, selection, mark)[0])}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_plain_fact_does_not_go_out(ports: Opened, name: str) -> None:
    out = {port for port, item in ITEMS.items() if item in statements(ports, name)}
    assert out == {"vey", "quay", "ferrol"}


def test_what_is_left_out_is_counted_with_its_reason(ports: Opened) -> None:
    _, notes = exported(ports, "quickstatements")
    (note,) = notes
    count, *left = note.replace("; left out: ", "; ").split("; ")
    assert count == "5 statements for Wikidata"
    assert left == [
        "1 carried by hedged claims alone", "1 contested", "1 of a time that cannot be written",
        "1 with a thing that is not linked", "1 with an end that cannot be written, or is inferred",
    ]  # fmt: skip


@pytest.mark.parametrize("opened", [shipped, None], ids=["shipped", "ports"])
def test_the_three_formats_hold_the_same_statements(opened: Any, ports: Opened) -> None:
    def bare(lines: list[Line]) -> list[tuple[Any, ...]]:
        return sorted((*line[:3], sorted(line[3]), sorted(map(sorted, line[4]))) for line in lines)

    store = ports if opened is None else opened()
    first, *others = (bare(READERS[name](exported(store, name)[0])) for name in NAMES)
    assert first
    assert all(other == first for other in others)


def test_a_statement_has_its_times_and_a_reference_for_each_place(ports: Opened) -> None:
    assert statements(ports)[ITEMS["vey"]] == (
        ITEMS["vey"], "P463", LEAGUE, (("P580", "+1921-03-00T00:00:00Z/10"),),
        (
            (("P1476", 'en:"A text called port-record"'), ("P577", "+1931-00-00T00:00:00Z/9"), ("P958", '"paragraph 2"')),
            (("P1476", 'en:"A text called port-review"'), ("P958", '"paragraph 3"')),
        ),
    )  # fmt: skip


def test_a_date_that_is_not_sure_is_marked(ports: Opened) -> None:
    circa = bridges().circumstances["~"]
    assert statements(ports)[ITEMS["quay"]][3] == (("P585", "+1925-00-00T00:00:00Z/9"), circa)
    assert statements(ports)[ITEMS["ferrol"]][3] == (("P585", "+1931-00-00T00:00:00Z/9"),)


def test_a_fact_without_a_situation_goes_out_and_so_does_a_post(ports: Opened) -> None:
    assert statements(ports)[MASTER][1:3] == ("P1001", ITEMS["vey"])
    assert statements(ports)[ORLA][1:4] == ("P39", MASTER, (("P585", "+1930-05-01T00:00:00Z/11"),))


def test_a_source_that_is_linked_is_stated_in(ports: Opened) -> None:
    record, item = NamedNode(f"{BASE}source/port-record"), "Q9100200"
    link = Quad(record, SKOS.exactMatch, NamedNode(f"http://www.wikidata.org/entity/{item}"), DefaultGraph())
    linked = Store()
    linked.extend([*ports.quads, link])
    references = statements(with_quads(ports, linked), mark="linked")[ITEMS["vey"]][4]
    assert references[0][0] == ("P248", item)
    assert "P1476" not in dict(references[0])


def test_only_claims_that_are_chosen_carry_statements(ports: Opened) -> None:
    out = statements(ports, selection=Selection(sources=("port-review",)))
    assert list(out) == [ITEMS["vey"]]
    assert [dict(reference)["P958"] for reference in out[ITEMS["vey"]][4]] == ['"paragraph 3"']


def test_a_membership_of_which_the_end_is_only_inferred_does_not_go_out() -> None:
    def item(slug: str) -> str:
        links = shipped().quads.quads_for_pattern(NamedNode(f"{BASE}id/{slug}"), SKOS.exactMatch, None, DefaultGraph())
        return str(next(links).object).strip("<>").rpartition("/")[2]

    out = {line[:3] for line in read_commands(exported(shipped(), "quickstatements")[0])}
    assert (item("belarus"), "P463", item("csto")) in out
    assert (item("belarus"), "P463", item("north-atlantic-cooperation-council")) not in out


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_to_be_lost_is_lost(ports: Opened, name: str) -> None:
    text, _ = exported(ports, name)
    view = next(Content(ports).views())
    lost = {
        "who speaks, and glosses, passages and notes of claims": "Orla",
        "times that are intervals, sets, seasons or centuries, and unsure ones beside sure ones": "1922",
        "what is contested or carried by hedged claims alone": ITEMS["dun"],
        "all that is not linked exactly, or has no bridge": "fog-point",
        "what is only stated or inferred": ITEMS["marn"],
        "the spans of passages": view.spans,
    }
    assert set(lost) == set(FORMATS[name].loses)
    assert not [words for words in lost.values() if words in text]


def test_no_words_of_a_claim_or_a_text_go_out() -> None:
    for name in NAMES:
        text, _ = exported(shipped(), name)
        assert "P1683" not in text
        assert not [view.name for view in Content(shipped()).views() if view.says in text or view.passage_hash in text]


def test_what_must_hold_facts_alone_refuses_more(ports: Opened) -> None:
    proposed = replace(ports, perspective=read_perspective("+proposed", lambda path: (path, ())))
    for name in NAMES:
        with pytest.raises(UsageError, match=r"holds facts alone.*--perspective"):
            exported(proposed, name, mark="proposed")
        with pytest.raises(UsageError, match="leave --graph out"):
            exported(ports, name, Selection(graphs=("facts",)))
        with pytest.raises(UsageError, match=f"{name} has no place for passages; leave --publish-texts out"):
            FORMATS[name].writer(Content(ports, stretches=lambda view: (view.says,)), cast("BinaryIO", io.BytesIO()))


@pytest.mark.parametrize(
    ("edtf", "written"),
    [
        ("1999-02-20", "+1999-02-20T00:00:00Z/11"), ("1999-02", "+1999-02-00T00:00:00Z/10"), ("1999", "+1999-00-00T00:00:00Z/9"),
        ("199X", "+1990-00-00T00:00:00Z/8"), ("1999-XX", "+1999-00-00T00:00:00Z/9"), ("19XX", None), ("1999-21", None),
        ("1999/2001", None), ("[1999,2001]", None), ("1999/..", None), ("1999-XX-05", None), ("199X-05", None),
    ],
)  # fmt: skip
def test_a_date_becomes_no_more_exact(edtf: str, written: str | None) -> None:
    time = wikidata_time(edtf)
    assert (time and f"{time.text}/{time.precision}") == written


def test_each_bridge_has_its_evidence() -> None:
    listed = ROOT.parent / "shared" / "wikidata_properties.csv"
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    known = {row["pid"]: row for row in csv.DictReader(lines)}
    said: dict[str, dict[str, str]] = {}
    for quad in parse(path=str(ROOT / "ontology" / "alignments.ttl"), format=RdfFormat.TURTLE):
        said.setdefault(str(quad.subject), {})[quad.predicate.value] = quad.object.value
    for name, parts in said.items():
        assert parts.keys() >= {
            "http://purl.org/dc/terms/source", "http://www.w3.org/2000/01/rdf-schema#label",
            "http://www.w3.org/2000/01/rdf-schema#comment",
        }, name  # fmt: skip
        number = parts.get(f"{BASE}bridge/property", "").rpartition("/")[2]
        if known and number:
            assert known[number]["status"] == "verified"
            assert parts["http://www.w3.org/2000/01/rdf-schema#label"].startswith(known[number]["label"])


def test_bridges_speak_of_terms_that_there_are() -> None:
    terms = {quad.subject for quad in parse(path=str(ROOT / "ontology" / "detente.ttl"), format=RdfFormat.TURTLE)}
    found = bridges()
    all_bridges = (*found.situations, *found.facts, *found.qualifiers)
    named = {node for b in all_bridges for node in (b.item, b.class_, b.of) if node is not None}
    named |= {b.value for b in found.situations if b.value is not None}
    assert named <= terms


def test_a_bridge_that_lacks_a_part_is_named_with_its_file(tmp_path: Path) -> None:
    broken = tmp_path / "alignments.ttl"
    text = (ROOT / "ontology" / "alignments.ttl").read_text(encoding="utf-8")
    broken.write_text(text.replace("bridge:property wd:P580 ;", ""), encoding="utf-8")
    with pytest.raises(InputError, match=r"alignments\.ttl: a bridge lacks .*property"):
        read_bridges(broken)
    broken.write_text("no Turtle", encoding="utf-8")
    with pytest.raises(InputError, match=r"alignments\.ttl: the bridges cannot be read"):
        read_bridges(broken)
