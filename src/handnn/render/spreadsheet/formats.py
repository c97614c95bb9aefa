"""The formats of a workbook: the same one for the same properties."""

from __future__ import annotations

from typing import Any


class Formats:
    """Makes the formats of a workbook, each once.

    Args:
        workbook: XlsxWriter's workbook.
        always: Properties that all of them have.
    """

    def __init__(self, workbook: Any, **always: Any) -> None:
        self._workbook = workbook
        self._always = always
        self._made: dict[frozenset[tuple[str, Any]], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = frozenset(properties.items())
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**self._always, **properties})
        return self._made[key]
