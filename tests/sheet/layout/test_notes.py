"""What is said below the drawing: what it leaves out, and code that really shows it."""

import numpy as np
import pytest
from custom_layers import Mix
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.arithmetic import Variable
from handnn.sheet import Limits, forward_page
from handnn.sheet.layout.notes import ask_for_value, first_notes, matrix_note, notes_on
from handnn.sheet.page import Block, Cell

X = Variable("x", "input")


def notes(*cells):
    return notes_on([Block(0, 0, "x", "input", "", (cells,), 0)], lambda: "trace[0].explain(3)")


def test_a_plain_block_needs_no_words():
    assert notes(Cell(X, (0,), 2.0)) == ()


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        (Cell(X, (0,), 1 / 3), "≈ Values are rounded for display."),
        (
            Cell(X, (0,), 2.0, becomes=Cell(X, (0,), 1 / 3)),
            "≈ Values are rounded for display.",
        ),
        (
            Cell(X),
            "… stands for cells left out. Ask for any of them: print(trace[0].explain(3))",
        ),
        (
            Cell(X, (0,), -2.0, becomes=Cell(X, (0,), 0.0)),
            "Two numbers in one cell: ReLU makes 0 of the first.",
        ),
    ],
)
def test_what_a_reader_must_be_told(cell, note):
    assert note in notes(Cell(X, (0,), 2.0), cell)


def test_a_number_that_stays_is_not_struck_out():
    assert notes(Cell(X, (0,), 2.0, becomes=Cell(X, (0,), 2.0))) == ()


@given(st.integers(1, 30), st.integers(0, 12), st.integers(3, 8), st.integers(3, 8))
def test_the_code_that_is_advised_gives_a_cell_that_is_left_out(width, samples, features, most):
    x = np.ones((samples, 2)) if samples else np.ones(2)
    trace = hn.Sequential(hn.Dense(np.ones((width, 2)), name="hidden")).trace(x)
    page = forward_page(trace.run, Limits(features=features, samples=most))
    chain = list(trace.run.leaves())
    (cell,) = eval(ask_for_value(page.blocks, chain), {"trace": trace})
    (z,) = [block for block in page.blocks if block.name == "z"]
    shown = {cell.index for row in z.cells for cell in row if not cell.elided}
    everything = set(np.ndindex(trace.output.shape))
    assert cell.index in (everything - shown or everything)


def test_a_matrix_that_is_not_drawn_is_found_as_advised():
    block = hn.Sequential(Mix(np.ones((2, 3)), name="mix"), name="block")
    trace = hn.Sequential(block).trace([1, 2])
    (step,) = trace.run.leaves()
    note = matrix_note(step, "M")
    assert note == 'M (2 × 3) is not drawn: trace["block.mix"].parameters["M"]'
    assert eval(note.partition(": ")[2], {"trace": trace}) is trace["block.mix"].parameters["M"]


@given(st.integers(0, 30))
def test_few_of_many_notes_and_how_many_more(n):
    every = [str(i) for i in range(n)]
    shown = first_notes(every)
    assert len(shown) <= 8
    if n <= 8:
        assert shown == tuple(every)
    else:
        assert shown == (*every[:7], f"… and {n - 7} more units.")
