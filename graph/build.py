"""Building: from the files of the layers to an open store, at once when a store of this content is there already."""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from graph.errors import InputError, StoreError, UsageError
from graph.layers import all_layers, content_key
from graph.perspective import PLAIN
from graph.store import Opened, cache_folder, closed_folder, open_built, parsed_folder
from graph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import TypeAlias

    from pyoxigraph import NamedNode, Triple

    from graph.graphs import Beside, Graphs
    from graph.layers import Layer
    from graph.perspective import Perspective
    from graph.questions import Question

    _Made: TypeAlias = "tuple[Graphs, Callable[[], Mapping[str, Question]]]"
    """A graph, and what gives the questions to store beside it."""
    _Maker: TypeAlias = "Callable[[Beside], AbstractContextManager[_Made]]"
    """What makes them; what it is given is called beside, with the graphs that stand first."""


def open_store(
    overlays: Sequence[Path] = (),
    *,
    perspective: Perspective = PLAIN,
    rebuild: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Opened:
    """The store of the shipped data and the overlays; built first when no store of exactly this content is in the cache.

    With a ``perspective`` it is the store of the graph as seen from there, beside that of the whole. ``tell`` is called with a
    line for a person before a build. A store that is damaged is built again. Raises InputError for input that cannot be read,
    with nothing written, StoreError when the cache cannot be used, UnknownNameError for a perspective on a source that is none,
    and UsageError for one from which the facts contradict the ontology.
    """
    layers = all_layers(overlays)
    key = content_key(layers)
    say = tell or (lambda _: None)
    place = _Place(folder=cache_folder() / key, version=f"{__version__}+{key[:8]}", rebuild=rebuild, say=say)
    whole = place.opened(lambda begin: _made(layers, begin))
    return see_from(whole, perspective, overlays, rebuild=rebuild, tell=tell)


def see_from(
    whole: Opened,
    perspective: Perspective,
    overlays: Sequence[Path] = (),
    *,
    rebuild: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Opened:
    """The store beside ``whole`` of the same data as seen from a perspective; built first when there is none.

    Raises StoreError when it must be built and the files are no longer those of ``whole``; else as :func:`open_store`.
    """
    if not perspective.text:
        return whole
    key = whole.folder.name
    place = _Place(
        folder=whole.folder.with_name(f"{key}-{_digest(perspective)}"), version=whole.version, rebuild=rebuild,
        say=tell or (lambda _: None), perspective=perspective, whole=whole,
    )  # fmt: skip

    @contextmanager
    def make(begin: Beside) -> Iterator[_Made]:
        layers = all_layers(overlays)
        if content_key(layers) != key:
            raise StoreError(
                f"the files have changed since version {whole.version} was built; start again, and ask of what they are now"
            )
        yield _seen_from(perspective, layers, begin), lambda: whole.questions

    return place.opened(make)


def _digest(perspective: Perspective) -> str:
    return hashlib.sha256(perspective.text.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a store belongs, and of what it is."""

    folder: Path
    version: str
    rebuild: bool
    say: Callable[[str], None]
    perspective: Perspective = PLAIN
    whole: Opened | None = None

    def opened(self, make: _Maker) -> Opened:
        """The store that stands here, or the one that is built of what ``make`` gives."""
        replacing, opened = self.rebuild, None
        try:
            opened = None if replacing else self._open()
        except StoreError:
            self.say(f"{self.folder}: the store there is damaged, and is replaced")
            replacing = True
        if opened is None:
            seen = f", as seen from {self.perspective.text}" if self.perspective.text else ""
            self.say(f"building the graph, version {self.version}{seen} (once for this data) …")
            _build(self.folder, make, replace=replacing)
            opened = self._open()
        if opened is None:
            raise StoreError(
                f"{self.folder}: the store is gone right after it was built; set DETENTE_CACHE to a folder of your own"
            )
        return opened

    def _open(self) -> Opened | None:
        return open_built(self.folder, self.version, self.perspective, self.whole)


def _build(folder: Path, make: _Maker, *, replace: bool) -> None:
    from graph.store_writer import writing  # noqa: PLC0415  the warm path pays for none of this

    with _collector_paused(), writing(folder) as writer, make(writer.begin) as (graphs, questions):
        writer.finish(graphs, questions, replace=replace)


def _seen_from(perspective: Perspective, layers: Sequence[Layer], begin: Beside) -> Graphs:
    """The graph as a perspective has it, of layers whose whole graph was built, so that no fault is in the files."""
    from graph.graphs import build_graphs  # noqa: PLC0415  the warm path pays for none of this
    from loaders.corpus import read_corpus  # noqa: PLC0415

    try:
        return build_graphs(read_corpus(layers), layers, perspective=perspective, kept=closed_folder(), beside=begin)
    except InputError as error:
        raise UsageError(f"from the perspective {perspective.text}, {error}") from error


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

    What is parsed of queries is kept in the cache, where that can be written. Raises InputError with every fault of the input.
    """
    with _made(layers, lambda _: None, owlrl=owlrl) as (graphs, questions):
        return graphs, dict(questions())


@contextmanager
def _made(layers: Sequence[Layer], begin: Beside, *, owlrl: bool = False) -> Iterator[_Made]:
    """The whole graph, and what gives the questions, which are parsed beside whatever is done in the block before."""
    from loaders.parsing import parsing  # noqa: PLC0415  the warm path pays for none of this
    from loaders.questions import query_texts, read_questions  # noqa: PLC0415

    with parsing(query_texts(layers), parsed_folder()) as is_parsed:
        from graph.graphs import build_graphs  # noqa: PLC0415
        from loaders.corpus import read_corpus  # noqa: PLC0415

        corpus = read_corpus(layers)

        @cache
        def questions() -> dict[str, Question]:
            return read_questions(layers, corpus.model)

        def beside(first: Mapping[NamedNode, Sequence[Triple]]) -> None:
            begin(first)
            if is_parsed:  # else they come last, when most are parsed
                questions()

        try:
            graphs = build_graphs(corpus, layers, owlrl=owlrl, kept=closed_folder(), beside=beside)
        except InputError:
            questions()  # whose faults are told first
            raise
        yield graphs, questions
