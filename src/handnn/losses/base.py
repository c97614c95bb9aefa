"""The base class of losses: one number that says how far an output is from its target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from handnn._lazy import unknown_attribute
from handnn.arithmetic import (
    RecordedArray,
    Variable,
    as_recorded,
    differentiate,
    record,
)
from handnn.arrays import Array, as_numbers, freeze
from handnn.errors import ArgumentError, InputError, NoSuchStepError, ShapeError
from handnn.explanation import Explanation, explain_array

LOSS = Variable("L", "loss")


class Loss:
    """How far an output is from its target, as one number. Subclass it and write `forward`.

    Like a layer's, the `forward` of a loss is NumPy on its arguments and nothing else. That is all
    handnn needs to explain the loss in hand arithmetic and to differentiate it.

    The last axis of an output is its features. handnn's own losses take the mean over all other
    axes: over the samples of a batch and, where a sample is a sequence, over its tokens. So the
    loss of one sequence, shape ``(tokens, features)``, is that of a batch of as many samples, and
    in a batch of sequences every token counts the same, as in PyTorch.

    Attributes:
        reduction: How the single number is formed: in handnn's own losses ``"mean"`` or ``"sum"``,
            as chosen; in a loss of your own any words, which its repr shows.
        fused_activation: The activation that the loss applies itself (``"Softmax"``), so that a
            network for it ends without one; None if there is none.
        takes_target: Whether there is a target; without one, `forward` is given None.
        together: How many samples, one after the other, belong together, as the three of
            `TripletMargin` do: `fit` does not part them.
        is_difference: Whether the gradient is a difference, of the output or of its softmax and the
            target, divided by nothing but `divisor`: a sheet then shows it as one.

    Examples:
        >>> import numpy as np
        >>> import handnn as hn
        >>> class AbsoluteError(hn.Loss):
        ...     '''The sum of the distances between output and target.'''
        ...     reduction = "sum over features, mean over the batch"
        ...
        ...     def forward(self, output, target):
        ...         return np.mean(np.sum(np.abs(output - target), axis=-1))
        >>> AbsoluteError()([0, 3], target=[2, 2])
        3.0
        >>> AbsoluteError().gradient(np.array([0.0, 3.0]), np.array([2.0, 2.0]))
        array([-1.,  1.])

        A `gradient` method is optional: without one, the gradient is derived from `forward`.
    """

    reduction: str = "a mean over the batch"
    fused_activation: ClassVar[str | None] = None
    takes_target: ClassVar[bool] = True
    together: ClassVar[int] = 1
    is_difference: bool = False

    # -- what an author writes --------------------------------------------------------------------

    def forward(self, output: Any, target: Any) -> Any:
        """The loss as one number, including its mean over the batch.

        Args:
            output: The network's output, shape ``(features,)`` or ``(batch, features)``; with more
                axes in front of the features where a sample has more.
            target: The target as `prepare_target` returns it; by default in the output's shape.
        """
        raise NotImplementedError(f"{type(self).__name__} has no forward method: write one.")

    def gradient(self, output: Any, target: Any) -> Any:
        """The gradient with respect to the output; by default derived from `forward`.

        Args:
            output: As for `forward`.
            target: As for `forward`.

        Returns:
            The gradient of the loss with respect to the output, in its shape and dtype.
        """
        is_recorded = isinstance(output, RecordedArray)
        x = output if is_recorded else record(output, Variable("y", "value"))
        seed = as_recorded(1.0) if is_recorded else 1.0
        (gradient,) = differentiate([self.forward(x, target)], [seed], [x])
        return gradient

    def forward_and_gradient(self, output: Any, target: Any) -> tuple[Any, Any]:
        """Both at once, for `fit`. Override it if the two have work in common."""
        return self.forward(output, target), self.gradient(output, target)

    def divisor(self, output: Any) -> int:
        """What the sum over the samples of an output is divided by: how many there are.

        In a batch of sequences every token counts as a sample.
        """
        samples: int = output.size // output.shape[-1]
        return samples

    def weight(self, target: Array) -> float:
        """How much the samples of a batch count in the mean over an epoch: all the same."""
        return len(target)

    def prepare_target(self, target: ArrayLike, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Check a target against the output's shape, and convert it to the form `forward` takes.

        Args:
            target: The target in the output's shape. For a network with a single output that axis
                may be left out: one number per sample.
            shape: The output's shape.
            dtype: The output's dtype.

        Returns:
            A read-only array of that shape and dtype.

        Raises:
            ShapeError: If the shapes do not fit.
            InputError: If the target does not hold real numbers.
        """
        array = as_numbers(target, "The target")
        if shape[-1] == 1 and array.shape == shape[:-1]:
            array = array[..., None]
        if array.shape != shape:
            raise ShapeError(
                f"{type(self).__name__} compares the output with a target of the same shape: the "
                f"output has shape {shape}, but the target has shape {array.shape}."
            )
        return freeze(array.astype(dtype))

    def classes(self, output: Array) -> Array | None:
        """The classes that the outputs predict, or None if the loss is not about classes.

        `fit` counts how often they agree with `target_classes`.
        """
        return None

    def target_classes(self, target: Array) -> Array | None:
        """The classes that a target (from `prepare_target`) names, or None if it names none."""
        return None

    # -- what a user calls ------------------------------------------------------------------------

    def __call__(self, output: ArrayLike, target: ArrayLike | None = None) -> float:
        """The loss as a plain number.

        Args:
            output: The network's output, shape ``(features,)`` or ``(batch, features)``.
            target: The target; see `prepare_target`.

        Raises:
            ArgumentError: If there is no target, but the loss takes one.
            ShapeError: If the shapes do not fit.
            InputError: If one of them does not hold valid numbers.
        """
        values = checked_output(output)
        return float(self.forward(values, self.target_for(values, target)))

    def target_for(self, output: Array, target: ArrayLike | None) -> Array | None:
        """The target of an output as `forward` takes it: None where the loss takes none.

        Raises:
            ArgumentError: If there is no target, but the loss takes one, or the reverse.
            ShapeError: If the shapes do not fit.
            InputError: If the target does not hold valid numbers.
        """
        if target is None and self.takes_target:
            raise ArgumentError(
                f"{type(self).__name__} compares an output with a target, and there is none."
            )
        prepared = self.prepare_target(target, output.shape, output.dtype)  # type: ignore[arg-type]
        return prepared if self.takes_target else None

    def explain(
        self,
        output: ArrayLike,
        target: ArrayLike | None = None,
        name: str | None = None,
        index: Any = None,
    ) -> Explanation:
        """The hand arithmetic of the loss, and of its gradient with respect to the output ``y``.

        Args:
            output: As for a call.
            target: As for a call.
            name: ``"loss"``, or ``"output"`` for the gradient with respect to it; both by default.
            index: Which cells, indexed as in NumPy. All by default.

        Raises:
            NoSuchStepError: If there is no such name or cell.
            ArgumentError: If there is no target, but the loss takes one.
            ShapeError: If the shapes do not fit.
            InputError: If one of them does not hold valid numbers.
            UnexplainedError: If `forward` or `gradient` does something that cannot be followed.

        Examples:
            >>> import handnn as hn
            >>> print(hn.SquaredError().explain([0, 3], [2, 2]))
            loss (SquaredError)
              L = 0.5·((y[1] - t[1])^2 + (y[2] - t[2])^2)
              L = 0.5·((0 - 2)^2 + (3 - 2)^2) = 2.5
            loss (SquaredError, ∂L/∂y)
              ∂L/∂y[1] = y[1] - t[1]
              ∂L/∂y[1] = 0 - 2 = -2
              ∂L/∂y[2] = 3 - 2 = 1
        """
        values = checked_output(output)
        prepared = self.target_for(values, target)
        variable = Variable("y", "value", batched=values.ndim > 1)
        explained = {
            "loss": lambda: self.explain_value(values, prepared, variable),
            "output": lambda: self.explain_gradient(values, prepared, variable, index),
        }
        if name is not None and name not in explained:
            raise NoSuchStepError(f"A loss explains 'loss' and 'output'; there is no {name!r}.")
        return Explanation.joined([explained[each]() for each in ([name] if name else explained)])

    @property
    def label(self) -> str:
        """What stands above its arithmetic: its kind."""
        return type(self).__name__

    def explain_value(
        self,
        output: Array,
        target: Array | None,
        variable: Variable,
        index: tuple[()] | None = None,
    ) -> Explanation:
        """The hand arithmetic of the loss of an output whose name on paper is `variable`."""
        stored = np.asarray(self.forward(output, target))
        return explain_array(
            lambda: np.reshape(self.forward(*_recorded(output, target, variable)), ()),
            LOSS,
            stored,
            index,
            "loss",
            self.label,
            '.explain("loss")',
        )

    def explain_gradient(
        self, output: Array, target: Array | None, variable: Variable, index: Any = None
    ) -> Explanation:
        """The hand arithmetic of the gradient with respect to that output."""
        return explain_array(
            lambda: self.gradient(*_recorded(output, target, variable)),
            variable.gradient,
            self.gradient(output, target),
            index,
            "loss",
            f"{self.label}, {variable.gradient.name}",
            '.explain("output", {})',
        )

    if not TYPE_CHECKING:  # where a misspelt attribute is to be reported

        def __getattr__(self, name):
            unknown_attribute(self, name, "unknown_in_loss")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.reduction})"


def as_loss(loss: Any) -> Loss:
    """Check that something is a loss.

    Raises:
        ArgumentError: If it is something else, such as the class of a loss.
    """
    if isinstance(loss, Loss):
        return loss
    if isinstance(loss, type) and issubclass(loss, Loss):
        hint = f"That is the class; create a loss: {loss.__name__}()."
    else:
        hint = "Use SquaredError(), CrossEntropy() or another object of a subclass of Loss."
    raise ArgumentError(f"The loss is {loss!r}. {hint}")


def checked_output(output: ArrayLike) -> Array:
    """An output as an array with at least one axis, the last of which is features; not empty."""
    values = as_numbers(output, "The output")
    if not values.ndim:
        raise ShapeError(
            f"A loss takes an output of shape (features,) or (batch, features), not {values.shape}."
        )
    if not values.size:
        raise InputError(f"The output is empty: its shape is {values.shape}.")
    return values


def _recorded(output: Array, target: Array | None, variable: Variable) -> tuple[Any, Any]:
    if target is None:
        return record(output, variable), None
    t = Variable("t", "target", variable.batched and target.ndim == output.ndim)
    return record(output, variable), record(target, t)
