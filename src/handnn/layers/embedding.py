"""Whole numbers to rows of a table."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from handnn.errors import InputError, ShapeError
from handnn.layers.base import Layer
from handnn.layers.initialisation import check_sizes
from handnn.naming import layer_title


class Embedding(Layer):
    """Look up a row of features for each whole number, such as the number of a word: ``E[id]``.

    A sample is a sequence of these numbers, which count the rows from 0, as in Python. Source:
    Bengio et al., "A Neural Probabilistic Language Model" (2003). `E` is the ``weight`` of
    PyTorch's ``Embedding``.

    Args:
        E: The table, shape ``(vocabulary, features)``.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If `E` is not a matrix.
        InputError: If it does not hold real numbers; or, when the layer runs, if the table has no
            row of that number.

    Examples:
        >>> import handnn as hn
        >>> words = hn.Embedding([[1, 0], [0, 4], [2, 2]], name="words")
        >>> words([0, 2, 2])
        array([[1., 0.],
               [2., 2.],
               [2., 2.]])
        >>> print(words.trace([0, 2, 2])["words"].explain((1, 0)))
        z[2,1] = E[3,1]
        z[2,1] = 2
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("E",)
    takes_whole_numbers = True

    E: Any

    def __init__(self, E: ArrayLike, name: str | None = None) -> None:
        super().__init__(name=name)
        self.E = E
        if self.E.ndim != 2 or not self.E.size:
            raise ShapeError(
                f"E of {layer_title(self)} is a table with one row of features for each number; "
                f"got shape {self.E.shape}. For random rows write "
                "Embedding.random(vocabulary, features)."
            )
        self.out_features = self.E.shape[1]

    @classmethod
    def random(
        cls,
        vocabulary: int,
        features: int,
        rng: int | np.random.Generator | None = None,
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> Embedding:
        """A table of a given size, drawn from the standard normal distribution.

        Args:
            vocabulary: How many numbers there are.
            features: How many features each has.
            rng: A seed or a `numpy.random.Generator`; a fresh one by default.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If a size is not a positive whole number.

        Examples:
            >>> import handnn as hn
            >>> hn.Embedding.random(100, 8, rng=0)
            Embedding 100 → 8
        """
        check_sizes("Embedding.random", vocabulary=vocabulary, features=features)
        E = np.random.default_rng(rng).normal(size=(vocabulary, features))
        return cls(E.astype(dtype), name=name)

    def forward(self, x: Any) -> Any:
        """The row of `E` for each number."""
        ids = np.asarray(x)
        if ids.min() < 0 or ids.max() >= len(self.E):
            wrong = ids[(ids < 0) | (ids >= len(self.E))][0]
            raise InputError(
                f"{layer_title(self)} has rows 0 to {len(self.E) - 1}; the input asks for row "
                f"{wrong}."
            )
        return self.E[ids]

    @property
    def label(self) -> str:
        """``Embedding 100 → 8``."""
        if self.out_features is None:  # still being built
            return type(self).__name__
        return f"{type(self).__name__} {len(self.E)} → {self.out_features}"
