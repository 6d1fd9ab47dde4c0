"""The limits under which strangers are served, and the settings of one server."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from graph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_TOO_MUCH = 1 << 50


def _workers() -> int:
    """One more than there are processors: none of these waits while a worker is given its next query."""
    return 1 + max(2, os.cpu_count() or 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one query, one client and the whole server may take.

    ``workers`` is how many queries run at once before they count as long; a query counts as long after ``long_after`` seconds
    and leaves its lane then, and of the long ones there are at most ``long_queries``. ``answer_bytes`` counts an answer before
    it is compressed; its first ``held_bytes`` are held back until it is complete, or until there are more of them. A store whose
    files have ``memory_store_bytes`` or less is read from memory: workers have one copy together, about five times as large.
    Answers that were given are kept in memory, those used last, up to ``kept_bytes`` of them: none with 1.
    """

    seconds: float = 30.0
    megabytes: int = 2048
    answer_bytes: int = 64 << 20
    held_bytes: int = 1 << 20
    memory_store_bytes: int = 64 << 20
    kept_bytes: int = 16 << 20
    text_bytes: int = 1 << 20
    graph_bytes: int = 32 << 20
    head_bytes: int = 64 << 10
    body_seconds: float = 10.0
    stalled_seconds: float = 60.0
    depth: int = 200
    per_client: int = 8
    connections: int = 250
    waiting: int = 64
    waiting_seconds: float = 5.0
    workers: int = field(default_factory=_workers)
    long_queries: int = 4
    long_after: float = 0.5
    stop_seconds: float = 10.0

    def words(self) -> str:
        """The limits in one line, for the log of a start."""
        return " ".join(f"{name}={value}" for name, value in asdict(self).items())


def limits_from(words: Iterable[str]) -> Limits:
    """Limits of which some are set as ``NAME=VALUE``. Raises UsageError for one that there is not, or a value that is no number."""
    given: dict[str, Any] = {}
    kinds = {limit.name: float if limit.type == "float" else int for limit in fields(Limits)}
    for word in words:
        name, _, value = word.partition("=")
        if name not in kinds:
            raise UsageError(f"there is no limit {name!r}; there are {', '.join(kinds)}")
        try:
            given[name] = kinds[name](value)
        except ValueError:
            given[name] = 0
        if not 0 < given[name] < _TOO_MUCH:
            raise UsageError(f"{name}={value} is no limit; write a number above 0")
    return Limits(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One server: the folder of its store, the version of its data, where it listens, and what it allows.

    ``services`` are the addresses that a query may call by SERVICE. ``user_file`` is the file of the graph *user*; None when
    nothing may be written, and then ``token`` is empty. With ``log_queries`` the log has what is asked. ``proxies`` are addresses
    or networks whose word is taken for who the client is (``X-Forwarded-For``) and how it came (``X-Forwarded-Proto``).
    ``overlays`` are the folders laid over the shipped one, ``perspective``
    is that from which the store is seen, in words, and ``whole`` then the folder of the build without one.
    """

    store: Path
    version: str
    host: str = "127.0.0.1"
    port: int = 8000
    limits: Limits = field(default_factory=Limits)
    services: tuple[str, ...] = ()
    user_file: Path | None = None
    token: str = ""
    log_queries: bool = False
    proxies: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    perspective: str = ""
    whole: Path | None = None

    @property
    def folder(self) -> Path:
        """Where this server keeps what only it needs: beside the store, under a name that the next build sweeps away."""
        return self.store.parent.with_name(f".{self.store.parent.name}.{os.getpid()}")
