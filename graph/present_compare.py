"""Comparisons as text, CSV and JSON: the rows of each source alone, who says nothing, and what only all together give."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from graph.present import answer_lines, hanging, heading_lines
from graph.present_table import answer_json, csv_rows, worded

if TYPE_CHECKING:
    from graph.comparing import Comparison
    from graph.present import Style

_TOGETHER = "all together"


def comparison_text(comparison: Comparison, style: Style) -> str:
    """A section for each source that says something of it, then who says nothing, and the rows that join several sources."""
    lines = [*heading_lines(comparison.together, style)[:-1], "  source by source", ""]
    for source, answer in comparison.apart.items():
        if source not in comparison.silent:
            lines += [f"{source} alone", *_indented(answer_lines(answer, style))]
    if comparison.silent:
        lines += [*hanging("", f"Say nothing of it: {', '.join(comparison.silent)}.", style.width), ""]
    lines += [*hanging("", f"{_joined_words(comparison)}.", style.width), ""]
    return "\n".join([*lines, f"data {comparison.together.version}"]) + "\n"


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}".rstrip() for line in lines]


def _joined_words(comparison: Comparison) -> str:
    count, every = len(comparison.joined), len(comparison.together.rows)
    if not every:
        return "All together give no row either"
    rows = f"{every} row{'s' * (every > 1)}"
    if not count:
        return f"All together give {rows}, each of which a source gives alone"
    what = "which join" if count == every else f"of which {count} join{'s' * (count == 1)}"
    return f"All together give {rows}, {what} what several sources say; ask without --compare to see them"


def comparison_csv(comparison: Comparison, style: Style) -> str:
    """One line for each row of each source alone, and of all together; the first column says whose row it is."""
    answers = {**comparison.apart, _TOGETHER: comparison.together}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    dates = {column for answer in answers.values() for column in worded(answer)}
    seen = comparison.together.perspective
    writer.writerow(("alone", *csv_rows(comparison.together, style, dates, seen)[0]))
    for name, answer in answers.items():
        writer.writerows((name, *row) for row in csv_rows(answer, style, dates, seen)[1:])
    return out.getvalue()


def comparison_json(comparison: Comparison, style: Style) -> str:
    """Every answer in full, as the question alone gives it, and the sources that say nothing."""
    document = {
        "together": answer_json(comparison.together, style),
        "alone": {source: answer_json(answer, style) for source, answer in comparison.apart.items()},
        "silent": list(comparison.silent),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def comparison_asides(comparison: Comparison) -> list[str]:
    """What the table of a comparison alone would hide, a line each."""
    lines = [f"say nothing of it: {', '.join(comparison.silent)}"] if comparison.silent else []
    for source, answer in comparison.apart.items():
        lines += [f"{source}: {line}" for line in answer.asides()]
    return [*lines, _joined_words(comparison)]
