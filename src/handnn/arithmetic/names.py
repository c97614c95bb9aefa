"""The names that code gives to its arrays: noted while the code runs.

Whenever NumPy hands over an operation, the frames of the code that asked for it tell which names
are bound to which arrays. That needs no tracing of the code: it works in files, notebooks and
`exec`, under a debugger and under coverage, and costs nothing where nobody notes names.
"""

from __future__ import annotations

import inspect
import threading
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

import numpy as np

from handnn.arithmetic.authors import is_users
from handnn.arithmetic.frames import arrays_in, n_uses, names_of_result, parameters
from handnn.arithmetic.guards import n_noted
from handnn.arithmetic.moves import Cast, Move, Selected, Written
from handnn.arithmetic.named import Named
from handnn.arithmetic.node import Leaf, Node, Plain, constant_at, place_at
from handnn.arithmetic.numpy import dispatch
from handnn.arithmetic.recorded_array import RecordedArray
from handnn.arithmetic.source import argument_of, statement_at


@dataclass(eq=False)
class Binding:
    """A name that code gave to an array.

    Attributes:
        name: The name.
        node: What the array remembers from then on.
        array: The array.
        code: The code that gave it.
        line: The line that was running, counted from 1.
        noted: Where the decisions begin and end on which it rests, in the recording.
        argument: What was passed to a function under that name, as the code has it, or
            that name if it is not known; empty for all others.
        holder: What the code calls the dictionary that the array is in; empty if it is in none.
        is_listed: Whether it only has the name of the list that it is in.
    """

    name: str
    node: Named
    array: RecordedArray
    code: CodeType | None
    line: int
    noted: tuple[int, int]
    argument: str = field(default="", kw_only=True)
    holder: str = field(default="", kw_only=True)
    is_listed: bool = field(default=False, kw_only=True)

    @property
    def statement(self) -> str:
        """The source of the statement that gave the name; empty if it is not known."""
        if self.argument:
            return "" if self.argument == self.name else f"{self.name} = {self.argument}"
        return statement_at(self.code, self.line, self.name)


@dataclass
class _Running:
    """A function that is running, as it was when NumPy last handed over an operation.

    Attributes:
        line: The line that it was at.
        instruction: The instruction that it was at.
        passed: What was passed to it and has its name outside.
        caller: The code that called it.
        call: Where in that code the call is.
        own: The names that it gave to arrays.
        returned: The names that functions called by it gave to arrays; and the names that the
            results of these calls get.
    """

    line: int
    instruction: int
    passed: dict[str, Any]
    caller: FrameType | None
    call: int
    own: list[Binding] = field(default_factory=list)
    returned: dict[int, tuple[Binding, frozenset[str]]] = field(default_factory=dict)


