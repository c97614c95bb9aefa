"""Recorded programs: the same numbers, computed by other libraries."""

import numpy as np
import pytest
from every_layer import ELEMENTWISE, LAYERS, NETWORKS, layer_of, random_layer
from other_libraries import LIBRARIES, needs_libraries

import handnn as hn
from handnn.arrays import is_batch
from handnn.engines.program import recorded_program

CASES = LAYERS | {e.name: (e.trace().network, e.trace().input) for e in NETWORKS}


def assert_same(layer, x, library, rows=None):
    """The library gives what a layer or network gives, on more samples than were recorded."""
    net = layer if isinstance(layer, hn.Sequential) else hn.Sequential(layer)
    x = np.asarray(x)
    batch = x if is_batch(x, net.sample_ndim) else x[None]
    if rows is None:
        rows = np.concatenate([batch, batch[::-1], batch, batch])
    program = recorded_program(net, x)
    assert program.shape == (None, *batch.shape[1:])
    expected = net(rows)
    with library.in_64_bits():
        found = library.run(program, library.make(rows))
        assert library.has(found)
        np.testing.assert_allclose(
            np.asarray(found), expected, rtol=0, atol=1e-12 * np.abs(expected).max(initial=1)
        )


@needs_libraries
@pytest.mark.parametrize("library", LIBRARIES, ids=str)
@pytest.mark.parametrize(("layer", "x"), CASES.values(), ids=CASES)
def test_layers_and_networks(layer, x, library):
    assert_same(layer, x, library)


@needs_libraries
@pytest.mark.parametrize("library", LIBRARIES, ids=str)
def test_operations(library):
    for name in ELEMENTWISE:
        layer, x = layer_of(name)
        assert_same(layer, x[0], library, np.random.default_rng(0).permuted(x, axis=None))


@needs_libraries
@pytest.mark.parametrize("library", LIBRARIES, ids=str)
def test_random_layers(library):
    for seed in range(40):
        assert_same(*random_layer(seed), library)
