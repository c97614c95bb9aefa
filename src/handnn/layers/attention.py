"""Scaled dot-product attention: what all layers of attention have in common."""

from __future__ import annotations

from typing import Any

import numpy as np

from handnn.layers.base import Layer
from handnn.layers.shapes import label_with_widths


class Attention(Layer):
    """A layer in which tokens look at tokens."""

    sample_ndim = 2
    causal: bool = False

    def attend(self, q: Any, k: Any, v: Any) -> Any:
        """What each token takes from the others: the values of those whose keys fit its query.

        ``softmax(q kᵀ / √n) v`` with n numbers in a key. Where the layer is causal, the scores of
        later tokens are -∞, and so their weights 0.

        Args:
            q: The queries, shape ``(..., tokens, keys)``.
            k: The keys, shape ``(..., tokens, keys)``.
            v: The values, shape ``(..., tokens, values)``.

        Returns:
            The weighted sums of the values, shape ``(..., tokens, values)``.
        """
        scores = q @ np.swapaxes(k, -1, -2) / k.shape[-1] ** 0.5
        if self.causal:
            is_seen = np.tri(*scores.shape[-2:]) == 1
            masked = np.where(is_seen, scores, -np.inf)
        else:
            masked = scores
        e = np.exp(masked - masked.max(axis=-1, keepdims=True))
        weights = e / e.sum(axis=-1, keepdims=True)
        return weights @ v

    @property
    def label(self) -> str:
        """``SelfAttention 2 → 3``."""
        return label_with_widths(self)
