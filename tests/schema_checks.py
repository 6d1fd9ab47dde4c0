"""A check for Schemathesis, which loads this file as its hooks: no answer is an error of the server.

A 503 is none when the request itself gave so little time that it may be over.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import schemathesis

_LITTLE = 10.0
"""Below so many seconds of ``timeout=``, how busy the machine is may decide."""


@schemathesis.check  # type: ignore[untyped-decorator, unused-ignore]  # typed only in some of its versions
def answers_without_an_error_of_its_own(_: Any, response: Any, case: Any) -> None:
    """A status of 500 or more is an error of the server, but for a 503 that the time given explains."""
    if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return
    late = response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and "retry-after" in response.headers
    little = float((case.query or {}).get("timeout") or _LITTLE) < _LITTLE
    excused = late and little and "ran longer than" in response.text
    assert excused, f"{response.status_code}: {response.text}"
