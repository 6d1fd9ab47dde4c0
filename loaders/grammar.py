"""The grammar of queries of rdflib, made faster: without comments, and without attempts that the next character rules out.

Of a thousand attempts of the parser eight hundred fail, most of them because each built-in function, of which there are some
sixty, is tried where a variable stands. What begins with another character than the next one cannot fit, be it one of several
alternatives or a part that may be missing. Beginnings are read off the grammar; what has unknown ones is always tried.

An element of pyparsing that is tried is asked first whether it is watched, ignores comments, or fails in a way of its own. No
element of this grammar does, so each is tried by a function made for it, which asks nothing.
"""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pyparsing import (
    And,
    CaselessKeyword,
    DelimitedList,
    Forward,
    Literal,
    MatchFirst,
    OneOrMore,
    Opt,
    ParseException,
    ParserElement,
    ParseResults,
    Regex,
    TokenConverter,
    ZeroOrMore,
)
from rdflib.plugins.sparql.parser import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_Beginnings: TypeAlias = "tuple[frozenset[str] | None, bool]"
"""The characters in ASCII with which an element can begin, None when they are not known; and whether it can be empty."""

_ASCII = [chr(code) for code in range(128)]
_WHITE = ParserElement.DEFAULT_WHITE_CHARS
_PAST_WHITE = re.compile(rf"[^{re.escape(_WHITE)}]|\Z")
_UNKNOWN = None, True
_REPEATED_OR_WRAPPED = (DelimitedList, Forward, OneOrMore, TokenConverter)


def parse(text: str) -> ParseResults:
    """Parse a query whose comments are blanked out. Raises what rdflib raises when it does not parse."""
    try:
        return _quick().parse_string(text, parse_all=True)
    except ParseException:
        return _copied().parse_string(text, parse_all=True)  # of all attempts it tells which one came furthest


@cache
def _quick() -> ParserElement:
    grammar = (
        _copied().streamline()
    )  # which makes one choice of choices within choices, and is else done when it first parses
    known: dict[int, _Beginnings] = {}
    elements = list(grammar.visit_all())  # type: ignore[no-untyped-call]  # pyparsing leaves its result out
    for element in elements:
        if type(element) is MatchFirst:
            element.__class__ = _Choice
            choice = cast("_Choice", element)
            choice.beginnings = [_beginnings(one, known) for one in choice.exprs]
            choice.narrowed = {}
        elif isinstance(element, Opt | ZeroOrMore):
            element.parseImpl = _unless_ruled_out(element, _beginnings(element.expr, known))  # type: ignore[method-assign]
        elif type(element).parseImpl is And.parseImpl and And._ErrorStop not in map(type, element.exprs):
            element.parseImpl = _in_a_row(element.exprs)
    for element in elements:
        if _is_plain(element):
            element._parse = _tried_at_once(element)
    return grammar


def _copied() -> ParserElement:
    """The grammar without comments, which it looks for before each token.

    Its elements are copied one by one, for they lead to one another in circles, some hundreds of steps deep.
    """
    copies = {id(element): copy.copy(element) for element in Query.visit_all()}  # type: ignore[no-untyped-call]  # as above
    for element in copies.values():
        element.ignoreExprs = []
        inner = vars(element)
        if inner.get("exprs"):
            element.exprs = [copies[id(part)] for part in inner["exprs"]]
        if inner.get("expr") is not None:
            element.expr = copies[id(inner["expr"])]
    return cast("ParserElement", copies[id(Query)])


class _Choice(MatchFirst):
    """Alternatives, of which those are tried that can begin with the next character that is no white space.

    Whether white space is skipped is up to each of them; one that could begin with it is always tried.
    """

    beginnings: list[_Beginnings]
    narrowed: dict[str, list[ParserElement]]

    def parseImpl(self, instring: str, loc: int, do_actions: bool = True) -> Any:  # noqa: N802, FBT001, FBT002  pyparsing's own
        """The first alternative that fits. Raises ParseException when none does."""
        character = _next_character(instring, loc)
        if character not in self.narrowed:
            self.narrowed[character] = [
                one for one, known in zip(self.exprs, self.beginnings, strict=True) if _can_begin(known, character)
            ]
        for one in self.narrowed[character]:
            try:
                return one._parse(instring, loc, do_actions)
            except (ParseException, IndexError):
                continue
        raise ParseException(instring, loc, self.errmsg, self)


def _next_character(text: str, place: int) -> str:
    """The next character that is no white space; none at the end."""
    character = text[place : place + 1]
    return _PAST_WHITE.search(text, place)[0] if character in _WHITE and character else character  # type: ignore[index]  # the end at least is found


def _can_begin(known: _Beginnings, character: str) -> bool:
    """Whether what has these beginnings can begin with a character, or with the white space before it."""
    characters, can_be_empty = known
    if can_be_empty or characters is None or not character or not character.isascii():
        return True
    return character in characters or not characters.isdisjoint(_WHITE)


_Tried: TypeAlias = "Callable[..., tuple[int, ParseResults]]"
"""A text, a place in it, and whether actions are run: the place after what fits there, and what it is read as."""


