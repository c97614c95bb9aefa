"""The names that an author chooses to show: whether the code gives them at all."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from handnn.arithmetic import Binding, words_in
from handnn.code.held import Call
from handnn.errors import SettingError
from handnn.naming import layer_title
from handnn.step import RecordedLayer


def check_layer_shows(layer: RecordedLayer, bindings: Sequence[Binding]) -> None:
    """Check the names that a layer shows, and those of the layers that it called.

    Args:
        layer: The layer.
        bindings: The names that its code gave in a run.

    Raises:
        SettingError: If its code has one of them nowhere.
    """
    if layer.shown_names:
        kind = type(layer)
        words = words_in(kind.forward, kind) | words_in(kind.replay, kind) | set(layer.children)
        if wrong := names_not_given(layer.shown_names, words, bindings):
            raise SettingError(f"{layer_title(layer)}: {wrong}")
    for each in bindings:
        if isinstance(each, Call):
            check_layer_shows(each.layer, each.inside)


def names_not_given(
    shown: Sequence[str], words: Collection[str], bindings: Sequence[Binding]
) -> str:
    """What is wrong with the names to show; empty if nothing is.

    A name that the code has only in a branch that was not taken is not wrong.

    Args:
        shown: The names to show.
        words: All names in the code.
        bindings: The names that it gave in a run.
    """
    given = list(dict.fromkeys(each.name for each in bindings))
    wrong = [name for name in shown if name not in words and name not in given]
    if not wrong:
        return ""
    return (
        f"shown_names has {wrong[0]!r}, a name that the code gives to no array. "
        f"Its names: {', '.join(given) or 'none'}."
    )
