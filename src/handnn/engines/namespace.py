"""The library that an array is of, as a namespace of the array API standard."""

from __future__ import annotations

from typing import Any

from handnn.errors import MissingExtraError


def namespace_of(*arrays: Any) -> Any:
    """The namespace of some arrays.

    Args:
        arrays: Arrays of a library that array-api-compat knows, or that conforms by itself.

    Raises:
        MissingExtraError: If array-api-compat is not installed.
    """
    return _compat().array_namespace(*arrays)


def device_of(x: Any) -> Any:
    """Where an array is; None where its library decides that by itself, as JAX does."""
    compat = _compat()
    return None if compat.is_jax_array(x) or compat.is_dask_array(x) else compat.device(x)


def _compat() -> Any:
    try:
        import array_api_compat
    except ImportError as error:
        raise MissingExtraError(
            "To compute with the arrays of other libraries, handnn needs array-api-compat, which "
            'is not installed: pip install "handnn[engines]". Or give NumPy\'s: net(np.asarray(x)).'
        ) from error
    return array_api_compat
