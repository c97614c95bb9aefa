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


def arrays(theirs):
    """The parameters of a module by name, as arrays."""
    return {name: each.detach().numpy() for name, each in theirs.named_parameters()}


def assert_same(layer, theirs, x, names=(), run=None, seed=0):
    """Check that both compute the same.

    Args:
        layer: The layer.
        theirs: The module, or a function of a tensor.
        x: The input, as both take it.
        names: For each parameter of the layer what PyTorch calls it, or a function that finds it
            among the module's parameters, or their gradients, by name.
        run: What to call instead of the module.
        seed: Of the gradient that both go back from.
    """
    trace = hn.Sequential(layer).trace(x)
    inputs = torch.tensor(np.array(x), requires_grad=np.asarray(x).dtype.kind == "f")
    output = (run or theirs)(inputs)
    _close(trace.output, output)
    grad = np.random.default_rng(seed).normal(size=trace.output.shape)
    output.backward(torch.tensor(grad))
    back = trace.backward(grad=grad)
    if inputs.requires_grad:
        _close(back.input_gradient, inputs.grad)
    prefix = f"{back[0].name}."
    gradients = {name.removeprefix(prefix): array for name, array in back.gradients.items()}
    assert set(gradients) == set(dict(names))
    found = dict(theirs.named_parameters()) if names else {}
    found = {name: each.grad for name, each in found.items()}
    for name, of_theirs in dict(names).items():
        gradient = of_theirs(found) if callable(of_theirs) else found[of_theirs]
        _close(gradients[name].reshape(gradient.shape), gradient)


def _close(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-9, atol=1e-9)
