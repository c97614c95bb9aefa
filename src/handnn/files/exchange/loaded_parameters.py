"""What `Sequential.load_parameters` did: which array went where."""

from __future__ import annotations

from collections.abc import Mapping

from handnn import terminal
from handnn.arithmetic import to_ascii
from handnn.frozen import frozen
from handnn.markup import escaped

_HEADINGS = ("name", "shape", "from", "found by")


@frozen("origins", "shapes", "by_order", "unused")
class LoadedParameters:
    """Which array went where; `print` it to see a table.

    Attributes:
        where: The file, or words for it.
        origins: For each parameter and buffer of the network the name of its array there; None for
            a buffer that has none there and stays as it was.
        shapes: The shape of each.
        by_order: The names of those whose array was found by order and shape, not by its name.
        unused: The names of the arrays that were not needed.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[0, 0, 0]], [0], name="z"), hn.ReLU())
        >>> print(net.load_parameters({"0.weight": [[1, -1, 1]], "0.bias": [-5]}))
        name  shape   from      found by
        ────────────────────────────────
        z.W   (1, 3)  0.weight  order
        z.b   (1,)    0.bias    order
        >>> net([4, 1, 3])
        array([1.])
    """

    where: str
    origins: Mapping[str, str | None]
    shapes: Mapping[str, tuple[int, ...]]
    by_order: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    def _rows(self) -> list[tuple[str, str, str, str]]:
        rows = [_HEADINGS]
        for name, origin in self.origins.items():
            if origin is None:
                rows.append((name, str(self.shapes[name]), "-", "stays as it was"))
            else:
                how = "order" if name in self.by_order else "name"
                rows.append((name, str(self.shapes[name]), origin, how))
        return rows

    def _note(self) -> str:
        """What was not needed."""
        if not self.unused:
            return ""
        return f"Not used from {self.where}: {', '.join(self.unused)}."

    def __str__(self) -> str:
        ascii = terminal.is_plain()
        rows = self._rows()
        if ascii:
            rows = [tuple(map(to_ascii, row)) for row in rows]  # type: ignore[misc]
        lines = terminal.table(rows, ascii)
        if self.unused:
            lines += ["", terminal.wrap(to_ascii(self._note()) if ascii else self._note())]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The table for a notebook."""
        head, *rows = [[escaped(cell) for cell in row] for row in self._rows()]
        heads = "".join(f'<th scope="col">{cell}</th>' for cell in head)
        body = "".join(
            f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
            for name, *others in rows
        )
        note = f"<p>{escaped(self._note())}</p>" if self.unused else ""
        return (
            f'<table class="handnn-summary"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{body}</tbody></table>{note}"
        )
