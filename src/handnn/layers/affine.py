"""The product of weights with the features, on their last axis, and a bias."""

from typing import Any


def affine(x: Any, W: Any, b: Any = None) -> Any:
    """``W x + b`` for every row of `x`; without a bias, ``W x``."""
    return x @ W.T if b is None else x @ W.T + b
