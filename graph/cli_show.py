"""``detente show`` and ``detente why``: what is known of a thing, and why something is a fact or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from graph.cli_options import data_option, iris_option, opened, perspective_option, style, tell_retired, texts_option

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import NamedNode

    from graph.store import Opened


@click.command()
@click.argument("entity")
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND",
    help="Only the situations and other things of this class, such as agreement-gap, facts or not (repeatable).",
)  # fmt: skip
@perspective_option
@iris_option
@texts_option
@data_option
def show(
    entity: str, kinds: tuple[str, ...], seen: str, iris: bool, texts: tuple[Path, ...], overlays: tuple[Path, ...]
) -> None:
    """Show what is known of ENTITY, each line with who says so: a slug, a name in any language, or an IRI."""
    from graph.evidence import Tracer  # noqa: PLC0415  --help does not need it
    from graph.present_show import show_text  # noqa: PLC0415
    from graph.resolve import resolve_class, resolve_thing  # noqa: PLC0415

    store = opened(overlays, seen)
    tell_retired(store, [entity])
    thing = resolve_thing(store.quads, entity)
    classes = [resolve_class(store.quads, kind) for kind in kinds]
    layout = style(store, texts, iris=iris)
    lines = show_text(Tracer(store), thing, layout, classes, skipped=_skipped(store, thing, overlays))
    click.echo("\n".join([*lines, _version(store)]))


def _skipped(store: Opened, thing: NamedNode, overlays: tuple[Path, ...]) -> tuple[str, ...]:
    """What of the text of a source no claim uses; nothing for another thing."""
    from graph.layers import all_layers  # noqa: PLC0415  only sources have a text
    from graph.of_source import is_source  # noqa: PLC0415

    if not is_source(store.quads, thing):
        return ()
    from loaders.coverages import left_lines  # noqa: PLC0415

    return tuple(left_lines(thing.value.rpartition("/")[2], all_layers(overlays)))


def _version(store: Opened) -> str:
    """The last line of what is shown: the version of the data, and from where they are seen."""
    from graph.seen_from import seen_from  # noqa: PLC0415  --help does not need it

    return "\n".join(filter(None, (f"data {store.version}", seen_from(store))))


@click.command()
@click.argument("subject")
@click.argument("predicate", required=False)
@click.argument("object", required=False)
@click.option(
    "--all", "every", is_flag=True, help="Every way in which a triple follows, or nearly does; not only the shortest."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@perspective_option
@iris_option
@texts_option
@data_option
def why(
    subject: str,
    predicate: str | None,
    object: str | None,  # noqa: A002  the word that RDF has for it
    every: bool,
    form: str,
    seen: str,
    iris: bool,
    texts: tuple[Path, ...],
    overlays: tuple[Path, ...],
) -> None:
    """Say why SUBJECT PREDICATE OBJECT holds, down to the passages, or why it does not.

    Without OBJECT, or without PREDICATE and OBJECT, explain everything that is said of SUBJECT. Exit code 1: it does not hold.
    """
    from graph.evidence import Tracer  # noqa: PLC0415  --help does not need it
    from graph.explain import explain, matching  # noqa: PLC0415
    from graph.other_ways import other_ways  # noqa: PLC0415
    from graph.present_show import claim_text, is_claim  # noqa: PLC0415
    from graph.present_ways import ways_json, ways_text  # noqa: PLC0415
    from graph.present_why import why_json, why_text  # noqa: PLC0415
    from graph.resolve import resolve_thing  # noqa: PLC0415

    store = opened(overlays, seen)
    tracer = Tracer(store)
    tell_retired(store, [subject, object])
    layout = style(store, texts, iris=iris)
    thing = resolve_thing(store.quads, subject)
    if predicate is None and is_claim(tracer, thing) and form == "text":
        click.echo("\n".join([*claim_text(tracer, thing, layout), _version(store)]))
        return
    explanations = [explain(tracer, triple) for triple in matching(tracer, thing, predicate, object)]
    found = [(explanation, other_ways(tracer, explanation)) for explanation in explanations]
    if form == "json":
        import json  # noqa: PLC0415  only JSON needs it

        values = [why_json(explanation, layout) | ways_json(ways, layout) for explanation, ways in found]
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    else:
        told = [(why_text(explanation, layout), ways_text(ways, layout, every=every)) for explanation, ways in found]
        click.echo("\n".join(line for lines, more in told for line in [*lines, *more, ""]) + _version(store))
    if not any(explanation.holds for explanation in explanations):
        raise SystemExit(1)
