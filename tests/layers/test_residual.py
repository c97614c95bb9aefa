"""The residual connection."""

from pathlib import Path

import numpy as np
import pytest

import handnn as hn


def block():
    return hn.Residual(hn.Dense([[1, -1], [0, 2]], [1, 0], name="dense"), hn.ReLU(), name="block")


def test_hand_values():
    assert block()([3, 1]).tolist() == [6, 3]
    assert block()([[3, 1], [0, 5]]).tolist() == [[6, 3], [0, 15]]


def test_it_does_what_a_layer_must():
    report = hn.check_layer(block(), [[3, 1], [0.5, -5]])
    assert report, report


def test_the_layers_inside_are_steps_and_the_sum_is_in_terms_of_them():
    trace = hn.Sequential(block(), hn.Dense([[1, 1]])).trace([3, 1])
    assert [step.name for step in trace["block"]] == ["dense", "relu_1", "z1"]
    assert str(trace["block"].explain(0)) == "z1[1] = x[1] + f⁽²⁾[1]\nz1[1] = 3 + 3 = 6"
    assert str(trace["block.relu_1"].explain(0)) == (
        "f⁽²⁾[1] = max(0, f⁽¹⁾[1])\nf⁽²⁾[1] = max(0, 3) = 3"
    )


def test_the_gradient_goes_back_both_ways():
    back = hn.Residual(hn.Dense([[0, 2], [0, 0]])).trace([3, 1]).backward(grad=[1, 10])
    assert back.input_gradient.tolist() == [1, 12]


def test_the_layers_are_called_as_in_a_chain():
    layer = hn.Residual(hn.Dense(np.eye(2)), hn.ReLU(), hn.Dense(np.eye(2), [0, 0]))
    assert list(layer.parameters) == ["dense_1.W", "dense_2.W", "dense_2.b"]


def test_it_holds_layers_of_sequences_too():
    layer = hn.Residual(hn.SelfAttention.random(3, rng=0))
    assert layer.sample_ndim == 2
    x = np.ones((4, 3))
    assert np.array_equal(layer(x), x + layer.children["self_attention_1"](x))


def test_a_file_gives_it_back(tmp_path: Path):
    hn.Sequential(block()).save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json")
    assert list(again.parameters) == ["block.dense.W", "block.dense.b"]
    assert again([3, 1]).tolist() == [6, 3]


def test_it_learns():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 2))
    net = hn.Sequential(hn.Residual(hn.Dense.random(2, 2, rng=rng)))
    history = hn.fit(
        net, X, 3 * X, loss=hn.SquaredError(), optimizer=hn.SGD(lr=0.1), epochs=40, rng=0
    )
    assert history.loss[-1] < 1e-4
    assert net.parameters["residual_1.dense_1.W"] == pytest.approx(2 * np.eye(2), abs=0.02)


@pytest.mark.parametrize(
    ("layers", "kind", "message"),
    [
        (
            [hn.Dense([[1, 2]])],
            hn.ShapeError,
            "The layers of a Residual give 1 features for 2, so their output cannot be added to "
            "their input. End with a layer of 2 outputs.",
        ),
        ([], hn.NetworkError, "Residual needs at least one layer: Residual(Dense(W, b), ReLU())."),
        (
            [[hn.ReLU()]],
            hn.LayerTypeError,
            "Argument 0 of Residual is not a layer but [ReLU]. Write the layers one after the "
            "other: Residual(*layers).",
        ),
    ],
)
def test_layers_that_do_not_fit(layers, kind, message):
    with pytest.raises(kind) as caught:
        hn.Residual(*layers)
    assert str(caught.value) == message


def test_an_input_that_does_not_fit():
    with pytest.raises(hn.ShapeError) as caught:
        block()([1, 2, 3])
    assert str(caught.value) == (
        '"block" (Residual) takes 2 features, but the input has 3.\n'
        "Got an input of shape (3,); expected (2,) or (batch, 2)."
    )
