"""A table of a network's layers: their outputs, and how their parameters are counted."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handnn import terminal
from handnn.arithmetic import to_ascii
from handnn.arrays import Array
from handnn.markup import escaped
from handnn.naming import default_name
from handnn.reading import Product
from handnn.step import RecordedLayer, Step

_HEADERS = ("name", "layer", "output", "parameters")
_MANY_TERMS = 8  # of the total, before its middle terms are left out


@dataclass(frozen=True)
class SummaryRow:
    """One layer of a summary.

    Attributes:
        name: Its name; for a layer inside another one a dotted name, as in ``net.parameters``.
        layer: Its kind and sizes: ``Dense 3 → 4``.
        output_shape: The shape of its output for one sample, or None where that is not known.
        shapes: The shapes of its own parameters by name; none for a shared layer's later rows.
        depth: How many layers it stands inside.
        shared_with: The name of the row that counts its parameters, if that is another one.
        sizes: Outputs, inputs, and whether each output has a bias, if its parameters are the
            weights and the bias of a product; None where they are not, or no run could tell.
    """

    name: str
    layer: str
    output_shape: tuple[int, ...] | None
    shapes: Mapping[str, tuple[int, ...]]
    depth: int
    shared_with: str | None = None
    sizes: tuple[int, int, bool] | None = None

    @property
    def n_parameters(self) -> int:
        """How many numbers of its own it learns."""
        return sum(math.prod(shape) for shape in self.shapes.values())

    @property
    def formula(self) -> str:
        """How they are counted: ``4 × (3 + 1) = 16``, ``w: 2``; empty when it has none."""
        if not self.shapes:
            return ""
        if self.sizes:
            outputs, inputs, bias = self.sizes
            counted = f"{outputs} × ({inputs} + 1)" if bias else f"{outputs} × {inputs}"
        else:
            counted = " + ".join(
                f"{name}: {' × '.join(map(str, shape)) or '1'}"
                for name, shape in self.shapes.items()
            )
        is_counted = " × " in counted or " + " in counted
        return f"{counted} = {self.n_parameters}" if is_counted else counted

    def cells(self) -> tuple[str, str, str, str]:
        """What the table says of it: name, layer, output and parameters."""
        output = "?" if self.output_shape is None else str(self.output_shape)
        counted = f"shared with {self.shared_with}" if self.shared_with else self.formula or "-"
        return self.name.rpartition(".")[2], self.layer, output, counted


@dataclass(frozen=True, repr=False)
class Summary:
    """A table of layers; `print` it, show it in a notebook, or read its rows.

    The numbers of parameters of the rows add up to the total; a layer used at several places is
    counted where it stands first.

    Attributes:
        rows: One per layer; a layer's row is followed by those of the layers inside it.
        note: The first dense layer's formula in words; empty when there is none.

    Examples:
        >>> import handnn as hn
        >>> neuron = hn.Dense([[1, -1, 1]], [-5], name="z")
        >>> net = hn.Sequential(neuron, hn.ReLU())
        >>> summary = net.summary()
        >>> [row.formula for row in summary.rows], summary.total
        (['1 × (3 + 1) = 4', ''], 4)
        >>> print(summary)
        name    layer        output  parameters
        ────────────────────────────────────────────
        z       Dense 3 → 1  (1,)    1 × (3 + 1) = 4
        relu_1  ReLU         (1,)    -
        ────────────────────────────────────────────
        total                        4
        <BLANKLINE>
        Each node of z has 3 weights, one per node of the input layer, and 1 bias.
    """

    rows: tuple[SummaryRow, ...]
    note: str = ""

    @property
    def total(self) -> int:
        """How many numbers are learned in all."""
        return sum(row.n_parameters for row in self.rows)

    @property
    def total_formula(self) -> str:
        """How the total comes about: ``16 + 10 = 26``."""
        terms = [str(row.n_parameters) for row in self.rows if row.n_parameters]
        if len(terms) < 2:
            return str(self.total)
        if len(terms) > _MANY_TERMS:
            terms[3:-1] = ["…"]
        return f"{' + '.join(terms)} = {self.total}"

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The summary as a table of text.

        Args:
            width: The longest line of the words below the table; the terminal's width by default.
            ascii: Whether to keep to ASCII; by default what the terminal can draw.
        """
        width = terminal.width() if width is None else width
        ascii = terminal.is_plain() if ascii is None else ascii
        table: list[tuple[str, ...]] = [_HEADERS]
        for row in self.rows:
            name, *others = row.cells()
            table.append(("  " * row.depth + name, *others))
        table.append(("total", "", "", self.total_formula))
        if ascii:
            table = [tuple(map(to_ascii, line)) for line in table]
        lines = terminal.table(table, ascii)
        lines[-1:-1] = [lines[1]]
        if self.note:
            lines += ["", *textwrap.wrap(to_ascii(self.note) if ascii else self.note, width)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The table for a notebook."""
        head = "".join(f'<th scope="col">{header}</th>' for header in _HEADERS)
        body = "".join(_html_row(row) for row in self.rows)
        total = f"<td></td><td></td><td>{self.total_formula}</td>"
        note = f"<p>{escaped(self.note)}</p>" if self.note else ""
        return (
            f'<table class="handnn-summary"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
            f'<tfoot><tr><th scope="row">total</th>{total}</tr></tfoot></table>{note}'
        )


def summarize(layer: RecordedLayer, x: Array | None = None, step: Step | None = None) -> Summary:
    """Count the parameters of a layer and of all layers inside it.

    Args:
        layer: A layer; a network's own layers become the rows.
        x: An input to run for the shapes of the outputs; one sample of zeros by default, when it
            has one axis and its width is known.
        step: A run of the layer, which is taken instead.
    """
    step = step or _trial_run(layer, x)
    if layer.children and not own_parameters(layer):  # a plain container is the table itself
        rows = tuple(_rows_inside(layer, "", 0, step, {}))
    else:
        rows = tuple(_rows(layer, default_name(layer), 0, step, {}))
    return Summary(rows, _note(rows))


def _rows(
    layer: RecordedLayer, name: str, depth: int, step: Step | None, places: dict[int, str]
) -> Iterator[SummaryRow]:
    """A layer's row, then those of the layers inside it; `places` says where each stands first."""
    first = places.setdefault(id(layer), name)
    shape = _output_shape(layer, step)
    if first != name and layer.n_parameters:
        yield SummaryRow(name, layer.label, shape, {}, depth, shared_with=first)
        return
    shapes = own_parameters(layer)
    sizes = _sizes(step or _trial_run(layer), shapes) if shapes else None
    yield SummaryRow(name, layer.label, shape, shapes, depth, sizes=sizes)
    yield from _rows_inside(layer, f"{name}.", depth + 1, step, places)


def _rows_inside(
    layer: RecordedLayer, prefix: str, depth: int, step: Step | None, places: dict[int, str]
) -> Iterator[SummaryRow]:
    steps = dict(zip(layer.step_names(), step.steps, strict=False)) if step else {}
    for name, child in layer.children.items():
        yield from _rows(child, prefix + name, depth, steps.get(name), places)


def own_parameters(layer: RecordedLayer) -> dict[str, tuple[int, ...]]:
    """The shapes of a layer's own parameters, without those of the layers inside it."""
    arrays = {name: getattr(layer, name, None) for name in layer.parameter_names}
    return {name: array.shape for name, array in arrays.items() if array is not None}


def _trial_run(layer: RecordedLayer, x: Array | None = None) -> Step | None:
    """One run for the shapes, or None: a summary does not depend on a layer's code to succeed."""
    if x is None:
        if layer.in_features is None or layer.sample_ndim not in (None, 1):
            return None
        x = np.zeros(layer.in_features)
    try:
        with np.errstate(all="ignore"):
            return layer.run(x).placed()
    except Exception:
        return None


def _output_shape(layer: RecordedLayer, step: Step | None) -> tuple[int, ...] | None:
    if step is not None:
        return tuple(step.output.shape[step.batched :])
    return None if layer.out_features is None else (layer.out_features,)


def _sizes(
    step: Step | None, shapes: Mapping[str, tuple[int, ...]]
) -> tuple[int, int, bool] | None:
    """Outputs, inputs and whether there is a bias, if all parameters are those of a product."""
    product = step.reading if step else None
    if not isinstance(product, Product):
        return None
    outputs, inputs = product.weights.shape
    has_bias = product.bias is not None
    counted = outputs * (inputs + has_bias)
    is_all = counted == sum(math.prod(shape) for shape in shapes.values())
    return (outputs, inputs, has_bias) if is_all else None


def _note(rows: Sequence[SummaryRow]) -> str:
    """The formula of the first product in words."""
    for i, row in enumerate(rows):
        if row.sizes:
            _, inputs, bias = row.sizes
            weights = f"{inputs} weight{'s' * (inputs != 1)}"
            source = "the layer before it" if i else "the input layer"
            tail = ", and 1 bias" if bias else ""
            return f"Each node of {row.name} has {weights}, one per node of {source}{tail}."
    return ""


def _html_row(row: SummaryRow) -> str:
    name, *others = (escaped(cell) for cell in row.cells())
    indented = f' style="padding-left: {1 + 1.5 * row.depth}em"' if row.depth else ""
    data = "".join(f"<td>{cell}</td>" for cell in others)
    return f'<tr><th scope="row"{indented}>{name}</th>{data}</tr>'
