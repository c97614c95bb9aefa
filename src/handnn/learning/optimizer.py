"""What every optimizer is: one rule that makes a new parameter of an old one and its gradient."""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np

from handnn.arrays import Array
from handnn.backward import Backward
from handnn.backward_step import BackwardStep
from handnn.errors import ArgumentError, SettingError, ShapeError
from handnn.layers import Layer
from handnn.learning.update import Change, Update

State = Mapping[str, Any]


class Optimizer:
    """A rule by which parameters learn from their gradients. Subclass it and write `rule`.

    The rule is NumPy on its arguments and nothing else, so that an update explains itself. What it
    has to remember between updates (a momentum, say) is its state: each parameter has its own,
    which belongs to the layer and the attribute, and is never shared by name.

    Learning gives a layer new arrays; the old ones are never written into. So a trace taken before
    stays true.

    Attributes:
        setting_names: The arguments of the constructor, for the repr.

    Examples:
        >>> import handnn as hn
        >>> class SignDescent(hn.Optimizer):
        ...     '''Take a step of the same length whatever the gradient's size.'''
        ...     setting_names = ("lr",)
        ...
        ...     def __init__(self, lr):
        ...         super().__init__()
        ...         self.lr = lr
        ...
        ...     def rule(self, parameter, gradient, state):
        ...         return parameter - self.lr * np.sign(gradient), state
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [0]))
        >>> back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])
        >>> update = SignDescent(lr=0.5).update(net, back)
        >>> net.parameters["dense_1.W"]
        array([[ 1.5, -0.5]])
    """

    setting_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self._memories: dict[int, dict[str, State]] = {}  # by layer, then by attribute

    # -- what an author writes --------------------------------------------------------------------

    def start(self, parameter: Array) -> State:
        """The state of a parameter that has not been updated yet; by default there is none."""
        return {}

    def rule(self, parameter: Any, gradient: Any, state: State) -> tuple[Any, State]:
        """One update: NumPy on the arguments, and nothing else.

        Args:
            parameter: The parameter as it is; it must not be written into.
            gradient: The gradient of the loss by it, in its shape.
            state: What `start` or the last update gave; it must not be written into.

        Returns:
            The new parameter in a fresh array, and the new state.
        """
        raise NotImplementedError(f"{type(self).__name__} has no rule: write one.")

    # -- what a user calls ------------------------------------------------------------------------

    def update(self, network: Layer, back: Backward) -> Update:
        """Let a network learn from one backward pass.

        Args:
            network: The network; its parameters are rebound to new arrays.
            back: The gradients, by the names of the network's parameters.

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
        owners = network.parameter_owners()
        for name, gradient in back.gradients.items():
            if name not in owners or getattr(*owners[name]).shape != gradient.shape:
                raise ShapeError(
                    f"These gradients belong to another network: this one has no parameter "
                    f"{name!r} of shape {gradient.shape}. "
                    f"Its parameters: {', '.join(owners) or 'none'}."
                )
        changes = {}
        for name, gradient in back.gradients.items():
            layer, own = owners[name]
            memory, old = self._memory(layer), getattr(layer, own)
            state = memory.setdefault(own, self.start(np.atleast_1d(old)))
            new = self._learn(layer, own, gradient, memory)
            variable = back.variable(name)
            changes[name] = Change(name, old, gradient, new, variable, self.frozen(), state)
        return Update(changes, repr(self))

    def apply(self, back: BackwardStep) -> None:
        """Let a network learn from one backward pass, without a record: for loops.

        Args:
            back: What `network.backward` gave.
        """
        total: dict[int, tuple[Layer, Mapping[str, Array]]] = {}
        _collect(back, total)
        for layer, gradients in total.values():
            memory = self._memory(layer)
            for own, gradient in gradients.items():
                self._learn(layer, own, gradient, memory)

    def changed(self, parameter: Any, gradient: Any, state: State) -> tuple[Any, State]:
        """`rule`, for a single number (an array without axes) too."""
        if parameter.ndim:
            return self.rule(parameter, gradient, state)
        new, state = self.rule(np.reshape(parameter, 1), np.reshape(gradient, 1), state)
        return np.reshape(new, ()), state

    def _learn(self, layer: Layer, own: str, gradient: Array, memory: dict[str, State]) -> Array:
        """Rebind one parameter to what the rule makes of it."""
        old = getattr(layer, own)
        state = memory.get(own)
        if state is None:
            state = self.start(np.atleast_1d(old))
        new, memory[own] = self.changed(old, gradient, state)
        if new.dtype != old.dtype:
            new = new.astype(old.dtype)
        layer.rebind(own, new)
        return new

    def _memory(self, layer: Layer) -> dict[str, State]:
        """The states of a layer's parameters, kept as long as the layer lives."""
        memory = self._memories.get(id(layer))
        if memory is None:
            memory = self._memories[id(layer)] = {}
            weakref.finalize(layer, self._memories.pop, id(layer), None).atexit = False
        return memory

    def frozen(self) -> Optimizer:
        """An optimizer with the same settings, and no memory of any parameter."""
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__getstate__())
        return copy

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_memories": {}}  # it belongs to layers of this process

    def __repr__(self) -> str:
        arguments = inspect.signature(type(self)).parameters
        settings = {name: getattr(self, name) for name in self.setting_names}
        chosen = [f"{n}={v!r}" for n, v in settings.items() if v != arguments[n].default]
        return f"{type(self).__name__}({', '.join(chosen)})"


def _collect(back: BackwardStep, total: dict[int, tuple[Layer, Mapping[str, Array]]]) -> None:
    """Put together the gradients of each layer; those of a layer at several places add up."""
    for step in back.steps or (back,):
        if step.steps:
            _collect(step, total)
        elif step.parameter_gradients:
            layer = step.step.layer
            for holder, gradients in _by_holder(layer, step.parameter_gradients):
                known = total.get(id(holder))
                if known is not None:
                    gradients = {name: known[1][name] + g for name, g in gradients.items()}
                total[id(holder)] = holder, gradients


def _by_holder(
    layer: Layer, gradients: Mapping[str, Array]
) -> Iterable[tuple[Layer, Mapping[str, Array]]]:
    """The gradients of a layer and of the layers inside it, each with its own names."""
    if not layer.children:
        return ((layer, gradients),)
    holders: dict[int, tuple[Layer, dict[str, Array]]] = {}
    for name, (holder, own) in layer.parameter_owners().items():
        holders.setdefault(id(holder), (holder, {}))[1][own] = gradients[name]
    return holders.values()


def setting(optimizer: str, name: str, value: Any, below: float = np.inf) -> float:
    """A setting as a float, at least 0 and below a bound.

    Raises:
        SettingError: If it is not.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = np.nan
    if 0 <= number < below:
        return number
    bound = "" if below == np.inf else f" and below {below:g}"
    raise SettingError(f"{optimizer}: {name} must be a number, at least 0{bound}; got {value!r}.")
