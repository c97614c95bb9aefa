"""The classical hidden-layer exercise, with the functions that its texts use."""

from numpy.typing import ArrayLike

from handnn.arrays import Array, as_numbers
from handnn.layers import Dense, ReLU
from handnn.sequential import Sequential
from handnn.trace import Trace


def relu(x: ArrayLike) -> Array:
    """The rectified linear unit: ``max(0, x)``, elementwise.

    Args:
        x: Numbers in any shape.

    Returns:
        An array of the same shape.

    Raises:
        InputError: If `x` does not hold real numbers.

    Examples:
        >>> import handnn as hn
        >>> hn.relu([-1, 3])
        array([0., 3.])
    """
    numbers: Array = ReLU().forward(as_numbers(x, "The input of relu"))
    return numbers


def two_layer_network(
    x: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike
) -> Trace:
    """Run ``relu(W2 relu(W1 x + b1) + b2)`` and record its four steps.

    Args:
        x: The input, shape ``(features,)`` or ``(batch, features)``.
        W1: The weights of the hidden layer, shape ``(hidden, features)``.
        b1: Its bias, shape ``(hidden,)``.
        W2: The weights of the output layer, shape ``(outputs, hidden)``.
        b2: Its bias, shape ``(outputs,)``.

    Returns:
        A `Trace` of the steps ``hidden``, ``relu_1``, ``output`` and ``relu_2``.

    Raises:
        ShapeError: If the shapes do not fit.
        InputError: If something does not hold real numbers.

    Examples:
        >>> import handnn as hn
        >>> W1, b1, W2, b2 = [[1, -1], [0, 1]], [0, 2], [[1, 1]], [-3]
        >>> trace = hn.two_layer_network([2, 1], W1, b1, W2, b2)
        >>> trace["relu_1"].output, trace.output
        (array([1., 3.]), array([1.]))
    """
    network = Sequential(Dense(W1, b1, "hidden"), ReLU(), Dense(W2, b2, "output"), ReLU())
    return network.trace(x)


def hidden_layer_exercise() -> Trace:
    """The exercise itself, worked: 3 inputs, 4 hidden nodes, 2 outputs, and the input (2, 1, 3).

    The exercise is Prof. Tom Yeh's ("AI by Hand", "Hidden Layer").

    Returns:
        A `Trace`; its `network` and its `input` are those of the exercise.

    Examples:
        >>> hidden_layer_exercise().output
        array([0., 3.])
    """
    return two_layer_network(
        [2, 1, 3],
        [[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]],
        [-5, 0, 1, -2],
        [[1, 1, -1, 0], [0, 0, 1, -1]],
        [0, 1],
    )
