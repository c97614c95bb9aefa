"""The HTML pen as text: whole, self-contained, escaped, the same every time, and quick."""

import re
from html.parser import HTMLParser

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise
from handnn.markup import element
from handnn.render.html.hypertext import arithmetic
from handnn.render.html.page import fragment, html
from handnn.render.html.page_data import as_script_data
from handnn.render.html.script import MODULES, script
from handnn.sheet import Limits

VOID = {"meta", "br", "input", "rect", "line", "path", "circle"}


class Elements(HTMLParser):
    """Checks that elements are nested properly, and keeps what they are."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.found.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list) -> None:
        self.found.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.words.append(data)


def test_a_page_is_well_formed_and_self_contained():
    page = Elements(html(hidden_layer_exercise()))
    attributes = [name for _, names in page.found for name in names]
    assert not any(
        name.startswith("on") or name in {"id", "style", "src", "href"} for name in attributes
    )
    text = html(hidden_layer_exercise())
    assert set(re.findall(r"https?://[^\s\"'<>]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert re.findall(r"url\((?!data:)", text) == []


def test_the_same_run_gives_the_same_page():
    assert html(hidden_layer_exercise()) == html(hidden_layer_exercise())


def test_a_fragment_is_well_formed_and_brings_its_style_and_script():
    parts = [tag for tag, _ in Elements(fragment(hidden_layer_exercise())).found]
    assert (parts[0], parts[-1]) == ("style", "script")
    assert "html" not in parts


def test_every_style_rule_is_about_sheets_only():
    style = fragment(hidden_layer_exercise()).partition("<style>")[2].partition("</style>")[0]
    apart = r"/\*.*?\*/|@font-face\{[^}]*\}|@property[^}]*\}|@keyframes hn-[^}]*\}\s*\}"
    plain = re.sub(apart, "", style, flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", plain)
    others = [s for s in selectors if not s.strip().startswith("@")]
    assert [s for s in others if not re.search(r"handnn", s)] == []


@given(st.text(max_size=20).filter(lambda name: "." not in name))
def test_any_name_is_only_words(name):
    net = hn.Sequential(hn.Dense([[1.0]], [0.0], name=name or "n"), hn.ReLU())
    page = Elements(fragment(net.trace([1.0])))
    tags = {tag for tag, _ in page.found}
    assert tags <= {
        "style", "handnn-sheet", "header", "p", "div", "svg", "g", "text", "tspan", "line", "table",
        "caption", "thead", "tr", "td", "th", "tbody", "s", "rect", "details", "summary", "ul",
        "li", "sup", "br", "sub", "script", "circle", "path", "span",
    }  # fmt: skip


def test_data_never_ends_its_script():
    text = as_script_data({"</script><!--": "<script>&"})
    assert not set("<>&") & set(text)


def test_the_script_is_one_scope_without_imports():
    assert "import " not in re.sub(r"//.*", "", script())
    assert "export " not in script()
    assert len(MODULES) == len(set(MODULES))


def test_what_cannot_be_followed_is_still_shown():
    class Opaque(hn.Layer):
        def forward(self, x):
            return np.array([float(x[0]) * 2])

    page = Elements(html(hn.Sequential(Opaque(), hn.ReLU()).trace([4.0])))
    words = "".join(page.words)
    assert "So nothing can be worked out anew in this page." in words
    assert "max(0, 8) = 8" in words


def test_a_page_is_called_by_the_widths_of_its_network():
    deep = hn.Sequential(*(hn.Dense(np.eye(3)) for _ in range(7)))
    trace = hidden_layer_exercise()
    back = trace.backward(hn.SquaredError(), target=[1, 2])
    assert "<title>A network 3 → 4 → 2</title>" in html(trace)
    assert "<title>A network 3 → 4 → 2, forward and backward</title>" in html(back)
    assert "<title>A network 3 → 3 → … → 3 → 3</title>" in html(deep.trace([1, 2, 3]))


def test_the_parameters_are_counted():
    class Scale(hn.Layer):
        parameter_names = ("w",)
        same_width = True

        def __init__(self, w, name=None):
            super().__init__(name=name)
            self.w = w

        def forward(self, x):
            return x * self.w

    def count(*layers):
        return re.search('<p class="hn-count">(.*?)</p>', html(hn.Sequential(*layers).trace([1])))

    assert count(hn.Dense([[1]], [0]), Scale([2]))[1] == "3 parameters = 1 × (1 + 1) + 1"
    assert count(Scale([2]))[1] == "1 parameter"
    assert count(hn.ReLU()) is None


def test_the_name_of_a_tall_block_stands_near_its_top():
    sheet = hn.Sequential(hn.Dense(np.ones((2, 64)))).trace(range(64)).sheet()
    whole = sheet.within(Limits(features=64))
    (x,) = (mark for mark in whole.marks if mark.lines == ("x",))
    assert (x.row, x.height) == (0, 20)


def test_small_elements():
    cell = element("td", "1", class_="given", hidden=True, title=None)
    assert cell == '<td class="given" hidden>1</td>'
    assert arithmetic("x⁽¹²⁾[3]") == "x<sup>(12)</sup>[3]"
    assert arithmetic("z1[2] - 1e-7") == "z<sub>1</sub>[2] − 1e−7"
    assert arithmetic("pre-activation -z") == "pre-activation −z"


def test_the_rows_of_a_vector_are_counted_and_its_column_named():
    run = hn.Sequential(hn.Dense(np.ones((2, 300)), name="sum"), hn.ReLU()).trace(np.ones(300))
    tables = re.findall(r"<table.*?</table>", html(run), re.DOTALL)
    heads = [re.findall(r'scope="(col|row)">(.*?)</th>', table) for table in tables]
    assert heads[0][:4] == [("col", "x"), ("row", "1"), ("row", "2"), ("row", "3")]
    assert heads[0][-1] == ("row", "300")  # of many numbers, some are left out
    assert heads[2] == [("col", "z"), ("row", "1"), ("row", "2")]
