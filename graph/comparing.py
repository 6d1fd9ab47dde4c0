"""Comparing: one question answered from each source alone, and by all of them together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.asking import Answer, ask
from graph.seen_from import speaking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyoxigraph import Literal, NamedNode

    from graph.asking import AnswerRow
    from graph.perspective import Perspective
    from graph.store import Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An answer by all sources ``together``, and ``apart`` that of each source alone, by its slug, in order of slugs."""

    together: Answer
    apart: Mapping[str, Answer]

    @property
    def silent(self) -> tuple[str, ...]:
        """The sources that alone give no row, at whatever time, and would give none if all that they state were fact."""
        return tuple(
            name for name, answer in self.apart.items() if not (answer.rows or answer.undated or answer.left_out)
        )

    @property
    def joined(self) -> tuple[AnswerRow, ...]:
        """The rows that no source gives alone: they join what several say."""
        alone = {_shown(row) for answer in self.apart.values() for row in answer.rows}
        return tuple(row for row in self.together.rows if _shown(row) not in alone)


def _shown(row: AnswerRow) -> frozenset[tuple[str, frozenset[NamedNode | Literal]]]:
    return frozenset((column, frozenset(values)) for column, values in row.values.items() if values)


def compare(opened: Opened, name: str, given: Mapping[str, str], see: Callable[[Perspective], Opened]) -> Comparison:
    """Answer a saved question from each source alone.

    ``opened`` may be seen from a perspective, which is kept for each source; ``see`` opens the store of another. Raises
    what :func:`graph.asking.ask` and ``see`` raise.
    """
    together = ask(opened, name, given)
    apart = {
        source: replace(ask(see(replace(opened.perspective, only=frozenset([source]))), name, given), whole=None)
        for source in speaking(opened)
    }
    columns = tuple(
        column
        for column in together.every_column
        if any(row.values.get(column) for answer in (together, *apart.values()) for row in answer.rows)
    )
    return Comparison(
        together=replace(together, columns=columns),
        apart={source: replace(answer, columns=columns) for source, answer in apart.items()},
    )
