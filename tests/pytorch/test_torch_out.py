"""A network and its module: the same names, numbers and gradients."""

import copy
import io
import sys

import numpy as np
import pytest
from custom_layers import FastScale, Residual, Scale
from every_layer import LAYERS, Forward, random_layer
from every_layer import NETWORKS as GALLERY
from networks_to_write import NETWORKS, inputs, used
from optional import optional

import handnn as hn

torch = optional("torch")
needs_torch = pytest.mark.torch


ALL = pytest.mark.parametrize("name", NETWORKS)


def close(ours, theirs):
    np.testing.assert_allclose(theirs.detach().numpy(), ours, rtol=1e-12, atol=1e-12)


@needs_torch
@ALL
def test_a_module_computes_what_the_network_computes_for_a_batch_and_for_a_sample(name):
    net, shape = NETWORKS[name]
    module = hn.to_torch(net)
    x = inputs(shape)
    close(net(x), module(torch.tensor(x)))
    close(net(x[0]), module(torch.tensor(x[0])))


@needs_torch
@ALL
def test_names_and_numbers_are_those_of_the_network(name):
    net, _ = NETWORKS[name]
    module = hn.to_torch(net)
    assert [key for key, _ in module.named_parameters()] == list(net.parameters)
    state = module.state_dict()
    assert state.keys() == net.parameters.keys() | net.buffers.keys()
    for key, array in {**net.parameters, **net.buffers}.items():
        assert state[key].numpy().dtype == array.dtype
        np.testing.assert_array_equal(state[key].numpy(), array)


@needs_torch
@ALL
def test_gradients_are_those_of_the_network_by_name(name):
    net, shape = NETWORKS[name]
    module = hn.to_torch(net)
    x = inputs(shape)
    trace = net.trace(x)
    grad = np.random.default_rng(1).normal(size=trace.output.shape)
    back = trace.backward(grad=grad)
    given = torch.tensor(x, requires_grad=True)
    module(given).backward(torch.tensor(grad))
    theirs = {key: each.grad for key, each in module.named_parameters()}
    assert theirs.keys() == back.gradients.keys()
    for key, gradient in back.gradients.items():
        close(gradient, theirs[key])
    close(back.input_gradient, given.grad)


@needs_torch
def test_the_gradients_of_a_loss_are_the_same():
    net, _ = NETWORKS["README"]
    back = net.trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    module = hn.to_torch(net)
    output = module(torch.tensor([2.0, 1.0, 3.0], dtype=torch.float64))
    loss = ((output - 1) ** 2).sum() / 2
    assert loss.item() == back.loss
    loss.backward()
    for key, parameter in module.named_parameters():
        close(back.gradients[key], parameter.grad)


@needs_torch
@ALL
def test_a_module_can_be_loaded_copied_and_kept(name):
    net, shape = NETWORKS[name]
    x = torch.tensor(inputs(shape))
    state = {k: torch.tensor(v) for k, v in {**net.parameters, **net.buffers}.items()}
    other = hn.to_torch(
        net.with_parameters({k: np.zeros_like(v) for k, v in net.parameters.items()})
    )
    other.load_state_dict(state)  # strict: every name is known, and none is missing
    close(net(x.numpy()), other(x))
    file = io.BytesIO()
    torch.save(other, file)
    file.seek(0)
    close(net(x.numpy()), torch.load(file, weights_only=False)(x))
    twin = copy.deepcopy(other)
    for parameter in other.parameters():
        parameter.data.zero_()
    close(net(x.numpy()), twin(x))


RECURRENT = {
    "RNN": hn.RNN.random(2, 3, rng=0, activation="relu"),
    "LSTM": hn.LSTM.random(2, 3, rng=0, return_sequences=False),
    "GRU": hn.GRU.random(2, 3, rng=0),
    "without biases": hn.GRU(np.ones((3, 2)), np.ones((3, 1))),
    "no bias": hn.LSTM(np.ones((4, 2)), np.ones((4, 1))),
}


