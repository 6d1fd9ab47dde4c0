"""``detente source``: seal the claims of a source, verify them against the text, and show them beside it; the rest stands beside."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from pyoxigraph import Literal

from graph.cli_coverage import coverage
from graph.cli_list import list_
from graph.cli_new import new
from graph.cli_options import data_option, texts_option, width
from graph.cli_texts import known, text_needed, texts_at_hand
from graph.errors import InputError
from graph.layers import all_layers
from graph.present import hanging
from loaders.corpus import read_corpus
from loaders.coverage_file import read_coverage_file
from loaders.entities import read_entities
from loaders.model import read_model
from loaders.problems import Problems
from loaders.seal import COVERAGE, seal_file
from loaders.sources import Source, read_sources, text_of
from loaders.verify import copied_fields, verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from loaders.claims import Claim
    from loaders.corpus import Corpus
    from loaders.coverage_file import CoverageFile
    from loaders.text import NormalText
    from loaders.verify import Verified


@click.group()
def source() -> None:
    """List the sources, and work on them: new, seal, verify, coverage, show."""


source.add_command(coverage)
source.add_command(list_)
source.add_command(new)


@source.command()
@click.argument("slug")
@texts_option
@data_option
def seal(slug: str, texts: tuple[Path, ...], overlays: tuple[Path, ...]) -> None:
    """Turn the find: words of a source's claims, and of its file of coverage, into anchors, and follow passages that have moved."""
    found = _source(slug, overlays)
    text = text_needed(found, texts)
    sealed = [(found.claim_file, seal_file(found.claim_file, text), "what the claims say is read by `verify`")]
    if found.coverage_file.exists():
        entries = seal_file(found.coverage_file, text, COVERAGE)
        sealed.append((found.coverage_file, entries, "what the entries account for is read by `coverage`"))
    for file, result, remark in sealed:
        _replace(file, result.content)
        click.echo(f"{file}: {result.sealed} sealed, {result.moved} moved; {remark}")


def _replace(file: Path, content: str) -> None:
    """Put other content into a file, all of it or nothing."""
    partial = file.with_name(f".{file.name}.part")
    try:
        partial.write_bytes(content.encode())
        shutil.copymode(file, partial)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


@source.command(name="verify")
@click.argument("slugs", nargs=-1, metavar="[SLUG]…")
@texts_option
@data_option
def verify_(slugs: tuple[str, ...], texts: tuple[Path, ...], overlays: tuple[Path, ...]) -> None:
    """Look up every anchor in the texts: exact, moved, changed or lost. Exit code 1: not all are exact."""
    corpus = read_corpus(all_layers(overlays))
    found = texts_at_hand(slugs, corpus.sources, texts, "verified")
    problems = Problems()
    files = {name: read_coverage_file(corpus.sources[name], problems) for name in found}
    problems.raise_any()
    outcomes = [_verified(corpus, name, text) for name, text in found.items()]
    outcomes += [_verified_entries(name, files[name], text) for name, text in found.items()]
    if faults := [fault for outcome in outcomes for fault in outcome.faults]:
        raise InputError(*faults)
    if not all(outcome.exact for outcome in outcomes):
        raise SystemExit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """Whether all anchors of a source are exact, and the faults of our files: copied words, anchors that cannot be."""

    exact: bool
    faults: tuple[str, ...]


def _verified(corpus: Corpus, slug: str, text: NormalText) -> _Outcome:
    """Verify the claims of one source, and all files of ours beside it against copied words."""
    found, sealed_hash = corpus.sources[slug], corpus.text_hashes.get(slug)
    verified = verify((claim for claim in corpus.claims if claim.source == found), text)
    version = {text.sha256: "the same text", None: "not sealed yet"}.get(sealed_hash, "another version of the text")
    click.echo(f"{slug}: {_counted(verified) or 'no claims'}; {version}")
    anchors = _anchors(verified, is_same_text=sealed_hash == text.sha256)
    copied = [line for file in sorted(found.folder.glob("*.yaml")) for line in copied_fields(file, text)]
    return _Outcome(exact=anchors.exact, faults=(*anchors.faults, *copied))


