"""Parsing the values of the command line's options --input and --cell."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

import numpy as np

from handnn.arithmetic import to_ascii
from handnn.arrays import Array
from handnn.elision import visible
from handnn.errors import ArgumentError, InputError, NoSuchStepError
from handnn.explanation import Explanation
from handnn.step import Step
from handnn.trace import Trace
from handnn.worked import Work, WorkBackward

MANY_STEPS = 20  # before an error leaves the middle ones out


def numbers(text: str) -> Array:
    """The value of --input: one sample, or several with semicolons between them.

    Raises:
        InputError: If there are no numbers, or not the same number of them in every sample.
    """
    samples = [sample.replace(",", " ").split() for sample in text.strip().strip(";").split(";")]
    first = len(samples[0])
    for i, sample in enumerate(samples):
        if len(sample) != first:
            raise InputError(
                f"--input: sample {i} has {len(sample)} numbers, but sample 0 has {first}."
            )
        for number in sample:
            try:
                float(number)
            except ValueError:
                raise InputError(
                    f'--input: "{number}" is not a number. Write numbers with spaces or commas '
                    'between them, "2 1 3", and ; between samples.'
                ) from None
    x = np.array(samples, dtype=np.float64)
    if not x.size:
        raise InputError('--input is empty. Write numbers: "2 1 3".')
    return x if ";" in text else x[0]


def explain_cell(trace: Trace | Work | WorkBackward, text: str) -> Explanation:
    """The arithmetic of the step or the cell that --cell asks for.

    Raises:
        ArgumentError: If the text cannot be read.
        NoSuchStepError: If there is no such step or cell. Where the text is a symbol on the sheet,
            the message says what to ask for instead.
    """
    names, index = _cell(text)
    cells: Any = index[0] if len(index) == 1 else index or None
    if isinstance(trace, WorkBackward):
        return trace.explain(".".join(names), cells)
    step, steps = trace.run, trace.steps
    for name in names:
        found = {inside.name.partition("⁽")[0]: inside for inside in steps}  # the last h
        found |= {to_ascii(inside.name): inside for inside in steps}  # h(2)
        found |= {inside.name: inside for inside in steps}
        if name not in found:
            if isinstance(trace, Work) and ".".join(names) in trace.other_names:
                return trace.explain(name, cells)
            raise NoSuchStepError(_no_step(trace, step, ".".join(names), name, index))
        step = found[name]
        steps = step.steps
    return step.explain(cells)


def near_the_end(record: Trace | Work | WorkBackward) -> str:
    """The cell that decides, as --cell takes it: the largest before the last activations.

    Of gradients, it is the largest of the last one.
    """
    steps = [step for step in record if not step.is_activation] or record.steps
    last = record[-1] if isinstance(record, WorkBackward) else steps[-1]
    name = last.name.removeprefix("∂L/∂")
    if not last.output.ndim or not last.output.size:
        return name
    index = np.unravel_index(np.argmax(last.output), last.output.shape)
    return f"{name}[{','.join(map(str, index))}]"


def _cell(text: str) -> tuple[list[str], tuple[int, ...]]:
    """The names that lead to a step, and the index of a cell of its output, if there is one."""
    match = re.fullmatch(r"\s*([^\[\]]+?)\s*(?:\[\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\])?\s*", text)
    if match is None:
        raise ArgumentError(
            f'--cell: cannot read "{text}". Write a step, "hidden", or a cell counted from 0, '
            '"hidden[0]"; in a batch the sample first, "hidden[1,0]".'
        )
    return match[1].split("."), tuple(map(int, match[2].split(","))) if match[2] else ()


def _no_step(
    trace: Trace | Work, inside: Step, asked: str, name: str, index: tuple[int, ...]
) -> str:
    """What to say where a step has no step of that name inside."""
    symbol, _, sample = to_ascii(asked).removesuffix(")").partition("(")  # z1(2): of sample 2
    place = tuple(i - 1 for i in ((int(sample), *index) if sample.isdecimal() else index))
    for leaf in trace.run.leaves():
        path = leaf.path
        if symbol == leaf.symbols.output:
            cell = f"[{','.join(map(str, place))}]" if place and min(place) >= 0 else ""
            return f'{symbol} is the output of the step "{path}": --cell "{path}{cell}".'
        for parameter, letter in leaf.symbols.parameters.items():
            if asked in (letter, f"{path}.{parameter}"):
                return (
                    f'{asked} is the parameter {parameter} of the step "{path}": parameters are '
                    f'given, not worked out. The step\'s output is: --cell "{path}".'
                )
    if symbol == trace.run.symbols.input:
        return f"{symbol} is the input of the network: it is given, not worked out."
    steps = inside.steps
    kind = "work" if isinstance(trace, Work) else "trace"
    owner = f"The {kind}" if inside is trace.run else f'The step "{inside.name}"'
    known = [step.name for step in steps]
    shown = [known[i] if i is not None else "…" for i in visible(len(known), MANY_STEPS, 1)]
    close = get_close_matches(name, known, n=1)
    return f'{owner} has no step "{name}". ' + (
        f'Did you mean "{close[0]}"?' if close else f"Its steps: {', '.join(shown) or 'none'}."
    )
