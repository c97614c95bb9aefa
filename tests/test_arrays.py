"""What may be an input: whatever holds numbers, of any kind."""

import decimal
from fractions import Fraction

import numpy as np
import pytest
from exercises import hidden_layer

import handnn as hn


class Frame:
    """What is not an array but can become one, as a DataFrame can."""

    def __init__(self, values) -> None:
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)


strided = np.array([2.0, 9, 1, 9, 3, 9])[::2]


unwriteable = np.array([2.0, 1, 3])


unwriteable.flags.writeable = False


GOOD_INPUTS = {
    "a list": [2, 1, 3],
    "a tuple": (2, 1, 3),
    "int8": np.array([2, 1, 3], np.int8),
    "uint64": np.array([2, 1, 3], np.uint64),
    "float16": np.array([2, 1, 3], np.float16),
    "longdouble": np.array([2, 1, 3], np.longdouble),
    "big-endian": np.array([2, 1, 3], ">f8"),
    "read-only": unwriteable,
    "not contiguous": strided,
    "a frame": Frame([2, 1, 3]),
    "fractions and decimals": [Fraction(2), decimal.Decimal(1), 3],
    "nothing masked": np.ma.masked_array([2, 1, 3], [0, 0, 0]),
}


@pytest.mark.parametrize("x", GOOD_INPUTS.values(), ids=GOOD_INPUTS)
def test_whatever_holds_numbers_will_do(x) -> None:
    for y in (hidden_layer()(x), hidden_layer().trace(x).output):
        assert y.tolist() == [0, 3]
        assert y.dtype == np.float64


@pytest.mark.parametrize(
    "x",
    [
        [[2, 1, 3], [1, 1, 0]],
        np.asfortranarray([[2.0, 1, 3], [1, 1, 0]]),
        np.array([[2.0, 1], [1, 1], [3, 0]]).T,
        Frame([[2, 1, 3], [1, 1, 0]]),
        np.array([[2, 1, 3], [1, 1, 0]]).view(np.recarray),
    ],
    ids=["lists", "Fortran order", "transposed", "a frame", "a subclass"],
)
def test_batches_of_any_kind(x) -> None:
    for y in (hidden_layer()(x), hidden_layer().trace(x).output):
        assert y.tolist() == [[0, 3], [0, 3]]
        assert type(y) is np.ndarray


def test_booleans_count_as_0_and_1() -> None:
    assert hidden_layer()([True, False, True]).tolist() == hidden_layer()([1, 0, 1]).tolist()


def test_small_integers_do_not_overflow() -> None:
    x = np.array([127, 127, 127], np.int8)
    assert hidden_layer()(x).tolist() == hidden_layer()([127.0, 127.0, 127.0]).tolist() == [121, 4]


def test_float32_stays_float32() -> None:
    single = hn.Dense(np.array([[1, 2]], np.float32))
    assert single(np.array([1, 2], np.float32)).dtype == np.float32
    assert single([1, 2]).dtype == np.float64


class Learned:
    """What NumPy is refused, as PyTorch refuses it its parameters, and tensors on a GPU."""

    def __init__(self, values, refused="Can't call numpy() on Tensor that requires grad.") -> None:
        self.values = np.array(values, np.float32)
        self.refused = refused

    def __array__(self, dtype=None, copy=None):
        if self.refused:
            raise RuntimeError(self.refused)
        return self.values

    def detach(self):
        return self if self.refused == "for good" else Learned(self.values, "on the GPU")

    def cpu(self):
        return Learned(self.values, self.refused if self.refused == "for good" else "")


def test_what_another_library_learns_is_copied() -> None:
    W = Learned([[1, -1, 1], [1, 1, 0]])
    layer = hn.Dense(W, Learned([-5, 0]))
    assert layer.W.dtype == np.float32
    assert layer.trace(Learned([2, 1, 3])).output.tolist() == [-1, 3]
    layer.W = Learned([[0, 0, 1], [1, 1, 0]])
    back = layer.trace([2, 1, 3]).backward(hn.SquaredError(), target=Learned([-2, 2]))
    assert back.loss == 0.5
    W.values[:] = 7
    assert layer.W[0, 0] == 0


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (Learned([1], "for good"), "for good"),
        ([Learned([1]), Learned([2])], "Can't call numpy() on Tensor that requires grad."),
    ],
    ids=["a tensor", "a list of tensors"],
)
def test_what_numpy_cannot_read_is_named(values, says) -> None:
    for use, what in ((hn.Dense, "W of Dense"), (hidden_layer().trace, "The input")):
        with pytest.raises(hn.InputError) as caught:
            use(values)
        assert str(caught.value) == f"{what} cannot be read by NumPy. It says: {says}"


@pytest.mark.torch
def test_a_layer_of_pytorch_lends_its_numbers() -> None:
    torch = pytest.importorskip("torch")
    linear = torch.nn.Linear(3, 2)
    layer = hn.Dense(linear.weight, linear.bias)
    x = torch.tensor([2.0, -1, 3], requires_grad=True)
    expected = linear(x).detach().numpy()
    np.testing.assert_allclose(layer.trace(x).output, expected, rtol=1e-5)
    assert layer.W.dtype == np.float32
    with torch.no_grad():
        linear.weight.zero_()
    assert layer.W.all()


def test_an_answer_of_our_own_is_not_replaced() -> None:
    back = hidden_layer().trace([2, 1, 3]).backward(grad=[1, 1])
    with pytest.raises(hn.ArgumentError, match=r"^A backward pass holds several arrays"):
        hn.Dense(back)
