"""The graph convolution."""

from pathlib import Path

import numpy as np
import pytest
from torch_layers import assert_same, torch

import handnn as hn

RNG = np.random.default_rng(3)
NODES = RNG.normal(size=(4, 2))
GRAPH = np.array([[0, 1, 0, 0], [1, 0, 1, 1], [0, 1, 0, 0], [0, 1, 0, 0]])  # a star
W, B = RNG.normal(size=(3, 2)), RNG.normal(size=3)


def test_hand_values():
    layer = hn.GraphConvolution([[10, 1]], [[0, 1], [1, 0]], [5], normalise=False)
    assert layer([[1, 2], [3, 4]]).tolist() == [[39], [17]]


def test_two_neighbours_share_alike():
    layer = hn.GraphConvolution([[1]], [[0, 1], [1, 0]])
    assert layer([[2], [4]]) == pytest.approx(np.array([[3], [3]]))


def test_the_matrix_is_normalised_by_the_degrees_of_both_nodes():
    step = hn.GraphConvolution(W, GRAPH).run(NODES)
    assert step["degree"].output.tolist() == [2, 4, 2, 2]
    normed = step["normed"].output
    assert normed[0, 1] == pytest.approx(1 / np.sqrt(2 * 4))
    assert normed[1, 1] == pytest.approx(1 / 4)
    assert normed[0, 2] == 0


@pytest.mark.parametrize("normalise", [True, False])
def test_it_does_what_a_layer_must(normalise):
    report = hn.check_layer(hn.GraphConvolution(W, GRAPH, B, normalise), NODES)
    assert report, report


def test_its_steps_are_those_of_the_formula():
    names = [s.name for s in hn.GraphConvolution(W, GRAPH).run(NODES).lines]
    assert names == ["linked", "degree", "normed", "gathered", "z"]
    names = [s.name for s in hn.GraphConvolution(W, GRAPH, normalise=False).run(NODES).lines]
    assert names == ["gathered", "z"]


def test_one_sample_and_a_batch():
    layer, other = hn.GraphConvolution(W, GRAPH, B), NODES[::-1]
    assert layer([NODES, other]) == pytest.approx(np.stack([layer(NODES), layer(other)]))


def test_a_file_gives_it_back_with_its_graph(tmp_path: Path):
    layer = hn.GraphConvolution(W, GRAPH, B, normalise=False)
    hn.Sequential(layer).save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json")
    assert np.array_equal(again[0].adjacency, GRAPH)
    assert not again[0].normalise
    assert np.array_equal(again(NODES), layer(NODES))


def test_a_layer_of_a_size():
    layer = hn.GraphConvolution.random(2, 3, GRAPH, rng=0, name="graph", dtype=np.float32)
    assert repr(layer) == "GraphConvolution 2 → 3, name='graph'"
    assert layer.W.dtype == layer.b.dtype == layer.adjacency.dtype == np.float32
    assert not layer.b.any()


def test_a_graph_is_a_square():
    with pytest.raises(hn.ShapeError) as caught:
        hn.GraphConvolution(W, GRAPH[:2])
    assert str(caught.value) == (
        "adjacency of GraphConvolution has shape (2, 4); expected (nodes, nodes). nodes is 2, as "
        "its first axis says."
    )


def test_an_input_of_other_nodes():
    with pytest.raises(hn.ShapeError) as caught:
        hn.GraphConvolution(W, GRAPH)(NODES[:3])
    assert str(caught.value) == (
        "GraphConvolution 2 → 3 has a graph of 4 nodes, but the input has 3: its shape is (3, 2). "
        "Give it one row of features for each node."
    )


@pytest.mark.torch
@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("shape", [(4, 2), (3, 4, 2)])
def test_pytorch_gives_the_same(normalise, shape):
    theirs = torch.nn.Linear(2, 3, dtype=torch.float64)
    with torch.no_grad():
        theirs.weight.copy_(torch.tensor(W))
        theirs.bias.copy_(torch.tensor(B))
    A = torch.tensor(GRAPH, dtype=torch.float64)
    if normalise:
        A = A + torch.eye(4)
        D = torch.diag(A.sum(1) ** -0.5)
        A = D @ A @ D
    assert_same(
        hn.GraphConvolution(W, GRAPH, B, normalise),
        theirs,
        np.random.default_rng(1).normal(size=shape),
        {"W": lambda g: g["weight"], "b": lambda g: g["bias"]},
        run=lambda x: A @ (x @ theirs.weight.T) + theirs.bias,
    )
