"""The network diagram as data: a row of units per layer, and an edge for every weight but zeros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from handnn.code import is_code
from handnn.elision import visible
from handnn.errors import NoSuchStepError
from handnn.reading import Squares
from handnn.sheet.layout.kinds import is_relu, product_of, role_of
from handnn.sheet.layout.layer_labels import described
from handnn.sheet.layout.segments import SOME_STAGES
from handnn.sheet.page import Cell, Limits, Role
from handnn.step import Step

NARROW = Limits(features=8)


@dataclass(frozen=True, slots=True)
class Edge:
    """A weight that is not zero, between a unit of one row and a unit of the next.

    Attributes:
        source: The position of the unit above in its row, as drawn.
        target: The position of the unit below.
        weight: The weight.
    """

    source: int
    target: int
    weight: Cell


@dataclass(frozen=True, slots=True)
class UnitRow:
    """The units of a product with the activations after it, or of any other layer.

    Attributes:
        name: What its values are called on paper.
        role: What its values are.
        step: The path of the step whose output they are; empty for the input.
        units: The units; one without a value stands for those left out.
        edges: The weights between the row above and this one.
        band: For a layer that is not dense, its name, which is drawn instead of edges.
        gap: What is left out between the row above and this one, in words.
        weights: All weights between the row above and this one, if it is given by a product.
    """

    name: str
    role: Role
    step: str
    units: tuple[Cell, ...]
    edges: tuple[Edge, ...] = ()
    band: str = ""
    gap: str = ""
    weights: Squares | None = None


@dataclass(frozen=True, slots=True)
class Diagram:
    """A network and one sample's values in it, as units and edges.

    Attributes:
        title: What is drawn, in a few words.
        rows: From the input down to the output.
    """

    title: str
    rows: tuple[UnitRow, ...]


def has_diagram(run: Step) -> bool:
    """Whether a run is one of layers of units: no code, no pictures, no single numbers."""
    arrays = [run.input, *(step.output for step in run.leaves())]
    return not is_code(run) and all(1 <= array.ndim <= 2 for array in arrays)


def diagram(run: Step, sample: int = 0, limits: Limits = NARROW) -> Diagram:
    """The diagram of a run.

    Args:
        run: A network's own step, placed (`Trace.run`), or the step of a single layer.
        sample: Which sample of a batch to show, counted from 0.
        limits: How many units of a row and how many rows are drawn.

    Returns:
        The `Diagram`.

    Raises:
        NoSuchStepError: If the batch has no such sample.

    Examples:
        >>> import handnn as hn
        >>> run = hn.Dense([[1, 0, -2]], [3]).run([2, 1, 3])
        >>> x, z = diagram(run).rows
        >>> [unit.value for unit in x.units]
        [2.0, 1.0, 3.0]
        >>> [(edge.source, edge.target, edge.weight.value) for edge in z.edges]
        [(0, 0, 1.0), (2, 0, -2.0)]
    """
    samples = len(run.input) if run.batched else 1
    if not -samples <= sample < samples:
        raise NoSuchStepError(
            f"There is no sample {sample}: the run has {samples} sample{'s' * (samples != 1)}, "
            f"0 to {samples - 1}."
        )
    return Diagram(
        f"{run.layer.label}: {run.input.shape[-1]} → {run.output.shape[-1]}",
        tuple(_rows(list(_stages(run.leaves())), sample % samples, limits)),
    )


def _stages(chain: Iterable[Step]) -> Iterator[list[Step]]:
    """What makes a row: a product and the activations after it, or any other layer alone."""
    stage: list[Step] = []
    for step in chain:
        joins = stage and product_of(stage[0]) and step.is_activation
        if stage and not joins:
            yield stage
            stage = []
        stage.append(step)
    yield stage


def _rows(stages: Sequence[list[Step]], sample: int, limits: Limits) -> Iterator[UnitRow]:
    first = stages[0][0]
    yield UnitRow(first.symbols.input, "input", "", _units(first, "input", sample, limits))
    left_out = range(0)
    if len(stages) > limits.stages:
        left_out = range(max(1, limits.stages - SOME_STAGES), len(stages) - SOME_STAGES)
    for i, stage in enumerate(stages):
        if i not in left_out:
            gap = (
                f"… {len(left_out):,} layers left out …" if left_out and i == left_out.stop else ""
            )
            yield _row(stage, sample, limits, gap)


def _row(stage: Sequence[Step], sample: int, limits: Limits, gap: str) -> UnitRow:
    first, last = stage[0], stage[-1]
    product = product_of(first)
    weights = product.weights if product and not gap else None
    return UnitRow(
        last.symbols.output,
        role_of(last),
        last.path,
        _units(last, "output", sample, limits),
        () if weights is None else _edges(weights, limits),
        "" if gap or product else first.layer.name or described(first.layer),
        gap,
        weights,
    )


def _units(step: Step, which: str, sample: int, limits: Limits) -> tuple[Cell, ...]:
    """The values of one sample as cells, the middle ones left out where there are many."""
    values, variable = np.asarray(getattr(step, which)), step.variable(which)
    given = which == "input"
    switches = is_relu(step) and not given

    def unit(feature: int) -> Cell:
        index = (sample, feature) if values.ndim == 2 else (feature,)
        off = bool(switches and step.input[index] <= 0)
        return Cell(variable, index, float(values[index]), given, off)

    shown = visible(values.shape[-1], limits.features)
    return tuple(Cell(variable) if i is None else unit(i) for i in shown)


def _edges(weights: Squares, limits: Limits) -> tuple[Edge, ...]:
    W = weights.values
    outputs, inputs = (list(visible(n, limits.features)) for n in weights.shape)
    return tuple(
        Edge(source, target, Cell(weights.variable, weights.index((i, j)), float(W[i, j]), True))
        for target, i in enumerate(outputs)
        for source, j in enumerate(inputs)
        if i is not None and j is not None and W[i, j] != 0
    )
