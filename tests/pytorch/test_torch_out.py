"""A network and its module: the same names, numbers and gradients."""

import copy
import io
import sys

import numpy as np
import pytest
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
