"""What every layer is: its gradients, and what is checked of them."""

import numpy as np
import pytest
from custom_layers import FastScale, Residual, Scale

import handnn as hn

# -- gradients ------------------------------------------------------------------------------------


class Counting(FastScale):
    """Its gradients can be made wrong after they have been right."""

    by_input, by_w = staticmethod(lambda g: g), staticmethod(lambda g: {"w": g})

    def input_gradient(self, step, grad):
        return type(self).by_input(super().input_gradient(step, grad))

    def parameter_gradients(self, step, grad):
        return type(self).by_w(super().parameter_gradients(step, grad)["w"])


def back(layer, x=(3.0, 4.0)):
    return layer.trace(x).backward(grad=np.ones(np.shape(x)))


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        (
            {"by_w": staticmethod(lambda g: {})},
            hn.LayerError,
            "parameter_gradients of \"wrong\" (Wrong) gave nothing for 'w'. "
            "It returns a gradient for every name in parameter_names.",
        ),
        (
            {"by_input": staticmethod(lambda g: g[:1])},
            hn.ShapeError,
            'input_gradient of "wrong" (Wrong) gave shape (1,), but its input has shape (2,). '
            "The gradient with respect to an array has that array's shape.",
        ),
        (
            {"by_input": staticmethod(lambda g: list(g))},
            hn.ShapeError,
            'input_gradient of "wrong" (Wrong) gave a list, but its input has shape (2,). '
            "The gradient with respect to an array has that array's shape.",
        ),
        (
            {"by_w": staticmethod(lambda g: {"w": g.sum(axis=0)})},
            hn.ShapeError,
            "parameter_gradients of \"wrong\" (Wrong) gave shape () for 'w', which has shape (2,). "
            "The gradient with respect to an array has that array's shape; the batch axis may "
            "still be in front.",
        ),
        (
            {"by_w": staticmethod(lambda g: {"w": g.sum(axis=0, keepdims=True)})},
            hn.ShapeError,
            "parameter_gradients of \"wrong\" (Wrong) gave shape (1,) for 'w', which has shape "
            "(2,). The gradient with respect to an array has that array's shape; the batch axis "
            "may still be in front.",
        ),
    ],
)
def test_a_wrong_gradient_is_told_at_the_first_time(wrong, kind, said):
    layer = type("Wrong", (Counting,), wrong)([1, 2], name="wrong")
    for _ in range(2):  # a failure is no success: it is told again
        with pytest.raises(kind) as caught:
            back(hn.Sequential(hn.Identity(), layer)).whole_run  # noqa: B018
        assert str(caught.value).endswith(said)


def test_after_the_first_success_nothing_is_checked_again(monkeypatch):
    checked = []
    monkeypatch.setattr(
        "handnn.layers.base.check_gradients", lambda title, *others: checked.append(title)
    )
    first, second = FastScale([1, 2], name="first"), FastScale([1, 2], name="second")
    net = hn.Sequential(first, second)
    for _ in range(3):
        back(net)
    assert sorted(checked) == ['"first" (FastScale)', '"second" (FastScale)']


def test_a_failure_does_not_count_as_a_success():
    layer = type("Late", (Counting,), {"by_w": staticmethod(lambda g: {})})([1, 2])
    with pytest.raises(hn.LayerError):
        back(layer)
    type(layer).by_w = staticmethod(lambda g: {"w": g})
    assert back(layer).gradients["w"].tolist() == [3, 4]


def test_a_gradient_that_carries_the_batch_is_summed_back():
    x = np.array([[1.0, 2.0], [10.0, 20.0]])
    assert back(FastScale([1, 1]), x).gradients["w"].tolist() == [11, 22]
    assert back(Scale([1, 1]), x).gradients["w"].tolist() == [11, 22]  # derived
    assert back(FastScale([[1, 1]]), x).gradients["w"].tolist() == [[11, 22]]  # a single row
    assert back(FastScale([1]), x).gradients["w"].tolist() == [33]  # one for all features


def test_gradients_are_those_of_the_parameters_that_the_step_used():
    layer = FastScale([2.0, 3.0])
    trace = layer.trace([1, 1])
    layer.w = [100, 100]
    assert trace.backward(grad=[1, 1]).input_gradient.tolist() == [2, 3]


@pytest.mark.parametrize("kind", [Scale, FastScale])
def test_the_gradient_by_the_input_is_not_computed_where_nobody_wants_it(kind, monkeypatch):
    step = kind([2.0, 3.0]).run(np.array([1.0, 1.0]))
    by_input, by_w = step.layer.gradients(step, np.ones(2), needs_input_grad=False)
    assert by_input is None
    assert by_w["w"].tolist() == [1, 1]
    found = {}
    assert step.layer.collect_gradients(step, np.ones(2), found, needs_input_grad=False) is None
    assert found[step.layer]["w"].tolist() == [1, 1]
    assert step.layer.collect_gradients(step, np.ones(2), found).tolist() == [2, 3]
    assert found[step.layer]["w"].tolist() == [2, 2]  # added to what was there


def test_a_container_hands_its_gradients_to_the_layers_inside():
    inner = hn.Dense([[2.0]], [1.0])
    step = Residual(inner).run(np.array([3.0]))
    found = {}
    assert step.layer.collect_gradients(step, np.array([10.0]), found).tolist() == [30]
    assert list(found) == [inner]
    assert {name: array.tolist() for name, array in found[inner].items()} == {
        "W": [[30]],
        "b": [10],
    }


def test_a_layer_remembers_no_call():
    layer = FastScale([2.0, 3.0])
    one, other = layer.trace([1, 1]), layer.trace([5, 7])
    assert one.backward(grad=[1, 1]).gradients["w"].tolist() == [1, 1]
    assert other.backward(grad=[1, 1]).gradients["w"].tolist() == [5, 7]
