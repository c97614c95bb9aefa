"""The onnx package, for those who have it."""

from __future__ import annotations

from typing import Any

from handnn.errors import MissingExtraError


def onnx_package(call: str) -> Any:
    """The `onnx` package.

    Args:
        call: What needs it, for the error.

    Raises:
        MissingExtraError: If it is not installed.
    """
    try:
        import onnx
    except ImportError as error:
        raise MissingExtraError(
            f'{call} needs the onnx package, which is not installed: pip install "handnn[onnx]".'
        ) from error
    return onnx
