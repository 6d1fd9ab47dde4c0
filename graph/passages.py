"""Passages: the words behind an anchor, where the texts are at hand, each checked against its hash before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.errors import AnchorError
from loaders.sketch import passage_hash
from loaders.text import NormalText, normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graph.claim_view import ClaimView, SourceView


GAP = " […] "
"""What stands between the stretches of a passage."""


def passage_reader(folders: Sequence[Path]) -> Callable[[ClaimView], tuple[str, ...]]:
    """A function that gives the words of a claim's passage as lines for a person, or says why they cannot be shown."""
    stretches_of = passage_stretches(folders)

    def read(claim: ClaimView) -> tuple[str, ...]:
        try:
            return (f"Passage, verified: {GAP.join(stretches_of(claim))}",)
        except AnchorError as error:
            return (f"Passage: {error}.",)

    return read


def passage_stretches(folders: Sequence[Path]) -> Callable[[ClaimView], tuple[str, ...]]:
    """A function that gives the words of a claim's passage, stretch by stretch.

    It raises AnchorError when the text is not in the folders, or the passage is not at its place in it.
    """
    texts: dict[str, NormalText | None] = {}

    def read(claim: ClaimView) -> tuple[str, ...]:
        name = claim.source.text_file
        if name not in texts:
            texts[name] = _text(claim.source, folders)
        text = texts[name]
        if text is None:
            raise AnchorError(f"{name} is not among the texts at hand")
        spans = [(int(start), int(end)) for start, end in (span.split("-") for span in claim.spans.split("+"))]
        if spans[-1][1] > len(text.text) or passage_hash(text.text, spans) != claim.passage_hash:
            raise AnchorError(f"not at its place in {name}; run `detente source verify {claim.source.slug}`")
        return tuple(" ".join(text.excerpt(*span).split()) for span in spans)

    return read


def _text(source: SourceView, folders: Sequence[Path]) -> NormalText | None:
    for folder in folders:
        file = folder / source.text_file
        if file.is_file():
            return normalise(file.read_text(encoding="utf-8", errors="replace"))
    return None
