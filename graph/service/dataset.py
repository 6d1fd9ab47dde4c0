"""The data set that a server serves, described as VoID, DCAT and PROV: at ``/dataset`` and where VoID has it looked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from graph.export.vocabularies import VOID
from graph.service.address import Address
from graph.service.endpoint import send_job
from graph.service.jobs import Job
from graph.service.linked import TYPES, liked
from graph.service.replies import VARY, send_whole
from graph.service.requests import header, own_address, takes_gzip
from graph.service.site import Site, site_from_json
from graph.terms import RDF, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.service.outgoing import Outgoing
    from graph.service.requests import Exchange

DATASET, DOCUMENT = "/dataset", "/data/dataset"
"""The address of the data set, and that of its description without the suffix."""
_FOAF = Terms("http://xmlns.com/foaf/0.1/", "primaryTopic")


class DatasetAddress(Address):
    """``/dataset`` and ``/.well-known/void``: sends on to the description, in the format that the client likes best."""

    async def answer(self, exchange: Exchange) -> None:
        """Send on."""
        suffix = liked(header(exchange.scope, b"accept"))
        home = "../" * (exchange.scope["path"].count("/") - 1)
        await send_whole(exchange, 303, [(b"location", f"{home}{DOCUMENT[1:]}{suffix}".encode()), VARY])


class DatasetDocument(Address):
    """``/data/dataset.{ttl,jsonld,rdf,nt}``: the description, made by a worker."""

    async def answer(self, exchange: Exchange) -> None:
        """Let a worker answer."""
        scope, server = exchange.scope, self.server
        own = own_address(scope)
        root = own.removesuffix(scope["path"])
        content = {"site": server.site.to_json(), "suffix": Path(scope["path"]).suffix, "endpoint": f"{root}/sparql"}
        job = Job(
            kind="dataset", content=content, base=own, gzip=takes_gzip(scope),
            seconds=server.settings.limits.seconds, store=server.store,
        )  # fmt: skip
        await send_job(server, job, exchange, constant=True)


def answer_dataset(content: Mapping[str, Any], document: str, out: Outgoing) -> None:
    """Write the description in the format of a suffix; ``document`` is the address of what is written."""
    from graph.export.dataset_name import dataset_iri  # noqa: PLC0415  few jobs need it
    from graph.export.description import write_described  # noqa: PLC0415

    site = site_from_json(content["site"])
    node, own = dataset_iri(site.perspective), NamedNode(document)
    triples = [
        *_described(site),
        Triple(node, VOID.sparqlEndpoint, NamedNode(content["endpoint"])),
        Triple(own, RDF.type, VOID.DatasetDescription),
        Triple(own, _FOAF.primaryTopic, node),
    ]
    suffix = content["suffix"]
    out.head(TYPES[suffix])
    if suffix == ".ttl":
        write_described(triples, node, out.file)  # type: ignore[arg-type]  # it calls nothing but write and flush
    else:
        serialize(triples, out.file, format=_FORMATS[suffix])


_FORMATS = {".jsonld": RdfFormat.JSON_LD, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}


def _described(site: Site) -> list[Triple]:
    """What is said of the data, counted once: a second or two is too long for each request, and it is kept beside the build."""
    from graph.export.description import describe  # noqa: PLC0415

    file = Path(site.folder).with_name("dataset.nt")
    if not file.exists():
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        with beside.open("wb") as out:
            serialize(describe(site.opened()), out, format=RdfFormat.N_TRIPLES)
        beside.replace(file)
    return [quad.triple for quad in parse(file.read_bytes(), format=RdfFormat.N_TRIPLES)]
