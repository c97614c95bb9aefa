"""The conformance kit for authors of layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from handnn.errors import LayerTypeError
from handnn.layers.base import Layer
from handnn.learning.checks import keeping, learning, running, showing
from handnn.learning.checks.report import Finding, Report
from handnn.learning.checks.subject import Outcome, Subject, failed

CHECKS: Mapping[str, Callable[[Subject], Outcome]] = {
    "parameters": running.check_parameters,
    "run": running.check_run,
    "repeats": running.check_repeats,
    "samples": running.check_samples,
    "memory": running.check_memory,
    "untouched": running.check_untouched,
    "float32": running.check_float32,
    "methods": learning.check_gradient_methods,
    "gradients": learning.check_slopes,
    "in a network": learning.check_in_a_network,
    "explanation": showing.check_explanation,
    "drawing": showing.check_drawing,
    "constructor": keeping.check_constructor,
    "copies": keeping.check_copies,
    "saving": keeping.check_saving,
}
NEEDED_BY_ALL = ("parameters", "run")


def check_layer(layer: Layer, x: ArrayLike) -> Report:
    """Check that a layer keeps what every layer promises, and say what to mend where it does not.

    One line for each promise: it runs on one sample and on a batch alike, gives the same twice,
    remembers no call, and writes into nobody's arrays; float32 stays float32; its gradients are the
    measured slopes and those derived from `forward`; it explains itself, is drawn, nests, is used
    twice, copied, pickled, saved and loaded.

    Give a small layer: every coordinate of its gradients is measured.

    Args:
        layer: The layer, or a network.
        x: An input for it, shape ``(features,)`` or ``(batch, features)``; numbers of either sign,
            none of them 0, show the most.

    Returns:
        A report: true when nothing failed (``assert hn.check_layer(layer, x)``), readable when
        printed; `raise_if_failed` makes an error of it.

    Raises:
        LayerTypeError: If `layer` is not a layer.
        ShapeError: If `x` does not fit the layer.
        InputError: If `x` does not hold real numbers.

    Examples:
        >>> import handnn as hn
        >>> class Square(hn.Layer):
        ...     def forward(self, x):
        ...         return x * x
        ...
        ...     def input_gradient(self, step, grad):
        ...         return grad * step.input
        >>> report = hn.check_layer(Square(), [2, 1, -3])
        >>> bool(report)
        False
        >>> [finding.check for finding in report.failures]
        ['gradients', 'in a network']
        >>> print(report["gradients"].text.splitlines()[-1])
        It is 0.5 times the slope everywhere. See input_gradient.
    """
    if not isinstance(layer, Layer):
        raise LayerTypeError(
            f"check_layer takes a layer and an input for it, not a {type(layer).__name__} first."
        )
    subject = Subject(layer, x)
    findings: list[Finding] = []
    with np.errstate(all="ignore"):
        for name, check in CHECKS.items():
            finding = Finding(name, *_outcome(check, subject))
            findings.append(finding)
            if finding.verdict == "FAILED" and name in NEEDED_BY_ALL:
                break
    return Report(f"{subject.title} on an input of shape {subject.x.shape}", findings)


def _outcome(check: Callable[[Subject], Outcome], subject: Subject) -> Outcome:
    """The check's outcome; an error of the layer's own code is one too."""
    try:
        return check(subject)
    except Exception as error:
        return failed(f"{type(error).__name__}: {error}")
