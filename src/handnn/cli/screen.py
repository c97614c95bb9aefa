"""Where a command prints, and how: with or without colours, in Unicode or ASCII."""

from __future__ import annotations

import os
from dataclasses import dataclass

from rich.console import Console

from handnn import terminal
from handnn.arithmetic import to_ascii


@dataclass
class Screen:
    """The standard output of a command.

    Attributes:
        no_color: Whether to print without colours.
        ascii: Whether to keep to ASCII; in any case where the terminal cannot draw more.
    """

    no_color: bool = False
    ascii: bool = False

    def __post_init__(self) -> None:
        self.ascii = self.ascii or terminal.is_plain()
        self._console = console(self.no_color)
        self._is_empty = True

    def __or__(self, other: Screen) -> Screen:
        return Screen(self.no_color or other.no_color, self.ascii or other.ascii)

    def title(self, text: str) -> None:
        """A heading."""
        self.text(terminal.wrap(text), style="bold")

    def text(self, text: str, style: str | None = None) -> None:
        """A paragraph, after an empty line if there is something above."""
        if not self._is_empty:
            self._console.print()
        self.line(text, style)

    def line(self, text: str, style: str | None = None) -> None:
        """One or several lines, right below what stands above."""
        self._is_empty = False
        self._console.print(to_ascii(text) if self.ascii else text, style=style)


def print_error(message: str, no_color: bool, ascii: bool) -> None:
    """Print a message in one line on the standard error."""
    line = " ".join(message.split())
    screen = console(no_color, stderr=True)
    screen.print("error:", style="bold red", end=" ")
    screen.print(to_ascii(line) if ascii or terminal.is_plain() else line)


def console(no_color: bool, stderr: bool = False) -> Console:
    """Where to print: text is left as it is, and coloured only where that is wanted."""
    return Console(
        stderr=stderr,
        color_system=None if no_color or "NO_COLOR" in os.environ else "auto",
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        width=terminal.width(),  # rich prints nothing where COLUMNS is 0
    )
