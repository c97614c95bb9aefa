"""Layers held by a layer, as steps inside its step."""

import pickle

import numpy as np
import pytest

import handnn as hn


class Block(hn.Layer):
    def __init__(self, inner, other=None, name="block"):
        super().__init__(name=name)
        self.inner = inner
        if other is not None:
            self.other = other


class Residual(Block):
    def forward(self, x):
        return x + self.inner(x)


class Direct(Block):
    def forward(self, x):
        return x + self.inner.forward(x)


class Called(Block):
    def forward(self, x):
        h = self.inner(x)
        return np.maximum(x + h, 0)


class Twice(Block):
    def forward(self, x):
        return x + self.inner(self.inner(x))


class Repeated(Block):
    def forward(self, x):
        h = x
        for _ in range(3):
            h = h + self.inner(h)
        return h


class Gated(Block):
    def forward(self, x):
        value = self.inner(x)
        gate = self.other(x * 2)
        return value * gate


class Wrapper(Block):
    def forward(self, x):
        return self.inner(x)


class Swish(hn.Layer):
    parameter_names = ("w",)

    def __init__(self, w, name=None):
        super().__init__(name=name)
        self.w = w

    def forward(self, x):
        s = x * self.w
        e = np.exp(-s)
        return s / (1 + e)


class Squashed(Swish):
    def forward(self, x):
        s = x * self.w
        out = np.tanh(s)
        return out


def dense():
    return hn.Dense([[1, -1], [2, 1]], [1, 0])


def chain():
    return hn.Sequential(dense(), hn.ReLU(), hn.Dense([[1, 1], [0, 1]], [0, 1]))


def shared():
    layer = dense()
    return hn.Sequential(layer, hn.Tanh(), layer, hn.Tanh())


BLOCKS = {
    "residual": lambda: Residual(dense()),
    "direct": lambda: Direct(dense()),
    "called": lambda: Called(dense()),
    "twice": lambda: Twice(dense()),
    "repeated": lambda: Repeated(hn.Dense([[0.5, -1], [0.25, 1]], [1, 0])),
    "gated": lambda: Gated(chain(), hn.Sequential(Swish([1, 2]), hn.Softmax())),
    "the same layer": lambda: (lambda layer: Gated(layer, layer))(dense()),
    "wrapper": lambda: Wrapper(dense()),
    "wrapped chain": lambda: Wrapper(chain()),
    "identity": lambda: Twice(hn.Identity()),
    "names inside": lambda: Direct(Swish([1, 2])),
    "a name for the result": lambda: Twice(Squashed([1, 2])),
    "shared": lambda: Residual(shared()),
    "blocks in blocks": lambda: Residual(Called(Twice(dense()))),
}
INPUTS = {"sample": [1.0, 2.5], "batch": [[1.0, 2.5], [3.0, -4.0], [0.5, 0.25]]}


def innermost(step):
    if isinstance(step, tuple) or len(step):
        for each in step:
            yield from innermost(each)
    else:
        yield step


@pytest.fixture(params=[(block, x) for block in BLOCKS for x in INPUTS], ids="-".join)
def trace(request):
    block, x = request.param
    return hn.Sequential(BLOCKS[block](), hn.Dense([[1, 1]])).trace(INPUTS[x])


def test_a_block_runs_as_ever_and_its_last_step_is_its_output(trace):
    step = trace["block"]
    plain = step.layer(trace.input)
    assert np.array_equal(step.output, plain)
    assert np.array_equal(step[-1].output, plain)
    assert step[-1].symbols.output == step.symbols.output


def test_every_cell_is_what_its_arithmetic_says(trace):
    for step in innermost(trace["block"]):
        cells = list(step.explain())
        assert len(cells) == step.output.size
        for cell in cells:
            assert cell.value == step.output[cell.index]
            assert cell.number.value == pytest.approx(cell.value)
            assert cell.variable == step.variable("output")


def test_each_array_is_written_in_terms_of_those_before(trace):
    known = {"x", *trace["block"].symbols.parameters.values()}
    for step in innermost(trace["block"]):
        assert {source.variable.name for source in step.sources} <= known
        assert step.symbols.output not in known
        known.add(step.symbols.output)


def test_every_path_leads_to_its_step(trace):
    paths = [step.path for step in innermost(trace["block"])]
    assert len(set(paths)) == len(paths)
    for step in innermost(trace["block"]):
        assert trace[step.path] is step


def test_layers_that_are_held_gave_what_they_give_alone(trace):
    for step in innermost(trace["block"]):
        if isinstance(step.layer, hn.Layer) and step.symbols.input:
            assert np.allclose(step.layer(step.input), step.output)


