"""AdaGrad: steps divided by the size of all gradients so far."""

from typing import Any, ClassVar

import numpy as np

from handnn.arrays import Array
from handnn.learning.optimizer import CLIPPING, Optimizer, State, learning_rate
from handnn.learning.schedules import Schedule
from handnn.settings import setting


class AdaGrad(Optimizer):
    """The gradient divided by the root of all its squares so far: ``W - lr·∂L/∂W / (√s + eps)``.

    ``s`` is the sum of the squares, so the steps become shorter and shorter, and a parameter that
    rarely has a gradient takes long ones. Weight decay ``λ`` adds ``λ·W`` to the gradient. Source:
    Duchi et al., "Adaptive Subgradient Methods" (2011). As in PyTorch, in every detail.

    Args:
        lr: The learning rate, a number or a `Schedule`.
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
        >>> update = hn.AdaGrad(lr=0.1, eps=0).update(net, back)
        >>> print(update.explain("dense_1.W", (0, 1)))
        new W[1,2] = W[1,2] - 0.1·∂L/∂W[1,2] / √(s_W[1,2] + ∂L/∂W[1,2]^2)
        new W[1,2] = -1 - 0.1·(-6) / √(0 + (-6)^2) = -0.9
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("lr", "eps", "weight_decay", *CLIPPING)

    def __init__(
        self,
        lr: float | Schedule = 0.01,
        eps: float = 1e-10,
        weight_decay: float = 0,
        *,
        clip_norm: float | None = None,
        clip_value: float | None = None,
    ) -> None:
        super().__init__(clip_norm, clip_value)
        self.lr: Any = learning_rate("AdaGrad", lr)
        self.eps = setting("AdaGrad", "eps", eps)
        self.weight_decay = setting("AdaGrad", "weight_decay", weight_decay)

    def init_state(self, parameter: Array) -> State:
        """Before the first update the sum is 0."""
        return {"s": np.zeros_like(parameter)}

    def update_rule(self, parameter: Any, gradient: Any, state: State) -> tuple[Any, State]:
        """``parameter - lr·gradient / (√s + eps)``, with decay if it is set."""
        if self.weight_decay:
            gradient = gradient + self.weight_decay * parameter
        s = state["s"] + np.square(gradient)
        size = np.sqrt(s) + self.eps if self.eps else np.sqrt(s)
        return parameter - self.lr * gradient / size, {"s": s}
