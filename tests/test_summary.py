"""The summary: formulas to read, rows that add up, and a table wherever it is shown."""

from xml.etree import ElementTree

import numpy as np
import pytest
from custom_layers import Residual, Scale
from exercises import EXERCISES
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise


class Cut(hn.Layer):
    def forward(self, x):
        return x[..., :2]


def test_the_hidden_layer_network_as_text() -> None:
    assert str(hidden_layer_exercise().network.summary()) == (
        "name    layer        output  parameters\n"
        "─────────────────────────────────────────────\n"
        "hidden  Dense 3 → 4  (4,)    4 × (3 + 1) = 16\n"
        "relu_1  ReLU         (4,)    -\n"
        "output  Dense 4 → 2  (2,)    2 × (4 + 1) = 10\n"
        "relu_2  ReLU         (2,)    -\n"
        "─────────────────────────────────────────────\n"
        "total                        16 + 10 = 26\n"
        "\n"
        "Each node of hidden has 3 weights, one per node of the input layer, and 1 bias."
    )


def test_in_ascii_the_columns_stay_in_line() -> None:
    text = hidden_layer_exercise().network.summary().text(ascii=True)
    assert text.isascii()
    assert "hidden  Dense 3 -> 4  (4,)    4 x (3 + 1) = 16\nrelu_1  ReLU          (4,)    -" in text


def test_a_terminal_that_draws_no_boxes_gets_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert str(hidden_layer_exercise().network.summary()).isascii()


def test_it_shows_itself_at_the_prompt() -> None:
    summary = hidden_layer_exercise().network.summary()
    assert repr(summary) == str(summary)


def test_the_data_behind_the_table() -> None:
    summary = hidden_layer_exercise().network.summary()
    assert summary.total == 26
    assert summary.total_formula == "16 + 10 = 26"
    row = summary.rows[2]
    assert (row.name, row.layer, row.output_shape) == ("output", "Dense 4 → 2", (2,))
    assert (row.formula, row.n_parameters, row.depth) == ("2 × (4 + 1) = 10", 10, 0)
    assert row.shapes == {"W": (2, 4), "b": (2,)}


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_the_classical_counts(exercise) -> None:
    assert exercise.network().summary().total == exercise.parameters


def test_without_a_bias() -> None:
    summary = hn.Dense(np.ones((4, 3)), name="hidden").summary()
    assert [row.formula for row in summary.rows] == ["4 × 3 = 12"]
    assert summary.note == "Each node of hidden has 3 weights, one per node of the input layer."


def test_one_weight_is_not_plural() -> None:
    note = hn.Sequential(hn.ReLU(), hn.Dense([[2]], [1])).summary().note
    assert (
        note
        == "Each node of dense_1 has 1 weight, one per node of the layer before it, and 1 bias."
    )


def test_other_parameters_are_counted_by_their_shapes() -> None:
    class Several(hn.Layer):
        parameter_names = ("u", "v", "alpha")

        def __init__(self):
            super().__init__()
            self.u, self.v, self.alpha = np.ones((2, 3)), np.ones(5), 1.0

        def forward(self, x):
            return x

    assert Scale([1, 2, 3]).summary().rows[0].formula == "w: 3"
    assert Several().summary().rows[0].formula == "u: 2 × 3 + v: 5 + alpha: 1 = 12"


def test_weights_that_lie_the_other_way_count_like_those_of_a_dense_layer_once_it_has_run() -> None:
    class Columns(hn.Layer):
        parameter_names = ("W", "b")

        def __init__(self):
            super().__init__()
            self.W, self.b = np.ones((3, 4)), np.ones(4)

        def forward(self, x):
            return x @ self.W + self.b

    unknown = Columns().summary()
    assert unknown.rows[0].formula == "W: 3 × 4 + b: 4 = 16"
    assert unknown.note == ""
    known = Columns().summary([1, 2, 3])
    assert known.rows[0].formula == "4 × (3 + 1) = 16"
    assert known.note == (
        "Each node of columns has 3 weights, one per node of the input layer, and 1 bias."
    )


def test_a_dense_layer_is_counted_as_such_where_another_layer_fails() -> None:
    class Failing(hn.Layer):
        def forward(self, x):
            raise ValueError

    net = hn.Sequential(Failing(), hn.Dense([[1, 2]], [0]))
    assert net.summary().rows[1].formula == "1 × (2 + 1) = 3"


def test_parameters_beside_those_of_a_product_are_counted_by_their_shapes() -> None:
    class Padded(hn.Layer):
        parameter_names = ("W", "unused")

        def __init__(self):
            super().__init__()
            self.W, self.unused = np.ones((2, 3)), np.ones(2)

        def forward(self, x):
            return x @ self.W.T

    assert Padded().summary([1, 2, 3]).rows[0].formula == "W: 2 × 3 + unused: 2 = 8"


def test_no_parameters_at_all() -> None:
    summary = hn.Sequential(hn.ReLU(), hn.Tanh()).summary()
    assert summary.total == 0
    assert summary.total_formula == "0"
    assert str(summary).splitlines()[-1].split() == ["total", "0"]
    assert summary._repr_html_().endswith("</table>")
    assert [row.cells()[3] for row in summary.rows] == ["-", "-"]


def test_many_terms_are_elided() -> None:
    net = hn.Sequential(*(hn.Dense(np.eye(2)) for _ in range(12)))
    assert net.summary().total_formula == "4 + 4 + 4 + … + 4 = 48"
    assert "4 + 4 + 4 + ... + 4 = 48" in net.summary().text(ascii=True)


