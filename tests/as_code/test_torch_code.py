"""PyTorch that a person would write: it runs, and gives what the network gives."""

import numpy as np
import pytest
from networks_to_write import NETWORKS, inputs
from optional import optional

import handnn as hn

torch = optional("torch")
WRITTEN = [name for name in NETWORKS if name != "norms"]


def run(code):
    names = {}
    exec(code, names)
    return names


@pytest.mark.torch
@pytest.mark.parametrize("name", WRITTEN)
def test_the_code_computes_what_the_network_computes(name):
    net, shape = NETWORKS[name]
    x = inputs(shape)
    found = run(hn.to_code(net, "torch", x))
    assert found["x"].dtype == torch.float64
    np.testing.assert_array_equal(found["x"].numpy(), x)
    result = found["net"](found["x"]).detach().numpy()
    np.testing.assert_allclose(result, net(x), rtol=1e-12, atol=1e-12)


@pytest.mark.torch
def test_norms_and_single_precision():
    norm = hn.LayerNorm([1, 2], [3, 4], eps=0.1)
    net = hn.Sequential(norm, hn.LayerNorm([1, 2]), hn.RMSNorm([0.1, 2]), hn.Dropout(0.2))
    single = net.with_parameters({k: np.float32(v) for k, v in net.parameters.items()})
    x = inputs((2,)).astype(np.float32)
    found = run(hn.to_code(single, "torch", x))
    assert found["net"](found["x"]).dtype == torch.float32
    np.testing.assert_allclose(found["net"](found["x"]).detach(), single(x), rtol=1e-5)


@pytest.mark.torch
def test_whole_numbers():
    net = hn.Sequential(hn.Embedding.random(4, 2, rng=0))
    found = run(hn.to_code(net, "torch", [0, 3]))
    np.testing.assert_array_equal(found["net"](found["x"]).detach(), net([0, 3]))


def test_the_code_reads_as_a_person_would_write_it():
    assert hn.to_code(NETWORKS["README"][0], "torch", [2, 1, 3]) == (
        "import torch\n"
        "from torch import nn\n"
        "\n"
        "net = nn.Sequential(\n"
        "    nn.Linear(3, 4),  # hidden\n"
        "    nn.ReLU(),\n"
        "    nn.Linear(4, 2),  # output\n"
        "    nn.ReLU(),\n"
        ").double()\n"
        "with torch.no_grad():\n"
        "    net[0].weight.copy_(torch.tensor([\n"
        "        [1, -1, 1],\n"
        "        [1, 1, 0],\n"
        "        [0, 1, 1],\n"
        "        [1, 0, 1],\n"
        "    ]))\n"
        "    net[0].bias.copy_(torch.tensor([-5, 0, 1, -2]))\n"
        "    net[2].weight.copy_(torch.tensor([[1, 1, -1, 0], [0, 0, 1, -1]]))\n"
        "    net[2].bias.copy_(torch.tensor([0, 1]))\n"
        "\n"
        "x = torch.tensor([2, 1, 3], dtype=torch.float64)\n"
        "print(net(x))"
    )


def test_what_differs_in_training_is_set_to_use():
    assert hn.to_code(hn.Sequential(hn.Dropout(0.5)), "torch").endswith("net.eval()")


def test_what_is_no_few_lines_is_refused():
    with pytest.raises(hn.LayerTypeError) as error:
        hn.to_code(hn.Sequential(hn.PositionalEncoding()), "torch")
    assert str(error.value) == (
        "hn.to_code: PositionalEncoding is not a few lines in PyTorch. Such lines are written for "
        "AveragePool2D, BatchNorm, Conv1D, Conv2D, Dense, Dropout, ELU, Embedding, Flatten, GELU, "
        "Identity, LayerNorm, LeakyReLU, MaxPool2D, PReLU, RMSNorm, ReLU, Residual, SiLU, "
        "Sigmoid, Softmax, Softplus, Tanh. hn.to_torch(net) makes a module of every network."
    )


@pytest.mark.parametrize("layer", [hn.LayerNorm(), hn.RMSNorm()])
def test_a_norm_of_unknown_width_is_refused(layer):
    with pytest.raises(hn.LayerTypeError, match="must know how many features there are"):
        hn.to_code(layer, "torch")
