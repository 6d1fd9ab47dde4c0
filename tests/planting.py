"""A store in which a test plants a fault, and from which all that was planted is taken out again: to copy it would take longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store


class Planted:
    """What is done to a store of type ``Store`` by ``add`` and ``remove``, kept to be undone."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._undo: list[tuple[bool, Quad]] = []

    def add(self, quad: Quad) -> None:
        """Add a quad, and remember when it is new."""
        if quad not in self._store:
            self._undo.append((False, quad))
            self._store.add(quad)

    def remove(self, quad: Quad) -> None:
        """Remove a quad, and remember when it was there."""
        if quad in self._store:
            self._undo.append((True, quad))
            self._store.remove(quad)

    def undo(self) -> None:
        """Take back everything, the last first."""
        while self._undo:
            was_there, quad = self._undo.pop()
            (self._store.add if was_there else self._store.remove)(quad)

    def __getattr__(self, name: str) -> Any:
        """Whatever else a store can do; what would change it unseen is refused."""
        if name in ("bulk_extend", "bulk_load", "clear", "clear_graph", "extend", "load", "remove_graph", "update"):
            raise AttributeError(f"a planted store cannot {name}: it could not be undone")
        return getattr(self._store, name)
