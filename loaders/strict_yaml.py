"""YAML as Détente reads it: every scalar is text, a key stands once, and every value knows its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import yaml

from graph.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Text(str):
    """A scalar, with the line of the file on which it starts (from 1)."""

    __slots__ = ("line",)
    line: int


class Block(dict[Text, "Value"]):
    """A mapping, with the line of the file on which it starts (from 1)."""

    __slots__ = ("line",)
    line: int

    def line_of(self, key: str) -> int:
        """The line on which ``key`` stands, or the block's own when it has no such key."""
        return next((found.line for found in self if found == key), self.line)


Value: TypeAlias = "Text | Block | list[Value]"


def read(file: Path) -> Value:
    """The one document of a YAML file. Raises InputError, with file and line, for what is not YAML or repeats a key."""
    try:
        content = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    return read_text(content, str(file))


def read_text(content: str, name: str) -> Value:
    """The same from a string; ``name`` stands in messages for the file."""
    try:
        node = yaml.compose(content, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise InputError(f"{name}:{line}: not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise InputError(f"{name}:1: not YAML: {' '.join(str(error).split())}") from error
    if node is None:
        raise InputError(f"{name}:1: the file is empty")
    return _value(node, name)


def _value(node: yaml.Node, name: str) -> Value:
    if isinstance(node, yaml.ScalarNode):
        return _text(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, name) for item in node.value]
    return _block(node, name)


def _text(node: yaml.ScalarNode) -> Text:
    text = Text(node.value)
    text.line = node.start_mark.line + 1
    return text


def _block(node: yaml.Node, name: str) -> Block:
    block = Block()
    block.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise InputError(f"{name}:{line}: a key must be plain text")
        key = _text(key_node)
        if key in block:
            raise InputError(
                f"{name}:{line}: the key {str(key)!r} stands here a second time (first at line {block.line_of(key)})"
            )
        block[key] = _value(value_node, name)
    return block
