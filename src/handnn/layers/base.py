"""What every layer is: parameters, one `forward`, and everything that follows from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

from numpy import ndarray
from numpy.typing import ArrayLike

from handnn.arrays import Array, as_input, freeze, frozen_copy, sum_to
from handnn.backward_step import BackwardStep
from handnn.derivation import derived_gradients
from handnn.errors import HandnnError, LayerError, LayerTypeError, NetworkError, ShapeError
from handnn.step import NOTHING, Step
from handnn.summary import Summary, summarize


class _Parameters:
    """The learned arrays of a layer by name, read-only; dotted names for layers inside it.

    Put together when asked for, and kept until a parameter is rebound (which a layer cannot know of
    the layers inside it, so nothing is kept for those).
    """

    def __get__(self, layer: Layer, owner: type[Layer]) -> Mapping[str, Array]:
        if layer.children:
            owners = layer.parameter_owners().items()
            return MappingProxyType({name: getattr(holder, own) for name, (holder, own) in owners})
        own = layer.__dict__
        values = MappingProxyType(
            {name: own[name] for name in layer.parameter_names if own.get(name) is not None}
        )
        own["parameters"] = values
        return values


class Layer:
    """A function of `x` and of some learned arrays. Subclass it and write `forward`.

    A layer remembers no call: `forward` depends on `x` and the parameters, and on nothing else.
    That is all handnn needs to explain the layer in hand arithmetic, to draw it, to differentiate
    it, to train it and to save it.

    Attributes:
        parameter_names: The attributes that are learned. What is assigned to them becomes a
            read-only array; assigning anew gives the layer a new array of the same shape.
        setting_names: Other arguments of the constructor that `save` should keep (a slope, a size).
        in_features: How many features the layer takes, or None when it takes any number.
        out_features: How many features it gives, or None when that is not known beforehand.
        same_width: Whether it gives as many features as it takes, as activations do.

    Args:
        name: What the layer is called in its network. Unnamed layers are numbered by their kind:
            ``dense_1``, ``relu_1``, ``dense_2``.

    Raises:
        NetworkError: If the name is empty or has a dot in it.
        LayerTypeError: If the name is not text.

    Examples:
        A layer is one class with one method. `parameter_names` and `__init__` are only needed when
        it learns something; the constructor takes its parameters by their names:

        >>> import handnn as hn
        >>> class Scale(hn.Layer):
        ...     '''Multiply each feature by a learned weight.'''
        ...     parameter_names = ("w",)
        ...
        ...     def __init__(self, w, name=None):
        ...         super().__init__(name=name)
        ...         self.w = w
        ...
        ...     def forward(self, x):
        ...         return x * self.w

        It chains, runs and explains itself like every other layer:

        >>> net = hn.Sequential(Scale([2, -1], name="scale"), hn.ReLU())
        >>> net([3, 4])
        array([6., 0.])
        >>> print(net.trace([3, 4])["scale"].explain(1))
        z[2] = x[2]·w[2]
        z[2] = 4·(-1) = -4

        Two more methods are optional. Without them the gradients are derived from `forward`,
        exactly but slowly; with them the layer learns at NumPy's speed. Each answers one question,
        for one sample and for a batch alike (a parameter's gradient is summed back to its shape):

        >>> class FastScale(Scale):
        ...     def input_gradient(self, step, grad):  # how does the loss feel my input?
        ...         return grad * self.w
        ...
        ...     def parameter_gradients(self, step, grad):  # ... and of my parameters?
        ...         return {"w": grad * step.input}
    """

    parameter_names: ClassVar[tuple[str, ...]] = ()
    setting_names: ClassVar[tuple[str, ...]] = ()
    same_width: ClassVar[bool] = False
    in_features: int | None = None
    out_features: int | None = None
    name: str | None = None

    parameters = _Parameters()

    _children: Mapping[str, Layer] = NOTHING

    def __init__(self, name: str | None = None) -> None:
        if name is not None and not isinstance(name, str):
            raise LayerTypeError(f"A layer's name must be text; got {name!r}.")
        if name is not None and (not name or "." in name):
            raise NetworkError(
                f"A layer cannot be called {name!r}: a name needs at least one character, and "
                'no dot (the dot joins names, as in "hidden.W").'
            )
        self.name = name

    # -- what an author writes --------------------------------------------------------------------

    def forward(self, x: Any) -> Any:
        """The layer's output for `x`: NumPy on `x` and the parameters, and nothing else.

        Args:
            x: Shape ``(features,)`` or ``(batch, features)``.

        Returns:
            The output, shape ``(out_features,)`` or ``(batch, out_features)``.
        """
        raise NotImplementedError(f"{type(self).__name__} has no forward method: write one.")

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """How the loss feels a change of this layer's input.

        Optional: without it the gradient is derived from `forward`. `self` holds the parameters
        that `step` used, also when the network has learned since.

        Args:
            step: The recorded run; `step.input`, `step.output`, `step.saved`.
            grad: The gradient of the loss by the step's output, in the output's shape.

        Returns:
            The gradient of the loss by the step's input, in the input's shape.
        """
        return derived_gradients(self, step, grad)[0]

    def parameter_gradients(self, step: Step, grad: Any) -> Mapping[str, Any]:
        """How the loss feels a change of this layer's parameters.

        Optional, like `input_gradient`, and with the same arguments.

        Returns:
            A gradient for every parameter, by name. One that still carries the batch axis is summed
            back to the parameter's shape.
        """
        return derived_gradients(self, step, grad)[1]

    # -- running ----------------------------------------------------------------------------------

    def __call__(self, x: ArrayLike) -> Any:
        """The output for `x`, without a record.

        Args:
            x: Shape ``(features,)`` or ``(batch, features)``. Whole numbers and booleans become
                float64. An array of another library that speaks NumPy's protocols (Dask's, say) is
                passed through.

        Raises:
            ShapeError: If the number of features does not fit.
            InputError: If `x` does not hold real numbers.
            LayerError: If the layer's own code fails.
        """
        x = as_input(x, self)
        try:
            output = self.forward(x)
        except HandnnError:
            raise
        except Exception as error:
            raise failed(self.title, x, error) from error
        if not fits(x, output):
            self.check_output(x, output)
        return output

    def run(self, x: Any) -> Step:
        """Apply the layer and record the step.

        Override it (together with `replay`) only in a container, or in a layer that must remember
        something of one run, such as the mask that a dropout drew: hand that to `Step` as `saved`.

        Args:
            x: Shape ``(features,)`` or ``(batch, features)``.

        Returns:
            The `Step`.
        """
        if type(x) is not ndarray:
            x = as_input(x, self)
        return Step(self, x, self.forward(x), self.parameters)

    def replay(self, step: Step, x: Any) -> Any:
        """The output for `x` once more, with what `step` saved.

        This is what is explained, and differentiated where no gradient method is written.

        Override it in a layer whose `run` saves something (a dropout multiplies by its saved mask).
        """
        return self.forward(x)

    def backward(self, step: Step, grad: Array, input_gradient: bool = True) -> BackwardStep:
        """Walk one step in reverse: both gradient methods, put together.

        Override it only in a container, or where the two share real work.

        Args:
            step: A run of this layer.
            grad: The gradient of the loss by the step's output.
            input_gradient: Whether the gradient by the input is wanted.
        """
        parameters, cls = step.parameters, type(self)
        layer = self if self.parameters is parameters else self.with_parameters(parameters)
        if (
            cls.input_gradient is Layer.input_gradient
            and cls.parameter_gradients is Layer.parameter_gradients
        ):
            by_x, derived = derived_gradients(layer, step, grad)  # both in one walk
            return BackwardStep(step, grad, by_x if input_gradient else None, derived)
        by_input = layer.input_gradient(step, grad) if input_gradient else None
        if by_input is not None and by_input.shape != step.input.shape:
            raise ShapeError(
                f"input_gradient of {self.title} gave shape {by_input.shape}, but its input has "
                f"shape {step.input.shape}. The gradient by an array has that array's shape."
            )
        if not parameters:
            return BackwardStep(step, grad, by_input)
        by_parameters = layer.parameter_gradients(step, grad)
        kept = {}
        try:
            for name, array in parameters.items():
                gradient, shape = by_parameters[name], array.shape
                kept[name] = gradient if gradient.shape == shape else sum_to(gradient, shape)
        except KeyError as missing:
            raise LayerError(
                f"parameter_gradients of {self.title} gave nothing for {missing}. "
                "It returns a gradient for every name in parameter_names."
            ) from missing
        return BackwardStep(step, grad, by_input, kept)

    def check_output(self, x: Any, output: Any, title: str | None = None) -> None:
        """Refuse an output that is not an array with one row of features per sample of `x`."""
        if fits(x, output):
            return
        expected = "(features,)" if x.ndim == 1 else f"({x.shape[0]}, features)"
        came = f"shape {output.shape}" if hasattr(output, "shape") else f"a {type(output).__name__}"
        raise LayerError(
            f"{title or self.title} gave {came} for an input of shape {x.shape}; "
            f"expected {expected}. Let forward return one row of features per sample."
        )

    # -- parameters -------------------------------------------------------------------------------

    @property
    def n_parameters(self) -> int:
        """How many numbers are learned; a layer used twice counts once."""
        return sum(array.size for array in self.parameters.values())

    def summary(self, x: ArrayLike | None = None) -> Summary:
        """A table of the layers inside: what they give, and how their parameters are counted.

        Args:
            x: An input to find the shapes of the outputs with, where the layer takes any width. By
                default one sample of zeros runs.

        Returns:
            A `Summary`; `print` it, or read its `rows` and its `total`.

        Raises:
            ShapeError: If `x` does not fit.
            InputError: If `x` does not hold real numbers.

        Examples:
            >>> import handnn as hn
            >>> print(hn.Dense([[1, -1, 1], [1, 1, 0]], name="hidden").summary())
            name    layer        output  parameters
            ───────────────────────────────────────
            hidden  Dense 3 → 2  (2,)    2 × 3 = 6
            ───────────────────────────────────────
            total                        6
            <BLANKLINE>
            Each node of hidden has 3 weights, one per node of the input layer.
        """
        return summarize(self, None if x is None else as_input(x, self))

    def step_names(self) -> tuple[str, ...]:
        """The names of the steps inside a run of this layer."""
        return tuple(self._children)

    @property
    def children(self) -> Mapping[str, Layer]:
        """The layers inside this one, by name: those that were assigned to its attributes."""
        return self._children

    def parameter_owners(self) -> dict[str, tuple[Layer, str]]:
        """For every parameter the layer that holds it, and its name there; a shared layer once."""
        owners: dict[str, tuple[Layer, str]] = {}
        seen: set[int] = set()

        def collect(layer: Layer, prefix: str) -> None:
            if id(layer) in seen:
                return
            seen.add(id(layer))
            for name in layer.parameter_names:
                if layer.__dict__.get(name) is not None:
                    owners[prefix + name] = (layer, name)
            for name, child in layer.children.items():
                collect(child, f"{prefix}{name}.")

        collect(self, "")
        return owners

    def rebind(self, arrays: Mapping[str, Array]) -> None:
        """Give parameters freshly made arrays of their own shape and dtype, without a copy.

        This is how an optimizer learns; everybody else assigns to the attributes, which checks.
        """
        own = self.__dict__
        for name, array in arrays.items():
            own[name] = freeze(array)
        if len(arrays) == len(self.parameters) and not self._children:
            own["parameters"] = MappingProxyType(arrays)
        else:
            own.pop("parameters", None)

    def with_parameters(self, parameters: Mapping[str, Any]) -> Self:
        """A copy of this layer that holds other parameters (recorded arrays, say), unchecked."""
        replaced: dict[int, dict[str, Any]] = {}
        for name, (layer, own) in self.parameter_owners().items():
            if name in parameters:
                replaced.setdefault(id(layer), {})[own] = parameters[name]
        return self._copy(replaced, {})

    def _copy(self, replaced: Mapping[int, Mapping[str, Any]], copies: dict[int, Layer]) -> Self:
        """A copy with the replaced parameters; a layer used twice is copied once."""
        copy = object.__new__(type(self))
        copies[id(self)] = copy
        copy.__dict__.update(self.__dict__)
        children = {
            name: copies.get(id(child)) or child._copy(replaced, copies)
            for name, child in self._children.items()
        }
        if children:
            copy._adopt(children)
        copy.__dict__.update(replaced.get(id(self), {}))
        copy.__dict__.pop("parameters", None)
        return copy

    def _adopt(self, children: dict[str, Any]) -> None:
        """Take the place of its children with others of the same names."""
        self.__dict__["_children"] = MappingProxyType(children)
        self.__dict__.update(children)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.parameter_names:
            value = self._checked_parameter(name, value)
            self.__dict__.pop("parameters", None)
        elif isinstance(value, Layer):
            self.__dict__["_children"] = MappingProxyType({**self._children, name: value})
        object.__setattr__(self, name, value)

    def _checked_parameter(self, name: str, value: Any) -> Array | None:
        present = self.__dict__.get(name)
        if value is None and present is None:
            return None
        array = frozen_copy(value, f"{name} of {self.title}")
        if present is None:
            return array
        if array.shape != present.shape:
            raise ShapeError(
                f"{name} of {self.title} has shape {present.shape}, but the new one has shape "
                f"{array.shape}. A parameter keeps its shape; build a new layer for another size."
            )
        return freeze(array.astype(present.dtype, copy=False))

    # -- names ------------------------------------------------------------------------------------

    @property
    def label(self) -> str:
        """What kind of layer it is, with its sizes: ``Dense 3 → 4``."""
        return type(self).__name__

    @property
    def default_name(self) -> str:
        """Its name, or else its kind in small letters: ``leaky_relu``."""
        return self.name or snake_case(type(self).__name__)

    @property
    def title(self) -> str:
        """Its name, if it has one, and its label: ``"hidden" (Dense 3 → 4)``."""
        return f'"{self.name}" ({self.label})' if self.name else self.label

    @property
    def taker(self) -> str:
        """The layer that fixes the number of features, in an error's words."""
        return self.title

    def __repr__(self) -> str:
        return f"{self.label}, name={self.name!r}" if self.name else self.label

    def __getstate__(self) -> dict[str, Any]:
        state = {**self.__dict__, "_children": dict(self._children)}
        state.pop("parameters", None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__dict__["_children"] = MappingProxyType(state["_children"])
        for array in self.parameters.values():
            freeze(array)  # a pickle forgets that arrays were read-only


def fits(x: Any, output: Any) -> bool:
    """Whether an output has the dimensions and the samples of the input it was made from."""
    dimensions = getattr(output, "ndim", None)
    return bool(dimensions == x.ndim and (dimensions == 1 or output.shape[0] == x.shape[0]))


def snake_case(name: str) -> str:
    """``LeakyReLU`` in small letters: ``leaky_relu``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "_", name.replace("LU", "lu")).lower()


def failed(title: str, x: Any, error: Exception) -> LayerError:
    """The error to raise when a layer's own code has raised one."""
    if "read-only" in str(error):
        return LayerError(
            f"{title} tried to write into its input or into a parameter. forward must leave "
            "them as they are: work on a copy, x = x.copy()."
        )
    return LayerError(
        f"{title} could not run on an input of shape {getattr(x, 'shape', '?')}: "
        f"{type(error).__name__}: {error}"
    )
