"""The log of a server, on standard error: one line of JSON for each request, and one for each thing that went wrong."""

from __future__ import annotations

import json
import logging
import sys
import time
from functools import lru_cache
from json.encoder import encode_basestring_ascii

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
        sys.stderr.write(line(members, longest=_LONGEST))
    except OSError:  # suppress() would cost each request more than the catch
        return


def line(members: dict[str, object], *, longest: int | None = None) -> str:
    """One line of JSON, in ASCII: nothing that a client sends can begin another line, or colour a terminal.

    It is put together here: for each request, :func:`json.dumps` and :mod:`datetime` would take twice the time.
    """
    seconds, thousandths = divmod(time.time_ns() // 1_000_000, 1000)
    said = [f'"time": "{_second(seconds)}.{thousandths:03d}+00:00"']
    said += [f'"{name}": {_value(value, longest)}' for name, value in members.items()]
    return f"{{{', '.join(said)}}}\n"


def _value(value: object, longest: int | None) -> str:
    if isinstance(value, str):
        shown = value if longest is None or len(value) <= longest else f"{value[:longest]} …"
        return encode_basestring_ascii(shown)
    return repr(value) if type(value) in (int, float) else json.dumps(value)


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


class _Lines(logging.Formatter):
    """Makes a line of JSON of a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        members: dict[str, object] = {"level": record.levelname.lower(), "message": record.getMessage()}
        if record.exc_info:
            members["traceback"] = self.formatException(record.exc_info)
        return line(members).rstrip("\n")