def test_gradients_are_those_of_finite_differences(trace):
    net = trace.network
    found = trace.backward(grad=np.ones_like(trace.output)).gradients
    for name, array in net.parameters.items():
        for place in np.ndindex(array.shape):
            step = np.zeros(array.shape)
            step[place] = 1e-6
            above, below = (
                net.with_parameters({name: array + sign * step})(trace.input).sum()
                for sign in (1, -1)
            )
            assert (above - below) / 2e-6 == pytest.approx(found[name][place], abs=1e-5)


def test_every_pen_draws_it(trace, tmp_path):
    for suffix in ("txt", "svg", "html", "tex", "md"):
        trace.save(tmp_path / f"sheet.{suffix}")
    assert "So nothing can be worked out anew" not in (tmp_path / "sheet.html").read_text()
    for step in innermost(trace["block"]):
        assert step.path in (tmp_path / "sheet.txt").read_text()
        assert step.path.replace(".", ", ") in trace.describe()


def test_a_layer_that_is_held_is_a_step_with_its_own_label():
    trace = hn.Sequential(Residual(dense())).trace([1, 2])
    step = trace["block"]["inner"]
    assert step.layer is trace.network.layers[0].inner
    assert step.input.tolist() == [1, 2]
    assert step.output.tolist() == [0, 4]
    assert step.parameters["W"].tolist() == [[1, -1], [2, 1]]
    assert repr(step) == "Step('inner', Dense 2 → 2: (2,) → (2,))"
    assert str(step.explain()) == (
        "block.inner (Dense 2 → 2)\n"
        "  inner[1] = inner.W[1,1]·x[1] + inner.W[1,2]·x[2] + inner.b[1]\n"
        "  inner[1] = 1·1 + (-1)·2 + 1 = 0\n"
        "  inner[2] = 2·1 + 1·2 + 0 = 4"
    )


def test_a_block_goes_through_the_layers_that_it_holds():
    step = hn.Sequential(Residual(dense())).trace([1, 2])["block"]
    assert str(step.explain()).splitlines()[4:] == [
        "block.z (return x + self.inner(x))",
        "  z[1] = x[1] + inner[1]",
        "  z[1] = 1 + 0 = 1",
        "  z[2] = 2 + 4 = 6",
    ]
    assert str(step.explain(1)) == "z[2] = x[2] + inner[2]\nz[2] = 2 + 4 = 6"


def test_on_paper_the_authors_own_name_is_used():
    step = Called(dense()).run([1.0, 2.0])
    assert str(step["inner"].explain(1)).startswith("h[2] = inner.W[2,1]·x[1]")
    assert step["h"] is step["inner"]
    assert str(step.explain(1)) == "z[2] = max(0, x[2] + h[2])\nz[2] = max(0, 2 + 4) = 6"


def test_several_calls_are_told_apart():
    step = Twice(dense()).run([1.0, 2.0])
    assert [each.name for each in step] == ["inner⁽¹⁾", "inner⁽²⁾", "z"]
    assert step["inner"] is step["inner(2)"]
    assert str(step["inner(2)"].explain(0)).startswith(
        "inner⁽²⁾[1] = inner.W[1,1]·inner⁽¹⁾[1] + inner.W[1,2]·inner⁽¹⁾[2] + inner.b[1]\n"
    )


def test_a_chain_that_is_held_has_its_layers_inside():
    trace = hn.Sequential(Called(chain()), hn.ReLU()).trace([1, 2])
    inner = trace["block"]["inner"]
    assert [each.path for each in inner] == [
        "block.inner.dense_1",
        "block.inner.relu_1",
        "block.inner.dense_2",
    ]
    assert inner.input.tolist() == [1, 2]
    assert inner.output.tolist() == trace["block.inner.dense_2"].output.tolist() == [4, 5]
    assert str(trace.explain("block.inner.relu_1", 1)) == (
        "relu_1[2] = max(0, dense_1[2])\nrelu_1[2] = max(0, 4) = 4"
    )
    assert str(inner.explain(0)).startswith("h[1] = inner.dense_2.W[1,1]·relu_1[1]")
    assert len(inner.explain().parts) == 3


def test_the_same_layer_at_two_places_of_a_chain_has_two_names():
    step = Residual(shared()).run([1.0, 2.0])
    assert [each.name for each in step["inner"]] == ["dense_1", "tanh_1", "dense_2", "tanh_2"]
    assert "inner.dense_1.W[1,1]·tanh_1[1]" in str(step["inner.dense_2"].explain(0))


