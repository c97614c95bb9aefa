"""Scripts as people write them: objects, loops that call functions, dictionaries of parameters."""

import textwrap

import numpy as np
import pytest

import handnn as hn
from handnn.arithmetic import in_order
from handnn.arithmetic.number import Given


@pytest.fixture
def worked(tmp_path):
    """Works a script."""

    def work(code, **options):
        file = tmp_path / "script.py"
        file.write_text("import numpy as np\n" + textwrap.dedent(code), encoding="utf-8")
        return hn.work(file, **options)

    return work


LOOP = """
Ws = [np.array([[1.0, 0.5], [2.0, -1.0]]), np.array([[2.0, 1.0]])]

def layer(W, x):
    return np.maximum(W @ x, 0)

a = np.array([1.0, 2.0])
for W in Ws:
    a = layer(W, a)
"""


def test_a_loop_that_calls_a_function_has_a_step_for_each_call(worked):
    work = worked(LOOP)
    assert [step.name for step in work] == ["a⁽¹⁾", "a⁽²⁾"]
    assert [step.output.tolist() for step in work] == [[2, 0], [4]]


def test_an_array_of_a_list_has_the_name_of_the_loop(worked):
    assert set(worked(LOOP).given) == {"a", "W⁽¹⁾", "W⁽²⁾"}


def test_an_array_put_together_from_plain_values_has_its_name(worked):
    work = worked(
        """
        y = np.hstack([np.zeros(2), np.ones(2)])
        x = np.array([0.2, 0.4, 0.6, 0.8])
        d = x - y
        """
    )
    assert str(work["d"].explain(0)) == "d[1] = x[1] - y[1]\nd[1] = 0.2 - 0 = 0.2"


def test_an_array_made_on_the_way_into_an_object_has_its_name(worked):
    work = worked(
        """
        class Layer:
            def __init__(self, W):
                self.W = W

            def __call__(self, x):
                return self.W @ x

        layers = [Layer(np.array([[1.0, 2.0]]) * np.sqrt(4)) for _ in range(1)]
        x = np.array([3.0, 1.0])
        y = layers[0](x)
        """
    )
    assert str(work["y"].explain(0)) == "y[1] = W[1,1]·x[1] + W[1,2]·x[2]\ny[1] = 2·3 + 4·1 = 10"


def test_dictionaries_with_the_same_keys_are_told_apart(worked):
    work = worked(
        """
        x = np.array([1.0, 2.0])
        params = {"w": np.array([3.0, 4.0])}
        grads = {}
        y = params["w"] * x
        grads["w"] = 2 * y
        """
    )
    assert [step.name for step in work] == ["y", "grads_w"]
    assert str(work["grads_w"].explain(0)).endswith("= 2·3 = 6")
    assert "params_w" in work.given


UNPACKED = """
def normalise(x):
    mean = x.mean()
    centred = x - mean
    return centred, mean

out, mu = normalise(np.array([1.0, 2.0, 6.0]))
"""


def test_several_results_show_the_lines_that_computed_them(worked):
    work = worked(UNPACKED)
    assert [step.name for step in work] == ["mu", "out"]
    assert [step.layer.label for step in work] == ["mean = x.mean()", "centred = x - mean"]


def test_a_result_without_a_name_among_several_is_shown(worked):
    work = worked(
        """
        def f(x, w):
            a = x * w
            return a + 1, a

        f(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
        """,
        function="f",
    )
    assert [step.name for step in work] == ["a", "y"]
    assert work["y"].output.tolist() == [4, 9]


NETWORK = """
class Network:
    def __init__(self):
        self.w = np.array([[1.0, 2.0], [0.0, 1.0]])

    def forward(self, x):
        self.h = np.tanh(self.w @ x)
        return self.h

    def backward(self, x, t):
        d = (self.h - t) * (1 - self.h**2)
        self.w -= 0.5 * np.outer(d, x)

net = Network()
x, t = np.array([1.0, -1.0]), np.array([0.0, 1.0])
for _ in range(2):
    net.forward(x)
    net.backward(x, t)
print(net.w.round(3).tolist())
"""


@pytest.mark.parametrize(
    ("function", "names"),
    [("forward", ["h"]), ("Network.forward", ["h"]), ("backward", ["d", "w⁽¹⁾"])],
)
def test_the_first_call_of_a_method_is_worked_while_the_script_goes_on(
    worked, capsys, function, names
):
    work = worked(NETWORK, function=function)
    printed = capsys.readouterr().out
    scope = {"np": np}
    exec(NETWORK, scope)
    assert printed == capsys.readouterr().out
    assert [step.name for step in work] == names
    assert work["h" if names == ["h"] else "d"].output.shape == (2,)


def test_what_a_method_finds_in_its_object_is_given_to_it(worked):
    work = worked(NETWORK, function="forward")
    assert str(work["h"].explain(0)).splitlines()[0] == ("h[1] = tanh(w[1,1]·x[1] + w[1,2]·x[2])")
    assert work.given["w"].tolist() == [[1, 2], [0, 1]]


def test_what_is_computed_without_a_name_is_told(worked):
    with pytest.raises(hn.UnexplainedError) as error:
        worked("x = np.array([1.0, 2.0])\nprint((x * 2).sum())")
    assert str(error.value) == (
        "script.py has nothing to work out: it gives no name to an array that it computes from "
        "other arrays. Arrays made by NumPy are followed, such as x = np.array([2, 1, 3]); give "
        "what is computed from them a name, y = 2 * x, or work one of the functions alone: "
        'function="forward", on the command line --function forward.'
    )


def test_a_row_that_is_changed_in_place_is_changed_once(worked):
    work = worked(
        """
        col = np.array([[1.0], [2.0]])
        col[1] -= 1
        """
    )
    assert [step.name for step in work] == ["col⁽¹⁾"]
    assert str(work["col"].explain((1, 0))) == "col⁽¹⁾[2,1] = col[2,1] - 1\ncol⁽¹⁾[2,1] = 2 - 1 = 1"


def test_a_choice_that_only_gives_indices_is_a_decision_of_what_follows(worked):
    """Which expert a token goes to: other scores may send it to another."""
    work = worked(
        """
        x = np.array([[1, 2], [3, 4]])
        scores = x @ np.array([[1, -1], [0, 1]])
        first = np.flatnonzero(np.argmax(scores, axis=0) == 0)
        y = 2 * scores[:, first]
        """
    )
    cells = work["y"].explain()
    conditions = [guard.condition for cell in cells for guard in cell.guards]
    read = [number for number in in_order(conditions) if isinstance(number, Given)]
    assert "scores" in {number.variable.name for number in read}
