"""``detente source new``: begin a source in a folder of one's own."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click
import yaml

from graph.dates import parse_date
from graph.errors import UnknownNameError, UsageError
from graph.layers import all_layers
from loaders.entities import read_entities
from loaders.fields import SLUG
from loaders.model import read_model
from loaders.problems import Problems, did_you_mean


@click.command()
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
