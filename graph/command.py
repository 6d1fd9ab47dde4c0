"""The installed command ``detente``: the command line in a process of its own, which lives for a moment."""

from __future__ import annotations

import atexit
import gc

_SELDOM = 100_000
"""How many objects more than before there are when the collector looks for cycles: more than a question makes."""


def main() -> None:
    """Run the command line; an error of ours is one message on standard error and the exit code of its class.

    Cycles of garbage are looked for seldom, and not at the end, where all goes with the process: to look through what was
    imported, again and again, is a fifth of the time that a question takes.
    """
    gc.set_threshold(_SELDOM)
    atexit.register(gc.freeze)
    from graph.cli import main as run  # noqa: PLC0415  after the lines above, which hold for its imports too

    run()
