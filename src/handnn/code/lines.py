"""Lines of code as steps: the arrays to which code gave a name, each explained by those before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

import numpy as np

from handnn.arithmetic import (
    Binding,
    Names,
    Node,
    RecordedArray,
    Variable,
    as_result,
    followed,
    recording,
    statement_at,
)
from handnn.arrays import alike, freeze
from handnn.code.held import Call, note_calls
from handnn.code.numbering import numbered, role
from handnn.code.parts import Part, parts_of
from handnn.code.shown import check_layer_shows
from handnn.code.steps import CodeStep, Held, is_line, line
from handnn.frozen import NOTHING
from handnn.reading import Product
from handnn.step import Place, Step
from handnn.symbols import Symbols


def lines_of(
    bindings: Sequence[Binding],
    path: str,
    decide: Callable[[int, int], None],
    *,
    output: Variable | None = None,
    result: Node | None = None,
    taken: Collection[str] = (),
    suffix: str = "",
    chosen: Collection[str] | None = None,
    arguments: Collection[str] = (),
) -> list[CodeStep]:
    """The names that code gave to its arrays as steps; the others have no name on paper.

    Args:
        bindings: The names, in the order in which they were given.
        path: The path of the step that they belong to, or "".
        decide: Notes the decisions in a part of the recording once more.
        output: What the result is called on paper, if it has another name there than in the code;
            it is the last line.
        result: What the result of the code remembers.
        taken: Symbols that cannot be used again.
        suffix: What the names get on paper.
        chosen: The names to show; all by default.
        arguments: The names of arrays that a function was called with: what becomes of them is
            counted from 1.
    """
    parts = parts_of(bindings, result if output is not None else None, chosen)
    written = [leaf for part in parts for leaf in part.leaves()]
    renamed = written[-1:] if parts and parts[-1].is_result else []
    others = written[: len(written) - len(renamed)]
    are_given = [each.node.is_given for each in others]
    names = numbered(_told_apart(others), are_given, arguments)
    for part, name in zip(others, names, strict=True):
        symbol, count, rest = name.partition("⁽")
        symbol += suffix or "_" * (symbol in taken and symbol not in arguments)
        part.written = name
        part.node.put_on_paper(Variable(symbol + count + rest, role(part.binding)))
    for part in renamed:
        assert output is not None
        part.node.put_on_paper(output)
    return _steps(parts, path, path, decide, arguments)


def _told_apart(parts: Sequence[Part], own: bool = False) -> list[str]:
    """The names of arrays; that of a dictionary before it, where another has the same key.

    Args:
        parts: The arrays.
        own: Whether it is what the code itself calls them that is asked for.
    """
    names = [part.binding.name if own else part.written for part in parts]
    holders: dict[str, set[str]] = {}
    for name, part in zip(names, parts, strict=True):
        holders.setdefault(name, set()).add(part.binding.holder)
    return [
        f"{part.binding.holder}_{name}" if part.binding.holder and len(holders[name]) > 1 else name
        for name, part in zip(names, parts, strict=True)
    ]


def _steps(
    parts: Sequence[Part],
    path: str,
    within: str,
    decide: Callable[[int, int], None],
    arguments: Collection[str] = (),
) -> list[CodeStep]:
    """Parts as steps, which have their names from the code; on paper these are different ones."""
    are_given = [part.node.is_given for part in parts]
    names = numbered(_told_apart(parts, own=True), are_given, arguments)
    return [
        _step(part, f"{path}.{name}" if path else name, i, within, decide)
        for i, (part, name) in enumerate(zip(parts, names, strict=True))
    ]


def _step(
    part: Part, path: str, position: int, within: str, decide: Callable[[int, int], None]
) -> CodeStep:
    binding = part.binding
    if part.inside:
        assert isinstance(binding, Call)
        steps = tuple(_steps(part.inside, path, within, decide))
        x = binding.taken.variable.name if binding.taken else ""
        symbols = Symbols(x, steps[-1].symbols.output, NOTHING)
        return Held(
            binding.layer,
            freeze(np.array(binding.input.value)),
            steps[-1].output,
            NOTHING,
            steps=steps,
            place=Place(path, position, symbols, batched=False),
            called=steps[-1].called,
            within=within,
        )
    label = binding.statement or binding.name
    return line(
        binding.node.variable,
        binding.node.origin,
        path,
        position,
        label,
        partial(decide, *binding.noted),
        binding.node,
        call=binding if isinstance(binding, Call) else None,
        called=part.written,
        within=within,
    )


def lines_in(step: Step) -> tuple[CodeStep, ...]:
    """The names that a layer's code gives in a run, as steps; the last one is its output.

    The layers that it holds are steps among them. There are none where the code gives no names and
    calls no layers, where it cannot be followed, or where it amounts to a single product, which
    needs only one line on paper.

    Args:
        step: The run of a single layer.
    """
    is_product = isinstance(step.reading, Product) and not step.layer.children
    if is_product and not step.layer.shown_names:
        return ()

    def attempt() -> tuple[Names, RecordedArray]:
        with Names() as names:
            layer = step.recorded_layer()
            note_calls(step.layer, layer, names)
            result = as_result(layer.replay(step, step.recorded_input()))
        return names, result

    with recording() as noted:
        try:
            names, result = followed(attempt)
        except Exception:  # whatever it is: asked for its arithmetic, the step says so
            return ()
    check_layer_shows(step.layer, names.bindings)
    if is_product or result.shape != step.output.shape:
        return ()
    if not alike(result.value, step.output, step.output).all():
        return ()
    place = step.place or step.placed().place
    assert place is not None
    output = step.variable("output")
    lines = lines_of(
        names.bindings,
        step.path,
        noted.repeat,
        output=output,
        result=result.node,
        taken=place.taken,
        suffix=place.suffix,
        chosen=step.layer.shown_names,
    )
    if lines and lines[-1].symbols.output != output.name:
        decide = partial(noted.repeat, names.bindings[-1].noted[1], len(noted))
        label = statement_at(*names.last) or "return"
        path = f"{step.path}.{output.name}"
        lines.append(line(output, result.node, path, len(lines), label, decide, within=step.path))
    is_alone = len(lines) == 1 and is_line(lines[0])
    return () if is_alone else tuple(lines)
