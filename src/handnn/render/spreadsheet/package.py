"""XlsxWriter, for those who have it."""

from __future__ import annotations

from typing import Any

from handnn.extras import package


def xlsxwriter() -> Any:
    """The package that writes spreadsheets.

    Raises:
        MissingExtraError: If it is not installed.
    """
    return package("xlsxwriter", "xlsx", "Spreadsheets are written with XlsxWriter")
