"""Batch normalisation, in training and in use."""

import numpy as np
import pytest
from optional import optional

import handnn as hn

X = np.array([[1.0, 0.0], [3.0, 4.0], [2.0, -1.0], [6.0, 1.0]])


def test_values_by_hand():
    net = hn.Sequential(hn.BatchNorm([2, 1], [1, 0], eps=0))
    trace = net.trace([[1, 10], [3, 30]], training=True)
    assert trace.output.tolist() == [[-1, -1], [3, 1]]
    assert trace[0].new_buffers["running_mean"].tolist() == [0.2, 2]
    assert trace[0].new_buffers["running_variance"].tolist() == [0.9 + 0.2, 0.9 + 20]


def test_in_use_the_running_statistics_count():
    net = hn.Sequential(hn.BatchNorm([2, 1], [1, 0], [1, 2], [4, 9], eps=0))
    assert net([3, 5]).tolist() == [3, 1]
    assert str(net.trace([3, 5])[0].explain(0)).splitlines() == [
        "z[1] = gamma[1]·normalised[1] + beta[1]",
        "z[1] = 2·1 + 1 = 3",
    ]


def test_the_names_of_the_code():
    trace = hn.Sequential(hn.BatchNorm([2, 1])).trace(X, training=True)
    assert [line.name for line in trace[0].lines] == ["mean", "variance", "normalised", "z"]


def test_learning_moves_the_running_statistics_towards_those_of_the_data():
    net = hn.Sequential(hn.BatchNorm.random(2), hn.Dense.random(2, 1, rng=0))
    settings = {"loss": hn.SquaredError(), "optimizer": hn.SGD(lr=0.01), "epochs": 100}
    hn.fit(net, X, X[:, :1], **settings, batch_size=None)
    np.testing.assert_allclose(net[0].running_mean, X.mean(axis=0), atol=1e-3)
    np.testing.assert_allclose(net[0].running_variance, X.var(axis=0, ddof=1), rtol=1e-3)


def test_one_sample_is_no_batch():
    with pytest.raises(hn.ShapeError) as error:
        hn.Sequential(hn.BatchNorm([1, 1])).trace([1, 2], training=True)
    assert str(error.value) == (
        'layer 0 "batch_norm_1" (BatchNorm 2) normalises over a batch while it '
        "trains, but the input is a single sample, of shape (2,). Give several."
    )


@pytest.mark.parametrize("layer", [hn.BatchNorm([2, -1], [0.5, 1]), hn.BatchNorm.random(2)])
def test_it_is_sound(layer):
    assert hn.check_layer(layer, X), hn.check_layer(layer, X)


def test_pictures_are_sound():
    x = np.random.default_rng(0).normal(size=(3, 2, 2, 3))
    assert hn.check_layer(hn.BatchNorm([2, -1], sample_ndim=3), x)


def test_it_is_saved_with_its_statistics(tmp_path):
    net = hn.Sequential(hn.BatchNorm([2, 1], [1, 0], [1, 2], [4, 9], momentum=0.2))
    net.save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json")
    np.testing.assert_array_equal(again(X), net(X))
    assert again[0].momentum == 0.2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"gamma": [1, 1], "beta": [1]},
            "beta of BatchNorm 2 has shape (1,); expected (features,). features is 2, as gamma of "
            "shape (2,) says.",
        ),
        (
            {"gamma": [[1, 1]]},
            "gamma of BatchNorm has shape (1, 2); expected (features,). It is a list of numbers.",
        ),
        (
            {"gamma": [1], "sample_ndim": 2},
            "BatchNorm: sample_ndim must be 1, for features, or 3, for pictures with channels, not "
            "2.",
        ),
        (
            {"gamma": 4},
            "gamma of BatchNorm has shape (); expected (features,). It is a list of numbers.",
        ),
        ({"gamma": [1], "eps": -1}, "BatchNorm: eps must be a number, at least 0; got -1."),
    ],
)
def test_wrong_arguments(arguments, message):
    with pytest.raises(hn.HandnnError) as error:
        hn.BatchNorm(**arguments)
    assert str(error.value) == message


@pytest.mark.torch
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("shape", [(5, 3), (4, 3, 2, 5)])
def test_it_is_that_of_pytorch(shape, training):
    torch = optional("torch")
    kind = f"BatchNorm{max(1, len(shape) - 2)}d"
    rng = np.random.default_rng(1)
    x, grad = rng.normal(size=shape), rng.normal(size=shape)
    arrays = [rng.normal(size=3), rng.normal(size=3), rng.normal(size=3), rng.uniform(1, 2, 3)]
    net = hn.Sequential(hn.BatchNorm(*arrays, momentum=0.3, sample_ndim=len(shape) - 1))
    theirs = getattr(torch.nn, kind)(3, momentum=0.3).double()
    names = ("weight", "bias", "running_mean", "running_var")
    theirs.load_state_dict(dict(zip(names, map(torch.tensor, arrays), strict=True)), strict=False)
    theirs.train(training)
    inputs = torch.tensor(x, requires_grad=True)
    output = theirs(inputs)
    output.backward(torch.tensor(grad))
    trace = net.trace(x, training=training)
    back = trace.backward(grad=grad)
    pairs = [
        (trace.output, output.detach()),
        (back.input_gradient, inputs.grad),
        (back[0].parameter_gradients["gamma"], theirs.weight.grad),
        (back[0].parameter_gradients["beta"], theirs.bias.grad),
    ]
    if training:
        hn.SGD(lr=0).update(net, back)
    pairs += [
        (net[0].running_mean, theirs.running_mean),
        (net[0].running_variance, theirs.running_var),
    ]
    for ours, right in pairs:
        np.testing.assert_allclose(ours, right.numpy(), rtol=1e-9, atol=1e-12)
