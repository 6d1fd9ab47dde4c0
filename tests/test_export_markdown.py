"""Markdown: an answer with footnotes, as a parser of CommonMark that is not ours reads it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, cast

import pytest
from commands import is_clear, run, shipped, warm, with_quads
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph.asking import ask
from graph.claim_view import ClaimReader
from graph.errors import UsageError
from graph.export.content import Content, Selection
from graph.export.formats import FORMATS
from graph.export.markdown_text import begun, bullets, escaped, table, who_says
from graph.no_fact import why_no_fact
from graph.perspective import perspective_of
from graph.terms import DT

if TYPE_CHECKING:
    from markdown_it.token import Token

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
BLOCKED = Selection(question="blocked-agreements")
CENTRES = Selection(question="centres")
MENU = Selection(question="counts", given={"measure": "menu-size"})
LITHUANIA = Selection(entities=("lithuania",))
WEEKLY = Selection(sources=("weekly-2016-12",))
CENTRE = Selection(entities=("by-pfp-cbrn-training-centre",))


def named(selection: Selection) -> str:
    """The readable id of a selection."""
    return selection.question or "".join((*selection.entities, *selection.sources))


@cache
def exported(selection: Selection, given: tuple[tuple[str, str], ...] = ()) -> str:
    out = io.BytesIO()
    chosen = Selection(
        question=selection.question,
        given=dict(given) or selection.given,
        entities=selection.entities,
        sources=selection.sources,
        claims=selection.claims,
        graphs=selection.graphs,
    )
    FORMATS["markdown"].writer(Content(shipped(), chosen), cast("BinaryIO", out))
    return out.getvalue().decode()


def tokens(text: str) -> list[Token]:
    """All tokens of a text, those within lines too."""
    found = PARSER.parse(text)
    return [token for outer in found for token in (outer, *(outer.children or ()))]


def words(text: str) -> str:
    """The words of a line of Markdown, all markup gone."""
    return "".join(token.content for token in tokens(text) if token.type in ("text", "code_inline", "code_block"))


def notes(text: str) -> dict[str, str]:
    """The notes of a text by their labels."""
    return dict(re.findall(r"(?m)^\[\^([^\]]+)\]: (.*)$", text))


@pytest.mark.parametrize("selection", [BLOCKED, CENTRES, MENU, LITHUANIA, WEEKLY], ids=named)
def test_every_marker_has_its_note_and_every_note_is_marked(selection: Selection) -> None:
    text = exported(selection, tuple(selection.given.items()))
    found = tokens(text)
    marked = {token.meta["label"] for token in found if token.type == "footnote_ref"}
    opened = [token for token in found if token.type == "footnote_open"]
    assert marked == set(notes(text))
    assert len(opened) == len(marked) > 0
    assert "[^" not in "".join(token.content for token in found if token.type == "text")


def test_each_value_of_an_answer_bears_the_claims_that_carry_it() -> None:
    answer = ask(shipped(), "blocked-agreements", {})
    line = next(line for line in exported(BLOCKED).splitlines() if line.startswith("- **blocked by:**"))
    carrying = {answer.claims[c].name for s in answer.of_column(answer.rows[0], "blocker") for c in s.claims}
    assert carrying
    assert set(re.findall(r"\[\^([^\]]+)\]", line)) == carrying
    assert set(notes(exported(BLOCKED))) == {view.name for view in answer.claims.values()}


def test_a_note_has_gloss_voice_mode_source_place_and_claim() -> None:
    text, content = exported(CENTRES), Content(shipped(), CENTRES)
    found = notes(text)
    views = {view.name: view for view in content.views() if view.name in found}
    assert set(views) == set(found)
    assert any(view.mode_in_words for view in views.values())
    for name, view in views.items():
        told = words(found[name])
        for part in (view.says, view.voice_in_words[1:], view.mode_in_words, view.source.author, view.source.citation):
            assert part in told
        assert told.endswith(f"{view.place}; claim {name}.")


@pytest.mark.parametrize("selection", [CENTRES, WEEKLY, CENTRE], ids=named)
def test_what_is_proposed_quoted_denied_or_doubted_never_stands_as_fact(selection: Selection) -> None:
    """A line that marks a claim which makes no fact says so, and the note names its voice and mode."""
    text, content = exported(selection), Content(shipped(), selection)
    body = [line for line in text.splitlines() if "[^" in line and not line.startswith("[^")]
    found = notes(text)
    no_fact = [
        view
        for view in content.views()
        if view.name in found
        and (view.modality != "actual" or view.polarity != "affirmed" or view.voice == "attributed")
    ]
    for view in no_fact:
        lines = [line for line in body if f"[^{view.name}]" in line]
        assert lines
        assert all(why_no_fact(view) in words(line) for line in lines)
        assert who_says(view)[1:] in words(found[view.name])
    assert no_fact


def test_all_claims_of_a_part_are_there_those_that_make_no_fact_below_the_others() -> None:
    text, content = exported(WEEKLY), Content(shipped(), WEEKLY)
    facts, _, others = text.partition("**Said and not counted as fact**")
    reader = ClaimReader(shipped().quads, content.labels)
    assert set(notes(text)) == {reader.read(claim).name for claim in content.claims}
    assert notes(facts) == {}
    assert "[^" in facts
    assert "[^" in others


def test_a_claim_of_which_a_part_is_held_back_is_not_among_the_facts() -> None:
    claim = Content(shipped(), WEEKLY).claims[1]
    (first, *rest) = shipped().quads.quads_for_pattern(claim, DT.supports, None, DefaultGraph())
    held_back = Store()
    held_back.extend(
        quad
        for quad in shipped().quads
        if (quad.subject, quad.object) != (first.subject, first.object) or quad.predicate != DT.supports
    )
    held_back.add(Quad(NamedNode("urn:judgement"), DT.demotes, first.object, DefaultGraph()))
    out = io.BytesIO()
    FORMATS["markdown"].writer(Content(with_quads(shipped(), held_back), WEEKLY), cast("BinaryIO", out))
    (line,) = [
        line for line in out.getvalue().decode().splitlines() if line.startswith("- ") and "weekly-2016-12/c02]" in line
    ]
    assert rest
    assert words(line).endswith("— in part held back by a judgement")


def test_what_is_contested_stands_below_with_the_judgement_and_both_sides() -> None:
    text = exported(MENU, (("measure", "menu-size"),))
    answer = ask(shipped(), "counts", {"measure": "menu-size"})
    (found,) = answer.contested
    line = next(line for line in text.splitlines() if line.startswith("- Compare"))
    assert found.judgement in words(line)
    assert found.reason.rstrip(".") in words(line)
    assert all(claim.says in words(line) and f"[^{claim.name}]" in line for claim in found.claims)


def test_an_answer_that_is_silence_says_so_and_what_the_time_keeps_out_is_named() -> None:
    silent = exported(Selection(question="memberships"), (("organisation", "CSTO"), ("member", "lithuania")))
    assert "that is silence, and not a no" in silent
    late = exported(
        Selection(question="memberships"), (("organisation", "north-atlantic-cooperation-council"), ("at", "1980"))
    )
    assert "**Left out by the time asked for**" in late
    assert "- Belarus[^" in late


def test_the_text_names_the_version_of_the_data_and_the_graph() -> None:
    (line,) = [line for line in exported(BLOCKED).splitlines() if line.startswith("**To cite:**")]
    told = words(line)
    assert shipped().version in told
    assert "The Détente founders" in told
    assert "https://creativecommons.org/licenses/by/4.0/" in told


# What is lost.


def test_markdown_loses_what_it_says_and_what_it_does_not_say_is_there() -> None:
    text, content = exported(CENTRES), Content(shipped(), CENTRES)
    views = list(content.views())
    assert FORMATS["markdown"].loses == (
        "what a claim states, beyond its gloss and what the answer shows of it",
        "IRIs, and names in other languages",
        "coders' notes, and the works on which passages lean",
        "hashes",
        "why a date is inferred",
        "which facts are inferred, and how",
        "conflicts, but those beside an answer",
    )
    assert any(view.coder_note for view in views)
    assert "at odds" in exported(MENU, (("measure", "menu-size"),))
    assert "at odds" not in exported(Selection(sources=("edm-2019",)))
    for view in views:
        lost = (view.iri.value, view.passage_hash, view.source.text_hash, view.source.date_reason, *view.leans_on)
        assert not any(words(part) in words(text) for part in (*lost, view.coder_note) if part)
        assert escaped(view.says) in text
    assert not any(label in text for label in ("Казахстан", "Арменія"))


# Markdown.


@pytest.mark.parametrize(
    "hostile",
    [
        "a | b || c",
        "*bold* _thin_ `code` ~~gone~~",
        "[link](https://example.org) ![image][x] [^note]",
        "<b>bold</b> &amp; <https://example.org>",
        "back\\slash \\* end\\",
        "1. one",
        "1) one",
        "- one",
        "# one",
        "> one",
        "+ one",
        "===",
        "---",
        "| --- |",
        "two\nlines\n\nand more",
        "$x^2$ @key H~2~O",
    ],
)
def test_no_sign_of_a_label_is_markup(hostile: str) -> None:
    plain = " ".join(hostile.split())
    assert words(begun(hostile)) == plain
    assert words(bullets([begun(hostile)])) == plain
    in_table = tokens(table(["a"], [[escaped(hostile)], ["x"]]))
    assert [token.content for token in in_table if token.type == "inline"][3] in (escaped(hostile), plain)
    assert sum(token.type == "td_open" for token in in_table) == 4


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1))
def test_any_text_comes_out_as_its_words(text: str) -> None:
    assert words(begun(text)) == " ".join(text.split())


# What cannot be meant.


@pytest.mark.parametrize(
    ("selection", "hint"),
    [
        (Selection(graphs=("facts",)), "leave --graph out"),
        (Selection(question="centres", sources=("edm-2019",)), "an answer stands by itself"),
        (Selection(question="centres", claims=("edm-2019/c10",)), "an answer stands by itself"),
    ],
)
def test_a_choice_that_makes_no_text_is_refused(selection: Selection, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        exported(selection)


@pytest.mark.parametrize("selection", [CENTRES, WEEKLY], ids=named)
def test_what_is_seen_from_a_perspective_says_so(selection: Selection) -> None:
    seen = replace(shipped(), perspective=perspective_of(["not:edm-2019"]))
    out = io.BytesIO()
    FORMATS["markdown"].writer(Content(seen, selection), cast("BinaryIO", out))
    assert "not:edm-2019" in words(out.getvalue().decode())


def test_the_command_refuses_a_question_with_a_source_in_a_line() -> None:
    done = run("export", "markdown", "--question", "centres", "--source", "edm-2019", cache=warm())
    assert (done.returncode, done.stdout) == (2, "")
    assert is_clear(done.stderr)
