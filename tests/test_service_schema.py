"""Schemathesis asks every address of ``/openapi.json``, with right values and wrong: the server keeps what it says there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import warm
from served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from served import Served

CHECKS = (
    "answers_without_an_error_of_its_own,status_code_conformance,content_type_conformance,response_schema_conformance"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("--workers", "2", cache=warm()) as server:
        yield server


RUNS = {
    "every address, with values at random": ("examples,fuzzing", "."),
    "things and some questions, at the bounds of each parameter": (
        "coverage", "^(?!/ask/)|/ask/(about|blocked-agreements|counts|yearly-counts)$"
    ),
}  # fmt: skip
"""The phases of Schemathesis, and the addresses. At the bounds of all questions it takes minutes; they share one code."""


@pytest.mark.slow  # hundreds of requests
@pytest.mark.parametrize("which", RUNS)
def test_every_answer_is_one_that_the_description_has(which: str, server: Served, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis", reason="no Schemathesis: pip install -e '.[clients]'")
    options = ["--seed", "1", "--max-examples", "2", "--generation-database", "none", "--workers", "2", "--no-color"]
    phases, paths = RUNS[which]
    what = ["--phases", phases, "--include-path-regex", paths, "--checks", CHECKS]
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("st")), "run", f"{server.address}/openapi.json", *options, *what],
        env={**os.environ, "PYTHONPATH": here, "SCHEMATHESIS_HOOKS": "schema_checks"},
        cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    count = re.search(r"([0-9]+) generated", done.stdout)
    assert count is not None
    assert int(count[1]) > 100
    tested = re.search(r"Selected: ([0-9]+)/([0-9]+)\s+Tested: \1\n", done.stdout)
    assert tested is not None, done.stdout[-2000:]
    assert paths != "." or tested[1] == tested[2]
