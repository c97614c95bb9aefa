"""What a step is where the sheet treats steps differently: what it does, whatever its layer."""

from __future__ import annotations

from handnn.reading import ElementFunction, Product, Squares
from handnn.sheet.page import Role
from handnn.step import Step


def product_of(step: Step) -> Product | None:
    """The product that the step is, ``W x + b``, or None if it is none."""
    read = step.reading
    return read if isinstance(read, Product) else None


def parameter_name(step: Step, squares: Squares) -> str:
    """The step's own name for the array in some squares of its product."""
    symbols = step.symbols.parameters
    return next(name for name in symbols if symbols[name] == squares.variable.name)


def is_relu(step: Step) -> bool:
    """Whether the step is ``max(0, x)``, which switches units off."""
    read = step.reading
    return isinstance(read, ElementFunction) and read.is_relu


def is_identity(step: Step) -> bool:
    """Whether the step changes nothing."""
    read = step.reading
    return isinstance(read, ElementFunction) and read.is_identity


def role_of(step: Step) -> Role:
    """The role of a step's output on the sheet."""
    if product_of(step):
        return "pre-activation"
    return "activation" if step.is_activation else "value"
