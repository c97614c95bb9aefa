"""What recorded operations amount to, as far as paper has a place for it.

A sheet is drawn from operations, not from classes of layers: a product of a given matrix with an
input is drawn by the product rule, a function of each element beside its argument, whatever code
they came from.
"""

from handnn.arithmetic import RecordedArray
from handnn.reading.element_function import ElementFunction, read_element_function
from handnn.reading.product import Product, Squares, read_product

__all__ = ["ElementFunction", "Product", "Reading", "Squares", "reading"]

Reading = Product | ElementFunction
"""What paper has a place for."""


def reading(array: RecordedArray, x: RecordedArray) -> Reading | None:
    """What an array is made of `x` by.

    Args:
        array: Shape ``(..., out_features)``; the axes before the last one count samples.
        x: An array that it may have been made of, shape ``(..., features)``.

    Returns:
        A `Product`, an `ElementFunction`, or None for anything else.

    Examples:
        >>> import numpy as np
        >>> from handnn.arithmetic import Variable, record
        >>> x = record([2.0, 1.0], Variable("x", "input"))
        >>> V = record([[1, 3], [0, 1]], Variable("V", "parameter"))
        >>> product = reading(x @ V, x)
        >>> product.weights.name, product.weights.index((0, 1))  # neuron 1, input 2
        ('Vᵀ', (1, 0))
        >>> reading(np.where(x > 0, x, 0), x).is_relu
        True
    """
    return read_product(array.node, x.node) or read_element_function(array.node, x.node)
