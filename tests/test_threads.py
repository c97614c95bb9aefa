"""A network that learns in one thread while it runs in another."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from custom_layers import Residual

import handnn as hn

X = np.array([2.0, 1.0, 3.0])


class Count(hn.Optimizer):
    """Adds 1 to every number, so that the state of a network is the number it consists of."""

    def update_rule(self, parameter: Any, gradient: Any, state: Any) -> tuple[Any, Any]:
        return parameter + 1, state


@pytest.fixture(autouse=True)
def impatient_threads() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def constant(inputs: int, outputs: int) -> hn.Dense:
    return hn.Dense(np.zeros((outputs, inputs)), np.zeros(outputs))


def network() -> hn.Sequential:
    inner = hn.Sequential(constant(4, 4), hn.Identity(), name="inner")
    return hn.Sequential(constant(3, 4), inner, Residual(constant(4, 4)), constant(4, 2))


@contextmanager
def learning(net: hn.Layer) -> Iterator[None]:
    """Training of a network, in another thread, for as long as the block runs."""
    stopped = threading.Event()
    gradients = {
        layer: {name: array * 0 for name, array in layer.parameters.items()}
        for layer in leaves(net)
        if layer.parameters
    }

    def train() -> None:
        optimizer = Count()
        while not stopped.is_set():
            optimizer.apply(gradients)

    thread = threading.Thread(target=train)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def leaves(layer: hn.Layer) -> list[hn.Layer]:
    inside = [leaf for child in layer.children.values() for leaf in leaves(child)]
    return inside or [layer]


def state(parameters: Any) -> float:
    """The number that all these parameters consist of."""
    numbers = {float(number) for array in parameters.values() for number in array.flat}
    assert len(numbers) == 1, f"parameters of several states: {sorted(numbers)}"
    return numbers.pop()


def test_a_trace_is_of_one_state_and_made_by_the_parameters_it_names() -> None:
    net = network()
    states = set()
    with learning(net):
        for _ in range(400):
            trace = net.trace(X)
            used = {
                f"{step.path}.{name}": array
                for step in trace.run.leaves()
                for name, array in step.parameters.items()
            }
            states.add(state(used))
            for step in trace.run.leaves():
                again = step.layer.with_parameters(step.parameters).forward(step.input)
                assert again.tolist() == step.output.tolist()
            assert trace.network is net
            assert [step.layer for step in trace] == list(net)
    assert len(states) > 20  # it did learn meanwhile


def test_a_step_names_the_parameters_that_it_used() -> None:
    layer = constant(3, 4)
    with learning(layer):
        for _ in range(500):
            step = layer.run(X)
            k = state(step.parameters)
            assert step.output.tolist() == [6 * k + k] * 4


def test_a_backward_pass_goes_through_the_parameters_of_its_trace() -> None:
    net = network()
    with learning(net):
        for _ in range(60):
            trace = net.trace(X)
            k = state(trace["dense_1"].parameters)
            back = trace.backward(grad=[1.0, 1.0])
            assert back["dense_2"].input_gradient.tolist() == [2 * k] * 4
            assert back["residual_1"].input_gradient.tolist() == [2 * k * (4 * k + 1)] * 4


def test_all_parameters_of_a_network_are_of_one_state() -> None:
    net = network()
    with learning(net):
        for _ in range(500):
            state(net.parameters)
            state(net.with_parameters({}).parameters)


def test_an_assignment_in_another_thread_is_no_part_of_a_trace() -> None:
    layer = hn.Dense(np.zeros((1, 3)))
    stopped = threading.Event()

    def assign() -> None:
        k = 0
        while not stopped.is_set():
            k += 1
            layer.W = np.full((1, 3), k)

    thread = threading.Thread(target=assign)
    thread.start()
    try:
        for _ in range(1000):
            step = layer.trace(X)[0]
            assert step.output.tolist() == [6 * state(step.parameters)]
    finally:
        stopped.set()
        thread.join()
