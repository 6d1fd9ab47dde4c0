"""Reading saved questions at build time: the ``#+`` header as YAML, the query through rdflib's parser."""

from __future__ import annotations

import re
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from graph.errors import InputError
from graph.inert import blanked
from graph.questions import EVIDENCE, KINDS, PLOTS, Param, Pattern, Question, shown_variables
from loaders.fields import Fields, one_line
from loaders.files import read_utf8
from loaders.problems import Problems, did_you_mean
from loaders.query_terms import unknown_terms
from loaders.strict_yaml import Block, Text, read_text
from loaders.tracing import parsed, select_all, traced_patterns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from graph.layers import Layer
    from loaders.model import Model

BUILT = ("*.rq", "conflicts/*.rq")
"""The queries that a build reads: questions and rules of conflict."""
_LONGEST_GROUP = 40
_ALIKE = 0.85
"""How like another (0 to 1, as difflib reckons) a heading is when it is taken for a misspelling of it."""
_KEYS = ("summary", "group", "description", "params", "columns", "many", "plot", "evidence", "ever", "tells")
_PARAM_KEYS = ("kind", "class", "values", "default", "example", "optional", "description", "otherwise")


def read_questions(layers: Sequence[Layer], model: Model) -> dict[str, Question]:
    """All questions by name; an overlay's question of the same name stands for the shipped one.

    Raises InputError with a line for each fault of any header or query.
    """
    problems = Problems()
    found: dict[str, Question] = {}
    for layer in layers:
        for file in layer.files("queries", "*.rq"):
            try:
                question = _question(file, model, problems, {other.group: other for other in found.values()})
            except InputError as error:
                problems.take(error)
                continue
            if question is not None:
                found[question.name] = question
    note_unknown_terms(layers, BUILT, model, problems)
    problems.raise_any()
    return dict(sorted(found.items()))


def query_texts(layers: Sequence[Layer], patterns: Sequence[str] = BUILT) -> list[str]:
    """The queries in these files, for parsing them ahead; one that cannot be read is told of where it is needed."""
    texts = []
    for file in (file for layer in layers for pattern in patterns for file in layer.files("queries", pattern)):
        with suppress(InputError):
            texts.append(read_utf8(file))
    return texts


def note_unknown_terms(layers: Sequence[Layer], patterns: Sequence[str], model: Model, problems: Problems) -> None:
    """Note the misspelt terms of queries. A build reads questions and rules of conflict; checks are read when they are run."""
    for layer in layers:
        for file in (file for pattern in patterns for file in layer.files("queries", pattern)):
            try:
                for line, iri, hint in unknown_terms(read_utf8(file), file, model.declared):
                    problems.add(file, line, f"no ontology declares <{iri}>{hint}")
            except InputError as error:
                if file.parent != layer.queries:  # the faults of a question are noted where it is read
                    problems.take(error)


def header(file: Path, problems: Problems) -> Fields | None:
    """The header of a query file, as fields whose lines are those of the file; None when it has none."""
    lines = re.split(r"\r\n?|\n", read_utf8(file))
    written = "\n".join(line[3:] if line.startswith("#+ ") else "" for line in lines)
    if not written.strip():
        problems.add(file, 1, "the query has no header; begin it with lines such as `#+ summary: What …?`")
        return None
    block = read_text(written, str(file))
    if not isinstance(block, Block):
        problems.add(file, 1, "the header must be keys and values, such as `#+ summary: What …?`")
        return None
    return Fields(block, file, problems)


def needed_header(file: Path, keys: Sequence[str], where: str) -> Fields:
    """The header of a query file that must have one, with none but these keys; ``where`` names it in messages.

    Further faults go to its ``problems``. Raises InputError when there is no header, or none that can be read.
    """
    problems = Problems()
    fields = header(file, problems)
    problems.raise_any()
    if fields is None:  # for the type checker: without a header there are problems
        raise InputError(f"{file}:1: no header")
    fields.only(keys, where)
    return fields


def _question(file: Path, model: Model, problems: Problems, groups: Mapping[str, Question]) -> Question | None:
    """The question in a file; ``groups`` are those of the questions before it, each with one of them."""
    fields = header(file, problems)
    if fields is None:
        return None
    fields.only(_KEYS, "the header of a question")
    text = "\n".join(re.split(r"\r\n?|\n", read_utf8(file)))
    evidence = _choice(fields, "evidence", EVIDENCE, "rows")
    patterns = _patterns(fields, text, evidence)
    parts = parsed(text, file) if patterns else None
    return Question(
        name=file.stem,
        summary=_summary(fields),
        description=one_line(fields.text("description") or ""),
        text=text,
        shown=shown_variables(text),
        params=tuple(_params(fields, model, text)),
        columns=_texts_by_key(fields.inner("columns")),
        many=tuple(str(name) for name in fields.texts("many")),
        plot=_choice(fields, "plot", PLOTS, "none"),
        evidence=evidence,
        ever=_choice(fields, "ever", ("true", "false"), "false") == "true",
        trace_text=select_all(text) if evidence == "rows" else "",
        patterns=patterns,
        place=str(file),
        tells=str(fields.text("tells") or ""),
        worked_out=() if parts is None else parts.worked_out,
        ways={} if parts is None else parts.ways,
        parts=() if parts is None else parts.parts,
        group=_group(fields, groups),
    )


