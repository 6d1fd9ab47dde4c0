"""``detente build``: build the graph now, or write it as canonical N-Quads."""

from __future__ import annotations

from pathlib import Path

import click

from graph.build import build_in_memory, open_store
from graph.cli_options import data_option
from graph.layers import all_layers
from graph.store import canonical_nquads


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the graph to this file, as canonical N-Quads.",
)
@click.option(
    "--reasoner", type=click.Choice(["rules", "owlrl"]), default="rules", show_default=True,
    help="What infers: our compiled rules, or owlrl (slow, keeps no reasons; only with --output).",
)  # fmt: skip
@data_option
def build(output: Path | None, reasoner: str, overlays: tuple[Path, ...]) -> None:
    """Build the graph from its files, whether or not the cache has it."""
    if reasoner == "owlrl" and output is None:
        raise click.UsageError("--reasoner owlrl needs --output: its graph has no reasons, so no store is made of it")
    if output is not None:
        graphs, _ = build_in_memory(all_layers(overlays), owlrl=reasoner == "owlrl")
        content = canonical_nquads(graphs)
        partial = output.with_name(f".{output.name}.part")
        try:
            partial.write_text(content, encoding="utf-8")
            partial.replace(output)
        except OSError as error:
            raise click.UsageError(f"--output {output}: cannot be written ({error.strerror})") from error
        click.echo(f"{output}: {content.count(chr(10))} quads", err=True)
    if reasoner == "rules":
        store = open_store(overlays, rebuild=True)
        click.echo(f"{store.folder}: data {store.version}, {len(store.quads)} quads", err=True)
