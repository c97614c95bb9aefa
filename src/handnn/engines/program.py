"""A network's recorded operations as a program that runs on the arrays of any library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from handnn.arrays import is_batch
from handnn.engines.namespace import device_of, namespace_of
from handnn.engines.operators import Elements, is_shape, n_arrays, operation
from handnn.errors import ArgumentError, LayerTypeError, ShapeError, UnexplainedError
from handnn.graph.graph import Operator
from handnn.graph.moves import BatchMatters
from handnn.graph.recording import Run, recorded_run, recorded_runs
from handnn.graph.writer import Writer
from handnn.step import RecordedLayer


@dataclass(frozen=True, eq=False)
class Program:
    """The operations of a network, for arrays of any library; made by `recorded_program`.

    It holds plain data, so that it can be sent to other processes.

    Attributes:
        operators: The operators, in order.
        arrays: What parameters and buffers are called in them, by their names in the network.
        values: Parameters, buffers and constants, by those names.
        input: What the input is called.
        output: What the output is called.
        shape: The shape of the input; None on the first axis where any number of samples will do.
        takes_whole_numbers: Whether the input are whole numbers.
    """

    operators: tuple[Operator, ...]
    arrays: dict[str, str]
    values: dict[str, Any]
    input: str
    output: str
    shape: tuple[int | None, ...]
    takes_whole_numbers: bool

    @property
    def any_batch(self) -> bool:
        """Whether it is for any number of samples."""
        return self.shape[:1] == (None,)

    def __call__(self, x: Any, parameters: Mapping[str, Any] | None = None, xp: Any = None) -> Any:
        """What the network gives, computed by the library that the arrays are of.

        Args:
            x: A batch; or one sample, where any number of samples will do.
            parameters: Arrays to use instead of the network's own, by their names there, such as
                ``"hidden.W"``: those of the library, which can then differentiate with respect to
                them. Buffers can be among them. They have the dtype of `x`.
            xp: The namespace, if it is known already.

        Returns:
            An array of the same library, in the dtype of `x`; in that of the parameters, where `x`
            holds whole numbers.

        Raises:
            ShapeError: If the shape of `x` is not that for which the program was recorded.
            ArgumentError: If one of the parameters is unknown.
            MissingExtraError: If array-api-compat is not installed.
        """
        given = dict(parameters or {})
        arrays = [array for array in (x, *given.values()) if type(array) is not np.ndarray]
        if xp is None:
            xp = namespace_of(*arrays or [x])
        if unknown := given.keys() - self.arrays.keys():
            raise ArgumentError(
                f"The program has no parameter named {min(unknown)!r}. It has: "
                f"{', '.join(map(repr, self.arrays)) or 'none'}."
            )
        is_one = self.any_batch and x.ndim == len(self.shape) - 1
        self._check(tuple(x.shape), is_one)
        kinds = _Kinds(xp, arrays or [x])
        x = kinds.array(x)
        if is_one:
            x = xp.expand_dims(x, axis=0)
        values: dict[str, Any] = dict(self.values)
        values |= {self.arrays[name]: kinds.array(array) for name, array in given.items()}
        values[self.input] = kinds.cast(x, np.int64 if self.takes_whole_numbers else np.float64)
        taken: dict[str, Any] = {}  # plain arrays as the library's own, each converted once
        for kind, inputs, output, _, settings in self.operators:
            operands = [values[name] for name in inputs]
            if kind != "Concat" or not all(map(is_shape, operands)):
                for i, name in enumerate(inputs[: n_arrays(kind)]):
                    if name not in taken:
                        taken[name] = kinds.array(operands[i])
                    operands[i] = taken[name]
            if kind == "Cast":
                values[output] = kinds.cast(operands[0], settings["to"])
            else:
                values[output] = operation(kind)(xp, *operands, **settings)
        result = values[self.output]
        return result[0, ...] if is_one else result

    def _check(self, shape: tuple[int, ...], is_one: bool) -> None:
        expected = self.shape[is_one:]
        fits = len(shape) == len(expected) and all(
            size is None or size == own for size, own in zip(expected, shape, strict=True)
        )
        if not fits:
            sizes = ", ".join("batch" if size is None else str(size) for size in self.shape)
            raise ShapeError(
                f"The program was recorded for an input of shape ({sizes}), but got one of shape "
                f"{shape}. Record it again: hn.recorded_program(net, x)."
            )


def recorded_program(network: RecordedLayer, sample: Any) -> Program:
    """Record what a layer or network computes, as a program for the arrays of other libraries.

    ``net(x)`` with such an array does so each time. A program recorded once is quicker, and can be
    given parameters: those that PyTorch or JAX learns, for example.

    Args:
        network: The layer or network; its `forward` is all that is needed.
        sample: Numbers in the shape that it is for, one sample or a batch. Which numbers does not
            matter, except to a network that takes whole numbers: they must be some that it takes,
            and not all the same.

    Returns:
        The program, for a batch of any size; for the shape of `sample` only, where the number of
        samples is part of the arithmetic.

    Raises:
        LayerTypeError: If `network` is neither.
        ShapeError: If the number of features does not fit.
        UnexplainedError: If the arithmetic cannot be followed, or depends on decisions in plain
            Python.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1, 1]], [-5], name="hidden"), hn.ReLU())
        >>> program = hn.recorded_program(net, [2, 1, 3])
        >>> [operator.kind for operator in program.operators]
        ['Transpose', 'MatMul', 'add', 'maximum']

        With JAX, gradients with respect to the parameters too, compiled:

        ``jax.jit(jax.grad(lambda parameters: program(x, parameters).sum()))(dict(net.parameters))``
    """
    if not hasattr(network, "sample_ndim"):
        raise LayerTypeError(f"hn.recorded_program takes a network or a layer, not {network!r}.")
    x = np.asarray(sample)
    batch = x if is_batch(x, network.sample_ndim) else x[None]
    runs = recorded_runs(network, batch[0])
    if runs[0].deciding:
        raise UnexplainedError(_decides(runs[0].deciding[0]))
    try:
        return _program(network, runs)
    except BatchMatters:
        return _program(network, [recorded_run(network, x)])


def _decides(path: str) -> str:
    where = f'"{path}"' if path else "The layer"
    return (
        f"{where} takes decisions in plain Python (if, sort, argmax, ...), which are not recorded: "
        "what is recorded would hold for some inputs only. np.where stays a choice."
    )


def _program(network: RecordedLayer, runs: list[Run]) -> Program:
    graph, arrays, start, end = Writer(np.float64, Elements, runs).written()
    is_free = len(runs) > 1
    shape = (None, *start.shape[1:]) if is_free else start.shape
    return Program(
        tuple(graph.operators),
        arrays,
        graph.initializers,
        start.name,
        end.name,
        shape,
        network.takes_whole_numbers,
    )


class _Kinds:
    """What dtypes stand for in a library, and plain arrays as arrays of it.

    Real numbers have the dtype of the input. Where that holds whole numbers, they have that of the
    parameters given, or else the one that the library has for NumPy's float64.
    """

    def __init__(self, xp: Any, arrays: list[Any]) -> None:
        self._xp = xp
        self._device = device_of(arrays[0])
        real = next((array.dtype for array in arrays if self._is_real(array.dtype)), None)
        real = self._default(np.float64) if real is None else real
        self._dtypes = {"f": real, "b": xp.bool}
        self._plain = np.float64 if xp.finfo(real).bits == 64 else np.float32  # near it, in NumPy

    def _is_real(self, dtype: Any) -> bool:
        is_real: bool = self._xp.isdtype(dtype, "real floating")
        return is_real

    def _default(self, dtype: Any) -> Any:
        """What the library has for a dtype: without 64 bits, JAX has one of 32."""
        return self._xp.asarray(np.zeros(1, dtype)).dtype

    def array(self, array: Any) -> Any:
        """A plain array as one of the library; others as they are."""
        if type(array) is not np.ndarray:
            return array
        if array.dtype.kind == "f":
            array = array.astype(self._plain)
        return self.cast(self._xp.asarray(array, device=self._device, copy=True), array.dtype)

    def cast(self, array: Any, dtype: Any) -> Any:
        """An array in what stands for a dtype."""
        return self._xp.astype(array, self._of(np.dtype(dtype)), copy=False)

    def _of(self, dtype: Any) -> Any:
        if dtype.kind not in self._dtypes:
            self._dtypes[dtype.kind] = self._default(np.int64)
        return self._dtypes[dtype.kind]
