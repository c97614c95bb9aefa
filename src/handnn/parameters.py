"""What a layer owns: learned arrays, and other layers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, Self

from handnn.arrays import Array, freeze, frozen_copy
from handnn.errors import ShapeError
from handnn.frozen import NOTHING

# Attributes that a layer manages itself: neither parameters nor assigned by its author.
BOOKKEEPING = ("_children", "_own_parameters", "_gradients_checked")


class Holder(Protocol):
    """Anything that holds parameters."""

    parameter_names: ClassVar[tuple[str, ...]]

    @property
    def children(self) -> Mapping[str, Any]:
        """The holders inside it, by name."""


class ParameterHolder:
    """An object whose attributes are learned arrays, and other such objects."""

    parameter_names: ClassVar[tuple[str, ...]] = ()
    name: str | None = None

    _children: Mapping[str, Any] = NOTHING

    @property
    def children(self) -> Mapping[str, Any]:
        """The layers inside this one, by name: those that were assigned to its attributes."""
        return self._children

    @property
    def parameters(self) -> Mapping[str, Array]:
        """The learned arrays by name, read-only; those of layers inside have dotted names."""
        if not self._children:
            return self._own_parameters
        owners = parameter_owners(self).items()
        return MappingProxyType({name: getattr(layer, own) for name, (layer, own) in owners})

    @cached_property
    def _own_parameters(self) -> Mapping[str, Array]:
        """Cached until a parameter is rebound, which layers inside do without telling this one."""
        own = vars(self)
        return MappingProxyType(
            {name: own[name] for name in self.parameter_names if own.get(name) is not None}
        )

    def _forget(self) -> None:
        vars(self).pop("_own_parameters", None)

    @property
    def n_parameters(self) -> int:
        """How many numbers are learned; a layer used twice counts once."""
        return sum(array.size for array in self.parameters.values())

    def with_parameters(self, parameters: Mapping[str, Any]) -> Self:
        """A copy of this layer with other parameters, which are not checked.

        Args:
            parameters: New arrays, under their names in `parameters`; the others stay the same.
        """
        replaced: dict[int, dict[str, Any]] = {}
        for name, (layer, own) in parameter_owners(self).items():
            if name in parameters:
                replaced.setdefault(id(layer), {})[own] = parameters[name]
        return self._copy(replaced, {})

    def _copy(
        self, replaced: Mapping[int, Mapping[str, Any]], copies: dict[int, ParameterHolder]
    ) -> Self:
        """A copy with the replaced parameters; a layer used twice is copied once."""
        copy = object.__new__(type(self))
        copies[id(self)] = copy
        vars(copy).update(vars(self), **replaced.get(id(self), {}))
        copy._forget()
        if self._children:
            copy._adopt(
                {
                    name: copies.get(id(child)) or child._copy(replaced, copies)
                    for name, child in self._children.items()
                }
            )
        return copy

    def _adopt(self, children: Mapping[str, Any]) -> None:
        """Make layers its children, replacing those of the same names."""
        vars(self).update(children, _children=MappingProxyType(dict(children)))

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.parameter_names:
            value = self._checked_parameter(name, value)
            self._forget()
        elif isinstance(value, ParameterHolder):
            vars(self)["_children"] = MappingProxyType({**self._children, name: value})
        super().__setattr__(name, value)

    def _checked_parameter(self, name: str, value: Any) -> Array | None:
        present = vars(self).get(name)
        if value is None and present is None:
            return None
        owner = self._title()
        array = frozen_copy(value, f"{name} of {owner}")
        if present is None:
            return array
        if array.shape != present.shape:
            raise ShapeError(
                f"{name} of {owner} has shape {present.shape}, but the new one has shape "
                f"{array.shape}. A parameter keeps its shape; build a new layer for another size."
            )
        return freeze(array.astype(present.dtype, copy=False))

    def _title(self) -> str:
        """What error messages call it."""
        return type(self).__name__

    def __getstate__(self) -> dict[str, Any]:
        state = {**vars(self), "_children": dict(self._children)}
        state.pop("_own_parameters", None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _children=MappingProxyType(state["_children"]))
        for array in self.parameters.values():
            freeze(array)  # a pickle does not keep arrays read-only


def parameter_owners(layer: Holder) -> dict[str, tuple[Any, str]]:
    """For every parameter, the layer that holds it and its name there; a shared layer once."""
    owners: dict[str, tuple[Any, str]] = {}
    seen: set[int] = set()

    def collect(holder: Holder, prefix: str) -> None:
        if id(holder) in seen:
            return
        seen.add(id(holder))
        for name in holder.parameter_names:
            if vars(holder).get(name) is not None:
                owners[prefix + name] = (holder, name)
        for name, child in holder.children.items():
            collect(child, f"{prefix}{name}.")

    collect(layer, "")
    return owners


def rebind(layer: Holder, arrays: Mapping[str, Array]) -> None:
    """Replace all of a layer's own parameters, without a copy or a check.

    Optimizers use this; all other code assigns to the attributes, which checks.

    Args:
        layer: The layer.
        arrays: The new arrays by attribute, read-only, with the shapes and dtypes of the old ones.
    """
    vars(layer).update(arrays, _own_parameters=MappingProxyType(dict(arrays)))


def rebind_named(layer: Holder, arrays: Mapping[str, Array]) -> None:
    """`rebind` by the names in `parameters`, in layers inside too; the others stay the same."""
    holders: dict[Holder, dict[str, Array]] = {}
    for name, (holder, own) in parameter_owners(layer).items():
        array = arrays[name] if name in arrays else getattr(holder, own)
        holders.setdefault(holder, {})[own] = freeze(array)
    for holder, known in holders.items():
        rebind(holder, known)
