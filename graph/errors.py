"""The errors of Détente, one tree; each leaf of the tree knows the exit code of its stage.

::

    DetenteError                    1   something asked for is not there
    ├── UnknownNameError            1   a name that nothing bears ("did you mean …?")
    ├── UsageError                  2   a call that cannot be meant
    ├── RefusedQueryError           3   a query that is not run (syntax, SERVICE, updates)
    ├── TimeOutError                4   a query that took too long
    ├── StoreError                  5   no usable store or cache
    └── InputError                  6   a file that cannot be read as what it should be
        ├── AnchorError             6   a passage that cannot be found or verified
        └── UnsupportedAxiomError   6   an axiom of the ontology outside what the reasoner knows
            └── NoRuleError         6   an expression that OWL 2 RL has no rule for on its side of the axiom

A message says where (``file:line`` or claim id), what is wrong, and what to do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class DetenteError(Exception):
    """The base of all errors that a person may see; ``exit_code`` is what the command line returns."""

    exit_code: ClassVar[int] = 1


class UnknownNameError(DetenteError):
    """A name that no entity, question, source or term bears."""


class UsageError(DetenteError):
    """A call whose arguments cannot be meant."""

    exit_code: ClassVar[int] = 2


class RefusedQueryError(DetenteError):
    """A query that is not run: it does not parse, changes data, reaches the network or breaks the engine."""

    exit_code: ClassVar[int] = 3


class TimeOutError(DetenteError):
    """A query that took longer than its deadline."""

    exit_code: ClassVar[int] = 4


class StoreError(DetenteError):
    """No store can be opened or built where ``DETENTE_CACHE`` points."""

    exit_code: ClassVar[int] = 5


class InputError(DetenteError):
    """Files that do not hold what they should; ``problems`` has one line for each fault, with file and line."""

    exit_code: ClassVar[int] = 6

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class AnchorError(InputError):
    """A passage that cannot be found in a text, or more than once."""


class UnsupportedAxiomError(InputError):
    """An ontology axiom that the rule compiler does not support; the message names the axiom."""


class NoRuleError(UnsupportedAxiomError):
    """A class expression that OWL 2 RL has no rule for on the side of the axiom on which it stands."""


def not_sparql(file: Path, error: SyntaxError) -> InputError:
    """The error for a query file that pyoxigraph cannot parse, with the line that its message names."""
    place = re.search(r"at ([0-9]+):", str(error.msg))
    return InputError(f"{file}:{place.group(1) if place else 1}: not SPARQL: {error.msg}")
