"""Networks as ONNX models: the same numbers in runtimes that know nothing of handnn."""

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from built_in_layers import built_in_layers, sequence_layers
from every_layer import ELEMENTWISE, LAYERS, NETWORKS, layer_of, random_layer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx_models import assert_same, onnx, run, sizes

import handnn as hn
from handnn.files.exchange.onnx_out import onnx_model

ROOT = Path(__file__).parents[3]

needs_onnx = pytest.mark.onnx


@needs_onnx
@pytest.mark.parametrize(("layer", "x"), LAYERS.values(), ids=LAYERS)
def test_layers(layer, x):
    assert_same(layer, x)


@needs_onnx
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.one_of(built_in_layers(), sequence_layers()))
def test_layers_of_any_size(layer_and_input):
    assert_same(*layer_and_input)


@needs_onnx
@pytest.mark.parametrize("exercise", NETWORKS, ids=lambda exercise: exercise.name)
def test_networks_of_the_gallery(exercise):
    trace = exercise.trace()
    assert_same(trace.network, trace.input)


@needs_onnx
@pytest.mark.parametrize("program", ["attention", "convolution", "lstm"])
def test_layers_of_the_examples(program, tmp_path, monkeypatch):
    def fit_briefly(net, X, y, **options):
        return fit(net, X[:20], y[:20], **options | {"epochs": 1})

    fit = hn.fit
    monkeypatch.setattr(hn, "fit", fit_briefly)
    monkeypatch.chdir(tmp_path)
    made = runpy.run_path(str(ROOT / "examples" / f"{program}.py"))
    assert_same(made["net"], made["trace"].input)


# -- operations and random layers -----------------------------------------------------------------


@needs_onnx
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_operations(name):
    layer, x = layer_of(name)
    assert_same(layer, x[0], rows=np.random.default_rng(0).permuted(x, axis=None).astype("f4"))


@needs_onnx
@pytest.mark.parametrize("seed", range(200))
def test_random_layers(seed):
    assert_same(*random_layer(seed))


# -- what stands in a model -----------------------------------------------------------------------


@needs_onnx
def test_a_file(tmp_path):
    net = hn.Sequential(
        hn.Dense([[1, -1, 1]], [-5], name="hidden"),
        hn.Sequential(hn.ReLU(), hn.Dense([[2.0]], name="inner"), name="block"),
    )
    net.save(tmp_path / "net.onnx")
    model = onnx.load(tmp_path / "net.onnx")
    assert [(o.domain, o.version) for o in model.opset_import] == [("", 18)]
    assert [i.name for i in model.graph.initializer][:3] == [
        "hidden.W",
        "hidden.b",
        "block.inner.W",
    ]
    assert [node.name for node in model.graph.node] == [
        "hidden/Transpose",
        "hidden/MatMul",
        "hidden/Add",
        "block.relu_1/Max",
        "block.inner/MatMul",
    ]
    assert [n.output[0] for n in model.graph.node[2:4]] == ["hidden", "block.relu_1"]
    assert sizes(model.graph.input[0]) == ["batch", 3]
    assert sizes(model.graph.output[0]) == ["batch", 1]


@needs_onnx
def test_the_dtype_is_that_of_the_network():
    net = hn.Sequential(hn.Dense.random(3, 2, rng=0, dtype=np.float32))
    x = np.ones((1, 3), np.float32)
    (found, _) = run(onnx_model(net, x), x)
    assert found.dtype == np.float32


@needs_onnx
def test_the_shape_of_a_sample_must_be_known(tmp_path):
    net = hn.Sequential(hn.RNN.random(3, 2, rng=0))
    with pytest.raises(hn.ArgumentError) as raised:
        net.save(tmp_path / "net.onnx")
    assert str(raised.value) == (
        "net.onnx: an ONNX model is recorded from a run, and this network does not say how large "
        'a sample is. Give one: net.save("net.onnx", input=x).'
    )
    assert not list(tmp_path.iterdir())


