"""Processes that share the work of a class."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any


def share_among(
    processes: int, begin: Callable[..., None] | None = None, *given: Any
) -> ProcessPoolExecutor:
    """Processes to give work to; to be used with ``with``.

    Each is started afresh, on every system. A copy of the running process would have locks of
    threads that it does not have, such as those of JAX, and might wait for them forever.

    Args:
        processes: How many.
        begin: What each of them calls first.
        given: What that is given.
    """
    return ProcessPoolExecutor(processes, get_context("spawn"), begin, given)
