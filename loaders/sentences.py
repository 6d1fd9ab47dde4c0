"""Where the sentences of a text begin and end: a small splitter that knows lines, lists and abbreviations.

A sentence never crosses a blank line of the original, and a heading, a list item or a line that ends with ``;`` or
``:`` stands by itself. A single line break is looked through only where it re-wraps prose: the line is long, and the
next line's first word would not have fitted into it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.text import NormalText, Span

_LEAST_WRAP = 40  # no prose is wrapped at fewer characters; shorter lines are headings, menus, verses
_LINE_BREAK = re.compile(r"\r\n?|[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ITEM = re.compile(r"(?:[•‣▪▫◦●○■□·*+-]|\(?\d{1,3}[.)]|\(?[a-zа-яіў]\)|\(?[ivx]{1,4}[.)]) ")
_STOP = re.compile(r"""[.!?…]+["')\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹⁾]*(?= )""")
_OPENERS = "\"'([*_¿¡"
_NUMBERING = re.compile(r"\(?(?:\d{1,3}|[ivxIVX]{1,4}|\w)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")
_TITLE_WORDS = """
mr mrs ms dr prof gen col lt maj capt cmdr sgt adm st sen rep gov amb hon rev messrs vs cf viz
гг ул пр им акад проф ген ред арх вестн гос иностр междунар нац обл респ сост журн изд
вул праф рэд весн дзярж замеж вобл рэсп
"""
_FIGURE_WORDS = """
no nos art arts para paras ch sec fig figs vol vols p pp ca approx jan feb mar apr jun jul aug sep sept oct nov dec
ст гл рис оп вып кн янв февр фев мар апр июн июл авг сент сен окт нояб ноя дек
арт мал студз лют сак крас чэрв ліп жн вер кастр ліст снеж
"""
_SENTENCE_WORDS = """
a after all although an and another as at because before but by despite during each for from he her his however if in
it its many meanwhile moreover most no on other our several she since so some such that the their then there these they
this those to under until we when while with yet you
"""
# Where a file lies or a page stands, as footnotes print it: "Ф. 7. Оп. 16", "1999. № 1". It belongs to what stands before.
_SHELF = re.compile(r"(?:[12]\d{3}\. )?(?:№|(?:ф|оп|воп|д|л|с|т|вып|кн|спр|арк)\.) ?\d", re.IGNORECASE)
_TITLES = frozenset(_TITLE_WORDS.split())
_BEFORE_FIGURES = frozenset(_FIGURE_WORDS.split())
_OPENING_WORDS = frozenset(_SENTENCE_WORDS.split())


@lru_cache(maxsize=8)
def sentences(text: NormalText) -> tuple[Span, ...]:
    """Return the sentences of a text as spans of its normal form, in order, without the blanks between them."""
    return tuple(span for line in _lines(text) for span in _split(text.text, *line))


def sentences_over(text: NormalText, start: int, end: int) -> Span:
    """Return the span of the whole sentences that ``text.text[start:end]`` touches."""
    touched = [span for span in sentences(text) if span[0] < end and span[1] > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def _lines(text: NormalText) -> Iterator[Span]:
    """Return the stretches that hold whole sentences: lines, or lines joined where prose was re-wrapped."""
    for block in _blocks(text):
        width = max(end - start for start, end in block)
        begin = block[0][0]
        for line, following in pairwise(block):
            if not _rewrapped(text.text, line, following, width):
                yield begin, line[1]
                begin = following[0]
        yield begin, block[-1][1]


def _blocks(text: NormalText) -> Iterator[list[Span]]:
    """Return the lines of each block between blank lines, as spans of the normal form."""
    begin = 0
    block: list[Span] = []
    for match in re.finditer(" ", text.text):
        breaks = len(_LINE_BREAK.findall(text.original, *text.original_span(match.start(), match.end())))
        if breaks:
            block.append((begin, match.start()))
            begin = match.end()
        if breaks > 1:
            yield block
            block = []
    if text.text:
        yield [*block, (begin, len(text.text))]


def _rewrapped(text: str, line: Span, following: Span, width: int) -> bool:
    """Return true where a line break stands inside prose of a given width, in characters."""
    words = text[slice(*line)]
    after = text[slice(*following)]
    too_long = len(words) + 1 + len(after.split(" ", 1)[0]) > width
    return too_long and len(words) >= _LEAST_WRAP and words[-1] not in ";:" and not _ITEM.match(after)


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    """Return the sentences between two places of one line."""
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and _ends(text, start, stop, text[stop.end() + 1 : end]):
            yield start, stop.end()
            start = stop.end() + 1
    yield start, end


def _ends(text: str, start: int, stop: re.Match[str], rest: str) -> bool:
    """Return true when a full stop, or what stands for one, ends a sentence that ``rest`` follows."""
    following = rest.lstrip(_OPENERS)
    first = following[:1]
    if not first.isalnum() or first.islower():
        return False
    if stop[0] != ".":
        return True
    if _SHELF.match(following):
        return False
    sentence = text[start : stop.start()]
    if _NUMBERING.fullmatch(sentence):
        return False
    word = sentence.rpartition(" ")[2].lstrip(_OPENERS)
    return not _abbreviates(word, following)


def _abbreviates(word: str, following: str) -> bool:
    """Return true when the full stop after ``word`` belongs to it and the sentence goes on with ``following``."""
    if _INITIALS.fullmatch(word):
        next_word = re.split(r"\W", following, maxsplit=1)[0]
        return len(word) == 1 or next_word.casefold() not in _OPENING_WORDS
    folded = word.casefold()
    return folded in _TITLES or (folded in _BEFORE_FIGURES and following[0].isdigit())
