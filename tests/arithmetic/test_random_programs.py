"""Random programs of NumPy code, on plain arrays, on arrays that remember, and in PyTorch.

A program is text: statements over two inputs and a parameter. Each is tried out on plain arrays
while the program grows, and kept if it runs, stays small and keeps away from the edges where a
choice has no derivative. So whatever fits any array may be proposed, and most combinations arise:
broadcasting, values used again, views and what is written through them.
"""

import array
import math
import statistics
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st
from optional import optional

from handnn.arithmetic import (
    UnexplainedError,
    Variable,
    as_result,
    differentiate,
    evaluate,
    record,
    recording,
)

torch = optional("torch")

# What a statement may be, and what must keep away from 0 there. `a`, `b`, `c` stand for values,
# `i` for an axis, `t` for a truth, `k` for a constant; `n` is the new value.
STATEMENTS = {
    "elementwise": [
        *("{a} + {b}", "{a} - {b}", "{a} * {b}", "{b} * {a} + {c}", "-{a}", "{a} * {k}"),
        *("{a} / (1.5 + np.square({b}))", "{k} / (1 + {a} ** 2)", "{a} ** 3", "np.sin({a})"),
        *("np.power(1.5 + {a} ** 2, {b} / 4)", "1.5 ** {a}", "(2 + np.sin({a})) ** {k}"),
        *("np.exp(np.tanh({a}))", "np.tanh({a})", "np.sqrt(1 + {a} ** 2)", "np.log(2 + {a} ** 2)"),
    ],
    "choices": [
        ("np.maximum({a}, {b})", "{a} - {b}"),
        ("np.minimum({a}, {k})", "{a} - {k}"),
        ("np.where({a} > {b}, {c}, {a})", "{a} - {b}"),
        ("np.where({a} > 0, np.log(np.abs({a})), {b})", "{a}"),
        ("np.clip({a}, -0.7, 0.9)", "({a} + 0.7) * ({a} - 0.9)"),
        ("np.abs({a})", "{a}"),
        ("{a}[{a} > {k}]", "{a} - {k}"),
        ("np.max({a}, axis={i}, keepdims={t})", "np.diff(np.sort({a}, axis={i}), axis={i})"),
        ("np.min({a}, axis={i}, keepdims={t})", "np.diff(np.sort({a}, axis={i}), axis={i})"),
        ("np.sort({a}, axis={i})", "np.diff(np.sort({a}, axis={i}), axis={i})"),
    ],
    "moves": [
        *("np.transpose({a})", "{a}[1:]", "{a}[..., :2]", "{a}[:, None]", "{a}[None, :]"),
        *("{a}[::2]", "{a}[::-1]", "{a}[[1, 0, 1]]", "{a}[..., [0, 2, 0]]", "{k} * {a}[-1]"),
        *(
            "np.ravel({a}[:])",
            "{a}.reshape(len({a}), -1)",
            "{a}.reshape(2, -1)",
            "np.swapaxes({a}, 0, {i})",
            "np.diagonal({a})",
        ),
        *("np.stack([{a}, {b}], axis={i})", "np.concatenate([{a}, {b}], axis={i})", "np.tril({a})"),
        *("np.tile({a}, (2,))", "np.roll({a}, 1, {i})", "np.broadcast_to({a}, (2, *{a}.shape))"),
    ],
    "sums": [
        *("np.sum({a})", "np.sum({a}, axis={i}, keepdims={t})", "np.sum({a}, axis=(0, {i}))"),
        *("np.mean({a}, axis={i}, keepdims={t})", "np.cumsum({a}, axis={i})"),
        *(
            "np.prod({a}, axis={i}, keepdims={t})",
            "{a} - {a}.mean()",
            "{a} / (2 + ({a} * {a}).sum())",
        ),
    ],
    "products": [
        *("{a} @ {b}", "{a} @ {b}", "np.dot({a}, {b})", "np.inner({a}, {b})", "{a} @ {a}"),
        *("np.tensordot({a}, {b}, 1)", "np.einsum('ij,kj->ik', {a}, {b})"),
        *("np.einsum('...i,...i->...', {a}, {b})", "np.einsum('ii->i', {a})"),
        *("np.einsum('i,j->ji', {a}, {b})", "np.einsum('ij,j,ij->i', {a}, {b}, {c})"),
    ],
    "fresh arrays": [
        *(
            "np.copy({a})",
            "np.zeros_like({a})\n{n}[1:] = {b}",
            "np.empty_like({a})\n{n}[...] = {b}",
        ),
        *("np.zeros_like({a}, shape=(3, 3))\n{n}[:, 1] += {b}",),
        *("np.full_like({a}, {k})\n{n}[..., 1:] -= {b}",),
        *("np.copy({a})\nnp.add.at({n}, [0, 0, 1], {b})",),
    ],
    "writing": [
        *(
            "{a}[1:] += {b}",
            "{a}[...] = {b}",
            "{a}[..., 0] = {b}",
            "{a}[:2] *= {k}",
            "{a}[0] = {k}",
        ),
        *("{a}[[0, 2]] -= {b}", "np.transpose({a})[0] += {b}", "{a}.reshape(-1)[1:] *= {k}"),
        ("{a}[{a} < {k}] = {c}.sum() / 9", "{a} - {k}"),
        ("{a}[{a} > {k}] *= {k}", "{a} - {k}"),
    ],
}
SHAPES = [(3,), (2, 3), (3, 3), (2, 1, 3), (3, 1), ()]


