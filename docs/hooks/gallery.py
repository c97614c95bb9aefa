"""The gallery on the site: a card for every exercise, and a page for each, with its live sheet."""

from __future__ import annotations

import re
import sys
import tempfile
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from markdown.extensions.toc import slugify
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "src"))
sys.path.insert(0, str(Path(__file__).parent))

from glossary import entries, forms, whole_words

import handnn as hn
from handnn.practice.story import PENCIL, Question, plain_text

DOCS = Path(__file__).parent.parent
INDEX = "gallery/index.md"
INTRODUCTION = """# Gallery

The classical exercises of the "AI by Hand" kind, from a product of two matrices to the networks
of today. Each is small enough for squared paper, and each is a live sheet: point at a number to
see where it comes from, change one and see what follows. They come in an order in which someone
who has done one can do the next.

On the command line, `handnn list` lists them, and `handnn show hidden-layer` shows one.
"""


def on_config(config: Any) -> Any:
    """List the pages of the exercises in the navigation, below the gallery's own."""
    pages = [{exercise.title: _page_of(exercise)} for exercise in hn.gallery.values()]
    for section in config.nav:
        for entry in section.get("Learn", ()):
            if entry.get("Gallery") == INDEX:
                entry["Gallery"] = [INDEX, *pages]
    return config


def on_files(files: Files, config: Any) -> Files:
    """Write the pages, and the pictures of the cards."""
    files.append(File.generated(config, INDEX, content=_index()))
    names = list(hn.gallery)
    for i, (name, exercise) in enumerate(hn.gallery.items()):
        following = hn.gallery[names[i + 1]] if i + 1 < len(names) else None
        files.append(File.generated(config, _page_of(exercise), content=_page(exercise, following)))
        files.append(File.generated(config, f"gallery/{name}.svg", content=_picture(exercise)))
    return files


def _page_of(exercise: hn.GalleryExercise) -> str:
    return f"gallery/{exercise.name}.md"


def _index() -> str:
    parts = [INTRODUCTION]
    number = 0
    for group, exercises in hn.gallery.groups.items():
        parts.append(
            f"<h2>{escape(group)}</h2>\n"
        )  # the theme leaves a table of contents half made
        cards = []
        for exercise in exercises:
            number += 1
            shape = ' class="tall"' if _is_tall(_picture(exercise)) else ""
            cards.append(
                f'<a class="card" href="{exercise.name}/">'
                f'<img{shape} src="{exercise.name}.svg" alt="" loading="lazy">'
                f"<strong>{number}. {escape(exercise.title)}</strong>"
                f"<span>{escape(exercise.teaches)}</span></a>"
            )
        parts.append(f'<div class="cards">\n{"".join(cards)}\n</div>\n')
    return "\n".join(parts)


def _page(exercise: hn.GalleryExercise, following: hn.GalleryExercise | None) -> str:
    words = exercise.words
    method = "backward" if exercise.has_backward else "trace"
    show = f'import handnn as hn\n\nhn.gallery["{exercise.name}"].{method}()'
    before = ", ".join(
        f"[{hn.gallery[name].title}]({name}.md)" for name in exercise.before if name in hn.gallery
    )
    explained = _explained(exercise.name)
    parts = [
        f"# {words.title}",
        f"*{words.teaches}*"
        + (f" Do before: {before}." if before else "")
        + (f" Explained in: {explained}." if explained else ""),
        words.above,
        f"```output\n{show}\n```",
        *words.below,
        f"In the glossary: {_glossary(exercise)}.",
        "## With a pencil",
        f"{PENCIL} Or [print it]({exercise.name}.pdf): first with empty squares, then the answers.",
        *map(_folded, words.questions),
        "## The code { data-search-exclude }",
        f"```python\n{words.code}\n```",
    ]
    if exercise.has_stand_ins:
        by_hand = exercise.by_hand()
        parts += [
            "## As on the classical sheet { data-search-exclude }",
            f"{by_hand.says} With that, and ≈ what is true:",
            f"```text\n{by_hand.comparison()}\n```",
            f"In full: `handnn show {exercise.name} --by-hand`",
        ]
    parts += [
        "## On your own computer { data-search-exclude }",
        f"```sh\nhandnn show {exercise.name} -o {exercise.name}.html\n```",
        f'```python\nimport handnn as hn\n\nexercise = hn.gallery["{exercise.name}"]\n'
        f'exercise.save("{exercise.name}.html")\n```',
        f"Source: {words.source}.",
    ]
    if following is not None:
        parts.append(f"Next: [{following.title}]({following.name}.md)")
    return "\n\n".join(parts) + "\n"


def _explained(name: str) -> str:
    """Where to read about an exercise: its section of the path of study, and where that leads."""
    path = (DOCS / "path-of-study.md").read_text(encoding="utf-8")
    for section in path.split("\n### "):
        if f"\nExercise: [`handnn show {name}`]" in section:
            title = section.partition("\n")[0]
            others = re.findall(r"(\[[^]]+\]\()([\w-]+\.md\))", section)
            own = f"[{title}](../path-of-study.md#{slugify(title, '-')})"
            return ", ".join([own, *map("../".join, others)])
    return ""


def _glossary(exercise: hn.GalleryExercise) -> str:
    """The words of the glossary that an exercise uses."""
    asked = [text for each in exercise.questions for text in (each.text, each.answer)]
    told = plain_text("\n\n".join([exercise.title, exercise.teaches, exercise.story, *asked]))
    words = {title.partition(",")[0]: anchor for title, anchor in entries().items()}
    return ", ".join(
        f"[{word}](../glossary.md#{anchor})"
        for word, anchor in words.items()
        if whole_words(forms(word)).search(told)
    )


def _folded(question: Question) -> str:
    text = question.text.replace('"', "&quot;")
    return f'??? question "{text}"\n\n    {question.answer}'


def _is_tall(picture: str) -> bool:
    """Whether a picture would be too small if all of it were shown on a card."""
    width, height = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', picture).groups()
    return float(height) > float(width)


@cache
def _picture(exercise: hn.GalleryExercise) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.svg"
        exercise.trace().save(path)
        return path.read_text(encoding="utf-8")
