"""The forward sheet as text, picture by picture; the pictures are in tests/golden/sheet."""

import pickle

import numpy as np
import pytest
from custom_layers import Mix, Scale
from exercises import EXERCISES, HIDDEN, OUTPUT, hidden_layer

import handnn as hn
from handnn.render.text.draw import draw
from handnn.render.text.sheet import Sheet
from handnn.sheet import Limits, forward_page


class PairSums(hn.Layer):
    def forward(self, x):
        return x[..., ::2] + x[..., 1::2]


def chain(*layers, x=(2, 1, 3)):
    return hn.Sequential(*layers).trace(x).sheet()


THE_PICTURE = """\
                   ┌───┐
                   │ 2 │
                   ├───┤
                   │ 1 │
                   ├───┤
                   │ 3 │
                   └───┘
                     1
 ┌───┬───┬───┲───┐ ┌───┐      ┌───┐
 │ 1 │-1 │ 1 ┃-5 │ │-1 │      │ 0 │
 ├───┼───┼───╊───┤ ├───┤      ├───┤
 │ 1 │ 1 │ 0 ┃ 0 │ │ 3 │      │ 3 │
 ├───┼───┼───╊───┤ ├───┤ ReLU ├───┤
 │ 0 │ 1 │ 1 ┃ 1 │ │ 5 │  →   │ 5 │
 ├───┼───┼───╊───┤ ├───┤      ├───┤
 │ 1 │ 0 │ 1 ┃-2 │ │ 3 │      │ 3 │
 └───┴───┴───┺───┘ └───┘      └───┘
                                1
        ┌───┬───┬───┬───┲───┐ ┌───┐      ┌───┐
        │ 1 │ 1 │-1 │ 0 ┃ 0 │ │-2 │      │ 0 │
        ├───┼───┼───┼───╊───┤ ├───┤ ReLU ├───┤
        │ 0 │ 0 │ 1 │-1 ┃ 1 │ │ 3 │  →   │ 3 │
        └───┴───┴───┴───┺───┘ └───┘      └───┘"""


def test_the_hidden_layer_is_drawn_as_on_paper():
    assert str(hidden_layer().trace([2, 1, 3]).sheet()) == THE_PICTURE


def test_a_trace_prints_its_sheet_and_then_its_arithmetic():
    trace = hidden_layer().trace([2, 1, 3])
    assert str(trace) == f"{THE_PICTURE}\n\n{trace.explain()}"


@pytest.mark.parametrize("name", EXERCISES)
def test_the_classical_exercises(name, golden):
    exercise = EXERCISES[name]
    sheet = exercise.network().trace(exercise.input).sheet()
    golden(f"sheet/{name.replace(' ', '-')}.txt", str(sheet))


def test_without_a_bias_there_is_no_1_below_the_input(golden):
    sheet = chain(hn.Dense(HIDDEN[0]), hn.LeakyReLU(0.1), hn.Dense(OUTPUT[0]), hn.LeakyReLU(0.1))
    golden("sheet/no-bias.txt", str(sheet))
    assert not [mark for mark in sheet.marks if mark.kind == "one"]


def test_one_layer_without_a_bias_is_not_compact(golden):
    golden("sheet/product.txt", str(chain(hn.Dense(HIDDEN[0]))))


def test_several_activations_are_called_by_their_names(golden):
    sheet = chain(
        hn.Dense(*HIDDEN), hn.LeakyReLU(0.1), hn.Dense(*OUTPUT), hn.Sigmoid(), hn.Softmax()
    )
    golden("sheet/activations.txt", str(sheet))


def test_layers_that_are_not_dense_have_a_place(golden):
    sheet = chain(
        hn.Dense(*HIDDEN),
        Scale([1, 2, -1, 10], name="scale"),
        PairSums(),
        hn.Dense([[1, 0], [0, 3], [-2, 2]], [1, -3, -1]),
        Mix([[1, 0], [0, 1], [1, 1]], 5),
    )
    golden("sheet/custom.txt", str(sheet))


def test_a_network_without_dense_layers(golden):
    golden("sheet/no-dense.txt", str(chain(Scale([2, -1, 1]), hn.ReLU(), Scale([1, 1, 3]))))


def test_dense_after_dense(golden):
    golden("sheet/dense-after-dense.txt", str(chain(hn.Dense(*HIDDEN), hn.Dense(*OUTPUT))))


def test_nested_networks_are_one_staircase():
    inner = hn.Sequential(hn.Dense(*HIDDEN, name="hidden"), hn.ReLU(), name="block")
    sheet = chain(inner, hn.Dense(*OUTPUT, name="output"), hn.ReLU())
    assert str(sheet) == THE_PICTURE
    W1 = next(block for block in sheet.blocks if block.name == "W1")
    assert W1.step == "block.hidden"


