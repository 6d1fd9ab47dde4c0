"""``detente terms``: what claims can say — the types, and the keys that each takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from graph.cli_options import data_option, width
from graph.errors import UnknownNameError
from graph.layers import all_layers
from graph.naming import Labels
from graph.present import hanging
from graph.terms import SKOS
from loaders.model import Key, Model, Slot, ontology_files, read_model, read_turtle
from loaders.problems import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import NamedNode


@click.command()
@click.argument("type_", metavar="[TYPE]", required=False)
@data_option
def terms(type_: str | None, overlays: tuple[Path, ...]) -> None:
    """List the types of claims; with a TYPE, the keys that it takes, with what each wants."""
    layers = all_layers(overlays)
    model = read_model(layers)
    triples = [triple for file in ontology_files(layers, shapes=False) for triple in read_turtle(file)]
    definitions = {
        t.subject: t.object.value for t in triples if t.predicate == SKOS.definition and hasattr(t.object, "value")
    }
    labels = Labels.among(triples)
    if type_ is None:
        for name, class_ in sorted(model.types.items()):
            click.echo("\n".join(hanging(name.ljust(16), definitions.get(class_, labels.term(class_)), width())))
        return
    if type_ not in model.types:
        raise UnknownNameError(f"there is no type {type_!r}{did_you_mean(type_, model.types)}")
    class_ = model.types[type_]
    click.echo("\n".join(hanging(f"{type_}: ", definitions.get(class_, ""), width())))
    slots = model.slots_of(class_)
    for key in sorted((key for key in model.keys.values() if key.predicate in slots), key=lambda key: key.name):
        wants = _wants(key, slots[key.predicate], model)
        text = f"{wants}. {definitions.get(key.predicate, '')}"
        click.echo("\n".join(hanging(f"  {key.name.ljust(19)} ", text, width())))


def _wants(key: Key, slot: Slot, model: Model) -> str:
    """What a key takes, in words: how many, and of which kind."""
    count = {None: "one or more", 1: "one"}.get(slot.most, f"up to {slot.most}")
    needed = "needed" if slot.least else "may be left out"
    if slot.scheme is not None:
        return f"{count} of {', '.join(model.concepts_in(slot.scheme))}; {needed}"
    kinds = {
        "thing": "entity or situation",
        "date": "date (EDTF)",
        "text": "text in words of your own",
        "value": "figure",
    }
    of_class = f" of type {_name(slot.of_class)}" if slot.of_class is not None else ""
    return f"{count} {kinds.get(key.kind, 'concept')}{of_class}; {needed}"


def _name(class_: NamedNode) -> str:
    return class_.value.replace("#", "/").rsplit("/", 1)[-1]
