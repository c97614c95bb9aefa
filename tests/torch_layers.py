"""A layer of PyTorch's beside one of handnn's: the same values, and the same gradients."""

import numpy as np
from optional import optional

import handnn as hn

torch = optional("torch")


def module(kind, *args, parameters=(), **kwargs):
    """A module of PyTorch's in double precision.

    Args:
        kind: The name of its class.
        *args: For its constructor.
        parameters: Its parameters by name.
        **kwargs: For its constructor.
    """
    made = getattr(torch.nn, kind)(*args, **kwargs).double()
    for name, array in dict(parameters).items():
        made.get_parameter(name).data = torch.tensor(np.array(array, float))
    return made


def assert_same(layer, theirs, x, names=(), seed=0):
    """Check that both compute the same.

    Args:
        layer: The layer.
        theirs: The module, or a function of a tensor.
        x: The input, as both take it.
        names: What PyTorch calls each parameter of the layer.
        seed: Of the gradient that both go back from.
    """
    trace = hn.Sequential(layer).trace(x)
    inputs = torch.tensor(np.array(x), requires_grad=np.asarray(x).dtype.kind == "f")
    output = theirs(inputs)
    _close(trace.output, output)
    grad = np.random.default_rng(seed).normal(size=trace.output.shape)
    output.backward(torch.tensor(grad))
    back = trace.backward(grad=grad)
    if inputs.requires_grad:
        _close(back.input_gradient, inputs.grad)
    gradients = back[0].parameter_gradients
    assert set(gradients) == set(dict(names))
    for name, called in dict(names).items():
        gradient = theirs.get_parameter(called).grad
        _close(gradients[name].reshape(gradient.shape), gradient)


def _close(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-9, atol=1e-9)
