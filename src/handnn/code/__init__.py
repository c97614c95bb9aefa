"""Code worked by hand: the arrays to which its lines give a name, as steps."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy

if TYPE_CHECKING:
    from handnn.code.gradients import gradient_lines, gradients_in
    from handnn.code.lines import lines_in, lines_of
    from handnn.code.steps import Code, CodeStep, Line, is_code, is_line, line, sources_of

__all__ = [
    "Code",
    "CodeStep",
    "Line",
    "gradient_lines",
    "gradients_in",
    "is_code",
    "is_line",
    "line",
    "lines_in",
    "lines_of",
    "sources_of",
]

__getattr__ = lazy(
    __name__,
    {
        "handnn.code.gradients": ("gradient_lines", "gradients_in"),
        "handnn.code.lines": ("lines_in", "lines_of"),
        "handnn.code.steps": (
            *("Code", "CodeStep", "Line", "is_code", "is_line", "line", "sources_of"),
        ),
    },
)
