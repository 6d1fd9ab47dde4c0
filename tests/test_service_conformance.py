"""The W3C manifests of SPARQL 1.1 Protocol, Graph Store Protocol and Service Description pass on a server that really runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from protocol_suite import Case, cases, run_case
from served import served_empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from served import Served

FAILURES: dict[str, str] = {}
"""Tests that may fail, each with its reason: none."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_empty(tmp_path_factory.mktemp("suite"), workers=2) as server:
        yield server


@pytest.mark.skipif(not cases(), reason="the manifests (50 tests) are in shared/suites, which is not here")
def test_the_manifests_have_as_many_tests_as_we_know() -> None:
    suites = [case.suite for case in cases()]
    assert {suite: suites.count(suite) for suite in suites} == {
        "protocol": 34, "graph-store-protocol": 13, "service-description": 3,
    }  # fmt: skip
    assert FAILURES.keys() <= {case.name for case in cases()}


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.suite}-{case.name}")
def test_of_the_manifests(case: Case, server: Served) -> None:
    if case.name in FAILURES:
        with pytest.raises(AssertionError):
            run_case(case, server)
    else:
        run_case(case, server)
