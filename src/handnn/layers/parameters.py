"""What a layer owns: learned arrays, and other layers that own some."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

from handnn.arrays import Array, freeze, frozen_copy
from handnn.errors import ShapeError
from handnn.step import NOTHING


class _Parameters:
    """The learned arrays of a layer by name, read-only; dotted names for layers inside it.

    Put together when asked for, and kept until a parameter is rebound (which a layer cannot know of
    the layers inside it, so nothing is kept for those).
    """

    def __get__(self, holder: ParameterHolder, owner: type[ParameterHolder]) -> Mapping[str, Array]:
        if holder.children:
            owners = holder.parameter_owners().items()
            return MappingProxyType({name: getattr(inside, own) for name, (inside, own) in owners})
        own = holder.__dict__
        values = MappingProxyType(
            {name: own[name] for name in holder.parameter_names if own.get(name) is not None}
        )
        own["parameters"] = values
        return values


class ParameterHolder:
    """Learned arrays under the names of attributes, and other holders likewise."""

    parameter_names: ClassVar[tuple[str, ...]] = ()
    name: str | None = None

    parameters = _Parameters()
    """The learned arrays by name, read-only; those of layers inside have dotted names."""

    _children: Mapping[str, Any] = NOTHING

    @property
    def n_parameters(self) -> int:
        """How many numbers are learned; a layer used twice counts once."""
        return sum(array.size for array in self.parameters.values())

    @property
    def title(self) -> str:
        """What an error calls it."""
        return type(self).__name__

    @property
    def children(self) -> Mapping[str, Any]:
        """The layers inside this one, by name: those that were assigned to its attributes."""
        return self._children

    def parameter_owners(self) -> dict[str, tuple[Any, str]]:
        """For every parameter the layer that holds it, and its name there; a shared layer once."""
        owners: dict[str, tuple[Any, str]] = {}
        seen: set[int] = set()

        def collect(layer: ParameterHolder, prefix: str) -> None:
            if id(layer) in seen:
                return
            seen.add(id(layer))
            for name in layer.parameter_names:
                if layer.__dict__.get(name) is not None:
                    owners[prefix + name] = (layer, name)
            for name, child in layer.children.items():
                collect(child, f"{prefix}{name}.")

        collect(self, "")
        return owners

    def rebind(self, arrays: Mapping[str, Array]) -> None:
        """Give the layer other arrays for all its own parameters, without a copy or a check.

        This is how an optimizer learns; everybody else assigns to the attributes, which checks.

        Args:
            arrays: By attribute, read-only, each of its parameter's shape and dtype.
        """
        own = self.__dict__
        own.update(arrays)
        if "parameters" in own:
            own["parameters"] = MappingProxyType(arrays)

    def rebind_named(self, arrays: Mapping[str, Array]) -> None:
        """`rebind` by the names in `parameters`, in layers inside too; what is not named stays."""
        holders: dict[ParameterHolder, dict[str, Array]] = {}
        for name, (holder, own) in self.parameter_owners().items():
            array = arrays[name] if name in arrays else getattr(holder, own)
            holders.setdefault(holder, {})[own] = freeze(array)
        for holder, known in holders.items():
            holder.rebind(known)

    def with_parameters(self, parameters: Mapping[str, Any]) -> Self:
        """A copy of this layer that holds other parameters (recorded arrays, say), unchecked."""
        replaced: dict[int, dict[str, Any]] = {}
        for name, (layer, own) in self.parameter_owners().items():
            if name in parameters:
                replaced.setdefault(id(layer), {})[own] = parameters[name]
        return self._copy(replaced, {})

    def _copy(
        self, replaced: Mapping[int, Mapping[str, Any]], copies: dict[int, ParameterHolder]
    ) -> Self:
        """A copy with the replaced parameters; a layer used twice is copied once."""
        copy = object.__new__(type(self))
        copies[id(self)] = copy
        copy.__dict__.update(self.__dict__)
        children = {
            name: copies.get(id(child)) or child._copy(replaced, copies)
            for name, child in self._children.items()
        }
        if children:
            copy._adopt(children)
        copy.__dict__.update(replaced.get(id(self), {}))
        copy.__dict__.pop("parameters", None)
        return copy

    def _adopt(self, children: dict[str, Any]) -> None:
        """Take the place of its children with others of the same names."""
        self.__dict__["_children"] = MappingProxyType(children)
        self.__dict__.update(children)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.parameter_names:
            value = self._checked_parameter(name, value)
            self.__dict__.pop("parameters", None)
        elif isinstance(value, ParameterHolder):
            self.__dict__["_children"] = MappingProxyType({**self._children, name: value})
        object.__setattr__(self, name, value)

    def _checked_parameter(self, name: str, value: Any) -> Array | None:
        present = self.__dict__.get(name)
        if value is None and present is None:
            return None
        array = frozen_copy(value, f"{name} of {self.title}")
        if present is None:
            return array
        if array.shape != present.shape:
            raise ShapeError(
                f"{name} of {self.title} has shape {present.shape}, but the new one has shape "
                f"{array.shape}. A parameter keeps its shape; build a new layer for another size."
            )
        return freeze(array.astype(present.dtype, copy=False))

    def __getstate__(self) -> dict[str, Any]:
        state = {**self.__dict__, "_children": dict(self._children)}
        state.pop("parameters", None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__dict__["_children"] = MappingProxyType(state["_children"])
        for array in self.parameters.values():
            freeze(array)  # a pickle forgets that arrays were read-only
