"""safetensors: what is written is what others read, and what others write is read."""

import json
import sys

import numpy as np
import pytest
import safetensors
import safetensors.numpy
from built_in_layers import built_in_layers, sequence_layers
from hypothesis import given
from optional import optional

import handnn as hn
from handnn.files.exchange.safetensors_file import safetensors_arrays

torch = optional("torch")


def net(rng=0):
    return hn.Sequential(
        hn.Dense.random(3, 4, rng=rng, name="hidden"),
        hn.BatchNorm(np.random.default_rng(rng).normal(size=4), name="norm"),
        hn.Dense.random(4, 2, rng=rng, name="output"),
    )


def packed(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def message(path):
    with pytest.raises(hn.errors.FileFormatError) as raised:
        safetensors_arrays(path)
    return str(raised.value)


def test_what_is_written(tmp_path):
    network, path = net(), tmp_path / "net.safetensors"
    network.save(path)
    found = safetensors.numpy.load_file(path)
    arrays = {**network.parameters, **network.buffers}
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)
    with safetensors.safe_open(path, "numpy") as file:
        metadata = file.metadata()
    assert metadata["format"] == "np"
    assert metadata["written_by"] == f"handnn {hn.__version__}"
    assert metadata["network"] == repr(network)
    assert json.loads(metadata["order"])[:3] == ["hidden.W", "hidden.b", "norm.gamma"]


@given(built_in_layers() | sequence_layers())
def test_there_and_back(tmp_path_factory, layer_and_input):
    network = hn.Sequential(layer_and_input[0])
    path = tmp_path_factory.mktemp("there") / "net.safetensors"
    network.save(path)
    zeros = {n: np.zeros_like(a) for n, a in {**network.parameters, **network.buffers}.items()}
    other = network.with_parameters(zeros)
    loaded = other.load_parameters(path)
    assert loaded.origins == {name: name for name in loaded.origins}
    for name, array in {**network.parameters, **network.buffers}.items():
        again = {**other.parameters, **other.buffers}[name]
        assert again.dtype == array.dtype
        np.testing.assert_array_equal(again, array)


def test_the_order_is_kept_for_a_network_with_other_names(tmp_path):
    def square(*names):
        rng = np.random.default_rng(len(names[0]))
        return hn.Sequential(*(hn.Dense(rng.normal(size=(2, 2)), name=n) for n in names))

    first, other = square("z", "a"), square("one", "two")
    first.save(tmp_path / "net.safetensors")
    loaded = other.load_parameters(tmp_path / "net.safetensors")
    assert loaded.origins == {"one.W": "z.W", "two.W": "a.W"}
    np.testing.assert_array_equal(other([1, 2]), first([1, 2]))


def test_an_order_that_is_not_of_these_arrays_is_not_followed(tmp_path):
    arrays = {"2.weight": np.ones(2), "10.weight": np.ones(2)}
    for order in ("[", "7", "[1]", '["10.weight"]', "[" * 100_000):
        data = safetensors.numpy.save(arrays, {"order": order})
        (tmp_path / "net.safetensors").write_bytes(data)
        _, is_ordered = safetensors_arrays(tmp_path / "net.safetensors")
        assert not is_ordered


def test_every_kind_of_number(tmp_path):
    path = tmp_path / "net.safetensors"
    for dtype in ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?"):
        array = np.array([[0, 1, 3]], dtype)
        path.write_bytes(safetensors.numpy.save({"W": array}))
        found, _ = safetensors_arrays(path)
        assert found["W"].dtype == array.dtype
        np.testing.assert_array_equal(found["W"], array)
    header = {"W": {"dtype": "BF16", "shape": [3], "data_offsets": [0, 6]}}
    path.write_bytes(packed(header, np.array([0x3F80, 0xC000, 0x3E20], "<u2").tobytes()))
    np.testing.assert_array_equal(safetensors_arrays(path)[0]["W"], [1, -2, 0.15625])
    header = {"W": {"dtype": "C64", "shape": [1], "data_offsets": [0, 8]}}
    path.write_bytes(packed(header, bytes(8)))
    assert message(path) == (
        "net.safetensors: W holds numbers of the kind C64, which handnn cannot read."
    )