@dataclass
class Names:
    """The names that the code inside a ``with`` gives to arrays that remember.

    What a function returns has the name that its caller gives it.

    Attributes:
        bindings: Them, in the order in which they were given.
        last: The code of the outermost function, and the line that it was at in the end.
        returned: The same of the last function that was seen to have returned.
        moved: What the last array of each name remembers whose cells are all cells of others.

    Examples:
        >>> from handnn.arithmetic import Names, Variable, record
        >>> x = record([2.0, 1.0], Variable("x", "input"))
        >>> scope = {"x": x}
        >>> with Names() as names:
        ...     exec("double = x * 2; total = double.sum()", scope)
        >>> [binding.name for binding in names.bindings]
        ['double', 'total']
    """

    bindings: list[Binding] = field(default_factory=list)
    last: tuple[CodeType | None, int] = (None, 0)
    returned: tuple[CodeType | None, int] = (None, 0)
    moved: dict[str, Node] = field(default_factory=dict)
    _running: dict[FrameType, _Running] = field(default_factory=dict)  # from the outside inwards
    _by_array: dict[int, Binding] = field(default_factory=dict)
    _named: dict[int, int] = field(default_factory=dict)  # in the order in which they got names
    _noted: int = 0

    def __enter__(self) -> Names:
        self._outside = _caller()
        self._token = _active.set(self)
        _start()
        return self

    def __exit__(self, *_: object) -> None:
        _stop()
        _active.reset(self._token)
        outermost = next(iter(self._running), None)
        if outermost is not None:
            self.last = outermost.f_code, outermost.f_lineno
        self._leave(list(self._running))
        del self._outside

    def note_given(self, name: str, array: RecordedArray) -> None:
        """Note an array of plain numbers of which the code holds only these."""
        node, noted = array.node, (self._noted, n_noted())
        assert isinstance(node, Named)
        self._keep(Binding(name, node, array, None, 0, noted))

    def look(self, innermost: FrameType | None) -> None:
        """Note the names that have been given since the last operation."""
        stack: dict[FrameType, FrameType | None] = {}  # each with its caller
        frame = innermost
        inner = None
        while frame is not None and frame is not self._outside:
            if is_users(frame):
                stack[frame] = None
                if inner is not None:
                    stack[inner] = frame
                inner = frame
            frame = frame.f_back
        self._leave([frame for frame in self._running if frame not in stack])
        innermost_of_users = next(iter(stack), None)
        for frame, caller in reversed(stack.items()):
            running = self._running.get(frame)
            if running is None:
                running = self._enter(frame, caller)
            if running.instruction != frame.f_lasti or frame is innermost_of_users:
                self._look_at(frame, running)
                running.line, running.instruction = frame.f_lineno, frame.f_lasti

    def _enter(self, frame: FrameType, caller: FrameType | None) -> _Running:
        """A function begins to run: what was passed to it has its name outside, if it has one."""
        passed = parameters(frame.f_code, frame.f_locals)
        running = _Running(frame.f_lineno, -1, passed, caller, caller.f_lasti if caller else 0)
        self._running[frame] = running
        for name, array in passed.items():
            if isinstance(array, RecordedArray) and n_uses(frame.f_code, name) > 1:
                argument = argument_of(frame.f_code, name, caller) or name
                self._note(name, array, frame, running, argument)
        return running

    def _leave(self, frames: list[FrameType]) -> None:
        """Functions have returned."""
        if frames:
            self.returned = frames[0].f_code, frames[0].f_lineno
        for frame in reversed(frames):
            self._look_at(frame, self._running[frame])
            returned = self._running.pop(frame)
            caller = self._running.get(returned.caller) if returned.caller else None
            if caller is not None and returned.caller is not None:
                caller.instruction = -1  # it has gone on, if only to the same call in a loop
                names = names_of_result(returned.caller.f_code, returned.call)
                theirs = [*returned.own, *(binding for binding, _ in returned.returned.values())]
                caller.returned.update((id(binding), (binding, names)) for binding in theirs)

    def _look_at(self, frame: FrameType, running: _Running) -> None:
        passed = running.passed
        found = [each for each in arrays_in(frame.f_locals) if passed.get(each[0]) is not each[1]]
        # a view of an array with a name needs none; and a name of its own is best
        found.sort(key=lambda each: (each[1].is_view, each[2] != each[0]))
        for name, array, stored, holder in found:
            known = self._by_array.get(id(array))
            _, names = running.returned.get(id(known), (None, ()))
            if known is not None and stored in names:
                del running.returned[id(known)]
                known.name, known.argument = name, ""
                if len(names) == 1:  # of several, each has a line of its own in the function
                    known.code, known.line = frame.f_code, running.line
                running.own.append(known)
            elif known is not None and known.is_listed and stored == name:
                known.name, known.is_listed = name, False  # as that of a loop's variable
            self._note(name, array, frame, running, holder=holder, is_listed=not stored)

    def _note(
        self,
        name: str,
        array: RecordedArray,
        frame: FrameType,
        running: _Running,
        argument: str = "",
        holder: str = "",
        is_listed: bool = False,
    ) -> None:
        node = array.node
        if id(node) in self._named or (isinstance(node, Leaf) and not isinstance(node, Named)):
            return
        known = self._by_array.get(id(array))
        if known is not None and (filled := self._filled(node, known.node)) is not None:
            named = Named(filled)
            known.node.give_way(named)
            del self._named[id(known.node)]  # which another node may have when it is gone
            known.node, known.line = named, running.line
            self._forget(known)
            self._keep(known)
            return
        if not isinstance(node, Named):
            if node.is_constant and not isinstance(node.value, np.ndarray):
                return
            if self._is_plain(node):
                node = Plain(node.value)
            elif _is_only_moved(node):
                if not node.is_constant:
                    self.moved[name] = node
                return
            node = Named(node)
        end = n_noted()
        if node.is_given:  # the decisions so far are for what is made of it
            end = self._noted
        noted = self._noted, end
        binding = Binding(
            name,
            node,
            array,
            frame.f_code,
            running.line,
            noted,
            argument=argument,
            holder=holder,
            is_listed=is_listed,
        )
        running.own.append(binding)
        self._keep(binding)
        self._noted = end

    def _is_plain(self, node: Node) -> bool:
        """Whether the code has put an array together from plain values without a name."""
        if isinstance(node, Named) and id(node) not in self._named:
            return self._is_plain(node.origin)
        if isinstance(node, Move | Cast):
            return all(map(self._is_plain, node.operands))
        return node.is_constant and not isinstance(node, Named)

    def _filled(self, node: Node, named: Named) -> Node | None:
        """What became of a named array of plain values when more of them were written over.

        None if something else became of it: other cells were overwritten, or its own were used.
        """
        if node is named:
            return named.origin
        if not isinstance(node, Written):
            return None
        before = self._filled(node.operands[0], named)
        if before is None or self._uses(node.operands[1], named):
            return None
        shape = np.shape(node.value)
        if not all(
            constant_at(before, place_at(place, shape)) for place in node.places.ravel().tolist()
        ):
            return None
        return node.onto(before)

    def _uses(self, node: Node, named: Named) -> bool:
        """Whether something was made of a named array; what got a name before it was not."""
        before = self._named[id(named)]
        seen: set[int] = set()
        waiting = [node]
        while waiting:
            each = waiting.pop()
            if each is named:
                return True
            if id(each) not in seen and self._named.get(id(each), before) >= before:
                seen.add(id(each))
                waiting += each.operands
        return False

    def _forget(self, binding: Binding) -> None:
        for i in reversed(range(len(self.bindings))):  # it is one of the last
            if self.bindings[i] is binding:
                del self.bindings[i]
                return

    def _keep(self, binding: Binding) -> None:
        binding.array.remember(binding.node)
        self.bindings.append(binding)
        self._by_array[id(binding.array)] = binding
        self._named[id(binding.node)] = len(self._named)


