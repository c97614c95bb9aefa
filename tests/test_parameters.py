"""What a layer owns: arrays that are replaced and never written into."""

import copy
import pickle

import numpy as np
import pytest
from custom_layers import Residual, Scale
from exercises import hidden_layer

import handnn as hn
from handnn.exercises import hidden_layer_exercise


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
