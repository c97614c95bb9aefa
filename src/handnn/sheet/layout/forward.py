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

from handnn.code import is_line
from handnn.sheet.layout.kinds import is_identity, is_relu, product_of
from handnn.sheet.layout.notes import STRUCK, ask_for_value, notes_on
from handnn.sheet.layout.page_builder import PageBuilder
from handnn.sheet.layout.segments import is_strip, pieces, segments
from handnn.sheet.layout.staircase import Staircase
from handnn.sheet.layout.strips import add_code, add_line
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
    return _laid_out(title, chain_of(run), limits or Limits())


def _laid_out(title: str, chain: tuple[Step, ...], limits: Limits) -> Page:
    builder = PageBuilder(limits)
    notes, legend = place_run(builder, chain)
    return Page(
        title=title,
        blocks=tuple(builder.blocks),
        marks=tuple(builder.marks),
        legend=legend,
        notes=(*notes, *notes_on(builder.blocks, partial(ask_for_value, builder.blocks, chain))),
        limits=limits,
        lay_out=partial(_laid_out, title, chain),
        findings=(STRUCK,),
    )


def chain_of(run: Step) -> tuple[Step, ...]:
    """The steps of a run as they are drawn: a layer whose code names its arrays, line by line."""
    return tuple(run.parts())


def place_run(
    builder: PageBuilder, chain: tuple[Step, ...]
) -> tuple[Sequence[str], tuple[str, ...]]:
    """Place the steps of a run: products and activations on staircases, all else in strips.

    Args:
        builder: The page.
        chain: The steps, as they are drawn.

    Returns:
        Notes for the reader, and the legend.
    """
    limits = builder.limits
    compact = _is_compact(chain)
    staircase = Staircase(builder, chain, compact)
    has_strips = any(is_strip(chain, position) for position in range(len(chain)))
    for heading, segment in segments(chain, limits):
        for piece in pieces(chain, segment):
            if is_strip(chain, piece.start):
                if len(heading) > 1 and piece.start == segment.start:
                    builder.add_heading(heading[:-1])  # a strip does not continue another
                add_line(builder, chain[piece.start])
                continue
            lines = [chain[position] for position in piece if has_strips]
            gap = 0 if add_code(builder, filter(is_line, lines)) else 1
            staircase.start(piece.start, heading if piece.start == segment.start else None, gap)
            for position in piece:
                staircase.add(position)
            staircase.end()
    if has_strips:  # where arrays come again
        relus = [step for step in chain if is_relu(step)]
        builder.switch_off({s.variable("output").name: s.input <= 0 for s in relus})
    return staircase.notes, () if compact else staircase.labels.legend


def _is_compact(chain: Sequence[Step]) -> bool:
    """Whether one strip can hold all values: several products, no bias, only ReLU between."""
    products = [product for step in chain if (product := product_of(step))]
    return (
        len(products) > 1
        and all(product.bias is None for product in products)
        and all(product_of(step) or is_relu(step) or is_identity(step) for step in chain)
    )