@needs_torch
@pytest.mark.parametrize("name", RECURRENT)
def test_recurrent_modules_are_pytorchs_with_handnns_names(name):
    net = hn.Sequential(RECURRENT[name], hn.Tanh())
    module = copy.deepcopy(hn.to_torch(net))
    kind = type(RECURRENT[name]).__name__
    assert isinstance(module[0], getattr(torch.nn, kind))
    assert list(module.state_dict()) == list(net.parameters)
    x = inputs((4, 2))
    close(net(x), module(torch.tensor(x)))
    close(net(x[0]), module(torch.tensor(x[0])))
    new = {key: torch.tensor(array + 0.5) for key, array in net.parameters.items()}
    module.load_state_dict(new)
    other = net.with_parameters({key: tensor.numpy() for key, tensor in new.items()})
    close(other(x), module(torch.tensor(x)))
    single = module.float()(torch.tensor(x).float())
    np.testing.assert_allclose(single.detach(), other(x), rtol=1e-5, atol=1e-5)
    file = io.BytesIO()
    torch.save(hn.to_torch(net), file)
    file.seek(0)
    close(net(x), torch.load(file, weights_only=False)(torch.tensor(x)))


@needs_torch
def test_a_gru_with_one_bias_is_recorded():
    net = hn.Sequential(hn.GRU(np.ones((3, 2)), np.ones((3, 1)), bh=[1, 2, 3]))
    module = hn.to_torch(net)
    assert type(module[0]).__name__ == "Recorded"
    close(net(np.ones((2, 2))), module(torch.ones(2, 2, dtype=torch.float64)))


# -- layers without a module of their own run their recorded operations ---------------------------

RECORDED = LAYERS | {e.name: (e.trace().network, e.trace().input) for e in GALLERY}
RECORDED |= {
    "FastScale": (FastScale([2.0, 3.0]), np.array([1.0, -1.0])),
    "GRU": (hn.GRU.random(2, 3, rng=0), inputs((4,), n=2).T),
    "LSTM": (hn.LSTM.random(2, 3, rng=0, return_sequences=False), inputs((4,), n=2).T),
    "attention in a block": (hn.Residual(hn.SelfAttention.random(3, rng=0)), inputs((3,))),
}


def as_network(layer):
    return layer if isinstance(layer, hn.Sequential) else hn.Sequential(layer)


@needs_torch
@pytest.mark.parametrize("name", RECORDED)
def test_every_layer_has_a_module_with_its_names_numbers_and_gradients(name):
    layer, x = RECORDED[name]
    net, x = as_network(layer), np.asarray(x)
    module = hn.to_torch(net)
    assert [key for key, _ in module.named_parameters()] == list(net.parameters)
    assert module.state_dict().keys() == net.parameters.keys() | net.buffers.keys()
    trace = net.trace(x)
    given = torch.tensor(x, requires_grad=x.dtype.kind == "f")
    output = module(given)
    close(trace.output, output)
    grad = np.random.default_rng(1).normal(size=trace.output.shape)
    back = trace.backward(grad=grad)
    if output.requires_grad:
        output.backward(torch.tensor(grad))
    for key, parameter in module.named_parameters():
        found = np.zeros(parameter.shape) if parameter.grad is None else parameter.grad.numpy()
        np.testing.assert_allclose(found, back.gradients[key], rtol=1e-9, atol=1e-9)
    twin = hn.from_torch(module)
    assert repr(twin) == repr(net)
    assert twin.parameters.keys() == net.parameters.keys()
    for key, array in net.parameters.items():
        np.testing.assert_array_equal(twin.parameters[key], array)
    np.testing.assert_array_equal(twin(x), net(x))


@needs_torch
def test_layers_with_nothing_but_a_forward():
    for seed in range(30):
        layer, x = random_layer(seed)
        trace = hn.Sequential(layer).trace(x)
        given = torch.tensor(x, requires_grad=True)
        output = hn.to_torch(hn.Sequential(layer))(given)
        close(trace.output, output)
        grad = np.random.default_rng(seed).normal(size=trace.output.shape)
        output.backward(torch.tensor(grad))
        np.testing.assert_allclose(
            given.grad, trace.backward(grad=grad).input_gradient, rtol=1e-9, atol=1e-9
        )


