"""Saved questions: the header of a .rq file, its query, and which triple patterns carry an answer row; faults are single lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import detente, everything_in, faults, stderr_faults, write_file
from loose_optionals import loose
from rdflib.plugins.sparql import prepareQuery

from graph.errors import InputError
from graph.layers import all_layers, shipped_layer
from graph.questions import Param, Pattern, Question, shown_variables
from graph.terms import ONTOLOGY
from loaders.model import Model, read_model
from loaders.problems import Problems
from loaders.questions import note_unknown_terms, read_questions
from loaders.tracing import parsed, select_all, traced_patterns

SAVED = sorted(Path(__file__).parent.parent.joinpath("queries").glob("**/*.rq"))

pytestmark = pytest.mark.usefixtures("nothing_shipped")

HEADER = """#+ summary: {en: Who is in what?, ru: Кто где?}
#+ description: >-
#+   Members and
#+   what they are in.
#+ params:
#+   organisation:
#+     kind: entity
#+     class: Organisation
#+     default: nato
#+   at: {kind: date, example: "1922", optional: true}
#+ columns:
#+   member: who
#+ many: [member]
#+ plot: timeline
#+ evidence: rows
"""
QUERY = """PREFIX dt: <https://w3id.org/detente/ontology#>
SELECT ?member ?organisation WHERE {
  ?stay a dt:Membership ; dt:member ?member ; dt:organisation ?organisation .
  OPTIONAL { ?stay dt:beginsNotBefore ?from }
  FILTER (!BOUND(?atLatest) || ?from <= ?atLatest)
}
ORDER BY ?organisation ?member
"""


@pytest.fixture(scope="module")
def model() -> Model:
    return read_model([shipped_layer()])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_file(tmp_path / "data" / "queries" / "members.rq", HEADER + QUERY)
    return tmp_path / "data"


def question(folder: Path, model: Model) -> Question:
    return read_questions(all_layers([folder]), model)["members"]


def found_in(folder: Path, model: Model) -> list[str]:
    return faults(folder, lambda data: read_questions(all_layers([data]), model))


def test_a_question_is_what_its_header_says(folder: Path, model: Model) -> None:
    found = question(folder, model)
    assert found.summary == {"en": "Who is in what?", "ru": "Кто где?"}
    assert found.description == "Members and what they are in."
    assert (found.columns, found.many) == ({"member": "who"}, ("member",))
    assert (found.plot, found.evidence, found.ever) == ("timeline", "rows", False)


def test_a_question_has_its_parameters_in_order(folder: Path, model: Model) -> None:
    assert question(folder, model).params == (
        Param(name="organisation", kind="entity", of_class=f"{ONTOLOGY}Organisation", default="nato"),
        Param(name="at", kind="date", example="1922"),
    )


def test_a_summary_may_be_one_english_text(folder: Path, model: Model) -> None:
    write_file(folder / "queries" / "members.rq", f"#+ summary: Who is in what?\n{QUERY}")
    assert question(folder, model).summary == {"en": "Who is in what?"}


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(folder: Path, model: Model) -> None:
    before = question(folder, model)
    write_file(folder / "queries" / "members.rq", "\ufeff" + (HEADER + QUERY).replace("\n", "\r\n"))
    assert question(folder, model) == before


def test_an_overlay_may_ask_a_shipped_question_in_its_own_way(folder: Path, model: Model) -> None:
    write_file(folder / "queries" / "blocked-agreements.rq", f"#+ summary: Another?\n{QUERY}")
    assert read_questions(all_layers([folder]), model)["blocked-agreements"].summary == {"en": "Another?"}


def test_a_question_may_be_in_a_group_of_its_own_of_a_shipped_one_or_in_none(folder: Path, model: Model) -> None:
    found = [question(folder, model).group]
    for group in ("Agreements and law", "Zebras of the  sea"):
        write_file(folder / "queries" / "members.rq", f"#+ group: {group}\n{HEADER}{QUERY}")
        found.append(question(folder, model).group)
    assert found == ["", "Agreements and law", "Zebras of the sea"]


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ("[Figures]", "group must be plain text, and not empty"),
        (f"{'x' * 41}", "group is a short heading over several questions, of at most 40 characters"),
        ("agreements and law", "group is 'agreements and law', and 'Agreements and law' in "),
        ("Agreement and law", "group is 'Agreement and law', and 'Agreements and law' in "),
    ],
    ids=["a list", "long", "in small letters", "misspelt"],
)
def test_a_group_that_is_none_is_named_with_its_line(folder: Path, model: Model, group: str, message: str) -> None:
    write_file(folder / "queries" / "members.rq", f"{HEADER}#+ group: {group}\n{QUERY}")
    (line,) = found_in(folder, model)
    assert line.startswith(f"queries/members.rq:16: {message}")


def test_the_shipped_questions_have_no_fault(model: Model) -> None:
    assert "blocked-agreements" in read_questions([shipped_layer()], model)


FAULTS = {
    "no header": (HEADER, "", 1, "the query has no header; begin it with lines such as `#+ summary: What …?`"),
    "header that is no block": (HEADER, "#+ Who is in what?\n", 1, "the header must be keys and values"),
    "header that is no YAML": ("#+ plot: timeline", "#+ plot: time: line", 14, "not YAML: "),
    "key twice": (
        "#+ plot: timeline",
        "#+ plot: bar\n#+ plot: bar",
        15,
        "the key 'plot' stands here a second time (first at line 14)",
    ),
    "unknown key": ("#+ plot:", "#+ plott:", 14, "unknown key 'plott' in the header of a question; did you mean plot?"),
    "no summary": (
        "#+ summary: {en: Who is in what?, ru: Кто где?}\n",
        "",
        1,
        "the key summary is missing in this header",
    ),
    "summary in a list": (
        "{en: Who is in what?, ru: Кто где?}",
        "{en: [Who?]}",
        1,
        "en must be plain text, and not empty",
    ),
    "unknown plot": ("plot: timeline", "plot: pie", 14, "plot is 'pie'; it is one of none, timeline, bar, network"),
    "unknown evidence": ("evidence: rows", "evidence: all", 15, "evidence is 'all'; it is one of rows, extent"),
    "unknown kind": ("kind: entity", "kind: thing", 7, "kind is 'thing'; it is one of entity, text, year, date, enum"),
    "no kind": ("#+     kind: entity\n", "", 7, "the key kind is missing in the parameter organisation"),
    "unknown class": (
        "class: Organisation",
        "class: Organization",
        8,
        "unknown class 'Organization'; did you mean Organisation or ",
    ),
    "unknown key of a parameter": (
        "default: nato",
        "defualt: nato",
        9,
        "unknown key 'defualt' in the parameter organisation; did you mean default?",
    ),
    "neither optional nor not": ("optional: true", "optional: maybe", 10, "optional is 'maybe'; write true or false"),
    "parameter that is no block": (
        '{kind: date, example: "1922", optional: true}',
        "date",
        10,
        "at must be a block of keys and values",
    ),
    "parameter that the query lacks": (
        "#+   at:",
        "#+   when:",
        10,
        "the query has no variable $when to which the parameter could be bound",
    ),
    "column that the query lacks": (
        "  member: who",
        "  meber: who",
        12,
        "the query shows no variable ?meber; did you mean member?",
    ),
    "collected column that the query lacks": (
        "[member]",
        "[memer]",
        13,
        "the query shows no variable ?memer; did you mean member?",
    ),
    "column in a list": ("  member: who", "  member: [who]", 12, "member must be plain text, and not empty"),
    "no ORDER BY": (
        "ORDER BY ?organisation ?member\n",
        "",
        1,
        "the question has no ORDER BY; its answer must always come in the same order",
    ),
    "ORDER BY in a comment": ("ORDER BY ?organisation", "# ORDER BY ?organisation", 1, "the question has no ORDER BY"),
    "not SPARQL": ("dt:member ?member ;", "dt:member ;", 18, "not SPARQL: "),
    "unknown prefix": ("a dt:Membership", "a td:Membership", 1, "not SPARQL: Unknown namespace prefix : td"),
    "no SELECT": (
        "SELECT ?member ?organisation WHERE",
        "CONSTRUCT { ?stay ?stay ?stay } WHERE",
        1,
        "a saved question is one SELECT … WHERE { … }",
    ),
    "no WHERE": (
        "?organisation WHERE {",
        "?organisation {",
        1,
        "a saved question is one SELECT … WHERE { … }, with the word WHERE written out",
    ),
    "MINUS": (
        "  FILTER",
        "  MINUS { ?stay dt:ended ?end }\n  FILTER",
        1,
        "the query uses MINUS, so its rows rest on more than single triples; write `#+ evidence: extent`",
    ),
    "NOT EXISTS": ("  FILTER", "  FILTER NOT EXISTS { ?stay dt:ended ?end }\n  FILTER", 1, "the query uses NOT EXISTS"),
    "EXISTS": ("  FILTER", "  FILTER EXISTS { ?stay dt:ended ?end }\n  FILTER", 1, "the query uses EXISTS"),
    "LIMIT": ("?organisation ?member\n", "?organisation ?member\nLIMIT 3\n", 1, "the query uses LIMIT"),
    "SELECT inside WHERE": (
        "  FILTER",
        "  { SELECT ?stay WHERE { ?stay dt:ended ?end } }\n  FILTER",
        1,
        "the query uses a SELECT inside WHERE",
    ),
    "value in SELECT": (
        "SELECT ?member ?organisation",
        "SELECT ?member ?organisation (STR(?member) AS ?name)",
        17,
        "the SELECT works out a value",
    ),
    "property path": (
        "dt:member ?member",
        "dt:member/dt:stageOf* ?member",
        1,
        "the query follows a property path, which cannot be traced",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_question_is_one_line_at_its_place(folder: Path, model: Model, name: str) -> None:
    old, new, line, message = FAULTS[name]
    content = HEADER + QUERY
    assert content.count(old) == 1
    write_file(folder / "queries" / "members.rq", content.replace(old, new))
    found = found_in(folder, model)
    assert len(found) == 1
    assert found[0].startswith(f"queries/members.rq:{line}: {message}")


@pytest.mark.parametrize(
    "name", ["no header", "unknown key", "unknown kind", "no ORDER BY", "not SPARQL", "MINUS", "property path"]
)
@pytest.mark.slow
def test_the_command_refuses_a_faulty_question_and_writes_nothing(folder: Path, name: str) -> None:
    old, new, line, message = FAULTS[name]
    write_file(folder / "queries" / "members.rq", (HEADER + QUERY).replace(old, new))
    before = everything_in(folder.parent)
    result = detente(folder, "ask", "members")
    found = stderr_faults(result, folder)
    assert (result.returncode, result.stdout, len(found)) == (6, "", 1)
    assert found[0].startswith(f"queries/members.rq:{line}: {message}")
    assert everything_in(folder.parent) == before


@pytest.mark.parametrize("name", ["not SPARQL", "unknown prefix", "no SELECT", "no WHERE", "no ORDER BY"])
def test_a_question_that_is_not_traced_must_be_a_query_all_the_same(folder: Path, model: Model, name: str) -> None:
    old, new, _, message = FAULTS[name]
    content = (HEADER + QUERY).replace(old, new).replace("evidence: rows", "evidence: extent")
    write_file(folder / "queries" / "members.rq", content)
    assert [message in line for line in found_in(folder, model)] == [True]


@pytest.mark.parametrize("name", ["MINUS", "NOT EXISTS", "LIMIT", "property path", "value in SELECT"])
def test_a_question_whose_extent_is_its_evidence_may_use_all_of_sparql(folder: Path, model: Model, name: str) -> None:
    old, new, *_ = FAULTS[name]
    content = (HEADER + QUERY).replace(old, new).replace("evidence: rows", "evidence: extent")
    write_file(folder / "queries" / "members.rq", content)
    searched = {pattern.predicate.strip("<>").rsplit("#", 1)[-1] for pattern in question(folder, model).patterns}
    assert {"member", "organisation"} <= searched


def test_faults_of_header_and_query_are_found_in_one_run(folder: Path, model: Model) -> None:
    content = HEADER + QUERY
    for name in ("unknown key", "unknown kind", "not SPARQL"):
        content = content.replace(*FAULTS[name][:2])
    write_file(folder / "queries" / "members.rq", content)
    write_file(folder / "queries" / "other.rq", "")
    assert sorted(line.split(": ")[0] for line in found_in(folder, model)) == [
        "queries/members.rq:14", "queries/members.rq:18", "queries/members.rq:7", "queries/other.rq:1",
    ]  # fmt: skip


def test_a_query_that_is_not_utf_8_is_one_line(folder: Path, model: Model) -> None:
    write_file(folder / "queries" / "members.rq", HEADER.encode() + b"# \xff\n" + QUERY.encode())
    (line,) = found_in(folder, model)
    assert line.startswith("queries/members.rq:16: not UTF-8")


def test_the_patterns_of_a_question_are_those_of_its_where(folder: Path, model: Model) -> None:
    names = [
        (p.subject, p.predicate.strip("<>").rsplit("#", 1)[-1], p.object) for p in question(folder, model).patterns
    ]
    assert sorted(names) == [
        ("?stay", "beginsNotBefore", "?from"),
        ("?stay", "member", "?member"),
        ("?stay", "organisation", "?organisation"),
        ("?stay", "type", f"<{ONTOLOGY}Membership>"),
    ]


def test_a_pattern_that_stands_twice_is_traced_once() -> None:
    text = "SELECT ?a WHERE { { ?a <urn:x:p> 'one' } UNION { ?a <urn:x:p> 'one' . ?a <urn:x:q> 1.5 } } ORDER BY ?a"
    assert set(traced_patterns(text, Path("q.rq"))) == {
        Pattern(subject="?a", predicate="<urn:x:p>", object='"one"', required=False),
        Pattern(
            subject="?a",
            predicate="<urn:x:q>",
            object='"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
            required=False,
        ),
    }
    assert len(traced_patterns(text, Path("q.rq"))) == 2


@pytest.mark.parametrize(
    ("where", "required"),
    [
        ("?a <urn:x:p> ?b . OPTIONAL { ?a <urn:x:q> ?c }", ["p"]),
        ("{ ?a <urn:x:p> ?b } UNION { ?a <urn:x:q> ?b } ?b <urn:x:r> ?c", ["r"]),
        ("?a <urn:x:p> ?b . OPTIONAL { { ?a <urn:x:q> ?c } UNION { ?a <urn:x:p> ?b } }", ["p"]),
    ],
)
def test_a_pattern_outside_optional_and_union_is_required(where: str, required: list[str]) -> None:
    patterns = traced_patterns(f"SELECT * WHERE {{ {where} }} ORDER BY ?a", Path("q.rq"))
    assert [p.predicate.strip("<>").rsplit(":", 1)[-1] for p in patterns if p.required] == required


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("?a <urn:x:p>/^<urn:x:q>* ?b", ["<urn:x:p>", "<urn:x:q>"]),
        ("?a !(<urn:x:p>) ?b", ["?any"]),
        (
            "?a <urn:x:p> ?b FILTER NOT EXISTS { ?a <urn:x:q> ?b ; <urn:x:r> ?c }",
            ["<urn:x:p>", "<urn:x:q>", "<urn:x:r>"],
        ),
        ("?a <urn:x:p> ?b MINUS { ?a <urn:x:q> ?b }", ["<urn:x:p>", "<urn:x:q>"]),
    ],
)
def test_an_extent_is_all_that_a_query_looks_at(where: str, expected: list[str]) -> None:
    patterns = parsed(f"SELECT * WHERE {{ {where} }} ORDER BY ?a", Path("q.rq")).patterns
    assert sorted(pattern.predicate for pattern in patterns) == expected


@pytest.mark.parametrize(
    ("aggregate", "message"),
    [
        (
            "SELECT ?a (COUNT(?b) AS ?n) WHERE { ?a <urn:x:p> ?b } GROUP BY ?a ORDER BY ?a",
            "the SELECT works out a value",
        ),
        ("SELECT ?a WHERE { ?a <urn:x:p> ?b } GROUP BY ?a ORDER BY ?a", "the query uses "),
    ],
)
def test_a_query_that_counts_is_not_traced(aggregate: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        traced_patterns(aggregate, Path("q.rq"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?a WHERE { ?a ?b ?c }", "SELECT * WHERE { ?a ?b ?c }"),
        ("select distinct ?a\nwhere { ?a ?b ?c }", "SELECT * WHERE { ?a ?b ?c }"),
        ("# SELECT ?x WHERE\nSELECT ?a WHERE { ?a ?b 'SELECT ?x WHERE' }", "# SELECT ?x WHERE\nSELECT * WHERE { ?a ?b 'SELECT ?x WHERE' }"),
        ("SELECT ?where ?select WHERE { ?where ?b ?select }", "SELECT * WHERE { ?where ?b ?select }"),
        ("PREFIX select: <urn:x:> SELECT ?a WHERE { ?a select:where ?c }", "PREFIX select: <urn:x:> SELECT * WHERE { ?a select:where ?c }"),
        ("SELECT ?a { { SELECT ?a WHERE { ?a ?b ?c } } }", "SELECT ?a { { SELECT ?a WHERE { ?a ?b ?c } } }"),
        ("ASK { ?a ?b ?c }", "ASK { ?a ?b ?c }"),
    ],
)  # fmt: skip
def test_only_the_outermost_select_is_widened(text: str, expected: str) -> None:
    assert select_all(text) == expected
    prepareQuery(expected)


@pytest.mark.parametrize(
    ("where", "written", "meant"),
    [
        pytest.param("queries/members.rq", "dt:membr", "member", id="a question"),
        pytest.param("queries/conflicts/seats.rq", "vocab:affirmd", "affirmed", id="a rule of conflict"),
    ],
)
def test_a_misspelt_term_is_a_fault_and_no_silence(
    folder: Path, model: Model, where: str, written: str, meant: str
) -> None:
    prefixes = "PREFIX dt: <https://w3id.org/detente/ontology#>\nPREFIX vocab: <https://w3id.org/detente/vocab/>\n"
    body = f"SELECT ?a WHERE {{\n  ?a ?b {written} .\n}}\nORDER BY ?a\n"
    write_file(folder / where, "#+ summary: Who?\n#+ extent: ?a ?b ?c\n" + prefixes + body)
    told = [line for line in found_in(folder, model) if "no ontology declares" in line]
    assert len(told) == 1
    assert told[0].startswith(f"{where}:6: ")
    assert f"; did you mean {meant}" in told[0]


def test_a_misspelt_term_of_a_check_is_a_fault_when_checks_are_read(folder: Path, model: Model) -> None:
    body = (
        "PREFIX dt: <https://w3id.org/detente/ontology#>\nSELECT ?a WHERE {\n  ?a ?b dt:organisatin .\n}\nORDER BY ?a\n"
    )
    write_file(folder / "queries/checks/seats.rq", "#+ summary: Who?\n#+ extent: ?a ?b ?c\n" + body)

    def read(data: Path) -> None:
        problems = Problems()
        note_unknown_terms(all_layers([data])[-1:], ("checks/*.rq",), model, problems)
        problems.raise_any()

    told = faults(folder, read)
    assert len(told) == 1
    assert told[0].startswith("queries/checks/seats.rq:5: no ontology declares ")
    assert "; did you mean organisation" in told[0]


def test_a_term_of_a_foreign_namespace_is_not_looked_up(folder: Path, model: Model) -> None:
    write_file(folder / "queries" / "members.rq", (HEADER + QUERY).replace("ORDER BY", "# dt:membr\nORDER BY"))
    assert not [line for line in found_in(folder, model) if "no ontology declares" in line]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT DISTINCT ?a ?b WHERE { ?a ?b ?c }", ("a", "b")),
        ("PREFIX x: <urn:select>\nselect $a\n?b where { ?a ?p ?b }", ("a", "b")),
        ("SELECT * WHERE { ?a ?b ?c }", ()),
        ("# SELECT ?x WHERE\nSELECT ?y WHERE { ?y ?p ?o }", ("y",)),
    ],
)
def test_the_variables_that_a_question_shows_are_those_of_its_select(text: str, names: tuple[str, ...]) -> None:
    assert shown_variables(text) == names


@pytest.mark.parametrize(
    "file",  # rdflib takes a tenth of a second to parse one: each fourth, and the others in the slow tests
    [
        pytest.param(file, id=file.stem, marks=[pytest.mark.slow] if place % 4 else [])
        for place, file in enumerate(SAVED)
    ],
)
def test_no_part_of_a_saved_question_hangs_on_what_may_be_unbound(file: Path) -> None:
    """Where the variable is unbound, such a part would match every thing, and put it into rows to which it does not belong."""
    assert list(loose(prepareQuery(file.read_text(encoding="utf-8")).algebra)) == []


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("?a dt:member ?b OPTIONAL { ?c dt:establishes ?a } OPTIONAL { ?c dt:began ?d }", [["?c"]]),
        ("?a dt:member ?b OPTIONAL { ?c dt:establishes ?a OPTIONAL { ?c dt:began ?d } }", []),
        ("?a dt:member ?b OPTIONAL { ?c dt:establishes ?a } OPTIONAL { ?c dt:began ?d ; dt:establishes ?a }", []),
        ("?a dt:member ?b OPTIONAL { ?c dt:establishes ?a } ?c dt:began ?d", [["?c"]]),
        ("{ ?a dt:member ?b } UNION { ?c dt:organisation ?b } OPTIONAL { ?c dt:began ?d }", [["?c"]]),
        ("?a dt:member ?b BIND (?a AS ?c) OPTIONAL { ?c dt:began ?d }", []),
    ],
)
def test_a_part_that_hangs_on_what_may_be_unbound_is_found(where: str, found: list[list[str]]) -> None:
    query = prepareQuery(f"PREFIX dt: <{ONTOLOGY}> SELECT * WHERE {{ {where} }}")
    assert list(loose(query.algebra)) == found