def test_a_file_cut_short_anywhere(tmp_path):
    hn.Sequential(hn.Dense([[1.0, 2.0]])).save(tmp_path / "whole.safetensors")
    data = (tmp_path / "whole.safetensors").read_bytes()
    path = tmp_path / "net.safetensors"
    length = 8 + int.from_bytes(data[:8], "little")
    for n in range(len(data)):
        path.write_bytes(data[:n])
        assert message(path) == (
            "net.safetensors is damaged, or no safetensors file: incomplete metadata, file not "
            "fully covered."
            if n >= length
            else "net.safetensors is not a safetensors file, or not all of one."
        )


def test_hostile_headers(tmp_path):
    path = tmp_path / "net.safetensors"
    entry = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
    damaged = "net.safetensors is damaged, or no safetensors file: "
    for data, expected in [
        (
            (2**63).to_bytes(8, "little"),
            "net.safetensors is not a safetensors file, or not all of one.",
        ),
        (
            packed({"W": entry | {"shape": [10**12, 10**12]}}, bytes(4)),
            f"{damaged}overflow computing buffer size from shape and/or element type.",
        ),
        (
            packed({"W": entry | {"data_offsets": [0, 10**9]}}, bytes(4)),
            f"{damaged}invalid shape, data type, or offset for tensor.",
        ),
        (packed(b" " * (2**24 + 1)), "net.safetensors has a header of more than 16 MB."),
        (packed({"W": entry, "V": entry}, bytes(4)), f"{damaged}invalid offset for tensor `V`."),
    ]:
        path.write_bytes(data)
        assert message(path) in (expected, expected.replace("`V`", "`W`"))
    for data in (packed(b"[]"), packed(b"\xff\xfe"), packed(b'{"W":' + b"[" * 100_000)):
        path.write_bytes(data)
        assert message(path).startswith(damaged)


def test_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "net.safetensors"
    net().save(path)
    before = path.read_bytes()

    def fails(*_):
        raise ValueError("no")

    with monkeypatch.context() as patched:
        patched.setattr(safetensors.numpy, "save", fails)
        with pytest.raises(ValueError, match="no"):
            net(1).save(path)
    assert path.read_bytes() == before
    with pytest.raises(hn.errors.MissingFileError):
        net().save(tmp_path / "none" / "net.safetensors")
    assert [file.name for file in tmp_path.iterdir()] == ["net.safetensors"]


def test_an_input_has_no_place_in_it(tmp_path):
    with pytest.raises(hn.ArgumentError) as raised:
        net().save(tmp_path / "net.safetensors", input=[1, 2, 3])
    assert str(raised.value) == (
        "save: a safetensors file holds the network's parameters only. Save the input with the "
        "network, as net.json."
    )


def test_without_the_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    needs = "needs the safetensors package, which is not installed: "
    for call, attempt in [
        ('net.save("net.safetensors")', net().save),
        ('net.load_parameters("net.safetensors")', net().load_parameters),
    ]:
        with pytest.raises(hn.MissingExtraError) as raised:
            attempt(tmp_path / "net.safetensors")
        assert str(raised.value) == f'{call} {needs}pip install "handnn[safetensors]".'


def test_a_network_cannot_be_made_of_its_numbers_alone(tmp_path):
    net().save(tmp_path / "net.safetensors")
    with pytest.raises(hn.errors.FileFormatError) as raised:
        hn.load(tmp_path / "net.safetensors")
    assert str(raised.value) == (
        "net.safetensors holds the numbers of a network, but not its layers. Build the network, "
        'then fill it: net.load_parameters("net.safetensors").'
    )


@pytest.mark.torch
def test_what_pytorch_writes(tmp_path):
    import safetensors.torch

    nn = torch.nn
    module = nn.Sequential(
        nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), *(nn.Linear(4, 4) for _ in range(10))
    )
    for _ in range(3):
        module(torch.randn(5, 3))
    safetensors.torch.save_file(module.state_dict(), tmp_path / "net.safetensors")
    network = hn.Sequential(
        hn.Dense.random(3, 4, rng=0, name="first"),
        hn.BatchNorm(np.ones(4), name="norm"),
        hn.ReLU(),
        *(hn.Dense.random(4, 4, rng=0) for _ in range(10)),
    )
    x = np.random.default_rng(0).normal(size=(5, 3))
    expected = module.double().eval()(torch.tensor(x)).detach().numpy()
    loaded = network.load_parameters(tmp_path / "net.safetensors")
    np.testing.assert_allclose(network(x), expected, atol=1e-12)
    assert loaded.unused == ("1.num_batches_tracked",)
    assert loaded.origins["norm.running_variance"] == "1.running_var"
