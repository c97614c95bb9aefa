"""RMSProp: steps divided by the size of recent gradients."""

from typing import Any, ClassVar

import numpy as np

from handnn.arrays import Array
from handnn.learning.optimizer import CLIPPING, Optimizer, State, learning_rate
from handnn.learning.schedules import Schedule
from handnn.settings import setting


class RMSProp(Optimizer):
    """The gradient divided by its root mean square: ``W - lr·∂L/∂W / (√v + eps)``.

    ``v = alpha·v + (1 - alpha)·(∂L/∂W)²`` is a running mean of the gradient's square, so a
    parameter whose gradients are small takes steps as long as the others. With momentum ``μ`` the
    steps follow a velocity of these quotients. Weight decay ``λ`` adds ``λ·W`` to the gradient.
    Source: Hinton, "Neural Networks for Machine Learning", lecture 6 (2012). As in PyTorch, in
    every detail.

    Args:
        lr: The learning rate, a number or a `Schedule`.
        alpha: The decay rate of the running mean.
        eps: Keeps the quotient finite where the gradients have been 0.
        momentum: The fraction of the last velocity that is kept, at least 0 and below 1.
        weight_decay: How strongly every parameter is pulled towards 0.
        clip_norm: The longest that all gradients together may be; see `Optimizer`.
        clip_value: The largest that a number of a gradient may be.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [0]))
        >>> back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])
        >>> update = hn.RMSProp(lr=0.1, alpha=0.75, eps=0).update(net, back)
        >>> print(update.explain("dense_1.W", (0, 1)))
        new W[1,2] = W[1,2] - 0.1·∂L/∂W[1,2] / √(0.75·v_W[1,2] + 0.25·∂L/∂W[1,2]^2)
        new W[1,2] = -1 - 0.1·(-6) / √(0.75·0 + 0.25·(-6)^2) = -0.8
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = (
        *("lr", "alpha", "eps", "momentum", "weight_decay"),
        *CLIPPING,
    )

    def __init__(
        self,
        lr: float | Schedule = 0.01,
        alpha: float = 0.99,
        eps: float = 1e-8,
        momentum: float = 0,
        weight_decay: float = 0,
        *,
        clip_norm: float | None = None,
        clip_value: float | None = None,
    ) -> None:
        super().__init__(clip_norm, clip_value)
        self.lr: Any = learning_rate("RMSProp", lr)
        self.alpha = setting("RMSProp", "alpha", alpha, below=1)
        self.eps = setting("RMSProp", "eps", eps)
        self.momentum = setting("RMSProp", "momentum", momentum, below=1)
        self.weight_decay = setting("RMSProp", "weight_decay", weight_decay)

    def init_state(self, parameter: Array) -> State:
        """Before the first update the mean is 0; with momentum, the velocity is too."""
        state = {"v": np.zeros_like(parameter)}
        return {**state, "velocity": np.zeros_like(parameter)} if self.momentum else state

    def update_rule(self, parameter: Any, gradient: Any, state: State) -> tuple[Any, State]:
        """``parameter - lr·gradient / (√v + eps)``, with decay and momentum if they are set."""
        if self.weight_decay:
            gradient = gradient + self.weight_decay * parameter
        v = self.alpha * state["v"] + (1 - self.alpha) * np.square(gradient)
        size = np.sqrt(v) + self.eps if self.eps else np.sqrt(v)
        if not self.momentum:
            return parameter - self.lr * gradient / size, {"v": v}
        velocity = self.momentum * state["velocity"] + gradient / size
        return parameter - self.lr * velocity, {"v": v, "velocity": velocity}
