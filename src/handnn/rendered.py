"""How every record is shown: on a terminal, in a notebook, in a file."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator

from handnn import render, terminal
from handnn.arithmetic import to_ascii
from handnn.explanation import Explanation
from handnn.record import BackwardRecord
from handnn.step import Step


class RenderedRecord(ABC):
    """A record that draws itself with the pens: what `Trace` and `Backward` share."""

    @property
    @abstractmethod
    def run(self) -> Step:
        """The network's own step; all steps inside it have names and symbols."""

    @property
    @abstractmethod
    def backward_pass(self) -> BackwardRecord | None:
        """The backward pass, or None where there is only the run."""

    @property
    def follows(self) -> BackwardRecord | None:
        """The backward pass that an update follows; None where it is another record."""
        return None

    @abstractmethod
    def explanations(self) -> Iterator[Explanation | str]:
        """The arithmetic part by part; for a part that cannot be followed, the reason."""

    @abstractmethod
    def describe(self) -> str:
        """What happened in plain sentences, to be read aloud."""

    @abstractmethod
    def _before(self) -> list[str]:
        """The lines above the sheet in print."""

    @abstractmethod
    def _after(self, width: int, ascii: bool) -> Iterator[str]:
        """The lines below the sheet in print: the arithmetic."""

    def sheet(self) -> render.Sheet:
        """The by-hand sheet as data; `print` it, or pass it to a pen."""
        return render.Sheet.of(self)

    def save(
        self, path: str | os.PathLike[str], input_shape: tuple[int, int] | None = None
    ) -> None:
        """Write the record into a file, in the format that the suffix names.

        ``.html`` is a live page: point at a cell, change a number, step through. ``.svg`` is the
        sheet, beside the diagram where there is no backward pass; ``.md`` and ``.tex`` have the
        arithmetic as Markdown and as LaTeX, ``.txt`` is what `print` shows, and ``.json`` is the
        run as data. ``.xlsx`` is a spreadsheet in which every computed number is a formula; ``W1``
        is a cell there, so the range of that name is ``W1_``. The file is written completely or
        not at all.

        Args:
            path: The file; an existing one is replaced.
            input_shape: Rows and columns, if a sample is an image: a page then opens with it.

        Raises:
            ArgumentError: If the suffix is none of these, or the record too large for a
                spreadsheet, or there is an `input_shape` for something other than a page.
            ShapeError: If `input_shape` does not fit the input.
            FileAccessError: If the file cannot be written.
            MissingExtraError: If the format is ``.xlsx`` and XlsxWriter is not installed.
            UnexplainedError: If the format needs arithmetic that cannot be followed.
        """
        render.save_record(self, path, input_shape)

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The by-hand sheet, then the arithmetic of every cell: what `print` shows.

        Args:
            width: The longest line; the terminal's width by default.
            ascii: Whether to use ASCII only; by default, if the terminal can show no more.
        """
        width = terminal.width() if width is None else width
        ascii = terminal.is_plain() if ascii is None else ascii
        sheet = render.draw(self.sheet(), width, ascii)
        text = "\n".join([*self._before(), sheet, "", *self._after(width, ascii)])
        return to_ascii(text) if ascii else text

    def _repr_html_(self) -> str:
        """The live sheet for a notebook."""
        return render.fragment(self)

    def __str__(self) -> str:
        return self.text()
