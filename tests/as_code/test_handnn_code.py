"""The networks of the gallery, written out in Python."""

import numpy as np
import pytest
from custom_layers import Scale
from networks_to_write import NETWORKS, inputs

import handnn as hn

EXERCISES = [name for name, exercise in hn.gallery.items() if exercise.network is not None]


@pytest.mark.parametrize("name", EXERCISES)
def test_a_network_written_in_python_is_the_same(name):
    exercise = hn.gallery[name]
    names = {}
    exec(exercise.program, names)
    np.testing.assert_array_equal(names["trace"].output, exercise.trace().output)
    assert names["trace"] == exercise.trace()
    if exercise.has_backward:
        assert names["back"] == exercise.backward()


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_writes_itself(name):
    net, shape = NETWORKS[name]
    x = inputs(shape)
    names = {}
    exec(hn.to_code(net, "handnn"), names)
    np.testing.assert_array_equal(names["net"](x), net(x))
    assert repr(names["net"]) == repr(net)


def test_single_precision_what_is_not_finite_and_layers_inside():
    block = hn.TransformerBlock.random(2, heads=1, rng=0, norm_first=False, name="block")
    net = hn.Sequential(
        block, hn.Sequential(block), hn.Dense(np.float32([[0.1, np.inf]]), [np.nan], name="end")
    )
    code = hn.to_code(net, "handnn")
    assert 'W=np.array([[0.1, float("inf")]], dtype=np.float32),' in code
    assert 'b=[float("nan")],' in code
    names = {}
    exec(code, names)
    twin = names["net"]
    assert repr(twin) == repr(net)
    assert twin["block"] is twin[1][0]
    for key, array in net.parameters.items():
        assert twin.parameters[key].dtype == array.dtype
        np.testing.assert_array_equal(twin.parameters[key], array)


def test_an_input_is_run_and_a_class_of_ones_own_is_asked_for():
    code = hn.to_code(hn.Sequential(Scale([2, 3], name="scale")), "handnn", [1, 2])
    assert code == (
        "import handnn as hn\n"
        "\n"
        "# Scale is a class of your own: put it here.\n"
        "\n"
        "net = hn.Sequential(\n"
        '    Scale(w=[2, 3], name="scale"),\n'
        ")\n"
        "print(net([1, 2]))"
    )


def test_variables_have_names_of_their_own():
    layers = [
        hn.Dense([[i]], name=name)
        for i, name in enumerate(("a-b", "a_b", "class", "net", "1st", "ä b", "np"))
    ]
    net = hn.Sequential(*layers, hn.Sequential(*layers))
    names = {}
    exec(hn.to_code(net, "handnn"), names)
    twin = names["net"]
    assert repr(twin) == repr(net)
    assert [layer.W.item() for layer in twin[-1]] == [0, 1, 2, 3, 4, 5, 6]
    assert all(one is other for one, other in zip(twin, twin[-1], strict=False))
