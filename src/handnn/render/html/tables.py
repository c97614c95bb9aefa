"""The sheet as real tables on squared paper: what the HTML page shows before any script runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from handnn.markup import element
from handnn.render.colours import colour_of_name, roles_by_name
from handnn.render.html.hypertext import arithmetic
from handnn.render.svg.legend import legend
from handnn.render.svg.mark_drawing import drawn_mark, mark_squares
from handnn.render.svg.panel import SQUARE, number_text
from handnn.render.svg.placement import Place, places
from handnn.render.svg.sheet_panel import PAD, number_width, squares_for
from handnn.sheet.page import Block, Cell, Mark, Page, Role

SMALLEST = 50  # percent of a number's size

_WORDS: dict[Role, str] = {
    "input": "the input",
    "weights": "weights",
    "parameter": "parameters",
    "pre-activation": "pre-activation",
    "activation": "activation",
    "value": "values",
    "gradient": "gradient",
    "mask": "slope of the activation",
    "target": "the target",
}


class Tables:
    """A page drawn as one table for each block, on a picture of the marks between them.

    Everything stands on the squares by classes (``c3``: three squares from the left), which
    `rules` defines; so no element needs an id or a style of its own.

    Args:
        page: What to draw.
        forward: For a backward page the page of the run alone: its marks belong to the run.
        in_blank: The markup in a square that is left blank; by default there is none.

    Attributes:
        width: In squares.
        height: In squares.
        below: Lines of the legend that are too long to stand on the sheet.
    """

    def __init__(
        self,
        page: Page,
        forward: Page | None = None,
        in_blank: Callable[[Cell], str] = number_text,
    ) -> None:
        self.page = page
        self._in_blank = in_blank
        self._forward = {(mark.kind, mark.lines) for mark in (forward or page).marks}
        self._widths = {id(block): number_width(block) for block in page.blocks}
        self.places = places(page, lambda block: squares_for(self._widths[id(block)]), mark_squares)
        self._roles = roles_by_name(page.blocks)
        key = legend(page.legend, self.places.values())
        self._legend, self.below = key.drawn, key.below
        self.width = max(key.right, *(place.right for place in self.places.values()))
        self.height = page.height

    def body(self) -> str:
        """The markup."""
        scale = min(map(self._fit, self.page.blocks), default=1.0)
        fit = f"f{max(SMALLEST, int(scale * 20) * 5)}"
        tables = "".join(self._block(block) for block in self.page.blocks)
        size = f"w{self.width} h{self.height}"
        return element("div", self._marks(), tables, class_=f"hn-sheet {size} {fit}")

    def rules(self) -> str:
        """The style rules for the squares that are used; the same on every page."""
        stand = self.places.values()
        left, top = {place.column for place in stand}, {place.row for place in stand}
        units = {place.unit for place in stand}
        return (
            "".join(f".handnn .c{n}{{left:calc(var(--hn-sq)*{n})}}" for n in sorted(left))
            + "".join(f".handnn .r{n}{{top:calc(var(--hn-sq)*{n})}}" for n in sorted(top))
            + "".join(f".handnn .u{n}{{--hn-unit:{n}}}" for n in sorted(units))
            + "".join(f".handnn .f{n}{{--hn-fit:{n / 100}}}" for n in range(SMALLEST, 100, 5))
            + box_rules(
                [self.width, *(place.width for place in stand)],
                [self.height, *(place.height for place in stand)],
            )
        )

    def place(self, thing: Block | Mark) -> Place:
        """Where a block or a mark stands."""
        return self.places[id(thing)]

    def _marks(self) -> str:
        forward, backward = "", ""
        for mark in self.page.marks:
            drawn = self._drawn(mark)
            if (mark.kind, mark.lines) in self._forward:
                forward += drawn
            else:
                backward += drawn
        groups = element("g", forward + self._legend, class_="hn-fwd")
        if backward:
            groups += element("g", backward, class_="hn-bwd")
        return element(
            "svg",
            groups,
            class_=f"hn-marks w{self.width} h{self.height}",
            viewBox=f"0 0 {self.width * SQUARE + 1} {self.height * SQUARE + 1}",
            text_anchor="middle",
            aria_hidden="true",
        )

    def _drawn(self, mark: Mark) -> str:
        """A mark; the name beside a block also above it, for a window without room at the side."""
        drawn = drawn_mark(mark, self.place(mark), self.page.blocks)
        above = self._place_above(mark)
        if above is None:
            return drawn
        on_top = drawn_mark(replace(mark, row=above.row, height=1), above, self.page.blocks)
        return element("g", drawn, class_="hn-beside") + element("g", on_top, class_="hn-above")

    def _place_above(self, mark: Mark) -> Place | None:
        """The squares above the first column of the block beside which a name stands, if free."""
        block = next((block for block in self.page.blocks if _is_beside(mark, block)), None)
        if block is None or block.row == 0:
            return None
        stands = self.place(block)
        above = Place(stands.row - 1, stands.column, 1, stands.unit, stands.unit)
        is_free = mark_squares(mark) <= above.width + 1 and not any(
            place.row <= above.row < place.row + place.height
            and place.column < above.right
            and above.column < place.right
            for place in self.places.values()
        )
        return above if is_free else None

    def _fit(self, block: Block) -> float:
        """By how much the numbers of a block must be smaller than they might be."""
        widest = self._widths[id(block)]
        return min(1.0, (self.place(block).unit * SQUARE - 2 * PAD) / widest) if widest else 1.0

    def _block(self, block: Block) -> str:
        place = self.place(block)
        classes = [
            f"hn-block c{place.column} r{place.row} w{place.width} h{place.height} u{place.unit}",
            f"hn-{colour_of_name(block.name, self._roles, 'ink')}",
        ]
        if block.role in ("gradient", "mask", "target"):
            classes.append(f"hn-{block.role} hn-bwd")
        else:
            classes.append("hn-fwd")
        if block.bias:
            classes.append(f"hn-bias-{block.bias}")
        headers = "".join(_header("col", _column_name(block, j)) for j in range(block.width))
        rows = "".join(
            element("tr", _header("row", _row_name(block, i)), *map(self._cell, row))
            for i, row in enumerate(block.cells)
        )
        return element(
            "table",
            element("caption", arithmetic(_caption(block))),
            element("thead", element("tr", "<td></td>", headers)),
            element("tbody", rows),
            class_=" ".join(classes),
        )

    def _cell(self, cell: Cell) -> str:
        if cell.elided:
            return '<td class="left-out">…</td>'
        last = cell.last
        if last.blank:
            return f'<td class="blank">{self._in_blank(cell)}</td>'
        classes = ["given"] * last.given + ["off"] * (last.off and not cell.struck)
        content = number_text(last)
        if cell.struck:
            content = element("s", number_text(cell)) + content
        elif content.startswith("−"):
            classes.append("minus")
        kind = f' class="{" ".join(classes)}"' if classes else ""
        return f"<td{kind}>{content}</td>"


def box_rules(widths: Iterable[int], heights: Iterable[int]) -> str:
    """The style rules for sizes in squares; an outline stands on the line behind the last one."""
    sizes = [("width", n) for n in sorted({*widths})] + [("height", n) for n in sorted({*heights})]
    return "".join(
        f".handnn .{what[0]}{n}{{{what}:calc(var(--hn-sq)*{n} + 1px)}}" for what, n in sizes
    )


def _is_beside(mark: Mark, block: Block) -> bool:
    """Whether a mark is the name at the left or right of a block."""
    is_level = block.row <= mark.row < block.bottom
    return (
        mark.kind == "name"
        and is_level
        and (mark.right == block.column or mark.column == block.right)
    )


# -- words ----------------------------------------------------------------------------------------


def _caption(block: Block) -> str:
    words = _WORDS[block.role] + " and bias" * (block.role == "weights" and bool(block.bias))
    return f"{block.name}: {words}, {block.height} × {block.width}"


def _header(scope: str, name: str) -> str:
    return element("th", arithmetic(name), scope=scope)


def _row_name(block: Block, i: int) -> str:
    """What a row is called: a neuron, a sample, or the place in a vector."""
    cell = next((cell for cell in block.cells[i] if not cell.elided), None)
    if cell is None:
        return "…"
    if not cell.index:
        return block.name
    if block.role == "weights":
        return f"neuron {cell.index[0] + 1}"
    if _is_laid_down(block):
        return f"sample {cell.index[0] + 1}" if cell.variable.batched else block.name
    if block.width == 1 and len(cell.index) == 1:
        return f"{cell.index[0] + 1}"  # the column has the name
    return f"{cell.variable.name}, {i + 1}"


def _column_name(block: Block, j: int) -> str:
    cell = next((row[j] for row in block.cells if not row[j].elided), None)
    if cell is None:
        return "…"
    if block.role == "weights":
        return f"weight {cell.index[1] + 1}" if len(cell.index) > 1 else "bias"
    if _is_laid_down(block):
        return str(cell.index[-1] + 1) if cell.index else block.name
    if cell.variable.batched:
        return f"sample {cell.index[0] + 1}"
    return cell.variable.name if block.width == 1 else f"{j + 1}"


def _is_laid_down(block: Block) -> bool:
    """Whether a row is a sample and a column a feature, not the other way round."""
    first = block.cells[0][0]
    return (
        block.role in ("gradient", "mask")
        and block.width > 1
        and len(first.index) < 2 + (not first.variable.batched)
    )
