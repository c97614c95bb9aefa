"""Which array goes where: by name, or by order and shape; and never half of them."""

import threading

import numpy as np
import pytest
from optional import optional

import handnn as hn

torch = optional("torch")
f = np.random.default_rng(1).normal


def net(dtype=np.float64):
    return hn.Sequential(
        hn.Dense(f(size=(4, 3)).astype(dtype), f(size=4).astype(dtype), name="hidden"),
        hn.BatchNorm(f(size=4).astype(dtype), name="norm"),
        hn.Dense(f(size=(2, 4)).astype(dtype), f(size=2).astype(dtype), name="output"),
    )


def theirs():
    return {
        "0.weight": f(size=(4, 3)),
        "0.bias": f(size=4),
        "1.weight": f(size=4),
        "1.bias": f(size=4),
        "1.running_mean": f(size=4),
        "1.running_var": f(size=4) ** 2,
        "1.num_batches_tracked": np.int64(3),
        "2.weight": f(size=(2, 4)),
        "2.bias": f(size=2),
    }


def arrays(network):
    return {**network.parameters, **network.buffers}


def refused(kind, network, source, **options):
    before = arrays(network)
    with pytest.raises(kind) as raised:
        network.load_parameters(source, **options)
    after = arrays(network)
    assert all(after[name] is before[name] for name in before)
    return str(raised.value)


def test_by_name():
    network, other = net(), net()
    loaded = network.load_parameters(dict(reversed(arrays(other).items())))
    assert loaded.by_order == ()
    for name, array in arrays(other).items():
        np.testing.assert_array_equal(arrays(network)[name], array)
        assert not arrays(network)[name].flags.writeable


def test_by_order_and_shape():
    network, given = net(), theirs()
    loaded = network.load_parameters(given)
    assert loaded.origins == {
        "hidden.W": "0.weight",
        "hidden.b": "0.bias",
        "norm.gamma": "1.weight",
        "norm.beta": "1.bias",
        "norm.running_mean": "1.running_mean",
        "norm.running_variance": "1.running_var",
        "output.W": "2.weight",
        "output.b": "2.bias",
    }
    assert set(loaded.by_order) == set(loaded.origins)
    assert loaded.unused == ("1.num_batches_tracked",)
    for own, name in loaded.origins.items():
        np.testing.assert_array_equal(arrays(network)[own], given[name])


def test_some_by_name_and_the_others_by_order():
    network, given = net(), theirs()
    given["hidden.b"] = given.pop("0.bias")
    loaded = network.load_parameters(given)
    assert loaded.origins["hidden.b"] == "hidden.b"
    assert loaded.origins["norm.gamma"] == "1.weight"
    assert "hidden.b" not in loaded.by_order


def test_names_that_are_told():
    network, given = net(), theirs()
    loaded = network.load_parameters(given, names={"hidden.b": "1.bias", "norm.beta": "0.bias"})
    assert loaded.origins["hidden.b"] == "1.bias"
    np.testing.assert_array_equal(network["hidden"].b, given["1.bias"])
    np.testing.assert_array_equal(network["norm"].beta, given["0.bias"])
    np.testing.assert_array_equal(network["norm"].gamma, given["1.weight"])


def test_buffers_that_are_not_given_stay():
    network, other = net(), net()
    other.load_parameters(theirs())
    before = network.buffers
    loaded = network.load_parameters({**other.parameters, "extra": [1]})
    assert loaded.origins["norm.running_mean"] is None
    assert loaded.unused == ("extra",)
    assert all(network.buffers[name] is array for name, array in before.items())
    loaded = network.load_parameters(dict(enumerate(other.parameters.values())))
    assert loaded.origins["norm.running_mean"] is None
    assert loaded.origins["output.b"] == "5"


def test_shared_layers_count_once():
    layer = hn.Dense(f(size=(2, 2)), name="twice")
    network = hn.Sequential(layer, hn.ReLU(), layer)
    loaded = network.load_parameters({"fc.weight": [[1, 2], [3, 4]]})
    assert loaded.origins == {"twice.W": "fc.weight"}
    assert layer.W[1, 0] == 3


def test_the_network_keeps_its_dtype():
    network = net(np.float32)
    network.load_parameters(theirs())
    assert network["hidden"].W.dtype == np.float32
    given = theirs()
    given["2.bias"] = [1e300, np.inf]
    assert refused(hn.errors.FileFormatError, network, given) == (
        "the dictionary: 2.bias has a number too large for float32, which output.b is."
    )
    given["2.bias"] = [np.nan, np.inf]  # which float32 has
    network.load_parameters(given)


def test_what_is_loaded_is_a_copy():
    given = arrays(net())
    given["hidden.b"] = np.array([1.0, 2, 3, 4])
    network = net()
    network.load_parameters(given)
    given["hidden.b"][0] = 7
    assert network["hidden"].b[0] == 1


