"""What of some code is shown: the arrays with names, and the calls of layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from handnn.arithmetic import Binding, Named, Node, in_order
from handnn.code.held import Call


@dataclass
class Part:
    """What becomes a step: an array with a name, or a call of a layer with what is inside it."""

    binding: Binding
    written: str  # on paper
    is_result: bool
    inside: list[Part]

    @property
    def node(self) -> Named:
        """What its array remembers."""
        return self.binding.node

    def leaves(self) -> Iterator[Part]:
        """The parts with nothing inside them."""
        for part in self.inside:
            yield from part.leaves()
        if not self.inside:
            yield self

    def write_as(self, name: str) -> None:
        """Say what its array is called on paper, and so what it was made as inside."""
        self.written = name
        if self.inside:
            self.inside[-1].write_as(name)


def parts_of(
    bindings: Sequence[Binding], result: Node | None, chosen: Collection[str] | None
) -> list[Part]:
    """What is shown of some code, in its order; the result, if it has a name, is the last."""
    calls = {id(each.node) for each in bindings if isinstance(each, Call)}
    bindings = _in_order_of_use(bindings)
    own = [each for each in bindings if isinstance(each, Call) or id(each.node) not in calls]
    called = {id(each.node): each.name for each in bindings if each not in own}
    running = _running_sums(own)
    others, last = [], []
    for binding in own:
        written = called.get(id(binding.node), binding.name)
        if binding.node is result:
            last.append(_part(binding, written, is_result=True))
        elif id(binding) not in running and (
            chosen is None or binding.name in chosen or written in chosen
        ):
            others.append(_part(binding, written))
    return others + last


def _in_order_of_use(bindings: Sequence[Binding]) -> list[Binding]:
    """Each array after those that it was made of.

    It may have got its name before one of these did: a copy of an array that code fills in, where
    the name of the copy is older.
    """
    order = {id(node): i for i, node in enumerate(in_order([each.node for each in bindings]))}
    return sorted(bindings, key=lambda each: order[id(each.node)])


def _part(binding: Binding, written: str, is_result: bool = False) -> Part:
    part = Part(binding, written, is_result, [])
    if isinstance(binding, Call):
        inside = parts_of(binding.inside, binding.result, binding.layer.shown_names)
        if inside and not inside[-1].is_result:  # it has no name there
            place = binding.code, binding.line
            ending = Binding("output", binding.node, binding.array, *place, binding.noted)
            inside.append(Part(ending, written, True, []))
        if len(inside) > 1 or any(isinstance(each.binding, Call) for each in inside):
            part.inside = inside
    part.write_as(written)
    return part


def _running_sums(bindings: Sequence[Binding]) -> set[int]:
    """The names that only hold a sum so far: each is part of the next, and of nothing else."""
    users: Counter[int] = Counter()
    adders: Counter[int] = Counter()
    nodes = in_order([binding.node.origin for binding in bindings])
    for node in nodes:
        for operand in node.operands:
            users[id(operand)] += 1
            if getattr(getattr(node, "operation", None), "name", "") == "add":
                adders[id(operand)] += 1
    return {
        id(binding)
        for binding in bindings
        if users[id(binding.node)] == adders[id(binding.node)] == 1
        and _is_running(binding.statement, binding.name)
    }


def _is_running(statement: str, name: str) -> bool:
    return statement.startswith((f"{name} += ", f"{name} = {name} + "))
