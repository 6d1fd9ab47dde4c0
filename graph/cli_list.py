"""``detente source list``: the sources of the graph, a line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.claim_view import ClaimReader
from graph.cli_options import data_option, opened, width
from graph.naming import Labels
from graph.present import hanging
from graph.terms import DT, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph.store import Opened


@click.command(name="list")
@data_option
def list_(overlays: tuple[Path, ...]) -> None:
    """List the sources: each with its title, its date in words, and how many claims are coded out of it."""
    store = opened(overlays)
    for line in source_lines(store, width()):
        click.echo(line)
    click.echo(f"data {store.version}")


def source_lines(store: Opened, columns: int) -> Iterator[str]:
    """Slug, title, date and claims of each source, in order of slug; more than one line where the columns are too few."""
    reader = ClaimReader(store.quads, Labels.stored(store.quads), store.lookups)
    quads = store.quads.quads_for_pattern(None, RDF.type, DT.Source, DefaultGraph())
    sources = [reader.source(quad.subject) for quad in quads if isinstance(quad.subject, NamedNode)]
    longest = max((len(source.slug) for source in sources), default=0)
    for source in sorted(sources, key=lambda source: source.slug):
        of_source = reader.claims(DT.inSource, source.iri)  # its passages are among them
        count = sum(Quad(node, RDF.type, DT.Claim, DefaultGraph()) in store.quads for node in of_source)
        words = f"{source.title}, {source.date}, {count} claim{'' if count == 1 else 's'}"
        yield from hanging(f"{source.slug.ljust(longest)}  ", words, columns)
