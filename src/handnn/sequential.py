"""A chain of layers, itself a layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import prod
from os import PathLike
from types import MappingProxyType
from typing import Any, NoReturn

from numpy import ndarray
from numpy.typing import ArrayLike

from handnn import files
from handnn.arrays import Array, as_input, freeze
from handnn.backward_step import BackwardStep
from handnn.errors import (
    HandnnError,
    LayerError,
    LayerTypeError,
    NetworkError,
    NoSuchStepError,
    ShapeError,
)
from handnn.layers.base import Gradients, Layer, snake_case
from handnn.layers.given import failed, fits
from handnn.step import NOTHING, Step
from handnn.trace import Trace


class Sequential(Layer):
    """Layers one after the other: the output of each is the input of the next.

    Args:
        layers: The layers, at least one. A `Sequential` may stand among them, and a layer at
            several places: its parameters are then shared.
        name: What the network is called inside another one.

    Raises:
        LayerTypeError: If something is not a layer.
        NetworkError: If there is no layer, or two have the same name.
        ShapeError: If neighbouring layers do not fit.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(
        ...     hn.Dense(
        ...         [[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]],
        ...         [-5, 0, 1, -2],
        ...         name="hidden",
        ...     ),
        ...     hn.ReLU(),
        ...     hn.Dense([[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1], name="output"),
        ...     hn.ReLU(),
        ... )
        >>> net([2, 1, 3])
        array([0., 3.])
        >>> [step.name for step in net.trace([2, 1, 3])]
        ['hidden', 'relu_1', 'output', 'relu_2']
        >>> net["hidden"]
        Dense 3 → 4, name='hidden'
        >>> net.n_parameters
        26
    """

    layers: tuple[Layer, ...]
    """The layers in order."""

    def __init__(self, *layers: Layer, name: str | None = None) -> None:
        super().__init__(name=name)
        if not layers:
            raise NetworkError(
                "A network needs at least one layer: Sequential(Dense(W, b), ReLU())."
            )
        for i, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                raise LayerTypeError(_not_a_layer(i, layer))
        self._adopt(dict(zip(_names(layers), layers, strict=True)))
        self._check_neighbours()

    def _adopt(self, children: dict[str, Any]) -> None:
        self.__dict__["_children"] = MappingProxyType(children)
        self.__dict__["layers"] = tuple(children.values())

    def _check_neighbours(self) -> None:
        """Follow the number of features through the layers, as far as it is known beforehand."""
        width: int | None = None
        giver = 0
        for i, layer in enumerate(self.layers):
            takes = layer.in_features
            if takes is not None:
                if all(earlier.same_width for earlier in self.layers[:i]):
                    self.in_features = takes
                if width is not None and width != takes:
                    raise ShapeError(
                        f"{self.place(i)} takes {takes} features, "
                        f"but {self.place(giver)} gives {width}. "
                        f"Give it weights with {width} columns, or the other {takes} rows."
                    )
            if layer.same_width:
                width = takes if width is None else width
            else:
                width, giver = layer.out_features, i
        self.out_features = width

    def place(self, i: int) -> str:
        """What an error calls the layer at position `i`: ``layer 0 "hidden" (Dense 3 → 4)``."""
        return f'layer {i} "{self.step_names()[i]}" ({self.layers[i].label})'

    # -- running ----------------------------------------------------------------------------------

    def forward(self, x: Any) -> Any:
        """Every layer in turn."""
        start, done = x, 0
        try:
            for done, layer in enumerate(self.layers):  # noqa: B007  (told when something fails)
                x = layer.forward(x)
        except Exception as error:
            self._fail(done, start, x, error)
        return x

    def run(self, x: Any) -> Step:
        """Every layer in turn, each recorded as a step inside this one."""
        if type(x) is not ndarray:
            x = as_input(x, self)
        start = x
        steps: list[Step] = []
        try:
            for layer in self.layers:
                step = layer.run(x)
                steps.append(step)
                x = step._output
        except Exception as error:
            self._fail(len(steps), start, x, error)
        return Step(self, start, x, NOTHING, NOTHING, tuple(steps))

    def replay(self, step: Step, x: Any) -> Any:
        """Every layer in turn, each with what its step saved."""
        for layer, own in zip(self.layers, step.steps, strict=True):
            x = layer.replay(own, x)
        return x

    def trace(self, x: ArrayLike) -> Trace:
        """Run the network and record every step.

        Args:
            x: Shape ``(features,)`` or ``(batch, features)``. The trace keeps a copy.

        Returns:
            The `Trace`.

        Raises:
            ShapeError: If the number of features does not fit.
            InputError: If `x` does not hold real numbers.
            LayerError: If a layer's own code fails.
        """
        x = as_input(x, self)
        if type(x) is ndarray:
            x = freeze(x.copy())
        step = self.run(x)
        if not fits(x, step.output):
            self.check_output(x, step.output)
        return Trace(step)

    def _repr_html_(self) -> str:
        """The summary for a notebook."""
        return self.summary()._repr_html_()

    def save(
        self,
        path: str | PathLike[str],
        input: ArrayLike | None = None,
        input_shape: tuple[int, int] | None = None,
    ) -> None:
        """Write the network into a file that `load` reads back exactly.

        The file is JSON that a person can read and change: one row of weights per line. It is there
        whole or not at all; if writing fails, what it held before is still there.

        Args:
            path: The file.
            input: An input to try the network on, shape ``(features,)`` or ``(batch, features)``,
                which the file then carries too; see `load_input`.
            input_shape: Rows and columns, if a sample is a picture: ``handnn run`` then draws it.

        Raises:
            FileFormatError: If a layer has a setting that a file cannot hold.
            FileAccessError: If the file cannot be written.
            ShapeError: If `input` or `input_shape` does not fit the network.
            InputError: If `input` does not hold real numbers.
        """
        if input_shape is not None and self.in_features not in (None, prod(input_shape)):
            raise ShapeError(
                f"input_shape {input_shape} has {prod(input_shape)} places, but a sample has "
                f"{self.in_features} features."
            )
        files.save(self, path, None if input is None else as_input(input, self), input_shape)

    def backward(self, step: Step, grad: Array, input_gradient: bool = True) -> BackwardStep:
        """Every step in reverse; the first one's input gradient only where it is wanted."""
        by_input: Array | None = grad
        steps: list[BackwardStep] = []
        first = step.steps[0]
        for child in reversed(step.steps):
            back = child.layer.backward(child, by_input, input_gradient or child is not first)
            steps.append(back)
            by_input = back.input_gradient
        steps.reverse()
        return BackwardStep(step, grad, by_input, NOTHING, tuple(steps))

    def collect_gradients(
        self, step: Step, grad: Array, found: dict[Layer, Gradients], input_gradient: bool = True
    ) -> Array | None:
        """The same walk without a record."""
        by_input: Array | None = grad
        first = step._steps[0]
        for child in reversed(step._steps):
            by_input = child._layer.collect_gradients(
                child, by_input, found, input_gradient or child is not first
            )
        return by_input

    # -- layers by position and name --------------------------------------------------------------

    def __getitem__(self, key: int | str) -> Layer:
        """The layer at a position, or with the name of its step: ``net[0]``, ``net["relu_1"]``.

        Raises:
            NoSuchStepError: If there is none.
        """
        if isinstance(key, str) and key in self._children:
            found: Layer = self._children[key]
            return found
        names = ", ".join(map(repr, self._children))
        if isinstance(key, str):
            raise NoSuchStepError(f"The network has no layer named {key!r}. Its layers: {names}.")
        try:
            return self.layers[key]
        except IndexError:
            raise NoSuchStepError(
                f"The network has {len(self)} layers, counted from 0; there is no layer {key}. "
                f"Its layers: {names}."
            ) from None

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    @property
    def label(self) -> str:
        """``Sequential of 4 layers``."""
        n = len(self.layers)
        return f"{type(self).__name__} of {n} layer" + "s" * (n != 1)

    @property
    def taker(self) -> str:
        """The first layer that fixes the number of features, in an error's words."""
        takes = (i for i, layer in enumerate(self.layers) if layer.in_features is not None)
        return self.place(next(takes, 0))

    # -- failing ----------------------------------------------------------------------------------

    def _fail(self, i: int, start: Any, x: Any, error: Exception) -> NoReturn:
        """Say which layer failed and what came before it; only called when something has failed."""
        self._check_outputs(start, i)
        layer, place = self.layers[i], self.place(i)
        if isinstance(error, HandnnError):
            raise type(error)(f"{place} › {error}") from error
        features = getattr(x, "shape", (None,))[-1]
        if layer.in_features not in (None, features):
            giver = f"{self.place(i - 1)} gave" if i else "the input has"
            raise ShapeError(
                f"{place} takes {layer.in_features} features, but {giver} {features}."
            ) from error
        raise failed(place, x, error) from error

    def check_output(self, x: Any, output: Any, title: str | None = None) -> None:
        """Refuse an output that has not the samples of `x`, and say which layer lost them."""
        try:
            super().check_output(x, output, title)
        except LayerError:
            self._check_outputs(x)
            raise

    def _check_outputs(self, x: Any, until: int | None = None) -> None:
        """Find the first layer whose output has not the shape of an output."""
        for i, layer in enumerate(self.layers[:until]):
            output = layer.forward(x)
            layer.check_output(x, output, self.place(i))
            x = output


def _names(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """Given names as they are; unnamed layers, and further places of a layer, are numbered."""
    given: dict[str, Layer] = {}
    for i, layer in enumerate(layers):
        if layer.name is not None and given.setdefault(layer.name, layer) is not layer:
            first = next(j for j, other in enumerate(layers) if other.name == layer.name)
            raise NetworkError(
                f'Layers {first} and {i} are both called "{layer.name}". Give each its own name.'
            )
    places: Counter[str] = Counter()
    names: dict[str, None] = {}  # in order, and quick to look one up
    for layer in layers:
        kind = layer.name or snake_case(type(layer).__name__)
        places[kind] += 1
        name = kind if layer.name and layer.name not in names else f"{kind}_{places[kind]}"
        while name in names or (name in given and name != layer.name):
            places[kind] += 1
            name = f"{kind}_{places[kind]}"
        names[name] = None
    return tuple(names)


def _not_a_layer(i: int, thing: Any) -> str:
    if isinstance(thing, list | tuple):
        hint = "Write the layers one after the other: Sequential(*layers)."
    elif isinstance(thing, type) and issubclass(thing, Layer):
        hint = f"That is the class; make a layer of it: {thing.__name__}(...)."
    elif callable(thing) or isinstance(thing, str):
        hint = "A layer is an object, such as ReLU() or Dense(W, b)."
    else:
        hint = "A layer is an object of a class that subclasses handnn.Layer."
    return f"Argument {i} of Sequential is not a layer but {_short(thing)}. {hint}"


def _short(thing: Any) -> str:
    text = repr(thing)
    return text if len(text) <= 60 else f"{text[:57]}..."
