"""Formats of answers, and which of them a client means by its Accept header or by ``format=`` (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import QueryResultsFormat, RdfFormat

TEXT_BOOLEAN = "text/boolean"
_RANGES = 100
"""How many ranges of an Accept header are read: browsers send ten, and thousands would be work for nothing."""
_UTF8 = "; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: its short name for ``format=``, its media types, the best first, and the engine's name for it.

    ``other_names`` are those that clients send besides, such as SPARQLWrapper's.
    """

    name: str
    types: tuple[str, ...]
    engine: QueryResultsFormat | RdfFormat | None
    other_names: tuple[str, ...] = ()

    def is_called(self, wanted: str) -> bool:
        """Whether this is one of its names, or one of its media types."""
        return wanted in (self.name, *self.other_names, *self.types)


_JSON = Format(
    name="json", types=("application/sparql-results+json", "application/json"), engine=QueryResultsFormat.JSON
)
_XML = Format(
    name="xml", types=("application/sparql-results+xml", "application/xml", "text/xml"), engine=QueryResultsFormat.XML
)
_CSV = Format(name="csv", types=("text/csv",), engine=QueryResultsFormat.CSV)
_TSV = Format(name="tsv", types=("text/tab-separated-values",), engine=QueryResultsFormat.TSV)
_BOOLEAN = Format(name="boolean", types=(TEXT_BOOLEAN,), engine=None)
_GRAPHS = (
    Format(
        name="turtle", types=("text/turtle", "application/x-turtle"), engine=RdfFormat.TURTLE, other_names=("ttl", "n3")
    ),
    Format(name="ntriples", types=("application/n-triples", "text/plain"), engine=RdfFormat.N_TRIPLES),
    Format(
        name="rdfxml", types=("application/rdf+xml",), engine=RdfFormat.RDF_XML, other_names=("rdf+xml", "rdf", "xml")
    ),
    Format(name="jsonld", types=("application/ld+json",), engine=RdfFormat.JSON_LD, other_names=("json-ld", "json")),
    Format(name="trig", types=("application/trig",), engine=RdfFormat.TRIG),
    Format(name="nquads", types=("application/n-quads",), engine=RdfFormat.N_QUADS),
)
FORMATS: dict[str, tuple[Format, ...]] = {
    "select": (_JSON, _XML, _CSV, _TSV),
    "ask": (_JSON, _XML, _BOOLEAN),
    "graph": _GRAPHS,
    "question": (
        Format(name="json", types=("application/json",), engine=None),
        Format(name="evidence", types=("application/json",), engine=None),
        Format(name="csv", types=_CSV.types, engine=None),
        Format(name="sparql-json", types=_JSON.types[:1], engine=_JSON.engine),
        Format(name="xml", types=_XML.types[:1], engine=_XML.engine),  # browsers like application/xml better than all
        _TSV,
        Format(name="sparql-csv", types=_CSV.types, engine=_CSV.engine),
    ),
    "document": (
        _GRAPHS[0],
        Format(name="jsonld", types=("application/ld+json", "application/json"), engine=RdfFormat.JSON_LD),
        _GRAPHS[2],
        _GRAPHS[1],
    ),
}
"""What there is for each kind of result, the best first. SPARQL 1.1 defines no CSV and no TSV of a truth value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A format, and the media type under which it is sent."""

    format: Format
    media_type: str


def names(kind: str) -> list[str]:
    """All media types of a kind of result (select, ask, graph)."""
    return list(dict.fromkeys(media_type for form in FORMATS[kind] for media_type in form.types))


@lru_cache(maxsize=512)
def choose(kind: str, accept: str, wanted: str = "") -> Chosen | None:
    """The format that ``wanted`` names (a name or a media type), else the one that ``accept`` likes best; None for none.

    ``wanted`` may have several names with commas between them: the first of which there is a format counts. A range of ``accept``
    with a star stands for the best media type of each format, and not for the others.
    """
    offered = [(form, media_type) for form in FORMATS[kind] for media_type in form.types]
    if wanted:
        return next(filter(None, (_called(kind, name.strip().lower()) for name in wanted.split(","))), None)
    ranges = _ranges(accept) or [("*", "*", 1.0)]
    ranked = [
        (
            _quality(
                media_type, ranges if media_type == form.types[0] else [named for named in ranges if "*" not in named]
            ),
            -place,
        )
        for place, (form, media_type) in enumerate(offered)
    ]
    quality, place = max(ranked)
    return _chosen(*offered[-place]) if quality > 0 else None


def _called(kind: str, name: str) -> Chosen | None:
    form = next((form for form in FORMATS[kind] if form.is_called(name)), None)
    return _chosen(form, name if name in form.types else form.types[0]) if form else None


def _chosen(form: Format, media_type: str) -> Chosen:
    return Chosen(format=form, media_type=media_type + (_UTF8 if media_type.startswith("text/") else ""))


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    """The ranges of an Accept header with their qualities; what is no range is left out."""
    found = []
    for part in accept.split(",", _RANGES)[:_RANGES]:
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        main, slash, sub = media_type.lower().partition("/")
        if slash and main and sub:
            found.append((main, sub, _q(parameters)))
    return found


def _q(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _quality(media_type: str, ranges: list[tuple[str, str, float]]) -> float:
    """The quality that the most specific range gives a media type; 0 when there is none."""
    main, _, sub = media_type.partition("/")
    fitting = [
        ((range_main != "*") + (range_sub != "*"), q)
        for range_main, range_sub, q in ranges
        if range_main in ("*", main) and range_sub in ("*", sub)
    ]
    return max(fitting, default=(0, 0.0), key=lambda pair: pair[0])[1]