def test_the_names_of_a_layer_that_is_held_are_inside_its_step():
    step = Direct(Swish([1, 2])).run([1.0, 2.0])
    assert [each.name for each in step["inner"]] == ["s", "e", "output"]
    assert step["inner.s"].output.tolist() == [1, 4]
    assert str(step["inner.output"].explain()).startswith(
        "block.inner.output (return s / (1 + e))\n  inner[1] = s[1] / (1 + e[1])\n"
    )


def test_an_input_computed_on_the_spot_is_part_of_the_arithmetic():
    step = Gated(dense(), hn.Sigmoid()).run([1.0, 0.5])
    assert step["other"].input.tolist() == [2, 1]
    assert step["gate"] is step["other"]
    assert str(step["other"].explain(0)).startswith("gate[1] = 1 / (1 + exp(-x[1]·2))\n")


def test_two_blocks_of_a_network_do_not_share_symbols():
    net = hn.Sequential(Residual(dense(), name="first"), Residual(dense(), name="second"))
    trace = net.trace([1, 2])
    names = [step.symbols.output for block in trace for step in innermost(block)]
    assert names == ["inner_1", "z1", "inner_2", "z2"]


def test_an_author_can_leave_layers_out():
    class Hidden(hn.Layer):
        def __init__(self, inner):
            super().__init__()
            self._inner = inner

        def forward(self, x):
            return x + self._inner(x)

    class Chosen(Gated):
        shown_names = ("gate",)

    assert Hidden(dense()).run([1.0, 2.0]).lines == ()
    assert "_inner.W[1,1]·x[1]" in str(Hidden(dense()).run([1.0, 2.0]).explain(0))
    step = Chosen(dense(), Swish([1, 2])).run([1.0, 2.0])
    assert [each.name for each in step] == ["other", "z"]
    assert "inner.W[1,1]·x[1]" in str(step.explain(0))


def test_running_and_learning_know_nothing_of_it():
    block = Residual(dense())
    trace = hn.Sequential(block).trace([1, 2])
    str(trace)
    assert "forward" not in vars(block.inner)
    assert trace["block"].layer is block
    copy = pickle.loads(pickle.dumps(hn.Sequential(dense()).trace([1, 2])))
    assert copy["dense_1"].output.tolist() == [0, 4]


def test_a_block_whose_inner_layer_cannot_be_followed_says_so():
    class Looked(hn.Layer):
        def forward(self, x):
            return np.linalg.qr(np.outer(x, x))[1][0]

    step = Residual(Looked()).run([1.0, 2.0])
    assert step.lines == ()
    with pytest.raises(hn.UnexplainedError, match=r"linalg\.qr"):
        step.explain()


def test_an_inner_layer_may_take_more_than_one_array_and_plain_ones():
    class Scaled(hn.Layer):
        parameter_names = ("w",)

        def __init__(self, w):
            super().__init__()
            self.w = w

        def forward(self, x, factor, power=1):
            return x * self.w * factor**power

    class Positions(Block):
        def forward(self, x):
            place = self.inner.forward(np.array([0.5, 1.5]), x, power=2)
            return self.inner.forward(x, place)

    step = Positions(Scaled([2, 3])).run([1.0, 2.0])
    assert [each.name for each in step] == ["inner⁽¹⁾", "inner⁽²⁾"]
    assert step["place"].input.tolist() == [0.5, 1.5]
    assert str(step["place"].explain(1)).endswith("= 1.5·3·2^2 = 18")
    assert str(step.explain(1)).endswith("= 2·3·18^1 = 108")


def test_an_input_is_what_it_was_at_the_call():
    class Written(Block):
        def forward(self, x):
            a = x * 2
            h = self.inner(a)
            a[0] = h[1]
            return a + h

    step = Written(dense()).run([1.0, 2.0])
    assert step["inner"].input.tolist() == [2, 4]
    assert str(step["inner"].explain(0)).startswith("h[1] = inner.W[1,1]·a⁽¹⁾[1]")
    assert step.output.tolist() == Written(dense())([1, 2]).tolist() == [7, 12]


def test_a_layer_held_at_several_places_is_noted_once():
    layer = dense()
    step = Gated(Residual(layer), Wrapper(layer)).run([1.0, 2.0])
    assert [each.path for each in innermost(step)] == [
        "block.inner.inner",
        "block.inner.output",
        "block.other.inner",
        "block.z",
    ]


def test_the_summary_lists_what_is_held():
    assert [row.name for row in Residual(chain()).summary().rows] == [
        "inner",
        "inner.dense_1",
        "inner.relu_1",
        "inner.dense_2",
    ]


def test_a_residual_block_on_paper(golden):
    block = hn.Sequential(Called(chain(), name="block"), hn.Dense([[1, -1]], [2], name="head"))
    golden("sheet/residual-block.txt", f"{block.trace([1, 2])}\n\n{block.trace([1, 2]).describe()}")
