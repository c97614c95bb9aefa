"""A canvas of characters: ruled lines, which join where they meet, and text."""

from __future__ import annotations

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
_BOX = " ╵╷│╴┘┐┤╶└┌├─┴┬┼"  # indexed by the sum of the directions in which lines leave a point
_HEAVY_DOWNWARDS = {"│": "┃", "┬": "┲", "┼": "╊", "┴": "┺"}
_HEAVY_ACROSS = {"─": "━", "├": "┝", "┼": "┿", "┤": "┥"}


class Canvas:
    """Draws with box-drawing characters, or with ASCII."""

    def __init__(self, ascii: bool) -> None:
        self._ascii = ascii
        self._lines: dict[tuple[int, int], int] = {}
        self._heavy: dict[tuple[int, int], dict[str, str]] = {}
        self._text: dict[tuple[int, int], str] = {}

    def rule_down(self, column: int, top: int, bottom: int, heavy: bool = False) -> None:
        """A vertical line between two lines of text, both included."""
        for line in range(top, bottom + 1):
            self._stroke((line, column), UP * (line > top) | DOWN * (line < bottom))
            if heavy:
                self._heavy[line, column] = _HEAVY_DOWNWARDS

    def rule_across(self, line: int, left: int, right: int, heavy: bool = False) -> None:
        """A horizontal line between two columns, both included."""
        for column in range(left, right + 1):
            self._stroke((line, column), LEFT * (column > left) | RIGHT * (column < right))
            if heavy:
                self._heavy[line, column] = _HEAVY_ACROSS

    def write(self, line: int, column: int, text: str) -> None:
        """Text that starts at a column."""
        for i, character in enumerate(text):
            self._text[line, column + i] = character

    def _stroke(self, point: tuple[int, int], directions: int) -> None:
        self._lines[point] = self._lines.get(point, 0) | directions

    def lines(self) -> list[str]:
        """Everything drawn, line by line, without trailing blanks."""
        points = {**{p: self._rule(p) for p in self._lines}, **self._text}
        height = max((line for line, _ in points), default=-1) + 1
        rows = [[] for _ in range(height)]  # type: list[list[str]]
        for (line, column), character in sorted(points.items()):
            row = rows[line]
            row.extend(" " * (column - len(row)))
            row.append(character)
        return ["".join(row).rstrip() for row in rows]

    def _rule(self, point: tuple[int, int]) -> str:
        box = _BOX[self._lines[point]]
        heavy = self._heavy.get(point, {})
        if not self._ascii:
            return heavy.get(box, box)
        if box in heavy:
            return "#" if heavy is _HEAVY_DOWNWARDS else "=" if box == "─" else "+"
        return {"│": "|", "─": "-"}.get(box, "+")