def _patterns(fields: Fields, text: str, evidence: str) -> tuple[Pattern, ...]:
    """What is traced; faults of the query itself, and of what the header says of its columns, are noted."""
    try:
        parts = parsed(text, fields.file)
        columns = fields.block.get(Text("columns"))
        named = [*(columns if isinstance(columns, Block) else ()), *fields.texts("many")]
        for name in (name for name in named if name not in parts.shown):
            fields.wrong_at(name, f"the query shows no variable ?{name}{did_you_mean(name, parts.shown)}")
        teller = fields.text("tells")
        if teller is not None and not re.search(rf"[?$]{re.escape(teller)}\b", blanked(text)):
            fields.wrong("tells", f"the query has no variable ?{teller}, which would hold the source of a row")
        if not parts.is_ordered:
            fields.problems.add(
                fields.file, 1, "the question has no ORDER BY; its answer must always come in the same order"
            )
        return traced_patterns(text, fields.file) if evidence == "rows" else parts.patterns
    except InputError as error:
        fields.problems.take(error)
        return ()


def _texts_by_key(fields: Fields | None) -> dict[str, str]:
    if fields is None:
        return {}
    texts = {str(key): fields.text(key) for key in fields.block}
    return {key: one_line(text) for key, text in texts.items() if text is not None}


def _summary(fields: Fields) -> dict[str, str]:
    if isinstance(fields.block.get(Text("summary")), Block):
        return _texts_by_key(fields.inner("summary"))
    summary = fields.text("summary", needed=True, what="in this header: the question as a person asks it")
    return {} if summary is None else {"en": one_line(summary)}


def _group(fields: Fields, groups: Mapping[str, Question]) -> str:
    """The heading under which the question is listed; noted when it is long, or another one with a letter changed."""
    group = one_line(fields.text("group") or "")
    if len(group) > _LONGEST_GROUP:
        fields.wrong(
            "group", f"group is a short heading over several questions, of at most {_LONGEST_GROUP} characters"
        )
    folded = {other.casefold(): other for other in groups if other}
    for known in (folded[near] for near in get_close_matches(group.casefold(), sorted(folded), n=1, cutoff=_ALIKE)):
        if known != group:
            fields.wrong(
                "group", f"group is {group!r}, and {known!r} in {groups[known].place}; write one of them in both"
            )
    return group


def _choice(fields: Fields, key: str, known: Sequence[str], default: str) -> str:
    written = fields.text(key)
    if written is not None and written not in known:
        fields.wrong(key, f"{key} is {str(written)!r}; it is one of {', '.join(known)}")
    return str(written or default)


def _params(fields: Fields, model: Model, text: str) -> list[Param]:
    block = fields.inner("params")
    if block is None:
        return []
    inner = {name: block.inner(name) for name in block.block}
    for name, param in inner.items():
        if param is None:
            continue
        ends = ("", "Earliest", "Latest") if param.block.get(Text("kind")) == "date" else ("",)
        if not any(re.search(rf"[$?]{re.escape(name + end)}\b", blanked(text)) for end in ends):
            block.wrong(name, f"the query has no variable ${name} to which the parameter could be bound")
    return [_param(str(name), param, model) for name, param in inner.items() if param is not None]


def _param(name: str, fields: Fields, model: Model) -> Param:
    fields.only(_PARAM_KEYS, f"the parameter {name}")
    kind = fields.text("kind", needed=True, what=f"in the parameter {name}")
    if kind is not None and kind not in KINDS:
        fields.wrong("kind", f"kind is {str(kind)!r}; it is one of {', '.join(KINDS)}")
    class_ = fields.text("class")
    if class_ is not None and class_ not in model.classes:
        fields.wrong("class", f"unknown class {str(class_)!r}{did_you_mean(class_, model.classes)}")
    optional = fields.text("optional") or "true"
    if optional not in ("true", "false"):
        fields.wrong("optional", f"optional is {str(optional)!r}; write true or false")
    values: dict[str, Any] = {key: fields.text(key) for key in ("default", "example", "description", "otherwise")}
    return Param(
        name=name,
        kind=str(kind),
        of_class=None if class_ is None else model.classes[class_].value if class_ in model.classes else None,
        values=tuple(str(value) for value in fields.texts("values")),
        default=None if values["default"] is None else str(values["default"]),
        example=None if values["example"] is None else str(values["example"]),
        optional=optional == "true",
        description=one_line(values["description"] or ""),
        otherwise=one_line(values["otherwise"] or ""),
    )
