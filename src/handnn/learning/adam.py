"""Adam: steps scaled by the size of recent gradients."""

from typing import Any, ClassVar

import numpy as np

from handnn.arrays import Array
from handnn.errors import SettingError
from handnn.learning.optimizer import CLIPPING, Optimizer, State, learning_rate
from handnn.learning.schedules import Schedule
from handnn.settings import setting


class Adam(Optimizer):
    """Adaptive moments: running means of the gradient and of its square set the size of a step.

    ``W - lr·m̂ / (√v̂ + eps)``, where ``m`` and ``v`` are the running means, and the hats correct
    for their start at 0: ``m̂ = m / (1 - β1^t)`` at the t-th update. Source: Kingma and Ba, "Adam: A
    Method for Stochastic Optimization" (2015). As in PyTorch, in every detail; weight decay ``λ``
    adds ``λ·W`` to the gradient.

    Args:
        lr: The learning rate, a number or a `Schedule`.
        betas: The decay rates of the running means of the gradient and of its square.
        eps: Keeps the quotient finite where the gradients have been 0.
        weight_decay: How strongly every parameter is pulled towards 0.
        clip_norm: The longest that all gradients together may be; see `Optimizer`.
        clip_value: The largest that a number of a gradient may be.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [0]))
        >>> back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])
        >>> update = hn.Adam(lr=0.1).update(net, back)
        >>> net.parameters["dense_1.W"].round(6)
        array([[ 1.1, -0.9]])
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = (
        *("lr", "betas", "eps", "weight_decay"),
        *CLIPPING,
    )

    def __init__(
        self,
        lr: float | Schedule = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        *,
        clip_norm: float | None = None,
        clip_value: float | None = None,
    ) -> None:
        super().__init__(clip_norm, clip_value)
        kind = type(self).__name__
        self.lr: Any = learning_rate(kind, lr)
        if np.shape(betas) != (2,):
            raise SettingError(
                f"{kind}: betas must be two numbers, such as (0.9, 0.999); got {betas!r}."
            )
        self.betas = (
            setting(kind, "betas[0]", betas[0], below=1),
            setting(kind, "betas[1]", betas[1], below=1),
        )
        self.eps = setting(kind, "eps", eps)
        self.weight_decay = setting(kind, "weight_decay", weight_decay)

    def init_state(self, parameter: Array) -> State:
        """Before the first update both means are 0."""
        return {"m": np.zeros_like(parameter), "v": np.zeros_like(parameter), "t": 0}

    def update_rule(self, parameter: Any, gradient: Any, state: State) -> tuple[Any, State]:
        """`adapted_step`, with the decay as a part of the gradient."""
        if self.weight_decay:
            gradient = gradient + self.weight_decay * parameter
        return self.adapted_step(parameter, gradient, state)

    def adapted_step(self, parameter: Any, gradient: Any, state: State) -> tuple[Any, State]:
        """``parameter - lr·m̂ / (√v̂ + eps)``."""
        beta1, beta2 = self.betas
        t = state["t"] + 1
        m = beta1 * state["m"] + (1 - beta1) * gradient
        v = beta2 * state["v"] + (1 - beta2) * np.square(gradient)
        step = self.lr * (m / (1 - beta1**t))
        step /= np.sqrt(v / (1 - beta2**t)) + self.eps
        return np.subtract(parameter, step, out=step), {"m": m, "v": v, "t": t}
