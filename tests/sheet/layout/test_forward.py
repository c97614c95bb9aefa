"""The forward sheet as data: what stands where, and what its cells know."""

from itertools import pairwise

from exercises import EXERCISES, hidden_layer

import handnn as hn
from handnn.sheet import Limits


def chain(*layers, x=(2, 1, 3)):
    return hn.Sequential(*layers).trace(x).sheet()


def test_the_sheet_is_data():
    trace = hidden_layer().trace([2, 1, 3])
    sheet = trace.sheet()
    assert [(b.name, b.role, b.row, b.column, b.height, b.width) for b in sheet.blocks] == [
        ("x", "input", 0, 6, 3, 1),
        ("W1", "weights", 4, 1, 4, 4),
        ("z1", "pre-activation", 4, 6, 4, 1),
        ("h", "activation", 4, 9, 4, 1),
        ("W2", "weights", 9, 3, 2, 5),
        ("z2", "pre-activation", 9, 9, 2, 1),
        ("y", "activation", 9, 12, 2, 1),
    ]
    ones = [(m.row, m.column) for m in sheet.marks if m.kind == "one"]
    assert ones == [(3, 6), (8, 9)]
    names = {m.lines[0]: (m.row, m.column) for m in sheet.marks if m.kind == "name"}
    assert names == {
        "x": (0, 5),
        "W1": (4, 0),
        "b1": (3, 4),
        "h": (4, 10),
        "W2": (9, 2),
        "b2": (8, 7),
        "y": (9, 13),
        "z1": (8, 6),
        "z2": (11, 9),
    }
    assert (sheet.width, sheet.height) == (14, 12)
    assert sheet.title == "Sequential of 4 layers: (3,) → (2,)"
    assert sheet == trace.sheet()
    bias = sheet.blocks[1].cells[0][3]
    assert (bias.symbol, bias.value, bias.given) == ("b1[1]", -5.0, True)


def test_cells_that_relu_has_switched_off_say_so():
    h = hidden_layer().trace([2, 1, 3]).sheet().blocks[3]
    assert [row[0].off for row in h.cells] == [True, False, False, False]


def test_in_the_compact_form_a_cell_knows_what_it_becomes():
    exercise = EXERCISES["seven layers"]
    sheet = exercise.network().trace(exercise.input).sheet()
    cell = next(b for b in sheet.blocks if b.name == "z3").cells[1][1]
    assert (cell.value, cell.last.value, cell.struck, cell.last.off) == (-5, 0, True, True)
    assert cell.last.symbol == "h3⁽²⁾[2]"


def test_an_activation_before_any_product_in_the_compact_form():
    sheet = chain(
        hn.ReLU(), hn.Dense([[1, 1]]), hn.ReLU(), hn.Identity(), hn.Dense([[2]]), x=(1, -2)
    )
    x, z = sheet.blocks[0], next(b for b in sheet.blocks if b.name == "z1")
    assert [row[0].last.value for row in x.cells] == [1, 0]
    assert z.cells[0][0].last.value == 1


def test_every_segment_repeats_the_value_it_continues_from():
    sheet = hidden_layer().trace([2, 1, 3]).sheet().within(Limits(segment=1))
    repeated = [block for block in sheet.blocks if block.repeated]
    assert [(b.name, b.role, b.step) for b in repeated] == [("h", "activation", "relu_1")]
    rows = [block.row for block in sheet.blocks]
    assert all(a <= b for a, b in pairwise(rows))
