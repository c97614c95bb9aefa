"""Where arrays come from, and what they are not read from."""

import numpy as np
import pytest
from optional import optional

import handnn as hn
from handnn.files.exchange.found import found_arrays
from handnn.files.suffixes import PICKLES

torch = optional("torch")


def test_a_dictionary():
    found = found_arrays({"W": [[1, 2]], "n": 3, "b": np.float32([1])})
    assert list(found.arrays) == ["W", "n", "b"]
    assert found.arrays["W"].dtype == np.float64
    assert found.arrays["b"].dtype == np.float32
    assert found.counters == {"n"}
    assert found.is_ordered


@pytest.mark.parametrize("suffix", PICKLES)
def test_nothing_is_read_by_pickle(suffix, tmp_path):
    (tmp_path / f"net{suffix}").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    for read in (found_arrays, hn.load):
        with pytest.raises(hn.ArgumentError) as raised:
            read(tmp_path / f"net{suffix}")
        assert str(raised.value) == (
            f"net{suffix} may hold a pickle, which can run any code when it is read, so handnn "
            "does not read it. If you trust the file, let the library read it that wrote it, and "
            "pass the arrays to a network: "
            f'net.load_parameters(torch.load("net{suffix}", weights_only=True)).'
        )


def test_files_of_another_kind():
    for name in ("net.json", "net.onnx"):
        with pytest.raises(hn.ArgumentError) as raised:
            found_arrays(name)
        assert str(raised.value) == (
            f"{name} is a whole network. Read it, and pass its arrays: "
            f'net.load_parameters(hn.load("{name}").parameters).'
        )
    for name, kind in (("net.h5", "the suffix .h5"), ("net", "no suffix")):
        with pytest.raises(hn.ArgumentError) as raised:
            found_arrays(name)
        assert str(raised.value) == (
            f"Parameters are read from .safetensors and .npz files; {name!r} has {kind}. Arrays "
            "that you have in Python are passed as a dictionary: "
            'net.load_parameters({"hidden.W": W}).'
        )


def test_things_of_another_kind():
    with pytest.raises(hn.ArgumentError) as raised:
        found_arrays([1, 2])
    assert str(raised.value) == (
        "load_parameters takes the name of a file, or a dictionary of arrays by name, not list."
    )
    with pytest.raises(hn.InputError) as raised:
        found_arrays({"W": ["text"]})
    assert str(raised.value) == "W of the dictionary must hold numbers, but holds 'text'."


@pytest.mark.torch
def test_tensors():
    module = torch.nn.Linear(3, 2)
    found = found_arrays(dict(module.named_parameters()))  # which require a gradient
    np.testing.assert_array_equal(found.arrays["weight"], module.weight.detach().numpy())
    half = found_arrays(module.to(torch.bfloat16).state_dict())
    np.testing.assert_array_equal(half.arrays["bias"], module.bias.detach().float().numpy())
    with pytest.raises(hn.ArgumentError) as raised:
        found_arrays(module)
    assert str(raised.value) == (
        "load_parameters takes the name of a file, or a dictionary of arrays by name, not Linear. "
        "Pass its state_dict()."
    )
