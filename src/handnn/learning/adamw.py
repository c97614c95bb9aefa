"""AdamW: Adam with a decay of its own."""

from typing import Any

from handnn.learning.adam import Adam
from handnn.learning.optimizer import State
from handnn.learning.schedules import Schedule


class AdamW(Adam):
    """Adam whose weight decay is no part of the gradient: ``W·(1 - lr·λ) - lr·m̂ / (√v̂ + eps)``.

    In `Adam` the decay is divided by the size of recent gradients, like everything in the gradient;
    here every weight decays by the same share. Source: Loshchilov and Hutter, "Decoupled Weight
    Decay Regularization" (2019). As in PyTorch, in every detail.

    Args:
        lr: The learning rate, a number or a `Schedule`.
        betas: The decay rates of the running means of the gradient and of its square.
        eps: Keeps the quotient finite where the gradients have been 0.
        weight_decay: How strongly every parameter is pulled towards 0: ``λ``.
        clip_norm: The longest that all gradients together may be; see `Optimizer`.
        clip_value: The largest that a number of a gradient may be.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [0]))
        >>> back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])
        >>> update = hn.AdamW(lr=0.1, weight_decay=0.5).update(net, back)
        >>> net.parameters["dense_1.W"].round(6)
        array([[ 1.05, -0.85]])
    """

    def __init__(
        self,
        lr: float | Schedule = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
        *,
        clip_norm: float | None = None,
        clip_value: float | None = None,
    ) -> None:
        super().__init__(lr, betas, eps, weight_decay, clip_norm=clip_norm, clip_value=clip_value)

    def update_rule(self, parameter: Any, gradient: Any, state: State) -> tuple[Any, State]:
        """`Adam.adapted_step` from the parameter that has decayed."""
        if self.weight_decay:
            parameter = (1 - self.lr * self.weight_decay) * parameter
        return self.adapted_step(parameter, gradient, state)
