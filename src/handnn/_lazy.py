"""Names of a package that are imported on first use, so that the package starts fast."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy(package: str, modules: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """A package's `__getattr__` (PEP 562): import a name's module when the name is first used.

    Args:
        package: The package's name.
        modules: For each module, the names in it that the package offers.

    Returns:
        A function that takes a name and returns the object.
    """
    home = {name: module for module, names in modules.items() for name in names}

    def find(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(home[name]), name)

    return find
