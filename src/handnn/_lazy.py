"""Names of a package that are imported on first use, so that the package starts fast."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn


def lazy(
    package: str, modules: Mapping[str, tuple[str, ...]], suggested: Sequence[str] = ()
) -> Callable[[str], Any]:
    """A package's `__getattr__` (PEP 562): import a name's module when the name is first used.

    Args:
        package: The package's name.
        modules: For each module, the names in it that the package offers.
        suggested: The names to suggest when one is misspelt.

    Returns:
        A function that takes a name and returns the object.
    """
    home = {name: module for module, names in modules.items() for name in names}

    def find(name: str) -> Any:
        if name in home:
            return getattr(import_module(home[name]), name)
        if suggested and not name.startswith("_"):
            habits = import_module("handnn.habits")
            habits.answer(habits.unknown_in_package(name, suggested))
        raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)

    return find


def unknown_attribute(thing: Any, name: str, table: str) -> NoReturn:
    """What a class's `__getattr__` does: say what a name from another library is called here.

    Args:
        thing: The object without that attribute.
        name: The attribute.
        table: The function of `handnn.habits` that knows such names.

    Raises:
        UnknownNameError: If the name is known from another library.
        AttributeError: If it is not, as Python raises it.
    """
    if hasattr(type(thing), name):  # a property, whose own code has raised an AttributeError
        object.__getattribute__(thing, name)
    if not name.startswith("_"):
        habits = import_module("handnn.habits")
        habits.answer(getattr(habits, table)(thing, name))
    raise AttributeError(
        f"{type(thing).__name__!r} object has no attribute {name!r}", name=name, obj=thing
    )
