"""The coverage of sources out of the files of their layers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from loaders.coverage import CoverageReader
from loaders.coverage_file import read_coverage, read_coverage_file
from loaders.languages import languages_of, read_languages
from loaders.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graph.layers import Layer
    from loaders.corpus import Corpus
    from loaders.coverage import Coverage
    from loaders.sources import Source
    from loaders.text import NormalText


def read_coverages(corpus: Corpus, texts: Mapping[Source, NormalText], layers: Sequence[Layer]) -> list[Coverage]:
    """The coverage of each source whose text is given. Raises InputError for a file of coverage or of a language at fault."""
    problems = Problems()
    languages = read_languages(layers, corpus.entities, problems)
    files = {source: read_coverage_file(source, problems) for source in texts}
    problems.raise_any()
    reader = CoverageReader(corpus)
    return [
        reader.coverage(source, text, files[source], languages_of(source.language, source.also_in, languages))
        for source, text in texts.items()
    ]


def left_lines(slug: str, layers: Sequence[Layer]) -> Iterator[str]:
    """What of a source's text no claim uses, and why, a line each: where it stands, and never its words."""
    problems = Problems()
    for file in (file for layer in layers for file in layer.files("data", f"sources/{slug}/coverage.yaml")):
        found = read_coverage(file, slug, problems)
        for entry in found.skipped:
            note = f": {entry.note}" if entry.note else ""
            yield f"skipped in paragraph {entry.anchor.paragraph}, {entry.reason.replace('-', ' ')}{note}"
        reasons = Counter(entry.reason.replace("-", " ") for entry in found.unused)
        if reasons:
            counts = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
            yield f"words of claimed sentences that no slot holds: {counts}"
    problems.raise_any()
