"""Completion in the shell."""


def exercises_beginning_with(start: str) -> list[tuple[str, str]]:
    """The names of the gallery's exercises that begin with a text, and their titles."""
    from handnn.practice.gallery import gallery  # which most commands do without

    return [(e.name, e.title) for e in gallery.values() if e.name.startswith(start)]
