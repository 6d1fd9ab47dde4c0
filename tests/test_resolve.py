"""A thing is found by each of its names, right or misprinted, and is called by a right one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import detente, write_entities, write_lamps
from pyoxigraph import NamedNode, Store

from graph.build import build_in_memory
from graph.errors import UnknownNameError
from graph.layers import all_layers
from graph.naming import slug
from graph.resolve import resolve_class, resolve_thing
from graph.store import quads_of
from graph.terms import BASE, ONTOLOGY, SKOS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_shipped")

NAMES = """entities:
- id: tolv-head
  type: Place
  label: {en: Tolv Head, ru: Толв}
  variants: {en: [Head of Tolv]}
  misprints: {en: [Tovl Haed, Gorse Head, Xanadu Point], ru: [Тлов]}
  wikidata: {match: related, id: Q42, evidence: made up for this test}
- id: gorse-head
  type: Place
  label: {en: Gorse Head}
  misprints: {en: [Grose Hd]}
- id: gorse-skerry
  type: Place
  label: {en: Gorse Skerry}
  misprints: {en: [Grose Hd]}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    data = tmp_path_factory.mktemp("names") / "data"
    write_lamps(data)
    write_entities(data, NAMES, "names")
    found = Store()
    found.bulk_extend(quads_of(build_in_memory(all_layers([data]))[0]))
    return found


@pytest.mark.parametrize(
    "name", ["tolv-head", "Tolv Head", "head of tolv", "Толв", "Tovl Haed", "tovl  HAED", "Тлов", f"{BASE}id/tolv-head"]
)
def test_a_thing_is_found_by_each_of_its_names_and_by_its_misprints(store: Store, name: str) -> None:
    assert slug(resolve_thing(store, name)) == "tolv-head"


def test_the_right_name_of_one_thing_is_not_taken_for_the_misprint_of_another(store: Store) -> None:
    assert slug(resolve_thing(store, "Gorse Head")) == "gorse-head"


def test_a_misprint_of_two_names_is_answered_with_both(store: Store) -> None:
    with pytest.raises(UnknownNameError, match="several things: gorse-head, gorse-skerry"):
        resolve_thing(store, "Grose Hd")


def test_a_misprint_is_not_among_the_names_that_are_offered(store: Store) -> None:
    with pytest.raises(UnknownNameError, match=r"nothing is called 'Xanadu Pint'$"):
        resolve_thing(store, "Xanadu Pint")
    with pytest.raises(UnknownNameError, match="did you mean gorse-head"):
        resolve_thing(store, "Gorse Hedd")


def test_a_misprint_is_a_hidden_label_and_a_related_item_a_related_match(store: Store) -> None:
    head = NamedNode(f"{BASE}id/tolv-head")
    hidden = {str(quad.object) for quad in store.quads_for_pattern(head, SKOS.hiddenLabel, None, None)}
    assert hidden == {'"Tovl Haed"@en', '"Gorse Head"@en', '"Xanadu Point"@en', '"Тлов"@ru'}
    related = {quad.object for quad in store.quads_for_pattern(head, SKOS.relatedMatch, None, None)}
    assert related == {NamedNode("http://www.wikidata.org/entity/Q42")}
    assert not list(store.quads_for_pattern(head, SKOS.exactMatch, None, None))


def test_show_finds_a_thing_by_a_misprint_and_does_not_repeat_it(lamps: Path) -> None:
    write_entities(lamps, NAMES, "names")
    done = detente(lamps, "show", "Tovl Haed")
    assert done.returncode == 0, done.stderr
    assert "Tolv Head" in done.stdout
    assert "related to, in Wikidata: http://www.wikidata.org/entity/Q42" in done.stdout
    assert "Tovl" not in done.stdout


@pytest.mark.parametrize(
    "name",
    ["AgreementGap", "agreement-gap", "agreement gap", "Agreement Gap", "dt:AgreementGap", f"{ONTOLOGY}AgreementGap"],
)
def test_a_class_is_found_by_name_slug_label_and_iri(store: Store, name: str) -> None:
    assert resolve_class(store, name) == NamedNode(f"{ONTOLOGY}AgreementGap")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("agreement-gaps", "there is no kind 'agreement-gaps'; did you mean agreement-gap"),
        ("tolv-head", "there is no kind 'tolv-head'"),
        ("–", "there is no kind '–'; `detente terms` lists the types"),
    ],
    ids=["misspelt", "a thing", "no letters"],
)
def test_what_names_no_class_is_refused_with_near_names(store: Store, name: str, said: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        resolve_class(store, name)
    assert str(caught.value).startswith(said)
    assert caught.value.exit_code == 1
