"""Small corpora for tests: overlay folders with texts, claims and entities of places that do not exist, and the real command.

A folder of these has the layout of a user's own: ``sources/<slug>/``, ``entities/``, ``queries/``; the texts are beside
them in ``texts/``. All is written as given, so that a test can say on which line a fault stands.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from commands import BLOCKED, ROOT, SHARED

from graph.errors import InputError
from graph.layers import DECISIONS, Layer, all_layers
from loaders.corpus import Corpus, read_corpus
from loaders.seal import seal_file
from loaders.text import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

CLAIMS = "sources/lamp-news/claims.yaml"
"""Where the claims of the lamp corpus stand in its folder."""
LAMP_TEXT = """The lamp on Gorse Skerry

The port of Vey joined the League of Lamps in the spring of 1921 and has paid its dues ever since.
Captain Orla Brand says that the League has nine ports, although two of them keep no lamp at all.
According to the harbour office of Tolv, Vey and the League signed their pilot treaty in April 1922.

Nobody in the League of Lamps has yet asked who trims the wicks when the keeper is ashore.
"""

LAMP_ENTITIES = """entities:
- id: port-of-vey
  type: State
  label: {en: the port of Vey}
- id: league-of-lamps
  type: Organisation
  label: {en: League of Lamps}
- id: orla-brand
  type: Person
  label: {en: Orla Brand}
- id: tolv-harbour-office
  type: Organisation
  label: {en: harbour office of Tolv}
- id: lamp-news-author
  type: Person
  label: {en: the author of the lamp news}
- id: vey-membership
  label: {en: Vey in the League}
- id: vey-pilot-treaty
  label: {en: the pilot treaty of Vey}
"""

LAMP_CLAIMS = """source: lamp-news
claims:

# Who is in the League
- id: c01
  says: Vey is one of the ports of the League.
  about: vey-membership
  type: Membership
  member: port-of-vey
  organisation: league-of-lamps
  began: 1921-21  # a spring
  voice: own
  find: joined the League of Lamps

- id: c02
  says: Brand counts the ports.
  type: Observation
  measure: menu-size
  party: league-of-lamps
  value: 9
  voice: attributed
  speaker: orla-brand
  wording: reported
  find: has nine ports

- id: c03
  says: There is a treaty on pilots.
  about: vey-pilot-treaty
  type: Agreement
  party: [port-of-vey, league-of-lamps]
  subject-matter: classified-information-protection
  voice: adopted
  via: tolv-harbour-office
  find: signed their pilot treaty
"""


def write_file(file: Path, content: str | bytes) -> Path:
    """Write a file byte for byte, with the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def write_entities(folder: Path, content: str, name: str = "own") -> Path:
    """Write ``entities/<name>.yaml``."""
    return write_file(folder / "entities" / f"{name}.yaml", content)


def write_source(
    folder: Path,
    slug: str,
    text: str,
    claims: str,
    *,
    published: str | None = "1923-05",
    author: str | None = None,
    base: str | None = None,
    sealed: bool = True,
) -> Path:
    """Write a source with its text and its claim file, sealed unless told otherwise; gives the claim file.

    Without ``author`` it is ``<slug>-author``, an entity that the test writes; ``base`` is the base of the folder's IRIs.
    """
    dated = "" if published is None else f"published: {published}\ndate-basis: printed\n"
    source = (
        f"id: {slug}\ntitle: A text called {slug}\nauthor: {author or f'{slug}-author'}\nlanguage: en\n"
        f"{dated}text-file: {slug}.txt\n"
    )
    write_file(folder / "sources" / slug / "source.yaml", source)
    write_file(folder / "texts" / f"{slug}.txt", text)
    if base is not None:
        write_file(folder / "base.txt", f"{base}\n")
    file = write_file(folder / "sources" / slug / "claims.yaml", claims)
    if sealed:
        write_file(file, seal_file(file, normalise(text)).content)
    return file


def write_lamps(folder: Path, *, sealed: bool = True) -> Path:
    """Write a small corpus without a fault: one source, three claims in the three voices; gives the claim file."""
    write_entities(folder, LAMP_ENTITIES)
    return write_source(folder, "lamp-news", LAMP_TEXT, LAMP_CLAIMS, sealed=sealed)


def edit(file: Path, old: str, new: str) -> None:
    """Put ``new`` in place of ``old``, which must stand in the file exactly once."""
    content = file.read_bytes().decode()
    assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {file.name}"
    write_file(file, content.replace(old, new))


def line_of(file: Path, words: str) -> int:
    """The number, from 1, of the one line that holds these words."""
    lines = [number for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if words in line]
    assert len(lines) == 1, f"{words!r} stands on {len(lines)} lines of {file.name}"
    return lines[0]


@cache
def bare_tree() -> Path:
    """A copy of the program with its ontology, its checks and one question, and of its data without situations and claims."""
    tree = Path(tempfile.mkdtemp(dir=os.environ[SHARED], prefix="bare-"))
    left_out = shutil.ignore_patterns("situations.yaml", "claims.yaml", "coverage.yaml", *DECISIONS)
    for part in ("graph", "loaders", "ontology", "data", "queries/checks", "queries/conflicts"):
        shutil.copytree(ROOT / part, tree / part, ignore=left_out)
    shutil.copy(ROOT / "queries" / f"{BLOCKED}.rq", tree / "queries")
    return tree


def bare_layer() -> Layer:
    """What is shipped in :func:`bare_tree`."""
    tree = bare_tree()
    return Layer(name="shipped", data=tree / "data", ontology=tree / "ontology", queries=tree / "queries")


def read_folder(folder: Path) -> Corpus:
    """The shipped corpus with this folder laid over it."""
    return read_corpus(all_layers([folder]))


def faults(folder: Path, read: Callable[[Path], object] = read_folder) -> list[str]:
    """The lines of the error that reading raises, each without the folder's own path; none when it raises none."""
    try:
        read(folder)
    except InputError as error:
        return [problem.removeprefix(f"{folder}/") for problem in error.problems]
    return []


def detente(folder: Path, *arguments: str, shipped: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the real command on ``folder``'s data and texts, with a cache of its own beside it; on no other data unless ``shipped``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DETENTE_")}
    environment |= {
        "DETENTE_CACHE": str(cache_of(folder)),
        "DETENTE_DATA": str(folder),
        "DETENTE_TEXTS": str(folder / "texts"),
    }
    if not shipped:
        environment["PYTHONPATH"] = str(bare_tree())
    return subprocess.run(
        [sys.executable, "-P", "-c", "from graph.command import main; main()", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def cache_of(folder: Path) -> Path:
    """Where :func:`detente` keeps the stores of a folder."""
    return folder.with_name(f"{folder.name}-cache")


def stderr_faults(result: subprocess.CompletedProcess[str], folder: Path) -> list[str]:
    """The lines of faults on standard error, without the folder's path, the program's name and word of a build."""
    lines = [line for line in result.stderr.splitlines() if not line.startswith("building the graph")]
    return [line.removeprefix("detente: ").removeprefix(f"{folder}/") for line in lines]


def everything_in(folder: Path) -> dict[str, bytes]:
    """Each file of a folder with its bytes, hidden ones too, to show that a run has changed nothing.

    What a cache keeps of parsed queries and of axioms is left out: a run that is refused keeps it too.
    """
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in files
        if not str(file.parent).endswith(("-cache/queries", "-cache/hierarchies"))
    }
