"""Values and derivatives at the edges of every operation's domain: PyTorch's, or better ones.

One row is ``(function, operands, value, derivatives, reason)``. Where there is a reason, PyTorch
has other numbers, and the reason says why these are better.
"""

import math

import numpy as np
import pytest
from optional import optional

import handnn as hn
from handnn.arithmetic import Variable, differentiate, record, recording
from handnn.arithmetic.recorded_array import elementwise

INF, NAN, PI = math.inf, math.nan, math.pi

FIRST = "of equal operands the first takes the gradient whole: a path on paper is not split in two"
ZERO = "a bound counts as reached: np.clip(x, 0, None) is ReLU, and so are their derivatives at 0"
SHOWN = "NaN stays NaN, so that one can see where it went"

EDGES = [
    ("power", (0, -1), INF, (-INF, -INF), ""),
    ("power", (0, 0), 1, (0, 0), ""),
    ("power", (0, 0.5), 0, (INF, 0), ""),
    ("power", (0, 1), 0, (1, 0), ""),
    ("power", (0, 2), 0, (0, 0), ""),
    ("power", (-2, 2), 4, (-4, NAN), ""),
    ("power", (-2, 0.5), NAN, (NAN, NAN), ""),
    ("power", (NAN, 0), 1, (0, NAN), ""),
    ("sqrt", (0,), 0, (INF,), ""),
    ("sqrt", (-1,), NAN, (NAN,), ""),
    ("sqrt", (INF,), INF, (0,), ""),
    ("log", (0,), -INF, (INF,), ""),
    ("log", (INF,), INF, (0,), ""),
    ("log1p", (-1,), -INF, (INF,), ""),
    ("log2", (0,), -INF, (INF,), ""),
    ("log10", (0,), -INF, (INF,), ""),
    ("reciprocal", (0,), INF, (-INF,), ""),
    ("divide", (0, 0), NAN, (INF, NAN), ""),
    ("divide", (1, 0), INF, (INF, -INF), ""),
    ("divide", (-1, 0), -INF, (INF, INF), ""),
    ("divide", (1, INF), 0, (0, 0), ""),
    ("abs", (0,), 0, (0,), ""),
    ("abs", (-INF,), INF, (-1,), ""),
    ("abs", (NAN,), NAN, (NAN,), SHOWN),
    ("square", (INF,), INF, (INF,), ""),
    ("maximum", (1, 1), 1, (1, 0), FIRST),
    ("maximum", (INF, INF), INF, (1, 0), FIRST),
    ("maximum", (NAN, 1), NAN, (1, 1), ""),
    ("maximum", (1, NAN), NAN, (1, 1), ""),
    ("minimum", (1, 1), 1, (1, 0), FIRST),
    ("minimum", (NAN, 1), NAN, (1, 1), ""),
    ("minimum", (1, NAN), NAN, (1, 1), ""),
    ("largest", (1, 3, 3), 3, (0, 1, 0), FIRST),
    ("largest", (1, NAN, 3), NAN, (0, 1, 0), ""),
    ("smallest", (1, 1, 3), 1, (1, 0, 0), FIRST),
    ("smallest", (1, NAN, 3), NAN, (0, 1, 0), ""),
    ("relu", (0,), 0, (0,), ""),
    ("relu", (NAN,), NAN, (NAN,), SHOWN),
    ("relu", (INF,), INF, (1,), ""),
    ("relu", (-INF,), 0, (0,), ""),
    ("leaky_relu", (0,), 0, (0.1,), ""),
    ("leaky_relu", (NAN,), NAN, (0.1,), ""),
    ("clip", (0,), 0, (0,), ZERO),
    ("clip", (6,), 6, (0,), ZERO),
    ("clip", (7,), 6, (0,), ""),
    ("clip", (3,), 3, (1,), ""),
    ("sign", (0,), 0, (0,), ""),
    ("sign", (NAN,), NAN, (0,), SHOWN),
    ("floor", (1,), 1, (0,), ""),
    ("mod", (6, 3), 0, (1, -2), ""),
    ("tanh", (INF,), 1, (0,), ""),
    ("tanh", (-1000,), -1, (0,), ""),
    ("sigmoid", (INF,), 1, (0,), ""),
    ("sigmoid", (-INF,), 0, (0,), ""),
    ("sigmoid", (1000,), 1, (0,), ""),
    ("sigmoid", (-1000,), 0, (0,), ""),
    ("exp", (INF,), INF, (INF,), ""),
    ("exp", (-INF,), 0, (0,), ""),
    ("exp", (1000,), INF, (INF,), ""),
    ("exp", (-1000,), 0, (0,), ""),
    ("expm1", (-INF,), -1, (0,), ""),
    ("arctan2", (0, 0), 0, (0, 0), ""),
    ("arctan2", (0, -1), PI, (-1, 0), ""),
    ("arctan2", (1, 0), PI / 2, (0, -1), ""),
    ("hypot", (0, 0), 0, (NAN, NAN), ""),
    ("hypot", (3, 4), 5, (0.6, 0.8), ""),
    ("logaddexp", (-INF, -INF), -INF, (NAN, NAN), ""),
    ("logaddexp", (-INF, 0), 0, (0, 1), ""),
    ("logaddexp", (INF, 0), INF, (1, 0), ""),
    ("logaddexp", (1000, 0), 1000, (1, 0), ""),
    ("erf", (INF,), 1, (0,), ""),
    ("erf", (0,), 0, (2 / math.sqrt(PI),), ""),
    ("arcsin", (1,), PI / 2, (INF,), ""),
    ("arccos", (1,), 0, (-INF,), ""),
    ("arccosh", (1,), 0, (INF,), ""),
    ("arctanh", (1,), INF, (INF,), ""),
]
LAYERS = {"relu": hn.ReLU(), "leaky_relu": hn.LeakyReLU(0.1), "sigmoid": hn.Sigmoid()}
FUNCTIONS = {
    "erf": lambda x: elementwise("erf", x),
    "largest": lambda *x: np.max(np.stack(x)),
    "smallest": lambda *x: np.min(np.stack(x)),
    "clip": lambda x: np.clip(x, 0, 6),
}

