"""What the commands on sources share: a source by its slug, and its text where it is at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from graph.errors import InputError, UnknownNameError, UsageError
from loaders.problems import did_you_mean
from loaders.sources import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from loaders.sources import Source
    from loaders.text import NormalText


def known(slug: str, sources: Mapping[str, Source]) -> Source:
    """The source of that name. Raises UnknownNameError when there is none."""
    if slug not in sources:
        raise UnknownNameError(f"there is no source {slug!r}{did_you_mean(slug, sources)}")
    return sources[slug]


def text_needed(found: Source, texts: Sequence[Path]) -> NormalText:
    """The text of a source. Raises UsageError without folders of texts, InputError when none of them has it."""
    if not texts:
        raise UsageError(f"the text of {found.slug} is needed: give its folder with --texts or DETENTE_TEXTS")
    text = text_of(found, texts)
    if text is None:
        raise InputError(
            f"{found.folder / 'source.yaml'}: text-file {found.text_file} is in none of {', '.join(map(str, texts))}"
        )
    return text


def texts_at_hand(
    slugs: Sequence[str], sources: Mapping[str, Source], texts: Sequence[Path], what: str
) -> dict[str, NormalText]:
    """The texts of the sources named, which must be at hand, or else of all that are; ``what`` was not done to the others.

    Raises UsageError when there are none.
    """
    if slugs:
        return {slug: text_needed(known(slug, sources), texts) for slug in slugs}
    found = {}
    for slug, source in sources.items():
        text = text_of(source, texts)
        if text is None:
            click.echo(f"{slug}: its text is not at hand, so it was not {what}", err=True)
        else:
            found[slug] = text
    if not found:
        raise UsageError("no text of any source is at hand: give their folder with --texts or DETENTE_TEXTS")
    return found
