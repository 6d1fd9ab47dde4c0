"""Judgements: what editors decided on conflicts; each fault is one line with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import detente, edit, everything_in, faults, read_folder, stderr_faults, write_file, write_lamps

from graph.terms import ONTOLOGY

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_shipped")

JUDGEMENT = """# decided so far
judgements:
- id: ports-counted
  claims: [lamp-news/c02, lamp-news/c03]
  slots: [party, type]
  kind: real-conflict
  reason: >-
    Both speak of the
    same League.
  judge: the editors
  date: 1924-05-01
"""


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    write_lamps(tmp_path / "data")
    write_file(tmp_path / "data" / "conflicts.yaml", JUDGEMENT)
    return tmp_path / "data"


def test_a_judgement_names_claims_slots_kind_reason_and_judge(judged: Path) -> None:
    (judgement,) = read_folder(judged).judgements
    assert [claim.name for claim in judgement.claims] == ["lamp-news/c02", "lamp-news/c03"]
    assert next(slot.value for slot in judgement.slots) == f"{ONTOLOGY}party"
    assert (judgement.kind, judgement.reason) == ("real-conflict", "Both speak of the same League.")
    assert (judgement.judge, judgement.date) == ("the editors", "1924-05-01")


FAULTS = [
    ("lamp-news/c02", "lamp-news/c09", 4, "unknown claim 'lamp-news/c09'; did you mean lamp-news/c0"),
    ("[lamp-news/c02, lamp-news/c03]", "\n  - lamp-news/c02\n  - nobody", 6, "unknown claim 'nobody'"),
    ("[lamp-news/c02, lamp-news/c03]", "lamp-news/c02", 4, "a judgement names the two or more claims that are at odds"),
    ("[lamp-news/c02, lamp-news/c03]", "[lamp-news/c02, lamp-news/c02]", 4, "a judgement names the two or more claims"),
    ("[party, type]", "[partie]", 5, "unknown key 'partie'; did you mean party"),
    ("[party, type]", "[party, value]", 5, "of the claims judged two at least must state value, and only lamp-news/c02 "),
    ("[party, type]", "[party, began]", 5, "of the claims judged two at least must state began, and none does"),
    ("  slots: [party, type]\n", "", 3, "a judgement names the keys over which the claims are at odds"),
    ("real-conflict", "conflict", 6, "kind is 'conflict'; it is one of "),
    ("  kind: real-conflict\n", "", 3, "the key kind is missing in this judgement"),
    ("  judge: the editors\n", "", 3, "the key judge is missing in this judgement"),
    ("date: 1924-05-01", "date: yesterday", 11, "'yesterday' cannot be read as a date"),
    ("- id: ports-counted\n ", "-", 3, "the key id is missing in this judgement"),
    ("  kind:", "  weight: 9\n  kind:", 6, "unknown key 'weight' in a judgement"),
    ("c03]\n  slots: [party, type]", "c03, lamp-news/c01]\n  slots: [party]", 4, "lamp-news/c01 states none of party; name a "),
]  # fmt: skip

MISPRINT = JUDGEMENT.replace("real-conflict", "likely-misprint\n  prefers: lamp-news/c03")


def test_a_judgement_on_a_misprint_names_the_claim_whose_reading_is_preferred(judged: Path) -> None:
    write_file(judged / "conflicts.yaml", MISPRINT)
    (judgement,) = read_folder(judged).judgements
    assert judgement.prefers is not None
    assert judgement.prefers.name == "lamp-news/c03"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("prefers: lamp-news/c03", "prefers: lamp-news/c9", 7, "unknown claim 'lamp-news/c9'; did you mean lamp-news/c0"),
        ("prefers: lamp-news/c03", "prefers: lamp-news/c01", 7, "lamp-news/c01 is not among the claims judged"),
        ("prefers: lamp-news/c03", "prefers: [lamp-news/c02, lamp-news/c03]", 7, "prefers takes one claim"),
        ("likely-misprint", "real-conflict", 7, "only a judgement of the kind likely-misprint prefers a claim"),
    ],
)  # fmt: skip
def test_a_fault_of_a_preference_is_one_line_at_its_place(
    judged: Path, old: str, new: str, line: int, message: str
) -> None:
    write_file(judged / "conflicts.yaml", MISPRINT)
    edit(judged / "conflicts.yaml", old, new)
    found = faults(judged)
    assert len(found) == 1
    assert found[0].startswith(f"conflicts.yaml:{line}: {message}")


def test_claims_at_odds_in_another_way_than_a_real_conflict_may_state_different_slots(judged: Path) -> None:
    edit(judged / "conflicts.yaml", "[party, type]", "[party, value]")
    edit(judged / "conflicts.yaml", "real-conflict", "change-over-time")
    (judgement,) = read_folder(judged).judgements
    assert [slot.value for slot in judgement.slots] == [f"{ONTOLOGY}party", f"{ONTOLOGY}value"]


@pytest.mark.parametrize(("old", "new", "line", "message"), FAULTS)
def test_a_fault_of_a_judgement_is_one_line_at_its_place(
    judged: Path, old: str, new: str, line: int, message: str
) -> None:
    edit(judged / "conflicts.yaml", old, new)
    found = faults(judged)
    assert len(found) == 1
    assert found[0].startswith(f"conflicts.yaml:{line}: {message}")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "1: the file is empty"),
        ("- a\n", "1: a file of judgements is a block with the key judgements"),
        ("judgements: none\n", "1: judgements must be a list, each item of it a block of keys and values"),
        ("\njudgments: []\n", "2: unknown key 'judgments' in a file of judgements; did you mean judgements?"),
        (b"judgements:\n- \xe9\n", "2: not UTF-8 (byte 14); save the file as UTF-8"),
    ],
)
def test_a_file_of_another_form_is_one_line(judged: Path, content: str | bytes, message: str) -> None:
    write_file(judged / "conflicts.yaml", content)
    assert faults(judged) == [f"conflicts.yaml:{message}"]


def test_a_judgement_stands_once(judged: Path) -> None:
    write_file(judged / "conflicts.yaml", JUDGEMENT + JUDGEMENT.split("judgements:\n")[1])
    assert faults(judged) == ["conflicts.yaml:12: the judgement ports-counted stands there already"]


def test_all_faults_of_a_file_are_found_in_one_run(judged: Path) -> None:
    for old, new, *_ in (FAULTS[0], FAULTS[4], FAULTS[8], FAULTS[11]):
        edit(judged / "conflicts.yaml", old, new)
    assert len(faults(judged)) == 4


@pytest.mark.parametrize(("old", "new", "line", "message"), [FAULTS[0], FAULTS[4], FAULTS[5], FAULTS[8]])
@pytest.mark.slow
def test_the_command_refuses_a_faulty_judgement(judged: Path, old: str, new: str, line: int, message: str) -> None:
    edit(judged / "conflicts.yaml", old, new)
    before = everything_in(judged.parent)
    result = detente(judged, "ask", "blocked-agreements")
    found = stderr_faults(result, judged)
    assert (result.returncode, result.stdout, len(found)) == (6, "", 1)
    assert found[0].startswith(f"conflicts.yaml:{line}: {message}")
    assert everything_in(judged.parent) == before
