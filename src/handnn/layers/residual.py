"""The residual connection: the input, plus what layers make of it."""

from __future__ import annotations

from typing import Any, ClassVar

from handnn.diagnosis import check_layers
from handnn.errors import ShapeError
from handnn.layers.base import Layer
from handnn.sequential import Sequential


class Residual(Layer):
    """A residual (skip) connection around layers: ``x + f(x)``.

    Here f is the chain of the layers; ``f⁽¹⁾``, ``f⁽²⁾``, ... on paper are what each of them gives.
    The gradient goes back both ways, through the layers and past them. Source: He et al., "Deep
    Residual Learning for Image Recognition" (2016).

    Args:
        layers: The layers, at least one, called as in a `Sequential`. Together they give as many
            features as they take.
        name: What the layer is called in its network.

    Raises:
        LayerTypeError: If something is not a layer.
        NetworkError: If there is no layer, or two have the same name.
        ShapeError: If neighbouring layers do not fit, or the layers together give another number of
            features than they take.

    Examples:
        >>> import handnn as hn
        >>> block = hn.Residual(hn.Dense([[1, -1], [0, 2]], name="dense"), hn.ReLU(), name="block")
        >>> block([3, 1])
        array([5., 3.])
        >>> print(block.trace([3, 1])["block"].explain(0))
        z[1] = x[1] + f⁽²⁾[1]
        z[1] = 3 + 2 = 5
        >>> list(block.parameters)
        ['dense.W']
    """

    same_width: ClassVar[bool] = True
    _children_are_attributes = False

    def __init__(self, *layers: Layer, name: str | None = None) -> None:
        super().__init__(name=name)
        check_layers(layers, type(self).__name__)
        chain = Sequential(*layers)
        if None not in (chain.in_features, chain.out_features) and (
            chain.in_features != chain.out_features
        ):
            raise ShapeError(
                f"The layers of a Residual give {chain.out_features} features for "
                f"{chain.in_features}, so their output cannot be added to their input. End with a "
                f"layer of {chain.in_features} outputs."
            )
        self.in_features, self.out_features = chain.in_features, chain.out_features
        self.sample_ndim = chain.sample_ndim
        self._adopt(chain.children)

    def forward(self, x: Any) -> Any:
        """The input, plus the output of the layers."""
        f = x
        for layer in self.children.values():
            f = layer.forward(f)
        return x + f
