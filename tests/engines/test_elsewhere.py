"""Networks called with the arrays of other libraries: the same numbers, computed there."""

import builtins

import numpy as np
import pytest
from every_layer import LAYERS, as_batch, networks
from other_libraries import JAX, LIBRARIES, dask, jax, needs_libraries, strict, torch
from sequence_layers import MeanOfTokens

import handnn as hn

CASES = networks()
on_all_libraries = pytest.mark.parametrize("library", LIBRARIES, ids=str)


def test_every_layer_is_among_them():
    layers = {kind for kind in map(hn.__dict__.get, hn.__all__) if _is_layer(kind)}
    tested = {type(layer) for layer, _ in LAYERS.values()}
    assert {kind.__name__ for kind in layers - tested} == set()


def _is_layer(kind):
    return isinstance(kind, type) and issubclass(kind, hn.Layer) and kind is not hn.Layer


@needs_libraries
@pytest.mark.parametrize("library", LIBRARIES[2:], ids=str)  # JAX compiles: see test_program.py
@pytest.mark.parametrize("name", CASES)
def test_layers_and_networks(name, library):
    net, x = CASES[name]
    for given in (as_batch(net, x), x):
        expected = net(given)
        with library.in_64_bits():
            found = library.run(net, library.make(given))
        assert library.has(found)
        assert found.shape == expected.shape
        near = 1e-12 * np.abs(expected).max(initial=1)
        np.testing.assert_allclose(np.asarray(found), expected, rtol=0, atol=near)


class Hidden(hn.Layer):
    """A layer of somebody's own, which has nothing but a forward."""

    parameter_names = ("w",)

    def __init__(self, w, name=None):
        super().__init__(name=name)
        self.w = w

    def forward(self, x):
        return np.where(x > 0, np.log1p(np.abs(x)), x) * self.w


@needs_libraries
@on_all_libraries
def test_a_layer_of_ones_own(library):
    layer = Hidden([2.0, -1, 0.5])
    x = np.array([[1.0, -2, 3], [-1, 0.5, 2]])
    with library.in_64_bits():
        found = library.run(layer, library.make(x))
    np.testing.assert_allclose(np.asarray(found), layer(x), rtol=1e-13)


@needs_libraries
def test_jit_grad_and_vmap():
    net = hn.Sequential(hn.Dense([[1.0, -1, 1], [2, 0, 1]], [-5, 1]), hn.Tanh())
    x = np.array([[2.0, 1, 3], [0, 1, 1]])
    with JAX.in_64_bits():
        assert np.allclose(jax.jit(net)(x), net(x), rtol=1e-13)
        assert np.allclose(jax.vmap(net)(x), net(x), rtol=1e-13)
        by_hand = net.trace(x[0]).backward(grad=np.ones(2)).input_gradient
        assert np.allclose(jax.grad(lambda x: net(x).sum())(x[0]), by_hand, rtol=1e-13)


@needs_libraries
def test_the_dtype_is_that_of_the_input():
    net = hn.Sequential(hn.Dense([[1.0, -1, 1]], [0.1]), hn.GELU())
    for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
        assert net(torch.ones(2, 3, dtype=dtype)).dtype == dtype
    assert net(torch.tensor([1, 2, 3])).dtype == torch.float64  # as with NumPy's whole numbers
    assert net(jax.numpy.asarray([1, 2, 3])).dtype == jax.numpy.float32  # it has no more by itself
    assert net(strict.asarray([True, False, True])).dtype == strict.float64


@needs_libraries
def test_whole_numbers_choose_rows():
    layer = hn.Embedding([[1.0, 0], [0, 4], [2, 2]])
    assert layer(torch.tensor([2, 0])).tolist() == [[2, 2], [1, 0]]
    with pytest.raises(hn.InputError) as raised:
        layer(torch.tensor([0.5, 1]))
    assert str(raised.value) == (
        "The input must hold whole numbers, such as indices [2, 0], which Embedding 3 → 2 takes; "
        "its dtype is torch.float32."
    )


@pytest.mark.dask
@needs_libraries
def test_whole_numbers_of_dask_stay_lazy():
    layer = hn.Embedding([[1.0, 0], [0, 4], [2, 2]])
    ids = dask.from_array(np.array([[0, 2], [1, 1], [2, 0]]), chunks=(1, 2))
    rows = layer(ids)
    assert isinstance(rows, dask.Array)
    assert rows.compute().tolist() == layer([[0, 2], [1, 1], [2, 0]]).tolist()


