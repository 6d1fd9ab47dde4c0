"""Names that only their capitals give away: runs of capitalised words which no list of names knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from loaders.marks import MARK
from loaders.mention import Mention, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loaders.languages import Language
    from loaders.text import Span

_WORD = re.compile(r"(?<!\w)(?:(?:[^\W\d_]\.){2,}|[^\W\d_]\w*(?:'(?=[^\W\d_a-z])\w+)?(?:-\d\w*)*)")
_OPENED = re.compile(r"""(?:^|(?<=[\s(\[]))["']\w""")
_LABEL = re.compile(r"(?<![^\W_])[^\W\d_]\w*(?=: )")
_MENDED = re.compile(r"\[\w+\]\w+")  # "[W]e" in a quotation: the capital is the author's, and no name
_SHELF = re.compile(r"\. ?\d")  # after a single letter: a file or a page, as in "Д. 3806"
_LONG = 4  # a headline leaves words of up to so many letters small


@dataclass(frozen=True, slots=True, kw_only=True)
class Casing:
    """The words of a text that have a capital where no sentence begins, and those in small letters, both folded."""

    capital: frozenset[str]
    small: frozenset[str]


def casing_of(text: str, sentences: Iterable[Span]) -> Casing:
    """Read off the sentences of a whole text which words are names by their capitals and which are common."""
    capital: set[str] = set()
    small: set[str] = set()
    for start, end in sentences:
        sentence = text[start:end]
        starts = starts_in(sentence)
        for word in _WORD.finditer(sentence):
            if not word[0][0].isupper():
                small.add(word[0].casefold())
            elif word.start() not in starts:
                capital.add(word[0].casefold())
    return Casing(capital=frozenset(capital), small=frozenset(small))


def starts_in(sentence: str) -> frozenset[int]:
    """Where a capital says nothing: at the start of a sentence or a quotation, in a label, and anywhere in a headline."""
    words = list(_WORD.finditer(sentence))
    last = sentence.rstrip(MARK)[-1:]
    if not any(word[0][0].islower() and len(word[0]) > _LONG for word in words) and last not in ".!?;":
        return frozenset(word.start() for word in words)
    labels = (label.start() for label in _LABEL.finditer(sentence))
    opened = (quote.end() - 1 for quote in _OPENED.finditer(sentence))
    return frozenset([*(word.start() for word in words[:1]), *opened, *labels])


def names_in_capitals(whole: str, rest: str, casing: Casing, language: Language) -> Iterator[Mention]:
    """The runs of capitalised words in ``rest``: the sentence ``whole`` without what other mentions have taken."""
    starts = starts_in(whole)
    mended = {match.start() + 1 for match in _MENDED.finditer(whole)}
    words = [
        word
        for word in _WORD.finditer(rest)
        if word[0][0].isupper()
        and word.start() not in mended
        and word[0] not in language.lists["no-names"]
        and not (len(word[0]) == 1 and _SHELF.match(whole, word.end()))
    ]
    ordinal = re.compile(rf"(?<![\w.,])\d+(?:{any_of(language.lists['ordinals'])}) $")
    for run in _runs(words, rest, language):
        kept = _named(run, starts, casing, language)
        if kept:
            start, end = kept[0].start(), kept[-1].end()
            before = ordinal.search(rest[:start])
            start = before.start() if before else start
            end += len(kept) > 1 and rest[kept[-2].end() : kept[-1].start()] == " (" and rest[end : end + 1] == ")"
            yield Mention(kind="name", span=(start, end), words=whole[start:end])


def _runs(words: Sequence[re.Match[str]], rest: str, language: Language) -> Iterator[list[re.Match[str]]]:
    joints = {" ", "-", " & ", *(f" {joint} " for joint in language.lists["joints"])}
    run = list(words[:1])
    for word, following in pairwise(words):
        gap = rest[word.end() : following.start()]
        initial = gap == ". " and len(word[0]) == 1
        if gap in joints or initial or (gap == " (" and _initials(run, following[0])):
            run.append(following)
        else:
            yield run
            run = [following]
    if run:
        yield run


def _initials(run: Sequence[re.Match[str]], short: str) -> bool:
    """Whether a word in brackets is what a name is shortened to."""
    return len(run) > 1 and "".join(word[0][0] for word in run).casefold() == short.casefold()


def _named(run: list[re.Match[str]], starts: frozenset[int], casing: Casing, language: Language) -> list[re.Match[str]]:
    """A run without the words before it that have their capital from their place alone."""
    while run and run[0].start() in starts and not _is_name(run, starts, casing, language):
        run = run[1:]
    return run


def _is_name(run: Sequence[re.Match[str]], starts: frozenset[int], casing: Casing, language: Language) -> bool:
    word, folded = run[0][0], run[0][0].casefold()
    if sum(character.isupper() for character in word) > 1:
        return True
    if folded in casing.small or folded in language.figures["numbers"] or folded in language.lists["openers"]:
        return False
    return folded in casing.capital or (len(run) > 1 and run[1].start() not in starts)
