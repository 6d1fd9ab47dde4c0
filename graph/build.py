"""Building: from the files of the layers to an open store, at once when a store of this content is there already."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graph.errors import InputError, StoreError
from graph.layers import all_layers, content_key
from graph.store import Opened, cache_folder, open_built
from graph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from graph.graphs import Graphs
    from graph.layers import Layer
    from graph.questions import Question


def open_store(
    overlays: Sequence[Path] = (), *, rebuild: bool = False, tell: Callable[[str], None] | None = None
) -> Opened:
    """The store of the shipped data and the overlays; built first when no store of exactly this content is in the cache.

    ``tell`` is called with a line for a person before a build. A store that is damaged is built again. Raises InputError
    for input that cannot be read, with nothing written, and StoreError when the cache cannot be used.
    """
    layers = all_layers(overlays)
    key = content_key(layers)
    folder, version = cache_folder() / key, f"{__version__}+{key[:8]}"
    say = tell or (lambda _: None)
    opened = None
    try:
        opened = None if rebuild else open_built(folder, version)
    except StoreError:
        say(f"{folder}: the store there is damaged, and is replaced")
        rebuild = True
    if opened is None:
        say(f"building the graph, version {version} (once for this data) …")
        _build(layers, folder, replace=rebuild)
        opened = open_built(folder, version)
    if opened is None:
        raise StoreError(
            f"{folder}: the store is gone right after it was built; set DETENTE_CACHE to a folder of your own"
        )
    return opened


def _build(layers: Sequence[Layer], folder: Path, *, replace: bool) -> None:
    from graph.store import prepare_cache, write_store  # noqa: PLC0415  the warm path pays for none of this

    prepare_cache(folder.parent)
    with _collector_paused():
        graphs, questions = build_in_memory(layers)
        write_store(folder, graphs, questions, replace=replace)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """What a build makes it keeps: looking through all of it for cycles takes a tenth of the time and frees next to nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def build_in_memory(layers: Sequence[Layer], *, owlrl: bool = False) -> tuple[Graphs, dict[str, Question]]:
    """The whole graph and the saved questions, without a store; ``owlrl`` infers with owlrl, which keeps no reasons.

    Raises InputError with every fault of the input.
    """
    from loaders.parsing import parsing  # noqa: PLC0415  the warm path pays for none of this
    from loaders.questions import query_texts, read_questions  # noqa: PLC0415

    with parsing(query_texts(layers)) as finish_parsing:
        from graph.graphs import build_graphs  # noqa: PLC0415
        from loaders.corpus import read_corpus  # noqa: PLC0415

        corpus = read_corpus(layers)
        try:
            graphs = build_graphs(corpus, layers, owlrl=owlrl)
        except InputError:
            read_questions(layers, corpus.model)  # faults of questions are told first
            raise
        finish_parsing()
        return graphs, read_questions(layers, corpus.model)
