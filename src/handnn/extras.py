"""Packages that handnn can do without: each is needed by one feature, and has an extra."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from handnn.errors import MissingExtraError


def package(name: str, extra: str, need: str) -> Any:
    """A package that may not be installed.

    Args:
        name: What it is imported as.
        extra: The extra of handnn that installs it.
        need: What needs it, and what it is called, for the error.

    Raises:
        MissingExtraError: If it is not installed.

    Examples:
        >>> package("nowhere", "pdf", "Printing needs nowhere")
        Traceback (most recent call last):
        ...
        handnn.errors.MissingExtraError: Printing needs nowhere, which is not installed: pip \
install "handnn[pdf]".
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtraError(
            f'{need}, which is not installed: pip install "handnn[{extra}]".'
        ) from error