@needs_onnx
def test_decisions_are_refused_without_an_input_and_warned_of_with_one(tmp_path):
    class Sorted(hn.Layer):
        in_features = 3

        def forward(self, x):
            return np.sort(x, axis=-1)

    net = hn.Sequential(Sorted(name="sorted"))
    with pytest.raises(hn.UnexplainedError) as raised:
        net.save(tmp_path / "net.onnx")
    assert str(raised.value) == (
        'net.onnx: "sorted" takes decisions in plain Python (if, sort, argmax, ...), which ONNX '
        "does not record: it would hold for some inputs only. np.where stays a choice. To export "
        'only the way that one input takes, give it: net.save("net.onnx", input=x).'
    )
    with pytest.warns(hn.HandnnWarning) as caught:
        net.save(tmp_path / "net.onnx", input=[3, 1, 2])
    assert str(caught[0].message) == (
        'net.onnx holds only for inputs that take the same decisions as this one: "sorted" takes '
        "them in plain Python (if, sort, argmax, ...), which ONNX does not record."
    )
    model = onnx.load(tmp_path / "net.onnx")
    for found in run(model, np.array([[9.0, 4.0, 5.0], [3.0, 0.0, 1.0]])):
        assert found.tolist() == [[4, 5, 9], [0, 1, 3]]


class Mixing(hn.Layer):
    """What is made of a sample depends on the others."""

    in_features = 2

    def forward(self, x):
        return x - x.mean(axis=0)


class ByTheNumber(hn.Layer):
    """The number of samples is a number in the arithmetic."""

    in_features = 2

    def forward(self, x):
        return x / len(x)


class OneByOne(hn.Layer):
    """A loop over the samples."""

    in_features = 2

    def forward(self, x):
        return np.stack([np.tanh(row) for row in np.atleast_2d(x)])


@needs_onnx
@pytest.mark.parametrize(
    ("layer", "reason"),
    [
        (Mixing(), "it adds samples up"),
        (ByTheNumber(), "a number in it depends on how many samples there are"),
        (OneByOne(), "its code takes other steps for another number of samples"),
    ],
)
def test_where_the_number_of_samples_matters_it_is_fixed(layer, reason, tmp_path):
    net = hn.Sequential(layer)
    x = np.array([[1.0, 2.0], [3.0, 5.0], [0.0, 7.0]])
    with pytest.warns(hn.HandnnWarning) as caught:
        net.save(tmp_path / "net.onnx", input=x)
    assert str(caught[0].message) == f"net.onnx takes exactly 3 samples at a time: {reason}."
    model = onnx.load(tmp_path / "net.onnx")
    assert sizes(model.graph.input[0]) == [3, 2]
    for found in run(model, x):
        np.testing.assert_allclose(found, net(x), rtol=1e-12)


def test_what_is_wrong_is_said(tmp_path):
    net = hn.Sequential(hn.Dense([[1.0]]))
    with pytest.raises(hn.ArgumentError) as raised:
        net.save(tmp_path / "net.json", dtype=np.float32)
    assert str(raised.value) == ("save: dtype= is for net.onnx; other files keep each array's own.")


@needs_onnx
def test_other_dtypes(tmp_path):
    with pytest.raises(hn.ArgumentError) as raised:
        hn.Sequential(hn.Dense([[1.0]])).save(tmp_path / "net.onnx", dtype=np.int32)
    assert str(raised.value) == (
        "net.onnx: dtype must be float32 or float64, not <class 'numpy.int32'>."
    )


def test_without_the_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(hn.MissingExtraError) as raised:
        hn.Sequential(hn.Dense([[1.0]])).save(tmp_path / "net.onnx")
    assert str(raised.value) == (
        'net.save("net.onnx") needs the onnx package, which is not installed: '
        'pip install "handnn[onnx]".'
    )
