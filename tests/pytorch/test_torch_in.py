"""Modules of PyTorch's as networks."""

import numpy as np
import pytest
from optional import optional

import handnn as hn

torch = optional("torch")
pytestmark = pytest.mark.torch


def seeded(make, dtype="float64"):
    """A module with random numbers, of which the running averages are some too."""
    torch.manual_seed(0)
    module = make(torch.nn).to(getattr(torch, dtype))
    for name, buffer in module.named_buffers():
        if "running" in name:
            buffer.copy_(torch.rand_like(buffer) + 0.5)
    for parameter in module.parameters():
        parameter.data += 0.1 * torch.randn_like(parameter)
    return module.eval()


MODULES = {
    "mlp": (
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2, bias=False)),
        (3,),
    ),
    "nested": (
        lambda nn: nn.Sequential(
            nn.Sequential(nn.Linear(3, 4), nn.Sequential(nn.Tanh(), nn.Dropout(0.2))),
            nn.Linear(4, 2),
            nn.Softmax(dim=1),
        ),
        (3,),
    ),
    "activations": (
        lambda nn: nn.Sequential(
            *(nn.Linear(4, 4), nn.LeakyReLU(0.3), nn.PReLU(), nn.PReLU(4), nn.ELU(0.5), nn.GELU()),
            *(nn.GELU("tanh"), nn.SiLU(), nn.Sigmoid(), nn.Tanh(), nn.Identity(), nn.Softmax(-1)),
        ),
        (4,),
    ),
    "norms": (
        lambda nn: nn.Sequential(
            *(nn.BatchNorm1d(4), nn.LayerNorm(4), nn.LayerNorm(4, bias=False), nn.RMSNorm(4)),
            *(nn.BatchNorm1d(4, affine=False), nn.LayerNorm(4, elementwise_affine=False)),
            nn.RMSNorm(4, eps=0.1, elementwise_affine=False),
        ),
        (4,),
    ),
    "pictures": (
        lambda nn: nn.Sequential(
            *(nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.PReLU(3), nn.MaxPool2d(2)),
            *(nn.Conv2d(3, 2, (3, 1), padding="same"), nn.ReLU(), nn.AvgPool2d(2, padding=1)),
            *(nn.Conv2d(2, 2, 2, padding="valid", stride=(1, 2)), nn.Flatten(), nn.Linear(2, 2)),
        ),
        (1, 7, 8),
    ),
    "signals": (
        lambda nn: nn.Sequential(nn.Conv1d(2, 3, 2, stride=2), nn.PReLU(3), nn.Flatten()),
        (2, 7),
    ),
    "states": (
        lambda nn: nn.Sequential(
            nn.LayerNorm(4), nn.RNN(4, 3, batch_first=True, nonlinearity="relu")
        ),
        (5, 4),
    ),
    "LSTM": (lambda nn: nn.LSTM(4, 3, num_layers=2, batch_first=True), (5, 4)),
    "GRU": (lambda nn: nn.GRU(4, 3, batch_first=True), (5, 4)),
    "GRU without biases": (lambda nn: nn.GRU(4, 3, bias=False, batch_first=True), (5, 4)),
    "attention": (lambda nn: nn.MultiheadAttention(4, 2, batch_first=True), (5, 4)),
    "attention without biases": (
        lambda nn: nn.MultiheadAttention(4, 2, bias=False, batch_first=True),
        (5, 4),
    ),
    "transformer": (
        lambda nn: nn.Sequential(
            *(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), nn.Linear(4, 4)),
            nn.TransformerEncoderLayer(4, 1, 8, 0.2, nn.GELU(), batch_first=True, norm_first=True),
            nn.TransformerEncoder(
                nn.TransformerEncoderLayer(4, 2, 8, activation="gelu", batch_first=True),
                *(2, nn.LayerNorm(4)),
                enable_nested_tensor=False,
            ),
        ),
        (5, 4),
    ),
    "a picture in a row": (lambda nn: nn.Sequential(nn.Flatten(), nn.Linear(12, 2)), (1, 3, 4)),
}