rows = pytest.mark.parametrize(
    ("name", "operands", "value", "derivatives", "reason"),
    EDGES,
    ids=[f"{name}{operands}" for name, operands, *_ in EDGES],
)


def close(found, expected):
    return np.allclose(np.ravel(found), np.ravel(expected), rtol=1e-12, equal_nan=True)


@rows
def test_value_and_derivatives(name, operands, value, derivatives, reason):
    if name in LAYERS:
        with np.errstate(all="ignore"):
            step = LAYERS[name].run([float(operand) for operand in operands])
            found = LAYERS[name].backward(step, np.ones(1))
        assert close(step.output, value)
        assert close(found.input_gradient, derivatives)
        return
    x = [record(float(v), Variable(c, "input")) for v, c in zip(operands, "abc", strict=False)]
    with recording(), np.errstate(all="ignore"):
        y = FUNCTIONS.get(name, getattr(np, name, None))(*x)
    assert close(y.value, value)
    assert close(differentiate([y], [1.0], x), derivatives)
    explained = differentiate([y], [record(1.0, Variable("g", "gradient"))], x)
    assert close([gradient.value for gradient in explained], derivatives)


@pytest.mark.torch
@rows
def test_it_is_pytorchs_unless_there_is_a_reason(name, operands, value, derivatives, reason):
    torch = optional("torch")
    functions = {
        "power": torch.pow,
        "divide": torch.div,
        "mod": torch.remainder,
        "largest": lambda *x: torch.stack(x).max(),
        "smallest": lambda *x: torch.stack(x).min(),
        "clip": lambda x: torch.clip(x, 0, 6),
        "leaky_relu": lambda x: torch.nn.functional.leaky_relu(x, 0.1),
    }
    x = [torch.tensor(float(v), dtype=torch.float64, requires_grad=True) for v in operands]
    y = functions.get(name, getattr(torch, name, None))(*x)
    y.backward()
    same = close(y.item(), value) and close([operand.grad.item() for operand in x], derivatives)
    assert same == (not reason)
