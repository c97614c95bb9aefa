"""The base class of layers: parameters, one `forward`, and everything that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from inspect import isfunction
from typing import Any, ClassVar

import numpy as np
from numpy import ndarray
from numpy.typing import ArrayLike

from handnn import code
from handnn.arithmetic import RecordedArray, look_through
from handnn.arrays import Array, as_input, is_batch, is_elsewhere, sum_to
from handnn.backward_step import BackwardStep
from handnn.derivation import derived_gradients, is_followed, recorded_run
from handnn.errors import ArgumentError, HandnnError, LayerTypeError, NetworkError
from handnn.frozen import NOTHING
from handnn.layers.results import (
    backward_without_a_run,
    check_backward_method,
    check_gradients,
    check_output,
    failed,
    fits,
    several_inputs,
)
from handnn.naming import layer_title
from handnn.parameters import ParameterHolder, changes, parameter_owners
from handnn.step import Step, names_in_code, replace_layers
from handnn.summary import Summary, summarize
from handnn.trace import Trace
from handnn.training import (
    TrainingRun,
    current_run,
    during,
    only_in_training,
    repeating,
)

Gradients = Mapping[str, Array]


class Layer(ParameterHolder):
    """A function of `x` and of learned arrays. Subclass it and write `forward`.

    A layer keeps nothing from one call to the next: `forward` depends on `x` and the parameters
    only. That is all handnn needs to explain the layer in hand arithmetic, to draw it, to
    differentiate it, to train it and to save it.

    Attributes:
        parameter_names: The attributes that are learned. A value assigned to one of them becomes a
            read-only array; a later one must have the same shape.
        buffer_names: Arrays that are kept but not learned: running statistics, the adjacency matrix
            of a graph, a second sequence. A value assigned to one of them becomes a read-only
            array. Steps record them, and `save` writes them.
        hyperparameter_names: Other arguments of the constructor that `save` should keep (a slope,
            a size).
        in_features: How many features the layer takes, on the last axis, or None when it takes any
            number.
        out_features: How many features it gives, or None when that is not known in advance.
        same_width: Whether it gives as many features as it takes, as activations do.
        sample_ndim: How many axes one sample has: 1, its features, by default; 2 for a sequence of
            tokens, shape ``(tokens, features)``; 3 for a picture, ``(channels, rows, columns)``; 0
            for a single number. None for a layer that takes whatever comes, as activations do: the
            first layer of a network that does say determines what a sample is (1 axis if none
            does). A batch has one more axis, in front.
        output_ndim: How many axes one sample of its output has, if these may be more than those of
            its input, as where features are arranged as a picture.
        takes_whole_numbers: Whether it takes whole numbers, such as the indices of tokens, which
            then stay whole numbers; only as the first layer. Its output may have one axis more than
            its input: the features of each number.
        shown_names: Which of the arrays that have a name in `forward`, and of the layers inside,
            stand on paper; by default all whose name does not begin with an underscore. An empty
            tuple leaves all of them out: the layer is a single step, as `Dense` and `Softmax` are.

    Args:
        name: What the layer is called in its network. Unnamed layers are numbered by their kind:
            ``dense_1``, ``relu_1``, ``dense_2``.

    Raises:
        NetworkError: If the name is empty or has a dot in it.
        LayerTypeError: If the name is not text.

    Examples:
        A layer is a class with one method. `parameter_names` and `__init__` are needed only if it
        learns something; the constructor takes the parameters under their names:

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

        A layer of sequences says that a sample has two axes; then ``(tokens, features)`` is one
        sample, and ``(batch, tokens, features)`` are several. A layer that looks words up takes
        whole numbers:

        >>> class MeanOfTokens(hn.Layer):
        ...     sample_ndim = 2
        ...
        ...     def forward(self, x):
        ...         return x.mean(axis=-2)
        >>> class Embedding(hn.Layer):
        ...     parameter_names = ("E",)
        ...     takes_whole_numbers = True
        ...
        ...     def __init__(self, E, name=None):
        ...         super().__init__(name=name)
        ...         self.E = E
        ...
        ...     def forward(self, x):
        ...         return self.E[x]
        >>> reader = hn.Sequential(Embedding([[1, 0], [0, 4], [2, 2]]), MeanOfTokens())
        >>> reader([0, 2])
        array([1.5, 1. ])
        >>> reader([[0, 2], [1, 1]])
        array([[1.5, 1. ],
               [0. , 4. ]])

        Two more methods are optional. Without them the gradients are derived from `forward`,
        exactly; with them the layer learns faster. Both work on one sample and on a batch
        (a parameter's gradient is summed to the parameter's shape):

        >>> class FastScale(Scale):
        ...     def input_gradient(self, step, grad):  # with respect to the input
        ...         return grad * self.w
        ...
        ...     def parameter_gradients(self, step, grad):  # to the parameters
        ...         return {"w": grad * step.input}
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ()
    same_width: ClassVar[bool] = False
    shown_names: ClassVar[tuple[str, ...] | None] = None
    in_features: int | None = None
    out_features: int | None = None
    sample_ndim: int | None = 1
    output_ndim: int | None = None
    takes_whole_numbers: bool = False

    _derives_gradients: ClassVar[bool] = True
    # Found out once, at the first backward step:
    _is_followed: bool | None = None  # whether a run may be one of arrays that remember
    _gradients_checked: bool = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "backward" in vars(cls):
            check_backward_method(cls)
        cls._derives_gradients = (
            cls.input_gradient is Layer.input_gradient
            and cls.parameter_gradients is Layer.parameter_gradients
        )
        if cls.shown_names == () and "forward" in vars(cls) and "shown_names" not in vars(cls):
            cls.shown_names = None  # its code has other names than that of the class it extends
        if cls.__module__.startswith("handnn.layers.") and cls.shown_names != ():
            for method in filter(isfunction, vars(cls).values()):
                look_through(method.__code__)

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
            x: Shape ``(features,)`` or ``(batch, features)``; where a sample has two axes,
                ``(tokens, features)`` or ``(batch, tokens, features)``. Axes counted from the end,
                ``axis=-1`` and ``np.swapaxes(k, -1, -2)``, fit one sample and a batch.

        Returns:
            The output, shape ``(out_features,)`` or ``(batch, out_features)``. A batch keeps its
            first axis; a sample may have fewer axes than that of the input, but has one at least.
        """
        raise NotImplementedError(f"{type(self).__name__} has no forward method: write one.")

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """The gradient of the loss with respect to this layer's input.

        Optional: without it the gradient is derived from `forward`. `self` has the parameters that
        `step` used, even if the network has learned since.

        Args:
            step: The recorded run; `step.input`, `step.output`, `step.saved`.
            grad: The gradient of the loss with respect to the step's output, in its shape.

        Returns:
            The gradient of the loss with respect to the step's input, in its shape.
        """
        return derived_gradients(self, step, grad)[0]

    def parameter_gradients(self, step: Step, grad: Any) -> Mapping[str, Any]:
        """The gradients of the loss with respect to this layer's parameters.

        Optional, like `input_gradient`, and with the same arguments.

        Returns:
            A gradient for every parameter, by name. One that still has the batch axis is summed to
            the parameter's shape.
        """
        return derived_gradients(self, step, grad)[1]

    # -- running ----------------------------------------------------------------------------------

    def __call__(self, x: ArrayLike, *more: Any) -> Any:
        """The output for `x`, without a record.

        Args:
            x: One sample, shape ``(features,)``, or a batch, ``(batch, features)``; a sample may
                have another number of axes, see `sample_ndim`. Whole numbers and booleans become
                float64, except where `takes_whole_numbers`. With an array of JAX, PyTorch, CuPy or
                Dask, or of another library that follows the array API standard, the output is one
                too: what the layer does is recorded, and then computed there, in the dtype of `x`.
                So ``jax.jit(net)`` and ``jax.grad(lambda x: net(x).sum())`` work, with the
                parameters of that moment.
            *more: Not accepted: several numbers, or several samples, are one array.

        Raises:
            ShapeError: If the number of features does not fit.
            InputError: If `x` does not hold real numbers.
            ArgumentError: If there is more than one argument.
            LayerError: If the layer's own code fails.
            UnexplainedError: If `x` is an array of another library, and what the layer does cannot
                be recorded, as decisions in plain Python on its numbers cannot.
            MissingExtraError: If `x` is such an array, and array-api-compat is not installed.
        """
        if more:
            raise _several_inputs(self, "", (x, *more))
        forward = self.forward
        if type(x) is ndarray or not is_elsewhere(x):
            x = as_input(x, self)
        else:
            forward = partial(_computed_there, self)
        try:
            output = forward(x)
        except HandnnError:
            raise
        except Exception as error:
            raise failed(layer_title(self), x, error) from error
        if not fits(self, x, output):
            self._check_output(x, output)
        return output

    def trace(self, x: ArrayLike, *more: Any, training: bool = False, rng: Any = None) -> Trace:
        """Run the layer or network and record every step.

        Args:
            x: One sample, shape ``(features,)``, or a batch, ``(batch, features)``; a sample may
                have another number of axes, see `sample_ndim`. The trace keeps a copy.
            *more: Not accepted: several numbers, or several samples, are one array.
            training: Whether the layers do what they do while learning: a dropout sets numbers to
                0. By default the network is used, and such layers pass on what they are given.
            rng: For a training run, a seed or a `numpy.random.Generator` for what is drawn; or
                `GivenNumbers`.

        Returns:
            The `Trace`.

        Raises:
            ShapeError: If the number of features does not fit.
            InputError: If `x` does not hold real numbers.
            ArgumentError: If there is more than one argument, or an `rng` that is none, or for no
                training run.
            LayerError: If a layer's own code fails.

        Examples:
            >>> import handnn as hn
            >>> trace = hn.Dense([[1, -1, 1]], [2], name="neuron").trace([2, 1, 3])
            >>> trace["neuron"].output
            array([6.])
            >>> trace.backward(hn.SquaredError(), target=[4]).gradients["W"]
            array([[4., 2., 6.]])
        """
        if more:
            raise _several_inputs(self, ".trace", (x, *more))
        if rng is not None and not training:
            raise ArgumentError(
                "Only a training run draws random numbers: trace(x, training=True, rng=...)."
            )
        x = as_input(x, self, copied=True)
        try:
            if training:
                with during(TrainingRun(rng)):
                    step = self._recorded(x)
            else:
                step = self._recorded(x)
        except HandnnError:
            raise
        except Exception as error:
            raise failed(layer_title(self), x, error) from error
        if not fits(self, x, step.output):
            self._check_output(x, step.output)
        return Trace(step)

    def _recorded(self, x: Any) -> Step:
        """A run whose layers all have the parameters of one moment."""
        count = changes.count
        step = self.run(x)
        if count & 1 or count != changes.count:  # they may not
            copy, originals = self._snapshot()
            step = replace_layers(copy.run(x), originals)
        return step

    def run(self, x: Any) -> Step:
        """Apply the layer and record the step.

        Override it (together with `replay`) only in a container, or in a layer that has to keep
        something of a run, such as the mask that a dropout drew: pass that to `Step` as `saved`.

        Args:
            x: Shape ``(features,)`` or ``(batch, features)``.

        Returns:
            The `Step`.
        """
        if type(x) is not ndarray:
            x = as_input(x, self)
        if self._is_followed:  # the record is the output's derivation too: no second run for it
            used, buffers = self.parameters, self.buffers
            tape = recorded_run(self, x, used)
            if tape is not None:
                return self._step(x, np.asarray(tape.output.value), used, buffers, tape)
        parameters = self._own_parameters
        if parameters is not None and not self.buffer_names:
            output = self.forward(x)
            if self._own_parameters is parameters:  # so these are what `forward` used
                return self._step(x, output, parameters)
        count = changes.count
        parameters, buffers = self.parameters, self.buffers
        output = self.forward(x)
        if count & 1 or count != changes.count:
            if (run := current_run()) is not None:
                run.take(NOTHING)  # what it drew is of no use
            output = self.with_parameters({**parameters, **buffers}).forward(x)
        return self._step(x, output, parameters, buffers)

    def _step(
        self,
        x: Any,
        output: Any,
        parameters: Mapping[str, Array],
        buffers: Mapping[str, Array] = NOTHING,
        tape: Any = None,
    ) -> Step:
        """The step of a run, with what it drew and changed if it was a training run."""
        run = current_run()
        saved, new = (NOTHING, None) if run is None else run.take(buffers)
        return Step(self, x, output, parameters, saved, tape=tape, buffers=buffers, new_buffers=new)

    def replay(self, step: Step, x: Any) -> Any:
        """The output for `x`, computed again with what `step` saved.

        This is what is explained, and what is differentiated where there is no gradient method.

        Override it in a layer whose own `run` saves something.
        """
        if step.new_buffers is None:
            return self.forward(x)
        with repeating(step.saved, step.drawn if isinstance(x, RecordedArray) else None):
            return self.forward(x)

    # -- training ---------------------------------------------------------------------------------

    @property
    def training(self) -> bool:
        """Whether the layer trains: in `fit` and in ``trace(x, training=True)``, nowhere else.

        For `forward` of a layer that does something else then, such as a dropout.
        """
        return current_run() is not None

    def draw(self, name: str, numbers: Callable[[np.random.Generator], Any]) -> Any:
        """Draw random numbers in a training run; its step saves them under their name.

        Args:
            name: What they are called, in ``step.saved`` and on paper.
            numbers: Draws them from a generator: ``lambda rng: rng.random(x.shape)``. That of `fit`
                or of `trace` is passed.

        Returns:
            The numbers; when the run is repeated, to be explained or differentiated, the same.

        Raises:
            ArgumentError: If it is not a training run.

        Examples:
            >>> import handnn as hn
            >>> class Noise(hn.Layer):
            ...     same_width = True
            ...
            ...     def forward(self, x):
            ...         if not self.training:
            ...             return x
            ...         return x + self.draw("noise", lambda rng: rng.normal(0, 0.1, x.shape))
            >>> net = hn.Sequential(Noise())
            >>> net([1, 2])
            array([1., 2.])
            >>> trace = net.trace([1, 2], training=True, rng=hn.GivenNumbers([3, -5]))
            >>> print(trace["noise_1"].explain(1))
            y[2] = x[2] + noise[2]
            y[2] = 2 + (-0.5) = 1.5
        """
        run = current_run()
        if run is None:
            raise only_in_training("draw")
        return run.draw(name, numbers)

    def update_buffers(self, **new: Any) -> None:
        """Give buffers new values in a training run; an update assigns them, as it does parameters.

        A run changes nothing: `fit` and `Optimizer.update` assign them.

        Args:
            new: The new values by the names of the buffers.

        Raises:
            ArgumentError: If it is not a training run, or the layer has no buffer of a name.
        """
        run = current_run()
        if run is None:
            raise only_in_training("update_buffers")
        for name, value in new.items():
            if name not in self.buffer_names:
                known = ", ".join(self.buffer_names) or "none"
                raise ArgumentError(
                    f"{layer_title(self)} has no buffer {name!r}. Its buffers: {known}. List it in "
                    "buffer_names, and assign it in __init__."
                )
            run.note(vars(self)[name], value)

    # -- records ----------------------------------------------------------------------------------

    def lines(self, step: Step) -> tuple[Step, ...]:
        """The arrays that `forward` named in a run and the layers it called; see `Step.lines`."""
        return code.lines_in(step) if self.shown_names or names_in_code(self) else ()

    def gradients_of_lines(
        self, step: Step, grad: Array
    ) -> tuple[tuple[Step, ...], Mapping[str, Any]]:
        """The gradients of the arrays in `lines` as steps; see `BackwardStep.lines`.

        There are none where the layer has gradient methods of its own: these are explained then.
        """
        if not self._derives_gradients or not step.lines:
            return (), NOTHING
        return code.gradients_in(step, grad)

    def backward(
        self, step: Step, grad: Any = None, needs_input_grad: bool = True, *, target: Any = None
    ) -> BackwardStep:
        """Propagate a gradient back through one step, and record it: for `Trace.backward`.

        Override it, and `collect_gradients`, only in a container.

        Args:
            step: A run of this layer.
            grad: The gradient of the loss with respect to the step's output.
            needs_input_grad: Whether the gradient with respect to the input is needed.
            target: Not used here: a backward pass from a target starts at a trace.

        Raises:
            ArgumentError: If it is called as in other libraries, with a loss and a target.
        """
        if type(step) is not Step or grad is None or target is not None:
            raise backward_without_a_run()
        wanted = needs_input_grad and not self.takes_whole_numbers  # by which there is none
        input_gradient, parameter_gradients = self.gradients(step, grad, wanted)
        # Adding 0 turns -0, which is not written on paper, into 0.
        return BackwardStep(
            step,
            grad,
            None if input_gradient is None else input_gradient + 0.0,
            {name: gradient + 0.0 for name, gradient in parameter_gradients.items()} or NOTHING,
        )

    def collect_gradients(
        self, step: Step, grad: Array, found: dict[Layer, Gradients], needs_input_grad: bool = True
    ) -> Array | None:
        """Propagate a gradient back through one step without a record: for `fit`.

        Args:
            step: A run of this layer.
            grad: The gradient of the loss with respect to the step's output.
            found: For every layer that learns, its parameter gradients by attribute. Those of this
                step are entered, or added to those of the layer's other places.
            needs_input_grad: Whether the gradient with respect to the input is needed.

        Returns:
            The gradient with respect to the input, if it is needed.
        """
        input_gradient, parameter_gradients = self.gradients(step, grad, needs_input_grad)
        if parameter_gradients:
            if self._children:
                for name, (holder, own) in parameter_owners(self).items():
                    _add(found, holder, {own: parameter_gradients[name]})
            elif self in found:
                _add(found, self, parameter_gradients)
            else:
                found[self] = parameter_gradients
        return input_gradient

    def gradients(
        self, step: Step, grad: Array, needs_input_grad: bool = True
    ) -> tuple[Array | None, Gradients]:
        """The results of both gradient methods, checked.

        Override it if the two have work in common.

        Args:
            step: A run of this layer.
            grad: The gradient of the loss with respect to the step's output; becomes read-only.
            needs_input_grad: Whether the gradient with respect to the input is needed.

        Returns:
            The gradient with respect to the input, if it is needed, and those with respect to the
            parameters by name, each in its parameter's shape.
        """
        grad.setflags(False)  # type: ignore[call-arg]  # what `freeze` does, inlined
        if self._derives_gradients:
            return self._derived(step, grad, needs_input_grad)
        parameters = step.parameters
        if self._own_parameters is parameters and not step.buffers:
            layer = self
        else:
            layer = self.with_parameters({**parameters, **step.buffers})
        while True:
            input_gradient = layer.input_gradient(step, grad) if needs_input_grad else None
            found = layer.parameter_gradients(step, grad) if parameters else NOTHING
            if layer is not self or self._own_parameters is parameters:
                break
            layer = self.with_parameters(parameters)  # another thread changed them meanwhile
        if not self._gradients_checked:
            check_gradients(layer_title(self), step, input_gradient, found)
            self._gradients_checked = True
        for name, array in parameters.items():
            if len(found) != len(parameters) or found[name].shape != array.shape:
                return input_gradient, _summed(found, parameters)
        return input_gradient, found

    def _derived(
        self, step: Step, grad: Array, needs_input_grad: bool
    ) -> tuple[Array | None, Gradients]:
        layer = self
        if step.tape is None:
            layer = self.with_parameters({**step.parameters, **step.buffers})
        if self._is_followed is None:
            self._is_followed = is_followed(layer, step)
        return derived_gradients(layer, step, grad, needs_input_grad)

    # -- what is inside ---------------------------------------------------------------------------

    def summary(self, x: ArrayLike | None = None) -> Summary:
        """A table of the layers inside: their outputs, and how their parameters are counted.

        Args:
            x: An input that determines the shapes of the outputs, needed where the layer takes any
                number of features. By default a sample of zeros.

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

    # -- names ------------------------------------------------------------------------------------

    @property
    def label(self) -> str:
        """The kind of layer and its sizes: ``Dense 3 → 4``."""
        return type(self).__name__

    def _check_output(self, x: Any, output: Any) -> None:
        check_output(layer_title(self), self, x, output, is_batch(x, self.sample_ndim))

    def _title(self) -> str:
        return layer_title(self)

    def _receiver(self, of_axes: bool = False) -> str:
        """What error messages call the layer that receives the input."""
        return layer_title(self)

    def __repr__(self) -> str:
        return f"{self.label}, name={self.name!r}" if self.name else self.label


def _computed_there(layer: Layer, x: Any) -> Any:
    from handnn.engines.elsewhere import computed_there  # takes long to import

    return computed_there(layer, x)


def _several_inputs(layer: Layer, method: str, inputs: tuple[Any, ...]) -> ArgumentError:
    variable = "net" if layer.children else "layer"
    return several_inputs(layer_title(layer), variable + method, inputs)


def _summed(gradients: Gradients, parameters: Mapping[str, Array]) -> Gradients:
    """Gradients that may still have the batch axis, each in its parameter's shape."""
    return {name: sum_to(gradients[name], array.shape) for name, array in parameters.items()}


def _add(found: dict[Layer, Gradients], layer: Layer, gradients: Gradients) -> None:
    """Add gradients to those of the same layer from its other places."""
    known = found.get(layer, NOTHING)
    sums = {name: known[name] + g if name in known else g for name, g in gradients.items()}
    found[layer] = {**known, **sums}
