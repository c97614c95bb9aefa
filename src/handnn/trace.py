"""The record of one run of a network."""

from __future__ import annotations

from functools import cached_property

from numpy.typing import ArrayLike

from handnn.arrays import Array, freeze, frozen_copy
from handnn.backward import Backward
from handnn.backward_step import BackwardStep
from handnn.errors import ArgumentError, ShapeError
from handnn.frozen import frozen
from handnn.losses import Loss, as_loss
from handnn.naming import default_name
from handnn.run_record import RunRecord
from handnn.step import RecordedLayer, Step


@frozen("run")
class Trace(RunRecord):
    """The record of one run of a network: its steps, each with input, output and parameters.

    A trace never changes, even when the network learns afterwards. It is what a learner reads, and
    what backpropagation runs on. Its steps are found by name, ``trace["hidden"]``, by position,
    ``trace[0]``, or in a loop, ``for step in trace``.

    Attributes:
        recorded: The network's own step as it ran, with the steps of its layers inside.

    Examples:
        >>> import handnn as hn
        >>> neuron = hn.Dense([[1, -1, 1]], [-5], name="neuron")
        >>> net = hn.Sequential(neuron, hn.ReLU())
        >>> trace = net.trace([2, 1, 3])
        >>> trace.input, trace.output
        (array([2., 1., 3.]), array([0.]))
        >>> trace["neuron"].output
        array([-1.])
        >>> trace
        Trace of 2 steps: neuron → relu_1; (3,) → (1,)
    """

    recorded: Step

    @cached_property
    def run(self) -> Step:
        """The network's own step; all steps inside it have names and symbols."""
        return self.recorded.placed()

    @property
    def network(self) -> RecordedLayer:
        """The network that ran."""
        return self.recorded.layer

    @property
    def input(self) -> Array:
        """The input: one sample or a batch."""
        return self.recorded.input

    @property
    def output(self) -> Array:
        """The output."""
        return self.recorded.output

    def backward(
        self,
        loss: Loss | None = None,
        target: ArrayLike | None = None,
        *,
        grad: ArrayLike | None = None,
    ) -> Backward:
        """Backpropagate: the gradient of the loss with respect to every parameter.

        It starts from a loss and a target, or from a gradient with respect to the output. The
        parameters are those that this run used, even if the network has learned since.

        Args:
            loss: Such as ``CrossEntropy()``.
            target: The output that was wanted; see the loss. None for a loss that takes none.
            grad: The gradient to start from, in the output's shape.

        Returns:
            A `Backward` record.

        Raises:
            ArgumentError: If there is neither a loss with its target nor a gradient, or both.
            ShapeError: If the target or the gradient does not fit the output.
            InputError: If they do not hold valid numbers.

        Examples:
            >>> import handnn as hn
            >>> trace = hn.Sequential(hn.Dense([[1, -1, 1]], [2])).trace([2, 1, 3])
            >>> trace.backward(hn.SquaredError(), target=[4]).gradients["dense_1.b"]
            array([2.])
            >>> trace.backward(grad=[1]).gradients["dense_1.W"]
            array([[2., 1., 3.]])
        """
        needed = getattr(loss, "takes_target", True)
        if (loss is None) == (grad is None) or (needed and (loss is None) != (target is None)):
            raise ArgumentError(
                "backward starts from a loss and a target, "
                "trace.backward(hn.SquaredError(), target=[1, 0]), "
                "or from the gradient with respect to the output, trace.backward(grad=[1, 1])."
            )
        output = self.output
        if loss is None:
            start = frozen_copy(grad, "grad")  # type: ignore[arg-type]  # not None, as checked above
            if start.shape != output.shape:
                raise ShapeError(
                    f"grad is the gradient with respect to the output and has its shape, "
                    f"{output.shape}; got an array of shape {start.shape}."
                )
            start = start.astype(output.dtype, copy=False)
            return Backward(self, self._backpropagated(start + 0.0))
        loss = as_loss(loss)
        prepared = loss.target_for(output, target)
        value, start = loss.forward_and_gradient(output, prepared)
        gradients = self._backpropagated(start + 0.0)
        if prepared is not None:
            freeze(prepared)
        return Backward(self, gradients, float(value), loss, prepared)

    def _backpropagated(self, start: Array) -> BackwardStep:
        """Backpropagate `start`; as far as the input only where no layer has parameters."""
        learns = any(step.parameters for step in self.run.leaves())
        run: BackwardStep = self.network.backward(self.run, start, needs_input_grad=not learns)
        return run

    def __len__(self) -> int:
        return len(self.recorded.steps) or 1

    def __repr__(self) -> str:
        n = len(self)
        chain = " → ".join(self.network.step_names() or [default_name(self.network)])
        shapes = f"{self.input.shape} → {self.output.shape}"
        return f"Trace of {n} step{'s' * (n != 1)}: {chain}; {shapes}"
