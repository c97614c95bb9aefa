"""Networks as the code that a person would write: `to_code`."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from handnn.arrays import as_input
from handnn.errors import LayerTypeError, SettingError
from handnn.layers.base import Layer

__all__ = ["to_code"]

Library = Literal["numpy", "torch", "keras", "handnn"]
_MODULES = {name: f"handnn.as_code.{name}_code" for name in ("numpy", "torch", "keras", "handnn")}
_OTHER_NAMES = {"np": "numpy", "pytorch": "torch", "tensorflow": "keras", "tf": "keras"}


def to_code(network: Layer, library: Library = "numpy", input: ArrayLike | None = None) -> str:
    """The lines that a person would write for a network, with its numbers in; they run.

    What they define is called ``net``, and computes what the network computes:

    - ``"numpy"``: a function of plain NumPy. Its names are those on paper: x, W1, b1, z1, h, ... y.
    - ``"torch"``: an ``nn.Sequential``, whose parameters are then given their numbers.
    - ``"keras"``: a ``keras.Sequential`` or ``keras.Model``, likewise. It takes batches only, and
      computes in single precision.
    - ``"handnn"``: the network itself.

    Args:
        network: The network, or a layer.
        library: What to write for.
        input: One sample, or a batch, on which the last lines run the network. Keras needs one
            where the network does not say how large a sample is.

    Returns:
        The code.

    Raises:
        LayerTypeError: If there are no such lines for one of the layers; the message says for which
            layers there are.
        SettingError: If `library` is another one.
        ArgumentError: If Keras needs an `input`.
        ShapeError: If `input` does not fit.
        InputError: If it does not hold real numbers.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(
        ...     hn.Dense([[1, -1, 1], [1, 1, 0]], [-5, 0], name="hidden"),
        ...     hn.ReLU(),
        ...     hn.Dense([[1, 2]], name="output"),
        ... )
        >>> print(hn.to_code(net))
        import numpy as np
        <BLANKLINE>
        W1 = np.array([[1, -1, 1], [1, 1, 0]])
        b1 = np.array([-5, 0])
        W2 = np.array([[1, 2]])
        <BLANKLINE>
        <BLANKLINE>
        def net(x):
            z1 = x @ W1.T + b1  # hidden
            h = np.maximum(z1, 0)
            z2 = h @ W2.T  # output
            return z2
    """
    if library not in _MODULES:
        meant = _OTHER_NAMES.get(str(library).lower())
        hint = f" Write {meant!r}." if meant else ""
        raise SettingError(
            f'hn.to_code writes "numpy", "torch", "keras" or "handnn", not {library!r}.{hint}'
        )
    if not isinstance(network, Layer):
        raise LayerTypeError(f"hn.to_code takes a network or a layer of handnn's, not {network!r}.")
    x: Any = None if input is None else np.asarray(as_input(input, network))
    code: str = import_module(_MODULES[library]).code_for(network.with_parameters({}), x)
    return code
