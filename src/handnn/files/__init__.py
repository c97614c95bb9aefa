"""A network's file: how it is written (`saving`, `atomic`), and what stands in it (`content`)."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy

if TYPE_CHECKING:
    from handnn.files.saving import save

__all__ = ["save"]

__getattr__ = lazy(__name__, {"handnn.files.saving": ("save",)})