def _unless_ruled_out(element: Opt | ZeroOrMore, known: _Beginnings) -> _Tried:
    """A part that may be missing, which is not tried where it cannot begin."""
    tried, nothing = element.parseImpl, element.parseImpl("", 0)[1]
    ruled_out: dict[str, bool] = {}

    def parse_part(text: str, place: int, do_actions: bool = True) -> tuple[int, Any]:  # noqa: FBT001, FBT002  pyparsing's own
        character = _next_character(text, place)
        if character not in ruled_out:
            ruled_out[character] = not _can_begin(known, character)
        return (place, [*nothing]) if ruled_out[character] else tried(text, place, do_actions)

    return parse_part


def _in_a_row(elements: Sequence[ParserElement]) -> _Tried:
    """Elements that follow on one another; the white space before the first has been skipped."""
    first, *others = elements

    def parse_row(text: str, place: int, do_actions: bool = True) -> tuple[int, ParseResults]:  # noqa: FBT001, FBT002  pyparsing's own
        place, results = first._parse(text, place, do_actions, callPreParse=False)
        for one in others:
            place, more = one._parse(text, place, do_actions)
            results += more
        return place, results

    return parse_row


def _is_plain(element: ParserElement) -> bool:
    """Whether of what pyparsing asks an element before it tries it nothing holds."""
    unusual = (element.ignoreExprs, element.resultsName, element.failAction, element.debug)
    return not any(unusual) and (not element.skipWhitespace or element.whiteChars == set(_WHITE))


def _tried_at_once(element: ParserElement) -> _Tried:
    """What pyparsing does when it tries an element of which nothing is asked but what it reads."""
    parse, skips_white = element.parseImpl, element.skipWhitespace and element.callPreparse
    unchanged = type(element).postParse is ParserElement.postParse
    change: Callable[..., Any] | None = None if unchanged else element.postParse
    actions, on_trial = cast("list[Callable[..., Any]]", element.parseAction), element.callDuringTry

    def parse_element(
        text: str,
        place: int,
        do_actions: bool = True,  # noqa: FBT001, FBT002  pyparsing's own
        callPreParse: bool = True,  # noqa: FBT001, FBT002, N803  as above
    ) -> tuple[int, ParseResults]:
        if skips_white and callPreParse and text[place : place + 1] in _WHITE:
            place = _PAST_WHITE.search(text, place).start()  # type: ignore[union-attr]  # the end at least is found
        start = place
        try:
            place, tokens = parse(text, place, do_actions)
            if change is not None:
                tokens = change(text, place, tokens)
            results = tokens if type(tokens) is ParseResults else ParseResults(tokens)
            for action in actions if do_actions or on_trial else ():
                changed = action(text, start, results)
                if changed is not None:
                    results = changed if type(changed) is ParseResults else ParseResults(changed)
        except IndexError:  # the text is at its end
            raise ParseException(text, len(text), element.errmsg, element) from None
        return place, results

    return parse_element


def _beginnings(element: ParserElement, known: dict[int, _Beginnings]) -> _Beginnings:
    """With what an element can begin; ``known`` are those that were looked at, by their identity."""
    if id(element) not in known:
        known[id(element)] = _UNKNOWN  # for what leads back to itself
        known[id(element)] = _read_off(element, known)
    return known[id(element)]


def _read_off(element: ParserElement, known: dict[int, _Beginnings]) -> _Beginnings:
    if isinstance(element, Literal | CaselessKeyword) and element.match:
        return frozenset((element.match[0].lower(), element.match[0].upper())), False
    if isinstance(element, Regex):
        return _of_expression(element), False
    if isinstance(element, MatchFirst):
        return _any_of(_beginnings(one, known) for one in element.exprs)
    if isinstance(element, And):
        return _in_turn(_beginnings(one, known) for one in element.exprs)
    if isinstance(element, Opt | ZeroOrMore):
        return _beginnings(element.expr, known)[0], True
    return _beginnings(element.expr, known) if isinstance(element, _REPEATED_OR_WRAPPED) else _UNKNOWN


def _any_of(parts: Iterable[_Beginnings]) -> _Beginnings:
    characters: frozenset[str] | None = frozenset()
    can_be_empty = False
    for of_part, is_empty in parts:
        characters = None if characters is None or of_part is None else characters | of_part
        can_be_empty |= is_empty
    return characters, can_be_empty


def _in_turn(parts: Iterable[_Beginnings]) -> _Beginnings:
    """Of parts that follow on one another: those of the first that cannot be empty, and of all before it."""
    leading: list[_Beginnings] = []
    for part in parts:
        leading.append(part)
        if not part[1]:
            return _any_of(leading)[0], False
    return _UNKNOWN


_CLASS = r"\[(?:[^\]\\]|\\.)+\]"
_LED = re.compile(rf"(?P<first>{_CLASS}|[\w\"'])(?![*?{{|])")


def _of_expression(element: Regex) -> frozenset[str] | None:
    """Those of a regular expression that begins with a character or a class of characters, of which it needs one."""
    pattern = str(element.pattern)
    led = None if element.flags & ~re.UNICODE else _LED.match(pattern)
    if led is None or "|" in _outermost(pattern):
        return None
    fits = re.compile(led["first"]).fullmatch
    return frozenset(filter(fits, _ASCII))


def _outermost(pattern: str) -> str:
    """A regular expression without its classes, its escapes and what it has in brackets."""
    bare, inner = re.sub(rf"{_CLASS}|\\.", "", pattern), 1
    while inner:
        bare, inner = re.subn(r"\([^()]*\)", "", bare)
    return bare
