"""What layers are called in a network."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.naming import default_name, distinct_names, layer_title, snake_case


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


# -- the names of layers of any kind --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "small"),
    [
        ("ReLU", "relu"),
        ("LeakyReLU", "leaky_relu"),
        ("Dense", "dense"),
        ("BatchNorm2d", "batch_norm2d"),
        ("GELU", "gelu"),
        ("PReLU", "prelu"),
        ("RMSNorm", "rms_norm"),
        ("already_small", "already_small"),
    ],
)
def test_a_kind_in_small_letters(name: str, small: str) -> None:
    assert snake_case(name) == small


def test_what_an_error_calls_a_layer() -> None:
    assert layer_title(hn.ReLU()) == "ReLU"
    assert layer_title(hn.Dense([[1, 2]], name="out")) == '"out" (Dense 2 → 1)'
    assert default_name(hn.LeakyReLU()) == "leaky_relu"
    assert default_name(hn.LeakyReLU(name="mine")) == "mine"


NAMES = st.none() | st.sampled_from(["relu", "relu_1", "relu_2", "tanh_1", "a", "relu_1_1"])


@given(st.lists(st.tuples(st.sampled_from([hn.ReLU, hn.Tanh]), NAMES), min_size=1, max_size=8))
def test_names_are_all_different_and_those_given_stay(made) -> None:
    given_names = [name for _, name in made if name]
    layers = [kind(name=name) for kind, name in made]
    if len(set(given_names)) < len(given_names):
        with pytest.raises(hn.NetworkError, match=r"^Layers \d+ and \d+ are both called"):
            distinct_names(layers)
        return
    names = distinct_names(layers)
    assert len(set(names)) == len(names) == len(layers)
    for (kind, wanted), name in zip(made, names, strict=True):
        assert name == wanted if wanted else re.fullmatch(rf"{kind.__name__.lower()}_\d+", name)
    unnamed = [int(n.partition("_")[2]) for (_, own), n in zip(made, names, strict=True) if not own]
    by_kind = {
        kind: [
            i
            for (k, own), i in zip([m for m in made if not m[1]], unnamed, strict=True)
            if k is kind
        ]
        for kind in (hn.ReLU, hn.Tanh)
    }
    assert all(numbers == sorted(numbers) for numbers in by_kind.values())


@given(st.lists(st.integers(0, 2), min_size=1, max_size=6))
def test_a_layer_at_several_places_keeps_its_name_at_the_first(places) -> None:
    layers = [hn.ReLU(name="a"), hn.ReLU(name="b"), hn.ReLU()]
    names = distinct_names([layers[i] for i in places])
    assert len(set(names)) == len(places)
    for i, name in ((0, "a"), (1, "b")):
        assert (names.index(name) == places.index(i)) if i in places else name not in names
