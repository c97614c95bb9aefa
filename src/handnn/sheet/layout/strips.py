"""Lines of code drawn one below the other: arrays as blocks, operators between them, the result.

What does not fit the staircase, because several arrays meet, is drawn as the code has it. What the
code was given is printed; what it computed is handwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from handnn.arithmetic import as_result
from handnn.code import Line, is_line
from handnn.elision import shortened
from handnn.sheet.layout.expression import Grid, Token, grids_of, joined, tokens_of
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.page import Block, Limits, Role
from handnn.step import Step

WIDEST = 120  # characters of a row, roughly, where there is room for all
LONGEST_CODE = 70  # characters of a line of code above its strip
LETTERS_IN_SQUARE = 4  # of a name, roughly
_ROLES: dict[str, Role] = {
    "input": "input",
    "parameter": "parameter",
    "gradient": "gradient",
    "target": "target",
}


def add_line(builder: PageBuilder, line: Step) -> None:
    """Place a line of code: the code, and below it the arrays that it takes and its result.

    A layer that has no place on the staircase is drawn in the same way, its name instead of code.
    """
    label = line.layer.label if is_line(line) else f"{line.path} ({line.layer.label})"
    result = line.variable("output").name
    add_row(builder, label, equation_of(line, builder.limits), line.path, result)


def add_code(builder: PageBuilder, lines: Iterable[Step]) -> bool:
    """Place lines of code, one below the other, above the staircase that draws them.

    Returns:
        Whether there are any.
    """
    row = builder.bottom + 1 if builder.blocks else 0
    for i, line in enumerate(placed := list(lines)):
        _add_code(builder, line.layer.label, row + i, line.path)
    builder.align_left()
    return bool(placed)


def add_row(
    builder: PageBuilder, label: str, tokens: Sequence[Token], path: str, result: str = ""
) -> None:
    """Place grids and signs side by side below everything else, in more rows if they are many.

    Args:
        builder: The page.
        label: What stands above.
        tokens: The grids, and the signs between them.
        path: The path of the step that they belong to.
        result: The name of the array that is the step's output.
    """
    row = builder.bottom + 1 if builder.blocks else 0
    _add_code(builder, label, row, path)
    row += 1
    if (product := _product_in(tokens)) is not None:
        _place_product(builder, product, row, path, result)
        builder.align_left()
        return
    for part in _wrapped(tokens, _room(builder.limits)):
        _place(builder, part, row, path, result)
        row = builder.bottom + 1
    builder.align_left()


def _add_code(builder: PageBuilder, code: str, row: int, path: str) -> None:
    builder.add_mark("code", shortened(code, LONGEST_CODE), (row, 0), step=path)


def _product_in(tokens: Sequence[Token]) -> list[Grid] | None:
    """The three matrices, if a row is nothing but ``A · B = C``."""
    grids = [token for token in tokens if isinstance(token, Grid)]
    signs = [token.strip() for token in tokens if isinstance(token, str)]
    if signs != ["·", "="] or any(1 in (len(g.cells), len(g.cells[0])) for g in grids[:2]):
        return None
    return grids


def _place_product(
    builder: PageBuilder, product: Sequence[Grid], row: int, path: str, result: str
) -> None:
    """By the product rule: every cell of C stands where its row of A and its column of B cross."""
    A, B, C = product
    column = len(A.cells[0]) + 1
    strip = builder.new_strip()
    above = _add_grid(builder, B, row, column, path, "", strip, beside=True)
    level = above.bottom + 1
    _add_grid(builder, A, level, 0, path, "")
    _add_grid(builder, C, level, column, path, path if C.variable.name == result else "", strip)


def _place(builder: PageBuilder, tokens: Sequence[Token], row: int, path: str, result: str) -> None:
    """Place grids and signs side by side, the smaller ones half-way down."""
    height = max(len(token.cells) for token in tokens if isinstance(token, Grid))
    column = 0
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        names = _overhang(before) + _overhang(after)
        if isinstance(token, str):
            sign = token.strip()
            width = max(1, -(-(len(sign) + 1) // LETTERS_IN_SQUARE), names)
            builder.add_mark("function", sign, (row, column), (height, width), path)
            column += width
            continue
        column += 0 if before else _overhang(token)
        top = row + (height - len(token.cells)) // 2
        step = path if token.variable.name == result else ""
        column = _add_grid(builder, token, top, column, path, step).right


def _overhang(grid: Token | None) -> int:
    """How many squares a name below a grid is wider than it, on either side."""
    if not isinstance(grid, Grid):
        return 0
    needed = -(-len(grid.name) // LETTERS_IN_SQUARE)
    return max(0, -(-(needed - len(grid.cells[0])) // 2))


def _add_grid(
    builder: PageBuilder,
    grid: Grid,
    row: int,
    column: int,
    path: str,
    step: str,
    strip: int | None = None,
    beside: bool = False,
) -> Block:
    """A block with its name below it, or beside it."""
    role = _ROLES.get(grid.variable.role, "value")
    repeated = any(block.name == grid.name for block in builder.blocks)
    at = row, column
    block = builder.add_block(grid.name, role, step, at, grid.cells, strip=strip, repeated=repeated)
    if beside:
        size = block.height, 1 + len(grid.name) // 4
        builder.add_mark("caption", grid.name, (block.row, block.right), size, path)
    else:
        at, size = (block.bottom, block.column), (1, block.width)
        builder.add_mark("caption", grid.name, at, size, path, block.strip)
    return block


def equation_of(step: Step, limits: Limits) -> list[Token]:
    """A line of code, or a layer, as an equation of grids; where it is none, with an arrow."""
    tokens, sign = _written(step, limits), " = "
    if not tokens:
        tokens = listed(list(_taken(step, limits)))
        sign = " → " if tokens else ""  # where the code has filled it in itself
    variable = step.variable("output")
    result = grids_of(step.output, variable, limits, False, _lies(step, tokens))
    return joined([*tokens, sign, *listed(result)])


def _written(step: Step, limits: Limits) -> list[Token]:
    """What stands left of the equals sign, if it can be written; not what only looks things up."""
    if step.layer.takes_whole_numbers:
        return []
    try:
        return tokens_of(as_result(step.rerun()).node, limits)
    except Exception:  # whoever asks for the arithmetic is told what it is
        return []


def _taken(step: Step, limits: Limits) -> Iterator[Grid]:
    """The arrays that a step takes."""
    if isinstance(step, Line):
        for source in step.sources:
            yield from grids_of(source.value, source.variable, limits, source.is_given)
        return
    x = step.variable("input")
    yield from grids_of(step.input, x, limits, x.role == "input")
    for name, array in step.parameters.items():
        yield from grids_of(array, step.parameter_variable(name), limits, True)


def listed(grids: Sequence[Grid]) -> list[Token]:
    """Grids with commas between them."""
    return [token for grid in grids for token in (", ", grid)][1:]


def _lies(line: Step, tokens: Sequence[Token]) -> bool:
    """Whether a vector that results lies down.

    It does if it has a number for each column, or all vectors lie that it was made of.
    """
    if any(isinstance(token, str) and "column " in token for token in tokens):
        return line.output.ndim == 1
    grids = [token for token in tokens if isinstance(token, Grid)]
    lying = [len(grid.cells) == 1 and len(grid.cells[0]) > 1 for grid in grids]
    return line.output.ndim == 1 and bool(lying) and all(lying)


def _room(limits: Limits) -> int:
    """How many characters a row of grids may be wide, roughly: fewer the shorter segments are."""
    return WIDEST if limits.segment >= Limits().segment else 14 + 12 * limits.segment


def _wrapped(tokens: Sequence[Token], room: int) -> list[list[Token]]:
    """The tokens in rows that are no wider than there is room, or have a single grid."""
    rows: list[list[Token]] = [[]]
    used = 0
    for i, token in enumerate(tokens):
        after = tokens[i + 1 : i + 2] if isinstance(token, str) else []
        width = sum(map(_width, (token, *after)))
        if isinstance(token, str) and after and rows[-1] and used + width > room:
            rows.append([])
            used = 0
        rows[-1].append(token)
        used += _width(token)
    return rows


def _width(token: Token) -> int:
    """Roughly how many characters wide a grid or a sign is."""
    if isinstance(token, str):
        return len(token) + 2
    columns = zip(*token.cells, strict=True)
    return 1 + sum(3 + max(len(cell.shown.text) for cell in column) for column in columns)
