"""The methods of NumPy's arrays, for arrays that remember: each calls NumPy's function."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin


def _power(result: Any, base: Any, exponent: Any) -> Any:
    """The power that `**` gives: of single numbers, the C library's.

    NumPy raises the numbers of an array to a power in its own way, which on some processors differs
    in the last digit.
    """
    if result is NotImplemented or np.ndim(result.node.value):
        return result
    value = getattr(base, "value", base) ** getattr(exponent, "value", exponent)
    return result if value == result.node.value else result.printed_as(value)


class ArrayMethods(NDArrayOperatorsMixin):
    """Python's operators, and those methods of an array that only name a function."""

    __slots__ = ()

    # An array is equal to itself alone as a key, while `==` gives conditions.
    __hash__ = object.__hash__

    def __pow__(self: Any, exponent: Any) -> Any:
        return _power(super().__pow__(exponent), self, exponent)

    def __rpow__(self: Any, base: Any) -> Any:
        return _power(super().__rpow__(base), base, self)

    def __floor__(self: Any) -> Any:
        return np.floor(self)

    def __ceil__(self: Any) -> Any:
        return np.ceil(self)

    def __trunc__(self: Any) -> Any:
        return np.trunc(self)

    def __round__(self: Any, digits: int | None = None) -> Any:
        if digits is None:
            return np.round(self).as_python(int)
        rounded: Any = np.round(self, digits)
        return rounded.printed_as(round(self.value, digits))  # Python rounds floats as written

    def reshape(self: Any, *shape: Any, **kwargs: Any) -> Any:
        """See `np.reshape`."""
        return np.reshape(self, shape[0] if len(shape) == 1 else shape, **kwargs)

    def transpose(self: Any, *axes: Any) -> Any:
        """See `np.transpose`."""
        return np.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def flatten(self: Any, order: Any = "C") -> Any:
        """See `np.ravel`; always a copy."""
        return np.ravel(self, order).copy()

    def compress(self: Any, condition: Any, axis: Any = None) -> Any:
        """See `np.compress`."""
        return np.compress(condition, self, axis)

    def conjugate(self: Any) -> Any:
        """The array itself: it is real."""
        return self

    conj = conjugate

    def sum(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.sum`."""
        return np.sum(self, *args, **kwargs)

    def prod(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.prod`."""
        return np.prod(self, *args, **kwargs)

    def mean(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.mean`."""
        return np.mean(self, *args, **kwargs)

    def max(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.max`."""
        return np.max(self, *args, **kwargs)

    def min(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.min`."""
        return np.min(self, *args, **kwargs)

    def var(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.var`."""
        return np.var(self, *args, **kwargs)

    def std(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.std`."""
        return np.std(self, *args, **kwargs)

    def any(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.any`."""
        return np.any(self, *args, **kwargs)

    def all(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.all`."""
        return np.all(self, *args, **kwargs)

    def cumsum(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.cumsum`."""
        return np.cumsum(self, *args, **kwargs)

    def cumprod(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.cumprod`."""
        return np.cumprod(self, *args, **kwargs)

    def argmax(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.argmax`."""
        return np.argmax(self, *args, **kwargs)

    def argmin(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.argmin`."""
        return np.argmin(self, *args, **kwargs)

    def argsort(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.argsort`."""
        return np.argsort(self, *args, **kwargs)

    def nonzero(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.nonzero`."""
        return np.nonzero(self, *args, **kwargs)

    def searchsorted(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.searchsorted`."""
        return np.searchsorted(self, *args, **kwargs)

    def dot(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.dot`."""
        return np.dot(self, *args, **kwargs)

    def clip(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.clip`."""
        return np.clip(self, *args, **kwargs)

    def round(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.round`."""
        return np.round(self, *args, **kwargs)

    def trace(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.trace`."""
        return np.trace(self, *args, **kwargs)

    def diagonal(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.diagonal`."""
        return np.diagonal(self, *args, **kwargs)

    def ravel(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.ravel`."""
        return np.ravel(self, *args, **kwargs)

    def squeeze(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.squeeze`."""
        return np.squeeze(self, *args, **kwargs)

    def swapaxes(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.swapaxes`."""
        return np.swapaxes(self, *args, **kwargs)

    def repeat(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.repeat`."""
        return np.repeat(self, *args, **kwargs)

    def take(self: Any, *args: Any, **kwargs: Any) -> Any:
        """See `np.take`."""
        return np.take(self, *args, **kwargs)
