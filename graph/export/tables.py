"""The tables of an export: what each column holds, which column is the key, and which refers to another table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from graph.terms import DT, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

Cell: TypeAlias = "str | tuple[str, ...] | bool | int"
"""The value of a cell; several values are a tuple. An empty string or tuple is an empty cell."""
Row: TypeAlias = "dict[str, Cell]"
"""The cells of a row by column; a column that is missing is an empty cell."""
SEPARATOR = "|"
"""What stands between the values of a cell that holds several."""


def listed(values: tuple[str, ...]) -> str:
    """Several values in one cell; one that has the separator itself does not become two."""
    return SEPARATOR.join(value.replace(SEPARATOR, "¦") for value in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. ``datatype`` is a name of CSVW; ``means`` the property that the cells are the values of, if it is one."""

    name: str
    says: str
    datatype: str = "string"
    several: bool = False
    required: bool = False
    means: NamedNode | None = None
    refers: str = ""
    """The table whose key the cells are, if they are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its name, what one row is, its columns, and those whose values together are in no two rows the same."""

    name: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def with_column(self, column: Column) -> Table:
        """The same table with one more column."""
        return Table(name=self.name, says=self.says, columns=(*self.columns, column), key=self.key)


def _key(name: str, says: str) -> Column:
    return Column(name=name, says=says, required=True)


def _concept(name: str, says: str, means: NamedNode) -> Column:
    return Column(name=name, says=says, means=means)


def _several(name: str, says: str, means: NamedNode | None = None, refers: str = "") -> Column:
    return Column(name=name, says=says, several=True, means=means, refers=refers)


_KIND = Column(
    name="kind", says="What the value is: thing, or the datatype or language of what is written", required=True
)
_WORDS = Column(name="words", says="The whole in words", required=True)
_MODES = _several("modes", "Their voices, modalities and polarities")

CLAIMS = Table(
    name="claims", says="One row for each claim: one saying at a passage, with whose it is and how it is said.", key=("claim",),
    columns=(
        _key("claim", "The claim"),
        Column(name="source", says="Its source", required=True, means=DT.inSource, refers="sources"),
        Column(name="about", says="What it is about", means=DT.about),
        Column(name="says", says="What it says, in the coder's words", required=True, means=DT.says),
        _concept("voice", "Whose voice: own, adopted, attributed", DT.voice),
        _concept("modality", "In what mode: actual, proposed …", DT.modality),
        _concept("polarity", "Affirmed or denied", DT.polarity),
        _concept("hedge", "The speaker's own caution", DT.hedge),
        _concept("wording", "Quoted or reported", DT.wording),
        _concept("date_basis", "How its date is known", DT.dateBasis),
        _several("speakers", "Whose saying it is", DT.speaker),
        Column(name="speaker_words", says="The same in words"),
        _several("via", "Through whom it came, link by link"),
        Column(name="said_in", says="The utterance in which it was said", means=DT.saidIn),
        _several("leans_on", "The references on which it leans", DT.leansOn),
        Column(name="paragraph", says="The paragraph in which its passage begins", datatype="integer"),
        Column(name="spans", says="Where its passage stands, in characters of the normal form text-1"),
        Column(name="passage_hash", says="A hash of the passage"),
        Column(name="coder_note", says="What was doubtful, and how the coder settled it", means=DT.coderNote),
    ),
)  # fmt: skip
PASSAGE = Column(name="passage", says="The words of the passage; they are their publisher's")

PROPOSITIONS = Table(
    name="propositions", key=("proposition",),
    says="One row for each proposition that claims express, whether or not it is a fact: a situation, a slot and a value.",
    columns=(
        _key("proposition", "The proposition"),
        Column(name="fact", says="Whether one of these claims makes it a fact", datatype="boolean", required=True),
        Column(name="subject", says="The situation or thing", required=True, means=DT.subject),
        Column(name="property", says="The slot", required=True, means=DT.predicate),
        Column(name="value", says="What is in the slot", required=True, means=DT.object_),
        _KIND,
        _WORDS,
        _several("claims", "The claims that express it", refers="claims"),
        _MODES,
        _several("no_fact", "Why claims that make no fact make none"),
        Column(name="contested", says="Whether it is in a conflict that is open, or judged to be real or a misprint", datatype="boolean"),
    ),
)  # fmt: skip

FACTS = Table(
    name="facts", key=("proposition",),
    says="One row for each triple that holds: the facts, and what is inferred from them. What is only stated is not here.",
    columns=(
        _key("proposition", "The name of the proposition that the triple is, or would be"),
        Column(name="subject", says="The situation or thing", required=True),
        Column(name="property", says="The property", required=True),
        Column(name="value", says="The value", required=True),
        _KIND,
        _WORDS,
        Column(name="inferred", says="Whether it is inferred; else claims make it a fact", datatype="boolean", required=True),
        Column(name="over_time", says="Whether the property says: at some time", datatype="boolean", required=True),
        _several("claims", "The claims that make it a fact, or that make the facts from which it is inferred", refers="claims"),
        _MODES,
        _several("sources", "Their sources", refers="sources"),
        Column(name="claim_count", says="How many claims", datatype="integer", required=True),
        Column(name="source_count", says="How many sources", datatype="integer", required=True),
        Column(name="hedged", datatype="boolean", required=True,
               says="Whether it, or a fact from which it is inferred, is carried by hedged claims alone"),
        Column(name="contested", datatype="boolean",
               says="Whether it, or a fact from which it is inferred, is in a conflict that is open, or judged to be real or a misprint"),
        Column(name="rule", says="By which rule it is inferred"),
    ),
)  # fmt: skip

