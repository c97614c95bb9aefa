"""A network called with an array of another library: that library computes."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

import numpy as np

from handnn.arrays import Receiver, as_input, is_batch, is_elsewhere, not_whole
from handnn.engines.namespace import namespace_of
from handnn.engines.program import recorded_program
from handnn.errors import InputError, UnexplainedError
from handnn.naming import layer_title
from handnn.step import RecordedLayer


class Called(RecordedLayer, Receiver, Protocol):
    """A layer or network that is called."""

    def __call__(self, x: Any) -> Any:
        """Its output."""


def computed_there(network: Called, x: Any) -> Any:
    """The output for an array of another library, as one of its arrays.

    What the network does is recorded on a sample of the same shape, and done again with `x`.

    Args:
        network: The layer or network.
        x: One sample, or a batch.

    Raises:
        ShapeError: If the number of features does not fit.
        InputError: If `x` does not hold real numbers, or whole ones where these are expected.
        UnexplainedError: If what the network does cannot be recorded, or depends on decisions in
            plain Python, and `forward` does not take such an array either.
        MissingExtraError: If array-api-compat is not installed.
    """
    sample = as_input(_sample(network, x), network)
    if _is_dask(x):
        output = _chunk_by_chunk(network, x, sample)
        if output is None and not network.takes_whole_numbers:
            output = _forward(network, x)  # NumPy's functions are Dask's, too
        if output is not None:
            return output
    xp = namespace_of(x)
    _check_kind(network, x, xp)
    try:
        program = recorded_program(network.with_parameters({}), sample)
    except UnexplainedError as error:
        output = _forward(network, x)
        if output is None:
            raise UnexplainedError(f"{error} {_advice(x)}") from error
        return output
    return program(x, xp=xp)


def _is_dask(x: Any) -> bool:
    return type(x).__module__.startswith("dask.")


def _chunk_by_chunk(network: Called, x: Any, sample: Any) -> Any:
    """NumPy's output for every chunk of Dask's; None where samples depend on others."""
    is_apart = is_batch(x, network.sample_ndim) and all(len(sizes) == 1 for sizes in x.chunks[1:])
    try:
        if not is_apart or not recorded_program(network, sample[:1]).any_batch:
            return None
    except UnexplainedError:
        return None
    rows = network(sample[:1].astype(x.dtype))
    axes = [] if rows.ndim == x.ndim else range(1, x.ndim)
    return x.map_blocks(
        partial(_of_chunk, network.with_parameters({}), rows[:0]),
        dtype=rows.dtype,
        chunks=(x.chunks[0], *((size,) for size in rows.shape[1:])),
        drop_axis=list(axes),
        new_axis=list(range(1, rows.ndim)) if axes else None,
        meta=rows[:0],
    )


def _of_chunk(network: Called, none: Any, chunk: Any) -> Any:
    return network(chunk) if len(chunk) else none


def _forward(network: Called, x: Any) -> Any:
    """What `forward` itself makes of it; None where it is no array of such a library."""
    try:
        output = network.forward(x)
    except Exception:  # whatever it is: it was not written for such an array
        return None
    return output if is_elsewhere(output) else None


def _sample(network: Called, x: Any) -> Any:
    """Numbers in the shape of an input."""
    shape = tuple(2 if size is None or size != size else size for size in x.shape)  # if unknown
    one = shape[1:] if is_batch(x, network.sample_ndim) else shape
    rng = np.random.default_rng(0)
    if network.takes_whole_numbers:
        return np.broadcast_to(rng.integers(0, 2, one), shape)
    return np.broadcast_to(rng.normal(size=one), shape)


def _check_kind(network: Called, x: Any, xp: Any) -> None:
    if xp.isdtype(x.dtype, "complex floating"):
        raise InputError("The input holds complex numbers; handnn works with real ones.")
    if network.takes_whole_numbers and not xp.isdtype(x.dtype, ("integral", "bool")):
        raise not_whole("The input", f"its dtype is {x.dtype}", layer_title(network))


def _advice(x: Any) -> str:
    package = type(x).__module__.partition(".")[0].removesuffix("lib")  # jaxlib is JAX's
    return f"So {package} cannot compute it; NumPy can: net(np.asarray(x))."
