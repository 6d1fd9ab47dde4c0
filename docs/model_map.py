"""The map of the model: one page in SVG, drawn from the ontology and the shapes, with every class and the slots of its own.

Above stands how a fact hangs together with the words that say it; below, by what they are narrower than, the classes of
what is told of. A slot that is written under a class is taken by all classes that are narrower too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pyoxigraph import NamedNode

from graph.terms import ONTOLOGY, RDFS, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loaders.corpus import Corpus
    from loaders.model import Model, Slot

COLUMNS, COLUMN, GAP, LINE, PAD, MARGIN = 6, 246, 14, 13, 6, 24
"""How many columns there are; their width and the room between them, the height of a line and room around words, in pixels."""
CHAIN = ("Source", "Passage", "Claim", "Proposition", "Conflict", "Judgement")
"""The classes that stand above, from the text to the editors' judgement."""
_FACES = {
    "title": ("20", "bold", "#1b2a41"),
    "sub": ("12", "normal", "#44546a"),
    "class": ("11.5", "bold", "#1b2a41"),
    "above": ("9.5", "normal", "#5b6b80"),
    "slot": ("9.5", "normal", "#222222"),
    "edge": ("10", "normal", "#7a3e00"),
}


def draw(corpus: Corpus) -> str:
    """The map as SVG. Nothing in it comes from elsewhere than the ontology and the shapes."""
    boxes = [box for box in _boxes(corpus.model) if box.name not in CHAIN]
    width = 2 * MARGIN + COLUMNS * COLUMN + (COLUMNS - 1) * GAP
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": "DejaVu Sans, Verdana, sans-serif"})
    ET.SubElement(svg, "title").text = "The model of Détente: its classes and their slots"
    _text(svg, MARGIN, 34, "The model of Détente", "title")
    _text(svg, MARGIN, 54, "How a fact hangs together with the words that say it. An arrow is a property.", "sub")
    top = _chain(svg, corpus, 74, width)
    _text(svg, MARGIN, top + 14, _KEY, "sub")
    bottom = _columns(svg, boxes, top + 30)
    for name, value in {"width": width, "height": bottom, "viewBox": f"0 0 {width} {bottom}"}.items():
        svg.set(name, str(value))
    svg.insert(1, ET.Element("rect", {"width": str(width), "height": str(bottom), "fill": "#ffffff"}))
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