def test_a_shared_layer_counts_once_and_says_with_whom() -> None:
    shared = hn.Dense(np.eye(3), [0, 0, 0], name="hidden")
    net = hn.Sequential(shared, hn.ReLU(), shared, hn.Sequential(shared, name="block"))
    summary = net.summary()
    assert summary.total == net.n_parameters == 12
    assert [row.shared_with for row in summary.rows] == [None, None, "hidden", None, "hidden"]
    assert [row.cells()[3] for row in summary.rows][2] == "shared with hidden"


def test_a_shared_container_is_not_opened_twice() -> None:
    block = hn.Sequential(hn.Dense(np.eye(3)), hn.ReLU(), name="block")
    rows = hn.Sequential(block, block).summary().rows
    assert [row.name for row in rows] == ["block", "block.dense_1", "block.relu_1", "block_2"]
    assert rows[-1].shared_with == "block"


def test_sharing_a_layer_without_parameters_is_nothing_to_tell() -> None:
    relu = hn.ReLU(name="relu")
    assert [r.shared_with for r in hn.Sequential(relu, relu).summary().rows] == [None, None]


def test_nested_layers_are_indented_and_add_up() -> None:
    inner = hn.Sequential(hn.Dense(np.ones((4, 3)), name="dense"), hn.ReLU(), name="block")
    net = hn.Sequential(inner, Residual(hn.Dense(np.eye(4), np.ones(4)), name="skip"))
    summary = net.summary()
    assert str(summary).splitlines()[2:7] == [
        "block     Sequential of 2 layers  (4,)    -",
        "  dense   Dense 3 → 4             (4,)    4 × 3 = 12",
        "  relu_1  ReLU                    (4,)    -",
        "skip      Residual                (4,)    -",
        "  inner   Dense 4 → 4             (4,)    4 × (4 + 1) = 20",
    ]
    assert sum(row.n_parameters for row in summary.rows) == summary.total == net.n_parameters == 32


def test_a_layer_with_parameters_and_layers_has_its_own_row() -> None:
    class Gated(Residual):
        parameter_names = ("gate",)

        def __init__(self, inner):
            super().__init__(inner)
            self.gate = [1.0, 1.0]

    summary = Gated(hn.Dense(np.eye(2))).summary()
    assert [(row.name, row.depth, row.n_parameters) for row in summary.rows] == [
        ("gated", 0, 2),
        ("gated.inner", 1, 4),
    ]


def test_a_custom_layers_output_shape_is_found_by_running_it() -> None:
    net = hn.Sequential(hn.Dense(np.ones((4, 3))), Cut())
    assert [row.output_shape for row in net.summary().rows] == [(4,), (2,)]


def test_where_the_width_is_not_known_an_input_gives_it() -> None:
    net = hn.Sequential(Cut(), hn.ReLU())
    assert [row.cells()[2] for row in net.summary().rows] == ["?", "?"]
    assert [row.output_shape for row in net.summary([1, 2, 3]).rows] == [(2,), (2,)]
    assert [row.output_shape for row in net.summary([[1, 2, 3]] * 5).rows] == [(2,), (2,)]


def test_an_input_that_does_not_fit_is_refused() -> None:
    with pytest.raises(hn.ShapeError, match="takes 3 features, but the input has 2"):
        hidden_layer_exercise().network.summary([1, 2])


def test_a_layer_that_fails_does_not_break_the_summary() -> None:
    class Broken(hn.Layer):
        def forward(self, x):
            raise RuntimeError("not today")

    rows = hn.Sequential(hn.Dense(np.ones((4, 3))), Broken()).summary().rows
    assert [row.output_shape for row in rows] == [(4,), None]


def test_running_zeros_warns_of_nothing() -> None:
    class Normed(hn.Layer):
        def forward(self, x):
            return x / np.sqrt(np.sum(x * x, axis=-1, keepdims=True))

    assert hn.Sequential(hn.Dense([[1, 1]]), Normed()).summary().rows[1].output_shape == (1,)


def test_the_notebook_gets_a_real_table_with_names_escaped() -> None:
    inner = hn.Sequential(hn.Dense(np.ones((2, 2)), [0, 0], name="<b>&"), name="block")
    html = hn.Sequential(inner, hn.ReLU()).summary()._repr_html_()
    assert "&lt;b&gt;&amp;" in html
    assert "<b>" not in html
    table, note = ElementTree.fromstring(f"<div>{html}</div>")
    assert [th.text for th in table.findall("thead/tr/th[@scope='col']")] == [
        "name",
        "layer",
        "output",
        "parameters",
    ]
    assert [th.text for th in table.findall("tbody/tr/th[@scope='row']")] == [
        "block",
        "<b>&",
        "relu_1",
    ]
    assert table.find("tfoot/tr")[-1].text == "6"
    assert note.text.startswith("Each node of block.<b>& has 2 weights")


@given(
    sizes=st.lists(st.integers(1, 6), min_size=2, max_size=6),
    biases=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_every_formula_is_true_and_the_rows_add_up(sizes, biases) -> None:
    layers: list[hn.Layer] = []
    for inputs, outputs, bias in zip(sizes, sizes[1:], biases, strict=False):
        layers += [
            hn.Dense(np.ones((outputs, inputs)), np.ones(outputs) if bias else None),
            hn.ReLU(),
        ]
    net = hn.Sequential(*layers)
    summary = net.summary()
    for formula in [row.formula for row in summary.rows if row.formula] + [summary.total_formula]:
        left, _, right = formula.replace("×", "*").rpartition(" = ")
        assert not left or eval(left) == int(right)
    assert sum(row.n_parameters for row in summary.rows) == summary.total == net.n_parameters
    assert [row.output_shape for row in summary.rows[::2]] == [(n,) for n in sizes[1:]]
