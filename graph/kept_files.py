"""Texts that are kept in a folder of the cache, one in a file, so that they need not be made again.

What cannot be read is as good as missing, and what cannot be written is not kept: to lose the folder costs time alone.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """A folder, and how many files in it are kept at ``most``. A file has two lines: a hash, and the text of which it is the hash."""

    folder: Path
    most: int

    def read(self, name: str) -> str | None:
        """The text of this name; None when it is not kept, or not as it was written."""
        file = self.folder / name
        try:
            digest, _, text = file.read_text(encoding="utf-8").partition("\n")
            if digest != _digest(text):
                return None
            os.utime(file)  # those used last are kept
        except (OSError, ValueError):
            return None
        return text

    def write(self, name: str, text: str) -> None:
        """Keep a text: whoever looks finds the whole of it, or nothing. The folder is made, though not what it lies in."""
        partial = self.folder / f".{name}.{os.getpid()}"
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            partial.write_text(f"{_digest(text)}\n{text}", encoding="utf-8", newline="\n")
            partial.replace(self.folder / name)

    def trim(self) -> None:
        """Remove all but those used last, and what killed processes left with them."""
        with suppress(OSError):  # another process removes old ones too
            files = sorted(self.folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
            for file in files[self.most :]:
                file.unlink(missing_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
