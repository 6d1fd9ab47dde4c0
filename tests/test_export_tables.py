"""Exports as tables: CSV that a CSVW reader accepts and in which nothing is lost but what is said, and workbooks."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sys
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import openpyxl
import pytest
from commands import run, shipped, warm
from csvw import CSVW, TableGroup
from hypothesis import given
from hypothesis import strategies as st
from ports import FORMULA

from graph.emit import proposition
from graph.errors import UsageError
from graph.export.answer_table import answer_table
from graph.export.content import Content, Selection
from graph.export.csvw import cell_text
from graph.export.formats import FORMATS
from graph.export.short import long, short
from graph.export.table_rows import Rows
from graph.export.tables import SEPARATOR, TABLES, Column, Table, listed
from graph.export.xlsx import LONGEST
from graph.terms import DT, RDF

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import NamedNode, Triple

    from graph.store import Opened

Tables = dict[str, list[dict[str, Any]]]
WEEKLY = Selection(sources=("weekly-2016-12",))
PART = Selection(sources=("edm-2019",), entities=("lithuania",))
ANSWER = Selection(question="blocked-agreements")


def written(opened: Opened, folder: Path, selection: Selection | None = None) -> Path:
    FORMATS["csv"].folder_writer(Content(opened, selection), folder)
    return folder


def read(folder: Path) -> Tables:
    """The tables as the reader of the package csvw gives them, checked by it."""
    group = TableGroup.from_file(folder / "csv-metadata.json")
    group.check_referential_integrity()
    return {name.removesuffix(".csv"): rows for name, rows in group.read().items()}


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a part of the shipped data: of one source, and of what the others say on a state."""
    return written(shipped(), tmp_path_factory.mktemp("part"), PART)


@pytest.fixture(scope="module")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(shipped(), tmp_path_factory.mktemp("weekly"), WEEKLY)


@pytest.fixture(scope="module")
def rows(part: Path) -> Tables:
    return read(part)


@pytest.fixture(scope="module")
def triples() -> frozenset[Triple]:
    """What the graph has of that part."""
    return frozenset(Content(shipped(), PART).triples())


def test_what_is_no_plain_fact_is_no_row_of_the_facts(ports: Opened, tmp_path: Path) -> None:
    tables = read(written(ports, tmp_path))
    stated = {row["subject"] for row in tables["propositions"]}
    facts = {row["subject"] for row in tables["facts"]}
    kept_out = {f"id:{name}" for name in ("marn-proposed", "tolv-denied", "brisk-quoted", "orm-doubted")}
    assert kept_out <= stated
    assert not kept_out & facts
    assert not [row for row in tables["propositions"] if row["subject"] in kept_out and row["fact"]]
    assert {row["situation"] for row in tables["situations"] if not row["fact"]} == kept_out
    modes = {mode for row in tables["propositions"] if row["subject"] in kept_out for mode in row["modes"]}
    assert modes == {"own proposed affirmed", "own actual denied", "attributed actual affirmed", "own doubted affirmed"}
    assert {row["subject"] for row in tables["facts"] if row["contested"]} == {"id:dun-contested"}
    hedged = {(row["subject"], row["property"]) for row in tables["facts"] if row["hedged"]}
    assert ("id:sel-hedged", "dt:organisation") in hedged
    assert ("id:sel-hedged", "dt:member") not in hedged
    assert ("id:sel", "dt:everMemberOf") in hedged


def test_what_is_inferred_from_a_contested_fact_is_contested() -> None:
    rows = list(Rows(Content(shipped(), Selection(entities=("conference-belarus-in-modern-world",)))).facts())
    assert "dt:occurred" in {row["property"] for row in rows if row["contested"] and not row["inferred"]}
    assert "dt:beginsNotAfter" in {row["property"] for row in rows if row["contested"] and row["inferred"]}


