"""The record of one update: what every parameter was, and what it became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

from handnn import notebook
from handnn.arithmetic import Variable, record
from handnn.arrays import Array, freeze, same
from handnn.errors import NoSuchStepError
from handnn.explanation import Explanation, explain_array


class Rule(Protocol):
    """What a change asks of the optimizer that made it."""

    def changed(
        self, parameter: Any, gradient: Any, state: Mapping[str, Any]
    ) -> tuple[Any, Mapping[str, Any]]:
        """The new parameter and the new state."""


class Change:
    """What one update did to one parameter. It never changes.

    Args:
        name: The parameter's name in its network, such as ``"hidden.W"``.
        old: The parameter before.
        gradient: The gradient of the loss by it.
        new: The parameter after.
        variable: What the parameter is called on paper.
        optimizer: What made the change.
        state: What the optimizer remembered of this parameter before.
    """

    __slots__ = ("_gradient", "_name", "_new", "_old", "_optimizer", "_state", "_variable")

    def __init__(
        self,
        name: str,
        old: Array,
        gradient: Array,
        new: Array,
        variable: Variable,
        optimizer: Rule,
        state: Mapping[str, Any],
    ) -> None:
        self._name = name
        self._old = freeze(old)
        self._gradient = freeze(gradient)
        self._new = freeze(new)
        self._variable = variable
        self._optimizer = optimizer
        self._state = state

    @property
    def name(self) -> str:
        """The parameter's name in its network."""
        return self._name

    @property
    def old(self) -> Array:
        """The parameter before; read-only."""
        return self._old

    @property
    def gradient(self) -> Array:
        """The gradient of the loss by the parameter; read-only."""
        return self._gradient

    @property
    def new(self) -> Array:
        """The parameter after; read-only."""
        return self._new

    @property
    def variable(self) -> Variable:
        """What the parameter is called on paper."""
        return self._variable

    def explain(self, index: Any = None) -> Explanation:
        """The hand arithmetic of the change: the optimizer's own rule on numbers that remember.

        Args:
            index: The cells asked for, as NumPy would index the parameter. All by default.

        Raises:
            NoSuchStepError: If there is no such cell.
            UnexplainedError: If the rule does something that cannot be followed.
        """
        ask = f'.explain("{self.name}", {{}})'
        return explain_array(
            self._rerun, self.variable, self.new, index, self.name, repr(self._optimizer), ask
        )

    def _rerun(self) -> Any:
        symbol = self.variable.name
        state = {
            key: record(value, Variable(f"{key}_{symbol}", "state"))
            if isinstance(value, np.ndarray)
            else value
            for key, value in self._state.items()
        }
        old = record(self.old, self.variable)
        gradient = record(self.gradient, self.variable.gradient)
        return self._optimizer.changed(old, gradient, state)[0]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Change):
            return NotImplemented
        return (
            self.name == other.name
            and same(self.old, other.old)
            and same(self.gradient, other.gradient)
            and same(self.new, other.new)
        )

    __hash__ = None  # type: ignore[assignment]  # arrays inside

    def __reduce__(self) -> tuple[Any, ...]:
        arrays = (self.old, self.gradient, self.new)
        return Change, (self.name, *arrays, self.variable, self._optimizer, self._state)

    def __repr__(self) -> str:
        return f"Change of {self.name} by {self._optimizer!r}"

    def __str__(self) -> str:
        return str(self.explain())


class Update:
    """What one update did to a network's parameters. It never changes.

    Made by `Optimizer.update`; ``update["hidden.W"]`` has `old`, `gradient` and `new`.

    Args:
        changes: The changes by the names of the parameters.
        optimizer: What made them, in words.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [0]))
        >>> back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])
        >>> update = hn.SGD(lr=0.1).update(net, back)
        >>> change = update["dense_1.b"]
        >>> change.old, change.gradient, change.new
        (array([0.]), array([-2.]), array([0.2]))
        >>> print(update.explain("dense_1.W", (0, 0)))
        W[1,1] = W[1,1] - 0.1·∂L/∂W[1,1]
        W[1,1] = 1 - 0.1·(-4) = 1.4
    """

    __slots__ = ("_changes", "_optimizer")

    def __init__(self, changes: Mapping[str, Change], optimizer: str) -> None:
        self._changes = MappingProxyType(dict(changes))
        self._optimizer = optimizer

    @property
    def changes(self) -> Mapping[str, Change]:
        """The changes by the names of the parameters; read-only."""
        return self._changes

    def explain(self, name: str | None = None, index: Any = None) -> Explanation:
        """The hand arithmetic of the update.

        Args:
            name: A parameter, such as ``"hidden.W"``; all by default.
            index: The cells asked for, as NumPy would index that parameter. All by default.

        Raises:
            NoSuchStepError: If there is no such parameter or cell.
            UnexplainedError: If the optimizer's rule does something that cannot be followed.
        """
        if name is not None:
            return self[name].explain(index)
        return Explanation.joined([change.explain() for change in self.changes.values()])

    def __getitem__(self, name: str) -> Change:
        """What the update did to one parameter."""
        if name not in self.changes:
            known = ", ".join(map(repr, self.changes)) or "none"
            raise NoSuchStepError(f"The update has no parameter {name!r}. It changed: {known}.")
        return self.changes[name]

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.changes)

    def __eq__(self, other: object) -> bool:
        return self.changes == other.changes if isinstance(other, Update) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # arrays inside

    def __reduce__(self) -> tuple[Any, ...]:
        return Update, (dict(self.changes), self._optimizer)

    def __repr__(self) -> str:
        return f"Update by {self._optimizer}: {', '.join(self) or 'no parameters'}"

    def _repr_html_(self) -> str:
        """The arithmetic for a notebook."""
        return notebook.arithmetic(repr(self), str(self.explain()) if self.changes else "")

    def __str__(self) -> str:
        return f"{self!r}\n{self.explain()}" if self.changes else repr(self)
