"""Gradient descent."""

from typing import Any, ClassVar

import numpy as np

from handnn.arrays import Array
from handnn.errors import SettingError
from handnn.learning.optimizer import CLIPPING, Optimizer, State, learning_rate
from handnn.learning.schedules import Schedule
from handnn.settings import setting


class SGD(Optimizer):
    """(Stochastic) gradient descent: ``W - lr·∂L/∂W``, a step downhill.

    With momentum ``μ`` the steps follow a velocity ``v = μ·v + ∂L/∂W``, and with Nesterov's
    momentum ``∂L/∂W + μ·v``. Weight decay ``λ`` adds ``λ·W`` to the gradient. As in PyTorch, in
    every detail. Sources: Polyak, "Some methods of speeding up the convergence of iteration
    methods" (1964); Sutskever et al., "On the importance of initialization and momentum in deep
    learning" (2013).

    Args:
        lr: The learning rate, a number or a `Schedule`.
        momentum: The fraction of the last velocity that is kept, at least 0 and below 1.
        nesterov: Whether to look ahead along the velocity.
        weight_decay: How strongly every parameter is pulled towards 0.
        clip_norm: The longest that all gradients together may be; see `Optimizer`.
        clip_value: The largest that a number of a gradient may be.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [0]))
        >>> back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])
        >>> update = hn.SGD(lr=0.1).update(net, back)
        >>> print(update.explain("dense_1.W", (0, 1)))
        new W[1,2] = W[1,2] - 0.1·∂L/∂W[1,2]
        new W[1,2] = -1 - 0.1·(-6) = -0.4
        >>> net.parameters["dense_1.W"]
        array([[ 1.4, -0.4]])
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = (
        *("lr", "momentum", "nesterov", "weight_decay"),
        *CLIPPING,
    )

    def __init__(
        self,
        lr: float | Schedule,
        momentum: float = 0,
        nesterov: bool = False,
        weight_decay: float = 0,
        *,
        clip_norm: float | None = None,
        clip_value: float | None = None,
    ) -> None:
        super().__init__(clip_norm, clip_value)
        self.lr: Any = learning_rate("SGD", lr)
        self.momentum = setting("SGD", "momentum", momentum, below=1)
        self.nesterov = bool(nesterov)
        self.weight_decay = setting("SGD", "weight_decay", weight_decay)
        if self.nesterov and not self.momentum:
            raise SettingError("SGD: nesterov=True needs a momentum above 0, such as momentum=0.9.")

    def init_state(self, parameter: Array) -> State:
        """With momentum, a velocity of 0."""
        return {"v": np.zeros_like(parameter)} if self.momentum else {}

    def update_rule(self, parameter: Any, gradient: Any, state: State) -> tuple[Any, State]:
        """``parameter - lr·gradient``, with decay and momentum if they are set."""
        if self.weight_decay:
            gradient = gradient + self.weight_decay * parameter
        if self.momentum:
            velocity = self.momentum * state["v"] + gradient
            gradient = gradient + self.momentum * velocity if self.nesterov else velocity
            state = {"v": velocity}
        step = self.lr * gradient
        return np.subtract(parameter, step, step), state
