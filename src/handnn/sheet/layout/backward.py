"""The backward sheet: the staircase of the run, and every gradient in its place on it.

Right of a layer's input stands the gradient by its weights, transposed: a row per input, a column
per neuron, the gradient by the bias level with the trailing 1, and below it, laid down, that by z.
From there an arrow leads left to the one by the input, which stands above the columns of W. It
climbs through the mask of the activation into the gradient by the z before.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from handnn.record import BackwardRecord
from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.backward_staircase import BackwardStaircase
from handnn.sheet.layout.chain import Leaf, is_dense
from handnn.sheet.layout.notes import ask_for_value, notes_on
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.layout.segments import continued, segments
from handnn.sheet.layout.stored_gradients import store_gradients
from handnn.sheet.page import Block, Limits, Page

LEGEND = {
    "mask": "mask: 1 where z > 0, there a gradient passes; 0 where ReLU stops it",
    "slope": "slope: of the activation at z, which multiplies a gradient on its way back",
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


def _laid_out(given: BackwardPass, limits: Limits) -> Page:
    chain = given.chain
    staircase = BackwardStaircase(PageBuilder(limits), given)
    shown: list[Leaf] = []
    segment: list[Leaf] = []
    for words, segment in segments(chain, limits):
        staircase.start(segment[0].place, words)
        for leaf in segment:
            staircase.go_down(leaf)
        shown += segment
        if segment[-1] is not chain[-1]:
            staircase.end()
    crowded = limits.segment == 1 or sum(is_dense(leaf.step) for leaf in segment) >= limits.segment
    if crowded or staircase.lays_down:
        staircase.end()
        staircase.start(len(chain), continued(chain[-1]))
    staircase.meet_target()
    staircase.end()
    builder = staircase.builder
    store_gradients(builder, given, shown)
    labels = [block.name for block in builder.blocks if block.role == "mask"]
    notes = notes_on(builder.blocks, partial(_ask, builder.blocks, shown, limits))
    legend = (text for label, text in LEGEND.items() if label in labels)
    return Page(
        title=f"Backward through {given.back.run.layer.label}",
        blocks=tuple(builder.blocks),
        marks=tuple(builder.marks),
        legend=(*staircase.labels.legend, *legend),
        notes=(*staircase.notes, *notes, *given.notes),
        limits=limits,
        place=partial(_laid_out, given),
    )


def _ask(blocks: Sequence[Block], shown: Sequence[Leaf], limits: Limits) -> str:
    """Code that asks for the first gradient left out."""
    for leaf in shown:
        W = leaf.step.parameters.get("W")
        if is_dense(leaf.step) and W is not None and max(W.shape) > limits.features:
            row, column = (limits.features - 2 if n > limits.features else 0 for n in W.shape)
            return f'back.explain("{".".join((*leaf.path, "W"))}", ({row}, {column}))'
    return f"back.{ask_for_value(blocks, shown)}"
