"""Corpora of blocked agreements with dates drawn at random: what is answered of a time is what trying all days says."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import yaml
from commands import BLOCKED
from corpora import write_entities, write_source
from edtf_dates import dates
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from time_oracle import answered, days_of_change, expected, rows_of_any_time

from graph.build import open_store
from graph.dates import parse_date

pytestmark = pytest.mark.usefixtures("nothing_shipped")

TEXT = """The agreements of the Harbour League

Sudmark holds up the agreements of the Harbour League with Norland one after the other, for reasons of its own.
"""
AGENTS = {"norland": "State", "sudmark": "State", "harbour-league": "Organisation", "gazette-author": "Person"}
Slots = dict[str, str | list[str]]
SITUATIONS: dict[str, Slots] = {
    "agreement": {"type": "Agreement", "party": ["norland", "harbour-league"]},
    "block": {"type": "BlockedStage", "stage-of": "agreement-{}", "blocker": "sudmark"},
    "lack": {"type": "AgreementGap", "lack-of": "agreement-{}", "party": ["norland", "harbour-league"]},
    "part": {"type": "Participation", "participant": "norland", "in-framework": "partnership-for-peace"},
    "limit": {"type": "Constraint", "arises-from": "lack-{}", "limits": "part-{}", "limited-party": "norland"},
}
"""What stands of each blocked agreement in a corpus, without dates."""

Times = dict[str, list[tuple[str, str]]]
"""The dates of one blocked agreement: for each of its situations, slots with a date."""

date = st.tuples(st.sampled_from(["began", "ended", "holds"]), dates(2012, 2019))
times = st.fixed_dictionaries(dict.fromkeys(["block", "lack", "part", "limit"], st.lists(date, max_size=2)))


def write_corpus(folder: Path, agreements: list[Times]) -> None:
    claims: list[dict[str, object]] = []
    for number, dated in enumerate(agreements):
        for kind, slots in SITUATIONS.items():
            filled: Slots = {k: v.format(number) if isinstance(v, str) else [*v] for k, v in slots.items()}
            about = f"{kind}-{number}"
            parts: list[Slots] = [filled]
            parts += [{slot: text} for slot, text in dated.get(kind, [])]
            for part in parts:
                told = {"id": f"c{len(claims):03}", "says": f"So much of {about}.", "about": about}
                claims.append({**told, **part, "voice": "own", "find": "holds up the agreements"})
    named: dict[str, dict[str, str]] = {name: {"type": type_} for name, type_ in AGENTS.items()}
    named |= {str(claim["about"]): {} for claim in claims}
    entities = [{"id": name, **slots, "label": {"en": f"the {name}"}} for name, slots in named.items()]
    write_entities(folder, yaml.safe_dump({"entities": entities}, sort_keys=False))
    write_source(folder, "gazette", TEXT, yaml.safe_dump({"source": "gazette", "claims": claims}, sort_keys=False))


# No shrinking: each example is a corpus that is built.
@settings(derandomize=True, max_examples=4, phases=[Phase.generate])
@given(
    agreements=st.lists(times, min_size=12, max_size=12), asked=st.lists(dates(2010, 2021), min_size=10, max_size=10)
)
def test_an_answer_says_of_any_dates_what_trying_all_days_says(agreements: list[Times], asked: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", f"{folder}/cache")
        write_corpus(Path(folder) / "data", agreements)
        opened = open_store([Path(folder) / "data"])
        question = opened.questions[BLOCKED]
        rows = rows_of_any_time(opened, question)
        assert len(rows) >= 2 * len(agreements)  # one for each party, and for each date of an end
        for at in (*days_of_change(rows)[::3], *asked):  # each is a query of all rows; a third are of every kind
            assert answered(opened, question, at) == expected(rows, parse_date(at)), at
