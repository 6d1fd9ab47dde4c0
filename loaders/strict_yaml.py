"""YAML as Détente reads it: every scalar is text, a key stands once, and every value knows its place in the file.

Aliases (``*name``) are refused: a claim is read where it stands. So is nesting deeper than any file of ours needs, which
would end in the parser's stack and not in a message.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import yaml

from graph.errors import InputError
from loaders.files import read_utf8

if TYPE_CHECKING:
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
        _refuse_unread(content, name)
        node = yaml.compose(content, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        fault = str(error.problem or error.context)
        mend = next((mend for words, mend in _MENDS.items() if words in fault), "look at this line and the one above")
        raise InputError(f"{name}:{line}: not YAML: {fault}; {mend}") from error
    except yaml.reader.ReaderError as error:
        line = content.encode()[: error.position].count(b"\n") + 1
        raise InputError(f"{name}:{line}: not YAML: the character #x{error.character:04x} cannot stand here") from error
    if node is None:
        raise InputError(f"{name}:1: the file is empty")
    return _Reader(content, name).value(node)


def _refuse_unread(content: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(content, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        fault = "blocks and lists stand in each other too deep" if depth > _DEEPEST else None
        if isinstance(event, yaml.AliasEvent):
            fault = f"the alias *{event.anchor} is not followed; write out what it stands for"
        if fault is not None:
            line = 1 if event.start_mark is None else event.start_mark.line + 1
            raise InputError(f"{name}:{line}: {fault}")


class _Reader:
    """Turns the nodes of one file into values."""

    def __init__(self, content: str, name: str) -> None:
        self._content = content
        self._name = name

    def value(self, node: yaml.Node) -> Value:
        if isinstance(node, yaml.ScalarNode):
            return self._text(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item) for item in node.value]
        return self._block(node)

    def _text(self, node: yaml.ScalarNode) -> Text:
        text = Text(node.value)
        text.line = node.start_mark.line + 1
        text.start = node.start_mark.index
        text.end = self._end(node)
        return text

    def _block(self, node: yaml.Node) -> Block:
        block = Block()
        block.line = node.start_mark.line + 1
        block.end = self._end(node)
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise InputError(f"{self._name}:{line}: a key must be plain text")
            key = self._text(key_node)
            if key in block:
                first = block.line_of(key)
                raise InputError(
                    f"{self._name}:{line}: the key {str(key)!r} stands here a second time (first at line {first})"
                )
            block[key] = self.value(value_node)
        return block

    def _end(self, node: yaml.Node) -> int:
        """Where a value ends: the parser counts the blank lines and comments after a block to it, we do not."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        return int(start + len(self._content[start:end].rstrip()))
