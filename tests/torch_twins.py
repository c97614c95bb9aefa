"""Comparing a layer with PyTorch's layer of that name, in values and all gradients."""

import numpy as np
from optional import optional

torch = optional("torch")


def assert_twins(layer, x, theirs, parameters, run=None):
    """The same output and the same gradients for one input.

    Args:
        layer: Ours.
        x: Its input.
        theirs: PyTorch's, of float64.
        parameters: For each of our parameters what it is of theirs: a function that takes their
            parameters, or the gradients with respect to them, by name.
        run: What to call instead of theirs.
    """
    trace = layer.trace(x)
    X = torch.tensor(x, requires_grad=True)
    y = (run or theirs)(X)
    np.testing.assert_allclose(trace.output, y.detach().numpy(), rtol=0, atol=1e-9)
    grad = np.random.default_rng(len(x)).normal(size=trace.output.shape)
    back = trace.backward(grad=grad)
    y.backward(torch.tensor(grad))
    np.testing.assert_allclose(back.input_gradient, X.grad.numpy(), rtol=0, atol=1e-9)
    gradients = {name: p.grad.numpy() for name, p in theirs.named_parameters()}
    assert set(back.gradients) == set(parameters)
    for name, of_theirs in parameters.items():
        expected = of_theirs(gradients)
        np.testing.assert_allclose(back.gradients[name], expected, rtol=0, atol=1e-9)


def arrays(theirs):
    """The parameters of a PyTorch layer by name, as arrays."""
    return {name: p.detach().numpy() for name, p in theirs.named_parameters()}
