"""The public contract: what a user types, and what comes of it."""

from custom_layers import Scale

import handnn as hn


def test_the_public_contract(tmp_path) -> None:
    W1, b1 = [[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2]
    W2, b2 = [[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1]
    net = hn.Sequential(
        hn.Dense(W1, b1, name="hidden"), hn.ReLU(), hn.Dense(W2, b2, name="output"), hn.ReLU()
    )
    assert net([2, 1, 3]).tolist() == [0, 3]
    trace = net.trace([2, 1, 3])
    assert trace.input.tolist() == [2, 1, 3]
    assert trace.output.tolist() == [0, 3]
    assert len(trace) == 4
    assert trace[0] == trace["hidden"]
    assert [s.name for s in trace] == ["hidden", "relu_1", "output", "relu_2"]
    assert trace["hidden"].input.tolist() == [2, 1, 3]
    assert trace["hidden"].output.tolist() == [-1, 3, 5, 3]
    assert trace["hidden"].parameters["W"] is net.layers[0].W
    assert str(trace) == f"{trace.sheet()}\n\n{trace.explain()}"
    assert str(trace["hidden"].explain(0)).splitlines()[-1] == (
        "z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1"
    )
    assert "4 × (3 + 1) = 16" in str(net.summary())
    assert net.n_parameters == 26
    assert list(net.parameters) == ["hidden.W", "hidden.b", "output.W", "output.b"]
    assert hn.relu([-1, 3]).tolist() == [0, 3]
    assert hn.two_layer_network([2, 1, 3], W1, b1, W2, b2) == trace
    assert hn.Dense.random(3, 4, rng=0).W.shape == (4, 3)
    assert hn.Dense(W1).b is None
    net.save(tmp_path / "net.json")
    assert hn.load(tmp_path / "net.json", layers=[Scale]).trace([2, 1, 3]) == trace
