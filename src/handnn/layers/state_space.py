"""A selective state space: a memory of each feature, and the input says what it takes in."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from handnn.layers.affine import affine
from handnn.layers.base import Layer
from handnn.layers.initialisation import check_sizes, random_weights
from handnn.layers.shapes import check_shapes, label_with_widths


class StateSpace(Layer):
    """A selective state space model: every feature has a state of several numbers.

    The input itself says how fast a state decays, what it takes in and what is read out of it. For
    each token x in turn, from a state h of zeros::

        A = -exp(A_log)
        delta = softplus(Wdelta x + bdelta)     one step for each feature
        B = WB x                                what each number of a state takes in
        C = WC x                                what is read out of it
        decay = exp(delta A)
        h = decay ⊙ h + (delta ⊙ x) Bᵀ
        y = h C + D ⊙ x

    Source: Gu and Dao, "Mamba: Linear-Time Sequence Modeling with Selective State Spaces" (2023).
    This is the selective scan alone, token by token; a block of Mamba has a convolution, a gate and
    projections around it, and makes `Wdelta` of two thinner matrices.

    Args:
        A_log: The logarithm of the decay rates, shape ``(features, state)``; 0 is a rate of 1.
        Wdelta: The weights of the steps, shape ``(features, features)``.
        WB: The weights of what is taken in, shape ``(state, features)``.
        WC: The weights of what is read out, shape ``(state, features)``.
        bdelta: The bias of the steps, shape ``(features,)``; by default there is none.
        D: How much of each feature goes past the state, shape ``(features,)``; by default nothing.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If the parameters do not fit each other.
        InputError: If one is missing, or does not hold real numbers.

    Examples:
        One feature with a state of one number. The step is softplus(1000) = 1000 for the first
        token, so that its state is 1000·2·2; for the second it is nearly 0, and nothing decays:

        >>> import handnn as hn
        >>> layer = hn.StateSpace([[0]], [[500]], [[1]], [[1]], name="ssm")
        >>> layer([[2], [-1]]).round(6)
        array([[ 8000.],
               [-4000.]])
        >>> print(layer.trace([[2], [-1]])["ssm"]["h⁽¹⁾"].explain((0, 0)))
        h⁽¹⁾[1,1] = decay⁽¹⁾[1,1]·h[1,1] + delta[1,1]·x[1,1]·B[1,1]
        h⁽¹⁾[1,1] = 0·0 + 1000·2·2 = 4000
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("A_log", "Wdelta", "WB", "WC", "bdelta", "D")
    sample_ndim = 2
    same_width: ClassVar[bool] = True

    A_log: Any
    Wdelta: Any
    WB: Any
    WC: Any
    bdelta: Any
    D: Any

    def __init__(
        self,
        A_log: ArrayLike,
        Wdelta: ArrayLike,
        WB: ArrayLike,
        WC: ArrayLike,
        bdelta: ArrayLike | None = None,
        D: ArrayLike | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self.A_log, self.Wdelta, self.WB, self.WC = A_log, Wdelta, WB, WC
        self.bdelta, self.D = bdelta, D
        sizes = check_shapes(
            self,
            ("bdelta", "D"),
            A_log="features, state",
            Wdelta="features, features",
            WB="state, features",
            WC="state, features",
            bdelta="features",
            D="features",
        )
        self.in_features = self.out_features = sizes["features"]

    @classmethod
    def random(
        cls,
        features: int,
        state: int,
        rng: int | np.random.Generator | None = None,
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> Self:
        """A layer of a given size with random weights.

        As in Mamba, the decay rates of a feature are 1, 2, 3, ..., and `D` is 1. The other weights
        are drawn as Glorot and Bengio do (2010).

        Args:
            features: How many features a token has.
            state: How many numbers the state of each feature has.
            rng: A seed or a `numpy.random.Generator`; a fresh one by default.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If a size is not a positive whole number.

        Examples:
            >>> import handnn as hn
            >>> hn.StateSpace.random(4, 2, rng=0)
            StateSpace 4 → 4
        """
        maker = "StateSpace.random"
        check_sizes(maker, features=features, state=state)
        generator = np.random.default_rng(rng)
        A_log = np.log(np.tile(np.arange(1.0, state + 1), (features, 1)))
        Wdelta, WB, WC = (
            random_weights(maker, (rows, features), generator, "glorot").astype(dtype)
            for rows in (features, state, state)
        )
        bdelta, D = np.zeros(features, dtype), np.ones(features, dtype)
        return cls(A_log.astype(dtype), Wdelta, WB, WC, bdelta, D, name=name)

    def forward(self, x: Any) -> Any:
        """What is read out of the states after each token."""
        A = -np.exp(self.A_log)
        delta = np.logaddexp(0, affine(x, self.Wdelta, self.bdelta))
        B = affine(x, self.WB)
        C = affine(x, self.WC)
        h = np.zeros_like(x, shape=(*x.shape[:-2], *self.A_log.shape))
        outputs = []
        for t in range(x.shape[-2]):
            xt, dt, Bt, Ct = (array[..., t, :] for array in (x, delta, B, C))
            decay = np.exp(dt[..., np.newaxis] * A)
            h = decay * h + outer(dt * xt, Bt)
            y = (h * Ct[..., np.newaxis, :]).sum(axis=-1)
            outputs.append(y)
        read = np.stack(outputs, axis=-2)
        return read if self.D is None else read + self.D * x

    @property
    def label(self) -> str:
        """``StateSpace 4 → 4``."""
        return label_with_widths(self)


def outer(a: Any, b: Any) -> Any:
    """Every number of `a` times every number of `b`."""
    return a[..., np.newaxis] * b[..., np.newaxis, :]
