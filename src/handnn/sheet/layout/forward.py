"""The forward sheet: where the blocks of a run stand, by the product rule and the staircase rule.

The input stands above, [W | b] at the lower left, and z directly below the input, its rows level
with those of W: each cell of z sits where its row of W and its column of the input cross. The
activation stands to the right of z and is the next input, so the sheet descends to the right.

Where no layer has a bias and every activation is a ReLU, the compact form is used: all values stand
in a single strip, and a number that ReLU changes is struck out, with the 0 beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from handnn.sheet.layout.kinds import is_identity, is_relu, product_of
from handnn.sheet.layout.notes import ask_for_value, notes_on
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.layout.segments import is_strip, pieces, segments
from handnn.sheet.layout.staircase import Staircase
from handnn.sheet.layout.strips import Strips
from handnn.sheet.page import Limits, Page
from handnn.step import Step


def forward_page(run: Step, limits: Limits | None = None) -> Page:
    """Lay a run out on squared paper.

    Args:
        run: A network's own step, placed (`Trace.run`), or the step of a single layer.
        limits: How much is shown.

    Returns:
        The `Page`.
    """
    title = f"{run.layer.label}: {run.input.shape} → {run.output.shape}"
    chain = tuple(line for leaf in run.leaves() for line in leaf.lines or (leaf,))
    return _laid_out(title, chain, limits or Limits())


def _laid_out(title: str, chain: tuple[Step, ...], limits: Limits) -> Page:
    compact = _is_compact(chain)
    builder = PageBuilder(limits)
    staircase = Staircase(builder, chain, compact)
    strips = Strips(builder)
    for heading, segment in segments(chain, limits):
        for piece in pieces(chain, segment):
            if is_strip(chain, piece.start):
                strips.add(chain[piece.start])
                continue
            staircase.start(piece.start, heading if piece.start == segment.start else None)
            for position in piece:
                staircase.add(position)
            staircase.end()
    return Page(
        title=title,
        blocks=tuple(builder.blocks),
        marks=tuple(builder.marks),
        legend=() if compact else staircase.labels.legend,
        notes=(
            *staircase.notes,
            *notes_on(builder.blocks, partial(ask_for_value, builder.blocks, chain)),
        ),
        limits=limits,
        lay_out=partial(_laid_out, title, chain),
    )


def _is_compact(chain: Sequence[Step]) -> bool:
    """Whether one strip can hold all values: several products, no bias, only ReLU between."""
    products = [product for step in chain if (product := product_of(step))]
    return (
        len(products) > 1
        and all(product.bias is None for product in products)
        and all(product_of(step) or is_relu(step) or is_identity(step) for step in chain)
    )
