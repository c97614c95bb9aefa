"""What is wrong with a chain of layers, and where."""

from itertools import pairwise

import numpy as np
import pytest
from custom_layers import Residual, Scale
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn import diagnosis


class Doubling(hn.Layer):
    """Gives other widths than it takes, and nobody knows beforehand."""

    def forward(self, x):
        return np.concatenate([x, x], axis=-1)


def test_a_layer_is_called_by_its_place_its_name_and_its_kind():
    net = hn.Sequential(hn.Dense([[1, 2]], name="first"), hn.ReLU())
    assert diagnosis.place(net, 0) == 'layer 0 "first" (Dense 2 → 1)'
    assert diagnosis.place(net, 1) == 'layer 1 "relu_1" (ReLU)'


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=4), st.data())
def test_a_chain_is_refused_where_neighbours_do_not_fit_and_only_there(sizes, data):
    layers = []
    for inputs, outputs in sizes:
        layers.append(hn.Dense(np.ones((outputs, inputs))))
        layers += data.draw(st.lists(st.builds(hn.Tanh), max_size=2))
    if all(gives == takes for (_, gives), (takes, _) in pairwise(sizes)):
        net = hn.Sequential(*layers)
        assert (net.in_features, net.out_features) == (sizes[0][0], sizes[-1][1])
        assert net(np.ones(sizes[0][0])).shape == (sizes[-1][1],)
    else:
        wrong = next(i for i, ((_, a), (b, _)) in enumerate(pairwise(sizes), 1) if a != b)
        with pytest.raises(hn.ShapeError) as caught:
            hn.Sequential(*layers)
        said = str(caught.value)
        assert f'"dense_{wrong + 1}" (Dense' in said.partition(" takes ")[0]
        assert f"takes {sizes[wrong][0]} features, but layer " in said
        assert f'"dense_{wrong}" (Dense' in said
        assert f"gives {sizes[wrong - 1][1]}." in said


def test_the_width_goes_through_networks_inside():
    block = hn.Sequential(hn.Tanh(), hn.Dense(np.ones((4, 3))), name="block")
    with pytest.raises(hn.ShapeError) as caught:
        hn.Sequential(block, hn.ReLU(), hn.Dense(np.ones((1, 5)), name="last"))
    assert str(caught.value) == (
        'layer 2 "last" (Dense 5 → 1) takes 5 features, but layer 0 "block" (Sequential of 2 '
        "layers) gives 4. Give it weights with 4 columns, or the other 5 rows."
    )


def test_where_a_width_is_not_known_nothing_is_refused():
    net = hn.Sequential(hn.Dense(np.ones((2, 3))), Doubling(), hn.Dense(np.ones((1, 4))))
    assert net([1, 2, 3]).shape == (1,)
    with pytest.raises(hn.ShapeError) as caught:
        hn.Sequential(Doubling(), hn.Dense(np.ones((1, 5)), name="last"))([1, 2])
    assert str(caught.value) == (
        'layer 1 "last" (Dense 5 → 1) takes 5 features, but layer 0 "doubling_1" (Doubling) gave 4.'
    )


def test_an_activation_in_front_takes_what_the_layer_after_it_takes():
    assert hn.Sequential(hn.Tanh(), hn.Dense(np.ones((1, 5)))).in_features == 5
    with pytest.raises(hn.ShapeError, match=r'^layer 1 "dense_1" \(Dense 5 → 1\) takes 5 features'):
        hn.Sequential(hn.Tanh(), hn.Dense(np.ones((1, 5))))([1, 2])


def test_the_first_layer_whose_output_is_none_is_the_cause():
    class Lost(hn.Layer):
        def forward(self, x):
            return x[:1] if x.ndim == 2 else x

    net = hn.Sequential(hn.ReLU(), Lost(name="lost"), hn.Tanh(), Scale(np.ones((2, 1))))
    with pytest.raises(hn.LayerError) as caught:
        diagnosis.check_outputs(net, np.ones((3, 2)))
    assert str(caught.value).startswith('layer 1 "lost" (Lost) gave shape (1, 2) for an input of')
    diagnosis.check_outputs(net, np.ones((3, 2)), until=1)  # before it all is well


def test_an_error_from_inside_says_the_whole_way():
    inner = hn.Sequential(hn.Dense([[1, 2]], name="deep"), name="inner")
    net = hn.Sequential(hn.Sequential(Residual(inner), name="outer"))
    with pytest.raises(hn.ShapeError) as caught:
        net([1, 2, 3])
    assert str(caught.value) == (
        'layer 0 "outer" (Sequential of 1 layer) › layer 0 "residual_1" (Residual) › '
        'layer 0 "deep" (Dense 2 → 1) takes 2 features, but the input has 3.'
    )
