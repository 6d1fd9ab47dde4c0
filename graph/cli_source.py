"""``detente source``: begin a source, seal its claims, verify them against the text, and show them beside it."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import yaml

from graph.cli_options import data_option, texts_option, width
from graph.dates import parse_date
from graph.errors import InputError, UnknownNameError, UsageError
from graph.layers import all_layers
from graph.present import hanging
from loaders.corpus import read_corpus
from loaders.entities import read_entities
from loaders.fields import SLUG
from loaders.model import read_model
from loaders.problems import Problems, did_you_mean
from loaders.seal import seal_file
from loaders.sources import Source, read_sources, text_of
from loaders.verify import copied_fields, verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loaders.claims import Claim
    from loaders.corpus import Corpus
    from loaders.text import NormalText


@click.group()
def source() -> None:
    """Work on the sources: new, seal, verify, show."""


@source.command()
@click.argument("slug")
@click.option(
    "--text",
    "text_file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The text of the document, as UTF-8.",
)
@click.option("--title", required=True)
@click.option(
    "--published", metavar="DATE", help="When it appeared, in EDTF: 2019, 2019-03, 2019-03-05; leave out when unknown."
)
@click.option("--language", default="en", show_default=True)
@click.option(
    "--author",
    metavar="ENTITY",
    help="An entity of the registry; without one, an entity is made for an author not named.",
)
@click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder of your own data; it is made if need be.",
)
def new(
    slug: str, text_file: Path, title: str, published: str | None, language: str, author: str | None, folder: Path
) -> None:
    """Begin a source: SLUG/source.yaml and an empty SLUG/claims.yaml in your data folder."""
    if not SLUG.fullmatch(slug):
        raise UsageError(f"{slug!r} is no name; use lower-case letters, digits and hyphens")
    if published is not None:
        parse_date(published)
    target = folder / "sources" / slug
    if target.exists():
        raise UsageError(f"{target}: there is such a source already")
    _known_author(author, folder)
    files = {
        "source.yaml": _source_yaml(slug, text_file, title, published, language, author),
        "claims.yaml": _claims_yaml(slug),
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{slug}."))
    try:
        for name, content in files.items():
            (building / name).write_text(content, encoding="utf-8")
        building.chmod(0o755)
        building.rename(target)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    if author is None:
        _write_author(folder, slug)
    click.echo(
        f"{target}: begun; write claims into claims.yaml, then run: detente source seal {slug} --data {folder} --texts {text_file.parent}"
    )


def _known_author(author: str | None, folder: Path) -> None:
    layers = all_layers([folder] if folder.is_dir() and any(folder.iterdir()) else [])
    entities = read_entities(layers, read_model(layers), Problems())
    if author is not None and author not in entities:
        raise UnknownNameError(f"no entity is called {author!r}{did_you_mean(author, entities)}")


def _source_yaml(
    slug: str, text_file: Path, title: str, published: str | None, language: str, author: str | None
) -> str:
    fields = {"id": slug, "title": title, "author": author or f"{slug}-author", "language": language}
    if published is not None:
        fields |= {"published": published, "date-basis": "printed"}
    fields["text-file"] = text_file.name
    return str(yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=110))


def _claims_yaml(slug: str) -> str:
    return f"""source: {slug}
claims:
# A claim looks so; take the number signs off, and write your own:
# - id: c01
#   says: One sentence of your own for what the passage says.
#   about: some-situation
#   type: Membership
#   member: belarus
#   organisation: nato
#   began: 1992
#   voice: own
#   find: a few words of the passage
"""


def _write_author(folder: Path, slug: str) -> None:
    file = folder / "entities" / f"{slug}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.write_text(
            f"entities:\n- id: {slug}-author\n  type: Person\n  label: {{en: the unnamed author of {slug}}}\n",
            encoding="utf-8",
        )


@source.command()
@click.argument("slug")
@texts_option
@data_option
def seal(slug: str, texts: tuple[Path, ...], overlays: tuple[Path, ...]) -> None:
    """Turn the find: words of a source's claims into anchors, and follow passages that have moved."""
    found = _source(slug, overlays)
    text = _text(found, texts)
    sealed = seal_file(found.claim_file, text)
    partial = found.claim_file.with_name(".claims.yaml.part")
    try:
        partial.write_bytes(sealed.content.encode())
        shutil.copymode(found.claim_file, partial)
        partial.replace(found.claim_file)
    finally:
        partial.unlink(missing_ok=True)
    click.echo(
        f"{found.claim_file}: {sealed.sealed} sealed, {sealed.moved} moved; what the claims say is read by `verify`"
    )