def test_a_layer_alone_has_a_sheet():
    step = hn.Dense([[1, -1, 1]], [-5]).run(np.array([2.0, 1.0, 3.0]))
    assert str(Sheet.showing(forward_page(step))).splitlines()[-2:] == [
        " │ 1 │-1 │ 1 ┃-5 │ │-1 │",
        " └───┴───┴───┺───┘ └───┘",
    ]


# -- what does not fit ---------------------------------------------------------------------------


def wide():
    return hn.Sequential(
        hn.Dense.random(64, 64, rng=0, name="hidden"),
        hn.ReLU(),
        hn.Dense.random(64, 10, rng=1, name="output"),
    )


def test_a_wide_network_is_elided_and_says_how_to_ask(golden):
    text = str(wide().trace(np.arange(64) / 8).sheet())
    golden("sheet/wide.txt", text)
    assert 'print(trace["hidden"].explain(3))' in text.replace("\n", " ")


@pytest.mark.parametrize("width", [40, 33])
def test_a_narrow_terminal_starts_the_staircase_anew(width, golden, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    golden(f"sheet/narrow-{width}.txt", str(hidden_layer().trace([2, 1, 3]).sheet()))


def test_a_terminal_that_is_too_narrow_is_told_so():
    sheet = hidden_layer().trace([2, 1, 3]).sheet()
    assert draw(sheet, width=23) == ("The sheet needs at\nleast 24 columns; there\nare only 23.")


def test_a_large_batch_is_elided(golden):
    sheet = hidden_layer().trace(np.arange(60).reshape(20, 3) % 7).sheet()
    golden("sheet/large-batch.txt", str(sheet))


def test_a_deep_network_shows_its_beginning_and_its_end(golden):
    W, b = [[1, -1, 1], [-1, 1, 0], [0, 1, -1]], [1, 0, 1]
    layers = [layer for _ in range(2500) for layer in (hn.Dense(W, b), hn.Tanh())]
    text = str(chain(*layers, x=(1, 0, -1)))
    golden("sheet/deep.txt", text)
    assert "… 4,988 layers left out (dense_4 to tanh_2497) …" in text


def test_a_single_layer_left_out():
    sheet = chain(*[hn.Dense([[1]], [1]) for _ in range(3)], x=[1])
    text = str(sheet.within(Limits(stages=2)))
    assert " … 1 layer left out (dense_2) …\n Continued from z2:\n" in text


def test_numbers_lose_digits_before_cells_are_left_out():
    W = np.array([[1 / 3, -2 / 3, 1 / 7], [0.123456, 12.3456, 123.456]])
    sheet = hn.Sequential(hn.Dense(W, [1e-7, 0.5])).trace([1 / 3, 2, 3]).sheet()
    wide_text, narrow_text = draw(sheet, width=80), draw(sheet, width=40)
    assert "│ 0.3333 │ -0.6667 │  0.1429 ┃" in wide_text
    assert "│ 0.33 │-0.67 │ 0.14 ┃" in narrow_text
    assert "│ 0.12 │   12 │  123 ┃" in narrow_text
    assert narrow_text.endswith("To fit this width, numbers are cut to 2\ndigits.")


# -- ASCII ---------------------------------------------------------------------------------------


def test_ascii(golden):
    text = draw(hidden_layer().trace([[2, 1, 3], [1, 1, 0]]).sheet(), ascii=True)
    golden("sheet/ascii.txt", text)
    assert text.isascii()


def test_ascii_in_the_compact_form(golden):
    exercise = EXERCISES["seven layers"]
    text = draw(exercise.network().trace(exercise.input).sheet(), ascii=True)
    golden("sheet/ascii-compact.txt", text)
    assert text.isascii()


def test_a_dumb_terminal_gets_ascii(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert str(hidden_layer().trace([2, 1, 3]).sheet()).isascii()


def test_names_that_ascii_cannot_write():
    assert r"gr\xf6\xdfer" in draw(chain(Scale([1, 2, 3], name="größer")), ascii=True)


# -- numbers that are not plain ------------------------------------------------------------------


def test_rounded_numbers_are_said_to_be_rounded():
    assert "≈ Values are rounded for display." in str(chain(hn.Sigmoid()))
    assert "rounded" not in str(chain(hn.ReLU()))


def test_limits_and_pickling():
    sheet = wide().trace(np.ones(64)).sheet()
    few = sheet.within(Limits(features=4))
    assert few.blocks[0].height == 4
    assert few.within(few.limits) is few
    again = pickle.loads(pickle.dumps(few))
    assert again == few
    assert str(again) == str(few)
