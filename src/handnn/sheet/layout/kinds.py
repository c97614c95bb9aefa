"""What kind of layer a step belongs to, as far as the sheet treats kinds differently."""

from __future__ import annotations

from handnn.sheet.page import Role
from handnn.step import Step


def is_dense(step: Step) -> bool:
    """Whether the step is ``W x + b``."""
    return step.layer.form == "affine"


def is_relu(step: Step) -> bool:
    """Whether the step is ``max(0, x)``, which switches units off."""
    return step.layer.form == "relu"


def is_activation(step: Step) -> bool:
    """Whether the layer is an activation: no parameters, and as many outputs as inputs."""
    return bool(step.layer.same_width) and not step.parameters


def role_of(step: Step) -> Role:
    """The role of a step's output on the sheet."""
    if is_dense(step):
        return "pre-activation"
    return "activation" if is_activation(step) else "value"
