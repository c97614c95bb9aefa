"""A progress bar on the standard error, where somebody sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress

from handnn.cli.screen import Screen, console


@contextmanager
def progress(doing: str, total: int | None, screen: Screen) -> Iterator[Callable[[int], None]]:
    """Show how far a long piece of work is; the bar is gone when it is done.

    Args:
        doing: What is being done.
        total: How many parts there are; None while that is not known.
        screen: Where the command prints.

    Yields:
        A function to call with the number of parts that have just been done.
    """
    where = console(screen.no_color, stderr=True)
    hidden = screen.ascii or not where.is_terminal
    with Progress(console=where, transient=True, disable=hidden) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda n: bar.update(task, advance=n)
