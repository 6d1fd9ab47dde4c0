"""The command ``serve``: the graph over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from graph.cli_options import data_option, opened, perspective_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any that is free.")
@perspective_option
@data_option
def serve(host: str, port: int, seen: str, overlays: tuple[Path, ...]) -> None:
    """Serve the graph over HTTP: SPARQL at /sparql, the state of the server at /health."""
    from graph.service.limits import Limits, Settings  # noqa: PLC0415  only this command needs a web server
    from graph.service.running import serve as run  # noqa: PLC0415

    store = opened(overlays, seen)
    limits = Limits()
    settings = Settings(store=store.folder / "quads", version=store.version, host=host, port=port, limits=limits)
    click.echo(f"data {store.version}", err=True)
    click.echo(f"limits {limits.words()}", err=True)
    run(settings, lambda address: click.echo(f"SPARQL at {address}/sparql", err=True))
