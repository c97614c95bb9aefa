"""Imports point one way: down the map in CONTRIBUTING.md, which this test reads."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "handnn"
MODULES = {
    ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
    if file.parent != PACKAGE / "practice/exercises"  # data: scripts as a learner writes them
}
TOP = {"handnn", "handnn.__main__"}  # they stand above everything


def floors():
    """The places on the map, from the lowest to the highest."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = re.search(r"```text\nsrc/handnn/\n(.*?)```", text, re.DOTALL)
    lines = [line.strip().partition("  ")[0] for line in block[1].splitlines()]
    return [
        f"handnn.{name.strip('/').replace('/', '.')}" for line in lines for name in line.split(", ")
    ]


FLOORS = floors()


def floor(module):
    """How high a module stands."""
    return next(i for i, place in enumerate(FLOORS) if f"{module}.".startswith(f"{place}."))


def imports(module):
    """All modules of the package that a module imports, wherever the import stands in it."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "handnn":
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield inner if inner in MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in MODULES)


def test_every_module_is_on_the_map_and_everything_on_the_map_is_there():
    found = {
        place for place in FLOORS for module in MODULES if f"{module}.".startswith(f"{place}.")
    }
    assert found == set(FLOORS)
    for module in MODULES.keys() - TOP:
        floor(module)


@pytest.mark.parametrize("module", sorted(MODULES.keys() - TOP))
def test_imports_point_downwards(module):
    upwards = {name for name in imports(module) if name in TOP or floor(name) > floor(module)}
    assert not upwards


def test_there_is_no_circle():
    graph = {module: set(imports(module)) - {module} for module in MODULES}
    list(TopologicalSorter(graph).static_order())


def test_nothing_private_is_used_across_modules():
    for module, file in MODULES.items():
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        own = {getattr(node, "name", None) for node in nodes}
        own |= {n.attr for n in nodes if isinstance(n, ast.Attribute) and _is_of_self(n)}
        used = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
        private = {name for name in used if re.fullmatch(r"_[a-z]\w*", name)}
        assert private <= own | {"_replace"}, module  # that one is public: a named tuple's


def _is_of_self(attribute):
    return isinstance(attribute.value, ast.Name) and attribute.value.id in ("self", "cls")


# -- the tests ------------------------------------------------------------------------------------

ELSEWHERE = {"browser", "docs", "examples"}  # of the pages, the site and the programs
TOPICS = {  # what a file of tests is about, where that is no single module
    "arithmetic/numpy/test_idioms.py",
    "arithmetic/test_random_programs.py",
    "arithmetic/test_edges.py",
    "code/test_scripts.py",
    "layers/test_layers.py",
    "learning/test_scikit_learn.py",
    "learning/test_torch.py",
    "losses/test_torch.py",
    "render/documents/test_documents.py",
    "render/spreadsheet/test_gallery.py",
    "sheet/layout/test_geometry.py",
    "test_architecture.py",
    "test_benchmarks.py",
    "test_handnn.py",
    "test_printed.py",
    "test_readme.py",
    "test_samples.py",
    "test_tape.py",
    "test_threads.py",
}


def test_tests_lie_where_their_modules_lie():
    tests = ROOT / "tests"
    found = {
        file.relative_to(tests)
        for file in tests.rglob("test_*.py")
        if file.relative_to(tests).parts[0] not in ELSEWHERE
    }
    of_modules = {
        file.relative_to(PACKAGE).with_name(f"test_{file.stem.removeprefix('_')}.py")
        for file in MODULES.values()
    }
    assert {file.as_posix() for file in found - of_modules} == TOPICS
    packages = {file.parent for file in of_modules}
    assert {file.parent for file in found} == packages