@dataclass
class Program:
    """Statements, and the inputs they start from; its result is all of its values in one row."""

    inputs: dict[str, np.ndarray]
    lines: list[str]
    names: list[str]

    @cached_property
    def text(self):
        values = ", ".join(f"np.ravel({name})" for name in self.names)
        return "\n".join([*self.lines, f"out = np.concatenate([{values}])"])

    def run(self, inputs, numpy=np):
        """All values, by name, and the result as `out`."""
        scope = {"np": numpy, **inputs}
        exec(self.code, scope)
        return scope

    @cached_property
    def code(self):
        return compile(self.text, "program", "exec")

    def recorded(self):
        """The inputs as arrays that remember, and the result."""
        roles = {"x": "input", "y": "input", "w": "parameter"}
        inputs = {n: record(a, Variable(n, roles[n])) for n, a in self.inputs.items()}
        with recording():
            return list(inputs.values()), self.run(inputs)["out"]

    def gradients(self, g):
        """The gradients with respect to all inputs, in one row, given that of the result."""
        inputs, out = self.recorded()
        return in_one_row(differentiate([out], [g], inputs))


def in_one_row(arrays):
    return np.concatenate([np.ravel(array) for array in arrays])


def random_program(seed, length):
    """The first statements of an endless program."""
    rng = np.random.default_rng(seed)
    inputs = {name: rng.normal(size=SHAPES[rng.integers(len(SHAPES))]) for name in "xyw"}
    inputs = {name: read_only(array) for name, array in inputs.items()}
    program = Program(inputs, [], list(inputs))
    values = program.run(inputs)
    while len(program.lines) < length:
        longer, edge = with_another(program, rng)
        try:
            with np.errstate(all="raise"):
                distance = np.min(np.abs(eval(edge, values)), initial=1)
                exec(longer.lines[-1], values)
        except (ArithmeticError, IndexError, TypeError, ValueError):
            continue  # it does not fit these arrays
        arrays = [values[name] for name in longer.names]
        sizes = [np.max(np.abs(array), initial=0) for array in arrays]
        if distance > 0.01 and max(sizes) < 9 and all(0 < np.size(a) <= 24 for a in arrays):
            program = longer
        else:
            values = program.run(inputs)
    return program


def read_only(array):
    array = np.asarray(array)
    array.flags.writeable = False
    return array


def with_another(program, rng):
    """The program with a statement more, and what must not be near 0 before it."""
    family = STATEMENTS[rng.choice(list(STATEMENTS))]
    chosen = family[rng.integers(len(family))]
    template, edge = (chosen, "1") if isinstance(chosen, str) else chosen
    recent = [*program.names, *program.names[-3:]]
    parts = dict(zip("abc", rng.choice(recent, size=3), strict=True))
    parts |= {"i": rng.choice([0, -1]), "t": rng.choice([True, False])}
    parts |= {"k": rng.choice([-1.5, 0.1, 0.5, 2.0]), "n": f"v{len(program.lines)}"}
    makes_value = family is not STATEMENTS["writing"]
    line = f"{{n}} = {template}" if makes_value else template
    names = [*program.names, parts["n"]] if makes_value else program.names
    lines = [*program.lines, line.format(**parts)]
    return Program(program.inputs, lines, names), edge.format(**parts)


def programs(longest=12):
    return st.builds(random_program, st.integers(0, 2**32 - 1), st.integers(1, longest))


several_hundred = settings(max_examples=300, derandomize=True)


def somewhere_near(program):
    """Other values of the inputs, so near that every choice falls out as before."""
    rng = np.random.default_rng(1)
    return {n: a + 1e-5 * rng.normal(size=a.shape) for n, a in program.inputs.items()}


@several_hundred
@given(programs())
def test_values_are_numpys_own(program):
    note(program.text)
    _, out = program.recorded()
    np.testing.assert_array_equal(out.value, program.run(program.inputs)["out"])


@several_hundred
@given(programs())
def test_gradients_are_those_of_central_differences(program):
    note(program.text)
    inputs, out = program.recorded()
    g = np.cos(np.arange(out.size))
    for gradient, (name, start) in zip(
        differentiate([out], [g], inputs), program.inputs.items(), strict=True
    ):
        direction = np.sin(1 + np.arange(start.size)).reshape(start.shape)
        up, down = (
            program.run(program.inputs | {name: start + h * direction})["out"]
            for h in (1e-6, -1e-6)
        )
        along = np.sum(gradient * direction)
        assert along == pytest.approx(g @ (up - down) / 2e-6, rel=1e-5, abs=1e-5)


