"""Which of the arrays that were found goes where in a network: by name, or by order and shape."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from handnn.arrays import Array, freeze
from handnn.errors import ArgumentError, FileFormatError, ShapeError
from handnn.files.exchange.found import Found
from handnn.files.exchange.layer_order import in_layer_order

_LISTED = 6  # arrays in an error, before the others are left out


def matched(
    present: Mapping[str, Array],
    buffers: Collection[str],
    found: Found,
    names: Mapping[str, str],
) -> tuple[dict[str, str], list[str]]:
    """Where each parameter and buffer comes from.

    What has the same name goes there. If parameters are left without an array, then the arrays
    that are left go to them in their order, and every shape must be the same.

    Args:
        present: The parameters and buffers of the network, in order.
        buffers: The names of the buffers; these may be left as they are.
        found: The arrays.
        names: For some of the network's names, the name of the array.

    Returns:
        For each parameter and buffer the name of its array, and those that were found by order.

    Raises:
        ArgumentError: If `names` has a name that does not exist.
        ShapeError: If the arrays do not fit, or there is no telling how.
    """
    for own, theirs in names.items():
        _check_known(own, present, "the network")
        _check_known(theirs, found.arrays, found.where)
    called = {own: names.get(own, own) for own in present}
    origins = {own: theirs for own, theirs in called.items() if theirs in found.arrays}
    missing = [own for own in present if own not in origins]
    by_order: list[str] = []
    if any(own not in buffers for own in missing):
        free = [n for n in found.arrays if n not in {*found.counters, *origins.values()}]
        if len(free) != len(missing):  # perhaps the buffers were not saved
            missing = [own for own in missing if own not in buffers]
        if len(free) != len(missing):
            raise ShapeError(
                f"{found.where} does not fit: the network still needs {_listed(present, missing)}; "
                f"what is left in {found.where} is {_listed(found.arrays, free)}."
            )
        if not found.is_ordered:
            free = in_layer_order({n: found.arrays[n].shape for n in free}, found.where)
        origins |= zip(missing, free, strict=True)
        by_order = missing
    for own, theirs in origins.items():
        if found.arrays[theirs].shape != present[own].shape:
            raise ShapeError(_wrong_shape(own, theirs, present, found, own in by_order))
    return {own: origins[own] for own in present if own in origins}, by_order


def converted(
    present: Mapping[str, Array], origins: Mapping[str, str], found: Found
) -> dict[str, Array]:
    """The arrays for the network, each a read-only copy of the dtype that the network has.

    Raises:
        FileFormatError: If a number is too large for that dtype.
    """
    made = {}
    for own, theirs in origins.items():
        exact = found.arrays[theirs]
        with np.errstate(over="ignore"):
            array = np.array(exact, present[own].dtype, order="C")
        if np.isinf(array).sum() > np.isinf(exact).sum():
            raise FileFormatError(
                f"{found.where}: {theirs} has a number too large for {array.dtype}, which {own} is."
            )
        made[own] = freeze(array)
    return made


def _check_known(name: str, known: Mapping[str, Array], holder: str) -> None:
    if name not in known:
        raise ArgumentError(
            f"load_parameters: names= has {name!r}, but {holder} has only "
            f"{_listed(known, list(known))}."
        )


def _wrong_shape(
    own: str, theirs: str, present: Mapping[str, Array], found: Found, by_order: bool
) -> str:
    shape, expected = found.arrays[theirs].shape, present[own].shape
    text = f"{found.where}: {theirs} has shape {shape}, but {own} of the network has {expected}."
    if len(shape) == 2 and shape == expected[::-1]:
        return (
            f"{text} It is the transpose: Keras and scikit-learn keep weights as (inputs, "
            "outputs), handnn as (outputs, inputs). Load the arrays in Python, and pass them "
            "transposed: "
            f'net.load_parameters({{"{own}": array.T, ...}}).'
        )
    if by_order:
        return (
            f"{text} The names differ, so they were taken in order. Say which goes where: "
            f'net.load_parameters(..., names={{"{own}": "...", ...}}).'
        )
    return f"{text} Build the network in the sizes of the file."


def _listed(arrays: Mapping[str, Array], names: list[str]) -> str:
    """Some arrays with their shapes, for a message."""
    listed = [f"{name} {arrays[name].shape}" for name in names[:_LISTED]]
    more = len(names) - len(listed)
    return ", ".join(listed) + (f" and {more} more" if more else "") if names else "nothing"
