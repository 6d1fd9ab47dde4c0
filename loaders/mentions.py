"""What a reader can point to in a sentence: its figures, dates and names, each found once and none inside another.

Known names come first, the longest of those that begin at one place; then web sites, dates, runs of capitals, figures.
What one of them takes, the next does not see; reference marks are no part of any.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loaders.capitals import casing_of, names_in_capitals
from loaders.figures import FigureReader
from loaders.known_names import KnownNames
from loaders.marks import without_marks
from loaders.mention import without
from loaders.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loaders.corpus import Corpus
    from loaders.languages import Language
    from loaders.mention import Mention
    from loaders.text import NormalText, Span


class MentionReader:
    """Reads one text for its mentions, with the names of a corpus and what is known of its language."""

    def __init__(self, text: NormalText, corpus: Corpus, language: Language) -> None:
        self._words = without_marks(text.text)
        self._language = language
        self._names = KnownNames(corpus, language)
        self._figures = FigureReader(language)
        self._casing = casing_of(self._words, sentences(text))

    def mentions(self, sentence: Span) -> tuple[Mention, ...]:
        """The mentions in one sentence, in its order; their spans are those of the text."""
        start, end = sentence
        whole = self._words[start:end]
        found, rest = _taken([], whole, self._names.found(whole))
        found, rest = _taken(found, rest, self._names.sites(rest))
        found, rest = _taken(found, rest, self._figures.dates(rest))
        capitals = (
            replace(mention, things=self._names.things(mention.words))
            for mention in names_in_capitals(whole, rest, self._casing, self._language)
        )
        found, rest = _taken(found, rest, capitals)
        found, _ = _taken(found, rest, self._figures.figures(rest))
        ordered = sorted(found, key=lambda mention: mention.span)
        return tuple(replace(m, span=(m.span[0] + start, m.span[1] + start)) for m in ordered)


def _taken(found: list[Mention], rest: str, more: Iterable[Mention]) -> tuple[list[Mention], str]:
    added = list(more)
    return found + added, without(rest, (mention.span for mention in added))
