"""The entries of a file of coverage, held against the text: what each accounts for, and which account for nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from loaders.locate import locate
from loaders.marks import without_marks
from loaders.mention import phrase
from loaders.sentences import sentences
from loaders.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from loaders.anchors import Anchor
    from loaders.claims import Claim
    from loaders.coverage_file import CoverageFile, Entry
    from loaders.mention import Mention
    from loaders.text import NormalText, Span


def sentences_at(text: NormalText, anchor: Anchor) -> list[Span]:
    """The sentences that an anchor's passage overlaps; none when the passage has changed or is lost."""
    found = locate(text, anchor)
    spans = found.spans if found.status in ("exact", "moved") else ()
    return [
        sentence
        for sentence in sentences(text)
        if any(sentence[0] < end and start < sentence[1] for start, end in spans)
    ]


class Accounts:
    """Tells what the entries account for. Asked for every sentence first, it can say at last which entries are stale."""

    def __init__(self, file: CoverageFile, text: NormalText, claims: Mapping[Span, Sequence[Claim]]) -> None:
        self._text = text
        self._claims = claims
        self.faults: list[str] = []
        """What is wrong with the entries, each with file and line."""
        self._skips: dict[Span, Entry] = {}
        for entry in file.skipped:
            for sentence in self._sentences(entry):
                self._skip(entry, sentence)
        self._unused: dict[Span, list[tuple[Entry, list[Span]]]] = defaultdict(list)
        self._idle = {entry: self._place_words(entry) for entry in file.unused}

    def skips(self, sentence: Span) -> Entry | None:
        """The entry that skips a sentence."""
        return self._skips.get(sentence)

    def left(self, sentence: Span, unused: Iterable[Mention]) -> tuple[Mention, ...]:
        """Those of the mentions, which no slot uses, for which no entry accounts either."""
        return tuple(mention for mention in unused if not self._accounts_for(sentence, mention))

    def all_faults(self) -> tuple[str, ...]:
        """The faults of all entries, those included that account for nothing: a slot uses their words, or another entry has them."""
        idle = [
            _fault(entry, "no word of it is left to account for: a slot holds it, another entry has it, or it is no "
                   "figure, date or name; take the entry away")
            for entry, waits in self._idle.items() if waits
        ]  # fmt: skip
        return (*self.faults, *idle)

    def _accounts_for(self, sentence: Span, mention: Mention) -> bool:
        for entry, places in self._unused.get(sentence, ()):
            if any(start <= mention.span[0] and mention.span[1] <= end for start, end in places):
                self._idle[entry] = False
                return True
        return False

    def _sentences(self, entry: Entry) -> list[Span]:
        found = sentences_at(self._text, entry.anchor)
        if not found:
            self.faults.append(
                _fault(entry, "the text does not hold its passage; read it again, and put find in place of the anchor")
            )
        return found

    def _skip(self, entry: Entry, sentence: Span) -> None:
        if claims := self._claims.get(sentence):
            names = ", ".join(claim.slug for claim in claims)
            self.faults.append(
                _fault(entry, f"the sentence at {_at(sentence)} carries {names}; take it out of the entry")
            )
        elif sentence in self._skips:
            first = self._skips[sentence].place
            self.faults.append(
                _fault(
                    entry, f"the sentence at {_at(sentence)} is skipped already at {first}; take it out of the entry"
                )
            )
        else:
            self._skips[sentence] = entry

    def _place_words(self, entry: Entry) -> bool:
        """Find the words of an entry in its sentences, and say whether the entry waits for something to account for."""
        found = self._sentences(entry)
        words = phrase(normalise(entry.words or "").text)
        for start, end in found:
            sentence = self._text.text[start:end]
            places = [
                (start + match.start(), start + match.end())
                for written in (sentence, without_marks(sentence))
                for match in words.finditer(written)
            ]
            if places:
                self._unused[start, end].append((entry, places))
        placed = any(entry is other for entries in self._unused.values() for other, _ in entries)
        if found and not placed:
            self.faults.append(_fault(entry, "these words do not stand in its sentence; write them as the text does"))
        elif found and not any(self._claims.get(sentence) for sentence in found):
            self.faults.append(_fault(entry, "its sentence carries no claim; skip the sentence, or code it"))
            return False
        return placed


def _fault(entry: Entry, fault: str) -> str:
    return f"{entry.place}: {entry.title}: {fault}"


def _at(span: Span) -> str:
    return f"{span[0]}-{span[1]}"
