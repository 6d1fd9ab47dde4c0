"""Reference marks: the numbers of notes and of works cited, which a page prints in its text and which are no words of it.

They are a run of superscript digits, with its brackets, a raised letter (``^a``), and a number of up to three digits
alone in square brackets after a blank (``[6]``). The normal form keeps them; those who look for words read past them.
"""

from __future__ import annotations

import re

MARK = "\x01"
"""What stands in the place of a character of a mark: no part of a word, no blank, and nothing that was taken."""

_MARKS = re.compile(r"⁽?[⁰¹²³⁴-⁹]+⁾?|\^[a-z](?![a-z])|(?<= )\[\d{1,3}\]")


def without_marks(text: str) -> str:
    """A text in which nobody finds a reference mark; all else keeps its place."""
    return _MARKS.sub(lambda mark: MARK * len(mark[0]), text)
