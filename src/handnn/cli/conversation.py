"""A conversation on the terminal."""

from __future__ import annotations

from handnn import terminal
from handnn.arithmetic import to_ascii
from handnn.cli.dialogue import Talk
from handnn.cli.screen import Screen


class Terminal(Talk):
    """A conversation on a terminal.

    Args:
        screen: Where to print.
        plain: Whether it is listened to.
    """

    def __init__(self, screen: Screen, plain: bool) -> None:
        self.plain = plain
        self.ascii = screen.ascii or plain
        self._screen = screen

    def say(self, text: str, style: str | None = None) -> None:
        """Print a message, in one line if it is listened to."""
        if self.plain:
            self._screen.line(" ".join(text.split()))
        else:
            self._screen.line(terminal.wrap(text), style)

    def draw(self, drawing: str) -> None:
        """Print a drawing as it is, with an empty line before and after it."""
        self._screen.line(f"\n{drawing}\n")

    def ask(self, prompt: str) -> str:
        """Ask for a line."""
        return input(to_ascii(prompt) if self.ascii else prompt)
