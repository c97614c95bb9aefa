"""The onnx package, for those who have it."""

from __future__ import annotations

from typing import Any

from handnn.extras import package


def onnx_package(call: str) -> Any:
    """The `onnx` package.

    Args:
        call: What needs it, for the error.

    Raises:
        MissingExtraError: If it is not installed.
    """
    return package("onnx", "onnx", f"{call} needs the onnx package")
