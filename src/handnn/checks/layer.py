"""A conformance test for authors of layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from handnn.checks import display, forward, learning, serialization
from handnn.checks.report import Finding, Report
from handnn.checks.subject import Outcome, Subject, as_layer, failed, skipped
from handnn.errors import UnexplainedError
from handnn.layers.base import Layer

CHECKS: Mapping[str, Callable[[Subject], Outcome]] = {
    "parameters": forward.check_parameters,
    "run": forward.check_run,
    "repeats": forward.check_repeats,
    "samples": forward.check_samples,
    "methods": learning.check_gradient_methods,
    "memory": forward.check_memory,
    "untouched": forward.check_untouched,
    "float32": forward.check_float32,
    "gradients": learning.check_slopes,
    "in a network": learning.check_in_a_network,
    "explanation": display.check_explanation,
    "drawing": display.check_drawing,
    "constructor": serialization.check_constructor,
    "copies": serialization.check_copies,
    "saving": serialization.check_saving,
}
NEEDED_BY_ALL = ("parameters", "run")
OF_ONE_RUN = ("methods", "untouched", "float32")  # meaningful even if two runs differ
AWAITED: Mapping[str, tuple[str, ...]] = {  # what fails there, fails here again
    "in a network": ("methods", "memory", "gradients"),
    "drawing": ("explanation",),
}
OF_GRADIENTS = ("methods", "gradients")
SHOW_GRADIENTS = ("explanation", "drawing")  # what fails there, wrong gradients may have caused
UNFOLLOWED = "forward cannot be followed"


def check_layer(layer: Layer, x: ArrayLike) -> Report:
    """Check that a layer does everything that a layer must, and say what to fix if not.

    One line per requirement: it runs on one sample and on a batch, gives the same output twice,
    keeps nothing of a call, and writes into no array but its own; float32 stays float32; its
    gradients equal the measured slopes and those derived from `forward`; it can be explained,
    drawn, nested, used twice, copied, pickled, saved and loaded.

    Use a small layer: every coordinate of its gradients is measured.

    Args:
        layer: The layer, or a network.
        x: An input for it, one sample or a batch; numbers of both signs, none of them 0, test the
            most.

    Returns:
        A report: true when nothing failed, readable when printed; `raise_if_failed` turns it into
        an error. ``assert hn.check_layer(layer, x)`` shows what failed, in a script and under
        pytest: a report that is not true writes its failures to standard error.

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
        ['gradients']
        >>> print(report["gradients"].text.splitlines()[-1])
        It is 0.5 times the slope everywhere. See input_gradient.
    """
    subject = Subject(as_layer(layer, "check_layer"), x)
    findings: dict[str, Finding] = {}
    causes: dict[str, str] = {}
    with np.errstate(all="ignore"):
        for name in CHECKS:
            awaited = [check for check in AWAITED.get(name, ()) if _has_failed(findings, check)]
            if name not in OF_ONE_RUN and _has_failed(findings, "repeats"):
                outcome = skipped("repeats")
            elif awaited:
                outcome = skipped(awaited[0])
            else:
                outcome = _outcome(name, subject, causes)
            verdict, _ = outcome
            if verdict == "FAILED" and name in SHOW_GRADIENTS and subject.wrong_gradients:
                outcome = skipped(subject.wrong_gradients)
            findings[name] = Finding(name, *outcome)
            if name in OF_GRADIENTS and _has_failed(findings, name):
                subject.wrong_gradients = subject.wrong_gradients or name
            if name == "repeats" and _has_failed(findings, name):
                causes[UNFOLLOWED] = name  # what another run changes cannot be derived from it
            if name in NEEDED_BY_ALL and _has_failed(findings, name):
                break
    title = f"{subject.title} on an input of shape {subject.x.shape}"
    return Report(title, list(findings.values()))


def _has_failed(findings: Mapping[str, Finding], name: str) -> bool:
    return name in findings and findings[name].verdict == "FAILED"


def _outcome(name: str, subject: Subject, causes: dict[str, str]) -> Outcome:
    """A check's outcome; an error in the layer's own code is one too.

    The first check that an error stops reports it; `causes` keeps that check's name, and other
    checks that the same error stops refer to it.
    """
    try:
        return CHECKS[name](subject)
    except UnexplainedError as error:
        cause, text = UNFOLLOWED, str(error)
    except Exception as error:
        cause = text = f"{type(error).__name__}: {error}"
    if cause in causes:
        return skipped(causes[cause])
    if subject.wrong_gradients:
        return skipped(subject.wrong_gradients)
    causes[cause] = name
    return failed(text)
