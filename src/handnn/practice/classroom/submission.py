"""What one learner handed in, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from handnn.errors import HandnnError
from handnn.practice.handed_in import HandedIn


class Submission(NamedTuple):
    """What one learner handed in.

    Attributes:
        source: Where it stands: the file, and the row in a table.
        handed_in: The answers; None if they cannot be read.
        problem: Why they cannot be read.
    """

    source: str
    handed_in: HandedIn | None
    problem: str = ""


def submission(source: str, read: Callable[[], HandedIn]) -> Submission:
    """What was handed in, if it can be read.

    Args:
        source: Where it stands.
        read: Reads it.
    """
    try:
        return Submission(source, read())
    except HandnnError as error:
        return Submission(source, None, str(error))
