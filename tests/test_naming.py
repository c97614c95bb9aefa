"""What layers are called in a network."""

import numpy as np

import handnn as hn


def test_unnamed_layers_are_numbered_by_kind() -> None:
    own = hn.Sequential(
        hn.Dense(np.eye(2)),
        hn.ReLU(),
        hn.Dense(np.eye(2)),
        hn.LeakyReLU(),
        hn.ReLU(name="last"),
        hn.Softmax(),
    )
    assert [s.name for s in own.trace([1, 2])] == [
        "dense_1",
        "relu_1",
        "dense_2",
        "leaky_relu_1",
        "last",
        "softmax_1",
    ]


def test_a_given_name_is_not_given_twice() -> None:
    own = hn.Sequential(hn.ReLU(), hn.ReLU(name="relu_1"), hn.ReLU())
    names = [s.name for s in own.trace([1])]
    assert names[1] == "relu_1"
    assert len(set(names)) == 3


def test_a_layer_at_two_places_has_two_names_and_one_parameter() -> None:
    shared = hn.Dense([[2]], name="double")
    own = hn.Sequential(shared, hn.ReLU(), shared)
    names = [s.name for s in own.trace([3])]
    assert names[0] == "double"
    assert len(set(names)) == 3
    assert own([3]).tolist() == [12]
    assert own.n_parameters == 1
