"""What a worker is asked to do."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One request for a worker.

    ``text`` is a query; with ``graph`` there is none, and the graph of that name is sent whole (empty: the default graph).
    ``accept`` and ``wanted`` are the client's Accept header and ``format=``. ``default_graphs`` and ``named_graphs`` are the
    dataset of the protocol, None when the client names none. ``store`` is the folder to read; ``base`` resolves relative IRIs.
    """

    text: str = ""
    graph: str | None = None
    base: str
    accept: str = ""
    wanted: str = ""
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    gzip: bool = False
    seconds: float
    store: str

    def to_bytes(self) -> bytes:
        """The job as it goes to a worker."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}).encode()


def job_from_bytes(content: bytes) -> Job:
    """The job that :meth:`Job.to_bytes` wrote."""
    return Job(**json.loads(content))
