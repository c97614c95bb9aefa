"""One step gone back through: its gradients, and where they stop."""

import numpy as np
import pytest
from custom_layers import Scale
from exercises import hidden_layer

import handnn as hn

BACK = hidden_layer().trace([2, 1, 3]).backward(grad=[1, 1])


def test_it_has_the_name_the_path_and_the_position_of_its_step():
    inner = hn.Sequential(hn.ReLU(), hn.Tanh(name="deep"), name="block")
    back = hn.Sequential(Scale([1.0]), inner).trace([2]).backward(grad=[1])
    deep = back["block"]["deep"]
    assert (deep.name, deep.path, deep.position) == ("deep", "block.deep", 1)
    assert deep.step is back.trace["block.deep"]
    assert [step.path for step in back.backward_run.leaves()] == [
        "scale_1", "block.relu_1", "block.deep"
    ]  # fmt: skip
    assert (len(back["block"]), len(deep), bool(deep)) == (2, 0, True)
    assert list(back["block"]) == [back["block"][0], deep]
    with pytest.raises(hn.NoSuchStepError):
        deep["anything"]


def test_its_arrays_are_read_only():
    for step in BACK.whole_run.leaves():
        gradients = step.output_gradient, step.input_gradient, *step.parameter_gradients.values()
        assert not any(gradient.flags.writeable for gradient in gradients)


def test_every_gradient_is_explained_or_one_of_them():
    step = BACK["output"]
    assert [cell.symbol for cell in step.explain("b")] == ["∂L/∂b2[1]", "∂L/∂b2[2]"]
    assert [cell.value for cell in step.explain("W")] == step.parameter_gradients[
        "W"
    ].ravel().tolist()
    assert [cell.value for cell in step.explain("input")] == step.input_gradient.tolist()
    (cell,) = step.explain("W", (1, 2))
    assert cell.lines()[-1] == "∂L/∂W2[2,3] = 1·5 = 5"
    assert len(step.explain()) == 8 + 2 + 4


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("w", "'output' has no gradient of 'w'. It has: 'W', 'b', 'input'."),
        ("output", "'output' has no gradient of 'output'. It has: 'W', 'b', 'input'."),
    ],
)
def test_a_gradient_that_is_not_there_is_said(of, said):
    with pytest.raises(hn.NoSuchStepError) as caught:
        BACK["output"].explain(of)
    assert str(caught.value) == said


def test_where_nobody_asked_for_it_there_is_no_gradient_of_the_input():
    assert BACK["hidden"].input_gradient is None
    with pytest.raises(hn.NoSuchStepError, match=r"It has: 'W', 'b'\.$"):
        BACK["hidden"].explain("input")


def test_dead_units_get_nothing_in_any_sample():
    back = hn.Sequential(hn.Dense(np.eye(3))).trace(np.ones((2, 3)))
    step = back.backward(grad=[[0, 1, 0], [0, 0, 2]])[0]
    assert step.dead_units == (0,)


def test_an_activation_stops_what_arrives_and_does_not_pass():
    step = hn.ReLU().trace([[1, -1, -1], [1, -1, 2]]).backward(grad=[[1, 1, 1], [0, 1, 1]])[0]
    assert [step.stops(unit) for unit in range(3)] == [False, True, False]
    nothing = hn.ReLU().trace([1]).backward(grad=[0])[0]
    assert not nothing.stops(0)  # nothing arrives
    assert not BACK["output"].stops(0)  # no activation
