"""YAML as Détente reads it: every scalar is text, a key stands once, and every value knows its place in the file.

Aliases (``*name``) are refused: a claim is read where it stands. So is nesting deeper than any file of ours needs, which
would end in the parser's stack and not in a message.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from graph.errors import InputError
from loaders.files import read_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20


class Text(str):
    """A scalar, with the line on which it starts (from 1) and its first and last place in the file, quotes and all."""

    __slots__ = ("end", "line", "start")
    end: int
    line: int
    start: int


class Block(dict[Text, "Value"]):
    """A mapping, with the line on which it starts (from 1) and where it ends in the file."""

    __slots__ = ("end", "line")
    end: int
    line: int

    def key(self, name: str) -> Text | None:
        """The key of that name as it stands in the file."""
        return next((found for found in self if found == name), None)

    def line_of(self, name: str) -> int:
        """The line on which a key stands, or the block's own when it has no such key."""
        key = self.key(name)
        return self.line if key is None else key.line


Value: TypeAlias = "Text | Block | list[Value]"


def read(file: Path) -> Value:
    """The one document of a YAML file. Raises InputError, with file and line, for what is not YAML or repeats a key."""
    return read_text(read_utf8(file), str(file))


_MENDS = {
    "mapping values are not allowed": "put a value that holds a colon between quotation marks, or indent the line like its neighbours",
    "did not find expected key": "indent the line like its neighbours, and take [] away where a list follows",
    "did not find expected '-' indicator": "indent the line like its neighbours, or begin it with a hyphen",
    "found character that cannot start any token": "put the value between quotation marks, and indent with blanks, not tabs",
    "could not find expected ':'": "write the key, a colon, a blank and the value",
}
"""What a beginner's fault most often is, by the parser's words for it."""


@lru_cache(maxsize=64)
def read_text(content: str, name: str) -> Value:
    """The same from a string; ``name`` stands in messages for the file.

    A run reads many a file more than once, and nobody changes what was read; so one content of a file is parsed once.
    """
    try:
        events = list(_events(content, name))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        fault = str(error.problem or error.context)
        mend = next((mend for words, mend in _MENDS.items() if words in fault), "look at this line and the one above")
        raise InputError(f"{name}:{line}: not YAML: {fault}; {mend}") from error
    except yaml.reader.ReaderError as error:
        line = content.encode()[: error.position].count(b"\n") + 1
        raise InputError(f"{name}:{line}: not YAML: the character #x{error.character:04x} cannot stand here") from error
    if not events:
        raise InputError(f"{name}:1: the file is empty")
    return _Reader(content, name, events).value()


def _events(content: str, name: str) -> Iterator[yaml.Event]:
    """What the parser finds in the one document; InputError for what is not read."""
    depth = documents = 0
    for event in yaml.parse(content, Loader=_LOADER):
        if isinstance(event, yaml.ScalarEvent):  # most are
            yield event
            continue
        fault = None
        if isinstance(event, yaml.AliasEvent):
            fault = f"the alias *{event.anchor} is not followed; write out what it stands for"
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            fault = "a second document begins; a file has one" if documents > 1 else None
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            fault = "blocks and lists stand in each other too deep" if depth > _DEEPEST else None
            yield event
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            yield event
        if fault is not None:
            line = 1 if event.start_mark is None else event.start_mark.line + 1
            raise InputError(f"{name}:{line}: {fault}")


class _Reader:
    """Turns what the parser finds in one file into values."""

    def __init__(self, content: str, name: str, events: Iterable[yaml.Event]) -> None:
        self._content = content
        self._name = name
        self._events = iter(events)

    def value(self) -> Value:
        """The value that comes next."""
        return self._of(next(self._events))[0]

    def _of(self, event: Any) -> tuple[Value, int]:
        """The value that begins with an event, and where it ends."""
        if isinstance(event, yaml.ScalarEvent):
            text = self._text(event)
            return text, text.end
        return self._list(event) if isinstance(event, yaml.SequenceStartEvent) else self._block(event)

    def _text(self, event: Any) -> Text:
        text = Text(event.value)
        text.line = event.start_mark.line + 1
        text.start = event.start_mark.index
        text.end = self._end(text.start, event)
        return text

    def _list(self, begin: Any) -> tuple[Value, int]:
        items: list[Value] = []
        last = 0
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            item, last = self._of(event)
            items.append(item)
        return items, last if items and not begin.flow_style else self._end(begin.start_mark.index, event)

    def _block(self, begin: Any) -> tuple[Value, int]:
        block = Block()
        block.line = begin.start_mark.line + 1
        last = 0
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event)
            if key in block:
                first = block.line_of(key)
                raise InputError(
                    f"{self._name}:{key.line}: the key {str(key)!r} stands here a second time (first at line {first})"
                )
            block[key], last = self._of(next(self._events))
        block.end = last if block and not begin.flow_style else self._end(begin.start_mark.index, event)
        return block, block.end

    def _key(self, event: Any) -> Text:
        if not isinstance(event, yaml.ScalarEvent):
            raise InputError(f"{self._name}:{event.start_mark.line + 1}: a key must be plain text")
        return self._text(event)

    def _end(self, start: int, event: Any) -> int:
        """Where a value ends: the parser counts the blank lines and comments after it to it, we do not."""
        return int(start + len(self._content[start : event.end_mark.index].rstrip()))
