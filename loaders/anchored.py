"""Files of ours that are tied to a text, and their blocks that are tied to a passage: claims, entries of coverage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from graph.errors import AnchorError
from loaders.anchors import Anchor, parse_anchor

if TYPE_CHECKING:
    from loaders.fields import Fields
    from loaders.strict_yaml import Text


def text_hash_of(fields: Fields, source: str, what: str) -> str | None:
    """The hash of the text for which a file was sealed. It is noted when the file, ``what`` in messages, is of another source."""
    named = fields.text("source", needed=True, what=f"in this {what}")
    if named is not None and named != source:
        fields.wrong("source", f"the file stands with the source {source} and says that it is of {str(named)!r}")
    text_hash = fields.text("text-sha256")
    if text_hash is not None and not re.fullmatch(r"[0-9a-f]{64}", text_hash):
        fields.wrong("text-sha256", "text-sha256 is not 64 hexadecimal digits; seal the file again")
    return None if text_hash is None else str(text_hash)


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
