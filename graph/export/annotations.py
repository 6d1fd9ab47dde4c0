"""Web annotations: each claim as a note on its passage, in the W3C Web Annotation Data Model (2017) as JSON-LD.

The body is the gloss, then in words whose saying it is and in what mode, then the claim itself. The target is each stretch of
the passage, by its positions in the normal form of the text; the state of the source is the hash of the text in that form. The
model has no target of several stretches that count only together (of its sets, the recommendation keeps ``Choice`` alone), so
they are several targets, and the passage in the body says which belong together.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.claim_view import ClaimReader
from graph.export.of_claims import Said, base_of, base_of_all, minted, refuse_graphs, terms_of_use
from graph.export.vocabularies import TERMS_OF_USE
from graph.terms import BASE, DT, PREFIXES
from loaders.text import NORMAL_FORM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import NamedNode

    from graph.claim_view import ClaimView
    from graph.export.content import Content

_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"dt": PREFIXES["dt"]}]
_FORM = minted(BASE, "normal-form", NORMAL_FORM).value
_LINKED = {
    "voice": DT.voice,
    "modality": DT.modality,
    "polarity": DT.polarity,
    "hedge": DT.hedge,
    "speaker": DT.speaker,
}
_HERE = "~annotations~"
_AT_ONCE = 1000
_Json = dict[str, Any]  # JSON's values are of many types


def write(content: Content, out: BinaryIO) -> None:
    """Write an AnnotationCollection of one page, an annotation a line. Raises UsageError when named graphs are chosen."""
    refuse_graphs(content, "an annotation")
    before, after = json.dumps(_collection(content), ensure_ascii=False, indent=1).split(f'"{_HERE}"')
    out.write(before.rstrip().encode())
    for number, view in enumerate(_views(content)):
        line = json.dumps(annotation(content, view), ensure_ascii=False)
        out.write(f"{',' if number else ''}\n{line}".encode())
    out.write(f"\n{after.lstrip()}\n".encode())


def _views(content: Content) -> Iterator[ClaimView]:
    """The claims as a person sees them. A reader keeps what it has read, so none reads more than some of them."""
    for start in range(0, len(content.claims), _AT_ONCE):
        reader = ClaimReader(content.opened.quads, content.labels, content.opened.lookups)
        yield from map(reader.read, content.claims[start : start + _AT_ONCE])


def annotation(content: Content, view: ClaimView) -> _Json:
    """The annotation of one claim, as JSON."""
    said = Said(view.iri, content.opened.quads)
    source, _, name = view.iri.value.rpartition("/")
    slug = f"{source.rpartition('/')[2]}/{name}"
    return {
        "id": minted(base_of(view.iri), "annotation", slug).value,
        "type": "Annotation",
        "motivation": "describing",
        "body": [_words(view.says, "describing"), _words(_mode(view), "classifying"), _claim(said, view)],
        "target": _targets(content, view),
    }


def _collection(content: Content) -> _Json:
    """The collection, named by the claims that are chosen, with a page in which a mark stands for the annotations."""
    names = "\n".join(claim.value for claim in content.claims)
    name = minted(base_of_all(content), "annotations", hashlib.sha256(names.encode()).hexdigest()[:20]).value
    page = {"id": f"{name}/1", "type": "AnnotationPage", "partOf": name, "startIndex": 0, "items": [_HERE]}
    return {
        "@context": _CONTEXT,
        "id": name,
        "type": "AnnotationCollection",
        "label": f"Claims as annotations, data version {content.opened.version}",
        **_rights(content),
        "total": len(content.claims),
        "first": page,
    }


def _rights(content: Content) -> _Json:
    """The licence, where all that is chosen is of one base."""
    bases = {base_of(claim) for claim in content.claims}
    used = dict(terms_of_use(content, min(bases))) if len(bases) == 1 else {}
    licence = used.get(TERMS_OF_USE.license)
    return {"rights": licence.value} if licence is not None else {}


def _words(value: str, purpose: str) -> _Json:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain", "language": "en"}


def _mode(view: ClaimView) -> str:
    """Whose saying it is, and what keeps it from being a plain statement of fact."""
    held_back = "held back by a judgement" if view.demoted else ""
    return "; ".join(filter(None, (view.voice_in_words, view.mode_in_words, held_back)))


def _claim(said: Said, view: ClaimView) -> _Json:
    linked = {f"dt:{name}": _ids(said.objects(predicate)) for name, predicate in _LINKED.items()}
    passage = {
        "id": said.objects(DT.passage)[0].value,
        "type": "dt:Passage",
        "dt:spans": view.spans,
        "dt:paragraph": view.paragraph,
        "dt:passageHash": view.passage_hash,
    }
    claim = {"id": view.iri.value, "type": "dt:Claim", **{key: ids for key, ids in linked.items() if ids}}
    return {"type": "SpecificResource", "purpose": "linking", "source": {**claim, "dt:passage": passage}}


def _ids(nodes: Iterable[NamedNode]) -> list[_Json]:
    return [{"id": node.value} for node in nodes]


def _targets(content: Content, view: ClaimView) -> list[_Json]:
    """One target for each stretch of the passage, with its words where they may be published."""
    spans = [(int(start), int(end)) for start, end in (span.split("-") for span in view.spans.split("+"))]
    quoted = [""] * len(spans) if content.stretches is None else content.stretches(view)
    state = {"type": "oa:State", "value": f"sha256:{view.source.text_hash}", "conformsTo": _FORM}
    return [
        {
            "type": "SpecificResource",
            "source": view.source.iri.value,
            "selector": _selector(span, exact),
            "state": state,
        }
        for span, exact in zip(spans, quoted, strict=True)
    ]


def _selector(span: tuple[int, int], exact: str) -> _Json | list[_Json]:
    """Where a stretch begins and ends in the normal form; beside it, as another way to find it, its words."""
    position = {"type": "TextPositionSelector", "start": span[0], "end": span[1], "conformsTo": _FORM}
    return [position, {"type": "TextQuoteSelector", "exact": exact}] if exact else position