@pytest.mark.parametrize("name", MODULES)
def test_a_network_computes_what_the_module_computes(name):
    make, shape = MODULES[name]
    module = seeded(make)
    x = np.random.default_rng(0).normal(size=(3, *shape))
    net = hn.from_torch(module)
    given = torch.tensor(x)
    made = module(given, given, given) if name.startswith("attention") else module(given)
    expected = (made[0] if isinstance(made, tuple) else made).detach().numpy()
    np.testing.assert_allclose(net(x), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", MODULES)
def test_what_it_made_goes_back_and_is_the_same(name):
    make, shape = MODULES[name]
    net = hn.from_torch(seeded(make, "float32"))
    twin = hn.from_torch(hn.to_torch(net))
    assert repr(twin) == repr(net)
    assert twin.parameters.keys() == net.parameters.keys()
    for key, array in {**net.parameters, **net.buffers}.items():
        found = {**twin.parameters, **twin.buffers}[key]
        assert found.dtype == array.dtype
        assert found.tobytes() == array.tobytes()
    x = np.random.default_rng(0).normal(size=(3, *shape)).astype(np.float32)
    np.testing.assert_array_equal(twin(x), net(x))


def test_names_are_kept_and_numbers_are_not_names():
    nn = torch.nn
    parts = {"hidden": nn.Linear(2, 3), "relu": nn.ReLU(), "rest": nn.Sequential(nn.Linear(3, 1))}
    module = nn.Sequential()
    for name, part in parts.items():
        module.add_module(name, part)
    net = hn.from_torch(module)
    assert list(net.parameters) == ["hidden.W", "hidden.b", "rest.dense_1.W", "rest.dense_1.b"]
    np.testing.assert_array_equal(net["hidden"].W, module.hidden.weight.detach().numpy())


def test_a_network_comes_back_as_it_was_also_without_names():
    dense = hn.Dense.random(2, 2, rng=0)
    net = hn.Sequential(
        *(dense, hn.ReLU(), dense, hn.PReLU(), hn.ReLU(name="relu_7")),
        hn.Residual(dense, hn.Tanh(), name="block"),
        hn.Sequential(hn.LayerNorm(), hn.RMSNorm(), hn.Softmax(2.0)),
    )
    twin = hn.from_torch(hn.to_torch(net))
    assert repr(twin) == repr(net)
    assert [layer.name for layer in twin] == [layer.name for layer in net]
    assert twin[0] is twin[2] is twin["block"].children["dense_1"]
    np.testing.assert_array_equal(twin([3, -4]), net([3, -4]))


def test_a_module_that_is_used_twice_is_one_layer():
    linear = torch.nn.Linear(2, 2)
    net = hn.from_torch(torch.nn.Sequential(linear, torch.nn.ReLU(), linear))
    assert net[0] is net[2]
    assert net.n_parameters == 6


def test_a_single_module_is_a_layer():
    layer = hn.from_torch(torch.nn.Linear(3, 2))
    assert repr(layer) == "Dense 3 → 2"


def test_whole_numbers_and_the_axes_they_make():
    module = seeded(lambda nn: nn.Sequential(nn.Embedding(5, 3), nn.Flatten(), nn.Linear(6, 2)))
    ids = np.array([[0, 4], [3, 3]])
    expected = module(torch.tensor(ids)).detach().numpy()
    np.testing.assert_allclose(hn.from_torch(module)(ids), expected)


def test_narrow_numbers_become_wider():
    module = torch.nn.Sequential(torch.nn.Linear(2, 2)).bfloat16()
    net = hn.from_torch(module)
    assert net[0].W.dtype == np.float32
    np.testing.assert_array_equal(net[0].W, module[0].weight.detach().float().numpy())


def test_the_network_keeps_its_numbers_when_the_module_learns():
    module = torch.nn.Linear(2, 1)
    layer = hn.from_torch(module)
    before = layer.W.copy()
    module.weight.data.zero_()
    np.testing.assert_array_equal(layer.W, before)


def test_a_softplus_is_a_softplus():
    module = torch.nn.Softplus()
    x = np.linspace(-30, 30, 101)
    expected = module(torch.tensor(x)).numpy()  # the identity above 20
    np.testing.assert_allclose(hn.from_torch(module)(x), expected, rtol=1e-9)


# -- what cannot be read ---------------------------------------------------------------------------

ADVICE = (
    " It reads nn.Sequential, and modules such as nn.Linear, nn.ReLU and nn.Conv2d. For all "
    'others, export to ONNX, torch.onnx.export(module, (x,), "net.onnx"), and hn.load("net.onnx").'
)


def with_a_forward(nn):
    class Squares(nn.Module):
        def forward(self, x):
            return x**2

    return Squares()


def with_a_hook(nn):
    module = nn.ReLU()
    module.register_forward_hook(lambda module, args, output: output + 1)
    return module


REFUSED = {
    "(Squares) has a forward of its own, which cannot be read.": with_a_forward,
    "(ReLU) has a hook, which may change what it computes.": with_a_hook,
    "(Hardswish) does what no layer of handnn does.": lambda nn: nn.Hardswish(),
    "(Sequential) is empty.": lambda nn: nn.Sequential(),
    "(LazyLinear) has no numbers yet.": lambda nn: nn.LazyLinear(3),
    "(Conv2d) has groups=2, which no layer of handnn has.": lambda nn: nn.Conv2d(2, 2, 1, groups=2),
    "(Conv1d) has dilation=(2,), which no layer of handnn has.": (
        lambda nn: nn.Conv1d(1, 1, 2, dilation=2)
    ),
    "(Conv1d) has padding='same', but a kernel of an even size.": (
        lambda nn: nn.Conv1d(1, 1, 2, padding="same")
    ),
    "(MaxPool2d) has ceil_mode=True, which no layer of handnn has.": (
        lambda nn: nn.MaxPool2d(2, ceil_mode=True)
    ),
    "(MaxPool2d) has dilation=2, which no layer of handnn has.": (
        lambda nn: nn.MaxPool2d(2, dilation=2)
    ),
    "(AvgPool2d) has count_include_pad=False, which no layer of handnn has.": (
        lambda nn: nn.AvgPool2d(2, padding=1, count_include_pad=False)
    ),
    "(Flatten) has end_dim=2, which no layer of handnn has.": lambda nn: nn.Flatten(1, 2),
    "(Embedding) has max_norm=1.0, which no layer of handnn has.": (
        lambda nn: nn.Embedding(2, 2, max_norm=1.0)
    ),
    "(LayerNorm) normalises several axes, while handnn's LayerNorm normalises the last.": (
        lambda nn: nn.LayerNorm((2, 3))
    ),
    "(RMSNorm) normalises several axes, while handnn's RMSNorm normalises the last.": (
        lambda nn: nn.RMSNorm((2, 3))
    ),
    "(BatchNorm1d) keeps no running mean and variance, without which it cannot be used.": (
        lambda nn: nn.BatchNorm1d(2, track_running_stats=False)
    ),
    "(BatchNorm1d) has momentum=None, which no layer of handnn has.": (
        lambda nn: nn.BatchNorm1d(2, momentum=None)
    ),
    "(BatchNorm3d) normalises what handnn's BatchNorm does not: it takes features or pictures.": (
        lambda nn: nn.BatchNorm3d(2)
    ),
    "(Softmax) has dim=0, while handnn's Softmax is along the last axis.": lambda nn: nn.Softmax(0),
    "(Softplus) has beta=2.0, which no layer of handnn has.": lambda nn: nn.Softplus(2.0),
    "(GRU) has batch_first=False, which no layer of handnn has.": lambda nn: nn.GRU(2, 2),
    "(LSTM) has bidirectional=True, which no layer of handnn has.": (
        lambda nn: nn.LSTM(2, 2, batch_first=True, bidirectional=True)
    ),
    "(MultiheadAttention) takes keys or values of another size, while handnn's takes one "
    "sequence.": lambda nn: nn.MultiheadAttention(2, 1, kdim=3, batch_first=True),
    "(TransformerEncoderLayer) has another activation than ReLU and GELU.": (
        lambda nn: nn.TransformerEncoderLayer(2, 1, 2, activation=nn.Tanh(), batch_first=True)
    ),
    "(TransformerEncoder) has a RMSNorm inside, which is none of its usual parts.": (
        lambda nn: nn.TransformerEncoder(
            nn.TransformerEncoderLayer(2, 1, 2, batch_first=True),
            *(1, nn.RMSNorm(2)),
            enable_nested_tensor=False,
        )
    ),
    "(Dropout) cannot be a layer of handnn's: Dropout: rate must be a number, at least 0 and below "
    "1, not 1.": lambda nn: nn.Dropout(1),
}


@pytest.mark.parametrize("reason", REFUSED)
@pytest.mark.filterwarnings("ignore:Lazy modules are a new feature")
def test_what_cannot_be_read_is_named(reason):
    nn = torch.nn
    module = nn.Sequential(nn.Identity(), nn.Sequential(nn.Identity(), REFUSED[reason](nn)))
    with pytest.raises(hn.LayerTypeError) as error:
        hn.from_torch(module)
    assert str(error.value) == f'hn.from_torch: "1.1" {reason}{ADVICE}'


def test_the_module_itself_may_be_what_cannot_be_read():
    with pytest.raises(hn.LayerTypeError) as error:
        hn.from_torch(with_a_forward(torch.nn))
    assert str(error.value) == (
        "hn.from_torch: The module (Squares) has a forward of its own, which cannot be read."
        + ADVICE
    )


def test_a_softmax_over_channels_is_not_one_over_the_last_axis():
    nn = torch.nn
    with pytest.raises(hn.LayerTypeError, match=r'"1" \(Softmax\) has dim=1, while'):
        hn.from_torch(nn.Sequential(nn.Conv2d(1, 2, 1), nn.Softmax(dim=1)))


def test_a_softmax_over_tokens_is_not_one_over_the_last_axis():
    nn = torch.nn
    with pytest.raises(hn.LayerTypeError, match=r'"1" \(Softmax\) has dim=1, while'):
        hn.from_torch(nn.Sequential(nn.GRU(2, 2, batch_first=True), nn.Softmax(dim=1)))


def test_a_norm_over_channels_of_signals_is_refused():
    nn = torch.nn
    with pytest.raises(hn.LayerTypeError, match=r'"1" \(BatchNorm1d\) normalises what'):
        hn.from_torch(nn.Sequential(nn.Conv1d(1, 2, 1), nn.BatchNorm1d(2)))


def test_a_class_that_only_adds_to_the_constructor_is_read():
    class Block(torch.nn.Sequential):
        def __init__(self):
            super().__init__(torch.nn.Linear(2, 2), torch.nn.ReLU())

    assert [type(layer) for layer in hn.from_torch(Block())] == [hn.Dense, hn.ReLU]


def test_only_modules_are_read():
    with pytest.raises(hn.LayerTypeError) as error:
        hn.from_torch("net.pt")
    assert str(error.value) == "hn.from_torch takes a torch.nn.Module, not 'net.pt'."
