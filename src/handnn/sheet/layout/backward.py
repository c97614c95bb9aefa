"""The backward sheet: the staircase of the run, with every gradient in its place.

To the right of a layer's input stands the gradient with respect to its weights, transposed: a row
per input, a column per neuron. The gradient with respect to the bias is level with the trailing 1,
and below it stands the gradient with respect to z, as a row. From there an arrow leads left to the
gradient with respect to the layer's input, which stands above the columns of W. Multiplied by the
mask of the activation above it, it becomes the gradient with respect to the previous layer's z.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from handnn.explanation import index_text
from handnn.record import BackwardRecord
from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.backward_staircase import BackwardStaircase
from handnn.sheet.layout.backward_strips import add_gradients
from handnn.sheet.layout.comparison import share_legend
from handnn.sheet.layout.forward import chain_of, place_run
from handnn.sheet.layout.kinds import parameter_name, product_of
from handnn.sheet.layout.notes import STRUCK, ask_for_value, notes_on
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.layout.segments import continuation, is_strip, segments
from handnn.sheet.layout.stored_gradients import add_stored_gradients
from handnn.sheet.page import Block, Limits, Page

LEGEND = {
    "mask": "mask: 1 where z > 0 and a gradient passes, 0 where ReLU stops it",
    "slope": "slope: of the activation at z; a gradient is multiplied by it on its way back",
}


def backward_page(back: BackwardRecord, limits: Limits | None = None) -> Page:
    """Lay a backward pass out on squared paper.

    Args:
        back: The backward pass.
        limits: How much is shown.

    Returns:
        The `Page`.
    """
    return _laid_out(BackwardPass(back), limits or Limits())


def _laid_out(backward_pass: BackwardPass, limits: Limits) -> Page:
    chain = chain_of(backward_pass.back.run)
    if any(is_strip(chain, position) for position in range(len(chain))):
        return _in_strips(backward_pass, limits)
    chain = backward_pass.chain
    staircase = BackwardStaircase(PageBuilder(limits), backward_pass)
    shown: list[int] = []
    segment = range(0)
    for heading, segment in segments(chain, limits):
        staircase.start(segment.start, heading)
        for position in segment:
            staircase.add(position)
        shown += segment
        if segment.stop < len(chain):
            staircase.end()
    products = sum(product_of(chain[position]) is not None for position in segment)
    if limits.segment == 1 or products >= limits.segment or staircase.transposes_output:
        staircase.end()
        staircase.start(len(chain), continuation(chain[-1]))
    staircase.add_target()
    staircase.end()
    builder = staircase.builder
    add_stored_gradients(builder, backward_pass, shown)
    labels = [block.name for block in builder.blocks if block.role == "mask"]
    ask = partial(_ask, backward_pass, builder.blocks, shown, limits)
    share = share_legend(chain[-1], backward_pass.back.loss_function)
    legend = (text for label, text in LEGEND.items() if label in labels)
    return Page(
        title=f"Backward through {backward_pass.back.run.layer.label}",
        blocks=tuple(builder.blocks),
        marks=tuple(builder.marks),
        legend=(*staircase.labels.legend, *share, *legend),
        notes=(*staircase.notes, *notes_on(builder.blocks, ask), *backward_pass.notes),
        limits=limits,
        lay_out=partial(_laid_out, backward_pass),
        findings=(STRUCK, *backward_pass.notes),
    )


def _in_strips(backward_pass: BackwardPass, limits: Limits) -> Page:
    chain = chain_of(backward_pass.back.run)
    builder = PageBuilder(limits)
    notes, legend = place_run(builder, chain)
    add_gradients(builder, backward_pass)
    ask = partial(ask_for_value, builder.blocks, chain)
    return Page(
        title=f"Backward through {backward_pass.back.run.layer.label}",
        blocks=tuple(builder.blocks),
        marks=tuple(builder.marks),
        legend=legend,
        notes=(*notes, *notes_on(builder.blocks, ask), *backward_pass.notes),
        limits=limits,
        lay_out=partial(_laid_out, backward_pass),
        findings=(STRUCK, *backward_pass.notes),
    )


def _ask(
    backward_pass: BackwardPass, blocks: Sequence[Block], shown: Sequence[int], limits: Limits
) -> str:
    """Code that asks for the first gradient left out."""
    steps = [backward_pass.chain[position] for position in shown]
    for step in steps:
        product = product_of(step)
        if product and max(product.weights.shape) > limits.features:
            weights = product.weights
            name = parameter_name(step, weights)
            if backward_pass.back.run.steps:
                name = f"{step.path}.{name}"
            row, column = (limits.features - 2 if n > limits.features else 0 for n in weights.shape)
            return f'back.explain("{name}", {index_text(weights.index((row, column)))})'
    return f"back.{ask_for_value(blocks, steps)}"
