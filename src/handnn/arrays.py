"""Arrays of numbers: what is accepted as one, and how it is converted on the way in."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy import ndarray
from numpy.typing import ArrayLike, NDArray

from handnn.errors import HandnnError, InputError, ShapeError

Array = NDArray[Any]

# What the axes of a sample are called in error messages, by their number.
_AXES = {0: (), 1: ("features",), 2: ("tokens", "features"), 3: ("channels", "rows", "columns")}
# Libraries whose arrays do not say themselves that they can be computed with elsewhere.
_WITHOUT_NAMESPACE = ("torch", "dask")
_FLOATS = (np.dtype(np.float64), np.dtype(np.float32))


def as_numbers(values: ArrayLike, what: str) -> Array:
    """Turn `values` into a NumPy array of float64; float32 stays float32.

    Args:
        values: Anything `numpy.asarray` reads as real numbers, booleans (0 and 1) included; of a
            PyTorch tensor that records gradients, or is on a GPU, its numbers.
        what: The words for it in an error message, such as ``"the input"``.

    Returns:
        An array of the same shape; `values` itself if it needs no conversion.

    Raises:
        InputError: For text, ragged lists, complex numbers, dates, None and masked values, and for
            what NumPy cannot read.

    Examples:
        >>> as_numbers([True, 2], "the input")
        array([1., 2.])
    """
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise InputError(f"{what} has masked values. Fill them first: x.filled(0).")
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise InputError(
            f"{what} has rows of different lengths. Every row needs the same number of values."
        ) from error
    except HandnnError:
        raise
    except (RuntimeError, TypeError) as error:
        array = _detached(values, what, error)
    if array.dtype.kind == "c":
        raise InputError(f"{what} holds complex numbers; handnn works with real ones.")
    if array.dtype.kind not in "biuf":
        items = np.asarray(values, dtype=object)  # among text, NumPy turns numbers into text too
        invalid = [v for v in items.flat if not hasattr(v, "__float__")]
        if invalid:
            raise InputError(f"{what} must hold numbers, but holds {invalid[0]!r}.")
        try:
            return items.astype(np.float64)
        except OverflowError as error:
            raise InputError(f"{what} holds a number too large for float64.") from error
    return array if array.dtype == np.float32 else np.asarray(array, dtype=np.float64)


def _detached(values: Any, what: str, refusal: Exception) -> Array:
    """The numbers of a tensor that PyTorch does not hand over: a parameter of its own, say."""
    try:
        return np.asarray(values.detach().cpu())
    except (AttributeError, RuntimeError, TypeError):
        raise InputError(f"{what} cannot be read by NumPy. It says: {refusal}") from refusal


class Receiver(Protocol):
    """What an input is checked against: a layer or a network."""

    in_features: int | None
    sample_ndim: int | None
    takes_whole_numbers: bool

    def _receiver(self, of_axes: bool = False) -> str:
        """What an error about the features, or about the axes, of an input calls it."""


def as_whole_numbers(
    values: ArrayLike, what: str, receiver: Receiver, title: str | None = None
) -> Array:
    """Turn `values` into a NumPy array of whole numbers; floats must be whole.

    Args:
        values: Anything `as_numbers` accepts.
        what: The words for it in an error message.
        receiver: The layer or network that takes them.
        title: What an error calls it, if not what it says.

    Returns:
        An array of `numpy.intp`, of the same shape; `values` itself if it needs no conversion.

    Raises:
        InputError: If they are not whole numbers.
    """
    if type(values) is np.ndarray and values.dtype == np.intp:
        return values
    array = as_numbers(values, what)
    whole = (np.abs(array) < 2**53) & (array == np.floor(array))  # false for NaN and infinity
    if not whole.all():
        held = f"it holds {array[~whole].flat[0]:g}"
        raise not_whole(what, held, title or receiver._receiver(of_axes=True))
    return array.astype(np.intp)


def not_whole(what: str, held: str, title: str) -> InputError:
    """The error to raise when an input does not hold whole numbers.

    Args:
        what: The words for the input.
        held: What it holds instead.
        title: What the error calls the layer or network that takes them.
    """
    return InputError(
        f"{what} must hold whole numbers, such as indices [2, 0], which {title} takes; {held}."
    )


def freeze(array: Array) -> Array:
    """Make an array read-only and return it."""
    array.setflags(False)  # type: ignore[call-arg]  # write=False, without a keyword's cost
    return array


def frozen_copy(values: ArrayLike, what: str) -> Array:
    """A read-only, C-contiguous copy of `values` as numbers; it shares no memory."""
    return freeze(np.array(as_numbers(values, what), order="C"))


def as_input(x: Any, receiver: Receiver, copied: bool = False, title: str | None = None) -> Any:
    """Check the input of a network, once; convert it only where that is necessary.

    Args:
        x: One sample, with as many axes as the receiver says, or a batch of samples.
        receiver: The layer or network that receives the input.
        copied: Whether to copy it.
        title: What an error calls the receiver, if not what that says.

    Returns:
        A read-only view or copy, so that no layer can write into the caller's array; or, as it is,
        an array of another library that implements NumPy's protocols.

    Raises:
        ShapeError: If the shape does not fit.
        InputError: If `x` is empty or does not hold real numbers, or whole ones where these are
            expected.
    """
    if receiver.takes_whole_numbers and not _is_numpy_like(x):
        array: Any = as_whole_numbers(x, "The input", receiver, title)
        array = array.copy() if copied else array.view()
    elif type(x) is ndarray and x.dtype in _FLOATS:
        array = x.copy() if copied else x.view()
    elif _is_numpy_like(x):
        return x
    else:
        array = as_numbers(x, "The input")
        array = array.copy() if copied else array.view()
    shape = array.shape
    features, ndim = receiver.in_features, receiver.sample_ndim
    if ndim is None:
        ndim = 1
    if not ndim <= len(shape) <= ndim + 1 or (features is not None and shape[-1] != features):
        raise _wrong_shape(shape, receiver, title)
    if not array.size:
        raise InputError(f"The input is empty: its shape is {shape}. Give at least one sample.")
    array.setflags(False)  # what `freeze` does, inlined
    return array


def is_batch(x: Any, sample_ndim: int | None) -> bool:
    """Whether the first axis of an input counts samples.

    Args:
        x: The input of a layer or network.
        sample_ndim: How many axes one sample has there.
    """
    several: bool = x.ndim > (1 if sample_ndim is None else sample_ndim)
    return several


def _is_numpy_like(x: Any) -> bool:
    """Whether it is another kind of array (recorded, Dask's) that handles NumPy's functions."""
    if isinstance(x, np.ndarray):
        handles = type(x).__array_function__ is not np.ndarray.__array_function__
        return handles and x.dtype == object
    return hasattr(x, "__array_function__") and not isinstance(x, np.generic)


def is_elsewhere(x: Any) -> bool:
    """Whether something is an array of a library that computes with it itself."""
    if isinstance(x, (list, tuple, np.ndarray, np.generic)):  # at once, as nearly always
        return False
    package = type(x).__module__.partition(".")[0]
    return hasattr(x, "__array_namespace__") or (
        package in _WITHOUT_NAMESPACE and hasattr(x, "dtype")
    )


def sample_axes(receiver: Receiver) -> tuple[str, ...]:
    """What error messages call the axes of one sample.

    Args:
        receiver: The layer or network that receives it.

    Examples:
        >>> import handnn as hn
        >>> sample_axes(hn.Dense([[1, -1, 1]], [-5]))
        ('features',)
    """
    ndim = 1 if receiver.sample_ndim is None else receiver.sample_ndim
    if receiver.takes_whole_numbers and ndim:
        return ("tokens", *_numbered(2, ndim))
    return _AXES.get(ndim, (*_numbered(1, ndim - 1), "features"))


def _numbered(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"axis {i}" for i in range(first, last + 1))


def shape_text(axes: Sequence[str]) -> str:
    """The names of axes written as a shape: ``(features,)``, ``(batch, features)``."""
    return f"({axes[0]},)" if len(axes) == 1 else f"({', '.join(axes)})"


def _wrong_shape(shape: tuple[int, ...], receiver: Receiver, title: str | None) -> ShapeError:
    axes = sample_axes(receiver)
    if receiver.in_features is not None and axes:
        axes = (*axes[:-1], str(receiver.in_features))
    one, several = shape_text(axes), shape_text(("batch", *axes))
    counted = 0 <= len(shape) - len(axes) <= 1
    title = title or receiver._receiver(of_axes=not counted)
    if not counted and (len(axes) != 1 or receiver.takes_whole_numbers):
        sample = f"one sample of shape {one}" if axes else "a single number"
        return ShapeError(
            f"{title} takes {sample} or a batch {several}, not an array of shape {shape}."
        )
    expected = f"Got an input of shape {shape}; expected {one} or {several}."
    if not counted:
        kind = "a single number" if not shape else f"an array of {len(shape)} dimensions"
        takes = "one sample or a batch of samples"
        return ShapeError(f"{title} takes {takes}, not {kind}.\n{expected}")
    takes = f"{axes[-1]} feature" + "s" * (axes[-1] != "1")
    return ShapeError(f"{title} takes {takes}, but the input has {shape[-1]}.\n{expected}")


def sum_samples(batch: Array) -> Array:
    """The sum of the rows of a batch; that of a single row is the row itself."""
    summed: Array = batch[0] if len(batch) == 1 else np.add.reduce(batch)
    return summed


def sum_to(array: Array, shape: tuple[int, ...]) -> Array:
    """Sum an array back to a shape it was broadcast from: broadcasting in reverse.

    Examples:
        >>> sum_to(np.ones((5, 3)), (3,))
        array([5., 5., 5.])
    """
    present = array.shape
    if present == shape:
        return array
    if present[1:] == shape:
        return sum_samples(array)
    array = np.add.reduce(array, axis=tuple(range(array.ndim - len(shape))))
    stretched = tuple(i for i, n in enumerate(shape) if n == 1 and array.shape[i] != 1)
    return np.add.reduce(array, axis=stretched, keepdims=True) if stretched else array


def alike(again: Any, values: Any, whole: Array) -> Array:
    """For every cell computed again whether it has the value of the run, up to rounding.

    Args:
        again: The cells computed again.
        values: The values of the run, in the same shape.
        whole: The array of the run. The tolerance is relative to its largest value, as the rounding
            of its sums is.

    Examples:
        >>> stored = np.array([1.0, 1e6])
        >>> alike(stored + [1e-9, 1.0], stored, stored)
        array([ True, False])
    """
    relative = float(np.finfo(whole.dtype).eps ** 0.5) if whole.dtype.kind == "f" else 1e-8
    largest = float(np.max(np.abs(whole), initial=0.0))
    if not np.isfinite(largest):
        largest = float(np.max(np.abs(whole[np.isfinite(whole)]), initial=0.0))
    scale = max(1.0, largest)
    close: Array = np.isclose(again, values, rtol=relative, atol=relative * scale, equal_nan=True)
    return close


def same(a: Any, b: Any) -> bool:
    """Whether two arrays hold the same numbers (NaN equals NaN) in the same shape and dtype."""
    return (
        np.shape(a) == np.shape(b)
        and np.result_type(a) == np.result_type(b)
        and bool(np.array_equal(a, b, equal_nan=True))
    )
