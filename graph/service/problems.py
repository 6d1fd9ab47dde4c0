"""Errors as a client sees them: problem details in JSON (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus

PROBLEM = "application/problem+json"


class ProblemError(Exception):
    """An answer that is an error: its status, what is wrong and what to do, more members, and more headers."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **members: object) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.members = members

    def body(self) -> bytes:
        """The problem as JSON."""
        return problem(self.status, self.detail, **self.members)


def problem(status: int, detail: str, **members: object) -> bytes:
    """A problem as JSON: type, title, status, detail, and what else is known, such as line and column."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")
