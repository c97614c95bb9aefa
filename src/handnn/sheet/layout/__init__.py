"""Where everything stands on the sheet: the rules that place blocks and marks."""

from handnn.record import Record
from handnn.sheet.layout.backward import backward_page
from handnn.sheet.layout.forward import forward_page
from handnn.sheet.page import Limits, Page

__all__ = ["backward_page", "forward_page", "page_of"]


def page_of(record: Record, limits: Limits | None = None) -> Page:
    """Lay a record out on squared paper: the run, with its gradients if there is a backward pass.

    Args:
        record: A trace or a backward pass.
        limits: How much is shown.
    """
    back = record.backward_pass
    return forward_page(record.run, limits) if back is None else backward_page(back, limits)
