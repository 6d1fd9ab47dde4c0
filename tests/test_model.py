"""Which keys, types and concepts there are is read from the Turtle and the context of all layers; a new type needs no Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import detente, edit, everything_in, faults, read_folder, stderr_faults, write_file, write_lamps
from pyoxigraph import NamedNode

from graph.layers import all_layers, shipped_layer
from graph.terms import EDTF, ONTOLOGY, VOCABULARY
from loaders.model import Model, apparatus_concepts, ontology_files, read_model

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_shipped")

TERMS = """@prefix dt: <https://w3id.org/detente/ontology#> .
@prefix own: <https://lamps.example/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
own:LampWatch a owl:Class ; rdfs:label "lamp watch"@en ; rdfs:subClassOf dt:Situation .
own:keeper a owl:ObjectProperty ; rdfs:label "keeper"@en .
"""
SHAPES = """@prefix dt: <https://w3id.org/detente/ontology#> .
@prefix own: <https://lamps.example/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://lamps.example/shape/LampWatch> a sh:NodeShape ; sh:targetClass own:LampWatch ;
  sh:property [ sh:path own:keeper ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dt:Person ] .
"""
CONTEXT = """{"@context": {
  "own": "https://lamps.example/ontology#",
  "keeper": {"@id": "own:keeper", "@type": "@id"}
}}
"""


@pytest.fixture(scope="module")
def shipped() -> Model:
    return read_model([shipped_layer()])


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    write_lamps(tmp_path / "data")
    write_file(tmp_path / "data" / "ontology" / "own.ttl", TERMS)
    write_file(tmp_path / "data" / "ontology" / "shapes.ttl", SHAPES)
    write_file(tmp_path / "data" / "ontology" / "own.jsonld", CONTEXT)
    return tmp_path / "data"


def test_a_type_takes_the_keys_of_the_classes_above_it(shipped: Model) -> None:
    keys = shipped.keys_of(shipped.types["BlockedStage"])
    assert {"blocker", "reason", "stage-of", "began", "rank"} <= set(keys)
    assert "measure" not in keys


WHOLES = {"MilitaryUnit": "MilitaryUnit", "Organisation": "Agent"}


def test_a_slot_that_a_class_has_like_one_above_it_takes_what_the_lower_one_says(shipped: Model) -> None:
    wholes = {
        name: slot.of_class
        for name in WHOLES
        for slot in shipped.slots_of(shipped.types[name]).values()
        if slot.predicate == NamedNode(f"{ONTOLOGY}partOf")
    }
    assert wholes == {name: NamedNode(f"{ONTOLOGY}{whole}") for name, whole in WHOLES.items()}


def test_a_class_is_below_the_classes_above_its_own(shipped: Model) -> None:
    assert shipped.is_a(shipped.classes["BlockedStage"], shipped.classes["Situation"])
    assert not shipped.is_a(shipped.classes["Situation"], shipped.classes["BlockedStage"])


@pytest.mark.parametrize(
    ("key", "kind"),
    [("blocker", "thing"), ("measure", "concept"), ("began", "date"), ("extent", "text"), ("value", "value")],
)
def test_the_context_says_what_kind_of_value_a_key_takes(shipped: Model, key: str, kind: str) -> None:
    assert shipped.keys[key].kind == kind


def test_a_date_key_writes_edtf(shipped: Model) -> None:
    assert shipped.keys["began"].datatype == EDTF
    assert shipped.keys["began"].predicate == NamedNode(f"{ONTOLOGY}began")


def test_a_slot_knows_how_many_values_of_which_class_or_scheme_it_takes(shipped: Model) -> None:
    slots = shipped.slots_of(shipped.types["Observation"])
    value, measure, party = (slots[NamedNode(ONTOLOGY + name)] for name in ("value", "measure", "party"))
    assert (value.least, value.most) == (1, 1)
    assert (measure.scheme, party.scheme) == (NamedNode(f"{VOCABULARY}measures"), None)
    assert (party.of_class, party.most) == (NamedNode(f"{ONTOLOGY}Agent"), None)


def test_no_claim_can_give_a_thing_a_type_of_the_apparatus(shipped: Model) -> None:
    assert not {"Claim", "Passage", "Proposition", "Source"} & set(shipped.types)


def test_the_axes_of_claims_are_schemes_of_the_vocabulary(shipped: Model) -> None:
    assert set(apparatus_concepts(shipped, "voices")) == {"own", "adopted", "attributed"}


def test_alignments_are_neither_terms_nor_shapes(lamps: Path) -> None:
    write_file(lamps / "ontology" / "alignments.ttl", "this is not even Turtle")
    layers = all_layers([lamps])
    read = [*ontology_files(layers, shapes=False), *ontology_files(layers, shapes=True)]
    assert lamps / "ontology" / "own.ttl" in read
    assert "alignments.ttl" not in {file.name for file in read}


def test_an_overlay_adds_a_type_with_keys_of_its_own(lamps: Path) -> None:
    claims = lamps / "sources" / "lamp-news" / "claims.yaml"
    edit(
        claims,
        "  type: Membership\n  member: port-of-vey\n  organisation: league-of-lamps\n",
        "  type: LampWatch\n  keeper: orla-brand\n",
    )
    claim = next(claim for claim in read_folder(lamps).claims if claim.name == "lamp-news/c01")
    assert {predicate.value for predicate, _ in claim.content} >= {"https://lamps.example/ontology#keeper"}


def test_the_shape_of_an_overlay_binds_its_claims(lamps: Path) -> None:
    claims = lamps / "sources" / "lamp-news" / "claims.yaml"
    edit(
        claims,
        "  type: Membership\n  member: port-of-vey\n  organisation: league-of-lamps\n",
        "  type: LampWatch\n  keeper: port-of-vey\n",
    )
    assert faults(lamps) == [
        "sources/lamp-news/claims.yaml:10: keeper takes a thing of type Person, and port-of-vey (State) is none"
    ]


FAULTS = [
    ("own.ttl", TERMS + "own:keeper rdfs:label .\n", "own.ttl:7: not Turtle: "),
    ("own.ttl", TERMS.encode() + b'own:keeper rdfs:comment "\xff" .\n', "own.ttl:7: not Turtle: "),
    ("shapes.ttl", SHAPES.replace("sh:maxCount 1", 'sh:maxCount "one"'), "shapes.ttl:1: a shape is not as claim files need it"),
    ("shapes.ttl", SHAPES.replace("sh:path own:keeper ; ", ""), "shapes.ttl:1: a shape is not as claim files need it"),
    ("own.jsonld", CONTEXT.replace("}}\n", ""), "own.jsonld:4: not JSON: "),
    ("own.jsonld", "", "own.jsonld:1: not JSON: "),
    ("own.jsonld", b'{"@context": {"\xff": 1}}', "own.jsonld:1: not UTF-8"),
    ("own.jsonld", "[]", "own.jsonld:1: no JSON-LD context"),
    ("own.jsonld", '{"@context": []}', "own.jsonld:1: no JSON-LD context"),
    ("own.jsonld", '{"context": {}}', "own.jsonld:1: no JSON-LD context"),
    ("own.jsonld", CONTEXT.replace('"own:keeper"', '"owm:keeper"'), "own.jsonld:1: the context uses the prefix 'owm'"),
    ("own.jsonld", CONTEXT.replace('"own:keeper"', "7"), "own.jsonld:1: a key of the context has an @id"),
    ("own.jsonld", CONTEXT.replace('"own:keeper"', '"own:kee per"'), "own.jsonld:1: a key of the context has an @id"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "message"), FAULTS)
def test_a_model_that_cannot_be_read_is_one_line(lamps: Path, name: str, content: str | bytes, message: str) -> None:
    write_file(lamps / "ontology" / name, content)
    found = faults(lamps)
    assert len(found) == 1
    assert found[0].startswith(f"ontology/{message}")


@pytest.mark.parametrize(("name", "content", "message"), [FAULTS[0], FAULTS[4]])
def test_the_command_refuses_a_model_that_cannot_be_read(lamps: Path, name: str, content: str, message: str) -> None:
    write_file(lamps / "ontology" / name, content)
    before = everything_in(lamps.parent)
    result = detente(lamps, "ask", "blocked-agreements")
    found = stderr_faults(result, lamps)
    assert (result.returncode, result.stdout, len(found)) == (6, "", 1)
    assert found[0].startswith(f"ontology/{message}")
    assert everything_in(lamps.parent) == before
