"""The one process that writes: the graph *user* in memory and in its file, and snapshots of the whole for the readers.

Called as ``python -P -m graph.service.writer MEGABYTES FILE STORE FOLDER`` with a socket as standard input. Its first frame
says that it is ready; each request is a frame with a line of JSON (:class:`graph.service.writing.Change`) and the body, and
each answer one with status, snapshot and digest. A change that fails, or in which the process is killed, leaves no trace.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
from pathlib import Path

from graph.errors import DetenteError
from graph.service.frames import JOB, READY, WHOLE, Reader, frame
from graph.service.problems import PROBLEM, ProblemError
from graph.service.user_graph import UserGraph
from graph.service.worker import limit_process
from graph.service.writing import Change, change


def main(megabytes: str, file: str, store: str, folder: str) -> int:
    """Write until the server closes the socket; the exit code is 0, or that of the error for which nothing can be written."""
    limit_process(int(megabytes))
    connection = socket.socket(fileno=0)
    try:
        lock = _locked(Path(file))
        user = UserGraph(Path(file), Path(store), Path(folder))
    except (DetenteError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return getattr(error, "exit_code", 5)
    connection.sendall(frame(READY, _state(user)))
    reader = Reader(connection)
    while (got := reader.read()) is not None:
        if got[0] == JOB:
            connection.sendall(frame(WHOLE, _answer(user, got[1])))
    os.close(lock)
    return 0


def _locked(file: Path) -> int:
    """Hold the file for this process alone. Raises OSError when another server writes it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise OSError(
            f"{file}: another server writes to it; stop that one, or name another file with --user-graph"
        ) from error
    return lock


def _state(user: UserGraph, **members: object) -> bytes:
    return json.dumps({"store": user.snapshot, "digest": user.digest, **members}).encode()


def _answer(user: UserGraph, content: bytes) -> bytes:
    head, _, body = content.partition(b"\n")
    asked = Change(**json.loads(head))
    try:
        status = change(user, asked, body)
        user.commit()
    except ProblemError as error:
        user.reload()
        return _state(user, status=error.status, type=PROBLEM, headers=error.headers) + b"\n" + error.body()
    except DetenteError as error:
        user.reload()
        failed = ProblemError(507, str(error))
        return _state(user, status=507, type=PROBLEM, headers={}) + b"\n" + failed.body()
    return _state(user, status=status, type="", headers={})


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
