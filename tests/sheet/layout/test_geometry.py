"""What holds for every sheet, whatever the network: where blocks stand, and what is in them."""

from itertools import combinations

import numpy as np
from custom_layers import Scale
from hypothesis import given, settings
from hypothesis import strategies as st

import handnn as hn
from handnn.arithmetic import format_number
from handnn.render.text.draw import draw
from handnn.render.text.typesetting import Typeset
from handnn.sheet import Limits


class Halves(hn.Layer):
    """Half as many features, rounded up."""

    def forward(self, x):
        return x[..., ::2] * 1


ACTIVATIONS = hn.ReLU, hn.Sigmoid, hn.Tanh, hn.Softmax, hn.Identity


@st.composite
def traces(draw, most=6):
    """Runs of random networks on random inputs."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    width = features = draw(st.integers(1, most))
    layers = []
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["dense", "dense", "activation", "scale", "halves"]))
        if kind == "dense":
            outputs = draw(st.integers(1, most))
            b = rng.integers(-9, 9, outputs) if draw(st.booleans()) else None
            layers.append(hn.Dense(rng.integers(-20, 20, (outputs, width)) / 2, b))
            width = outputs
        elif kind == "activation":
            layers.append(draw(st.sampled_from(ACTIVATIONS))())
        elif kind == "scale":
            layers.append(Scale(rng.normal(size=width)))
        else:
            layers.append(Halves())
            width = -(-width // 2)
    batch = draw(st.integers(0, 4))
    return hn.Sequential(*layers).trace(rng.normal(size=(batch, features) if batch else features))


limits = st.builds(
    Limits,
    features=st.integers(3, 8),
    samples=st.integers(3, 5),
    stages=st.integers(2, 6),
    segment=st.integers(1, 6),
    stage=st.integers(1, 4),
    equations=st.booleans(),
    apart=st.booleans(),
)


def sheets(trace, within):
    back = trace.backward(grad=np.ones_like(trace.output))
    return trace.sheet().within(within), back.sheet().within(within)


def overlap(a, b):
    return a.row < b.bottom and b.row < a.bottom and a.column < b.right and b.column < a.right


@settings(max_examples=30)
@given(traces(), limits)
def test_no_two_blocks_share_a_square(trace, within):
    for sheet in sheets(trace, within):
        assert not [(a, b) for a, b in combinations(sheet.blocks, 2) if overlap(a, b)]
        assert min(thing.row for thing in sheet.things) == 0
        assert min(thing.column for thing in sheet.things) == 0


@settings(max_examples=30)
@given(traces())
def test_no_mark_stands_on_a_block_or_on_another_mark(trace):
    for sheet in sheets(trace, Limits()):
        assert not [(m, b) for m in sheet.marks for b in sheet.blocks if overlap(m, b)]
        assert not [(m, n) for m, n in combinations(sheet.marks, 2) if overlap(m, n)]


@settings(max_examples=30)
@given(traces(), limits)
def test_the_product_rule_and_the_staircase_rule(trace, within):
    for sheet in sheets(trace, within):
        steps = {leaf.path: leaf for leaf in trace.run.leaves()}
        current = None
        for block in sheet.blocks:
            if block.role == "weights":
                W = block
            elif block.role == "pre-activation" and not block.repeated:
                taken = current.cells[0][0].last.variable.name  # compact: what ReLU gave
                assert taken == steps[block.step].symbols.input
                assert (block.column, block.width) == (current.column, current.width)
                assert block.strip == current.strip
                assert (W.row, W.height) == (block.row, block.height)
                assert W.right + 1 == block.column
            if block.role in ("input", "pre-activation", "activation", "value"):
                current = block


@settings(max_examples=30)
@given(traces(), limits, st.booleans())
def test_blocks_keep_apart_in_text_too(trace, within, ascii):
    for sheet in sheets(trace, within):
        typeset = Typeset(sheet, ascii)
        for a, b in combinations(sheet.blocks, 2):
            if a.row < b.bottom and b.row < a.bottom:
                a, b = sorted((a, b), key=lambda block: block.column)
                assert typeset.border(a, a.width) < typeset.border(b, 0)
            if a.strip == b.strip and a.column == b.column:
                assert typeset.border(a, 0) == typeset.border(b, 0)
            if a.strip == b.strip and a.right == b.right:
                assert typeset.border(a, a.width) == typeset.border(b, b.width)


@settings(max_examples=30)
@given(traces(most=12), st.integers(20, 120), st.booleans())
def test_text_is_never_wider_than_asked(trace, width, ascii):
    for sheet in sheets(trace, Limits()):
        lines = draw(sheet, width, ascii).splitlines()
        assert max(map(len, lines)) <= width
        assert not [line for line in lines if line != line.rstrip()]


@settings(max_examples=30)
@given(traces(), limits)
def test_every_number_on_the_sheet_is_that_of_the_run(trace, within):
    stored = {}
    for leaf in trace.run.leaves():
        stored |= {leaf.symbols.input: leaf.input, leaf.symbols.output: leaf.output}
        for name, array in leaf.parameters.items():
            stored[leaf.symbols.parameters[name]] = array
    back = trace.backward(grad=np.ones_like(trace.output))
    for step in back.backward_run.leaves():
        stored[step.step.variable("output").gradient.name] = step.output_gradient
        for name, array in step.parameter_gradients.items():
            stored[step.variable(name).name] = array
        if step.input_gradient is not None:
            stored[step.variable("input").name] = step.input_gradient
    for sheet in sheets(trace, within):
        cells = [cell for block in sheet.blocks for row in block.cells for cell in row]
        for cell in cells:
            while cell is not None and not cell.elided and cell.variable.role != "mask":
                assert cell.value == stored[cell.variable.name][cell.index]
                assert cell.shown == format_number(cell.value)
                cell = cell.becomes


def test_the_name_of_a_tall_parameter_keeps_clear_of_the_gradients_below():
    trace = hn.Sequential(Scale(np.ones(5)), Halves()).trace(np.ones(5))
    _, sheet = sheets(trace, Limits())
    assert not [(m, n) for m, n in combinations(sheet.marks, 2) if overlap(m, n)]


@settings(max_examples=30)
@given(traces())
def test_nothing_is_left_out_where_there_is_room(trace):
    for sheet in sheets(trace, Limits(features=99, samples=99, stages=99, segment=99)):
        assert not [c for b in sheet.blocks for row in b.cells for c in row if c.elided]
        assert "left out" not in draw(sheet, width=10_000)