@pytest.mark.dask
@needs_libraries
def test_dask_computes_chunk_by_chunk():
    net = hn.Sequential(MeanOfTokens(), hn.Dense([[1.0, -1, 1, 2], [0, 1, 0, 1]]))
    x = np.random.default_rng(0).normal(size=(7, 2, 4)).astype("f4")
    y = net(dask.from_array(x, chunks=(3, 2, 4)))
    assert (y.shape, y.chunks, y.dtype) == ((7, 2), ((3, 3, 1), (2,)), np.float64)
    assert np.array_equal(y.compute(), net(x))
    some = net(dask.from_array(x, chunks=(3, 2, 4))[dask.from_array(np.arange(7) < 2, chunks=3)])
    assert np.array_equal(some.compute(), net(x[:2]))  # chunks may turn out to be empty


@pytest.mark.dask
@needs_libraries
def test_dask_plans_what_is_not_one_chunk_for_each_sample():
    net = hn.Sequential(hn.Dense([[1.0, -1, 1, 2]]), hn.ReLU())
    x = np.random.default_rng(0).normal(size=(6, 4))
    assert np.allclose(net(dask.from_array(x, chunks=(3, 2))), net(x), rtol=1e-13)
    mixing = hn.Sequential(Mixing())
    assert np.allclose(mixing(dask.from_array(x, chunks=(2, 4))), mixing(x), rtol=1e-13)


# -- decisions in plain Python --------------------------------------------------------------------


class Positive(hn.Layer):
    def forward(self, x):
        return x * 2 if x.sum() > 0 else -x


class Sorted(hn.Layer):
    def forward(self, x):
        return np.sort(x, axis=-1)


@needs_libraries
def test_where_forward_takes_such_arrays_it_decides_itself():
    layer = Positive()
    for x in ([1.0, 2], [-1.0, -2]):
        for array in (torch.tensor(x), jax.numpy.asarray(x)):
            found = layer(array)
            assert type(found) is type(array)
            assert found.tolist() == layer(x).tolist()


@needs_libraries
def test_otherwise_decisions_are_refused():
    net = hn.Sequential(hn.ReLU(), Sorted(name="sorted"))
    decides = (
        "takes decisions in plain Python (if, sort, argmax, ...), which are not recorded: what is "
        "recorded would hold for some inputs only. np.where stays a choice. So "
    )
    with pytest.raises(hn.UnexplainedError) as raised:
        net(torch.ones(3))
    assert str(raised.value) == (
        f'"sorted" {decides}torch cannot compute it; NumPy can: net(np.asarray(x)).'
    )
    with pytest.raises(hn.UnexplainedError) as raised:
        jax.jit(Positive())(np.ones(3))
    assert str(raised.value) == (
        f"The layer {decides}jax cannot compute it; NumPy can: net(np.asarray(x))."
    )


class Mixing(hn.Layer):
    def forward(self, x):
        return x - x.mean(axis=0)


@needs_libraries
def test_samples_may_depend_on_each_other():
    x = np.array([[1.0, 2], [3, 5], [0, 7]])
    assert np.allclose(hn.Sequential(Mixing())(torch.tensor(x)), x - x.mean(axis=0))


# -- what does not fit ----------------------------------------------------------------------------


class Misspelt(hn.Layer):
    def forward(self, x):
        return x.summ()


@needs_libraries
def test_what_does_not_fit_is_said_as_with_numpy():
    net = hn.Sequential(hn.Dense([[1.0, -1, 1]], name="hidden"))
    with pytest.raises(hn.ShapeError) as raised:
        net(torch.ones(2))
    assert str(raised.value) == (
        'layer 0 "hidden" (Dense 3 → 1) takes 3 features, but the input has 2.\n'
        "Got an input of shape (2,); expected (3,) or (batch, 3)."
    )
    with pytest.raises(hn.InputError) as raised:
        net(torch.ones(0, 3))
    assert str(raised.value) == (
        "The input is empty: its shape is (0, 3). Give at least one sample."
    )
    with pytest.raises(hn.InputError) as raised:
        net(torch.ones(3, dtype=torch.complex64))
    assert str(raised.value) == "The input holds complex numbers; handnn works with real ones."
    with pytest.raises(hn.LayerError) as raised:
        Misspelt()(torch.ones(2, 3))
    assert str(raised.value) == (
        "Misspelt could not run on an input of shape (2, 3): AttributeError: 'numpy.ndarray' "
        "object has no attribute 'summ'"
    )


class Conforming:
    """An array that says that it knows the standard."""

    shape = (3,)
    ndim = 1
    dtype = np.dtype(float)

    def __array_namespace__(self):
        return np


def test_without_the_package(monkeypatch):
    def no_compat(name, *args):
        if name == "array_api_compat":
            raise ImportError(name)
        return real(name, *args)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", no_compat)
    with pytest.raises(hn.MissingExtraError) as raised:
        hn.Sequential(hn.ReLU())(Conforming())
    assert str(raised.value) == (
        "To compute with the arrays of other libraries, handnn needs array-api-compat, which is "
        'not installed: pip install "handnn[engines]". Or give NumPy\'s: net(np.asarray(x)).'
    )
