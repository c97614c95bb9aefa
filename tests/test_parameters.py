"""What a layer owns: arrays that are replaced and never written into."""

import copy
import pickle

import numpy as np
import pytest
from custom_layers import Residual, Scale
from exercises import hidden_layer

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise
from handnn.parameters import by_owner, parameter_owners, rebind


def test_parameters_are_read_only_copies() -> None:
    W = np.array([[1.0, 2.0]])
    layer = hn.Dense(W)
    W[0, 0] = 9
    assert layer.W.tolist() == [[1, 2]]
    with pytest.raises(ValueError, match="read-only"):
        layer.W[0, 0] = 9
    with pytest.raises(TypeError):
        layer.parameters["W"] = W


def test_assigning_binds_a_new_array_and_leaves_the_old_one() -> None:
    layer = hn.Dense([[1, 2]], [3])
    before = layer.W
    trace = hn.Sequential(layer).trace([1, 1])
    layer.W = [[5, 6]]
    assert before.tolist() == [[1, 2]]
    assert trace[0].parameters["W"] is before
    assert layer([1, 1]).tolist() == [14]
    assert layer.parameters["W"] is layer.W
    assert not layer.W.flags.writeable


def test_a_rebound_parameter_keeps_its_dtype() -> None:
    layer = hn.Dense(np.array([[1, 2]], np.float32))
    layer.W = [[0.5, 0.25]]
    assert layer.W.dtype == np.float32


def test_a_networks_parameters_have_dotted_names_and_a_shared_layer_counts_once() -> None:
    shared = Scale([1, 2], name="scale")
    own = hn.Sequential(
        shared,
        hn.Sequential(hn.Dense(np.eye(2)), shared, name="block"),
        Residual(hn.Dense(np.eye(2))),
    )
    assert list(own.parameters) == ["scale.w", "block.dense_1.W", "residual_1.inner.W"]
    assert own.n_parameters == 10


def test_a_network_without_parameters() -> None:
    assert dict(hn.Sequential(hn.ReLU()).parameters) == {}
    assert hn.ReLU().n_parameters == 0


def test_layers_are_pickled_and_copied() -> None:
    for other in (pickle.loads(pickle.dumps(hidden_layer())), copy.deepcopy(hidden_layer())):
        assert other.trace([2, 1, 3]) == hidden_layer_exercise()
        assert not other.layers[0].W.flags.writeable


def made():
    """A shared layer, at two places and inside another one."""
    shared = Scale([1.0, 2.0], name="scale")
    return hn.Sequential(shared, Residual(hn.Sequential(shared, hn.Dense(np.eye(2)))), shared)


def test_a_copy_with_other_parameters_leaves_the_original_alone() -> None:
    net = made()
    before = dict(net.parameters)
    other = net.with_parameters({"scale.w": np.array([3.0, 4.0])})
    assert other["scale"].w.tolist() == [3, 4]
    assert {name: net.parameters[name] is array for name, array in before.items()} == dict.fromkeys(
        before, True
    )
    name = "residual_1.inner.dense_1.W"
    assert other.parameters[name] is before[name]  # what is not named stays


def test_in_a_copy_a_shared_layer_is_still_shared() -> None:
    other = made().with_parameters({"scale.w": np.array([3.0, 4.0])})
    assert other[0] is other[2] is other[1].inner[0]
    assert other([1, 1]).tolist() == made_by_hand(np.array([3.0, 4.0]), np.ones(2)).tolist()


def made_by_hand(w, x):
    h = x * w
    return (h + h * w) * w


def test_a_copy_knows_the_layers_inside_as_attributes() -> None:
    layer = Residual(hn.Dense([[1.0]], name="inner"))
    other = layer.with_parameters({"inner.W": np.array([[5.0]])})
    assert other.inner is other.children["inner"] is not layer.inner
    assert other.inner.W.item() == 5
    assert other([2]).tolist() == [12]


def test_every_parameter_has_one_owner() -> None:
    net = made()
    owners = parameter_owners(net)
    assert owners["scale.w"] == (net[0], "w")
    assert list(owners) == list(net.parameters) == ["scale.w", "residual_1.inner.dense_1.W"]


def test_rebinding_gives_a_layer_the_very_arrays() -> None:
    layer = hn.Dense([[1.0]], [2.0])
    W, b = np.array([[3.0]]), np.array([4.0])
    kept = layer.parameters
    rebind({layer: {"W": W, "b": b}})
    assert layer.W is layer.parameters["W"] is W
    assert layer.parameters["b"] is b
    assert kept["W"].tolist() == [[1]]  # what was handed out stays as it was


def test_rebinding_by_name_reaches_layers_inside_and_leaves_the_rest() -> None:
    net = made()
    dense = net[1].inner["dense_1"].W
    rebind(by_owner(net, {"scale.w": np.array([7.0, 8.0])}))
    assert net[1].inner[0].w.tolist() == [7, 8]
    assert not net[0].w.flags.writeable
    assert net[1].inner["dense_1"].W is dense
    assert net.parameters["scale.w"] is net[0].w


def test_a_parameter_may_be_left_out_but_not_taken_away() -> None:
    layer = hn.Dense([[1.0]])
    assert list(layer.parameters) == ["W"]
    layer.b = [2.0]
    assert list(layer.parameters) == ["W", "b"]
    assert layer([1]).tolist() == [3]
    with pytest.raises(hn.InputError):
        layer.b = None


def test_assigning_a_layer_anew_replaces_it_among_the_children() -> None:
    layer = Residual(hn.Dense([[1.0]]))
    layer.inner = hn.Dense([[2.0]], [3.0])
    assert dict(layer.children) == {"inner": layer.inner}
    assert list(layer.parameters) == ["inner.W", "inner.b"]
    with pytest.raises(TypeError):
        layer.children["other"] = hn.ReLU()


def test_a_pickled_layer_has_read_only_arrays_at_every_depth() -> None:
    other = pickle.loads(pickle.dumps(made()))
    assert other[0] is other[2] is other[1].inner[0]
    assert not any(array.flags.writeable for array in other.parameters.values())
    with pytest.raises(TypeError):
        other.children["scale"] = hn.ReLU()
