"""The log of a server, on standard error: one line of JSON for each request, and one for each thing that went wrong."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_LONGEST = 10_000


def start_logging() -> None:
    """Let warnings and errors, those of the web server too, go to standard error as lines of JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("uvicorn.error").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the web server says what our own does not: that an answer was left without an end, it does."""
    return "without completing response" not in record.getMessage()


def write_line(members: dict[str, object]) -> None:
    """Write one line with these members; texts that are too long are cut. A log that nobody can read any more is no fault."""
    try:
        sys.stderr.write(line({name: _cut(value) for name, value in members.items()}))
    except OSError:  # suppress() would cost each request more than the catch
        return


def line(members: dict[str, object]) -> str:
    """One line of JSON, in ASCII: nothing that a client sends can begin another line, or colour a terminal."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": now, **members}) + "\n"


def _cut(value: object) -> object:
    return f"{value[:_LONGEST]} …" if isinstance(value, str) and len(value) > _LONGEST else value


class _Lines(logging.Formatter):
    """Makes a line of JSON of a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        members: dict[str, object] = {"level": record.levelname.lower(), "message": record.getMessage()}
        if record.exc_info:
            members["traceback"] = self.formatException(record.exc_info)
        return line(members).rstrip("\n")
