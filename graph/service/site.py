"""What a worker must know to answer questions and to describe things: the build that is served, and what lies beside it."""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.build import see_from
from graph.errors import StoreError
from graph.kept_answers import FOLDER
from graph.perspective import PLAIN, perspective_of
from graph.store import open_built

if TYPE_CHECKING:
    from graph.store import Opened

_WHOLE, _SEEN = 2, 4
"""How many stores a worker keeps open at most: whole ones, and ones seen from perspectives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One build as it is served.

    ``folder`` holds the store of the whole graph, of that ``version``; ``perspective``, in words, is that from which the server
    shows it, empty for the whole. ``overlays`` are the folders laid over the shipped one, and ``bases`` the starts of all IRIs.
    """

    folder: str
    version: str
    perspective: str = ""
    overlays: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The site as plain JSON values."""
        return asdict(self)

    def opened(self, perspective: str = "") -> Opened:
        """The store as seen from a perspective in words, else from that of the server; built first where there is none.

        Raises UsageError and UnknownNameError for a perspective that cannot be, and StoreError when the store is gone.
        """
        words = perspective or self.perspective
        return _seen(self, words) if words else _whole(self.folder, self.version)


def site_from_json(found: dict[str, Any]) -> Site:
    """The site that :meth:`Site.to_json` wrote."""
    return Site(**found | {"overlays": tuple(found["overlays"]), "bases": tuple(found["bases"])})


def link_build(build: Path, folder: Path) -> None:
    """Link the files of a build, under its name, into a folder: there no other build removes it from the cache.

    What is seen from perspectives on it is kept beside it. Raises OSError when files can be neither linked nor copied.
    """
    shutil.copytree(build, folder / build.name, copy_function=_link, ignore=shutil.ignore_patterns(FOLDER))


def _link(file: str, other: str) -> None:
    try:
        os.link(file, other)
    except OSError:  # not every file system has links
        shutil.copy2(file, other)


@lru_cache(maxsize=_WHOLE)
def _whole(folder: str, version: str) -> Opened:
    opened = open_built(Path(folder), version, PLAIN)
    if opened is None:
        raise StoreError(f"the store of version {version} is gone from the cache; start the server again")
    return opened


@lru_cache(maxsize=_SEEN)
def _seen(site: Site, words: str) -> Opened:
    overlays = tuple(map(Path, site.overlays))
    return see_from(_whole(site.folder, site.version), perspective_of(words.split()), overlays)
