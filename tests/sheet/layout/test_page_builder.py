"""Blocks and marks laid out from anywhere, and moved to where the page begins."""

from hypothesis import given
from hypothesis import strategies as st

from handnn.arithmetic import Variable
from handnn.sheet import Limits
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.page import Cell

X, H = Variable("x", "input"), Variable("h", "value")


def cells(height, width, variable=X):
    return tuple(
        tuple(Cell(variable, (i, j), float(10 * i + j)) for j in range(width))
        for i in range(height)
    )


def test_an_empty_page_has_no_rows():
    builder = PageBuilder(Limits())
    assert builder.bottom == 0
    builder.align_left()
    assert (builder.blocks, builder.marks) == ([], [])


def test_a_block_stands_where_it_is_put():
    builder = PageBuilder(Limits())
    block = builder.add_block(
        "x", "input", "hidden", (2, -3), cells(4, 2), bias="row", repeated=True
    )
    assert builder.blocks == [block]
    assert (block.row, block.column, block.height, block.width) == (2, -3, 4, 2)
    assert (block.bottom, block.right, builder.bottom) == (6, -1, 6)
    assert (block.name, block.role, block.step) == ("x", "input", "hidden")
    assert (block.bias, block.repeated) == ("row", True)


def test_blocks_have_strips_of_their_own_unless_they_share_one():
    builder = PageBuilder(Limits())
    first = builder.add_block("x", "input", "", (0, 0), cells(1, 1))
    second = builder.add_block("z", "value", "", (2, 0), cells(1, 1))
    shared = builder.add_block("h", "value", "", (4, 0), cells(1, 1), strip=first.strip)
    assert first.strip != second.strip
    assert shared.strip == first.strip
    assert builder.new_strip() not in {first.strip, second.strip}


def test_a_mark_is_one_line_or_two_and_has_a_size():
    builder = PageBuilder(Limits())
    builder.add_mark("name", "x", (1, 2))
    builder.add_mark("function", ["φ", "≈"], (3, 4), (5, 6), "relu", strip=7)
    one, two = builder.marks
    assert (one.lines, one.row, one.column, one.height, one.width) == (("x",), 1, 2, 1, 1)
    assert (one.step, one.strip) == ("", None)
    assert (two.lines, two.row, two.column, two.height, two.width) == (("φ", "≈"), 3, 4, 5, 6)
    assert (two.step, two.strip) == ("relu", 7)
    assert (two.bottom, two.right, builder.bottom) == (8, 10, 8)


@given(
    st.lists(
        st.lists(st.tuples(st.booleans(), st.integers(-20, 20)), min_size=1, max_size=5),
        min_size=1,
        max_size=4,
    )
)
def test_each_part_settles_at_the_margin_and_keeps_its_shape(parts):
    builder = PageBuilder(Limits())
    settled = []
    for part in parts:
        begin = len(builder.blocks), len(builder.marks)
        for is_block, column in part:
            if is_block:
                builder.add_block("x", "input", "", (0, column), cells(1, 1))
            else:
                builder.add_mark("caption", "words", (0, column))
        builder.align_left()
        blocks, marks = builder.blocks[begin[0] :], builder.marks[begin[1] :]
        at = iter([thing.column for thing in blocks]), iter([thing.column for thing in marks])
        now = [next(at[0] if is_block else at[1]) for is_block, _ in part]
        left = min(column for _, column in part)
        assert now == [column - left for _, column in part]
        assert [*builder.blocks[: begin[0]], *builder.marks[: begin[1]]] == settled
        settled = [*builder.blocks, *builder.marks]
    builder.align_left()
    assert [*builder.blocks, *builder.marks] == settled


def test_a_cell_that_is_reworked_keeps_what_it_was():
    builder = PageBuilder(Limits())
    before = builder.add_block("x", "input", "", (0, 0), cells(2, 1))
    once = builder.overwrite(before, cells(2, 1, H))
    twice = builder.overwrite(once, cells(2, 1, X))
    assert builder.blocks == [twice]
    cell = twice.cells[1][0]
    assert (cell.variable, cell.becomes.variable, cell.last.variable) == (X, H, X)
    assert cell.becomes.becomes is cell.last
    assert (twice.row, twice.column, twice.strip) == (before.row, before.column, before.strip)


def test_a_block_that_is_laid_down_has_its_rows_for_columns():
    builder = PageBuilder(Limits())
    other = builder.add_block("z", "value", "", (9, 9), cells(1, 1))
    block = builder.add_block("x", "input", "", (0, 0), cells(2, 3))
    down = builder.transpose(block)
    assert builder.blocks == [other, down]
    assert (down.name, down.height, down.width) == ("xᵀ", 3, 2)
    assert [[cell.index for cell in row] for row in down.cells] == [
        [(0, 0), (1, 0)],
        [(0, 1), (1, 1)],
        [(0, 2), (1, 2)],
    ]
