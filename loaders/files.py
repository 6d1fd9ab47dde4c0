"""Reading text files: their text, or one clear line that says where they are not what they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def read_bytes(file: Path) -> bytes:
    """The bytes of a file. Raises InputError, with file and line, when it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}:1: cannot be read ({error.strerror})") from error


def read_utf8(file: Path) -> str:
    """The text of a file, its line ends as they are, without a byte order mark.

    Raises InputError, with file and line, when it cannot be read or is not UTF-8.
    """
    content = read_bytes(file)
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{file}:{line}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