_KEY = (
    "What is told of: each class with the slots of its own (those of the classes above it are taken too). "
    "→ leads to a thing of a class, or to a concept of a [scheme]; 1 = one value, else any number; * = needed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    name: str
    above: str
    depth: int
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return 2 * PAD + LINE * (1 + bool(self.above) + len(self.lines))


def _boxes(model: Model) -> Iterator[_Box]:
    """All classes of our own, each right after the one above it."""
    own = {class_ for class_ in model.classes.values() if class_.value.startswith(ONTOLOGY)}
    right_above = {class_: _right_above(model, class_, own) for class_ in own}

    def below(parent: NamedNode | None, depth: int) -> Iterator[_Box]:
        for class_ in sorted((node for node in own if right_above[node] == parent), key=str):
            slots = sorted(model.slots.get(class_, {}).values(), key=lambda slot: slot.predicate.value)
            yield _Box(
                name=_name(class_),
                above="" if parent is None else f"is a {_name(parent)}",
                depth=depth,
                lines=tuple(_slot(slot) for slot in slots),
            )
            yield from below(class_, depth + 1)

    return below(None, 0)


def _right_above(model: Model, class_: NamedNode, own: set[NamedNode]) -> NamedNode | None:
    """The lowest class above a class; None when none of our own is above it."""
    above = [node for node in model.supers.get(class_, frozenset()) if node in own and node != class_]
    return max(above, key=lambda node: (len(model.supers.get(node, ())), node.value), default=None)


def _slot(slot: Slot) -> str:
    kind = _name(slot.of_class) if slot.of_class is not None else ""
    kind = f"[{_name(slot.scheme)}]" if slot.scheme is not None else kind
    return f"dt:{_name(slot.predicate)}{'*' if slot.least else ''}{' → ' + kind if kind else ''}{' 1' if slot.most == 1 else ''}"


def _name(node: NamedNode) -> str:
    return node.value.replace("#", "/").rsplit("/", 1)[-1]


def _columns(svg: ET.Element, boxes: Sequence[_Box], top: int) -> int:
    """Draw the boxes in columns of like height, in order; gives where the page ends."""
    room = sum(box.height + GAP for box in boxes) / COLUMNS
    column, y, lowest = 0, top, top
    for box in boxes:
        if column < COLUMNS - 1 and y - top + box.height / 2 > room:
            column, y = column + 1, top
        x = MARGIN + column * (COLUMN + GAP)
        indent = 8 * min(box.depth, 3)
        _rect(svg, (x + indent, y), (COLUMN - indent, box.height), "#f4f7fb" if box.depth else "#e3ecf7")
        line = y + PAD + LINE - 3
        _text(svg, x + indent + PAD, line, f"dt:{box.name}", "class")
        for words, face in (*([(box.above, "above")] if box.above else []), *((slot, "slot") for slot in box.lines)):
            line += LINE
            _text(svg, x + indent + PAD, line, words, face)
        y += box.height + GAP
        lowest = max(lowest, y)
    return lowest + MARGIN


def _chain(svg: ET.Element, corpus: Corpus, top: int, width: int) -> int:
    """Draw the classes of the chain side by side, with the properties that lead from one to another under them."""
    step = (width - 2 * MARGIN) // len(CHAIN)
    edges = sorted(_edges(corpus))
    for number, class_ in enumerate(CHAIN):
        _rect(svg, (MARGIN + number * step, top), (step - 60, 30), "#fdf1dc")
        _text(svg, MARGIN + number * step + PAD, top + 19, f"dt:{class_}", "class")
    marker = ET.SubElement(
        ET.SubElement(svg, "defs"),
        "marker",
        {"id": "tip", "markerWidth": "8", "markerHeight": "8", "refX": "7", "refY": "4", "orient": "auto"},
    )
    ET.SubElement(marker, "path", {"d": "M0,0 L8,4 L0,8 z", "fill": "#7a3e00"})
    for number, (one, other, words) in enumerate(edges):
        start, end = (MARGIN + CHAIN.index(name) * step + (step - 60) // 2 for name in (one, other))
        y = top + 48 + number * 17
        path = f"M{start},{top + 30} L{start},{y} L{end},{y} L{end},{top + 31}"
        ET.SubElement(
            svg,
            "path",
            {"d": path, "fill": "none", "stroke": "#c98a3a", "stroke-width": "1", "marker-end": "url(#tip)"},
        )
        _text(svg, min(start, end) + 8, y - 3, f"{one} {words} {other}", "edge")
    return top + 48 + len(edges) * 17 + 12


def _edges(corpus: Corpus) -> set[tuple[str, str, str]]:
    """From, to, and the properties that lead there: of the shapes, and of the domains and ranges of the ontology."""
    found: dict[tuple[str, str], set[str]] = {}
    for one, other, predicate in (*_by_shapes(corpus), *_by_domain(corpus)):
        if one in CHAIN and other in CHAIN and one != other:
            found.setdefault((one, other), set()).add(f"dt:{predicate}")
    return {(one, other, ", ".join(sorted(names))) for (one, other), names in found.items()}


def _by_shapes(corpus: Corpus) -> Iterator[tuple[str, str, str]]:
    objects: dict[tuple[object, object], list[object]] = {}
    for triple in corpus.shapes:
        objects.setdefault((triple.subject, triple.predicate), []).append(triple.object)
    for (shape, predicate), classes in list(objects.items()):
        if predicate == SH.targetClass:
            for slot in objects.get((shape, SH.property), []):
                path, leads = objects.get((slot, SH.path), []), objects.get((slot, SH.class_), [])
                yield from _named(classes, leads, path)


def _by_domain(corpus: Corpus) -> Iterator[tuple[str, str, str]]:
    domains = {triple.subject: triple.object for triple in corpus.ontology if triple.predicate == RDFS.domain}
    for triple in corpus.ontology:
        if triple.predicate == RDFS.range and triple.subject in domains:
            yield from _named([domains[triple.subject]], [triple.object], [triple.subject])


def _named(ones: Iterable[object], others: Iterable[object], paths: Iterable[object]) -> Iterator[tuple[str, str, str]]:
    for one in ones:
        for other in others:
            for path in paths:
                if isinstance(one, NamedNode) and isinstance(other, NamedNode) and isinstance(path, NamedNode):
                    yield _name(one), _name(other), _name(path)


def _rect(svg: ET.Element, place: tuple[int, int], size: tuple[int, int], fill: str) -> None:
    (x, y), (width, height) = place, size
    places = {"x": x, "y": y, "width": width, "height": height}
    look = {"fill": fill, "stroke": "#9fb3cc", "rx": "4"}
    ET.SubElement(svg, "rect", {name: str(value) for name, value in places.items()} | look)


def _text(svg: ET.Element, x: int, y: int, words: str, face: str) -> None:
    size, weight, fill = _FACES[face]
    look = {"font-size": size, "font-weight": weight, "fill": fill}
    ET.SubElement(svg, "text", {"x": str(x), "y": str(y), **look}).text = words
