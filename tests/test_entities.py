"""The registry of entities: names in several languages, types, links; each fault is one line with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import LAMP_ENTITIES, edit, faults, read_folder, write_entities

from loaders.entities import WikidataLink

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_shipped")

TOLV = """entities:
- id: tolv
  type: State
  label: {en: Tolv, be: Толв}
  variants: {en: [Port of Tolv, "Tolv, on the  sound"]}
  misprints: {en: [Tlov], be: [Тлов, Товл]}
  wikidata: {match: close, id: Q42, evidence: made up for this test}
"""


def test_an_entity_has_all_its_names_and_its_link(lamps: Path) -> None:
    write_entities(lamps, TOLV, "tolv")
    tolv = read_folder(lamps).entities["tolv"]
    assert tolv.labels == (("en", "Tolv"), ("be", "Толв"))
    assert tolv.variants == (("en", "Port of Tolv"), ("en", "Tolv, on the sound"))
    assert tolv.misprints == (("en", "Tlov"), ("be", "Тлов"), ("be", "Товл"))
    assert tolv.wikidata == WikidataLink(item="Q42", match="close", evidence="made up for this test")


@pytest.mark.parametrize("match", ["exact", "close", "related"])
def test_a_link_to_wikidata_says_how_near_the_item_is(lamps: Path, match: str) -> None:
    write_entities(lamps, TOLV.replace("match: close", f"match: {match}"), "tolv")
    link = read_folder(lamps).entities["tolv"].wikidata
    assert link is not None
    assert link.match == match


def test_an_entity_without_a_type_only_names_a_thing(lamps: Path) -> None:
    assert read_folder(lamps).entities["vey-membership"].type is None


def test_an_entity_says_where_it_stands(lamps: Path) -> None:
    file = write_entities(lamps, TOLV, "tolv")
    assert read_folder(lamps).entities["tolv"].place == f"{file}:2"


LABEL = "  label: {en: Tolv, be: Толв}\n"
LINK = "{match: close, id: Q42, evidence: made up for this test}"
FAULTS = [
    ("  type: State", "  type: Sate", 3, "unknown type 'Sate'; did you mean State or Stance?"),
    ("  type: State", "  type: [State]", 3, "type must be plain text, and not empty"),
    ("  type: State", "  typ: State", 3, "unknown key 'typ' in an entity; did you mean type?"),
    ("id: tolv", "id: Tolv", 2, "'Tolv' is no name; use lower-case letters, digits and hyphens"),
    ("- id: tolv\n ", "-", 2, "the key id is missing in this entity"),
    ("id: tolv", "id: port-of-vey", 2, "the entity port-of-vey stands already at <folder>/entities/own.yaml:2"),
    ("id: tolv", "id: belarus", 2, "the entity belarus stands already at "),
    (LABEL, "", 2, "the entity needs a label in one language at least, as label: {en: …}"),
    (LABEL, "  label: {}\n", 4, "the entity needs a label in one language at least, as label: {en: …}"),
    (LABEL, "  label: Tolv\n", 4, "label must be a block of keys and values"),
    (LABEL, "  label: [Tolv]\n", 4, "label must be a block of keys and values"),
    (LABEL, "  label: {en: }\n", 4, "en must be one text or a list of texts, none of them empty"),
    (LABEL, "  label:\n    en: Tolv\n    english: Tolv\n    en-12: T\n", 7, "'en-12' is no language code; write en, be, ru …"),
    (LABEL, "  label:\n    en: Tolv\n    EN: Tolv\n", 6, "'EN' is no language code; write en, be, ru …"),
    ("  variants: {en: [Port of Tolv", "  variants: {en: [{a: b}", 5, "en must be one text or a list of texts, none of them empty"),
    ("  misprints: {en: [Tlov]", "  misprints: {en: [Tolv]", 6, "'Tolv' is a name of the entity, and no misprint of one"),
    ("  misprints: {en: [Tlov]", "  misprints: {en: [Port of Tolv]", 6, "'Port of Tolv' is a name of the entity, and no misprint"),
    ("  misprints: {en: [Tlov]", "  misprints: {En: [Tlov]", 6, "'En' is no language code; write en, be, ru …"),
    ("  misprints: {en: [Tlov], be: [Тлов, Товл]}", "  misprinted-in: edm-2019", 6, "misprinted-in names the sources of misprints,"),
    ("  misprints: {en: [Tlov]", "  misprinted-in: edm-19\n  misprints: {en: [Tlov]", 2, "misprinted-in: unknown source 'edm-19'; did"),
    ("  misprints: {en: [Tlov]", "  misprint: {en: [Tlov]", 6, "unknown key 'misprint' in an entity; did you mean misprints or"),
    (LINK, LINK.replace("Q42", "42"), 7, "'42' is no Wikidata item; items look like Q184"),
    (LINK, LINK.replace("close", "near"), 7, "match is 'near'; write exact, close or related"),
    (LINK, "{match: close, id: Q42}", 7, "the key evidence is missing in this link: say where the identifier was seen"),
    (LINK, LINK.replace("match", "mach"), 7, "unknown key 'mach' in a Wikidata link; did you mean match?"),
    (LINK, "Q42", 7, "wikidata must be a block of keys and values"),
    ("entities:\n", "entity:\n", 1, "unknown key 'entity' in a file of entities; did you mean entities?"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), FAULTS)
def test_a_fault_of_an_entity_is_a_line_at_its_place(lamps: Path, old: str, new: str, line: int, message: str) -> None:
    file = write_entities(lamps, TOLV, "tolv")
    edit(file, old, new)
    found = faults(lamps)
    assert len(found) == 1
    assert found[0].startswith(f"entities/tolv.yaml:{line}: {message.replace('<folder>', str(lamps))}")


@pytest.mark.parametrize("content", ["entities: none\n", "entities: [tolv]\n", "entities: {id: tolv}\n"])
def test_entities_must_be_a_list_of_blocks(lamps: Path, content: str) -> None:
    write_entities(lamps, content, "tolv")
    assert faults(lamps) == [
        "entities/tolv.yaml:1: entities must be a list, each item of it a block of keys and values"
    ]


@pytest.mark.parametrize("content", ["entities:\n", "entities: []\n"])
def test_a_list_of_entities_may_still_be_empty(lamps: Path, content: str) -> None:
    write_entities(lamps, content, "tolv")
    assert faults(lamps) == []


@pytest.mark.parametrize("content", ["tolv\n", "- id: tolv\n"])
def test_a_file_that_is_no_block_is_one_line(lamps: Path, content: str) -> None:
    write_entities(lamps, content, "tolv")
    assert faults(lamps) == ["entities/tolv.yaml:1: a file of entities is a block with the key entities"]


def test_files_that_cannot_be_read_are_named_together_and_nothing_else_is(lamps: Path) -> None:
    write_entities(lamps, "", "empty")
    write_entities(lamps, "entities:\n- id: a\n  id: b\n", "twice")
    write_entities(lamps, LAMP_ENTITIES.replace("lamp-news-author", "someone"), "own")
    found = faults(lamps)
    assert found[0] == "entities/empty.yaml:1: the file is empty"
    assert "entities/twice.yaml:3: the key 'id' stands here a second time (first at line 2)" in found
    assert not [line for line in found if line.startswith("sources/")]


def test_all_faults_of_a_file_are_found_in_one_run(lamps: Path) -> None:
    write_entities(lamps, "entities:\n- id: Tolv\n  label: Tolv\n- id: ank\n  weight: 9\n  label: {en: Ank}\n", "two")
    assert faults(lamps) == [
        "entities/two.yaml:2: 'Tolv' is no name; use lower-case letters, digits and hyphens",
        "entities/two.yaml:3: label must be a block of keys and values",
        "entities/two.yaml:5: unknown key 'weight' in an entity",
    ]
