"""The benchmarks: each makes a table."""

import os
import subprocess
import sys
import tracemalloc
from importlib.util import find_spec

import numpy as np

import handnn as hn
from benchmarks import forward_only, problems
from benchmarks.problems import SIZES, Problem
from benchmarks.tables import Table, duration, ratio
from benchmarks.timing import interleaved
from handnn.hidden_layer import hidden_layer_exercise
from handnn.render.html.page import html
from handnn.render.svg.picture import svg

HAS_TORCH = find_spec("torch") is not None
HAS_SKLEARN = find_spec("sklearn") is not None
HAS_MICROGRAD = find_spec("micrograd") is not None


def imports(seconds: float) -> Table:
    """How long `import handnn` takes once NumPy is imported."""
    code = (
        "import time; import numpy; start = time.perf_counter(); import handnn; "
        "print(time.perf_counter() - start)"
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    numpy = (
        "import time; start = time.perf_counter(); import numpy; print(time.perf_counter() - start)"
    )

    def once(code: str) -> float:
        return float(subprocess.check_output([sys.executable, "-c", code], env=environment))

    once(code)  # compiles modules that were never imported
    pairs = [(once(numpy), once(code)) for _ in range(max(5, int(5 * seconds)))]
    numpy_time, handnn_time = (min(times) for times in zip(*pairs, strict=True))
    table = Table("Import", ("what", "time"), "Target: within 30 ms of `import numpy`.")
    table.rows += [
        ("import numpy", duration(numpy_time)),
        ("import handnn, after it", duration(handnn_time)),
    ]
    return table


def forward(seconds: float) -> Table:
    """One sample through a network, with and without a record."""
    columns = ("network", "bare NumPy", "net(x)", "net.trace(x)", "PyTorch eager")
    table = Table(
        "Running one sample, float64",
        columns,
        "The 3-4-2 network has a ReLU after its last layer too. "
        "Targets there: `net(x)` within 1.5x of bare NumPy, `net.trace(x)` within 2x.",
    )
    for widths in ((3, 4, 2), (64, 32, 10), (784, 128, 10)):
        problem = Problem(widths, 1, np.float64)
        W1, W2, b1, b2 = *problem.weights, *problem.biases
        x = problem.X[0]
        net = hn.Sequential(*problem.handnn().layers, hn.ReLU())

        def bare(x=x, W1=W1, W2=W2, b1=b1, b2=b2):
            z1 = W1 @ x + b1
            h = np.maximum(z1, 0)
            z2 = W2 @ h + b2
            return np.maximum(z2, 0)

        assert np.allclose(bare(), net(x), rtol=1e-12)
        assert np.array_equal(net(x), net.trace(x).output)
        contestants = {
            "bare": bare,
            "net": lambda net=net, x=x: net(x),
            "trace": lambda net=net, x=x: net.trace(x),
        }
        if HAS_TORCH:
            contestants["torch"] = _torch_forward(problem)
        times = interleaved(contestants, seconds)
        ratios = [ratio(times.get(name)) for name in ("net", "trace", "torch")]
        table.rows.append(("-".join(map(str, widths)), duration(times["bare"].time), *ratios))
    return table


def _torch_forward(problem: Problem):
    import torch

    net, x = torch.nn.Sequential(problem.torch(), torch.nn.ReLU()), torch.tensor(problem.X[0])

    def run():
        with torch.no_grad():
            return net(x)

    return run


def showing(seconds: float) -> Table:
    """How long it takes to explain numbers and to draw sheets."""
    small = hidden_layer_exercise()
    back = small.backward(hn.SquaredError(), target=[1, 1])
    rng = np.random.default_rng(0)
    wide = hn.Sequential(hn.Dense.random(784, 512, rng=rng, name="wide"))
    wide_trace = wide.trace(rng.normal(size=784))
    digits = hn.Sequential(
        hn.Dense.random(64, 64, rng=rng), hn.ReLU(), hn.Dense.random(64, 10, rng=rng)
    ).trace(rng.normal(size=64))
    gradients = wide_trace.backward(grad=np.ones(512))
    work = {
        "one cell of 3 → 4, explained": lambda: str(small["hidden"].explain(0)),
        "one cell of 784 → 512, explained": lambda: str(wide_trace["wide"].explain(0)),
        "one cell of ∂L/∂W of 3 → 4, explained": lambda: str(back.explain("hidden.W", (0, 0))),
        "one cell of ∂L/∂W of 784 → 512, explained": lambda: str(
            gradients.explain("wide.W", (0, 0))
        ),
        "3-4-2, explained": lambda: str(small.explain()),
        "3-4-2, as text": lambda: str(small.sheet()),
        "3-4-2, as SVG": lambda: svg(small.sheet()),
        "3-4-2, as a page": lambda: html(small),
        "3-4-2 with its backward pass, as a page": lambda: html(back),
        "64-64-10, as a page": lambda: html(digits),
    }
    table = Table(
        "Explaining and drawing",
        ("what", "time"),
        "Targets: a cell of 784 → 512 within 30 times one of 3 → 4; 64-64-10 as a page within "
        "100 ms.",
    )
    for what, run in work.items():
        table.rows.append((what, duration(interleaved({"": run}, seconds)[""].time)))
    return table


def training_step(seconds: float) -> Table:
    """One training step: run, loss, backward, update."""
    table = Table(
        "One training step",
        (
            "network",
            "dtype",
            "bare NumPy",
            "fit",
            "recorded",
            "PyTorch eager",
            "scikit-learn",
            "micrograd",
        ),
        "Dense layers with ReLU, softmax with cross-entropy, plain gradient descent; the loss is "
        "computed too. *fit* is what `hn.fit` does with a batch; *recorded* is the public way, "
        "`net.trace`, `trace.backward` and `optimizer.update`. Targets: `fit` within 1.15x of bare "
        "NumPy, and both faster than PyTorch, at every size. micrograd has the squared error.",
    )
    for name, (widths, batch) in SIZES.items():
        for dtype in (np.float64, np.float32):
            problem = Problem(widths, batch, dtype)
            _same_numbers(problem)
            contestants = {
                "bare": problems.bare_step(problem),
                "handnn": problems.handnn_step(problem),
                "recorded": problems.recorded_step(problem),
            }
            if HAS_TORCH:
                contestants["torch"] = problems.torch_step(problem)
            if HAS_SKLEARN:
                contestants["sklearn"] = problems.sklearn_step(problem)
            if HAS_MICROGRAD and batch == 1 and dtype is np.float64:
                contestants["micrograd"] = problems.micrograd_step(problem)
            times = interleaved(contestants, seconds)
            others = ("handnn", "recorded", "torch", "sklearn", "micrograd")
            ratios = [ratio(times.get(other)) for other in others]
            base = duration(times["bare"].time)
            table.rows.append((name, np.dtype(dtype).name, base, *ratios))
    return table


def _same_numbers(problem: Problem) -> None:
    """Make sure that all contestants compute the same numbers."""
    makers = (problems.bare_step, problems.handnn_step, problems.recorded_step)
    steps = [make(problem) for make in makers]
    if HAS_TORCH:
        steps.append(problems.torch_step(problem))
    _same_losses(steps, 1e-10 if problem.dtype is np.float64 else 1e-4)


def _same_losses(steps, tolerance: float) -> None:
    for _ in range(10):
        losses = [float(step()) for step in steps]
        assert np.allclose(losses, losses[0], rtol=tolerance, atol=0), losses


def forward_only_step(seconds: float) -> Table:
    """One training step of networks whose layers have nothing but `forward`."""
    table = Table(
        "One training step where layers have only `forward`, float64",
        ("network", "handnn", "/ PyTorch eager", "/ autograd", "/ written gradients"),
        "Dense layers with GELU between them; self-attention on 16 tokens of 32 features. The "
        "derived gradients' time, and that time divided by the others'. Targets: within 2x of "
        "PyTorch and 2.5x of the same layers with written gradients, and faster than autograd.",
    )
    for name, make in forward_only.PROBLEMS.items():
        problem = make()
        loss, T = problem.loss
        contestants = {
            "derived": problems.fit_step(problem.handnn(), loss, problem.X, T),
            "written": problems.fit_step(problem.written(), loss, problem.X, T),
        }
        if HAS_TORCH:
            contestants["torch"] = problems.torch_fit_step(
                problem.torch(), problem.torch_loss(), problem.X
            )
        if forward_only.HAS_AUTOGRAD:
            contestants["autograd"] = forward_only.autograd_step(problem)
        _same_losses(contestants.values(), 1e-9)
        times = interleaved(contestants, seconds)
        table.rows.append(
            (
                name,
                duration(times["derived"].time),
                *(
                    f"{1 / times[other].ratio:.2f}x" if other in times else ""
                    for other in ("torch", "autograd", "written")
                ),
            )
        )
    return table


def memory(seconds: float) -> Table:
    """The peak memory of a training step."""
    table = Table(
        "Memory of one training step",
        ("network", "dtype", "bound", "handnn", "only forward", "bare NumPy"),
        "The bound: activations and their gradients, the parameters' gradients, and one copy of "
        "the parameters. *Only forward*: where all gradients are derived from recorded arrays. "
        "Measured with tracemalloc: the peak, less what was allocated before.",
    )
    for name, (widths, batch) in SIZES.items():
        for dtype in (np.float64, np.float32):
            problem = Problem(widths, batch, dtype)
            outputs = widths[1:]
            values = batch * (2 * sum(outputs[:-1]) + outputs[-1])  # each z and h, and the last z
            parameters = sum(W.size for W in problem.weights) + sum(outputs)
            bound = (2 * values + 2 * parameters) * np.dtype(dtype).itemsize
            derived = forward_only.Dense(widths, batch, dtype).handnn(activation=forward_only.ReLU)
            steps = (
                problems.handnn_step(problem),
                problems.fit_step(derived, hn.CrossEntropy(), problem.X, problem.T),
                problems.bare_step(problem),
            )
            cells = [f"{_peak(step) / bound:.2f}x" for step in steps]
            table.rows.append((name, np.dtype(dtype).name, f"{bound / 1000:,.1f} kB", *cells))
    return table


def _peak(step) -> int:
    step()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    step()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - before


def digits_epoch(seconds: float) -> Table:
    """A whole epoch on the 1,797 handwritten digits."""
    table = Table(
        "A whole epoch on the handwritten digits, 64-64-10, batches of 32, float64",
        ("with", "time", "of bare NumPy"),
        "The samples are shuffled; `hn.fit` also counts the right answers.",
    )
    if not HAS_SKLEARN:
        return table
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    X = X / 16
    problem = Problem((64, 64, 10), 32, np.float64)
    contestants = {"bare NumPy": _bare_epoch(problem, X, y), "handnn": _handnn_epoch(problem, X, y)}
    if HAS_TORCH:
        contestants["PyTorch eager"] = _torch_epoch(problem, X, y)
    contestants["scikit-learn"] = _sklearn_epoch(problem, X, y)
    times = interleaved(contestants, 3 * seconds)
    for name, timing in times.items():
        table.rows.append((name, duration(timing.time), ratio(timing)))
    return table


def _bare_epoch(problem: Problem, X, y):
    bare, T, rng = problem.bare(), np.eye(10)[y], np.random.default_rng(0)

    def epoch():
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), problem.batch):
            chosen = order[start : start + problem.batch]
            total += bare.step(X[chosen], T[chosen]) * len(chosen)
        return total / len(X)

    return epoch


def _handnn_epoch(problem: Problem, X, y):
    net, optimizer, rng = problem.handnn(), hn.SGD(lr=problems.LR), np.random.default_rng(0)
    return lambda: hn.fit(
        net, X, y, loss=hn.CrossEntropy(), optimizer=optimizer, rng=rng, progress=False
    )


def _torch_epoch(problem: Problem, X, y):
    import torch

    net, loss = problem.torch(), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=problems.LR)
    Xt, yt = torch.tensor(X), torch.tensor(y)

    def epoch():
        order = torch.randperm(len(X))
        total = 0.0
        for start in range(0, len(X), problem.batch):
            chosen = order[start : start + problem.batch]
            optimizer.zero_grad()
            value = loss(net(Xt[chosen]), yt[chosen])
            value.backward()
            optimizer.step()
            total += value.item() * len(chosen)
        return total / len(X)

    return epoch


def _sklearn_epoch(problem: Problem, X, y):
    from sklearn.neural_network import MLPClassifier

    net = MLPClassifier(
        problem.widths[1:-1],
        solver="sgd",
        alpha=0,
        momentum=0,
        learning_rate_init=problems.LR,
        batch_size=problem.batch,
    )
    return lambda: net.partial_fit(X, y, classes=np.arange(10))
