"""What the parts of one server share: its settings, its processes, and the store that they read."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Store

from graph.errors import StoreError
from graph.export.dataset_name import dataset_iri
from graph.layers import all_layers
from graph.service.changes import Writer
from graph.service.description import FEDERATED, WRITABLE
from graph.service.examples import example_paths
from graph.service.kept_replies import KeptReplies
from graph.service.metrics import Metrics
from graph.service.pool import Pool
from graph.service.problems import ProblemError
from graph.service.process import DiedError
from graph.service.replies import tag
from graph.service.runs import Asking
from graph.service.site import Site, link_build
from graph.service.things import KINDS
from graph.store import prepare_cache, read_questions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from contextlib import AbstractAsyncContextManager

    from graph.questions import Question
    from graph.service.jobs import Job
    from graph.service.limits import Settings
    from graph.service.process import Reply, Worker
    from graph.service.runs import Gone
    from graph.service.writing import Change

_BUILDS = "builds"
"""The folder, of those that only this server needs, with all of the build; what is seen from perspectives comes beside it."""
ADDRESSES = (
    "sparql",
    "graphs",
    "ask",
    "openapi.json",
    "health",
    "metrics",
    "dataset",
    ".well-known",
    "data",
    "ontology",
    *KINDS,
)
"""First parts of the paths that a server answers."""


class Server:
    """One server. ``features`` are those that not all servers have."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics(ADDRESSES)
        self.kept = KeptReplies(settings.limits.kept_bytes)
        self._writer = Writer(settings, settings.user_file) if settings.user_file is not None else None
        self._built = str(settings.folder / "built")
        self.pool = Pool(settings.limits, self._built, settings.services)
        self._whole = settings.whole or settings.store.parent
        self._readers: dict[str, int] = {}
        self.features = tuple(
            name for name, there in ((WRITABLE, self._writer), (FEDERATED, settings.services)) if there
        )

    @cached_property
    def site(self) -> Site:
        """The build that questions and the documents of things are answered from; what users write is no part of it."""
        settings = self.settings
        bases = dict.fromkeys(layer.base for layer in all_layers(settings.overlays))
        return Site(
            folder=str((settings.folder / _BUILDS / self._whole.name).resolve()), version=settings.version,
            perspective=settings.perspective, overlays=tuple(str(folder.resolve()) for folder in settings.overlays),
            bases=tuple(bases),
        )  # fmt: skip

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The saved questions; a store that no build wrote has none."""
        try:
            return read_questions(self._whole)
        except FileNotFoundError:
            return {}

    @cached_property
    def examples(self) -> dict[str, str]:
        """An address of each kind of thing, after the kind."""
        return example_paths(Store.read_only(self._built), self.site.bases, KINDS)

    @cached_property
    def described(self) -> dict[str, str]:
        """What the service description must know of the data set: its IRI."""
        return {"dataset": dataset_iri(self.settings.perspective).value}

    @property
    def store(self) -> str:
        """The folder that queries read now."""
        return (self._writer.store if self._writer else "") or self._built

    @property
    def unmarked(self) -> str:
        """The folder of the same data without what a user wrote; empty when nothing is written."""
        return self._built if self._writer is not None and self._writer.digest else ""

    @property
    def version(self) -> str:
        """The version of the data that queries read now, as every answer gives it."""
        digest = self._writer.digest if self._writer is not None else ""
        return f"{self.settings.version}.user.{digest}" if digest else self.settings.version

    def tag(self, job: Job) -> str:
        """The ETag of an answer, made of data, perspective and request."""
        return tag(self.version, self.settings.perspective, job.wish())

    async def start(self) -> None:
        """Start the processes. Raises StoreError when no worker can be started, or what is written cannot be kept."""
        self._take_store()
        if self._writer is not None:
            await self._writer.start()
        _ = self.site, self.questions, self.examples  # read now: the files may change later
        try:
            await self.pool.start()
        except (DiedError, ProblemError) as error:
            why = str(error).strip().rpartition("\n")[2]
            raise StoreError(
                f"no worker can be started ({why}); see that this machine has memory and processes left"
            ) from error

    async def close(self) -> None:
        """End all processes."""
        await self.pool.close()
        if self._writer is not None:
            await self._writer.close()
        shutil.rmtree(self.settings.folder, ignore_errors=True)

    def _take_store(self) -> None:
        """Link the files of the store into a folder of this server: other builds remove stores that no command uses any more."""
        folder = self.settings.folder
        prepare_cache(folder.parent)  # it sweeps away what servers left that were killed
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            Store.read_only(str(self.settings.store)).backup(self._built)
            for build in {self._whole, self.settings.store.parent}:
                link_build(build, folder / _BUILDS)
        except OSError as error:
            raise StoreError(
                f"{folder}: the store cannot be linked ({error}); set DETENTE_CACHE to another folder"
            ) from error

    def answer(self, job: Job, *, client: str, gone: Gone) -> AbstractAsyncContextManager[tuple[Reply, Worker]]:
        """Let a worker answer; the store that it reads stays for as long. Raises ProblemError as :class:`Asking` does."""
        asking = Asking(self.pool, job.to_bytes(), seconds=job.seconds, client=client, gone=gone)
        return asking if self._writer is None else self._kept(job.store, asking)

    @asynccontextmanager
    async def _kept(self, store: str, asking: Asking) -> AsyncIterator[tuple[Reply, Worker]]:
        """A store that a change may put another in place of; without changes there is one, which stays."""
        self._readers[store] = self._readers.get(store, 0) + 1
        try:
            async with asking as answering:
                yield answering
        finally:
            self._readers[store] -= 1
            self._let_go(store)

    async def change(self, asked: Change, content: bytes) -> Reply:
        """Let the writer make a change; whoever asks afterwards sees it. Raises ProblemError when it cannot be made."""
        if self._writer is None:
            raise ProblemError(403, "this server is read-only; one that is started with --writable takes changes")
        before = self.store
        reply = await self._writer.change(asked, content)
        self._let_go(before)
        return reply

    def _let_go(self, store: str) -> None:
        """Remove a snapshot that is neither the newest nor read by anyone."""
        if store not in (self.store, self._built) and not self._readers.get(store):
            self._readers.pop(store, None)
            shutil.rmtree(store, ignore_errors=True)
