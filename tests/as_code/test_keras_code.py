"""Keras that a person would write: it runs, and gives what the network gives."""

import importlib

import numpy as np
import pytest
from networks_to_write import NETWORKS, inputs, used

import handnn as hn

PLAIN = {
    name: NETWORKS[name] for name in ("README", "nested", "norms", "signals", "residual", "shared")
}
PLAIN["activations"] = (
    hn.Sequential(
        *(hn.Dense.random(4, 4, rng=0), hn.SiLU(), hn.LeakyReLU(0.3), hn.ELU(0.5), hn.GELU()),
        *(hn.Dropout(0.5), hn.Identity(), hn.Softplus(), hn.Dense.random(4, 4, rng=1)),
        *(hn.Softmax(), hn.Sigmoid(), hn.Tanh()),
    ),
    (4,),
)
PLAIN["pictures"] = (
    hn.Sequential(
        hn.Conv2D.random(1, 3, size=(3, 2), padding=(1, 0), rng=0),
        *(used(hn.BatchNorm.random(3, sample_ndim=3)), hn.ReLU(), hn.MaxPool2D(2, stride=1)),
        *(hn.Conv2D.random(3, 2, size=2, stride=(1, 2), rng=0), hn.AveragePool2D((2, 1))),
        *(hn.Flatten(), hn.Dense.random(8, 2, rng=1)),
    ),
    (1, 6, 6),
)


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run code with Keras on PyTorch, whose settings file is kept away from the user's."""
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    importlib.import_module("keras")

    def names(code):
        found = {}
        exec(code, found)
        return found

    return names


@pytest.mark.keras
@pytest.mark.parametrize("name", PLAIN)
def test_the_code_computes_what_the_network_computes(name, run):
    net, shape = PLAIN[name]
    x = inputs(shape)
    found = run(hn.to_code(net, "keras", x))
    np.testing.assert_array_equal(found["x"], x)
    np.testing.assert_allclose(found["net"](x).detach(), net(x), rtol=1e-4, atol=1e-5)


@pytest.mark.keras
def test_whole_numbers(run):
    net = hn.Sequential(hn.Embedding.random(5, 3, rng=0), hn.Dense.random(3, 2, rng=1))
    ids = np.array([[0, 4], [3, 3]])
    np.testing.assert_allclose(run(hn.to_code(net, "keras"))["net"](ids).detach(), net(ids), 1e-5)


def test_the_code_reads_as_a_person_would_write_it():
    assert hn.to_code(NETWORKS["README"][0], "keras", [2, 1, 3]) == (
        "import keras\n"
        "import numpy as np\n"
        "\n"
        "net = keras.Sequential([\n"
        "    keras.Input((3,)),\n"
        '    keras.layers.Dense(4, activation="relu"),  # hidden\n'
        '    keras.layers.Dense(2, activation="relu"),  # output\n'
        "])\n"
        "net.layers[0].set_weights([\n"
        "    np.array([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]]).T,\n"
        "    np.array([-5, 0, 1, -2]),\n"
        "])\n"
        "net.layers[1].set_weights([\n"
        "    np.array([[1, 1, -1, 0], [0, 0, 1, -1]]).T,\n"
        "    np.array([0, 1]),\n"
        "])\n"
        "\n"
        "x = np.array([[2, 1, 3]])\n"
        "print(net(x))"
    )


def test_a_graph_reads_as_a_person_would_write_it():
    neuron = hn.Dense([[2, 1], [0, 1]], name="neurons")
    net = hn.Sequential(neuron, hn.Residual(neuron, hn.ReLU(), name="block"))
    assert hn.to_code(net, "keras") == (
        "import keras\n"
        "import numpy as np\n"
        "\n"
        "x = keras.Input((2,))\n"
        "dense_1 = keras.layers.Dense(2, use_bias=False)  # neurons\n"
        "z1 = dense_1(x)\n"
        "z2 = dense_1(z1)\n"
        'h = keras.layers.Activation("relu")(z2)\n'
        "y = z1 + h  # block\n"
        "net = keras.Model(x, y)\n"
        "dense_1.set_weights([\n"
        "    np.array([[2, 1], [0, 1]]).T,\n"
        "])"
    )


@pytest.mark.keras
def test_a_graph_of_pictures(run):
    net = hn.Sequential(
        hn.Residual(hn.Conv2D.random(1, 1, size=3, padding=1, rng=0), hn.ReLU()),
        *(hn.Flatten(), hn.Dense.random(16, 2, rng=0)),
    )
    x = inputs((1, 4, 4))
    found = run(hn.to_code(net, "keras", x))
    np.testing.assert_allclose(found["net"](x).detach(), net(x), rtol=1e-4, atol=1e-5)


def test_the_size_of_a_sample_is_asked_for():
    with pytest.raises(hn.ArgumentError) as error:
        hn.to_code(hn.Sequential(hn.Flatten()), "keras")
    assert str(error.value) == (
        "hn.to_code: Keras must know how large a sample is, and this network does not say. Give "
        'one: hn.to_code(net, "keras", input=x).'
    )


dense = hn.Dense([[1.0]])
WRITTEN = (
    "Such lines are written for AveragePool2D, BatchNorm, Conv1D, Conv2D, Dense, Dropout, ELU, "
    "Embedding, Flatten, GELU, Identity, LayerNorm, LeakyReLU, MaxPool2D, RMSNorm, ReLU, "
    "Residual, SiLU, Sigmoid, Softmax, Softplus, Tanh. Save a network of any layers as ONNX "
    'instead: net.save("net.onnx").'
)


@pytest.mark.parametrize(
    ("layers", "reason"),
    [
        ([hn.PReLU()], "PReLU is not a few lines in Keras"),
        ([dense, hn.Softmax(2.0)], "Softmax is not a few lines in Keras with this setting"),
        ([dense, hn.GELU("tanh")], "GELU is not a few lines in Keras with this setting"),
        (
            [hn.MaxPool2D(2, padding=1), hn.Flatten()],
            "MaxPool2D is not a few lines in Keras with a padding",
        ),
    ],
)
def test_what_is_no_few_lines_is_refused(layers, reason):
    x = np.ones((1, 2, 2)) if isinstance(layers[0], hn.MaxPool2D) else [1]
    with pytest.raises(hn.LayerTypeError) as error:
        hn.to_code(hn.Sequential(*layers), "keras", x)
    assert str(error.value) == f"hn.to_code: {reason}. {WRITTEN}"
