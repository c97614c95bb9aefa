"""The backward sheet: the staircase of the run, and every gradient in its place on it.

Right of a layer's input stands the gradient by its weights, transposed: a row per input, a column
per neuron, the gradient by the bias level with the trailing 1, and below it, laid down, that by z.
From there an arrow leads left to the one by the input, which stands above the columns of W. It
climbs through the mask of the activation into the gradient by the z before.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from handnn.sheet.backward_stairs import BackwardStairs
from handnn.sheet.board import Board
from handnn.sheet.chain import Leaf, is_dense
from handnn.sheet.flights import continued, flights
from handnn.sheet.model import Block, Limits
from handnn.sheet.notes import ask_for_value, notes_on
from handnn.sheet.sheet import Sheet
from handnn.sheet.stored import store
from handnn.sheet.walked import Pass, Walked

LEGEND = {
    "mask": "mask: 1 where z > 0, there a gradient passes; 0 where ReLU stops it",
    "slope": "slope: of the activation at z, which multiplies a gradient on its way back",
}


def backward_sheet(back: Walked, limits: Limits | None = None) -> Sheet:
    """Lay a backward pass out on squared paper.

    Args:
        back: The backward pass.
        limits: How much is shown.

    Returns:
        The `Sheet`.
    """
    return _laid_out(Pass(back), limits or Limits())


def _laid_out(given: Pass, limits: Limits) -> Sheet:
    chain = given.chain
    stairs = BackwardStairs(Board(limits), given)
    shown: list[Leaf] = []
    flight: list[Leaf] = []
    for words, flight in flights(chain, limits):
        stairs.start(flight[0].place, words)
        for leaf in flight:
            stairs.go_down(leaf)
        shown += flight
        if flight[-1] is not chain[-1]:
            stairs.end()
    crowded = limits.flight == 1 or sum(is_dense(leaf.step) for leaf in flight) >= limits.flight
    if crowded or stairs.lays_down:
        stairs.end()
        stairs.start(len(chain), continued(chain[-1]))
    stairs.meet_target()
    stairs.end()
    board = stairs.board
    store(board, given, shown)
    labels = [block.name for block in board.blocks if block.role == "mask"]
    notes = notes_on(board.blocks, partial(_ask, board.blocks, shown, limits))
    legend = (text for label, text in LEGEND.items() if label in labels)
    return Sheet(
        title=f"Backward through {given.back.run.step.layer.label}",
        blocks=tuple(board.blocks),
        marks=tuple(board.marks),
        legend=(*stairs.signs.legend, *legend),
        notes=(*stairs.notes, *notes, *given.notes),
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
