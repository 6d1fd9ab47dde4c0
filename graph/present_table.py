"""Answers as CSV and JSON, for programs and spreadsheets; the same content as the text, the evidence in each."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from graph.naming import slug
from graph.no_fact import why_no_fact
from graph.present import numbered, slot_words, time_words, value_words
from graph.present_evidence import names_of_sets
from graph.terms import EDTF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from graph.asking import Answer, AnswerRow
    from graph.claim_view import ClaimView
    from graph.contested import Contested
    from graph.extent import Searched
    from graph.origins import Strand
    from graph.present import Style


def as_csv(answer: Answer, style: Style) -> str:
    """One line for each row; dates as EDTF and in words; speaker, source and claim of its evidence, joined by '; '.

    A column of evidence whose name the answer has too is called ``evidence_speaker`` and so on. What is seen from a perspective says so
    in a last column of each line: a file is read without what the command says beside it.
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(csv_rows(answer, style, worded(answer), answer.perspective))
    return out.getvalue()


def worded(answer: Answer) -> set[str]:
    """The columns that hold dates or figures, whose words say more than their value."""
    return {column for row in answer.rows for column, values in row.values.items() if _needs_words(values)}


def csv_rows(answer: Answer, style: Style, dates: Set[str], perspective: str = "") -> list[list[str]]:
    """The line of names and the lines of values; the columns in ``dates`` are given as values and in words.

    A ``perspective`` stands in a last column of each line.
    """
    head = [
        name for column in answer.columns for name in ((column, f"{column}_words") if column in dates else (column,))
    ]
    seen = [perspective] if perspective else []
    beside = [*(_EVIDENCE_COLUMNS if style.evidence else ()), *(["perspective"] if seen else ())]
    lines = [[*head, *(f"evidence_{name}" if name in head else name for name in beside)]]
    numbers = numbered(answer) if style.evidence else {}
    for row in answer.rows:
        cells = [
            cell for column in answer.columns for cell in _cells(answer, row, column, style, dated=column in dates)
        ]
        lines.append([*cells, *(_evidence_cells(answer, row, numbers) if style.evidence else ()), *seen])
    return lines


_EVIDENCE_COLUMNS = ("speaker", "voice", "source", "claim", "contested")


def _evidence_cells(answer: Answer, row: AnswerRow, numbers: Mapping[NamedNode, int]) -> tuple[str, ...]:
    """Speakers, voices, sources and claims of a row, and the conflicts over the facts on which it rests."""
    claims = _claims_of(answer, row, numbers)
    behind = {claim.iri for claim in claims}
    disputes = [
        f"{conflict.sides} ({conflict.judgement or 'open'})"
        for conflict in answer.contested
        if any(claim.iri in behind for claim in conflict.claims)
    ]
    lists = (
        [claim.speaker for claim in claims],
        [claim.voice for claim in claims],
        [claim.source.citation for claim in claims],
        [claim.name for claim in claims],
        disputes,
    )
    return tuple("; ".join(dict.fromkeys(values)) for values in lists)


def _needs_words(values: Iterable[NamedNode | Literal]) -> bool:
    return any(isinstance(value, Literal) and value.datatype in (EDTF, XSD.decimal) for value in values)


def _cells(answer: Answer, row: AnswerRow, column: str, style: Style, *, dated: bool) -> list[str]:
    words = value_words(answer, row, column, style)
    if not dated:
        return [words]
    return ["; ".join(value.value for value in row.values.get(column, ())), words]


def _claims_of(answer: Answer, row: AnswerRow, numbers: Mapping[NamedNode, int]) -> list[ClaimView]:
    return [answer.claims[claim] for claim in sorted(row.claims, key=lambda claim: numbers[claim])]


def as_json(answer: Answer, style: Style) -> str:
    """The whole answer as JSON text."""
    return json.dumps(answer_json(answer, style), ensure_ascii=False, indent=2) + "\n"


def answer_json(answer: Answer, style: Style) -> dict[str, Any]:
    """An answer as JSON values: rows with values and the names of their claims by column, and every claim in full."""
    return {
        "question": answer.question.name,
        "summary": dict(answer.question.summary),
        "data": answer.version,
        "perspective": answer.perspective or None,
        "parameters": dict(answer.bound),
        "time": None if answer.time is None else time_words(answer.time),
        "evidence": answer.question.evidence,
        "extent": [_searched_json(searched, style) for searched in answer.extent],
        "rows": [_json_row(answer, row, style) for row in answer.rows],
        "claims": {claim.name: claim_json(claim, style) for claim in answer.claims.values()} if style.evidence else {},
        "strands": [strand_json(strand, answer.claims.values()) for strand in answer.strands],
        "contested": [contested_json(conflict) for conflict in answer.contested],
        "left_out": [
            {
                "claim": claim_json(left.claim, style),
                "states": slot_words(left, style),
                "because": why_no_fact(left.claim),
            }
            for left in answer.left_out
        ],
        "left_out_by_time": [_json_row(answer, row, style) for row in answer.undated],
        "left_out_by_perspective": [_json_row(answer.whole, row, style) for row in answer.whole.rows]
        if answer.whole
        else [],
    }


def strand_json(strand: Strand, claims: Iterable[ClaimView]) -> dict[str, Any]:
    """Claims that count as one, as JSON values: their names, their sources, and the origins that tie these."""
    views = [claim for claim in claims if claim.iri in strand.claims]
    return {
        "claims": [view.name for view in views],
        "sources": list(dict.fromkeys(view.source.slug for view in views)),
        "origins": [
            {"name": o.name, "origin": o.origin, "entity": o.entity or None, "kind": o.kind,
             "reason": o.reason, "judge": o.judge, "judged": o.judged}
            for o in strand.origins
        ],
    }  # fmt: skip


def contested_json(conflict: Contested) -> dict[str, Any]:
    """One conflict as JSON values."""
    return {
        "claims": [claim.name for claim in conflict.claims],
        "judgement": conflict.kind or None,
        "reason": conflict.reason or None,
        "prefers": conflict.prefers or None,
        "reading": conflict.reading or None,
    }


def _searched_json(searched: Searched, style: Style) -> dict[str, Any]:
    return {"words": searched.words(style.labels), "triples": searched.triples, "claims": searched.claims}


def _json_row(answer: Answer, row: AnswerRow, style: Style) -> dict[str, Any]:
    """The columns; and the smallest sets of claims that carry the row, where it is traced, with whether these are all."""
    sets: dict[str, Any] = {}
    if style.evidence and row.evidence is not None:
        sets = {"evidence_sets": names_of_sets(answer, row), "evidence_sets_complete": row.evidence.complete}
    return sets | {
        column: {
            "words": value_words(answer, row, column, style),
            "values": [value.value for value in row.values.get(column, ())],
            "claims": sorted({answer.claims[c].name for s in answer.of_column(row, column) for c in s.claims}),
        }
        for column in answer.columns
    }


def claim_json(claim: ClaimView, style: Style) -> dict[str, Any]:
    """One claim as JSON values."""
    found = {
        "iri": claim.iri.value,
        "says": claim.says,
        "voice": claim.voice,
        "modality": claim.modality,
        "polarity": claim.polarity,
        "hedge": claim.hedge or None,
        "speaker": claim.speaker,
        "via": list(claim.chain),
        "leans_on": list(claim.leans_on),
        "source": slug(claim.source.iri),
        "citation": claim.source.citation,
        "paragraph": claim.paragraph,
        "span": claim.spans,
        "coder_note": claim.coder_note or None,
    }
    return found if style.passage is None else found | {"passage": list(style.passage(claim))}