@source.command(name="verify")
@click.argument("slugs", nargs=-1, metavar="[SLUG]…")
@texts_option
@data_option
def verify_(slugs: tuple[str, ...], texts: tuple[Path, ...], overlays: tuple[Path, ...]) -> None:
    """Look up every anchor in the texts: exact, moved, changed or lost. Exit code 1: not all are exact."""
    corpus = read_corpus(all_layers(overlays))
    for slug in slugs:
        _known(slug, corpus.sources)
    texts_at_hand = {
        name: text for name in slugs or corpus.sources if (text := _text_of(corpus.sources[name], texts, slugs))
    }
    if not texts_at_hand:
        raise UsageError("no text of any source is at hand: give their folder with --texts or DETENTE_TEXTS")
    outcomes = [_verified(corpus, name, text) for name, text in texts_at_hand.items()]
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
    """Verify one source, and print a line with the counts and one for each anchor that is not exact."""
    found, sealed_hash = corpus.sources[slug], corpus.text_hashes.get(slug)
    verified = verify((claim for claim in corpus.claims if claim.source == found), text)
    counts = {status: sum(v.status == status for v in verified) for status in ("exact", "moved", "changed", "lost")}
    version = {text.sha256: "the same text", None: "not sealed yet"}.get(sealed_hash, "another version of the text")
    counted = ", ".join(f"{count} {status}" for status, count in counts.items() if count) or "no claims"
    click.echo(f"{slug}: {counted}; {version}")
    inexact = [v for v in verified if v.status != "exact"]
    for line in (v.line for v in inexact):
        click.echo(f"  {line}")
    broken = [
        f"{v.claim.place}: claim {v.claim.name}: the anchor does not fit the text that was sealed; seal the claim again"
        for v in inexact
        if sealed_hash == text.sha256
    ]
    copied = [line for file in sorted(found.folder.glob("*.yaml")) for line in copied_fields(file, text)]
    return _Outcome(exact=not inexact, faults=(*broken, *copied))


def _text_of(found: Source, texts: Sequence[Path], named: Sequence[str]) -> NormalText | None:
    """The text of a source; one that is not at hand is an error when the source was named, and a remark otherwise."""
    if named:
        return _text(found, texts)
    text = text_of(found, texts)
    if text is None:
        click.echo(f"{found.slug}: its text is not at hand, so it was not verified", err=True)
    return text


@source.command()
@click.argument("slug")
@texts_option
@data_option
def show(slug: str, texts: tuple[Path, ...], overlays: tuple[Path, ...]) -> None:
    """Show the claims of a source passage by passage, with the words of each where the texts are at hand."""
    corpus = read_corpus(all_layers(overlays))
    _known(slug, corpus.sources)
    found = corpus.sources[slug]
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
    told = [("speaker", claim.speakers), ("via", claim.via), ("said in", (claim.said_in,) if claim.said_in else ())]
    for name, nodes in told:
        if nodes:
            lines += hanging("       ", f"{name}: {', '.join(_end(node.value) for node in nodes)}", width())
    for predicate, value in claim.content:
        lines += hanging(
            "       ", f"{_end(claim.about.value)} — {_end(predicate.value)}: {_end(value.value)}", width()
        )
    return lines + (hanging("       ", f"Coder's note: {claim.coder_note}", width()) if claim.coder_note else [])


def _end(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1] if "://" in iri else iri


def _source(slug: str, overlays: Sequence[Path]) -> Source:
    layers = all_layers(overlays)
    problems = Problems()
    sources = read_sources(layers, read_entities(layers, read_model(layers), problems), problems)
    problems.raise_any()
    _known(slug, sources)
    return sources[slug]


def _known(slug: str, sources: Mapping[str, Source]) -> None:
    if slug not in sources:
        raise UnknownNameError(f"there is no source {slug!r}{did_you_mean(slug, sources)}")


def _text(found: Source, texts: Sequence[Path]) -> NormalText:
    if not texts:
        raise UsageError(f"the text of {found.slug} is needed: give its folder with --texts or DETENTE_TEXTS")
    text = text_of(found, texts)
    if text is None:
        raise InputError(
            f"{found.folder / 'source.yaml'}: text-file {found.text_file} is in none of {', '.join(map(str, texts))}"
        )
    return text
