"""Networks in files: `saving` writes them, `content` reads what is there, `loading` builds them."""

from typing import TYPE_CHECKING

from handnn.on_demand import on_demand

if TYPE_CHECKING:
    from handnn.files.saving import save

__all__ = ["save"]

__getattr__ = on_demand(__name__, {"handnn.files.saving": ("save",)})
