"""Write the table of round trips into ``docs/exports.md``: each format of RDF, read back by each reader that is not its writer.

The whole graph is written and read, which takes minutes: run it by hand after a change of exports, with the readers in
JavaScript (``cd tests/js && npm ci``). The tests do the same with parts of the graph.
"""

from __future__ import annotations

import hashlib
import io
import re
import sys
from pathlib import Path
from typing import BinaryIO, cast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from foreign_readers import IN_JAVASCRIPT, READERS, canonical, javascript  # noqa: E402  it stands among the tests
from pyoxigraph import Quad  # noqa: E402

from graph.build import open_store  # noqa: E402
from graph.export.content import Content, Selection  # noqa: E402
from graph.export.formats import FORMATS  # noqa: E402

PAGE = ROOT / "docs" / "exports.md"
TABLE = re.compile(r"(<!-- generated: round trips[^>]*-->\n).*?(<!-- /generated -->)", re.DOTALL)
OF_QUADS = ("trig", "nquads", "jsonld")
OF_TRIPLES = ("turtle", "ntriples", "rdfxml", "jsonld-default")


def hashed(lines: list[str]) -> str:
    """The SHA-256 of canonical lines."""
    return hashlib.sha256("".join(f"{line} .\n" for line in lines).encode()).hexdigest()


def exported(name: str, content: Content) -> bytes:
    """The bytes of an export."""
    out = io.BytesIO()
    FORMATS[name].writer(content, cast("BinaryIO", out))
    return out.getvalue()


def row(name: str, content: Content, wanted: str) -> str:
    """What each reader makes of a format: equal, another graph, or nothing where it does not read it."""
    document = exported(name, content)
    cells = []
    for reader, (read, forms) in READERS.items():
        if name not in forms or (reader in IN_JAVASCRIPT and javascript()[0] is None):
            cells.append("" if name not in forms else "not tried")
        else:
            cells.append("equal" if hashed(read(document, name)) == wanted else "**another**")
        sys.stderr.write(f"{name}, {reader}: {cells[-1] or 'does not read it'}\n")
    return f"| `{name}` | {' | '.join(cells)} |"


def table() -> str:
    """The table, with what was written and its hashes."""
    opened = open_store([])
    content = Content(opened, Selection())
    quads, triples = canonical(content.quads()), canonical(Quad(*triple) for triple in content.triples())
    lines = [
        f"Data {opened.version}: {len(quads):,} quads in named graphs, SHA-256 `{hashed(quads)[:16]}…`; {len(triples):,} triples in the",
        f"default graph, `{hashed(triples)[:16]}…`.",
        "",
        f"| Format | {' | '.join(READERS)} |",
        f"|---|{'---|' * len(READERS)}",
    ]
    lines += [row(name, content, hashed(quads)) for name in OF_QUADS]
    lines += [row(name, content, hashed(triples)) for name in OF_TRIPLES]
    return "\n".join(lines)


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    if not TABLE.search(page):
        raise SystemExit(f"{PAGE}: the markers <!-- generated: round trips --> and <!-- /generated --> are gone")
    written = table()
    PAGE.write_text(TABLE.sub(lambda found: f"{found[1]}\n{written}\n\n{found[2]}", page), encoding="utf-8")
