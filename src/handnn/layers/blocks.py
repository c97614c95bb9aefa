"""The features of an array in equal blocks: one for each gate, or for each head."""

from typing import Any


def blocks(a: Any, n: int) -> list[Any]:
    """The last axis of an array in `n` equal blocks."""
    size = a.shape[-1] // n  # np.split does the same, but takes longer
    return [a[..., i * size : (i + 1) * size] for i in range(n)]
