"""What a client sends as parameters is read as the standard library reads it, whatever it is."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.service.problems import ProblemError
from graph.service.requests import parameters, unescaped

PIECES = st.sampled_from(
    [b"%", b"=", b"==", b"%3D", b"%0d%0A", b"\r\n", b"%2B", b"+", b"&", b"_", b"query", b"%C3%A9", b"%e2", b"\xe9"]
)
SENT = st.lists(PIECES | st.binary(max_size=3), max_size=12).map(b"".join)


@given(SENT)
@example(b"a=%")
@example(b"=%\n=3D")
def test_escapes_are_replaced_as_the_standard_library_does(content: bytes) -> None:
    assert unescaped(content) == unquote_to_bytes(content)


@given(SENT)
def test_parameters_are_those_of_the_standard_library(content: bytes) -> None:
    try:
        expected = parse_qsl(content.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(ProblemError, match="not UTF-8"):
            parameters(content)
    else:
        assert parameters(content) == expected


def test_there_are_only_so_many_parameters() -> None:
    assert len(parameters(b"&".join([b"a=1"] * 1000))) == 1000
    with pytest.raises(ProblemError, match="more than 1000"):
        parameters(b"&".join([b"a=1"] * 1001))
