"""The base class of optimizers: a rule that turns a parameter and its gradient into a new one."""

from __future__ import annotations

import inspect
import math
import weakref
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from handnn._lazy import unknown_attribute
from handnn.arrays import Array
from handnn.backward import Backward
from handnn.errors import ArgumentError, SettingError, ShapeError
from handnn.layers import Layer
from handnn.learning.schedules import Schedule
from handnn.learning.update import Change, Update, assign_new_buffers
from handnn.parameters import by_owner, parameter_owners, rebind
from handnn.settings import positive, setting

State = Mapping[str, Any]

CLIPPING = ("clip_norm", "clip_value")
"""The names of the settings that every optimizer of handnn has."""


class Optimizer:
    """A rule by which parameters learn from their gradients. Subclass it and write `update_rule`.

    The rule is NumPy on its arguments and nothing else, so that an update explains itself. What it
    needs to keep between updates (a momentum, say) is its state. Each parameter has its own, which
    belongs to the layer and the attribute: equal names do not share it.

    Learning gives a layer new arrays; the old ones are never written into, so earlier traces remain
    true.

    A learning rate ``self.lr`` may be a `Schedule`: in `update_rule` it is the number of this very
    update. Gradients can be **clipped** before the rule sees them, so that a single large one does
    not throw the network off. By norm, all gradients together are shortened to a length of at most
    `clip_norm`, which keeps their direction (Pascanu et al., "On the difficulty of training
    recurrent neural networks", 2013); by value, each number is cut off at `clip_value`.

    Args:
        clip_norm: The longest that all gradients together may be; None for any length.
        clip_value: The largest that a number of a gradient may be, up or down; None for any.

    Raises:
        SettingError: If one of them is not a number above 0, or there are both.

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

    def __init__(self, clip_norm: float | None = None, clip_value: float | None = None) -> None:
        self._memories: dict[int, dict[str, State]] = {}  # by layer, then by attribute
        self._updates = 0  # how many there have been
        kind = type(self).__name__
        self.clip_norm = None if clip_norm is None else positive(kind, "clip_norm", clip_norm)
        self.clip_value = None if clip_value is None else positive(kind, "clip_value", clip_value)
        if None not in (clip_norm, clip_value):
            raise SettingError(f"{kind}: gradients are clipped by clip_norm or by clip_value.")

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
        used, norm = self._of_this_update(), self._norm(back.gradients.values())
        for name, gradient in back.gradients.items():
            layer, own = owners[name]
            old, state = getattr(layer, own), self._memory(layer)[own]
            new, states[name] = used.apply_rule(old, self.clipped(gradient, norm), state)
            rule, variable = used.without_state(), back.variable(name)
            changed[name] = Change(name, old, gradient, new, variable, rule, state, norm)
        rebind(by_owner(network, {name: change.new for name, change in changed.items()}))
        assign_new_buffers(back.run)
        for name, state in states.items():
            layer, own = owners[name]
            self._memory(layer)[own] = state
        self._updates += 1
        schedule = self._schedule
        lr = None if schedule is None else schedule(self._updates - 1)
        changes = MappingProxyType(changed)
        return Update(changes, repr(self), self._updates, lr, schedule, norm, back)

    def apply(self, gradients: Mapping[Layer, Mapping[str, Array]]) -> None:
        """Update layers without a record: for training loops.

        Args:
            gradients: What `network.collect_gradients` found: for each layer that learns, the
                gradients with respect to all its own parameters, by attribute.
        """
        used, memories = self, self._memories
        if not isinstance(self.__dict__.get("lr"), float):
            used = self._of_this_update()
        if self.clip_norm or self.clip_value:
            norm = self._norm(g for own in gradients.values() for g in own.values())
            gradients = {
                layer: {name: self.clipped(g, norm) for name, g in own.items()}
                for layer, own in gradients.items()
            }
        rule = used.update_rule
        self._updates += 1
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
                    array, memory[name] = used.apply_rule(old, gradient, memory[name])
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

    def clipped(self, gradient: Any, norm: Any) -> Any:
        """A gradient as the rule takes it.

        Args:
            gradient: The gradient with respect to one parameter.
            norm: The length of all gradients together, where they are clipped by it.
        """
        if self.clip_norm is not None:
            return gradient * (self.clip_norm / np.maximum(norm, self.clip_norm))
        if self.clip_value is not None:
            return np.clip(gradient, -self.clip_value, self.clip_value)
        return gradient

    def _norm(self, gradients: Iterable[Array]) -> float | None:
        """The length of all gradients together, if they are clipped by it."""
        if self.clip_norm is None:
            return None
        return math.sqrt(sum(float(np.vdot(gradient, gradient)) for gradient in gradients))

    @property
    def _schedule(self) -> Schedule | None:
        """The schedule of the learning rate, or None where that is a number."""
        lr = self.__dict__.get("lr")
        return lr if isinstance(lr, Schedule) else None

    def _of_this_update(self) -> Optimizer:
        """The optimizer whose learning rate is the number that the schedule says."""
        schedule = self._schedule
        if schedule is None:
            return self
        used = self.without_state()
        vars(used)["lr"] = schedule(self._updates)
        return used

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
        # the memories belong to the layers of this process
        return {**self.__dict__, "_memories": {}, "_updates": 0}

    def __repr__(self) -> str:
        arguments = inspect.signature(type(self)).parameters
        settings = {name: getattr(self, name) for name in self.hyperparameter_names}
        chosen = [f"{n}={_written(v)}" for n, v in settings.items() if v != arguments[n].default]
        return f"{type(self).__name__}({', '.join(chosen)})"


def _written(value: Any) -> str:
    """A setting, a learning rate that a schedule has worked out not to its last digit."""
    return f"{value:.6}" if isinstance(value, float) else repr(value)


def learning_rate(optimizer: str, lr: float | Schedule) -> float | Schedule:
    """A learning rate: a schedule, or a number of at least 0.

    Raises:
        SettingError: If it is neither.
    """
    return lr if isinstance(lr, Schedule) else setting(optimizer, "lr", lr)
