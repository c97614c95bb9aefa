import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

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
