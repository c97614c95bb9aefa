"""Weights as pictures: what a neuron looks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handnn import notebook, terminal
from handnn.arrays import Array, as_numbers, freeze
from handnn.errors import ArgumentError, ShapeError
from handnn.layers import Layer
from handnn.learning.figures.tiles import tiles
from handnn.learning.plotting import pyplot

MANY_PICTURES = 24  # as text, before the others are left out
_STRONG, _WEAK = 1 / 2, 1 / 6  # shares of the largest weight, from which on a sign is drawn


@dataclass(frozen=True, repr=False, eq=False)
class WeightPictures:
    """Weights arranged as pictures; made by `weight_pictures`.

    `print` it, show it in a notebook, or draw it with `plot`.

    Attributes:
        pictures: The weights, shape ``(pictures, rows, columns)``; read-only.
        names: What each picture is called.
    """

    pictures: Array
    names: tuple[str, ...]

    def text(self, width: int | None = None) -> str:
        """The pictures as characters: plus and minus signs, two for a weight that is large.

        Args:
            width: The longest line; the terminal's width by default.
        """
        width = terminal.width() if width is None else width
        signs = _signs(self.pictures[:MANY_PICTURES])
        blocks = [[name, *rows] for name, rows in zip(self.names, signs, strict=False)]
        wide = max(len(line) for block in blocks for line in block)
        beside = max(1, (width + 2) // (wide + 2))
        lines = []
        for start in range(0, len(blocks), beside):
            together = zip(*blocks[start : start + beside], strict=True)
            lines += ["  ".join(part.ljust(wide) for part in parts).rstrip() for parts in together]
            lines.append("")
        left = len(self.pictures) - MANY_PICTURES
        if left > 0:
            lines += [f"{left} more pictures are left out.", ""]
        largest = f"{float(np.abs(self.pictures).max()):.4g}"
        return "\n".join([*lines, f"++ and -- from half of {largest} on, + and - from a sixth on"])

    def plot(self, columns: int = 8) -> Any:
        """Draw the pictures with matplotlib: red for positive weights, blue for negative ones.

        Args:
            columns: How many stand beside each other at most.

        Returns:
            The figure.

        Raises:
            MissingExtraError: If matplotlib is not installed.
        """
        plt = pyplot("pictures.plot()")
        beside = min(columns, len(self.pictures))
        rows = -(-len(self.pictures) // beside)
        size = (1.2 * beside + 1, 1.3 * rows)
        figure, places = plt.subplots(
            rows, beside, squeeze=False, figsize=size, layout="constrained"
        )
        largest = float(np.abs(self.pictures).max()) or 1.0
        for ax in places.flat:
            ax.set_axis_off()
        for ax, picture, name in zip(places.flat, self.pictures, self.names, strict=False):
            drawn = ax.imshow(picture, cmap="RdBu_r", vmin=-largest, vmax=largest)
            ax.set_title(name, fontsize="small")
        figure.colorbar(drawn, ax=places)
        return figure

    def _repr_html_(self) -> str:
        """The pictures for a notebook, and the same as text."""
        title = f"Weights as {len(self.pictures)} picture{'s' * (len(self.pictures) != 1)}"
        figure = tiles(title, self.pictures, self.names)
        return notebook.with_figure(figure, notebook.arithmetic("Weights", self.text(100)))

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def weight_pictures(
    layer: Layer | ArrayLike,
    shape: tuple[int, int] | None = None,
    *,
    parameter: str = "W",
    names: Sequence[str] | None = None,
) -> WeightPictures:
    """Arrange the weights of each neuron as the picture that it looks at.

    A neuron answers most to an input that looks like its weights.

    Args:
        layer: A layer with a matrix of weights, one row per neuron, such as ``net["hidden"]``; or
            the weights themselves, ``net["hidden"].W[:10]``. The last two axes of weights with more
            axes, such as the kernels of a convolution, are pictures already.
        shape: Rows and columns of a picture, if its pixels are the features; by default a picture
            is a single row.
        parameter: The name of the weights in the layer.
        names: What each picture is called; by default ``W[1]``, ``W[2]`` and so on.

    Returns:
        `WeightPictures`; `print` them, or call `plot`.

    Raises:
        ArgumentError: If the layer has no such parameter.
        ShapeError: If the weights cannot be arranged so, or there are not as many names.
        InputError: If they are not numbers.

    Examples:
        >>> import handnn as hn
        >>> edges = [[2, 0, -2, 2, 0, -2, 2, 0, -2], [1, 1, 1, 0, 0, 0, -1, -1, -2]]
        >>> print(hn.weight_pictures(hn.Dense(edges), (3, 3)))
        W[1]    W[2]
        ++  --  ++++++
        ++  --
        ++  --  ------
        <BLANKLINE>
        ++ and -- from half of 2 on, + and - from a sixth on
    """
    if isinstance(layer, Layer):
        weights = layer.parameters.get(parameter)
        if weights is None:
            known = ", ".join(map(repr, layer.parameters)) or "none"
            raise ArgumentError(
                f"{layer.label} has no parameter {parameter!r}. Its parameters: {known}."
            )
    else:
        weights = as_numbers(layer, "The weights")
    if weights.ndim < 2 or not weights.size:
        raise ShapeError(
            f"Weights are drawn row by row, one picture for each neuron; got shape {weights.shape}."
        )
    pixels = weights.shape[-1:] if weights.ndim == 2 else weights.shape[-2:]
    leading = weights.shape[: -len(pixels)]
    if shape is None:
        shape = (1, pixels[0]) if len(pixels) == 1 else (pixels[0], pixels[1])
    if np.shape(shape) != (2,) or np.prod(shape) != np.prod(pixels):
        raise ShapeError(
            f"A picture of shape {shape!r} does not have the {int(np.prod(pixels))} weights that "
            f"each neuron has."
        )
    pictures = freeze(np.reshape(weights, (-1, *shape)).copy())
    if names is None:
        symbol = parameter if isinstance(layer, Layer) else "W"
        places = (",".join(str(i + 1) for i in index) for index in np.ndindex(leading))
        names = [f"{symbol}[{place}]" for place in places]
    if len(names) != len(pictures):
        raise ShapeError(f"There are {len(pictures)} pictures, but {len(names)} names.")
    return WeightPictures(pictures, tuple(names))


def _signs(pictures: Array) -> list[list[str]]:
    """For each picture its rows, two characters a weight."""
    shares = pictures / (np.abs(pictures).max() or 1.0)
    sign = np.where(shares > 0, "+", "-")
    large, some = np.abs(shares) >= _STRONG, np.abs(shares) >= _WEAK
    marks = np.select(
        [large, some], [np.strings.multiply(sign, 2), np.strings.add(" ", sign)], "  "
    )
    return [["".join(row) for row in picture] for picture in marks.tolist()]
