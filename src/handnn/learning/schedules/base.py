"""The base class of schedules: a learning rate that changes from update to update."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar

import numpy as np

from handnn.arithmetic import Variable, as_recorded, record
from handnn.explanation import Explanation, explain_array

LEARNING_RATE = Variable("lr", "value")
UPDATES = Variable("t", "value")


class Schedule:
    """A learning rate that changes from update to update. Subclass it and write `rate`.

    It is given to an optimizer in place of a number, ``SGD(lr=CosineSchedule(0.1, steps=100))``,
    which then counts its updates. What counts is updates, not epochs: an epoch has as many updates
    as there are batches.

    Attributes:
        hyperparameter_names: The arguments of the constructor, for the repr.

    Examples:
        >>> import handnn as hn
        >>> class Halving(hn.Schedule):
        ...     '''Half the learning rate after every update.'''
        ...
        ...     def rate(self, t):
        ...         return 0.8 * 0.5**t
        >>> [Halving()(t) for t in range(4)]
        [0.8, 0.4, 0.2, 0.1]
        >>> print(Halving().explain(3))
        lr (Halving(), after 3 updates)
          lr = 0.8·0.5^t
          lr = 0.8·0.5^3 = 0.1
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ()

    def rate(self, t: Any) -> Any:
        """The learning rate after `t` updates, so of the first update at ``t = 0``.

        NumPy on `t`, and nothing else, so that the learning rate explains itself.
        """
        raise NotImplementedError(f"{type(self).__name__} has no rate method: write one.")

    def __call__(self, t: int) -> float:
        """The learning rate after `t` updates, as a plain number."""
        return float(self.rate(t))

    def explain(self, t: int) -> Explanation:
        """The hand arithmetic of the learning rate after `t` updates.

        Raises:
            UnexplainedError: If `rate` does something that cannot be followed.
        """
        return explain_array(
            lambda: as_recorded(self.rate(record(np.asarray(float(t)), UPDATES))),
            LEARNING_RATE,
            np.asarray(self(t)),
            None,
            "lr",
            f"{self!r}, after {t} update{'s' * (t != 1)}",
            '.explain("lr")',
        )

    def __repr__(self) -> str:
        arguments = inspect.signature(type(self)).parameters
        settings = {name: getattr(self, name) for name in self.hyperparameter_names}
        chosen = [f"{n}={v!r}" for n, v in settings.items() if v != arguments[n].default]
        return f"{type(self).__name__}({', '.join(chosen)})"
