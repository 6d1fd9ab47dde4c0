"""Fixtures that several test files share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpora import write_lamps

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    """A folder of one's own with the lamp corpus, sealed."""
    write_lamps(tmp_path / "data")
    return tmp_path / "data"
