"""The coverage of sources out of the files of their layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.coverage import CoverageReader
from loaders.coverage_file import read_coverage_file
from loaders.languages import languages_of, read_languages
from loaders.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
