"""Files of coverage: which sentences of a source carry no claim, which written words no slot of a claim uses, and why.

``coverage.yaml`` stands beside ``claims.yaml``. Nothing of it comes into the graph: it is a coder's account of what was
left, and each entry is tied to its sentence by an anchor, as a claim is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.anchored import anchor_of, text_hash_of
from loaders.fields import one_line, read_fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from loaders.anchors import Anchor
    from loaders.fields import Fields
    from loaders.problems import Problems
    from loaders.sources import Source

SKIPPED = {
    "furniture": "what belongs to the page and not to the text: title, volume and issue, caption, menu",
    "repeated-heading": "a heading or label that says again what other sentences say",
    "transition": "a sentence that only leads on to the next, and says nothing that could be true or false",
}
"""Why a sentence may carry no claim."""
UNUSED = {
    "relative-time": "counts or orders time from another date, and a claim holds the date that is reckoned, or none can be",
    "counted": "counts what claims name one by one",
    "part-of-name": "belongs to a name, title or designation whose thing a slot holds under another form of it",
    "resolved": "stands for a thing that a slot holds, and is no name of it: a metonym, a misspelling, an adjective",
    "reference": "belongs to the author's own bookkeeping: a place or day of access, a volume, a number of a note",
    "idiom": "says no figure and names no thing where it stands",
    "unspecific": "names what is too vague to be one thing",
}
"""Why no slot may use a figure, date or name of a sentence that carries claims; the first that fits is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. ``words`` are those that no slot uses; None in an entry for whole sentences, which are skipped."""

    words: str | None
    reason: str
    note: str | None
    anchor: Anchor
    place: str

    @property
    def title(self) -> str:
        """What a message calls it."""
        return f"the entry for {self.words!r}" if self.words is not None else "the entry for a skipped sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFile:
    """A file of coverage as read; ``text_hash`` is that of the text for which it was sealed."""

    text_hash: str | None = None
    skipped: tuple[Entry, ...] = ()
    unused: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, those of skipped sentences first."""
        return (*self.skipped, *self.unused)


def read_coverage_file(source: Source, problems: Problems) -> CoverageFile:
    """The file of coverage of one source; a source without one skips nothing. Faults go to ``problems``."""
    return read_coverage(source.coverage_file, source.slug, problems)


def read_coverage(file: Path, slug: str, problems: Problems) -> CoverageFile:
    """The file of coverage of the source of that slug; where there is none, nothing is skipped."""
    if not file.exists():
        return CoverageFile()
    fields = read_fields(file, ("source", "text-sha256", "skipped", "unused"), "a file of coverage", problems)
    if fields is None:
        return CoverageFile()
    return CoverageFile(
        text_hash=text_hash_of(fields, slug, "file of coverage"),
        skipped=_entries(fields, "skipped", SKIPPED),
        unused=_entries(fields, "unused", UNUSED),
    )


def _entries(fields: Fields, key: str, reasons: Mapping[str, str]) -> tuple[Entry, ...]:
    blocks = fields.blocks(key) if key in fields.block else []
    read = (_entry(block, reasons, has_words=key == "unused") for block in blocks)
    return tuple(entry for entry in read if entry is not None)


def _entry(fields: Fields, reasons: Mapping[str, str], *, has_words: bool) -> Entry | None:
    fields.only(("reason", "note", "find", "anchor", *(["words"] if has_words else [])), "this entry")
    words = (
        fields.text("words", needed=True, what="in this entry: the words as they are written") if has_words else None
    )
    reason = fields.text("reason", needed=True, what="in this entry")
    if reason is not None and reason not in reasons:
        fields.wrong("reason", f"reason is {str(reason)!r}; it is one of {', '.join(reasons)}")
    note, anchor = fields.text("note"), anchor_of(fields, "entry")
    if anchor is None or reason is None or (has_words and words is None):
        return None
    return Entry(
        words=None if words is None else one_line(words),
        reason=str(reason),
        note=None if note is None else one_line(note),
        anchor=anchor,
        place=f"{fields.file}:{fields.line}",
    )