@needs_torch
def test_an_input_of_another_shape_is_recorded_again_and_one_of_more_samples_is_not():
    net = hn.Sequential(hn.SelfAttention.random(3, rng=0))
    module = hn.to_torch(net)
    for shape in ((2, 3), (5, 2, 3), (4, 3), (7, 2, 3)):
        x = np.random.default_rng(0).normal(size=shape)
        close(net(x), module(torch.tensor(x)))
    assert module[0].recorded_programs.keys() == {(None, 2, 3), (None, 4, 3)}


@needs_torch
def test_a_layer_that_mixes_samples_is_recorded_for_their_number():
    layer = Forward(lambda x: x - x.mean(axis=0))
    module = hn.to_torch(layer)
    for n in (3, 4, 3):
        x = inputs((2,), n)
        close(layer(x), module(torch.tensor(x)))
    assert module.recorded_programs.keys() == {(3, 2), (4, 2)}


@needs_torch
def test_a_recorded_layer_learns_is_copied_and_comes_back():
    net = hn.Sequential(Residual(Scale([2.0, 3.0], name="inner"), name="block"), hn.ReLU())
    module = copy.deepcopy(hn.to_torch(net))
    assert list(module.state_dict()) == ["block.inner.w"]
    x = torch.tensor([1.0, 1.0], dtype=torch.float64)
    close(np.array([3.0, 4.0]), module(x))
    module.load_state_dict({"block.inner.w": torch.tensor([5.0, 7.0], dtype=torch.float64)})
    close(np.array([6.0, 8.0]), module(x))
    back = hn.from_torch(module)
    assert back([1, 1]).tolist() == [6.0, 8.0]
    assert net([1, 1]).tolist() == [3.0, 4.0]
    assert module.float()(x.float()).dtype == torch.float32
    assert "(block): Recorded(" in str(module)


@needs_torch
def test_a_layer_may_stand_in_a_chain_and_in_a_recorded_layer():
    scale = Scale([2.0, 3.0], name="scale")
    net = hn.Sequential(scale, Residual(scale, name="block"))
    module = hn.to_torch(net)
    assert list(module.state_dict()) == list(net.parameters) == ["scale.w"]
    x = torch.tensor([1.0, 1.0], dtype=torch.float64)
    close(net([1, 1]), module(x))
    module.scale.w.data *= 2
    close(np.array([20.0, 42.0]), module(x))
    twin = hn.from_torch(module)
    assert twin["scale"] is twin["block"].inner
    assert list(twin.parameters) == ["scale.w"]
    assert twin([1, 1]).tolist() == [20.0, 42.0]
    net = hn.Sequential(Residual(scale, name="block"), scale, Residual(scale))
    twin = hn.from_torch(hn.to_torch(net))
    assert twin["block"].inner is twin["scale"] is twin[2].inner
    assert list(twin.parameters) == list(net.parameters) == ["block.inner.w"]


@needs_torch
def test_a_layer_that_takes_decisions_is_refused():
    def forward(x):
        return x if x.sum() > 0 else -x

    module = hn.to_torch(hn.Sequential(Forward(forward, name="fork")))
    message = r'^"fork" \(Forward\) cannot run in PyTorch: .* takes decisions in plain Python'
    with pytest.raises(hn.UnexplainedError, match=message):
        module(torch.ones(2, dtype=torch.float64))


@needs_torch
def test_a_subclass_with_the_same_forward_has_the_same_module():
    class Quick(hn.Dense):
        def input_gradient(self, step, grad):
            return super().input_gradient(step, grad)

    assert type(hn.to_torch(Quick([[1.0]]))).__name__ == "Linear"

    class Other(hn.Dense):
        def forward(self, x):
            return super().forward(x) + 1

    module = hn.to_torch(Other([[2.0]]))
    assert type(module).__name__ == "Recorded"
    assert module(torch.tensor([3.0], dtype=torch.float64)).tolist() == [7.0]


