"""What a check gives: apart from the checks, which need a parser that a command line that prints its help does not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The outcome of one check: what it examined and what it found. A check that examines nothing has not passed."""

    name: str
    summary: str
    examined: int
    findings: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether there was something to examine and nothing was found."""
        return self.examined > 0 and not self.findings
