"""The gallery: the classical exercises by name, in an order in which one leads to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from handnn import terminal
from handnn.errors import NoSuchExerciseError
from handnn.practice.entry import FOLDER, GalleryExercise


class Gallery(Mapping[str, GalleryExercise]):
    """The classical exercises: ``hn.gallery["hidden-layer"]``.

    They come in an order in which someone who has done one can do the next.

    Examples:
        >>> import handnn as hn
        >>> hn.gallery["single-neuron"].trace().output
        array([0.])
        >>> [exercise.name for exercise in hn.gallery.search("leaky")]
        ['leaky-relu']
    """

    def __getitem__(self, name: str) -> GalleryExercise:
        """An exercise by its name; spaces and capitals make no difference.

        Raises:
            NoSuchExerciseError: If there is none of that name.
        """
        names = _names()
        key = re.sub(r"[\s_-]+", "-", str(name).strip().lower())
        if key not in names:
            meant = {part: each for each in names for part in each.split("-")} | {
                n: n for n in names
            }
            close = get_close_matches(key, meant, n=1, cutoff=0.7)
            hint = f' Did you mean "{meant[close[0]]}"?' if close else ""
            raise NoSuchExerciseError(
                f'The gallery has no exercise "{name}".{hint} All of them: print(hn.gallery), or '
                "handnn list."
            )
        return _exercise(key)

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())

    def __contains__(self, name: object) -> bool:
        return name in _names()

    @property
    def groups(self) -> dict[str, list[GalleryExercise]]:
        """The exercises by what they belong to, in their order."""
        found: dict[str, list[GalleryExercise]] = {}
        for exercise in self.values():
            found.setdefault(exercise.group, []).append(exercise)
        return found

    def search(self, text: str) -> list[GalleryExercise]:
        """The exercises in whose name, title or purpose every word of a text occurs."""
        words = text.lower().split()
        return [
            exercise
            for exercise in self.values()
            if all(
                word in f"{exercise.name} {exercise.title} {exercise.teaches}".lower()
                for word in words
            )
        ]

    def text(self, search: str = "") -> str:
        """A list of the exercises, or of those that are searched for, in groups."""
        wanted = self.search(search)
        longest = max((len(exercise.name) for exercise in wanted), default=0)
        lines: list[str] = []
        for group, exercises in self.groups.items():
            shown = [exercise for exercise in exercises if exercise in wanted]
            if shown:
                lines += ["", group] if lines else [group]
            for exercise in shown:
                indent = " " * (longest + 4)
                start = f"  {exercise.name:<{longest}}  "
                lines.append(terminal.wrap(f"{start}{exercise.teaches}", indent))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"Gallery of {len(self)} exercises"

    def __str__(self) -> str:
        return self.text()


gallery = Gallery()
"""The gallery of classical exercises."""


@cache
def _names() -> tuple[str, ...]:
    """The names in their order: that of ``exercises/order.txt``."""
    lines = (FOLDER / "order.txt").read_text(encoding="utf-8").split()
    return tuple(lines)


@cache
def _exercise(name: str) -> GalleryExercise:
    return GalleryExercise(name)
