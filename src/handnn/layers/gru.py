"""The GRU: a recurrent layer whose gates say how much of the state stays."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from handnn.layers.affine import affine
from handnn.layers.blocks import blocks
from handnn.layers.recurrent import Recurrent
from handnn.layers.sigmoid import sigmoid


class GRU(Recurrent):
    """A gated recurrent unit: a reset gate r, an update gate u, and a new state n.

    For each token x in turn, from a state h of zeros::

        ax = Wx x + bx       three blocks of rows: xr, xu, xn
        ah = Wh h + bh       three blocks of rows: hr, hu, hn
        r = sigmoid(xr + hr)
        u = sigmoid(xu + hu)
        n = tanh(xn + r ⊙ hn)
        h = (1 - u) ⊙ n + u ⊙ h

    Source: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014); the
    reset gate acts after the product with `Wh`, as in PyTorch.

    It is PyTorch's ``GRU`` with one layer and ``batch_first=True``: `Wx`, `Wh`, `bx` and `bh` are
    its ``weight_ih_l0``, ``weight_hh_l0``, ``bias_ih_l0`` and ``bias_hh_l0``.

    Args:
        Wx: The weights of the token, shape ``(3·hidden, inputs)``.
        Wh: The weights of the state before, shape ``(3·hidden, hidden)``.
        bx: The bias of the token's part, shape ``(3·hidden,)``; by default there is none.
        bh: The bias of the state's part, shape ``(3·hidden,)``; by default there is none.
        return_sequences: Whether to give the hidden states after each token, shape
            ``(tokens, hidden)``, or only the last one, shape ``(hidden,)``.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If the parameters do not fit each other.
        InputError: If one is missing, or does not hold real numbers.

    Examples:
        With weights of 0 for the gates, both are half open:

        >>> import handnn as hn
        >>> layer = hn.GRU([[0], [0], [9]], [[0], [0], [0]], name="gru")
        >>> step = layer.trace([[3], [0]])["gru"]
        >>> print(step["h⁽²⁾"].explain(0))
        h⁽²⁾[1] = (1 - u⁽²⁾[1])·n⁽²⁾[1] + u⁽²⁾[1]·h⁽¹⁾[1]
        h⁽²⁾[1] = (1 - 0.5)·0 + 0.5·0.5 = 0.25
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("Wx", "Wh", "bx", "bh")
    blocks: ClassVar[int] = 3

    bx: Any
    bh: Any

    def __init__(
        self,
        Wx: ArrayLike,
        Wh: ArrayLike,
        bx: ArrayLike | None = None,
        bh: ArrayLike | None = None,
        return_sequences: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(Wx, Wh, {"bx": bx, "bh": bh}, return_sequences, name)

    def forward(self, x: Any) -> Any:
        """The state after each token, or after the last."""
        h = self.initial_state(x)
        states = []
        for t in range(x.shape[-2]):
            ax = affine(x[..., t, :], self.Wx, self.bx)
            ah = affine(h, self.Wh, self.bh)
            xr, xu, xn = blocks(ax, 3)
            hr, hu, hn = blocks(ah, 3)
            r = sigmoid(xr + hr)
            u = sigmoid(xu + hu)
            n = np.tanh(xn + r * hn)
            h = (1 - u) * n + u * h
            states.append(h)
        return np.stack(states, axis=-2) if self.return_sequences else h
