"""The LSTM: a recurrent layer with a memory, and gates that guard it."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from handnn.layers.affine import affine
from handnn.layers.blocks import blocks
from handnn.layers.recurrent import Recurrent
from handnn.layers.sigmoid import sigmoid


class LSTM(Recurrent):
    """Long short-term memory: an input gate i, a forget gate f and an output gate o.

    For each token x in turn, from a state h and a memory c of zeros::

        a = Wx x + b + Wh h       four blocks of rows: ai, af, ag, ao
        i = sigmoid(ai)
        f = sigmoid(af)
        g = tanh(ag)
        o = sigmoid(ao)
        c = f ⊙ c + i ⊙ g
        h = o ⊙ tanh(c)

    Sources: Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997); Gers et al., "Learning to
    Forget" (2000).

    It is PyTorch's ``LSTM`` with one layer and ``batch_first=True``: `Wx` is its ``weight_ih_l0``,
    `Wh` its ``weight_hh_l0``, and `b` the sum of its two biases.

    Args:
        Wx: The weights of the token, shape ``(4·hidden, inputs)``.
        Wh: The weights of the state before, shape ``(4·hidden, hidden)``.
        b: The bias, shape ``(4·hidden,)``; by default there is none.
        return_sequences: Whether to give the hidden states after each token, shape
            ``(tokens, hidden)``, or only the last one, shape ``(hidden,)``.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If the parameters do not fit each other.
        InputError: If one is missing, or does not hold real numbers.

    Examples:
        With weights of 0 for the gates, all of them are half open:

        >>> import handnn as hn
        >>> layer = hn.LSTM([[0], [0], [9], [0]], [[0], [0], [0], [0]], name="lstm")
        >>> step = layer.trace([[4], [0]])["lstm"]
        >>> print(step["c⁽¹⁾"].explain(0))
        c⁽¹⁾[1] = f⁽¹⁾[1]·c[1] + i⁽¹⁾[1]·g⁽¹⁾[1]
        c⁽¹⁾[1] = 0.5·0 + 0.5·1 = 0.5
        >>> print(step["c⁽²⁾"].explain(0))
        c⁽²⁾[1] = f⁽²⁾[1]·c⁽¹⁾[1] + i⁽²⁾[1]·g⁽²⁾[1]
        c⁽²⁾[1] = 0.5·0.5 + 0.5·0 = 0.25
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("Wx", "Wh", "b")
    blocks: ClassVar[int] = 4

    b: Any

    def __init__(
        self,
        Wx: ArrayLike,
        Wh: ArrayLike,
        b: ArrayLike | None = None,
        return_sequences: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(Wx, Wh, {"b": b}, return_sequences, name)

    def forward(self, x: Any) -> Any:
        """The state after each token, or after the last."""
        h, c = self.initial_state(x), self.initial_state(x)
        states = []
        for t in range(x.shape[-2]):
            a = affine(x[..., t, :], self.Wx, self.b) + affine(h, self.Wh)
            ai, af, ag, ao = blocks(a, 4)
            i = sigmoid(ai)
            f = sigmoid(af)
            g = np.tanh(ag)
            o = sigmoid(ao)
            c = f * c + i * g
            h = o * np.tanh(c)
            states.append(h)
        return np.stack(states, axis=-2) if self.return_sequences else h
