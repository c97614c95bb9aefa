"""A chain of layers, itself a layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from operator import length_hint
from os import PathLike
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from numpy import ndarray
from numpy.typing import ArrayLike

from handnn import diagnosis, files
from handnn._lazy import unknown_attribute
from handnn.arrays import Array, as_input
from handnn.backward_step import BackwardStep
from handnn.elision import visible
from handnn.errors import ArgumentError, NoSuchStepError, ShapeError
from handnn.frozen import NOTHING
from handnn.layers.base import Gradients, Layer
from handnn.layers.results import backward_without_a_run
from handnn.naming import distinct_names
from handnn.parameters import arrays_in_order, replace_arrays
from handnn.step import Step
from handnn.training import current_run

if TYPE_CHECKING:
    from handnn.files.exchange.loaded_parameters import LoadedParameters

MANY_LAYERS = 40  # of one network, before the middle ones are left out of its repr
LAST_LAYERS = 4


class Sequential(Layer):
    """A chain of layers: the output of each is the input of the next.

    One sample has as many axes as the first layer says that does not take whatever comes, as dense
    layers and activations do; 1 if none does. See `Layer.sample_ndim`.

    Args:
        layers: The layers, at least one. A `Sequential` may be one of them, and the same layer may
            appear at several places, which then share its parameters.
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
        diagnosis.check_layers(layers)
        self._adopt(dict(zip(distinct_names(layers), layers, strict=True)))
        diagnosis.check_neighbours(self)
        self.in_features, self.out_features = _widths(self.layers)
        said = (layer.sample_ndim for layer in layers if layer.sample_ndim is not None)
        self.sample_ndim = next(said, None)  # the first layer that cares
        self.output_ndim = max(layer.output_ndim or 0 for layer in layers) or None
        self.takes_whole_numbers = layers[0].takes_whole_numbers

    def _adopt(self, children: Mapping[str, Any]) -> None:
        n = len(vars(self).get("layers", children))
        chain = tuple(children.values())[:n]
        further = dict(list(children.items())[n:])  # a subclass may have assigned some
        vars(self).update(further, _children=MappingProxyType(dict(children)), layers=chain)

    # -- running ----------------------------------------------------------------------------------

    def forward(self, x: Any) -> Any:
        """Every layer in turn."""
        start, layers = x, iter(self.layers)
        try:
            for layer in layers:
                x = layer.forward(x)
        except Exception as error:
            done = len(self.layers) - length_hint(layers) - 1
            raise diagnosis.failure(self, done, start, x, error) from error
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
                x = step.output
        except Exception as error:
            raise diagnosis.failure(self, len(steps), start, x, error) from error
        new_buffers = None if current_run() is None else NOTHING  # none of its own
        return Step(self, start, x, NOTHING, steps=tuple(steps), new_buffers=new_buffers)

    def replay(self, step: Step, x: Any) -> Any:
        """Every layer in turn, each with the values that its step saved."""
        for layer, own in zip(self.layers, step.steps, strict=True):
            x = layer.replay(own, x)
        return x

    def backward(
        self, step: Step, grad: Any = None, needs_input_grad: bool = True, *, target: Any = None
    ) -> BackwardStep:
        """Every step in reverse order; the first one's input gradient only if it is needed."""
        if type(step) is not Step or grad is None or target is not None:
            raise backward_without_a_run()
        input_gradient: Array | None = grad
        steps: list[BackwardStep] = []
        first = step.steps[0]
        for child in reversed(step.steps):
            needed = needs_input_grad or child is not first
            back = child.layer.backward(child, input_gradient, needed)
            steps.append(back)
            input_gradient = back.input_gradient
        steps.reverse()
        return BackwardStep(step, grad, input_gradient, NOTHING, tuple(steps))

    def collect_gradients(
        self, step: Step, grad: Array, found: dict[Layer, Gradients], needs_input_grad: bool = True
    ) -> Array | None:
        """Every step in reverse order, without a record."""
        input_gradient: Array | None = grad
        first = step.steps[0]
        for child in reversed(step.steps):
            needed = needs_input_grad or child is not first
            input_gradient = child.layer.collect_gradients(child, input_gradient, found, needed)
        return input_gradient

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

    if not TYPE_CHECKING:  # where a misspelt attribute is to be reported

        def __getattr__(self, name):
            unknown_attribute(self, name, "unknown_in_network")

    # -- files and notebooks ----------------------------------------------------------------------

    def save(
        self,
        path: str | PathLike[str],
        input: ArrayLike | None = None,
        input_shape: tuple[int, int] | None = None,
        *,
        dtype: Any = None,
    ) -> None:
        """Write the network into a file that `load` reads back exactly.

        The file is JSON that a person can read and edit: one row of weights per line. It is written
        completely or not at all; if writing fails, an existing file is unchanged.

        The suffix ``.onnx`` writes an ONNX model instead, which many other programs run: the
        operations that the layers' `forward` performs, for a batch of any size, with the parameters
        under their names. That needs the onnx package. The suffix ``.safetensors`` writes the
        parameters and buffers alone, under their names, for `load_parameters` and for many other
        libraries. That needs the safetensors package.

        Args:
            path: The file, ``net.json``, or a name without a suffix; ``net.onnx``;
                ``net.safetensors``.
            input: An input to try the network on, one sample or a batch, which the file then
                contains too; see `load_input`. An ONNX model does not contain it, but is recorded
                from it: it is needed where the network does not say how large a sample is.
            input_shape: Rows and columns, if a sample is an image: ``handnn run`` then draws it.
            dtype: Of an ONNX model, float32 or float64; by default that of the parameters.

        Raises:
            ArgumentError: If the suffix is another one, `input` or `dtype` is not for the format,
                or an ONNX model needs an `input`.
            MissingExtraError: If the package is missing that the format needs.
            UnexplainedError: If the operations of a layer cannot be written into an ONNX model.
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
        x = None if input is None else as_input(input, self)
        copy = self.with_parameters({})  # of one moment
        if str(path).lower().endswith(".onnx"):
            from handnn.files.exchange.onnx_out import save_onnx

            save_onnx(copy, path, x, dtype)
            return
        if dtype is not None:
            raise ArgumentError("save: dtype= is for net.onnx; other files keep each array's own.")
        if str(path).lower().endswith(".safetensors"):
            from handnn.files.exchange.safetensors_file import save_safetensors

            if x is not None:
                raise ArgumentError(
                    "save: a safetensors file holds the network's parameters only. Save the input "
                    "with the network, as net.json."
                )
            save_safetensors(copy, path)
            return
        files.save(copy, path, x, input_shape)

    def load_parameters(
        self,
        source: str | PathLike[str] | Mapping[str, Any],
        names: Mapping[str, str] = NOTHING,
    ) -> LoadedParameters:
        """Give the network the parameters and buffers of a file, or of a ``state_dict``.

        An array whose name is a parameter's goes there. If parameters are left, because their names
        differ, then the arrays that are left go to them in order, and every shape must be the same.
        Single whole numbers that only count something, as PyTorch's ``num_batches_tracked``, are
        left out. If anything does not fit, the network is unchanged. Nothing is read by pickle:
        load what `torch.save` wrote with PyTorch itself, and pass the ``state_dict``.

        Args:
            source: A ``.safetensors`` file, an ``.npz`` file, or a dictionary of arrays by name.
            names: For some of the network's parameters or buffers, the name that the array has
                there.

        Returns:
            What went where. Shown or printed, it is a table.

        Raises:
            ShapeError: If the arrays do not fit, or the order of those in a file is not known.
            ArgumentError: If `source` is a file of another kind, or a name in `names` does not
                exist.
            FileFormatError: If the file is damaged or too large, or holds something other than
                numbers.
            MissingFileError: If there is no such file.
            FileAccessError: If it cannot be read.
            InputError: If an array in a dictionary does not hold real numbers.
            MissingExtraError: If the safetensors package is needed and not installed.

        Examples:
            >>> import handnn as hn
            >>> net = hn.Sequential(hn.Dense.random(2, 1, rng=0, name="z"), hn.ReLU())
            >>> net.load_parameters({"z.W": [[1, 2]], "z.b": [3]})
            name  shape   from  found by
            ────────────────────────────
            z.W   (1, 2)  z.W   name
            z.b   (1,)    z.b   name
        """
        from handnn.files.exchange.found import found_arrays
        from handnn.files.exchange.loaded_parameters import LoadedParameters
        from handnn.files.exchange.matching import converted, matched

        found = found_arrays(source)
        present = arrays_in_order(self)
        origins, by_order = matched(present, self.buffers.keys(), found, names)
        replace_arrays(self, converted(present, origins, found))
        return LoadedParameters(
            found.where,
            {name: origins.get(name) for name in present},
            {name: array.shape for name, array in present.items()},
            tuple(by_order),
            tuple(name for name in found.arrays if name not in origins.values()),
        )

    def __repr__(self) -> str:
        """Its label, and a line for each layer."""
        names = self.step_names()
        longest = max(map(len, names))
        lines = [super().__repr__() + ":"]
        for i in visible(len(names), MANY_LAYERS, LAST_LAYERS):
            if i is None:
                lines.append(f"… {len(names) - MANY_LAYERS + 1:,} more layers")
                continue
            layer = self.layers[i]
            described = repr(layer) if layer.children else layer.label
            lines += f"{names[i]:<{longest}}  {described}".splitlines()
        return "\n  ".join(lines)

    def _repr_html_(self) -> str:
        """The summary for a notebook."""
        return self.summary()._repr_html_()

    # -- errors -----------------------------------------------------------------------------------

    def _receiver(self, of_axes: bool = False) -> str:
        """What error messages call the first layer that says how many features it takes, or axes.

        Where a sample has one axis only, as everywhere by default, it is the former.
        """
        say = "in_features"
        if of_axes and (self.takes_whole_numbers or self.sample_ndim not in (None, 1)):
            say = "sample_ndim"
        fixed = (i for i, layer in enumerate(self.layers) if getattr(layer, say) is not None)
        return diagnosis.place(self, next(fixed, 0))

    def _check_output(self, x: Any, output: Any) -> None:
        diagnosis.check_outputs(self, x)  # which says which layer lost the samples
        super()._check_output(x, output)


def _widths(layers: tuple[Layer, ...]) -> tuple[int | None, int | None]:
    """How many features a chain takes and gives, as far as that is known in advance."""
    takes = gives = None
    for i, layer in enumerate(layers):
        if layer.in_features is not None and all(before.same_width for before in layers[:i]):
            takes = layer.in_features
        if not layer.same_width:
            gives = layer.out_features
        elif gives is None:
            gives = layer.in_features
    return takes, gives
