"""The style of printed sheets is that of the pictures."""

import re

import pytest

from handnn.practice.paper.appearance import look
from handnn.render.style import PALETTE
from handnn.render.svg.picture import SHAPES


@pytest.mark.parametrize(
    ("tag", "classes", "properties"),
    [
        ("path", "squares", {"stroke": "#e4e4e4", "fill": "none"}),
        ("path", "heavy", {"stroke": "#000", "stroke-width": "2"}),
        ("rect", "bias", {"fill": "#eee"}),
        ("text", "made off", {"fill": "#666"}),
        ("text", "name weights", {"fill": "#000", "font-style": "italic"}),
        ("tspan", "sub", {"font-size": ".68em", "font-style": "normal"}),
        ("line", "edge negative mute", {"stroke-dasharray": "5 4", "opacity": ".45"}),
        ("rect", "unit off", {"stroke": "#666", "stroke-dasharray": "2 3"}),
    ],
)
def test_every_class_looks_as_in_the_picture(tag, classes, properties):
    assert properties.items() <= look(tag, classes).items()


def test_nothing_is_coloured_in_print():
    for _, _, printed in PALETTE.values():
        digits = printed.removeprefix("#")
        assert (
            len({digits[i :: len(digits) // 3] for i in range(1)} | {digits[:1] * 3, digits[:3]})
            <= 2
        )
    assert not re.search(r"(fill|stroke):#", SHAPES)
