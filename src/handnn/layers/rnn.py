"""The recurrent layer of Elman: a hidden state that each token changes."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from handnn.errors import SettingError
from handnn.layers.affine import affine
from handnn.layers.recurrent import Recurrent


class RNN(Recurrent):
    """A recurrent layer: each token changes its hidden state.

    For each token x in turn, from a state h of zeros::

        a = Wx x + b + Wh h
        h = tanh(a)

    Source: Elman, "Finding Structure in Time" (1990).

    It is PyTorch's ``RNN`` with one layer and ``batch_first=True``: `Wx` is its ``weight_ih_l0``,
    `Wh` its ``weight_hh_l0``, and `b` the sum of its two biases.

    Args:
        Wx: The weights of the token, shape ``(hidden, inputs)``.
        Wh: The weights of the state before, shape ``(hidden, hidden)``.
        b: The bias, shape ``(hidden,)``; by default there is none.
        activation: ``"tanh"`` or ``"relu"``.
        return_sequences: Whether to give the hidden states after each token, shape
            ``(tokens, hidden)``, or only the last one, shape ``(hidden,)``.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If the parameters do not fit each other.
        InputError: If one is missing, or does not hold real numbers.
        SettingError: If `activation` is not known.

    Examples:
        It adds the tokens up, but no sum is below 0:

        >>> import handnn as hn
        >>> layer = hn.RNN([[1]], [[1]], activation="relu", name="sum")
        >>> layer([[2], [3], [-9]])
        array([[2.],
               [5.],
               [0.]])
        >>> step = layer.trace([[2], [3], [-9]])["sum"]
        >>> print(step["a⁽²⁾"].explain(0))
        a⁽²⁾[1] = Wx[1,1]·x[2,1] + Wh[1,1]·h⁽¹⁾[1]
        a⁽²⁾[1] = 1·3 + 1·2 = 5
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("Wx", "Wh", "b")
    hyperparameter_names: ClassVar[tuple[str, ...]] = ("activation", "return_sequences")

    b: Any

    def __init__(
        self,
        Wx: ArrayLike,
        Wh: ArrayLike,
        b: ArrayLike | None = None,
        activation: str = "tanh",
        return_sequences: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(Wx, Wh, {"b": b}, return_sequences, name)
        if activation not in ("tanh", "relu"):
            raise SettingError(f'RNN: activation must be "tanh" or "relu", not {activation!r}.')
        self.activation = activation

    def forward(self, x: Any) -> Any:
        """The state after each token, or after the last."""
        h = self.initial_state(x)
        states = []
        for t in range(x.shape[-2]):
            a = affine(x[..., t, :], self.Wx, self.b) + affine(h, self.Wh)
            h = np.tanh(a) if self.activation == "tanh" else np.maximum(a, 0)
            states.append(h)
        return np.stack(states, axis=-2) if self.return_sequences else h
