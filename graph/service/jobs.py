"""What a worker is asked to do."""

from __future__ import annotations

import marshal
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from operator import attrgetter
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Job:
    """One request for a worker.

    ``kind`` is query, graph (the graph called ``graph`` is sent whole; empty: the default graph), description (that of the
    service, with its ``features``; the IRI of the data set is in ``content``), or ask, thing or dataset, with what is asked in
    ``content``.
    ``accept`` and ``wanted`` are the client's Accept header and ``format=``.
    ``default_graphs`` and ``named_graphs`` are the dataset of the protocol, None when the client names none. ``base`` resolves
    relative IRIs. ``store`` is the folder to read; ``unmarked`` that of the same data without the graph *user*, empty when
    nothing is in it.
    """

    kind: str = "query"
    text: str = ""
    graph: str = ""
    features: tuple[str, ...] = ()
    base: str
    accept: str = ""
    wanted: str = ""
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    gzip: bool = False
    seconds: float
    store: str
    unmarked: str = ""
    content: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def _wished(self) -> dict[str, Any]:
        """What the client asks for, as far as it is not as in any job: most of it is for few of them."""
        said = {name: value for name, value, usual in zip(_NAMES, _values(self), _USUAL, strict=True) if value != usual}
        return {"base": self.base, **said}

    def to_bytes(self) -> bytes:
        """The job as it goes to a worker, which has the same Python and believes the server: JSON would take five times as long."""
        return marshal.dumps({"seconds": self.seconds, "store": self.store, "unmarked": self.unmarked, **self._wished})

    def wish(self) -> dict[str, Any]:
        """What the client asks for, of any store and in any time: with the version of the data, this decides the answer.

        Where the data is kept is no part of it: no other start keeps it there.
        """
        if site := self.content.get("site"):
            kept_elsewhere = self.content | {"site": {key: site[key] for key in site if key != "folder"}}
            return self._wished | {"content": kept_elsewhere}
        return self._wished


_VARIED = [member for member in fields(Job) if member.name not in ("base", "seconds", "store", "unmarked")]
_NAMES = [member.name for member in _VARIED]
_values = attrgetter(*_NAMES)
_USUAL = [member.default if member.default is not MISSING else {} for member in _VARIED]
"""What the members of a job are when nothing is said of them; the others are said always, or decide nothing of an answer."""


def job_from_bytes(content: bytes) -> Job:
    """The job that :meth:`Job.to_bytes` wrote."""
    return Job(**marshal.loads(content))  # noqa: S302  from the server alone
