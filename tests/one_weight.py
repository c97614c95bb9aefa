"""The smallest network that learns: one weight, and a gradient by it that is given."""

import handnn as hn


def one_weight(value=1.0):
    return hn.Sequential(hn.Dense([[value]], name="only"))


def gradient(net, of):
    """A backward pass in which the gradient by the only weight is `of`."""
    return net.trace([1.0]).backward(grad=[of])


def learn(optimizer, gradients, value=1.0):
    net = one_weight(value)
    for of in gradients:
        optimizer.update(net, gradient(net, of))
    return net.parameters["only.W"].item()
