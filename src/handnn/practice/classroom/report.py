"""The report on a class."""

from __future__ import annotations

import os
from pathlib import Path

from handnn import terminal
from handnn.files.atomic import write_atomic
from handnn.practice.classroom.report_text import text
from handnn.practice.classroom.results import Results
from handnn.practice.classroom.saving import pen_for


class ClassReport(Results):
    """The report on a class; made by `grade`. `print` shows it.

    Attributes:
        learners: What each learner handed in, checked, in the order of the files: ``name``,
            ``title``, ``source`` and ``feedback``.
        problems: What cannot be checked: ``source``, and why, ``message``.
    """

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the report into a file, in the format that the suffix names.

        ``.csv`` and ``.xlsx`` are tables with a row for each learner; ``.html`` is a page with the
        table and pictures of the most common cells and slips, ``.txt`` what `print` shows.

        Args:
            path: The file; an existing one is replaced.

        Raises:
            ArgumentError: If the suffix is none of these.
            MissingExtraError: If what writes the format is not installed.
            FileAccessError: If the file cannot be written.
        """
        write_atomic(Path(path), pen_for(path)(self))

    def text(self, ascii: bool | None = None) -> str:
        """The report as text: the learners, the problems, and bars for what went wrong.

        Args:
            ascii: Whether to keep to ASCII; by default what the terminal can draw.
        """
        return text(self, terminal.is_plain() if ascii is None else ascii)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"ClassReport: {self.summary}"
