"""Leaving out the middle of a long row, or the end of a long name."""


def visible(n: int, limit: int, last: int = 1) -> tuple[int | None, ...]:
    """Which of `n` items are shown: all, or the first ones, None for the gap, and the last.

    Examples:
        >>> from handnn.elision import visible
        >>> visible(4, 5)
        (0, 1, 2, 3)
        >>> visible(64, 5)
        (0, 1, 2, None, 63)
    """
    if n <= limit:
        return tuple(range(n))
    return (*range(limit - 1 - last), None, *range(n - last, n))


def shortened(name: str, longest: int) -> str:
    """A name of at most so many characters.

    Examples:
        >>> shortened("hidden", 6), shortened("hidden_layer", 6)
        ('hidden', 'hidde…')
    """
    return name if len(name) <= longest else name[: longest - 1] + "…"
