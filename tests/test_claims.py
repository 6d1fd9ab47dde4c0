"""Claim files: what they say is read as it stands, and every fault is one clear line with file and line, exit 6, nothing written."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
from corpora import (
    CLAIMS,
    LAMP_CLAIMS,
    detente,
    edit,
    everything_in,
    faults,
    read_folder,
    stderr_faults,
    write_file,
    write_lamps,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal

from graph.build import build_in_memory
from graph.errors import InputError
from graph.layers import all_layers
from graph.terms import DT, RDF, VOCABULARY
from loaders.claims import APPARATUS_KEYS, Claim, read_claim_file, read_claims
from loaders.entities import Entity, read_entities
from loaders.model import Model, read_model
from loaders.problems import Problems
from loaders.sources import Source, read_sources
from loaders.things import named_things

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_shipped")


def claims_of(folder: Path) -> dict[str, Claim]:
    return {claim.slug: claim for claim in read_folder(folder).claims if claim.source.slug == "lamp-news"}


def ends(terms: object) -> list[str]:
    return [re.split(r"[/#]", str(getattr(term, "value", term)))[-1] for term in terms]  # type: ignore[attr-defined]  # any iterable


class Fault(NamedTuple):
    """What is put in place of what, and the line that must be told: the line of the file, and how the message begins."""

    old: str
    new: str
    line: int
    message: str


PROMISED = {
    "malformed YAML": Fault("says: Brand counts", "says: Brand: counts", 17, "not YAML: "),
    "unknown key": Fault("  measure:", "  mesure:", 19, "unknown key 'mesure' in a claim; did you mean measure?"),
    "unknown type": Fault(
        "type: Membership", "type: Memberships", 9, "unknown type 'Memberships'; did you mean Membership?"
    ),
    "unknown entity": Fault(
        "member: port-of-vey",
        "member: port-of-vay",
        10,
        "unknown entity 'port-of-vay' under member; did you mean port-of-vey?",
    ),
    "bad EDTF": Fault("began: 1921-21", "began: 21/2/1921", 12, "began: '21/2/1921' cannot be read as a date"),
    "span backwards": Fault("span: 25-123", "span: 123-25", 14, "the span 123-25 is empty or runs backwards"),
    "duplicate id": Fault(
        "- id: c02", "- id: c01", 16, "the claim c01 stands already at line 6; released names are never used again"
    ),
}
OTHERS = {
    "key that the type does not take": Fault(
        "  member:",
        "  blocker: orla-brand\n  member:",
        10,
        "vey-membership (Membership) does not take the key blocker; it takes ",
    ),
    "two values for one": Fault(
        "member: port-of-vey", "member: [port-of-vey, orla-brand]", 10, "member takes 1 value and has 2"
    ),
    "concept of another scheme": Fault(
        "measure: menu-size",
        "measure: classified-information-protection",
        19,
        "measure does not take 'classified-information-protection'; it takes ",
    ),
    "wrong class of thing": Fault(
        "organisation: league-of-lamps",
        "organisation: port-of-vey",
        11,
        "organisation takes a thing of type Organisation, and port-of-vey (State) is none",
    ),
    "no says": Fault("  says: Brand counts the ports.\n", "", 16, "the key says is missing in this claim"),
    "empty says": Fault("says: Brand counts the ports.", "says:", 17, "says must be plain text, and not empty"),
    "no voice": Fault("  voice: own\n", "", 6, "the key voice is missing; it is own, adopted or attributed"),
    "misspelt voice": Fault(
        "  voice: own\n", "  voise: own\n", 13, "unknown key 'voise' in a claim; did you mean voice"
    ),
    "no such voice": Fault("voice: own", "voice: ours", 13, "voice is 'ours'; it is one of adopted, attributed, own"),
    "voice as a list": Fault("voice: own", "voice: [own]", 13, "voice must be plain text, and not empty"),
    "attributed to nobody": Fault(
        "  speaker: orla-brand\n", "", 22, "the voice is attributed and the key speaker does not say to whom"
    ),
    "adopted from nobody": Fault(
        "  via: tolv-harbour-office\n", "", 33, "the voice is an adopted report and the key via does not say whose"
    ),
    "own and a speaker": Fault(
        "voice: own\n",
        "voice: own\n  speaker: orla-brand\n",
        13,
        "the voice is the author's own; speaker and via belong",
    ),
    "unknown speaker": Fault(
        "speaker: orla-brand",
        "speaker: orla-bran",
        23,
        "unknown entity 'orla-bran' under speaker; did you mean orla-brand?",
    ),
    "said in two places": Fault(
        "  via:", "  said-in: [vey-membership, vey-pilot-treaty]\n  via:", 34, "said-in takes 1 value"
    ),
    "no such modality": Fault(
        "  voice: own", "  modality: hoped\n  voice: own", 13, "modality is 'hoped'; it is one of actual, "
    ),
    "no id": Fault("- id: c02\n  says:", "- says:", 16, "the key id is missing in this claim"),
    "id that is no name": Fault(
        "- id: c02", "- id: C 02", 16, "'C 02' is no name; use lower-case letters, digits and hyphens"
    ),
    "about that is no name": Fault(
        "about: vey-membership", "about: Vey in the League", 8, "'Vey in the League' is no name; use lower-case letters"
    ),
    "about as a list": Fault(
        "about: vey-membership", "about: [vey-membership]", 8, "about must be plain text, and not empty"
    ),
    "type as a list": Fault("type: Membership", "type: [Membership]", 9, "type must be plain text, and not empty"),
    "misspelt type": Fault(
        "type: Membership", "tipe: Membership", 9, "unknown key 'tipe' in a claim; did you mean type?"
    ),
    "party as a block": Fault(
        "party: league-of-lamps", "party: {a: b}", 20, "party must be one text or a list of texts, none of them empty"
    ),
    "party with a block in it": Fault(
        "party: league-of-lamps", "party: [league-of-lamps, {a: b}]", 20, "party must be one text or a list of texts"
    ),
    "empty party": Fault(
        "party: league-of-lamps", "party: []", 20, "party must be one text or a list of texts, none of them empty"
    ),
    "second value on its own line": Fault(
        "party: [port-of-vey, league-of-lamps]",
        "party:\n  - port-of-vey\n  - league-of-lamp",
        33,
        "unknown entity 'league-of-lamp' under party; did you mean league-of-lamps?",
    ),
    "no number": Fault(
        "value: 9", "value: nine", 21, "value takes a number in digits, such as 125 or 0.5, and not 'nine'"
    ),
    "anchor as a list": Fault(
        "anchor: {span: 25-123", "anchor: [1]\n  # {span: 25-123", 14, "anchor must be a block of keys and values"
    ),
    "anchor with a list in it": Fault(
        "span: 25-123", "span: [25, 123]", 14, """anchor: span "['25', '123']" is not start-end"""
    ),
    "anchor without hash": Fault(
        "hash: ae6c39549a52daf7, ", "", 14, "anchor: the key 'hash' is missing; seal the claim again"
    ),
    "anchor with a short hash": Fault(
        "hash: ae6c39549a52daf7", "hash: ae6c", 14, "anchor: hash 'ae6c' is not 16 hexadecimal digits"
    ),
    "anchor with another key": Fault(
        "{span: 25-123", "{words: some, span: 25-123", 14, "anchor: unknown key 'words'; known are span"
    ),
    "spans that overlap": Fault(
        "span: 25-123", "span: 25-80+70-123", 14, "the spans 25-80 and 70-123 overlap or are out of order"
    ),
    "anchor and find": Fault(
        "  voice: own\n", "  voice: own\n  find: joined\n", 14, "the claim has find and an anchor; take the anchor away"
    ),
    "retracted with content": Fault(
        "  says: Brand",
        "  retracted: misread\n  says: Brand",
        18,
        "a retracted claim keeps its name and its reason alone",
    ),
    "unknown key of the file": Fault(
        "source: lamp-news", "sauce: lamp-news", 1, "unknown key 'sauce' in a claim file; did you mean source?"
    ),
    "claims of another source": Fault(
        "source: lamp-news",
        "source: edm-2019",
        1,
        "the file stands with the source lamp-news and says that it is of 'edm-2019'",
    ),
    "hash of the text that is none": Fault(
        "text-sha256: ", "text-sha256: x", 2, "text-sha256 is not 64 hexadecimal digits; seal the file again"
    ),
    "key twice": Fault(
        "  about: vey-membership",
        "  about: vey-membership\n  about: vey-pilot-treaty",
        9,
        "the key 'about' stands here a second time (first at line 8)",
    ),
}


@pytest.mark.parametrize("name", [*PROMISED, *OTHERS])
def test_a_fault_of_a_claim_is_a_line_at_its_place(lamps: Path, name: str) -> None:
    fault = {**PROMISED, **OTHERS}[name]
    edit(lamps / CLAIMS, fault.old, fault.new)
    found = faults(lamps)
    assert found
    assert found[0].startswith(f"{CLAIMS}:{fault.line}: {fault.message}")
    assert len(found) == 1


QUICK = ("unknown entity",)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in PROMISED]
)
def test_the_command_refuses_a_faulty_claim_and_writes_nothing(lamps: Path, name: str) -> None:
    fault = PROMISED[name]
    edit(lamps / CLAIMS, fault.old, fault.new)
    before = everything_in(lamps.parent)
    for arguments in (["ask", "blocked-agreements"], ["source", "verify", "lamp-news"]):
        result = detente(lamps, *arguments)
        found = stderr_faults(result, lamps)
        assert (result.returncode, result.stdout, len(found)) == (6, "", 1)
        assert found[0].startswith(f"{CLAIMS}:{fault.line}: {fault.message}")
    assert everything_in(lamps.parent) == before


SEVERAL = [PROMISED["unknown entity"], PROMISED["bad EDTF"], OTHERS["no voice"], OTHERS["no number"], OTHERS["no id"]]


def test_all_faults_of_a_file_are_found_in_one_run(lamps: Path) -> None:
    for fault in SEVERAL:
        edit(lamps / CLAIMS, fault.old, fault.new)
    found = faults(lamps)
    assert len(found) == len(SEVERAL)
    assert all(any(fault.message in line for line in found) for fault in SEVERAL)
    result = detente(lamps, "ask", "blocked-agreements")
    assert (result.returncode, stderr_faults(result, lamps)) == (6, found)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "1: the file is empty"),
        ("- a\n", "1: a claim file is a block with the keys source, text-sha256, claims"),
        ("claims: []\n", "1: the key source is missing in this claim file"),
        ("source: lamp-news\nclaims: foo\n", "2: claims must be a list, each item of it a block of keys and values"),
        ("source: lamp-news\nclaims: {id: c01}\n", "2: claims must be a list, each item of it a block of keys and values"),
        ("source: lamp-news\nclaims: [c01]\n", "2: claims must be a list, each item of it a block of keys and values"),
        ("source: lamp-news\n", "1: claims must be a list, each item of it a block of keys and values"),
        ("source: [lamp-news]\nclaims: []\n", "1: source must be plain text, and not empty"),
        (b"source: lamp-news\nclaims: [\xff]\n", "2: not UTF-8 (byte 27); save the file as UTF-8"),
    ],
)  # fmt: skip
def test_a_file_of_another_form_is_one_line(lamps: Path, content: str | bytes, message: str) -> None:
    write_file(lamps / CLAIMS, content)
    assert faults(lamps) == [f"{CLAIMS}:{message}"]


def test_a_claim_that_states_nothing_is_refused(lamps: Path) -> None:
    write_file(
        lamps / CLAIMS, "source: lamp-news\nclaims:\n- id: c01\n  says: Nothing.\n  voice: own\n" + anchor_line(lamps)
    )
    assert faults(lamps) == [f"{CLAIMS}:3: the claim states nothing: give it a type or a key of the model"]


def anchor_line(folder: Path) -> str:
    lines = (folder / CLAIMS).read_text(encoding="utf-8").splitlines(keepends=True)
    return next(line for line in lines if "anchor:" in line)


def test_a_claim_that_is_not_sealed_is_refused(tmp_path: Path) -> None:
    write_lamps(tmp_path / "data", sealed=False)
    assert faults(tmp_path / "data") == [
        f"{CLAIMS}:{line}: the claim has no anchor yet; run `detente source seal` with the texts at hand"
        for line in (5, 15, 26)
    ]


def test_a_source_without_a_claim_file_has_no_claims(lamps: Path) -> None:
    (lamps / CLAIMS).unlink()
    assert claims_of(lamps) == {}


def test_a_claim_in_its_own_voice_is_said_by_the_author(lamps: Path) -> None:
    assert ends(claims_of(lamps)["c01"].speakers) == ["lamp-news-author"]


def test_a_claim_that_is_attributed_is_said_by_its_speaker(lamps: Path) -> None:
    claim = claims_of(lamps)["c02"]
    assert ends(claim.speakers) == ["orla-brand"]
    assert claim.axes["wording"].value == f"{VOCABULARY}reported"


def test_a_claim_that_is_adopted_keeps_whose_report_it_is(lamps: Path) -> None:
    claim = claims_of(lamps)["c03"]
    assert (ends(claim.speakers), ends(claim.via)) == (["lamp-news-author"], ["tolv-harbour-office"])


def test_modality_polarity_and_basis_have_a_default(lamps: Path) -> None:
    axes = claims_of(lamps)["c01"].axes
    assert ends(axes[axis] for axis in ("modality", "polarity", "date-basis")) == ["actual", "affirmed", "printed"]


def test_a_claim_without_about_has_a_situation_of_its_own(lamps: Path) -> None:
    assert ends([claims_of(lamps)["c02"].about]) == ["lamp-news-c02"]


def test_a_claim_may_fill_a_slot_of_a_situation_to_which_another_file_gives_its_type(lamps: Path) -> None:
    head = "source: echo\nclaims:\n- id: c01\n  says: It has ended.\n  about: vey-membership\n"
    content = f"{head}  ended: 1930\n  voice: own\n{anchor_line(lamps)}"
    source = (lamps / "sources" / "lamp-news" / "source.yaml").read_text(encoding="utf-8")
    write_file(lamps / "sources" / "echo" / "claims.yaml", content)
    write_file(lamps / "sources" / "echo" / "source.yaml", source.replace("id: lamp-news", "id: echo"))
    assert "echo/c01" in {claim.name for claim in read_folder(lamps).claims}


def test_a_retracted_claim_keeps_its_name_and_says_nothing(lamps: Path) -> None:
    edit(lamps / CLAIMS, "claims:\n", "claims:\n- {id: c00, retracted: misread}\n")
    assert list(claims_of(lamps)) == ["c01", "c02", "c03"]


def test_a_retracted_claim_says_why(lamps: Path) -> None:
    edit(lamps / CLAIMS, "claims:\n", "claims:\n- {id: c00, retracted: }\n")
    assert faults(lamps) == [f"{CLAIMS}:4: retracted must be plain text, and not empty"]


def test_the_name_of_a_retracted_claim_is_never_used_again(lamps: Path) -> None:
    edit(lamps / CLAIMS, "claims:\n", "claims:\n- {id: c01, retracted: misread}\n")
    assert faults(lamps) == [f"{CLAIMS}:7: the claim c01 stands already at line 4; released names are never used again"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Source, Model, dict[str, Entity]]:
    folder = tmp_path_factory.mktemp("lamps") / "data"
    file = write_lamps(folder)
    layers, problems = all_layers([folder]), Problems()
    model = read_model(layers)
    entities = read_entities(layers, model, problems)
    return file.read_text(encoding="utf-8"), read_sources(layers, entities, problems)["lamp-news"], model, entities


@cache
def tokens(content: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w[\w.-]*|\s+|.", content))


TOKENS = (*"[]{}#'\"é\x00\ufeff\n", "", ": ", "- ", "\n  ", ">-\n", "&a ", "*a", "c01", "lithuania", "1921-99")
STEPS = st.lists(
    st.tuples(st.sampled_from(["delete", "double", "replace"]), st.booleans(), st.integers(0, 9999), st.sampled_from(TOKENS)),
    min_size=1, max_size=4,
)  # fmt: skip


def mutated(content: str, steps: list[tuple[str, bool, int, str]]) -> str:
    for step, whole_line, where, token in steps:
        parts = content.splitlines(keepends=True) if whole_line else list(tokens(content))
        place = where % max(1, len(parts))
        new = {"delete": [], "double": parts[place : place + 1] * 2, "replace": [token]}[step]
        content = "".join([*parts[:place], *new, *parts[place + 1 :]])
    return content


@settings(derandomize=True, max_examples=400)
@given(steps=STEPS)
def test_a_damaged_claim_file_is_read_or_refused_line_by_line_and_never_crashes(
    small: tuple[str, Source, Model, dict[str, Entity]], steps: list[tuple[str, bool, int, str]]
) -> None:
    content, source, model, entities = small
    write_file(source.claim_file, mutated(content, steps))
    problems = Problems()
    try:
        files = [read_claim_file(source, problems)]
        claims = read_claims(files, model, named_things(files, model, entities, APPARATUS_KEYS))
        problems.raise_any()
    except InputError as error:
        for line in error.problems:
            assert re.fullmatch(rf"{re.escape(str(source.claim_file))}:[1-9][0-9]*: [^\n\r]+", line)
    else:
        assert len(claims) <= 2 * LAMP_CLAIMS.count("- id:")


def test_a_retracted_claim_leaves_its_name_and_reason_in_the_graph(lamps: Path) -> None:
    edit(lamps / CLAIMS, "claims:\n", "claims:\n- {id: c00, retracted: It was misread.}\n")
    graphs, _ = build_in_memory(all_layers([lamps]))
    left = {str(triple.predicate): triple.object for triple in graphs.default if str(triple.subject).endswith("/c00>")}
    assert left[str(RDF.type)] == DT.RetractedClaim
    assert left[str(DT.retractionReason)] == Literal("It was misread.", language="en")
    assert str(DT.states) not in left
