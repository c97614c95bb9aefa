"""The base class of optimizers: a rule that turns a parameter and its gradient into a new one."""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from handnn._lazy import unknown_attribute
from handnn.arrays import Array
from handnn.backward import Backward
from handnn.errors import ArgumentError, SettingError, ShapeError
from handnn.layers import Layer
from handnn.learning.update import Change, Update, assign_new_buffers
from handnn.parameters import by_owner, parameter_owners, rebind

State = Mapping[str, Any]


class Optimizer:
    """A rule by which parameters learn from their gradients. Subclass it and write `update_rule`.

    The rule is NumPy on its arguments and nothing else, so that an update explains itself. What it
    needs to keep between updates (a momentum, say) is its state. Each parameter has its own, which
    belongs to the layer and the attribute: equal names do not share it.

    Learning gives a layer new arrays; the old ones are never written into, so earlier traces remain
    true.

    Attributes:
        hyperparameter_names: The arguments of the constructor, for the repr.

    Examples:
        >>> import numpy as np
        >>> import handnn as hn
        >>> class SignDescent(hn.Optimizer):
        ...     '''Take a step of the same length, however large the gradient.'''
        ...     hyperparameter_names = ("lr",)
        ...
        ...     def __init__(self, lr):
        ...         super().__init__()
        ...         self.lr = lr
        ...
        ...     def update_rule(self, parameter, gradient, state):
        ...         return parameter - self.lr * np.sign(gradient), state
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [0]))
        >>> back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])
        >>> update = SignDescent(lr=0.5).update(net, back)
        >>> net.parameters["dense_1.W"]
        array([[ 1.5, -0.5]])
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self._memories: dict[int, dict[str, State]] = {}  # by layer, then by attribute

    # -- what an author writes --------------------------------------------------------------------

    def init_state(self, parameter: Array) -> State:
        """The state of a parameter before its first update; by default there is none."""
        return {}

    def update_rule(self, parameter: Any, gradient: Any, state: State) -> tuple[Any, State]:
        """One update: NumPy on the arguments, and nothing else.

        Args:
            parameter: The current parameter; it must not be written into.
            gradient: The gradient of the loss with respect to it, in its shape.
            state: What `init_state` or the last update returned; it must not be written into.

        Returns:
            The new parameter in a fresh array, and the new state.
        """
        raise NotImplementedError(f"{type(self).__name__} has no update_rule: write one.")

    # -- what a user calls ------------------------------------------------------------------------

    def update(self, network: Layer, back: Backward) -> Update:
        """Update a network's parameters from one backward pass.

        Args:
            network: The network; its parameters are rebound to new arrays.
            back: The backward pass that computed the gradients.

        Returns:
            An `Update`: the record of what changed, which explains itself.

        Raises:
            ArgumentError: If `back` is not the record of a backward pass.
            ShapeError: If the gradients are those of another network.
        """
        if not isinstance(back, Backward):
            raise ArgumentError(
                f"update takes the record that trace.backward(...) gives, not {back!r:.60}."
            )
        owners = parameter_owners(network)
        for name, gradient in back.gradients.items():
            if name not in owners or getattr(*owners[name]).shape != gradient.shape:
                raise ShapeError(
                    f"These gradients belong to another network: this one has no parameter "
                    f"{name!r} of shape {gradient.shape}. "
                    f"Its parameters: {', '.join(owners) or 'none'}."
                )
        changed, states = {}, {}
        for name, gradient in back.gradients.items():
            layer, own = owners[name]
            old, state = getattr(layer, own), self._memory(layer)[own]
            new, states[name] = self.apply_rule(old, gradient, state)
            variable = back.variable(name)
            changed[name] = Change(name, old, gradient, new, variable, self.without_state(), state)
        rebind(by_owner(network, {name: change.new for name, change in changed.items()}))
        assign_new_buffers(back.run)
        for name, state in states.items():
            layer, own = owners[name]
            self._memory(layer)[own] = state
        return Update(MappingProxyType(changed), repr(self))

    def apply(self, gradients: Mapping[Layer, Mapping[str, Array]]) -> None:
        """Update layers without a record: for training loops.

        Args:
            gradients: What `network.collect_gradients` found: for each layer that learns, the
                gradients with respect to all its own parameters, by attribute.
        """
        rule, memories = self.update_rule, self._memories
        arrays: dict[Any, dict[str, Array]] = {}
        for layer, own in gradients.items():
            memory = memories.get(id(layer)) or self._memory(layer)
            parameters = layer.parameters
            arrays[layer] = new = {}
            for name, gradient in own.items():
                old = parameters[name]
                if gradient.dtype is old.dtype and gradient.ndim:
                    array, memory[name] = rule(old, gradient, memory[name])
                else:
                    array, memory[name] = self.apply_rule(old, gradient, memory[name])
                array.setflags(False)  # what `freeze` does, inlined
                new[name] = array
        rebind(arrays)  # in one change, so that no trace in another thread sees half of it

    def apply_rule(self, parameter: Any, gradient: Any, state: State) -> tuple[Any, State]:
        """`update_rule` in the parameter's dtype, also for a number (an array without axes)."""
        if not parameter.ndim:
            row, state = self.apply_rule(parameter.reshape(1), np.reshape(gradient, 1), state)
            return row.reshape(()), state
        new, state = self.update_rule(parameter, gradient, state)
        if new.dtype is not parameter.dtype:
            new = new.astype(parameter.dtype)
        return new, state

    def _memory(self, layer: Layer) -> dict[str, State]:
        """The states of a layer's parameters by attribute, kept as long as the layer exists."""
        memory = self._memories.get(id(layer))
        if memory is None:
            parameters = {name: getattr(layer, name) for name in layer.parameter_names}
            memory = {
                name: self.init_state(np.atleast_1d(array))
                for name, array in parameters.items()
                if array is not None
            }
            self._memories[id(layer)] = memory
            weakref.finalize(layer, self._memories.pop, id(layer), None).atexit = False
        return memory

    def without_state(self) -> Optimizer:
        """An optimizer with the same settings, and no state of any parameter."""
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__getstate__())
        return copy

    if not TYPE_CHECKING:  # where a misspelt attribute is to be reported

        def __getattr__(self, name):
            unknown_attribute(self, name, "unknown_in_optimizer")

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_memories": {}}  # they belong to the layers of this process

    def __repr__(self) -> str:
        arguments = inspect.signature(type(self)).parameters
        settings = {name: getattr(self, name) for name in self.hyperparameter_names}
        chosen = [f"{n}={v!r}" for n, v in settings.items() if v != arguments[n].default]
        return f"{type(self).__name__}({', '.join(chosen)})"


def setting(optimizer: str, name: str, value: Any, below: float = np.inf) -> float:
    """A setting as a float, at least 0 and below a bound.

    Raises:
        SettingError: If it is not.
    """
    try:
        number = np.nan if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        number = np.nan
    if 0 <= number < below:
        return number
    bound = "" if below == np.inf else f" and below {below:g}"
    raise SettingError(f"{optimizer}: {name} must be a number, at least 0{bound}; got {value!r}.")