def test_a_reader_of_csvw_finds_every_table_valid(weekly: Path) -> None:
    found = CSVW(str(weekly / "csv-metadata.json"), validate=True)
    assert found.is_valid, found.warnings
    assert set(read(weekly)) == {table.name for table in TABLES}


def test_a_key_that_is_not_there_is_found_by_the_reader(weekly: Path, tmp_path: Path) -> None:
    shutil.copytree(weekly, tmp_path / "broken")
    sources = tmp_path / "broken" / "sources.csv"
    sources.write_text(
        sources.read_text(encoding="utf-8").replace("weekly-2016-12,", "elsewhere,", 1), encoding="utf-8"
    )
    with pytest.raises(ValueError, match="not found in table sources"):
        read(sources.parent)


def _said(triples: frozenset[Triple], predicate: NamedNode, kind: NamedNode) -> set[tuple[str, str]]:
    """What is said of the things of a class under a property, in short names."""
    kinds = (
        (kind, DT.PossibleDuplicate) if kind == DT.Conflict else (kind,)
    )  # by inference a possible duplicate is a conflict
    things = {triple.subject for triple in triples if triple.predicate == RDF.type and triple.object in kinds}
    found = (triple for triple in triples if triple.predicate == predicate and triple.subject in things)
    return {(short(triple.subject), short(triple.object)) for triple in found}


def _cells(rows: list[dict[str, Any]], key: str, column: str) -> set[tuple[str, str]]:
    pairs = ((row[key], row[column]) for row in rows)
    listed = ((name, found if isinstance(found, list) else [found]) for name, found in pairs)
    return {(name, _unescaped(str(value))) for name, values in listed for value in values if value not in (None, "")}


def _unescaped(text: str) -> str:
    return text[1:] if re.match(r"'+[=+\-@\t\r]", text) else text


@pytest.mark.parametrize(
    ("column", "table", "kind"),
    [
        pytest.param(column, table, kind, id=f"{table.name}-{column.name}")
        for table, kind in zip(TABLES, (DT.Claim, DT.Proposition, None, None, None, None, DT.Source, DT.Conflict), strict=True)
        for column in table.columns
        if column.means is not None and kind is not None
    ],
)  # fmt: skip
def test_a_column_holds_all_that_the_graph_has_under_its_property(
    rows: Tables, triples: frozenset[Triple], column: Column, table: Table, kind: NamedNode
) -> None:
    found = _cells(rows[table.name], table.key[0], column.name)
    if column.means == DT.hasConflictingClaim:
        found |= _cells(rows[table.name], table.key[0], "other_claims")
    assert column.means is not None
    assert found == _said(triples, column.means, kind)
    assert found


def test_each_proposition_is_of_its_claims_and_each_fact_of_those_that_make_it(
    rows: Tables, triples: frozenset[Triple]
) -> None:
    stated = {(claim, row["proposition"]) for row in rows["propositions"] for claim in row["claims"]}
    assert stated == _said(triples, DT.states, DT.Claim)
    facts = {(claim, row["proposition"]) for row in rows["facts"] if not row["inferred"] for claim in row["claims"]}
    assert facts == _said(triples, DT.supports, DT.Claim)


def test_each_inferred_triple_on_claims_is_there_with_its_rule_and_holds(
    rows: Tables, triples: frozenset[Triple]
) -> None:
    inferred = [row for row in rows["facts"] if row["inferred"]]
    for row in inferred:
        assert row["rule"]
        assert row["claims"]
    listed = {(row["subject"], row["property"], row["value"]) for row in inferred}
    assert listed <= {(short(t.subject), short(t.predicate), short(t.object)) for t in triples}
    shortcuts = {triple for triple in triples if triple.predicate == long("dt:everMemberOf")}
    assert shortcuts
    assert {(short(t.subject), "dt:everMemberOf", short(t.object)) for t in shortcuts} <= listed


