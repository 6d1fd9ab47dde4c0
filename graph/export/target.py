"""Where an export goes: a file or a folder that is whole or is not there, and is never written over unasked."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from graph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


def refuse_existing(target: Path, *, force: bool) -> None:
    """Raise UsageError when something is at ``target`` that must not be written over, or it cannot be made there.

    With ``force`` a file gives way to a file; in a folder the files of the same names do. Into a device or a pipe one may write.
    """
    if not target.parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}; make it first")
    if target.exists() and not force and not _takes_bytes(target):
        raise UsageError(f"{target} is there already; name another, or write over it with --force")


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file when the block ends well, and are gone when it does not. A device or a pipe, such as
    ``/dev/null``, stays one and takes the bytes as they come.

    Raises UsageError when the file cannot be written there.
    """
    if target.is_dir():
        raise UsageError(f"{target} is a folder; name a file")
    partial = target if _takes_bytes(target) else target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as out:
            yield out
        if partial != target:
            partial.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        if partial != target:
            with suppress(OSError):
                partial.unlink()


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """An empty folder whose files stand in ``target`` when the block ends well, and are gone when it does not.

    Raises UsageError when the folder cannot be written there.
    """
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; this format is a folder of files, so name a folder")
    partial = None
    try:
        partial = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
        yield partial
        if target.is_dir():
            for file in sorted(partial.iterdir()):
                file.replace(target / file.name)
        else:
            partial.chmod(0o755)
            partial.rename(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def _takes_bytes(target: Path) -> bool:
    """Whether something is there that is neither a file nor a folder."""
    return target.exists() and not target.is_file() and not target.is_dir()


def _unwritable(target: Path, error: OSError) -> UsageError:
    return UsageError(f"{target}: cannot be written ({error.strerror or error})")
