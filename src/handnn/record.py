"""Records: objects that never change once they are made."""

from typing import NoReturn


class Record:
    """Something that happened, written down for good. Its fields are set when it is made."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        kind = type(self).__name__
        raise AttributeError(f"A {kind} never changes: its {name} cannot be set.")

    def __delattr__(self, name: str) -> NoReturn:
        kind = type(self).__name__
        raise AttributeError(f"A {kind} never changes: its {name} cannot be deleted.")