def test_names_links_classes_and_bounds_are_there(rows: Tables, triples: frozenset[Triple]) -> None:
    lithuania = next(row for row in rows["entities"] if row["entity"] == "id:lithuania")
    assert (lithuania["label"], lithuania["classes"], lithuania["wikidata_exact"]) == (
        "Lithuania",
        ["dt:State"],
        ["wd:Q37"],
    )
    names = {(row["kind"], row["language"], row["name"]) for row in rows["names"] if row["thing"] == "id:lithuania"}
    assert {("label", "en", "Lithuania"), ("label", "ru", "Литва")} <= names
    bounded = [row for row in rows["situations"] if row["begins_not_after"]]
    assert bounded
    assert {row["situation"] for row in bounded} == {
        short(t.subject) for t in triples if t.predicate == DT.beginsNotAfter
    }


def test_what_is_said_to_be_lost_is_lost(part: Path) -> None:
    everything = "".join(file.read_text(encoding="utf-8") for file in part.glob("*.csv"))
    lost = {
        "which named graph a triple stands in": "graph/facts",
        "the ontology": "A situation in which an agent belongs to an organisation.",
        "shared origins, and identities that no rule asked for": "origin/",
        "claims that were taken back and names that were retired": "id:individual-partnership-programme,",
    }
    assert set(lost) <= set(FORMATS["csv"].loses)
    assert not [words for words in lost.values() if words in everything]
    agents = next(iter(shipped().quads.quads_for_pattern(long("id:lithuania"), RDF.type, long("dt:Agent"), None)))
    assert "the premises of what is inferred" in FORMATS["csv"].loses
    assert short(proposition(agents.triple)) not in everything


def test_the_tables_of_a_part_hold_its_claims_alone(weekly: Path) -> None:
    tables = read(weekly)
    claims = {row["claim"] for row in tables["claims"]}
    assert claims == {short(claim) for claim in Content(shipped(), WEEKLY).claims}
    used = {
        claim for table in ("propositions", "facts", "conflicts") for row in tables[table] for claim in row["claims"]
    }
    assert used <= claims
    assert any(row["other_claims"] for row in tables["conflicts"])


def test_the_answer_to_a_question_is_a_table_with_all_its_columns(tmp_path: Path) -> None:
    tables = read(written(shipped(), tmp_path, ANSWER))
    answer = Content(shipped(), ANSWER).answer
    assert answer is not None
    (row,) = tables["answer"]
    assert row["blocker"] == "Lithuania"
    assert "edm-2019/c10" in row["claim"]
    assert set(answer.every_column) - set(answer.columns)
    assert set(answer.every_column) <= set(row)
    assert next(iter(tables)) == "answer"


def test_a_column_of_the_question_is_not_described_as_one_of_the_evidence() -> None:
    table, _ = answer_table(Content(shipped(), Selection(question="denials")))
    said = {column.name: column.says for column in table.columns}
    assert (said["voice"], said["evidence_voice"]) == ("voice", "In whose voice")
    assert "fact" not in table.says


