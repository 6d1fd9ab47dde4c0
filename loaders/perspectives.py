"""Perspectives in files: a choice of sources and modes that has a name and can be shared and cited."""

from __future__ import annotations

from pathlib import Path

from graph.errors import InputError, UsageError
from graph.perspective import perspective_of
from loaders.fields import one_line, read_fields
from loaders.problems import Problems

_LISTS = {"only": "only:", "not": "not:", "also": "+", "except": "-"}
_VALUES = {"agreed": "agreed:", "as-of": "as-of:"}


def file_words(path: str) -> tuple[str, tuple[str, ...]]:
    """The name of a perspective file, and what it says in the words of the command line.

    Its keys: ``name``; ``only`` and ``not`` with sources; ``also`` and ``except`` with voices, modalities and polarities;
    ``agreed`` with a number; ``as-of`` with a date. Raises InputError with every fault.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError(f"{file}: no such file of a perspective")
    problems = Problems()
    fields = read_fields(file, ("name", *_LISTS, *_VALUES), "a perspective", problems)
    name = (
        fields.text("name", needed=True, what="in this perspective: say in a few words what it chooses")
        if fields
        else None
    )
    if fields is None or name is None:
        problems.raise_any()
        return "", ()
    found = [f"{sign}{value}" for key, sign in _LISTS.items() for value in fields.texts(key)]
    found += [f"{sign}{value}" for key, sign in _VALUES.items() if (value := fields.text(key)) is not None]
    problems.raise_any()
    try:
        perspective_of(found)
    except UsageError as error:
        raise InputError(f"{file}:1: {error}") from error
    return one_line(name), tuple(found)
