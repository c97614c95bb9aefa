"""A class: reading what its learners hand in, checking it, and a report."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy

if TYPE_CHECKING:
    from handnn.practice.classroom.grading import grade
    from handnn.practice.classroom.report import ClassReport

__all__ = ["ClassReport", "grade"]

__getattr__ = lazy(
    __name__,
    {
        "handnn.practice.classroom.grading": ("grade",),
        "handnn.practice.classroom.report": ("ClassReport",),
    },
)