def _verified_entries(slug: str, file: CoverageFile, text: NormalText) -> _Outcome:
    """Verify the entries of a file of coverage."""
    verified = verify(file.entries, text)
    if verified:
        click.echo(f"{slug}, coverage: {_counted(verified)}")
    return _anchors(verified, is_same_text=file.text_hash == text.sha256)


def _anchors(verified: Sequence[Verified], *, is_same_text: bool) -> _Outcome:
    """Print a line for each anchor that is not exact; in the text that was sealed such an anchor is a fault."""
    inexact = [v for v in verified if v.status != "exact"]
    for v in inexact:
        click.echo(f"  {v.line}")
    broken = [
        f"{v.tied.place}: {v.tied.title}: the anchor does not fit the text that was sealed; seal it again"
        for v in inexact
        if is_same_text
    ]
    return _Outcome(exact=not inexact, faults=tuple(broken))


def _counted(verified: Sequence[Verified]) -> str:
    counts = {status: sum(v.status == status for v in verified) for status in ("exact", "moved", "changed", "lost")}
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count)


@source.command()
@click.argument("slug")
@texts_option
@data_option
def show(slug: str, texts: tuple[Path, ...], overlays: tuple[Path, ...]) -> None:
    """Show the claims of a source passage by passage, with the words of each where the texts are at hand."""
    corpus = read_corpus(all_layers(overlays))
    found = known(slug, corpus.sources)
    text = text_of(found, texts) if texts else None
    click.echo(f"{found.title}\n")
    by_passage: dict[tuple[tuple[int, int], ...], list[Claim]] = {}
    for claim in sorted(
        (claim for claim in corpus.claims if claim.source == found), key=lambda claim: claim.anchor.spans
    ):
        by_passage.setdefault(claim.anchor.spans, []).append(claim)
    for spans, claims in by_passage.items():
        click.echo(
            "\n".join(
                [*_passage_lines(spans, claims, text), *(line for claim in claims for line in _claim_lines(claim)), ""]
            )
        )


def _passage_lines(spans: tuple[tuple[int, int], ...], claims: Sequence[Claim], text: NormalText | None) -> list[str]:
    anchor = claims[0].anchor
    lines = [f"paragraph {anchor.paragraph}, span {anchor.fields()['span']}"]
    if text is not None:
        exact = verify(claims[:1], text)[0].status
        words = (
            " […] ".join(" ".join(text.excerpt(*span).split()) for span in spans) if exact == "exact" else f"({exact})"
        )
        lines += hanging("  | ", words, width())
    return lines


def _claim_lines(claim: Claim) -> list[str]:
    axes = [iri.value.rsplit("/", 1)[-1] for iri in claim.axes.values()]
    lines = hanging(f"  {claim.slug}  ", f"{claim.says} [{', '.join(axes)}]", width())
    told = [
        ("speaker", claim.speakers),
        ("via", claim.via),
        ("said in", (claim.said_in,) if claim.said_in else ()),
        ("leans on", claim.leans_on),
    ]
    for name, nodes in told:
        if nodes:
            lines += hanging("       ", f"{name}: {', '.join(_end(node.value) for node in nodes)}", width())
    for predicate, value in claim.content:
        words = value.value if isinstance(value, Literal) else _end(value.value)
        lines += hanging("       ", f"{_end(claim.about.value)} — {_end(predicate.value)}: {words}", width())
    return lines + (hanging("       ", f"Coder's note: {claim.coder_note}", width()) if claim.coder_note else [])


def _end(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def _source(slug: str, overlays: Sequence[Path]) -> Source:
    layers = all_layers(overlays)
    problems = Problems()
    sources = read_sources(layers, read_entities(layers, read_model(layers), problems), problems)
    problems.raise_any()
    return known(slug, sources)
