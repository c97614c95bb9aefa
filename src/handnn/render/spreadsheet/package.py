"""XlsxWriter, for those who have it."""

from __future__ import annotations

from typing import Any

from handnn.errors import MissingExtraError


def xlsxwriter() -> Any:
    """The package that writes spreadsheets.

    Raises:
        MissingExtraError: If it is not installed.
    """
    try:
        import xlsxwriter as package
    except ImportError as error:
        raise MissingExtraError(
            "Spreadsheets are written with XlsxWriter, which is not installed: "
            'pip install "handnn[xlsx]".'
        ) from error
    return package
