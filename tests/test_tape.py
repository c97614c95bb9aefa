"""The trace is the tape: five situations that break a cache inside the layer, or a closure.

Each is compared with the plain case: one forward, then at once one backward.
"""

import pickle

import numpy as np
import pytest

import handnn as hn

X, OTHER = [[2.0, 1.0, 3.0], [0.5, -1.0, 2.0]], [[-1.0, 4.0, 0.0]]
TARGET = [1, 0]


def network(seed=0):
    return hn.Sequential(
        hn.Dense.random(3, 4, rng=seed, name="hidden"),
        hn.ReLU(),
        hn.Sequential(hn.Dense.random(4, 4, rng=seed + 1), hn.Tanh(), name="inner"),
        hn.Dense.random(4, 2, rng=seed + 2, name="output"),
    )


def gradients(trace):
    back = trace.backward(hn.CrossEntropy(), TARGET)
    return {**back.gradients, "input": back.input_gradient}


def assert_same(these, those):
    assert these.keys() == those.keys()
    for name in these:
        np.testing.assert_array_equal(these[name], those[name])


@pytest.fixture
def plain():
    return gradients(network().trace(X))


def test_a_second_forward_before_the_backward(plain):
    net = network()
    trace = net.trace(X)
    net(OTHER)
    net.trace(OTHER)
    net.run(np.array(OTHER))
    assert_same(gradients(trace), plain)


@pytest.mark.parametrize("optimizer", [hn.SGD(0.5, momentum=0.9), hn.Adam(0.5)])
def test_weights_updated_between_forward_and_backward(plain, optimizer):
    net = network()
    trace = net.trace(X)
    told = str(trace.explain())
    for _ in range(2):
        optimizer.update(net, net.trace(X).backward(hn.CrossEntropy(), TARGET))
    net.layers[3].b = [5, 5]  # by hand too
    assert not np.array_equal(net(X), trace.output)
    assert_same(gradients(trace), plain)
    assert str(trace.explain()) == told


def test_the_layers_own_parameters_are_the_new_ones_again_after_the_backward():
    net = network()
    trace = net.trace(X)
    hn.SGD(0.5).update(net, trace.backward(hn.CrossEntropy(), TARGET))
    before = dict(net.parameters)
    trace.backward(hn.CrossEntropy(), TARGET)
    assert all(net.parameters[name] is array for name, array in before.items())


def test_backward_twice(plain):
    trace = network().trace(X)
    first, second = (trace.backward(hn.CrossEntropy(), TARGET) for _ in range(2))
    assert first == second
    assert_same(gradients(trace), plain)
    assert_same(gradients(trace), plain)


def test_one_layer_at_two_places():
    tied = hn.Dense.random(3, 3, rng=0, name="tied")
    net = hn.Sequential(tied, hn.Tanh(), tied)
    trace = net.trace([1.0, -2.0, 0.5])
    found = trace.backward(hn.SquaredError(), [0, 1, 0]).gradients
    assert list(found) == ["tied.W", "tied.b"]
    for own in ("W", "b"):  # against the slope of the loss, measured
        kept = getattr(tied, own)
        for cell in np.ndindex(kept.shape):
            slope = 0.0
            for sign in (1, -1):
                moved = kept.copy()
                moved[cell] += sign * 1e-6
                setattr(tied, own, moved)
                slope += sign * hn.SquaredError()(net(trace.input), [0, 1, 0]) / 2e-6
            setattr(tied, own, kept)
            assert found[f"tied.{own}"][cell] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_one_layer_at_two_places_learns_once_from_both():
    tied = hn.Dense([[2.0]], [0.0])
    net = hn.Sequential(tied, tied)
    back = net.trace([3.0]).backward(hn.SquaredError(), [10.0])
    np.testing.assert_array_equal(back.gradients["dense_1.W"], [[24.0]])  # 2·2·3 + 2·6
    hn.SGD(0.1).update(net, back)
    np.testing.assert_allclose(tied.W, [[-0.4]])
    again = hn.Sequential(tied, tied)
    tied.W = [[2.0]]
    tied.b = [0.0]
    found = {}
    again.collect_gradients(again.run(np.array([3.0])), np.array([2.0]), found)
    hn.SGD(0.1).apply(found)
    np.testing.assert_allclose(tied.W, [[-0.4]])


def test_a_record_that_is_pickled_printed_and_compared(plain):
    net = network()
    trace = net.trace(X)
    copy = pickle.loads(pickle.dumps(trace))
    hn.SGD(0.5).update(net, trace.backward(hn.CrossEntropy(), TARGET))
    assert copy == trace
    assert str(copy) == str(trace)
    assert_same(gradients(copy), plain)
    assert_same(gradients(trace), plain)
    back = trace.backward(hn.CrossEntropy(), TARGET)
    assert pickle.loads(pickle.dumps(back)) == back
    assert str(back)
    assert_same(gradients(trace), plain)


def test_a_chain_of_5000_layers():
    layers = [hn.Identity() if i % 2 else hn.Tanh() for i in range(4998)]
    net = hn.Sequential(hn.Dense([[0.5, 0.1]]), *layers, hn.Dense([[2.0]]))
    trace = net.trace([1.0, 2.0])
    assert len(trace) == 5000
    back = trace.backward(hn.SquaredError(), [1.0])
    assert np.isfinite(back.gradients["dense_1.W"]).all()
    assert np.isfinite(back.input_gradient).all()
    assert len(back) == 5000
    hn.SGD(0.1).update(net, back)
    assert back == pickle.loads(pickle.dumps(back))
