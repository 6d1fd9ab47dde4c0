"""Markdown with footnotes, ready to paste into a paper: an answer, or what is chosen as a list of what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import DefaultGraph, Literal

from graph.errors import UsageError
from graph.export.bibliography import refuse_graphs
from graph.export.markdown_answer import answer_blocks
from graph.export.markdown_text import Notes, begun, bullets, escaped
from graph.export.own_entry import is_all_ours, licence, own_entry
from graph.naming import listed, literal_in_words
from graph.no_fact import why_no_fact
from graph.seen_from import seen_from
from graph.terms import DT, EDTF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode

    from graph.claim_view import ClaimView
    from graph.export.content import Content


def write(content: Content, out: BinaryIO) -> None:
    """Write the question and its answer, or without one what is said: facts first, then what is no fact; then the notes.

    Raises UsageError for a question together with things, sources or claims, and for a choice of named graphs.
    """
    refuse_graphs(content, "a text with footnotes")
    answer = content.answer
    if answer is not None and (content.entities or content.sources or content.named_claims):
        raise UsageError("an answer stands by itself; leave --question out, or --entity, --source and --claim")
    notes = Notes(content.passage, glossed=answer is not None)
    blocks = _said_blocks(content, notes) if answer is None else answer_blocks(answer, content.labels, notes)
    for block in blocks:
        out.write(f"{block}\n\n".encode())
    out.write(f"{_how_to_cite(content)}\n".encode())
    for note in notes.paragraphs():
        out.write(f"\n{note}\n".encode())


def _said_blocks(content: Content, notes: Notes) -> Iterator[str]:
    """What is chosen, a line for each claim: those that make facts of all that they state, then the others, each with what keeps
    it, or a part of it, from being one.
    """
    things = [content.labels.term(thing) for thing in content.entities]
    things += [f"what stands in {content.labels.term(source)}" for source in content.sources]
    lead = f"What sources say of {listed(things)}" if things else "What sources say"
    yield f"**{escaped(lead)}**"
    seen = seen_from(content.opened)
    if seen:
        yield begun(f"From the {seen}.")
    facts, others = [], []
    for view in content.views():
        line = f"{begun(view.says)}{notes.mark([view])}"
        stated, made = (_objects(content, view, predicate) for predicate in (DT.states, DT.supports))
        if made and made == stated:
            facts.append(line)
        else:
            others.append(f"{line} — {'in part ' * bool(made)}{escaped(why_no_fact(view))}")
    yield bullets(facts) or "Nothing of it is counted as fact."
    if others:
        yield "**Said and not counted as fact**"
        yield bullets(others)


def _objects(content: Content, view: ClaimView, predicate: NamedNode) -> set[object]:
    return {quad.object for quad in content.opened.quads.quads_for_pattern(view.iri, predicate, None, DefaultGraph())}


def _how_to_cite(content: Content) -> str:
    own = own_entry()
    free = licence(content.opened.quads) if is_all_ours(content.opened.quads) else None
    parts = [
        f"{escaped(listed(own.authors))}, *{escaped(own.title)}*",
        f"data {escaped(content.opened.version)}",
        literal_in_words(Literal(own.released, datatype=EDTF)),
        "" if free is None else f"<{free.value}>",
    ]
    cited = ", ".join(filter(None, parts))
    return f"**To cite:** each note names source, paragraph, span and claim; the graph is {cited}."
