"""A mixture of experts: several layers side by side, and a gate that chooses among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from handnn.diagnosis import check_layers
from handnn.errors import SettingError, ShapeError
from handnn.layers.affine import affine
from handnn.layers.base import Layer
from handnn.layers.shapes import check_shapes
from handnn.naming import distinct_names, layer_title


class MixtureOfExperts(Layer):
    """Several experts side by side, weighted by a gate that looks at the input.

    With the experts f⁽¹⁾, f⁽²⁾, ...::

        scores = Wg x
        gates = softmax(scores)
        y = gates[1] f⁽¹⁾(x) + gates[2] f⁽²⁾(x) + ...

    With `top_k`, all scores but the k largest become -∞ first, and so their gates 0. All experts
    are worked out nevertheless, since the samples of a batch may choose different ones. Source:
    Shazeer et al., "Outrageously Large Neural Networks: The Sparsely-Gated Mixture-of-Experts
    Layer" (2017), without noise.

    Args:
        experts: The experts: layers which take, and give, the same numbers of features. They are
            called as in a `Sequential`.
        Wg: The weights of the gate, shape ``(experts, features)``.
        top_k: How many experts are used for each sample, or for each token; by default all.
        name: What the layer is called in its network.

    Raises:
        LayerTypeError: If an expert is not a layer.
        NetworkError: If there is no expert, or two have the same name.
        ShapeError: If the experts or `Wg` do not fit each other.
        InputError: If `Wg` is missing, or does not hold real numbers.
        SettingError: If `top_k` is not a whole number from 1 to the number of experts.

    Examples:
        Of three experts, the first and the last have the largest score, 2, and half of the say:

        >>> import handnn as hn
        >>> experts = [hn.Dense([[1, 0]]), hn.Dense([[0, 1]]), hn.Dense([[5, 5]])]
        >>> layer = hn.MixtureOfExperts(*experts, Wg=[[1, 0], [0, 1], [1, 0]], top_k=2, name="mix")
        >>> layer([2, 1])
        array([8.5])
        >>> print(layer.trace([2, 1])["mix"].explain(0))
        z[1] = gates[1]·f⁽¹⁾[1] + gates[2]·f⁽²⁾[1] + gates[3]·f⁽³⁾[1]
        z[1] = 0.5·2 + 0·1 + 0.5·15 = 8.5
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("Wg",)
    hyperparameter_names: ClassVar[tuple[str, ...]] = ("top_k",)
    _children_are_attributes = False

    Wg: Any

    def __init__(
        self,
        *experts: Layer,
        Wg: ArrayLike,
        top_k: int | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        check_layers(experts, type(self).__name__)
        self._adopt(dict(zip(distinct_names(experts), experts, strict=True)))
        self.Wg = Wg
        self.top_k = top_k
        self._check_experts()
        said = (expert.sample_ndim for expert in experts if expert.sample_ndim is not None)
        self.sample_ndim = next(said, None)

    def forward(self, x: Any) -> Any:
        """What the experts give, weighted by their gates."""
        scores = affine(x, self.Wg)
        if self.top_k is None:
            kept = scores
        else:
            best = np.argsort(-scores, axis=-1, kind="stable")[..., : self.top_k]
            is_kept = np.zeros(scores.shape, dtype=bool)
            np.put_along_axis(is_kept, best, True, axis=-1)
            kept = np.where(is_kept, scores, -np.inf)
        e = np.exp(kept - kept.max(axis=-1, keepdims=True))
        gates = e / e.sum(axis=-1, keepdims=True)
        outputs = []
        for expert in self.children.values():
            f = expert.forward(x)
            outputs.append(f)
        return weighted_sum(gates, outputs)

    def _check_experts(self) -> None:
        sizes = check_shapes(self, Wg="experts, features")
        if len(self.children) != sizes["experts"]:
            raise ShapeError(
                f"Wg of {layer_title(self)} has {sizes['experts']} rows, but there are "
                f"{len(self.children)} experts. Give it one row for each."
            )
        self.in_features = sizes["features"]
        gives = None
        for name, expert in self.children.items():
            if expert.in_features not in (None, self.in_features):
                raise ShapeError(
                    f'The expert "{name}" of {layer_title(self)} takes {expert.in_features} '
                    f"features, but Wg has {self.in_features} columns. Experts and gate take the "
                    "same input."
                )
            n = self.in_features if expert.same_width else expert.out_features
            if None not in (gives, n) and n != gives:
                raise ShapeError(
                    f'The expert "{name}" of {layer_title(self)} gives {n} features, but those '
                    f"before it give {gives}. What they give is added up."
                )
            gives = n if gives is None else gives
        self.out_features = gives
        if self.top_k is not None and (
            not np.issubdtype(type(self.top_k), np.integer)
            or not 1 <= self.top_k <= len(self.children)
        ):
            raise SettingError(
                f"MixtureOfExperts: top_k must be a whole number from 1 to {len(self.children)}, "
                f"the number of experts, not {self.top_k!r}."
            )


def weighted_sum(weights: Any, arrays: Sequence[Any]) -> Any:
    """The sum of some arrays, each times its weight."""
    return (weights[..., np.newaxis, :] @ np.stack(arrays, axis=-2))[..., 0, :]
