import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from handnn.practice.slips import SLIPS

DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.fixture
def docs_module(monkeypatch: pytest.MonkeyPatch):
    """Import a module of docs/live, which is no package: `docs_module("cell")`."""

    def load(name: str) -> ModuleType:
        monkeypatch.syspath_prepend(DOCS / "live")
        module = importlib.import_module(name)
        monkeypatch.delitem(sys.modules, name)
        return module

    return load


@pytest.fixture(autouse=True)
def the_same_slips():
    """A page shows how to add a slip: it is gone after the test."""
    before = [*SLIPS]
    yield
    SLIPS[:] = before