def test_an_answer_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    given = {"framework": "individual-partnership-and-cooperation-programme"}
    tables = read(written(shipped(), tmp_path, Selection(question="blocked-agreements", given=given)))
    assert tables["answer"] == []
    head = (tmp_path / "answer.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert head[:4] == ["agreement", "party", "blocker", "reason"]


def test_the_files_are_rfc_4180_in_utf_8_and_the_same_each_time(weekly: Path, tmp_path: Path) -> None:
    again = written(shipped(), tmp_path, WEEKLY)
    for file in weekly.iterdir():
        content = file.read_bytes()
        assert content == (again / file.name).read_bytes()
        content.decode("utf-8")
        assert not content.startswith(b"\xef\xbb\xbf")
    lines = (weekly / "claims.csv").read_bytes().split(b"\r\n")
    assert len(lines) == len(Content(shipped(), WEEKLY).claims) + 2
    assert not any(b"\n" in line for line in lines)


def test_no_cell_of_text_is_a_formula(ports: Opened, tmp_path: Path) -> None:
    written(ports, tmp_path)
    for file in tmp_path.glob("*.csv"):
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8"))):
            assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")], file.name
    league = next(row for row in read(tmp_path)["entities"] if row["entity"] == "id:lamp-league")
    assert league["label"] == f"'{FORMULA}"


@given(st.text())
def test_the_apostrophe_before_a_formula_can_be_taken_off(text: str) -> None:
    assert _unescaped(cell_text(text)) == text
    assert cell_text(text)[:1] not in tuple("=+-@\t\r")


def test_a_value_with_the_separator_does_not_become_two() -> None:
    assert cell_text(("a|b", "c")).split(SEPARATOR) == listed(("a|b", "c")).split(SEPARATOR) == ["a¦b", "c"]


def test_passages_are_there_only_when_they_may_be_published(weekly: Path, tmp_path: Path) -> None:
    assert "passage" not in read(weekly)["claims"][0]
    content = Content(shipped(), WEEKLY, stretches=lambda view: (f"the words of {view.name}",))
    FORMATS["csv"].folder_writer(content, tmp_path)
    claim = read(tmp_path)["claims"][0]
    assert claim["passage"] == f"the words of {claim['claim'].removeprefix('claim:')}"


def test_named_graphs_are_refused(tmp_path: Path) -> None:
    chosen = Selection(graphs=("facts",))
    with pytest.raises(UsageError, match=r"csv tells of claims and facts together.*leave --graph out"):
        written(shipped(), tmp_path, chosen)
    with pytest.raises(UsageError, match="xlsx tells of claims and facts together"):
        FORMATS["xlsx"].writer(Content(shipped(), chosen), cast("BinaryIO", io.BytesIO()))


def workbook(opened: Opened, selection: Selection | None = None) -> bytes:
    out = io.BytesIO()
    FORMATS["xlsx"].writer(Content(opened, selection), cast("BinaryIO", out))
    return out.getvalue()


def test_a_workbook_holds_the_same_rows_and_no_formula(ports: Opened, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(ports)))
    tables = read(written(ports, tmp_path))
    assert book.sheetnames == list(tables)
    for name in tables:
        head, *lines = book[name].iter_rows(values_only=True)
        assert len(lines) == len(tables[name])
        assert list(head) == list(tables[name][0]) if tables[name] else head
        assert not [cell for row in book[name].iter_rows() for cell in row if cell.data_type == "f"]
    label = next(row[1] for row in book["entities"].iter_rows(values_only=True) if row[0] == "id:lamp-league")
    assert label == FORMULA
    fact = next(iter(book["propositions"].iter_rows(min_row=2, values_only=True)))[1]
    assert fact is True


def test_a_workbook_is_the_same_bytes_each_time_and_cuts_what_no_cell_holds(
    ports: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert workbook(ports) == workbook(ports)
    monkeypatch.setattr("graph.export.xlsx.LONGEST", 10)
    book = openpyxl.load_workbook(io.BytesIO(workbook(ports)))
    assert max(len(str(cell)) for row in book["claims"].iter_rows(min_row=2, values_only=True) for cell in row) == 10
    assert LONGEST == 32_767


def test_without_the_extra_a_workbook_is_refused_with_what_to_do(
    ports: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match=r"pip install 'detente\[xlsx\]', or export csv"):
        workbook(ports)


def test_the_command_writes_a_folder_of_tables(tmp_path: Path) -> None:
    done = run("export", "csv", "--source", "weekly-2016-12", "-o", str(tmp_path / "tables"), cache=warm())
    assert done.returncode == 0, done.stderr
    metadata = json.loads((tmp_path / "tables" / "csv-metadata.json").read_text(encoding="utf-8"))
    assert {table["url"] for table in metadata["tables"]} == {f.name for f in (tmp_path / "tables").glob("*.csv")}
    assert metadata["dc:identifier"] in done.stderr
