"""Linked data: the address of a thing sends on to its document, and that comes in four formats of RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.service.address import Address
from graph.service.endpoint import send_job
from graph.service.jobs import Job
from graph.service.media import choose
from graph.service.problems import ProblemError
from graph.service.requests import header, own_address, takes_gzip
from graph.service.things import Thing

if TYPE_CHECKING:
    from graph.service.requests import Exchange

SUFFIXES = {"turtle": ".ttl", "jsonld": ".jsonld", "rdfxml": ".rdf", "ntriples": ".nt"}
TYPES = {
    ".ttl": "text/turtle; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".nt": "application/n-triples",
}
"""The media types of documents, by their suffixes."""
_LONGEST = 500
DATA = "/data/"


class LinkedData(Address):
    """``/id/X``, ``/claim/X`` and so on, and ``/data/id/X.ttl``: the paths are those of the IRIs after their base."""

    async def answer(self, exchange: Exchange) -> None:
        """Send on to a document, or send it."""
        path = exchange.scope["path"].removeprefix(exchange.scope.get("root_path", ""))
        if len(path) > _LONGEST:
            raise ProblemError(404, f"no name is longer than {_LONGEST} characters")
        limits = self.server.settings.limits
        job = Job(
            kind="thing", content=self._thing(exchange, path).to_json(), base=own_address(exchange.scope),
            gzip=takes_gzip(exchange.scope), seconds=limits.seconds,
            store=self.server.store,
        )  # fmt: skip
        await send_job(self.server, job, exchange, constant=True)

    def _thing(self, exchange: Exchange, path: str) -> Thing:
        from_data = path.startswith(DATA)
        name = path.removeprefix(DATA).strip("/")
        asked = next((suffix for suffix in TYPES if from_data and name.endswith(suffix)), "")
        suffix = asked or liked(header(exchange.scope, b"accept"))
        return Thing(
            site=self.server.site, path=name.removesuffix(asked), suffix=suffix, media_type=TYPES[suffix],
            document=bool(asked), from_data=from_data, up="../" * path.removeprefix(DATA if from_data else "/").count("/"),
        )  # fmt: skip


def liked(accept: str) -> str:
    """The suffix of the format that an Accept header likes best; Turtle for one that likes none."""
    chosen = choose("document", accept)
    return SUFFIXES[chosen.format.name] if chosen else SUFFIXES["turtle"]