def test_records_stay_true():
    network = net()
    trace = network.trace([1, 2, 3])
    before = trace.output.copy()
    network.load_parameters(theirs())
    np.testing.assert_array_equal(trace.output, before)
    assert not np.array_equal(network([1, 2, 3]), before)


def test_what_is_missing():
    given = theirs()
    del given["2.bias"]
    assert refused(hn.ShapeError, net(), given) == (
        "the dictionary does not fit: the network still needs hidden.W (4, 3), hidden.b (4,), "
        "norm.gamma (4,), norm.beta (4,), output.W (2, 4), output.b (2,); what is left in the "
        "dictionary is 0.weight (4, 3), 0.bias (4,), 1.weight (4,), 1.bias (4,), 1.running_mean "
        "(4,), 1.running_var (4,) and 1 more."
    )
    given = dict(net().parameters)
    del given["output.W"]
    assert refused(hn.ShapeError, net(), given) == (
        "the dictionary does not fit: the network still needs output.W (2, 4); what is left in the "
        "dictionary is nothing."
    )
    many = {f"{i}": [1.0] for i in range(9)}
    assert refused(hn.ShapeError, net(), many).endswith(
        "what is left in the dictionary is 0 (1,), 1 (1,), 2 (1,), 3 (1,), 4 (1,), 5 (1,) and "
        "3 more."
    )


def test_shapes_that_differ():
    given = arrays(net()) | {"output.b": [1, 2, 3]}
    assert refused(hn.ShapeError, net(), given) == (
        "the dictionary: output.b has shape (3,), but output.b of the network has (2,). Build the "
        "network in the sizes of the file."
    )
    given = theirs() | {"2.bias": [1, 2, 3]}
    assert refused(hn.ShapeError, net(), given) == (
        "the dictionary: 2.bias has shape (3,), but output.b of the network has (2,). The names "
        "differ, so they were taken in order. Say which goes where: "
        'net.load_parameters(..., names={"output.b": "...", ...}).'
    )
    given = theirs() | {"0.weight": f(size=(3, 4))}
    assert refused(hn.ShapeError, net(), given) == (
        "the dictionary: 0.weight has shape (3, 4), but hidden.W of the network has (4, 3). It is "
        "the transpose: Keras and scikit-learn keep weights as (inputs, outputs), handnn as "
        "(outputs, inputs). Load the arrays in Python, and pass them transposed: "
        'net.load_parameters({"hidden.W": array.T, ...}).'
    )


def test_names_that_do_not_exist():
    assert refused(hn.ArgumentError, net(), {"a": [1]}, names={"hiden.W": "a"}) == (
        "load_parameters: names= has 'hiden.W', but the network has only hidden.W (4, 3), "
        "hidden.b (4,), norm.gamma (4,), norm.beta (4,), norm.running_mean (4,), "
        "norm.running_variance (4,) and 2 more."
    )
    assert refused(hn.ArgumentError, net(), {"a": [1]}, names={"hidden.W": "b"}) == (
        "load_parameters: names= has 'b', but the dictionary has only a (1,)."
    )


def test_files(tmp_path):
    given, network, other = theirs(), net(), net()
    np.savez(tmp_path / "net.npz", **given)
    network.load_parameters(tmp_path / "net.npz")
    other.load_parameters(given)
    np.testing.assert_array_equal(network([1, 2, 3]), other([1, 2, 3]))
    (tmp_path / "net.npz").write_bytes(b"PK")
    assert refused(hn.errors.FileFormatError, network, tmp_path / "net.npz") == (
        "net.npz is not an .npz file, or not all of one."
    )


def test_another_thread_sees_all_of_it_or_nothing():
    network = hn.Sequential(*(hn.Dense([[1.0]], name=f"d{i}") for i in range(30)))
    values = [{name: [[float(n)]] for name in network.parameters} for n in (1, 2)]
    seen, done = set(), threading.Event()

    def look():
        while not done.is_set():
            seen.add(float(network.trace([1.0]).output[0]))

    thread = threading.Thread(target=look)
    thread.start()
    for i in range(300):
        network.load_parameters(values[i % 2])
    done.set()
    thread.join()
    assert seen <= {1.0, 2.0**30}


@pytest.mark.torch
def test_pytorch(tmp_path):
    nn = torch.nn
    module = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2)).double()
    for _ in range(3):
        module(torch.randn(5, 3).double())
    torch.save(module.state_dict(), tmp_path / "net.pt")
    x = np.random.default_rng(0).normal(size=(5, 3))
    expected = module.eval()(torch.tensor(x)).detach().numpy()
    for state in (module.state_dict(), torch.load(tmp_path / "net.pt", weights_only=True)):
        network = net()
        network.load_parameters(state)
        np.testing.assert_allclose(network(x), expected, atol=1e-12)