SITUATIONS = Table(
    name="situations", key=("situation",),
    says="One row for whatever claims are about: situations, and things whose class claims give, such as agreements.",
    columns=(
        _key("situation", "The situation or thing"),
        Column(name="label", says="Its name in English", required=True),
        Column(name="fact", says="Whether any fact tells of it", datatype="boolean", required=True),
        _several("classes", "What it is, as a fact", RDF.type),
        _several("said_to_be", "What it is only said to be"),
        Column(name="begins_not_before", says="The first day on which it can have begun", datatype="date", means=DT.beginsNotBefore),
        Column(name="begins_not_after", says="The last day on which it can have begun", datatype="date", means=DT.beginsNotAfter),
        Column(name="ends_not_before", says="The first day on which it can have ended", datatype="date", means=DT.endsNotBefore),
        Column(name="ends_not_after", says="The last day on which it can have ended", datatype="date", means=DT.endsNotAfter),
        _several("last_holds", "The latest time at which it is said to hold, in EDTF", DT.lastHolds),
        _several("sources", "The sources that make its facts", refers="sources"),
        Column(name="claim_count", says="How many claims are about it", datatype="integer", required=True),
    ),
)  # fmt: skip

ENTITIES = Table(
    name="entities", key=("entity",),
    says="One row for each thing of the registry: a state, organisation, person, place …; its class and links are editors'.",
    columns=(
        _key("entity", "The entity"),
        Column(name="label", says="Its name in English", required=True),
        _several("classes", "What it is", RDF.type),
        _several("wikidata_exact", "The same thing in Wikidata", SKOS.exactMatch),
        _several("wikidata_close", "Nearly the same thing in Wikidata", SKOS.closeMatch),
        _several("wikidata_related", "Another thing in Wikidata that has to do with it", SKOS.relatedMatch),
    ),
)  # fmt: skip

NAMES = Table(
    name="names", says="One row for each name of a thing, in any language.", key=("thing", "kind", "language", "name"),
    columns=(
        _key("thing", "The entity or situation"),
        _key("kind", "label, variant, or misprint"),
        _key("language", "The language of the name"),
        _key("name", "The name"),
    ),
)  # fmt: skip

SOURCES = Table(
    name="sources", says="One row for each source, a document.", key=("source",),
    columns=(
        _key("source", "The source"),
        Column(name="title", says="Its title", required=True),
        Column(name="language", says="The language of the title"),
        _several("authors", "Its authors", DT.author),
        Column(name="author_words", says="The same in words"),
        Column(name="publication", says="Where it appeared", means=DT.publication),
        Column(name="published", says="When, in EDTF", means=DT.published),
        Column(name="date_basis", says="How that date is known", means=DT.dateBasis),
        Column(name="date_reason", says="From what it is inferred", means=DT.dateReason),
        Column(name="text_hash", says="SHA-256 of its text", means=DT.textHash),
    ),
)  # fmt: skip

CONFLICTS = Table(
    name="conflicts", says="One row for each conflict that rules or editors found, with what editors judged it to be.", key=("conflict",),
    columns=(
        _key("conflict", "The conflict"),
        Column(name="possible_duplicate", says="Whether it only asks if two names stand for one thing", datatype="boolean", required=True),
        _several("found_by", "The rules that found it; judged: editors did", DT.foundBy),
        _several("apparent_kind", "What the rule takes it for", DT.apparentKind),
        _several("claims", "Its claims, of those exported", DT.hasConflictingClaim, "claims"),
        _several("other_claims", "Its claims that were not chosen"),
        _several("over", "The propositions over which the claims are at odds", DT.over),
        Column(name="judgement", says="The judgement on it; empty while it is open"),
        Column(name="judged_to_be", says="What editors judged it to be"),
        Column(name="reason", says="Why"),
        Column(name="judge", says="Who judged"),
        Column(name="judged", says="When, in EDTF"),
        Column(name="prefers", says="The claim whose reading they take to be right"),
    ),
)  # fmt: skip

TABLES = (CLAIMS, PROPOSITIONS, FACTS, SITUATIONS, ENTITIES, NAMES, SOURCES, CONFLICTS)
"""All tables, in the order in which they are written."""
NAME_KINDS = {RDFS.label: "label", SKOS.altLabel: "variant", SKOS.hiddenLabel: "misprint"}
"""By which property a thing bears which kind of name."""
