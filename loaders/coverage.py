"""Coverage: what of a source's text its claims use, sentence by sentence, and what they leave without a reason.

A sentence is *claimed* when a passage of a claim overlaps it, *skipped* when an entry of the file of coverage says why it
carries none, and else *untouched*. A figure, date or name of a claimed sentence is *unexplained* when no slot of a claim
on the sentence holds it and no entry says why.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from loaders.accounts import Accounts, sentences_at
from loaders.cues import CueReader, Doubt, is_outright
from loaders.locate import locate
from loaders.mention import without
from loaders.mentions import MentionReader
from loaders.sentences import sentences
from loaders.uses import UseReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loaders.claims import Claim
    from loaders.corpus import Corpus
    from loaders.coverage_file import CoverageFile, Entry
    from loaders.languages import Language
    from loaders.mention import Mention
    from loaders.sources import Source
    from loaders.text import NormalText, Span

State: TypeAlias = Literal["claimed", "skipped", "untouched"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredSentence:
    """One sentence: the claims on it, the entry that skips it, and the mentions in it for which nothing accounts."""

    span: Span
    paragraph: int
    claims: tuple[Claim, ...]
    skipped: Entry | None
    unexplained: tuple[Mention, ...]

    @property
    def state(self) -> State:
        """What is done about the sentence."""
        return "claimed" if self.claims else "skipped" if self.skipped is not None else "untouched"

    @property
    def is_open(self) -> bool:
        """Whether something about the sentence is left to do."""
        return self.state == "untouched" or bool(self.unexplained)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The coverage of one source."""

    source: Source
    sentences: tuple[CoveredSentence, ...]
    doubts: tuple[Doubt, ...]
    claims: int
    """How many claims the source has."""
    faults: tuple[str, ...]
    """What is wrong with the entries of its file of coverage, each with file and line."""
    unknown_languages: tuple[str, ...]
    """The codes of those of its languages of which no file says what cues, months and figures in words they have."""

    def count(self, state: State) -> int:
        """How many sentences are in a state."""
        return sum(sentence.state == state for sentence in self.sentences)

    @property
    def unexplained(self) -> int:
        """How many figures, dates and names nothing accounts for."""
        return sum(len(sentence.unexplained) for sentence in self.sentences)

    @property
    def is_met(self) -> bool:
        """Whether nothing is left to do."""
        return not (any(sentence.is_open for sentence in self.sentences) or self.doubts or self.faults)


class CoverageReader:
    """Reads the coverage of the sources of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._uses = UseReader(corpus)

    def coverage(self, source: Source, text: NormalText, file: CoverageFile, language: Language) -> Coverage:
        """The coverage of one source, read in its languages; a claim whose passage is not in the text covers nothing."""
        reader = MentionReader(text, self._corpus, language)
        mentions = {sentence: reader.mentions(sentence) for sentence in sentences(text)}
        own = [claim for claim in self._corpus.claims if claim.source == source]
        claims = _by_sentence(own, text)
        accounts = Accounts(file, text, claims)
        covered = tuple(
            CoveredSentence(
                span=sentence,
                paragraph=text.paragraph_at(sentence[0]),
                claims=tuple(claims.get(sentence, ())),
                skipped=accounts.skips(sentence),
                unexplained=accounts.left(sentence, self._unused(found, claims.get(sentence, ()))),
            )
            for sentence, found in mentions.items()
        )
        outright = [claim for claim in own if is_outright(claim)]
        rest = without(text.text, [m.span for found in mentions.values() for m in found if _is_no_cue(m)])
        return Coverage(
            source=source,
            sentences=covered,
            doubts=tuple(_doubts(outright, text, rest, CueReader(language))),
            claims=len(own),
            faults=accounts.all_faults(),
            unknown_languages=language.unknown,
        )

    def _unused(self, mentions: Sequence[Mention], claims: Sequence[Claim]) -> list[Mention]:
        """The mentions in a claimed sentence that no claim on it uses."""
        if not claims:
            return []
        uses = self._uses.uses(claims)
        return [mention for mention in mentions if not uses.use(mention)]


def _by_sentence(claims: Sequence[Claim], text: NormalText) -> dict[Span, list[Claim]]:
    found: dict[Span, list[Claim]] = defaultdict(list)
    for claim in claims:
        for sentence in sentences_at(text, claim.anchor):
            found[sentence].append(claim)
    return dict(found)


def _is_no_cue(mention: Mention) -> bool:
    """Whether its words cannot be a cue: names, and dates with a month, such as the fifth of May."""
    return mention.kind == "name" or mention.date[1] is not None


def _doubts(claims: Sequence[Claim], text: NormalText, rest: str, reader: CueReader) -> Iterator[Doubt]:
    """The claims without a note whose passage holds a cue; ``rest`` is the text without what can be none."""
    for claim in claims:
        found = locate(text, claim.anchor)
        if claim.coder_note is None and found.status in ("exact", "moved"):
            cues = [cue for start, end in found.spans for cue in reader.cues(text.text[start:end], rest[start:end])]
            if cues:
                yield Doubt(claim=claim, cues=tuple(dict.fromkeys(cues)))
