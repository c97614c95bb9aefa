"""A figure with frames, as it stands before its script runs."""

import re

from drawings import drawn

from handnn.learning.figures.frames import Frame, frames

SHOWN = [Frame(f"frame {i} < 3 & more", f'<path d="M{i} 0"/>') for i in range(3)]


def seen(markup):
    return [frame.get("display") is None for frame in drawn(markup).findall("g")]


def test_the_last_frame_is_seen_unless_another_is_chosen():
    assert seen(frames("", "step", SHOWN)) == [False, False, True]
    assert seen(frames("", "step", SHOWN, first=1)) == [False, True, False]


def test_its_words_are_below_it_and_every_frame_has_its_own():
    markup = frames("", "step", SHOWN, first=1)
    assert '<output aria-live="off">frame 1 &lt; 3 &amp; more</output>' in markup
    assert [desc.text for desc in drawn(markup).iter("desc")] == [frame.words for frame in SHOWN]


def test_without_its_script_there_is_nothing_to_press():
    markup = frames("<b>", "<i>", SHOWN, legend="1 < 2").partition("<script>")[0]
    assert not re.search("<(button|input|b|i)[ >]", markup)
    assert "<p>1 &lt; 2</p>" in markup


def test_what_does_not_change_is_drawn_once_below_and_above():
    figure = drawn(frames("", "step", SHOWN, below="<circle/>", above="<rect/>"))
    assert [part.tag for part in figure] == ["circle", "g", "g", "g", "rect"]
