"""A run in plain sentences, for those who listen to the sheet instead of looking at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from handnn.arithmetic import format_number
from handnn.code import is_code, is_line
from handnn.reading import Product
from handnn.sheet.layout.kinds import is_relu, product_of
from handnn.sheet.layout.layer_labels import described
from handnn.step import Step

MANY_NUMBERS = 10  # in one sentence; of more, only the first ones and the last are read out
MANY_NEURONS = 6  # of a layer, and weights of a neuron, before they are only counted
MANY_SAMPLES = 4
MANY_STEPS = 20
FIRST = 3

_SIGNS = {"∞": "infinity", "nan": "not a number"}


def narrate(run: Step) -> str:
    """Describe a run in plain sentences, in the order in which it ran.

    Numbers are written so that they can be read aloud; before a rounded one stands "about".

    Args:
        run: A network's own step, placed (`Trace.run`), or the step of a single layer.

    Returns:
        The lines.

    Examples:
        >>> import handnn as hn
        >>> from handnn.render import narrate
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [-5]), hn.ReLU())
        >>> print(narrate(net.trace([2, 3]).run))
        The network takes 2 numbers and gives 1, in 2 steps.
        The input x is 2 and 3.
        Step 1, dense_1: a dense layer with 1 neuron.
        Neuron 1 has the weights 1 and minus 1, and the bias minus 5.
        The result z is minus 6.
        Step 2, relu_1: ReLU.
        The result y is 0. Unit 1 is switched off.
    """
    chain = list(run.parts())
    if is_code(run):
        return "\n".join(_code(run, chain))
    takes, gives = (sample_size(array, run) for array in (run.input, run.output))
    samples = f" The batch has {_count(len(run.input), 'sample')}." if run.batched else ""
    lines = [
        f"The network takes {takes} number{'s' * (takes != '1')} and gives {gives}, "
        f"in {_count(len(chain), 'step')}.{samples}",
        f"The input {_is(next(run.leaves()).symbols.input, run.input, _unit(run))}.",
        *(_step(i, step) for i, step in enumerate(chain[:MANY_STEPS], 1)),
    ]
    if len(chain) > MANY_STEPS:
        lines.append(f"Then {_count(len(chain) - MANY_STEPS, 'more step')} follow.")
        lines.append(f"The output {_is(chain[-1].symbols.output, run.output, _unit(run))}.")
    return "\n".join(lines)


def largest_output(run: Step) -> Iterator[str]:
    """Which class a network takes one sample for, where its outputs may be those of classes.

    As many outputs as inputs are another picture, as those of an autoencoder.

    Examples:
        >>> import handnn as hn
        >>> scores = hn.Dense([[1, 0], [3, 2], [1, 2]])
        >>> for sentence in largest_output(scores.run([1, 2]).placed()):
        ...     print(sentence)
        The largest of the 3 outputs is z[2] = 7: the answer is class 1.
        The next largest is z[3] = 5, of class 2.
        Classes count from 0, cells from 1: z[1] is the output of class 0.
    """
    output, variable = run.output, run.variable("output")
    may_be_classes = output.ndim == 1 and 1 < output.size != np.size(run.input)
    if not may_be_classes or not np.isfinite(output).all():
        return
    first, second = (int(i) for i in np.argsort(-output, kind="stable")[:2])

    def valued(i: int) -> str:
        shown = format_number(float(output[i]))
        return f"{variable.cell((i,))} {'=' if shown.exact else '≈'} {shown.text}"

    are_two = output.size == 2
    largest = f"{'larger' if are_two else 'largest'} of the {output.size} outputs"
    following = "The other" if are_two else "The next largest"
    if output[first] == output[second]:
        largest, following = f"first of the {largest}", "Just as large"
    yield f"The {largest} is {valued(first)}: the answer is class {first}."
    yield f"{following} is {valued(second)}, of class {second}."
    if output.min() >= 0 and np.isclose(output.sum(), 1):
        yield (
            "No output is below 0, and all add up to 1: they can be read as probabilities. "
            f"Class {first} has {spoken(100 * output[first])} %."
        )
    yield f"Classes count from 0, cells from 1: {variable.cell((0,))} is the output of class 0."


def sample_size(array: Any, run: Step) -> str:
    """How many numbers a sample has: ``3``, or ``5 × 3`` of a sequence."""
    return " × ".join(f"{n}" for n in array.shape[run.batched :]) or "1"


def _unit(step: Step) -> str:
    """What the first of two axes counts."""
    if is_line(step):
        return "row"
    return "sample" if step.batched else "token"


def _code(run: Step, chain: Sequence[Step]) -> Iterator[str]:
    """What code was given, and what each of its lines gives."""
    yield f"The code {run.layer.label} gives {_count(len(chain), 'array')}."
    for name, array in ((run.symbols.input, run.input), *run.parameters.items()):
        yield f"It is given: {_is(name, array, 'row')}."
    for i, step in enumerate(chain[:MANY_STEPS], 1):
        yield _step(i, step)
    if len(chain) > MANY_STEPS:
        yield f"Then {_count(len(chain) - MANY_STEPS, 'more step')} follow."


def _step(i: int, step: Step) -> str:
    name = step.path.replace(".", ", ")
    if is_line(step):
        what = f"the line {step.layer.label}"
    else:
        product = product_of(step)
        what = _dense(product) if product else _other(step)
    result = f"The result {_is(step.symbols.output, step.output, _unit(step))}."
    after = " ".join([result, *_switched_off(step)])
    return f"Step {i}, {name}: {what}\n{after}"


def _dense(product: Product) -> str:
    W = product.weights.values
    b = None if product.bias is None else product.bias.values
    sentence = f"a dense layer with {_count(len(W), 'neuron')}."
    if len(W) > MANY_NEURONS or W.shape[1] > MANY_NEURONS:
        bias = "" if b is None else " and a bias"
        return f"{sentence} Each has {_count(W.shape[1], 'weight')}{bias}."
    for i, row in enumerate(W):
        weights = f"the weight{'s' * (len(row) != 1)} {_list(row)}"
        bias = "" if b is None else f", and the bias {spoken(b[i])}"
        sentence += f"\nNeuron {i + 1} has {weights}{bias}."
    return sentence


def _other(step: Step) -> str:
    learned = [
        _is(step.symbols.parameters[name], array)
        if np.ndim(array) <= 1
        else f"{step.symbols.parameters[name]} has {np.size(array):,} numbers"
        for name, array in step.parameters.items()
    ]
    return f"{described(step.layer)}{', where ' * bool(learned)}{joined(learned)}."


def _switched_off(step: Step) -> Iterator[str]:
    if not is_relu(step):
        return
    if step.input.ndim > 2:
        off = np.count_nonzero(step.input <= 0)
        yield f"{off:,} of {step.input.size:,} units are switched off."
        return
    inputs = np.atleast_2d(step.input)
    for sample, off in enumerate(inputs[:MANY_SAMPLES] <= 0):
        units = [f"{i + 1}" for i in np.flatnonzero(off)]
        if units:
            some = units if len(units) <= MANY_NUMBERS else [f"{len(units)} of {off.size}"]
            plural = len(units) > 1
            where = f"For {_unit(step)} {sample + 1}, unit" if step.input.ndim == 2 else "Unit"
            counted = f"{len(units)} of {off.size} units" if some != units else ""
            named = f"{where}{'s' * plural} {joined(units)}"
            yield f"{counted or named} {'are' if plural else 'is'} switched off."


def _is(name: str, array: Any, unit: str = "sample") -> str:
    """``x is 2, 1 and 3``; of a batch, sample by sample."""
    values = np.asarray(array)
    if values.ndim > 2:
        return f"{name} has {values.size:,} numbers"
    if values.ndim < 2:
        return f"{name} is {_list(values.ravel())}"
    samples = [f"for {unit} {i + 1}: {_list(row)}" for i, row in enumerate(values[:MANY_SAMPLES])]
    if left := len(values) - len(samples):
        samples.append(f"and so on for {_count(left, f'more {unit}')}")
    return f"{name} is: {'; '.join(samples)}"


def _list(values: Sequence[float] | np.ndarray[Any, Any]) -> str:
    if len(values) <= MANY_NUMBERS:
        return joined([spoken(value) for value in values])
    first = ", ".join(spoken(value) for value in values[:FIRST])
    return f"{len(values):,} numbers, from {first} and so on to {spoken(values[-1])}"


def spoken(value: Any) -> str:
    """A number to be read aloud: ``minus 3``, ``about 0.3333``."""
    shown = format_number(float(value))
    text = shown.text
    sign, text = ("minus ", text[1:]) if text.startswith("-") else ("", text)
    text = _SIGNS.get(text, text)
    if "e" in text and text[0].isdigit():
        mantissa, exponent = text.split("e")
        text = f"{mantissa} times 10 to the {exponent.replace('-', 'minus ')}"
    return f"{'about ' * (not shown.exact)}{sign}{text}"


def joined(words: Sequence[str]) -> str:
    """Words in one phrase: ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _count(n: int, thing: str) -> str:
    return f"{n:,} {thing}{'s' * (n != 1)}"
