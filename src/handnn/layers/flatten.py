"""The numbers of a picture in one row."""

from typing import Any, ClassVar

from handnn.errors import SettingError
from handnn.layers.base import Layer


class Flatten(Layer):
    """Put the numbers of each sample into one row, as dense layers take them.

    It is PyTorch's ``Flatten``.

    Args:
        sample_ndim: How many axes a sample has: 3 for a picture, ``(channels, rows, columns)``; 2
            for a sequence, ``(tokens, features)`` or ``(channels, length)``.
        name: What the layer is called in its network.

    Raises:
        SettingError: If `sample_ndim` is not a positive whole number.

    Examples:
        A picture of 2 x 2 points in one channel, and two of them:

        >>> import handnn as hn
        >>> picture = [[[1, 2], [3, 4]]]
        >>> hn.Flatten()(picture)
        array([1., 2., 3., 4.])
        >>> hn.Flatten()([picture, picture]).shape
        (2, 4)
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("sample_ndim",)
    sample_ndim: int

    def __init__(self, sample_ndim: int = 3, name: str | None = None) -> None:
        super().__init__(name=name)
        if type(sample_ndim) is not int or sample_ndim < 1:
            raise SettingError(
                f"Flatten: sample_ndim must be a positive whole number, not {sample_ndim!r}."
            )
        self.sample_ndim = sample_ndim

    def forward(self, x: Any) -> Any:
        """``x`` in fewer axes."""
        return x.reshape(*x.shape[: -self.sample_ndim], -1)
