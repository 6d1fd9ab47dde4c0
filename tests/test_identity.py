"""Judgements on identity: a retired name is read as the one that is kept; each fault is one line with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import detente, edit, faults, read_folder, write_entities, write_file, write_lamps, write_source
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from graph.asking import find_question
from graph.build import build_in_memory, open_store
from graph.emit import proposition
from graph.layers import all_layers
from graph.params import bindings
from graph.resolve import note_retired, resolve_thing
from graph.terms import BASE, DCTERMS, DT, RDF, RDFS, SKOS, VOCABULARY

if TYPE_CHECKING:
    from pathlib import Path

    from graph.store import Opened

pytestmark = pytest.mark.usefixtures("nothing_shipped")

ENTITIES = """entities:
- id: vey
  type: State
  label: {en: Port Vey, be: порт Вей}
  variants: {en: [the port of Vey]}
  misprints: {en: [Port Wey]}
  wikidata: {match: exact, id: Q999999, evidence: made up}
- id: beacon-author
  type: Person
  label: {en: the author of the beacon}
- id: skerry-programme
  type: Framework
  label: {en: the skerry programme}
- id: port-vey-in-league
  label: {en: Port Vey in the League}
- id: brand-count
  label: {en: the count by Captain Brand}
"""
CLAIMS = """source: beacon
claims:
- id: c01
  says: The port is in the League.
  about: port-vey-in-league
  type: Membership
  member: vey
  organisation: league-of-lamps
  voice: own
  find: joined the League of Lamps
- id: c02
  says: The captain counts the ports.
  about: brand-count
  type: Observation
  measure: menu-size
  party: league-of-lamps
  value: 9
  voice: attributed
  speaker: orla-brand
  wording: reported
  find: joined the League of Lamps
"""
TEXT = "The port of Vey joined the League of Lamps, and Captain Brand says that it now has nine ports.\n"
IDENTITIES = """# decided so far
identities:
- id: two-of-a-port
  things: [port-of-vey, vey]
  kind: same
  keep: port-of-vey
  reason: Both papers speak of one port.
  judge: the editors
  date: 1924-05-01
- id: two-of-a-membership
  things: [vey-membership, port-vey-in-league]
  kind: same
  keep: vey-membership
  reason: >-
    One port joined
    one League.
  judge: the editors
  date: 1924-05-01
- id: two-programmes
  things: [skerry-programme, partnership-for-peace]
  kind: same
  keep: partnership-for-peace
  reason: It is another name of the programme.
  judge: the editors
  date: 1924-05-01
- id: two-counts
  things: [brand-count, lamp-news-c02]
  kind: open
  reason: Nobody says when the captain counted.
  judge: the editors
  date: 1924-05-01
