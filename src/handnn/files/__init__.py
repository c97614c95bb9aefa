"""A network's file: writing it (`saving`, `atomic`), and checking what is in it (`content`)."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy

if TYPE_CHECKING:
    from handnn.files.saving import check_suffix, save

__all__ = ["check_suffix", "save"]

__getattr__ = lazy(__name__, {"handnn.files.saving": ("check_suffix", "save")})
