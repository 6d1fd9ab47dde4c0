"""Answers that were given are kept beside the store of which they are: who asks the same again has them at once.

A store is of one content, that of the data and of the code (:func:`graph.layers.content_key`), and an answer is a function of it
and of what is asked. So what is kept is never out of date: other data, or other code, make another store, and answers go with theirs.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from graph.kept_files import KeptFiles

if TYPE_CHECKING:
    from graph.store import Opened

FOLDER = "answers"
_KEPT, _LONGEST = 200, 4 << 20
"""How many answers are kept of a store, those used last, and how many characters one may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a command says: ``content`` on standard output, and the lines on standard error before it and after it."""

    before: list[str]
    content: str
    after: list[str]


class KeptAnswer:
    """The place of what is told when this is ``asked``: JSON values that, with the store, decide all of it."""

    def __init__(self, store: Opened, asked: dict[str, Any]) -> None:
        self._files = KeptFiles(store.folder / FOLDER, _KEPT)
        seen = store.perspective
        decisive = json.dumps([asked, seen.name, seen.text, sys.hexversion])
        self._name = f"{hashlib.sha256(decisive.encode()).hexdigest()[:32]}.json"

    def read(self) -> Told | None:
        """What was told; None when it is not kept."""
        text = self._files.read(self._name)
        return None if text is None else Told(**json.loads(text))

    def write(self, told: Told) -> None:
        """Keep it, if it is not too long; where the cache cannot be written it is not kept, which is no fault."""
        text = json.dumps(asdict(told))
        if len(text) <= _LONGEST:
            self._files.write(self._name, text)
            self._files.trim()
