"""``detente source coverage``: what of a text its claims use, what they leave, and where a coder may have read too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from graph.cli_options import data_option, texts_option, width
from graph.cli_texts import known, texts_at_hand
from graph.errors import InputError
from graph.layers import all_layers
from graph.present import hanging
from loaders.corpus import read_corpus
from loaders.coverages import read_coverages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from loaders.coverage import Coverage, CoveredSentence
    from loaders.mention import Mention
    from loaders.text import NormalText


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]…")
@click.option("--all", "everything", is_flag=True, help="Show every sentence, not only what is open.")
@texts_option
@data_option
def coverage(slugs: tuple[str, ...], everything: bool, texts: tuple[Path, ...], overlays: tuple[Path, ...]) -> None:
    """Show what the claims of a source leave of its text, and which of them may say more than it does. Exit code 1: something is open.

    Open is a sentence without a claim and without a reason, a figure, date or name of a claimed sentence that no slot
    holds and no entry explains, and a claim coded outright, without a note, where the passage holds a cue.
    """
    layers = all_layers(overlays)
    corpus = read_corpus(layers)
    coded = {claim.source.slug for claim in corpus.claims}
    sources = {slug: source for slug, source in corpus.sources.items() if slug in coded or slug in slugs}
    for slug in slugs:
        known(slug, corpus.sources)
    found = texts_at_hand(slugs, sources, texts, "looked through")
    covered = read_coverages(corpus, {sources[slug]: text for slug, text in found.items()}, layers)
    for one in covered:
        for code in one.unknown_languages:
            click.echo(f"{one.source.slug}: {no_language(code)}", err=True)
        click.echo("\n".join(_lines(one, found[one.source.slug], everything=everything)))
    if faults := [fault for one in covered for fault in one.faults]:
        raise InputError(*faults)
    if not all(one.is_met for one in covered):
        raise SystemExit(1)


def no_language(code: str) -> str:
    """What was not looked for in a source, of whose language of that code no file says anything."""
    return f"there is no languages/{code}.yaml, so cues, months and figures in words were not looked for"


def _lines(found: Coverage, text: NormalText, *, everything: bool) -> Iterator[str]:
    counts = ", ".join(f"{found.count(state)} {state}" for state in ("claimed", "skipped", "untouched"))
    yield (
        f"{found.source.slug}: {_number(len(found.sentences), 'sentence')}: {counts}; "
        f"{_number(found.unexplained, 'word')} unexplained; {_number(len(found.doubts), 'doubt')} without a note"
    )
    for sentence in found.sentences:
        if everything or sentence.is_open:
            yield from _sentence_lines(sentence, text)
    for doubt in found.doubts:
        yield f"  {doubt.line}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _sentence_lines(sentence: CoveredSentence, text: NormalText) -> Iterator[str]:
    start, end = sentence.span
    what = ""
    if sentence.claims:
        what = f" by {', '.join(claim.slug for claim in sentence.claims)}"
    elif sentence.skipped is not None:
        note = f" ({sentence.skipped.note})" if sentence.skipped.note else ""
        what = f" as {sentence.skipped.reason}{note}"
    yield from hanging("  ", f"paragraph {sentence.paragraph}, span {start}-{end}: {sentence.state}{what}", width())
    yield from hanging("    | ", " ".join(text.excerpt(start, end).split()), width())
    if sentence.unexplained:
        yield from hanging("    ", "unexplained: " + "; ".join(map(_told, sentence.unexplained)), width())


def open_sentences(found: Coverage) -> Iterator[str]:
    """One line for each sentence of a source about which something is left to do, without its words."""
    for sentence in found.sentences:
        if sentence.is_open:
            start, end = sentence.span
            what = (
                f"unexplained: {'; '.join(map(_told, sentence.unexplained))}" if sentence.unexplained else "untouched"
            )
            yield f"{found.source.slug}: paragraph {sentence.paragraph}, span {start}-{end}: {what}"


def _told(mention: Mention) -> str:
    """A mention, with what a person must know of it to account for it."""
    if mention.kind != "name":
        return f"{mention.words} ({mention.kind})"
    slugs = sorted(thing.value.rsplit("/", 1)[-1] for thing in mention.things)
    return f"{mention.words} ({', '.join(slugs) or 'no known name'})"
