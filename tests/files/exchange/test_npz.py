"""NumPy's files: what `numpy.savez` writes is read, and what could do harm is refused."""

import io
import zipfile

import numpy as np
import pytest

import handnn as hn
from handnn.files.exchange.npz import npz_arrays


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def archive(path, *entries, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as file:
        for name, data in entries:
            file.writestr(name, data)
    return path


def message(path):
    with pytest.raises(hn.errors.FileFormatError) as raised:
        npz_arrays(path)
    return str(raised.value)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_what_numpy_saves(save, tmp_path):
    arrays = {
        "hidden.W": np.arange(6.0).reshape(2, 3),
        "by columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "b": np.float32([1, 2]),
        "big-endian": np.array([1.5, -2], ">f8"),
        "empty": np.zeros((0, 3)),
        "number": np.int64(7),
    }
    save(tmp_path / "net.npz", **arrays)
    found = npz_arrays(tmp_path / "net.npz")
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_objects_are_refused_and_never_run(tmp_path):
    class Harm:
        def __reduce__(self):
            return (tmp_path / "harm").touch, ()

    np.savez(tmp_path / "net.npz", W=np.array([Harm()], dtype=object))
    assert message(tmp_path / "net.npz") == (
        "net.npz: W holds Python objects, which are read by running what the file says; handnn "
        "reads only numbers. Save it as an array of numbers: np.asarray(values, dtype=float)."
    )
    assert not (tmp_path / "harm").exists()


def test_a_bomb_is_not_unpacked(tmp_path):
    bomb = tmp_path / "net.npz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        for i in range(5):
            file.writestr(f"{i}.npy", bytes(2**26))
    assert bomb.stat().st_size < 2**19
    assert message(bomb) == "net.npz has more than 256 MB: too large."


def test_too_many_arrays(tmp_path):
    path = archive(tmp_path / "net.npz", *((f"{i}.npy", b"") for i in range(10_001)))
    assert message(path) == "net.npz has more than 10,000 arrays: too many."


def test_sizes_that_are_not_true(tmp_path):
    header = npy(np.zeros(3)).replace(b"(3,)", b"(9999999999999,)").replace(b" " * 12, b"", 1)
    path = archive(tmp_path / "net.npz", ("W.npy", header))
    assert message(path) == (
        "net.npz: W says that its shape is (9999999999999,), but 24 bytes follow, not "
        "79999999999992."
    )
    negative = npy(np.zeros(3)).replace(b"(3,)", b"(-3,)").replace(b" \n", b"\n", 1)
    path = archive(tmp_path / "net.npz", ("W.npy", negative))
    assert message(path) == (
        "net.npz: W says that its shape is (-3,), but 24 bytes follow, not -24."
    )


def test_what_is_no_array(tmp_path):
    whole = npy(np.ones(3))
    for data in (b"", b"text", whole[:20], b"\x93NUMPY\x09\x00" + whole[8:]):
        path = archive(tmp_path / "net.npz", ("W.npy", data))
        assert message(path) == "net.npz: W is no .npy array, or not all of one."
    path = archive(tmp_path / "net.npz", ("archive/data.pkl", b"cos\nsystem\n"))
    assert message(path) == "net.npz: archive/data.pkl in it is no .npy array."


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice(tmp_path):
    entry = ("W.npy", npy(np.ones(3)))
    assert message(archive(tmp_path / "net.npz", entry, entry)) == (
        "net.npz has two arrays called W."
    )


def test_a_file_cut_short_anywhere(tmp_path):
    np.savez_compressed(tmp_path / "whole.npz", W=np.random.default_rng(0).normal(size=50))
    data = (tmp_path / "whole.npz").read_bytes()
    path = tmp_path / "net.npz"
    for n in range(0, len(data), 7):
        path.write_bytes(data[:n])
        assert message(path) == "net.npz is not an .npz file, or not all of one."


def test_a_byte_changed_anywhere(tmp_path):
    np.savez_compressed(tmp_path / "whole.npz", W=np.ones((5, 8)))
    data = (tmp_path / "whole.npz").read_bytes()
    path = tmp_path / "net.npz"
    for i in range(len(data)):
        path.write_bytes(data[:i] + bytes([data[i] ^ 0x55]) + data[i + 1 :])
        try:
            found = npz_arrays(path)
        except hn.errors.FileFormatError:
            continue
        for array in found.values():  # what only describes the file may be another
            np.testing.assert_array_equal(array, np.ones((5, 8)))


def test_a_method_that_numpy_does_not_use(tmp_path):
    path = archive(tmp_path / "net.npz", ("W.npy", npy(np.ones(3))))
    data = bytearray(path.read_bytes())
    for start in (data.index(b"PK\3\4") + 8, data.index(b"PK\1\2") + 10):
        data[start] = 77
    path.write_bytes(data)
    assert message(path) == (
        "net.npz is packed as numpy.savez does not: That compression method is not supported."
    )
