"""Explanations: which cells, how many of them, and lines that are not too long."""

import textwrap

import numpy as np
import pytest
from exercises import hidden_layer
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.arithmetic import evaluate

WIDE = hn.Dense(np.ones((20, 3)), np.arange(20.0), name="wide").run([1, 2, 3])


def index_of(shape):
    """Indices as NumPy takes them, and some that do not exist."""
    whole = st.integers(-4, 4)
    one = whole | st.slices(4) | st.just(...)
    return one | st.tuples(*[one] * len(shape)) | st.tuples(*[whole] * len(shape))


@given(st.sampled_from([(4,), (3, 4)]), st.data())
def test_the_cells_are_those_that_numpy_takes(shape, data):
    x = np.arange(np.prod(shape), dtype=float).reshape(shape)
    step = hn.Identity().run(x)
    index = data.draw(index_of(shape))
    try:
        expected = np.ravel(x[index]).tolist()
    except IndexError:
        with pytest.raises(hn.NoSuchStepError):
            step.explain(index)
        return
    found = list(step.explain(index))
    assert [cell.value for cell in found] == expected
    assert [x[cell.index] for cell in found] == expected


def test_every_cell_is_worked_out_again_to_its_value():
    for cell in hidden_layer().trace([[2, 1, 3], [1, 1, 0]]).explain():
        assert evaluate(cell.number) == cell.value


def test_of_many_cells_twelve_are_printed_and_the_rest_is_counted():
    lines = str(WIDE.explain()).splitlines()
    assert lines[0] == "wide (Dense 3 → 20)"
    assert [line.split(" = ")[0].strip() for line in lines[2:-1]] == [
        f"z[{i}]" for i in range(1, 13)
    ]
    assert lines[-1] == '  … 8 more; ask for one: ["wide"].explain(19)'


def test_how_to_ask_for_a_cell_stands_in_a_line_of_its_own_where_it_is_long():
    explanation = hn.Dense(np.ones((20, 1)), name="a_layer_with_a_name").run([1.0]).explain()
    assert explanation.text(width=50).splitlines()[-2:] == [
        "  … 8 more; ask for one:",
        '    ["a_layer_with_a_name"].explain(19)',
    ]
    assert len(list(WIDE.explain())) == 20


def test_where_all_fit_nothing_is_counted():
    text = str(hn.Dense(np.ones((12, 1))).run([1]).explain())
    assert "more" not in text
    assert len(text.splitlines()) == 1 + 1 + 12


def test_the_first_cell_is_written_in_symbols_and_the_others_in_numbers():
    lines = str(hn.Dense([[1, 2], [3, 4]]).run([5, 6]).explain()).splitlines()
    assert lines[1:] == [
        "  z[1] = W[1,1]·x[1] + W[1,2]·x[2]",
        "  z[1] = 1·5 + 2·6 = 17",
        "  z[2] = 3·5 + 4·6 = 39",
    ]


def test_a_cell_that_was_asked_for_has_all_its_terms():
    step = hn.Dense(np.ones((1, 30))).run(np.arange(30.0))
    assert "(the 18 smallest terms, together 153)" in str(step.explain())
    assert str(step.explain(0)).count("·") == 2 * 30
    assert "smallest" not in str(step.explain(0))


@given(st.integers(1, 100))
def test_lines_are_broken_between_terms_and_hang_behind_the_equals_sign(width):
    step = hn.Dense(np.ones((2, 12)), name="d").run(np.arange(12.0))
    text = step.explain().text(width=width)
    lines = text.splitlines()
    hanging = len("  z[1] = ")
    assert max(map(len, lines[1:])) <= max(width, hanging + 20)
    starts = {len(line) - len(line.lstrip()) for line in lines[1:]}
    assert starts <= {2, hanging}
    unbroken = step.explain().text(width=1000)
    assert " ".join(text.split()) == " ".join(unbroken.split())


def test_in_ascii():
    text = hn.Tanh().run([[0.5], [1 / 3]]).explain().text(ascii=True)
    assert text.isascii()
    assert "y(2)[1] ~= tanh(0.3333) ~= 0.3215" in text


def test_several_explanations_become_one():
    one, other = hn.ReLU().run([1]).explain(), hn.Tanh().run([0]).explain()
    both = hn.Explanation.joined([one, other])
    assert str(both) == f"{one}\n{other}"
    assert [cell.value for cell in both] == [1, 0]
    assert len(both) == 2
    assert both[1].value == 0


def test_a_run_that_does_not_repeat_itself_is_told():
    class Noisy(hn.Layer):
        calls = 0

        def forward(self, x):
            Noisy.calls += 1
            return x * Noisy.calls

    step = Noisy(name="noisy").run([1.0, 2.0])
    with pytest.raises(hn.UnexplainedError) as caught:
        step.explain()
    again = Noisy.calls
    assert f"gave y[1] = 1 in this run, but {again} when it was run again." in str(caught.value)


def test_what_has_no_space_in_it_is_not_broken():
    class Deep(hn.Layer):
        shown_names = ()

        def forward(self, x):
            for _ in range(8):
                x = np.tanh(-x)
            return x

    written = f"{'tanh(-' * 8}x[1]{')' * 8}"
    text = hn.Sequential(Deep()).trace([0.5]).explain().text(width=10)
    assert written in text.replace("\n", "  ")


@given(st.integers(1, 40), st.integers(1, 120))
def test_lines_are_broken_as_the_standard_library_breaks_them(n, width):
    layer = hn.Dense(np.resize([1 / 3, -2, 1e-7, 12345.678], (1, n)), [1 / 7])
    (cell,) = explanation = layer.run(np.arange(n) - 1.5).explain(0)
    expected = [
        part
        for line in cell.lines()
        for part in textwrap.wrap(
            line,
            max(width, len("z[1] = ") + 20),
            subsequent_indent=" " * len("z[1] = "),
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]
    assert explanation.text(width) == "\n".join(expected)


class Normalisation(hn.Layer):
    """Its equations have letters."""

    def forward(self, x):
        mean = np.mean(x, axis=-1, keepdims=True)
        return (x - mean) / np.sqrt(np.mean((x - mean) ** 2, axis=-1, keepdims=True) + 1)


@pytest.mark.parametrize(
    "layer", [hn.Softmax(), hn.Dense([[1, 2, 3]], [1 / 3]), Normalisation()], ids=repr
)
def test_the_line_in_numbers_is_the_last_one(layer):
    for cell in layer.run(np.arange(6.0).reshape(2, 3) / 7).explain():
        for terms in (None, 2):
            for ascii in (False, True):
                assert cell.in_numbers(terms, ascii) == cell.lines(terms, ascii)[-1]


def test_what_gives_no_array_when_it_is_run_again_is_said():
    class Listing(hn.Layer):
        def forward(self, x):
            return x if type(x) is np.ndarray else [list(x), 1]

    with pytest.raises(hn.UnexplainedError, match=r'^The arithmetic of "y" \(Listing\) cannot be'):
        Listing(name="y").run([1.0]).explain()