@settings(several_hundred, max_examples=100)
@given(programs(longest=8), st.integers(0, 2**32 - 1))
def test_explanations_worked_out_again(program, seed):
    """An expression gives the value; for other inputs, what the program gives for those."""
    note(program.text)
    inputs, out = program.recorded()
    g = np.cos(np.arange(out.size))
    explained = differentiate([out], [record(g, Variable("g", "gradient"))], inputs)
    gradient = np.concatenate([np.ravel(array) for array in explained])
    np.testing.assert_allclose(gradient.value, program.gradients(g), rtol=1e-9, atol=1e-9)

    near = somewhere_near(program)
    leaves = {(name, at): float(a[at]) for name, a in near.items() for at in np.ndindex(a.shape)}
    elsewhere = Program(near, program.lines, program.names)
    rng = np.random.default_rng(seed)
    for recorded, there in (
        (out, program.run(near)["out"]),
        (gradient, elsewhere.gradients(g)),
    ):
        for place in rng.integers(recorded.size, size=2).tolist():
            cell = recorded.cell(place)
            assert evaluate(cell) == pytest.approx(cell.value, rel=1e-9, abs=1e-9)
            assert evaluate(cell, leaves) == pytest.approx(there[place], rel=1e-9, abs=1e-9)


class TorchNumPy:
    """NumPy's names for what PyTorch calls otherwise, or takes otherwise."""

    power = staticmethod(torch.pow)
    copy = staticmethod(torch.clone)
    diagonal = staticmethod(torch.diagonal)

    def __getattr__(self, name):
        return getattr(torch, name)

    add = SimpleNamespace(at=lambda a, i, b: a.index_put_((torch.tensor(i),), b, accumulate=True))

    @staticmethod
    def transpose(a):
        return a.permute(tuple(reversed(range(a.ndim))))

    @staticmethod
    def zeros_like(a, shape=None):
        return torch.zeros(a.shape if shape is None else shape, dtype=a.dtype)

    @staticmethod
    def minimum(a, b):
        return torch.minimum(a, torch.as_tensor(b, dtype=a.dtype))

    @staticmethod
    def cumsum(a, axis):
        return torch.cumsum(torch.atleast_1d(a), axis)

    @staticmethod
    def tril(a):
        return torch.tril(a if a.ndim > 1 else a.expand(len(a), len(a)))

    @staticmethod
    def max(a, axis, keepdims):
        return torch.amax(a, axis, keepdims)

    @staticmethod
    def min(a, axis, keepdims):
        return torch.amin(a, axis, keepdims)

    @staticmethod
    def sort(a, axis):
        return torch.sort(a, axis).values

    @staticmethod
    def dot(a, b):
        if a.ndim == 0 or b.ndim == 0:
            return a * b
        return torch.tensordot(a, b, ([a.ndim - 1], [max(b.ndim - 2, 0)]))


@pytest.mark.torch
@several_hundred
@given(programs())
def test_gradients_are_pytorchs(program):
    note(program.text)
    assume("::" not in program.text)  # PyTorch has no such views
    inputs, out = program.recorded()
    g = np.cos(np.arange(out.size))
    tensors = {n: torch.tensor(a, requires_grad=True) for n, a in program.inputs.items()}
    theirs = program.run(tensors, TorchNumPy())["out"]
    np.testing.assert_allclose(out.value, theirs.detach(), rtol=1e-12, atol=1e-12)
    try:
        theirs.backward(torch.tensor(g))
    except RuntimeError as error:  # it keeps arrays, not what was in them
        assume("modified by an inplace operation" not in str(error))
        raise
    found = differentiate([out], [g], inputs)
    for ours, tensor in zip(found, tensors.values(), strict=True):
        np.testing.assert_allclose(ours, tensor.grad, rtol=1e-9, atol=1e-9)


WAYS_OUT = [
    *("float(np.sum(v))", "np.asarray(v, dtype=float)", "np.array(v.tolist(), dtype=float)"),
    *("np.float64(np.sum(v))", "math.exp(np.tanh(np.sum(v)))", "[float(c) for c in np.ravel(v)]"),
    *("np.asarray(v, dtype=object).astype(float)", "np.fromiter(np.ravel(v), dtype=float)"),
    *("plain = np.zeros(v.shape)\nplain[...] = v", "plain = np.ones(v.shape)\nplain += v"),
    *("array.array('d', np.ravel(v))", "statistics.fmean(np.ravel(v))", "np.histogram(v)"),
    *("np.fft.fft(v)", "np.interp(v, [-9, 9], [0, 1])", "np.frompyfunc(float, 1, 1)(v)"),
]


@pytest.mark.parametrize("way_out", WAYS_OUT)
@settings(several_hundred, max_examples=5)
@given(program=programs(longest=5))
def test_the_record_is_never_lost_in_silence(way_out, program):
    _, v = program.recorded()
    modules = {"np": np, "math": math, "array": array, "statistics": statistics}
    with pytest.raises((UnexplainedError, ValueError)) as caught:
        exec(way_out, {"v": v, **modules})
    # NumPy puts a ValueError of its own around some
    assert isinstance(caught.value.__cause__ or caught.value, UnexplainedError)


def test_a_result_that_is_plain_is_refused():
    with pytest.raises(UnexplainedError, match="does not remember"):
        as_result(np.zeros(3))
