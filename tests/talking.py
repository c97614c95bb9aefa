"""A conversation in which the lines to type were prepared."""

from __future__ import annotations

from handnn.cli.dialogue import Talk


class Script(Talk):
    """Types what was prepared, and keeps what was said."""

    def __init__(self, *lines: str, plain: bool = False) -> None:
        self.plain = self.ascii = plain
        self.said: list[str] = []
        self.drawn: list[str] = []
        self.asked: list[str] = []
        self._lines = iter(lines)

    def say(self, text: str, style: str | None = None) -> None:
        self.said.append(text)

    def draw(self, drawing: str) -> None:
        self.drawn.append(drawing)

    def ask(self, prompt: str) -> str:
        self.asked.append(prompt)
        try:
            return next(self._lines)
        except StopIteration:
            raise EOFError from None