def _is_only_moved(node: Node) -> bool:
    """Whether all cells of an array are cells of arrays with names, in other places.

    Those that were selected are told apart from the others by the name that they have together.
    """
    if isinstance(node, Leaf) or node.is_constant:
        return True
    if isinstance(node, Selected):
        return False
    return isinstance(node, Move | Cast) and all(map(_is_only_moved, node.operands))


def note_given(name: str, array: RecordedArray) -> None:
    """Note an array of plain numbers of which the code holds only these.

    Args:
        name: What the code calls them.
        array: The array.
    """
    names = _active.get()
    if names is not None:
        names.note_given(name, array)


# -- listening to the operations ------------------------------------------------------------------

_active: ContextVar[Names | None] = ContextVar("handnn_names", default=None)
_lock = threading.Lock()
_listening = 0


def _start() -> None:
    """Put a listener before the operations, if none is there yet."""
    global _listening
    with _lock:
        _listening += 1
        if _listening == 1:
            dispatch.listen(_listener)


def _stop() -> None:
    global _listening
    with _lock:
        _listening -= 1
        if not _listening:
            dispatch.listen(None)


def _caller() -> FrameType | None:
    """The frame of the code that called the function that asks."""
    asking = inspect.currentframe()
    asking = asking.f_back if asking else None  # a frame in a variable of its own is never let go
    return asking.f_back if asking else None


def _listener() -> None:
    names = _active.get()
    if names is not None:
        names.look(_caller())