"""


def write_beacons(folder: Path, identities: str = IDENTITIES) -> Path:
    """The lamp corpus, and a second paper that calls things otherwise."""
    write_lamps(folder)
    write_entities(folder, ENTITIES, "beacon")
    write_source(folder, "beacon", TEXT, CLAIMS)
    write_file(folder / "identity.yaml", identities)
    return folder


@pytest.fixture
def beacons(tmp_path: Path) -> Path:
    return write_beacons(tmp_path / "data")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_beacons(tmp_path_factory.mktemp("beacons") / "data")


@pytest.fixture(scope="module")
def opened(folder: Path) -> Opened:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", str(folder.with_name(f"{folder.name}-cache")))
        return open_store([folder])


def thing(slug: str) -> NamedNode:
    return NamedNode(f"{BASE}id/{slug}")


def term(name: str) -> NamedNode:
    return NamedNode(f"{BASE}ontology#{name}")


def objects(opened: Opened, subject: NamedNode, predicate: NamedNode) -> set[str]:
    quads = opened.quads.quads_for_pattern(subject, predicate, None, DefaultGraph())
    return {getattr(quad.object, "value", "") for quad in quads}


# What a build makes of it.


def test_claims_under_a_retired_name_speak_of_the_thing_that_is_kept(opened: Opened) -> None:
    membership = thing("vey-membership")
    node = proposition(Triple(membership, term("member"), thing("port-of-vey")))
    quads = opened.quads.quads_for_pattern(None, DT.supports, node, DefaultGraph())
    claims = {str(quad.subject.value).rpartition("claim/")[2] for quad in quads if isinstance(quad.subject, NamedNode)}
    assert claims == {"lamp-news/c01", "beacon/c01"}
    assert objects(opened, NamedNode(f"{BASE}claim/beacon/c01"), DT.about) == {membership.value}


@pytest.mark.parametrize(
    ("gone", "heir", "judgement"),
    [
        ("vey", "port-of-vey", "two-of-a-port"),
        ("port-vey-in-league", "vey-membership", "two-of-a-membership"),
        ("skerry-programme", "partnership-for-peace", "two-programmes"),
    ],
)
def test_a_retired_name_stays_and_says_what_took_its_place_and_by_which_judgement(
    opened: Opened, gone: str, heir: str, judgement: str
) -> None:
    left = {quad.triple for quad in opened.quads.quads_for_pattern(thing(gone), None, None, DefaultGraph())}
    assert left == {
        Triple(thing(gone), RDF.type, DT.RetiredName),
        Triple(thing(gone), RDFS.label, Literal(gone)),
        Triple(thing(gone), DCTERMS.isReplacedBy, thing(heir)),
        Triple(thing(gone), DT.retiredBy, NamedNode(f"{BASE}identity/{judgement}")),
    }


def test_nothing_in_the_graph_but_its_judgement_speaks_of_a_retired_name(opened: Opened) -> None:
    gone = {thing("vey"), thing("port-vey-in-league"), thing("skerry-programme")}
    assert [quad for node in gone for quad in opened.quads.quads_for_pattern(None, None, node, None)] == []


def test_the_names_and_the_link_of_a_retired_entity_go_to_the_one_that_is_kept(opened: Opened) -> None:
    port = thing("port-of-vey")
    assert objects(opened, port, RDFS.label) == {"the port of Vey"}
    assert objects(opened, port, SKOS.altLabel) == {"Port Vey", "порт Вей"}
    assert objects(opened, port, SKOS.hiddenLabel) == {"Port Wey"}
    assert objects(opened, port, SKOS.exactMatch) == {"http://www.wikidata.org/entity/Q999999"}


def test_a_thing_that_no_entity_names_takes_over_the_entry_of_the_retired_one(tmp_path: Path) -> None:
    text = IDENTITIES.replace("open", "same\n  keep: lamp-news-c02")
    entity = read_folder(write_beacons(tmp_path / "data", text)).entities["lamp-news-c02"]
    assert (entity.slug, entity.iri) == ("lamp-news-c02", thing("lamp-news-c02"))
    assert entity.labels == (("en", "the count by Captain Brand"),)


def test_an_author_whose_name_is_retired_is_the_one_that_is_kept(tmp_path: Path) -> None:
    text = IDENTITIES.replace("port-of-vey", "lamp-news-author").replace(
        "[lamp-news-author, vey]", "[lamp-news-author, beacon-author]"
    )
    graphs, _ = build_in_memory(all_layers([write_beacons(tmp_path / "data", text)]))
    author = thing("lamp-news-author")
    assert Triple(NamedNode(f"{BASE}source/beacon"), DT.author, author) in graphs.default
    assert Triple(NamedNode(f"{BASE}claim/beacon/c01"), DT.speaker, author) in graphs.default


def test_what_is_open_merges_nothing_and_can_be_asked_for(opened: Opened) -> None:
    judgement = NamedNode(f"{BASE}identity/two-counts")
    assert objects(opened, judgement, DT.judgesIdentityOf) == {thing("brand-count").value, thing("lamp-news-c02").value}
    assert objects(opened, judgement, DT.identityKind) == {f"{VOCABULARY}open"}
    assert objects(opened, judgement, RDF.type) == {DT.IdentityJudgement.value, DT.Judgement.value}
    assert objects(opened, judgement, DT.judgementReason) == {"Nobody says when the captain counted."}
    for slug in ("brand-count", "lamp-news-c02"):
        quad = Quad(NamedNode(f"{BASE}claim/beacon/c02"), DT.about, thing(slug), DefaultGraph())
        assert (quad in opened.quads) is (slug == "brand-count")


def test_the_order_of_entries_and_of_names_changes_no_triple(tmp_path: Path) -> None:
    head, *entries = IDENTITIES.split("- id: ")
    turned = "- id: ".join([head, *reversed(entries)]).replace("[port-of-vey, vey]", "[vey, port-of-vey]")
    built = [
        build_in_memory(all_layers([write_beacons(tmp_path / str(n), text)]))[0]
        for n, text in enumerate((IDENTITIES, turned))
    ]
    ontology = NamedNode(f"{BASE}graph/ontology")  # whose blank nodes have no lasting names
    one, other = ({name: set(graphs.named[name]) for name in graphs.named if name != ontology} for graphs in built)
    assert one == other
    assert set(built[0].default) == set(built[1].default)


# What a person who writes a retired name is told.


@pytest.mark.parametrize("name", ["vey", "id:vey", f"{BASE}id/vey", "Port Vey", "port wey"])
def test_a_retired_name_however_written_finds_the_thing_that_is_kept(opened: Opened, name: str) -> None:
    assert resolve_thing(opened.quads, name) == thing("port-of-vey")


def test_only_who_writes_the_retired_slug_itself_is_told_so(opened: Opened) -> None:
    told = "vey is a retired name: read as port-of-vey, which names the same thing"
    assert note_retired(opened.quads, "vey") == note_retired(opened.quads, f"<{BASE}id/vey>") == told
    assert note_retired(opened.quads, "Port Vey") == note_retired(opened.quads, "port-of-vey") == ""


def test_a_retired_name_as_a_parameter_is_bound_to_the_thing_that_is_kept(opened: Opened) -> None:
    question = find_question(opened, "blocked-agreements")
    bound = bindings(question, {"framework": "skerry-programme"}, opened.quads)
    assert bound["framework"] == str(thing("partnership-for-peace"))


def test_the_commands_read_a_retired_name_and_say_so_on_standard_error(folder: Path, opened: Opened) -> None:
    assert opened.version
    for arguments in (
        ("show", "vey"),
        ("why", "vey-membership", "member", "vey"),
        ("ask", "blocked-agreements", "framework=skerry-programme"),
    ):
        done = detente(folder, *arguments)
        assert done.returncode == 0, done.stderr
        assert " is a retired name: read as p" in done.stderr
        assert "is a retired name" not in done.stdout


# Faults.

PORT, PROGRAMME = "[port-of-vey, vey]", "[skerry-programme, partnership-for-peace]"
COUNTS = "[brand-count, lamp-news-c02]"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (PORT, "[port-of-vey, wey]", 4, "unknown thing 'wey'; did you mean vey"),
        (PORT, "\n  - port-of-vey\n  - nobody", 6, "unknown thing 'nobody'"),
        (PORT, "port-of-vey", 4, "a judgement on identity names two or more things by their slugs"),
        (PORT, "[port-of-vey, port-of-vey]", 4, "a judgement on identity names two or more things by their slugs"),
        ("  keep: port-of-vey\n", "", 3, "the kind is same and the key keep does not say which of the names stays"),
        ("keep: port-of-vey", "keep: league-of-lamps", 6, "'league-of-lamps' is none of the things judged; keep one of port-"),
        ("kind: open", "kind: open\n  keep: brand-count", 29, "only a judgement of the kind same keeps one of the names"),
        ("kind: open", "kind: unsure", 28, "kind is 'unsure'; it is one of different, open, same"),
        ("  kind: open\n", "", 26, "the key kind is missing in this judgement on identity"),
        (PORT, "[port-of-vey, league-of-lamps]", 4, "league-of-lamps (Organisation) and port-of-vey (State) are of different"),
        (PORT, "[port-of-vey, brand-count]", 4, "brand-count (Observation) and port-of-vey (State) are of different types"),
        (PORT, "[port-of-vey, vey, lithuania]", 4, "lithuania is linked to Q37 of Wikidata and vey to Q999999; correct a link"),
        (COUNTS, "[vey, port-of-vey]", 27, "port-of-vey and vey are judged already by two-of-a-port (identity.yaml:3); keep"),
        (COUNTS, "[brand-count, lamp-news-c02]\n  slots: [party]", 28, "unknown key 'slots' in a judgement on identity"),
        ("  reason: It", "  grounds: It", 19, "the key reason is missing in this judgement on identity"),
    ],
)  # fmt: skip
def test_a_fault_of_a_judgement_on_identity_is_one_line_at_its_place(
    beacons: Path, old: str, new: str, line: int, message: str
) -> None:
    edit(beacons / "identity.yaml", old, new)
    found = [fault.replace(f"{beacons}/", "") for fault in faults(beacons)]
    assert [fault for fault in found if fault.startswith(f"identity.yaml:{line}: {message}")], found
    assert len(found) == 1 + ("grounds" in new)


MORE = "- id: more\n  things: {things}\n  kind: {kind}\n  reason: So it is.\n  judge: the editors\n  date: 1924-05-02\n"


@pytest.mark.parametrize(
    ("things", "kind", "message"),
    [
        ("[vey, palau]", "same\n  keep: palau", "33: vey is retired already by two-of-a-port (identity.yaml:3), for port-of-vey"),
        ("[vey, tuvalu]", "same\n  keep: vey", "35: vey is kept here and retired by two-of-a-port (identity.yaml:3); put"),
        ("[lithuania, port-of-vey]", "same\n  keep: port-of-vey", "33: lithuania is linked to Q37 of Wikidata and vey to"),
        ("[vey, port-of-vey]", "different", "33: port-of-vey and vey are judged already by two-of-a-port (identity.yaml:3)"),
        ("[lamp-news-c02, brand-count]", "different", "33: brand-count and lamp-news-c02 are judged already by two-counts"),
        ("[two-programmes, skerry-programme]", "open", "33: unknown thing 'two-programmes'"),
    ],
)  # fmt: skip
def test_no_thing_is_judged_twice_and_no_name_retired_twice_or_into_a_retired_one(
    tmp_path: Path, things: str, kind: str, message: str
) -> None:
    states = (
        "entities:\n- {id: tuvalu, type: State, label: {en: Tuvalu}}\n- {id: palau, type: State, label: {en: Palau}}\n"
    )
    beacons = write_beacons(tmp_path / "data", IDENTITIES + MORE.format(things=things, kind=kind))
    write_entities(beacons, states, "states")
    found = [fault.replace(f"{beacons}/", "") for fault in faults(beacons)]
    assert len(found) == 1
    assert found[0].startswith(f"identity.yaml:{message}")


def test_a_pair_is_judged_twice_also_where_one_names_it_by_a_retired_name(tmp_path: Path) -> None:
    text = IDENTITIES.replace(COUNTS, "[vey, partnership-for-peace]")
    more = MORE.format(things="[skerry-programme, port-of-vey]", kind="different")
    beacons = write_beacons(tmp_path / "data", text + more)
    (found,) = faults(beacons)
    assert found.startswith("identity.yaml:33: port-of-vey and skerry-programme are judged already by two-counts (")


def test_things_that_are_the_same_by_two_other_judgements_cannot_be_judged_to_differ(tmp_path: Path) -> None:
    merged = IDENTITIES.replace(PORT, "[port-of-vey, vey, tolv]")
    apart = IDENTITIES + MORE.format(things="[port-of-vey, tolv]", kind="same\n  keep: port-of-vey").replace(
        "more", "m"
    )
    states = "entities:\n- {id: tolv, type: State, label: {en: Tolv}}\n"
    for number, (text, words) in enumerate(
        ((merged, "judged already by"), (apart, "are the same by other judgements"))
    ):
        beacons = write_beacons(tmp_path / str(number), text + MORE.format(things="[vey, tolv]", kind="different"))
        write_entities(beacons, states, "states")
        (found,) = faults(beacons)
        assert words in found


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "1: the file is empty"),
        ("- a\n", "1: a file of identities is a block with the key identities"),
        ("identities: none\n", "1: identities must be a list, each item of it a block of keys and values"),
        ("\nidentitys: []\n", "2: unknown key 'identitys' in a file of identities; did you mean identities?"),
    ],
)
def test_a_file_of_another_form_is_one_line(beacons: Path, content: str, message: str) -> None:
    write_file(beacons / "identity.yaml", content)
    assert faults(beacons) == [f"identity.yaml:{message}"]


def test_the_command_refuses_a_faulty_judgement_with_exit_code_6(beacons: Path) -> None:
    edit(beacons / "identity.yaml", PORT, "[port-of-vey, wey]")
    done = detente(beacons, "show", "vey")
    assert (done.returncode, done.stdout) == (6, "")
    assert f"{beacons}/identity.yaml:4: unknown thing 'wey'" in done.stderr
