"""Packages that only marked tests need.

The README's test command does without them. Modules of such tests still have to be read there, so
that the tests that are left out can be counted and named.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Missing:
    """Stands for something of a package that is not installed; using it says so."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Missing:
        return Missing(f"{self._name}.{attribute}")

    def __call__(self, *args: object, **kwargs: object) -> Any:
        raise ModuleNotFoundError(f"This test needs {self._name}, which is not installed.")


def optional(module: str) -> Any:
    """A module, or what stands for it where its package is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError:
        return Missing(module)
