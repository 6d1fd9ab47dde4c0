"""Blocks of our files that are tied to a passage: a claim, or an entry of a file of coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from graph.errors import AnchorError
from loaders.anchors import Anchor, parse_anchor

if TYPE_CHECKING:
    from loaders.fields import Fields
    from loaders.strict_yaml import Text


def both(what: str) -> str:
    """The fault of a block that has ``find`` and an anchor."""
    return f"the {what} has find and an anchor; take the anchor away to seal it anew, or find to keep it"


def anchor_of(fields: Fields, what: str) -> Anchor | None:
    """The anchor of a block, ``what`` being its name in messages; None, and noted, when it has none that can be read."""
    inner = fields.inner("anchor")
    if inner is None:
        if "anchor" not in fields.block:
            fields.missing("find", f"the {what} has no anchor yet; run `detente source seal` with the texts at hand")
        return None
    if "find" in fields.block:
        fields.wrong("find", both(what))
    try:
        return parse_anchor({str(key): str(cast("Text", value)) for key, value in inner.block.items()})
    except AnchorError as error:
        for problem in error.problems:
            fields.wrong("anchor", problem)
        return None
