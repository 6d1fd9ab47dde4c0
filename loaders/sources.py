"""Sources: what ``source.yaml`` says of a document, and where its text is when it is at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from graph.dates import parse_date
from graph.errors import InputError
from loaders.fields import Fields, is_language, one_line, read_fields
from loaders.files import read_utf8
from loaders.problems import did_you_mean
from loaders.text import NormalText, normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from graph.layers import Layer
    from loaders.entities import Entity
    from loaders.problems import Problems
    from loaders.strict_yaml import Text

_KEYS = (
    "id", "title", "author", "language", "also-in", "publication", "published", "date-basis", "date-reason", "text-file",
)  # fmt: skip
DATE_BASES = ("printed", "inferred")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document. ``published`` is EDTF as written; ``folder`` is where its files are; IRIs start with ``base``.

    ``language`` is the code of the language that it is written in, ``also_in`` those of others that it has passages in.
    """

    slug: str
    base: str
    title: str
    authors: tuple[str, ...]
    language: str
    also_in: tuple[str, ...]
    publication: str | None
    published: str | None
    date_basis: str
    date_reason: str | None
    text_file: str
    folder: Path
    line: int = 1

    @property
    def iri(self) -> NamedNode:
        """The name of the source in the graph."""
        return NamedNode(f"{self.base}source/{self.slug}")

    @property
    def claim_file(self) -> Path:
        """Where its claims are written."""
        return self.folder / "claims.yaml"

    @property
    def coverage_file(self) -> Path:
        """Where is written which of its sentences and words no claim uses, and why."""
        return self.folder / "coverage.yaml"


def read_sources(layers: Sequence[Layer], entities: Mapping[str, Entity], problems: Problems) -> dict[str, Source]:
    """All sources of all layers, by slug; faults go to ``problems``."""
    found: dict[str, Source] = {}
    for layer in layers:
        for name, words in (
            ("claims", "these claims, which says of what document they are"),
            ("coverage", "this coverage, which says of what document it is"),
        ):
            for file in layer.files("data", f"sources/*/{name}.yaml"):
                if not file.with_name("source.yaml").exists():
                    problems.add(file, 1, f"there is no source.yaml beside {words}")
        for file in layer.files("data", "sources/*/source.yaml"):
            source = read_source(file, layer, entities, problems)
            if source is not None and source.slug in found:
                message = f"the source {source.slug} stands already in {found[source.slug].folder}"
                problems.add(file, source.line, message)
            elif source is not None:
                found[source.slug] = source
    return found


def read_source(file: Path, layer: Layer, entities: Mapping[str, Entity], problems: Problems) -> Source | None:
    """One source; None, with the faults in ``problems``, when its file lacks what a source needs."""
    fields = read_fields(file, _KEYS, "a source", problems)
    if fields is None:
        return None
    slug = fields.slug("id", "in this source")
    if slug is not None and slug != file.parent.name:
        fields.wrong("id", f"the source {slug} stands in the folder {file.parent.name}; the two must be the same")
    texts = {key: fields.text(key, needed=True, what="in this source") for key in ("title", "language", "text-file")}
    language = None if texts["language"] is None else _language(texts["language"], fields)
    source = Source(
        slug=str(slug),
        base=layer.base,
        title=one_line(texts["title"] or ""),
        authors=_authors(fields, entities),
        language=str(language),
        also_in=_also_in(language, fields),
        publication=_optional(fields, "publication"),
        published=_published(fields),
        date_basis=_date_basis(fields),
        date_reason=_optional(fields, "date-reason"),
        text_file=str(texts["text-file"]),
        folder=file.parent,
        line=1 if slug is None else slug.line,
    )
    return None if slug is None or any(text is None for text in texts.values()) else source


def _language(code: Text, fields: Fields) -> str:
    if not is_language(code):
        fields.wrong_at(code, f"{str(code)!r} is no language code; write en, be, ru …")
    return str(code)


def _also_in(language: str | None, fields: Fields) -> tuple[str, ...]:
    codes = fields.texts("also-in")
    for code in codes:
        _language(code, fields)
        if code == language:
            fields.wrong_at(code, f"also-in names {code}, which is the language of the text already; take it away")
    return tuple(str(code) for code in codes)


def _authors(fields: Fields, entities: Mapping[str, Entity]) -> tuple[str, ...]:
    authors = fields.texts("author")
    if "author" not in fields.block:
        fields.missing(
            "author", "the key author is missing; a text without a named author has an entity for its unnamed one"
        )
    for author in authors:
        if author not in entities:
            fields.wrong_at(author, f"unknown entity {str(author)!r} under author{did_you_mean(author, entities)}")
    return tuple(str(author) for author in authors if author in entities)


def _optional(fields: Fields, key: str) -> str | None:
    text = fields.text(key)
    return None if text is None else one_line(text)


def _published(fields: Fields) -> str | None:
    text = fields.text("published")
    if text is None:
        return None
    try:
        parse_date(text)
    except InputError as error:
        fields.wrong("published", str(error))
    return str(text)


def _date_basis(fields: Fields) -> str:
    basis = fields.text("date-basis")
    if basis is not None and basis not in DATE_BASES:
        fields.wrong("date-basis", f"date-basis is {str(basis)!r}; write {' or '.join(DATE_BASES)}")
    if basis == "inferred" and fields.text("date-reason") is None:
        fields.wrong("date-basis", "the date is inferred and date-reason does not say from what")
    return str(basis or "printed")


def text_of(source: Source, folders: Sequence[Path]) -> NormalText | None:
    """The source's text in normal form, out of the first folder that has its file; None when none has it.

    Raises InputError when the file is there and is not UTF-8.
    """
    for folder in folders:
        file = folder / source.text_file
        if file.is_file():
            return normalise(read_utf8(file))
    return None
