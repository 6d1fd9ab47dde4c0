"""Bibliographies: the sources of what is chosen in BibTeX and CSL-JSON, as readers that are not ours find them."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from commands import ROOT, shipped

from graph.errors import UsageError
from graph.export import bibtex, csl
from graph.export.bibliography import OWN_KEY, Work, works
from graph.export.content import Content, Selection
from graph.export.formats import FORMATS
from graph.export.own_entry import own_entry

if TYPE_CHECKING:
    from graph.export.content import Content as Chosen

MENU = Selection(question="counts", given={"measure": "menu-size"})


def exported(name: str, selection: Selection | None = None) -> str:
    out = io.BytesIO()
    FORMATS[name].writer(Content(shipped(), selection), cast("BinaryIO", out))
    return out.getvalue().decode()


def entries(text: str) -> dict[str, dict[str, str]]:
    """The entries of BibTeX as bibtexparser reads them, TeX decoded in all but dates; nothing in the text may be left unread."""
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    read = {entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries}
    dates = {entry.key: entry["date"] for entry in parse_string(text).entries if "date" in entry}
    return {key: fields | ({"date": dates[key]} if key in dates else {}) for key, fields in read.items()}


def items(selection: Selection | None = None) -> dict[str, Any]:
    return {item["id"]: item for item in json.loads(exported("csl-json", selection))}


def sources_of(content: Chosen) -> set[str]:
    return {view.source.slug for view in content.views()}


def test_the_bibliography_of_the_whole_has_every_source_and_detente_itself() -> None:
    wanted = {*sources_of(Content(shipped())), OWN_KEY}
    assert len(wanted) > 5
    assert set(entries(exported("bibtex"))) == set(items()) == wanted


@pytest.mark.parametrize("selection", [MENU, Selection(entities=("astravets-npp-issue",))])
def test_the_bibliography_of_a_part_has_the_sources_of_its_claims_and_no_other(selection: Selection) -> None:
    wanted = sources_of(Content(shipped(), selection))
    assert 0 < len(wanted) < len(sources_of(Content(shipped())))
    assert set(entries(exported("bibtex", selection))) == set(items(selection)) == {*wanted, OWN_KEY}


def test_an_inferred_date_is_never_told_as_a_printed_one() -> None:
    for work in works(Content(shipped())):
        found, item = entries(bibtex.entry(work))[work.key], csl.item(work)
        assert ("inferred" in found.get("note", "")) == work.date_inferred
        assert ("inferred" in item.get("note", "")) == work.date_inferred
        assert ("circa" in item["issued"] or "inferred" in item["issued"].get("literal", "")) == work.date_inferred
        assert item["issued"].get("edtf", "") == (work.date if work.date[0] != "[" else "")
        assert found.get("annotation", "") == item.get("annote", "") == work.date_reason


@pytest.mark.parametrize(
    ("date", "inferred", "bibtex_date", "issued"),
    [
        ("2019-03~", True, "2019-03~", {"date-parts": [[2019, 3]], "circa": True, "edtf": "2019-03~"}),
        ("2020", False, "2020", {"date-parts": [[2020]], "edtf": "2020"}),
        ("2020", True, "2020", {"date-parts": [[2020]], "circa": True, "edtf": "2020"}),
        ("2018?", False, "2018?", {"date-parts": [[2018]], "circa": True, "edtf": "2018?"}),
        ("2018/2019-02", False, "2018/2019-02", {"date-parts": [[2018], [2019, 2]], "edtf": "2018/2019-02"}),
        ("2018/..", False, "2018/..", {"literal": "from 2018", "edtf": "2018/.."}),
        ("2018-21", False, "2018-21", {"literal": "spring 2018", "edtf": "2018-21"}),
        ("[2020..]", True, None, {"literal": "2020 or later (inferred)"}),
        ("2018-XX-05", False, None, {"literal": "day 5 of some month in 2018", "edtf": "2018-XX-05"}),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(
    date: str, *, inferred: bool, bibtex_date: str | None, issued: dict[str, Any]
) -> None:
    work = Work(key="lamps", title="Lamps", authors=("Lamp",), date=date, date_inferred=inferred)
    found = entries(bibtex.entry(work))["lamps"]
    assert found.get("date") == bibtex_date
    if bibtex_date is None:
        assert issued["literal"] in found["note"]
        assert found["sortyear"] == date.strip("[]")[:4]
    assert csl.item(work)["issued"] == issued


def test_what_has_no_date_says_so() -> None:
    work = Work(key="lamps", title="Lamps", authors=())
    assert entries(bibtex.entry(work))["lamps"]["note"] == csl.item(work)["note"] == "undated"
    assert "issued" not in csl.item(work)


@pytest.mark.parametrize(
    "words",
    [
        '50% of #1 & {odd} \\ ~ _ $ "quoted" a@b, c = d',
        "Беларусь і НАТА — “ok”",
        "one } brace, two {{ others",
        "a sign at the end \\",
        "two -- hyphens, ''marks'', ``more``",
    ],
)
def test_no_sign_of_a_title_is_a_command_or_ends_an_entry(words: str) -> None:
    work = Work(key="lamps", title=words, authors=("Lamp",), note=words)
    found = entries(bibtex.entry(work) + bibtex.entry(Work(key="next", title="Next", authors=())))
    assert set(found) == {"lamps", "next"}
    assert found["lamps"]["note"] == f"undated; {words}"


def test_a_name_is_one_whole_whatever_it_holds() -> None:
    found = parse_string(
        bibtex.entry(Work(key="lamps", title="Lamps", authors=("Lamp, Bulb and Sons", "B"))),
        append_middleware=[
            SeparateCoAuthors(),
            SplitNameParts(),
        ],
    )
    assert [name.last for name in found.entries_dict["lamps"]["author"]] == [["{Lamp, Bulb and Sons}"], ["{B}"]]


def test_detente_is_cited_as_its_own_file_says_with_the_version_of_the_data_and_the_question() -> None:
    own = own_entry()
    assert f'title: "{own.title}"' in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert own.authors
    found, item = entries(exported("bibtex", MENU))[OWN_KEY], items(MENU)[OWN_KEY]
    assert found["version"] == item["version"] == shipped().version
    assert found["note"] == item["note"] == "question counts measure=menu-size"
    assert item["title"] == own.title


@pytest.mark.filterwarnings("ignore:The following arguments for Reference are unsupported")
def test_a_processor_of_csl_makes_citations_with_author_title_and_date() -> None:
    chosen = items()
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    made = CitationStylesBibliography(style, CiteProcJSON(chosen.values()), formatter.plain)
    for key in chosen:
        made.register(Citation([CitationItem(key)]))
    lines = [str(line) for line in made.bibliography()]
    assert len(lines) == len(chosen)
    for work, line in zip(works(Content(shipped())), lines, strict=True):
        assert line.startswith(work.authors[0])
        assert work.title in line
        assert (work.date[:4] if work.date[0].isdigit() else work.date_words) in line


@pytest.mark.parametrize("name", ["bibtex", "csl-json"])
def test_a_bibliography_loses_what_it_says_and_no_more(name: str) -> None:
    """Texts and claims are lost, and whatever else of a source the graph has besides its names and links is there."""
    text, content = exported(name), Content(shipped())
    assert FORMATS[name].loses == (
        "all that sources say",
        "the works that they cite",
        "texts, their files and hashes",
        "the classes and links of authors",
    )
    assert not any(view.says in text for view in content.views())
    for source in {view.source.iri: view.source for view in content.views()}.values():
        assert source.text_hash not in text
        assert source.text_file not in text
        for told in (source.slug, source.title, source.author, source.publication, source.date_reason):
            assert json.dumps(told, ensure_ascii=False)[1:-1].replace('\\"', '"') in text.replace('\\"', '"')


def test_named_graphs_are_no_choice_of_sources() -> None:
    with pytest.raises(UsageError, match="leave --graph out"):
        exported("bibtex", Selection(graphs=("facts",)))
