"""Frozen records: plain data that never changes after it is made.

A record is a dataclass with slots. Creating one of Python's own frozen dataclasses takes about a
microsecond longer, which is as long as a small layer takes to run. So a record begins as a draft,
an object of a subclass that can be written into, and gets its own class when it is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar, dataclass_transform

import numpy as np

from handnn.arrays import freeze, same

NOTHING: Mapping[str, Any] = MappingProxyType({})
"""An empty mapping, for records with nothing to list."""


TRANSIENT = {"is_transient": True}
"""Marks a field that is not kept in a pickle."""


def nothing() -> Mapping[str, Any]:
    """`NOTHING`, as the default of a record's field."""
    return NOTHING


_Record = TypeVar("_Record", bound=type)


@dataclass_transform(eq_default=False, frozen_default=True, field_specifiers=(field,))
def frozen(*compared: str) -> Callable[[_Record], _Record]:
    """Turn a class that lists its fields into a class of frozen records, like `dataclass`.

    Two records are equal if the attributes in `compared` are: arrays by their numbers, shapes and
    dtypes. Records cannot be hashed, since they hold arrays, and can be pickled and copied. A
    method ``__post_init__`` is called after the fields are set.

    Args:
        compared: The attributes that equality compares.

    Examples:
        >>> @frozen("values")
        ... class Reading:
        ...     values: np.ndarray
        ...     note: str = ""
        >>> first, second = Reading(np.ones(2), "one"), Reading(np.ones(2), "two")
        >>> first == second
        True
        >>> first.note = "three"
        Traceback (most recent call last):
            ...
        AttributeError: A Reading never changes: note cannot be assigned to.
    """

    def decorated(cls: _Record) -> _Record:
        made: Any = dataclass(slots=True, init=False, eq=False, repr=False)(cls)
        made.__new__ = _constructor(made)
        made.__setattr__ = made.__delattr__ = _refuse
        made.__reduce__ = _reduced
        made.__eq__ = _equality(compared)
        made.__hash__ = None
        return made  # type: ignore[no-any-return]

    return decorated


def _constructor(cls: Any) -> Callable[..., Any]:
    """A ``__new__`` that fills the slots of a draft."""
    names = [each.name for each in fields(cls)]
    # Records never change, so they can share their default values.
    defaults = {e.name: e.default for e in fields(cls) if e.default is not MISSING}
    defaults |= {
        e.name: e.default_factory() for e in fields(cls) if e.default_factory is not MISSING
    }
    scope: dict[str, Any] = {f"_default_{name}": value for name, value in defaults.items()}
    writing = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    draft = type(f"_{cls.__name__}Draft", (cls,), {"__slots__": (), **writing})
    scope |= {"_make": object.__new__, "_Draft": draft}
    parameters = [f"{n}=_default_{n}" if n in defaults else n for n in names]
    lines = [f"def __new__(cls, {', '.join(parameters)}):", "    self = _make(_Draft)"]
    lines += [f"    self.{name} = {name}" for name in names]
    lines.append("    self.__class__ = cls")
    if hasattr(cls, "__post_init__"):
        lines.append("    self.__post_init__()")
    lines.append("    return self")
    exec("\n".join(lines), scope)
    constructor: Callable[..., Any] = scope["__new__"]
    return constructor


def _refuse(self: Any, name: str, *_: Any) -> NoReturn:
    raise AttributeError(f"A {type(self).__name__} never changes: {name} cannot be assigned to.")


def _equality(compared: tuple[str, ...]) -> Callable[[Any, Any], bool]:
    def __eq__(self: Any, other: Any) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return all(_alike(getattr(self, name), getattr(other, name)) for name in compared)

    return __eq__


def _alike(a: Any, b: Any) -> bool:
    """Whether two values of records are equal, whatever they hold."""
    if isinstance(a, np.ndarray | float) and isinstance(b, np.ndarray | float):
        return same(a, b)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(_alike(a[key], b[key]) for key in a)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(_alike, a, b))
    return bool(a == b)


def _reduced(self: Any) -> tuple[Any, ...]:
    """How a record is pickled: read-only mappings cannot be, so they become dictionaries."""
    values = [getattr(self, name) for name in _kept(type(self))]
    return _restored, (type(self), *(dict(v) if isinstance(v, Mapping) else v for v in values))


def _restored(cls: Any, *values: Any) -> Any:
    """A record from a pickle, which does not keep arrays and mappings read-only."""
    return cls(**dict(zip(_kept(cls), map(_read_only, values), strict=True)))


def _kept(cls: Any) -> list[str]:
    """The fields that a pickle keeps."""
    return [each.name for each in fields(cls) if not each.metadata.get("is_transient")]


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return freeze(value)
    if isinstance(value, dict):
        return MappingProxyType({key: _read_only(item) for key, item in value.items()})
    return value
