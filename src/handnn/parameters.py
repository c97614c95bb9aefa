"""What a layer owns: learned arrays, buffers, and other layers."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn, Protocol, Self

from handnn.arrays import Array, freeze, frozen_copy
from handnn.errors import ArgumentError, ShapeError
from handnn.frozen import NOTHING

# Attributes that a layer manages itself: neither parameters nor assigned by its author.
BOOKKEEPING = ("_children", "_own_parameters", "_is_followed", "_gradients_checked")


class Parameters(dict[str, Array]):
    """Learned arrays by name: a dictionary that cannot be changed.

    Examples:
        >>> import handnn as hn
        >>> hn.Dense([[1, -1, 1]], [-5]).parameters
        {'W': array([[ 1., -1.,  1.]]), 'b': array([-5.])}
    """

    __slots__ = ()

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        """Say that this is no method, as it is in other libraries."""
        raise ArgumentError(
            "parameters is not a method but a mapping from names to arrays: write net.parameters, "
            'or net.parameters["hidden.W"].'
        )

    def _fixed(self, *_: Any, **__: Any) -> Any:
        raise ArgumentError(
            "parameters cannot be changed in place. Assign to the layer, layer.W = ..., or make a "
            'copy: net.with_parameters({"hidden.W": ...}).'
        )

    __setitem__ = __delitem__ = __ior__ = _fixed
    clear = pop = popitem = setdefault = update = _fixed

    def __reduce__(self) -> tuple[Any, ...]:
        return Parameters, (dict(self),)


class _Changes:
    """The changes of parameters in this process, one at a time.

    A change may give several layers new arrays. Code that reads some without the lock can tell from
    `count` whether they belong together: they do if it is even, and the same before and after.
    """

    def __init__(self) -> None:
        self.count = 0
        self.lock = threading.RLock()

    def __enter__(self) -> None:
        self.lock.acquire()
        self.count += 1

    def __exit__(self, *_: object) -> None:
        self.count += 1
        self.lock.release()


changes = _Changes()


class Holder(Protocol):
    """Anything that holds parameters."""

    parameter_names: ClassVar[tuple[str, ...]]
    buffer_names: ClassVar[tuple[str, ...]]

    @property
    def children(self) -> Mapping[str, Any]:
        """The holders inside it, by name."""


class ParameterHolder:
    """An object whose attributes are learned arrays, buffers, and other such objects."""

    parameter_names: ClassVar[tuple[str, ...]] = ()
    buffer_names: ClassVar[tuple[str, ...]] = ()
    name: str | None = None

    _children: Mapping[str, Any] = NOTHING
    _children_are_attributes: ClassVar[bool] = True
    _own_parameters: Mapping[str, Array] | None = None  # None: to be gathered

    @property
    def children(self) -> Mapping[str, Any]:
        """The layers inside this one, by name: those that were assigned to its attributes."""
        return self._children

    @property
    def parameters(self) -> Mapping[str, Array]:
        """The learned arrays by name, read-only; those of layers inside have dotted names."""
        known = self._own_parameters
        return self._gathered() if known is None else known

    def _gathered(self) -> Mapping[str, Array]:
        """The parameters of one moment.

        They are cached until one is rebound, but not where there are layers inside, which rebind
        theirs without telling this one.
        """
        with changes.lock:
            owners = parameter_owners(self).items()
            found = Parameters({name: vars(layer)[own] for name, (layer, own) in owners})
            if not self._children:
                self._cache(found)
        return found

    @property
    def buffers(self) -> Mapping[str, Array]:
        """The arrays that it keeps but does not learn, by name, like `parameters`; read-only.

        Examples:
            >>> import handnn as hn
            >>> net = hn.Sequential(hn.Dense([[1, -1, 1]], [-5]), hn.ReLU())
            >>> net.buffers
            {}
        """
        if not self.buffer_names and not self._children:
            return _NO_BUFFERS
        with changes.lock:
            owners = buffer_owners(self).items()
            return Parameters({name: vars(layer)[own] for name, (layer, own) in owners})

    def _cache(self, parameters: Mapping[str, Array] | None) -> None:
        vars(self)["_own_parameters"] = parameters

    @property
    def n_parameters(self) -> int:
        """How many numbers are learned; a layer used twice counts once."""
        return sum(array.size for array in self.parameters.values())

    def with_parameters(self, parameters: Mapping[str, Any]) -> Self:
        """A copy of this layer with other parameters or buffers, which are not checked.

        Args:
            parameters: New arrays, under their names in `parameters` or in `buffers`; the others
                stay the same.
        """
        replaced: dict[int, dict[str, Any]] = {}
        with changes.lock:
            for name, (layer, own) in _owners(self, "parameter_names", "buffer_names").items():
                if name in parameters:
                    replaced.setdefault(id(layer), {})[own] = parameters[name]
            return self._copy(replaced, {})

    def _snapshot(self) -> tuple[Self, dict[int, Any]]:
        """A copy with the parameters of one moment, and the original of each copied layer."""
        copies: dict[int, ParameterHolder] = {}
        with changes.lock:
            copy = self._copy({}, copies)
        holders = {id(self): self, **{id(layer): layer for layer in _inside(self)}}
        return copy, {id(copies[key]): layer for key, layer in holders.items()}

    def _copy(
        self, replaced: Mapping[int, Mapping[str, Any]], copies: dict[int, ParameterHolder]
    ) -> Self:
        """A copy with the replaced parameters; a layer used twice is copied once."""
        copy = object.__new__(type(self))
        copies[id(self)] = copy
        vars(copy).update(vars(self), **replaced.get(id(self), {}))
        copy._cache(None)
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
        vars(self)["_children"] = MappingProxyType(dict(children))
        if self._children_are_attributes:
            vars(self).update(children)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.parameter_names or name in self.buffer_names:
            array = self._checked_array(name, value)
            with changes:
                self._cache(None)
                super().__setattr__(name, array)
            return
        if isinstance(value, ParameterHolder):
            vars(self)["_children"] = MappingProxyType({**self._children, name: value})
            self._cache(None)
        super().__setattr__(name, value)

    def _checked_array(self, name: str, value: Any) -> Array | None:
        present = vars(self).get(name)
        if value is None and present is None:
            return None
        owner = self._title()
        array = frozen_copy(value, f"{name} of {owner}")
        if present is None or name in self.buffer_names:
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
        with changes.lock:
            return {**vars(self), "_children": dict(self._children), "_own_parameters": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _children=MappingProxyType(state["_children"]))
        for array in (*self.parameters.values(), *self.buffers.values()):
            freeze(array)  # a pickle does not keep arrays read-only


def _inside(holder: ParameterHolder) -> Iterator[ParameterHolder]:
    """All holders inside a holder, once for each place."""
    for child in holder.children.values():
        yield child
        yield from _inside(child)


_NO_BUFFERS = Parameters()


def parameter_owners(layer: Holder) -> dict[str, tuple[Any, str]]:
    """For every parameter, the layer that holds it and its name there; a shared layer once."""
    return _owners(layer, "parameter_names")


def buffer_owners(layer: Holder) -> dict[str, tuple[Any, str]]:
    """For every buffer, the layer that holds it and its name there; a shared layer once."""
    return _owners(layer, "buffer_names")


def arrays_in_order(layer: Holder) -> dict[str, Array]:
    """The parameters and the buffers of one moment by name, layer by layer."""
    with changes.lock:
        owners = _owners(layer, "parameter_names", "buffer_names").items()
        return {name: vars(holder)[own] for name, (holder, own) in owners}


def _owners(layer: Holder, *kinds: str) -> dict[str, tuple[Any, str]]:
    """For every array of some kinds, the layer that holds it and its name there."""
    owners: dict[str, tuple[Any, str]] = {}
    seen: set[int] = set()

    def collect(holder: Holder, prefix: str) -> None:
        if id(holder) in seen:
            return
        seen.add(id(holder))
        for kind in kinds:
            for name in getattr(holder, kind):
                if vars(holder).get(name) is not None:
                    owners[prefix + name] = (holder, name)
        for name, child in holder.children.items():
            collect(child, f"{prefix}{name}.")

    collect(layer, "")
    return owners


def rebind(arrays: Mapping[Any, Mapping[str, Array]]) -> None:
    """Replace all own parameters of some layers in a single change, without a copy or a check.

    Optimizers use this; all other code assigns to the attributes, which checks.

    Args:
        arrays: For each layer its new arrays by attribute, read-only, with the shapes and dtypes of
            the old ones.
    """
    with changes:
        for layer, own in arrays.items():
            attributes = vars(layer)
            attributes["_own_parameters"] = None  # until all are there
            attributes.update(own)
            if not layer._children:
                attributes["_own_parameters"] = Parameters(own)


def rebind_buffers(layer: Holder, arrays: Mapping[str, Array]) -> None:
    """Give some buffers of a layer, and of the layers inside it, new arrays, without a check.

    Args:
        layer: The layer.
        arrays: The arrays, read-only, by their names in `buffers`.
    """
    owners = buffer_owners(layer)
    with changes:
        for name, array in arrays.items():
            holder, own = owners[name]
            vars(holder)[own] = array


def replace_arrays(layer: ParameterHolder, arrays: Mapping[str, Array]) -> None:
    """Give some parameters and buffers of a layer new arrays in a single change, without a check.

    Args:
        layer: The layer.
        arrays: The arrays, read-only, by their names in `parameters` or in `buffers`.
    """
    owners = _owners(layer, "parameter_names", "buffer_names")
    with changes:
        for name, array in arrays.items():
            holder, own = owners[name]
            vars(holder).update({"_own_parameters": None, own: array})


def by_owner(layer: Holder, arrays: Mapping[str, Array]) -> dict[Any, dict[str, Array]]:
    """The arguments of `rebind` for arrays by their names in `parameters`.

    A parameter without an array among them keeps its own.
    """
    owners: dict[Any, dict[str, Array]] = {}
    for name, (holder, own) in parameter_owners(layer).items():
        array = arrays[name] if name in arrays else getattr(holder, own)
        owners.setdefault(holder, {})[own] = freeze(array)
    return owners