# -- further --------------------------------------------------------------------------------------


@needs_torch
def test_whole_numbers_choose_rows():
    net = hn.Sequential(hn.Embedding.random(5, 3, rng=0), hn.Dense.random(3, 2, rng=1))
    module = hn.to_torch(net)
    ids = np.array([[0, 4, 4], [1, 2, 3]])
    close(net(ids), module(torch.tensor(ids)))
    assert list(module.state_dict()) == ["embedding_1.E", "dense_1.W", "dense_1.b"]


@needs_torch
def test_pytorchs_own_modules_are_used():
    module = hn.to_torch(NETWORKS["README"][0])
    assert str(module) == (
        "Sequential(\n"
        "  (hidden): Linear(in_features=3, out_features=4, bias=True)\n"
        "  (relu_1): ReLU()\n"
        "  (output): Linear(in_features=4, out_features=2, bias=True)\n"
        "  (relu_2): ReLU()\n"
        ")"
    )
    assert isinstance(module.hidden, torch.nn.Linear)
    assert module.hidden.weight is module.hidden.W
    kinds = {
        type(each).__name__ for net, _ in NETWORKS.values() for each in hn.to_torch(net).modules()
    }
    assert kinds >= {"Conv2d", "BatchNorm2d", "MaxPool2d", "LayerNorm", "RMSNorm", "PReLU", "GELU"}


@needs_torch
def test_a_single_layer_has_a_module_too():
    module = hn.to_torch(hn.Dense([[1, -1]], [2], name="neuron"))
    assert list(module.state_dict()) == ["W", "b"]
    assert module(torch.tensor([3.0, 1.0], dtype=torch.float64)).tolist() == [4.0]


@needs_torch
def test_float32_stays():
    net = hn.Sequential(hn.Dense.random(2, 3, rng=0, dtype=np.float32), hn.ReLU())
    assert {each.dtype for each in hn.to_torch(net).parameters()} == {torch.float32}


@needs_torch
def test_a_module_is_used_until_it_is_told_to_train():
    module = hn.to_torch(hn.Sequential(hn.Dropout(0.5), used(hn.BatchNorm.random(4))))
    assert not any(each.training for each in module.modules())
    x = inputs((4,), n=50)
    trained = hn.Sequential(used(hn.BatchNorm.random(4))).trace(x, training=True)
    module = hn.to_torch(hn.Sequential(used(hn.BatchNorm.random(4)))).train()
    close(trained.output, module(torch.tensor(x)))
    state = module.state_dict()
    for key, array in trained[0].new_buffers.items():
        close(array, state[f"batch_norm_1.{key}"])


@needs_torch
def test_neither_the_network_nor_the_random_numbers_of_pytorch_are_touched():
    net = hn.Sequential(hn.Dense([[1, 2]], name="z"))
    state = torch.random.get_rng_state()
    module = hn.to_torch(net)
    assert torch.equal(state, torch.random.get_rng_state())
    module.z.W.data.zero_()
    assert net["z"].W.tolist() == [[1.0, 2.0]]


@needs_torch
def test_a_name_that_a_module_needs_is_refused():
    net = hn.Sequential(hn.ReLU(name="train"))
    with pytest.raises(hn.NetworkError) as error:
        hn.to_torch(net)
    assert str(error.value) == (
        '"train" in Sequential of 1 layer cannot keep its name in PyTorch, where every module has '
        'a "train" of its own. Rename it.'
    )


@needs_torch
def test_only_layers_have_modules():
    with pytest.raises(hn.LayerTypeError) as error:
        hn.to_torch([1, 2])
    assert str(error.value) == "hn.to_torch takes a network or a layer of handnn's, not [1, 2]."


def test_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(hn.MissingExtraError) as error:
        hn.to_torch(hn.Sequential(hn.ReLU()))
    assert str(error.value) == (
        'hn.to_torch needs PyTorch, which is not installed: pip install "handnn[torch]".'
    )
    with pytest.raises(hn.MissingExtraError, match=r"^hn\.from_torch needs PyTorch"):
        hn.from_torch(None)
