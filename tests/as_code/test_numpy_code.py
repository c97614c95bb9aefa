"""NumPy that a person would write: it runs, and gives what the network gives."""

import numpy as np
import pytest
from custom_layers import Scale
from networks_to_write import NETWORKS, inputs

import handnn as hn


def run(code):
    """The names that the code defines."""
    names = {}
    exec(code, names)
    return names


@pytest.mark.parametrize("name", NETWORKS)
def test_the_code_computes_what_the_network_computes(name):
    net, shape = NETWORKS[name]
    function = run(hn.to_code(net, "numpy"))["net"]
    x = inputs(shape)
    np.testing.assert_allclose(function(x), net(x), rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(function(x[0]), net(x[0]), rtol=1e-13, atol=1e-13)


NOISE = np.random.default_rng(0)
SEQUENCES = {
    "RNN": hn.RNN.random(3, 2, rng=0),
    "RNN of ReLU": hn.RNN.random(3, 2, rng=0, activation="relu", return_sequences=False),
    "GRU": hn.GRU(*(NOISE.normal(size=size) for size in ((6, 3), (6, 2), 6, 6))),
    "the last state of a GRU": hn.GRU.random(3, 2, rng=0, return_sequences=False),
    "LSTM": hn.LSTM(*(NOISE.normal(size=size) for size in ((8, 3), (8, 2), 8))),
    "SelfAttention": hn.SelfAttention.random(3, 2, rng=0),
    "causal": hn.SelfAttention(*(NOISE.normal(size=(3, 3)) for _ in range(4)), causal=True),
    "CrossAttention": hn.CrossAttention.random(3, NOISE.normal(size=(5, 4)), rng=0),
    "MultiHeadAttention": hn.MultiHeadAttention.random(3, heads=3, rng=0, causal=True),
    "GraphConvolution": hn.GraphConvolution(
        NOISE.normal(size=(2, 3)), [[0, 1, 0, 0], [1, 0, 1, 1], [0, 1, 0, 0], [0, 1, 0, 0]], [1, 2]
    ),
    "without its normalisation": hn.GraphConvolution(
        NOISE.normal(size=(2, 3)), np.eye(4)[::-1], normalise=False
    ),
    "norms before": hn.TransformerBlock.random(3, heads=1, rng=0),
    "norms behind": hn.TransformerBlock.random(
        3, heads=3, rng=0, norm_first=False, activation="relu"
    ),
}


@pytest.mark.parametrize("name", SEQUENCES)
def test_layers_of_sequences(name):
    net = hn.Sequential(SEQUENCES[name], hn.Tanh())
    function = run(hn.to_code(net))["net"]
    x = inputs((4, 3))
    np.testing.assert_allclose(function(x), net(x), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(function(x[0]), net(x[0]), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", [hn.RNN, hn.GRU, hn.LSTM])
def test_recurrent_layers_keep_single_precision(kind):
    net = hn.Sequential(kind.random(3, 2, rng=0, dtype=np.float32))
    x = inputs((4, 3)).astype(np.float32)
    result = run(hn.to_code(net))["net"](x)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, net(x), rtol=1e-5, atol=1e-6)


GALLERY = [name for name, each in hn.gallery.items() if each.network is not None]
NOT_WRITTEN = {"StateSpace", "MixtureOfExperts"}


@pytest.mark.parametrize("name", GALLERY)
def test_the_networks_of_the_gallery(name):
    trace = hn.gallery[name].trace()
    if {type(layer).__name__ for layer in trace.network} & NOT_WRITTEN:
        with pytest.raises(hn.LayerTypeError):
            hn.to_code(trace.network)
        return
    names = run(hn.to_code(trace.network, "numpy", trace.input))
    np.testing.assert_allclose(names["net"](names["x"]), trace.network(trace.input), rtol=1e-12)


def test_the_code_can_be_worked_by_hand_again():
    net, _ = NETWORKS["README"]
    work = hn.work(run(hn.to_code(net))["net"], np.array([2.0, 1.0, 3.0]))
    np.testing.assert_array_equal(work.output, net([2, 1, 3]))


def test_the_code_reads_as_on_paper():
    assert hn.to_code(NETWORKS["README"][0], "numpy", [2, 1, 3]) == (
        "import numpy as np\n"
        "\n"
        "W1 = np.array([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]])\n"
        "b1 = np.array([-5, 0, 1, -2])\n"
        "W2 = np.array([[1, 1, -1, 0], [0, 0, 1, -1]])\n"
        "b2 = np.array([0, 1])\n"
        "\n"
        "\n"
        "def net(x):\n"
        "    z1 = x @ W1.T + b1  # hidden\n"
        "    h = np.maximum(z1, 0)\n"
        "    z2 = h @ W2.T + b2  # output\n"
        "    y = np.maximum(z2, 0)\n"
        "    return y\n"
        "\n"
        "\n"
        "x = np.array([2, 1, 3])\n"
        "print(net(x))"
    )


def test_the_names_are_those_of_the_trace():
    net, shape = NETWORKS["README"]
    trace = net.trace(inputs(shape)[0])
    code = hn.to_code(net)
    for step in trace:
        assert f" {step.symbols.output} = " in code
        for symbol in step.symbols.parameters.values():
            assert f"\n{symbol} = np.array(" in code


def test_a_block_adds_what_came_in():
    block = hn.Residual(hn.Dense([[1, 0], [0, 2]], name="inner"), hn.ReLU(), name="block")
    code = hn.to_code(hn.Sequential(hn.Tanh(), block))
    assert code.partition("def")[2] == (
        " net(x):\n"
        "    h0 = np.tanh(x)\n"
        "    z = h0 @ W.T  # inner\n"
        "    h1 = np.maximum(z, 0)\n"
        "    y = h0 + h1  # block\n"
        "    return y"
    )


def test_softmax_in_two_lines():
    assert hn.to_code(hn.Softmax(2.0)).endswith(
        "def net(x):\n"
        "    scores = x / 2.0\n"
        "    e = np.exp(scores - scores.max(axis=-1, keepdims=True))\n"
        "    y = e / e.sum(axis=-1, keepdims=True)\n"
        "    return y"
    )


def test_whole_numbers_and_positions():
    net = hn.Sequential(hn.Embedding.random(5, 3, rng=0), hn.PositionalEncoding(100.0), hn.Tanh())
    ids = np.array([[0, 4, 4, 2], [1, 2, 3, 0]])
    code = hn.to_code(net, "numpy", ids)
    np.testing.assert_allclose(run(code)["net"](ids), net(ids), rtol=1e-13)


def test_single_precision_stays():
    net = hn.Sequential(hn.Dense.random(3, 2, rng=0, dtype=np.float32), hn.Tanh())
    x = inputs((3,)).astype(np.float32)
    result = run(hn.to_code(net))["net"](x)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, net(x), rtol=1e-6)


def test_what_is_no_few_lines_is_refused():
    own = Scale([2, 3], name="scale")
    with pytest.raises(hn.LayerTypeError) as error:
        hn.to_code(hn.Sequential(own))
    assert str(error.value) == (
        'hn.to_code: "scale" (Scale) is not a few lines in NumPy. Such lines are written for '
        "AveragePool2D, BatchNorm, Conv1D, Conv2D, CrossAttention, Dense, Dropout, ELU, Embedding, "
        "Flatten, GELU, GRU, GraphConvolution, Identity, LSTM, LayerNorm, LeakyReLU, MaxPool2D, "
        "MultiHeadAttention, PReLU, PositionalEncoding, RMSNorm, RNN, ReLU, Residual, "
        "SelfAttention, SiLU, Sigmoid, Softmax, Softplus, Tanh, TransformerBlock. For another "
        "layer, its forward is NumPy already: that of your own layer is in your code, that of a "
        "layer of handnn's is shown by inspect.getsource."
    )


def test_a_name_cannot_end_its_comment():
    net = hn.Sequential(hn.ReLU(name="one\nimport os"), hn.ReLU(name="two"))
    assert hn.to_code(net).count("#") == 1
