"""What a program must know of a language to read figures, dates and names in it, and the cues that raise doubts.

All of it is data, ``languages/<code>.yaml`` in each layer; a later layer adds to an earlier one. What a file leaves out
is not looked for. Forms of cues are words; ``#`` stands for a figure, ``*`` for any letters.

Signs: each character of ``thousands`` may part the thousands of a figure, ``decimal`` is the decimal point, and
``dotted-dates`` is the order of a date in digits with full stops, such as ``day-month-year``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import TYPE_CHECKING

from loaders.fields import is_language, read_fields
from loaders.problems import Problems, did_you_mean
from loaders.strict_yaml import Text
from loaders.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from graph.layers import Layer
    from loaders.fields import Fields
    from loaders.sources import Source

SIGNALS = ("modality", "voice", "polarity", "hedge", "time")
"""What a cue may say against an outright claim."""
_LISTS = ("articles", "joints", "no-names", "openers", "ordinals", "decades", "folds", "no-figures")
_FIGURES = ("numbers", "scales", "months")
_SIGNS = ("thousands", "decimal", "dotted-dates")
_DOTTED = ("day-month-year", "month-day-year", "year-month-day")
_KEYS = ("language", *_LISTS, *_FIGURES, *_SIGNS, "adjectives", "cues")


@dataclass(frozen=True, slots=True, kw_only=True)
class CueGroup:
    """Forms that may say the same against an outright claim, and phrases that hold one of them and say nothing."""

    signals: str
    forms: tuple[str, ...]
    but_not: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language. ``lists`` are by the key of the file; ``figures`` are by key and word; ``adjectives`` are by entity."""

    code: str
    lists: Mapping[str, tuple[str, ...]]
    figures: Mapping[str, Mapping[str, Decimal]]
    signs: Mapping[str, str]
    adjectives: Mapping[str, tuple[str, ...]]
    cues: tuple[CueGroup, ...]
    also: tuple[str, ...] = ()
    """The codes of other languages that a text has passages in, whose words are among these."""
    unknown: tuple[str, ...] = ()
    """Those of the codes of which no file says anything."""


def unknown_language(code: str) -> Language:
    """A language of which no file says anything: figures in digits and capitals are still seen."""
    return Language(
        code=code,
        lists=dict.fromkeys(_LISTS, ()),
        figures={key: {} for key in _FIGURES},
        signs={},
        adjectives={},
        cues=(),
        unknown=(code,),
    )


def language_of(code: str, languages: Mapping[str, Language]) -> Language:
    """The language of a text: that of its code, or of the first part of it (``be`` for ``be-tarask``)."""
    return languages.get(code) or languages.get(code.split("-", maxsplit=1)[0]) or unknown_language(code)


def languages_of(code: str, also: Iterable[str], languages: Mapping[str, Language]) -> Language:
    """The language of a text with what its other languages add; a figure or sign that two of them give is the first one's."""
    main, *others = [language_of(one, languages) for one in (code, *also)]
    read = reduce(_joined, [*reversed(others), main])
    return replace(read, code=main.code, also=tuple(other.code for other in others))


def source_languages(
    sources: Iterable[Source], layers: Sequence[Layer], entities: Iterable[str]
) -> dict[Source, Language]:
    """The language of each source, with what its other languages add. Raises InputError for a file of a language at fault."""
    problems = Problems()
    found = read_languages(layers, entities, problems)
    problems.raise_any()
    return {source: languages_of(source.language, source.also_in, found) for source in sources}


def read_languages(layers: Sequence[Layer], entities: Iterable[str], problems: Problems) -> dict[str, Language]:
    """All languages of all layers, by code; ``entities`` are the slugs that may have adjectives. Faults go to ``problems``."""
    known = frozenset(entities)
    found: dict[str, Language] = {}
    for layer in layers:
        for file in layer.files("data", "languages/*.yaml"):
            language = _language(file, known, problems)
            if language is not None:
                code = language.code
                found[code] = _joined(found[code], language) if code in found else language
    return found


def _language(file: Path, entities: frozenset[str], problems: Problems) -> Language | None:
    fields = read_fields(file, _KEYS, "a file of a language", problems)
    if fields is None:
        return None
    code = fields.text("language", needed=True, what="in this file of a language")
    if code is not None and not is_language(code):
        fields.wrong("language", f"{str(code)!r} is no language code; write en, be, ru …")
    return Language(
        code=str(code),
        lists={key: _forms(fields, key) for key in _LISTS},
        figures={key: _figures(fields, key) for key in _FIGURES},
        signs=_signs(fields),
        adjectives=_adjectives(fields, entities),
        cues=tuple(_cue_group(cue) for cue in fields.blocks("cues")) if "cues" in fields.block else (),
    )


def _forms(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(normalise(form).text for form in fields.texts(key))


def _signs(fields: Fields) -> dict[str, str]:
    """The signs of a file; of those for thousands a blank may be the only one."""
    found = {key: fields.block[key] for key in fields.block if key in _SIGNS}
    signs = {str(key): str(sign) for key, sign in found.items() if isinstance(sign, Text) and sign}
    for key in sorted(found.keys() - signs.keys()):
        fields.wrong(key, f"{key!s} must be plain text, and not empty")
    if (order := signs.get("dotted-dates", _DOTTED[0])) not in _DOTTED:
        fields.wrong("dotted-dates", f"dotted-dates is {order!r}; it is one of {', '.join(_DOTTED)}")
    return signs


def _figures(fields: Fields, key: str) -> dict[str, Decimal]:
    inner = fields.inner(key)
    found = {}
    for word in [] if inner is None else inner.block:
        written = inner.text(word) if inner is not None else None
        try:
            found[normalise(word).text] = Decimal(str(written))
        except InvalidOperation:
            fields.problems.add(fields.file, word.line, f"{str(word)!r} under {key} needs a figure in digits")
    return found


def _adjectives(fields: Fields, entities: frozenset[str]) -> dict[str, tuple[str, ...]]:
    inner = fields.inner("adjectives")
    if inner is None:
        return {}
    for slug in inner.block:
        if slug not in entities:
            inner.wrong(slug, f"unknown entity {str(slug)!r} under adjectives{did_you_mean(slug, entities)}")
    return {str(slug): _forms(inner, slug) for slug in inner.block}


def _cue_group(fields: Fields) -> CueGroup:
    fields.only(("signals", "forms", "but-not"), "a group of cues")
    signals = fields.text("signals", needed=True, what="in this group of cues")
    if signals is not None and signals not in SIGNALS:
        fields.wrong("signals", f"signals is {str(signals)!r}; it is one of {', '.join(SIGNALS)}")
    if "forms" not in fields.block:
        fields.missing("forms", "the key forms is missing in this group of cues")
    return CueGroup(signals=str(signals), forms=_forms(fields, "forms"), but_not=_forms(fields, "but-not"))


def _joined(first: Language, second: Language) -> Language:
    """A language with what a later layer adds to it; a figure or sign that both give is the later one's."""
    entities = dict.fromkeys([*first.adjectives, *second.adjectives])
    return replace(
        first,
        lists={key: first.lists[key] + second.lists[key] for key in _LISTS},
        figures={key: {**first.figures[key], **second.figures[key]} for key in _FIGURES},
        signs={**first.signs, **second.signs},
        adjectives={slug: first.adjectives.get(slug, ()) + second.adjectives.get(slug, ()) for slug in entities},
        cues=first.cues + second.cues,
        unknown=first.unknown + second.unknown,
    )
