"""Real Chromium with no network but the tests' own server, and the built site on it; Node.js.

`new_page` opens a page in light or dark; `network` says whether Pyodide can be had and what was
asked for outside. Both serve any test of an HTML page, not only those of the site.
"""

from __future__ import annotations

import functools
import http.server
import json
import mimetypes
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from engine import Node

from handnn.render.html.page import html
from handnn.render.html.script import MODULES, TWINS, joined

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("HANDNN_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WITHOUT_A_PAGE = (*TWINS, "numbers", "changes", "link", "answer_form")
CODE = joined(name for name in MODULES if name in WITHOUT_A_PAGE)
PYODIDE = "https://cdn.jsdelivr.net/pyodide/v314.0.3/full/"


@pytest.hookimpl(tryfirst=True)  # before anything is left out
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("node"):
            item.add_marker("browser")
    if shutil.which("node") is None:
        without = [item for item in items if item.get_closest_marker("node")]
        items[:] = [item for item in items if item not in without]
        config.hook.pytest_deselected(items=without)


@dataclass
class Network:
    """All that a page can reach: this machine, and Pyodide's public address out of a folder."""

    pyodide: Path | None = None
    outside: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        address = route.request.url
        if address.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            route.continue_()
            return
        self.outside.append(address)
        file = self.pyodide and self.pyodide / address.removeprefix(PYODIDE)
        if address.startswith(PYODIDE) and file and file.is_file():
            kind = {".mjs": "text/javascript", ".wasm": "application/wasm"}.get(file.suffix)
            kind = kind or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            headers = {"content-type": kind, "access-control-allow-origin": "*"}
            route.fulfill(status=200, headers=headers, body=file.read_bytes())
        else:
            route.abort()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Here, not above: without Playwright the tests of this folder are left out, and say so.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


ENGINES = [pytest.param("node", marks=pytest.mark.node), "chromium"]


@pytest.fixture(scope="module", params=ENGINES)
def javascript(request: pytest.FixtureRequest) -> Iterator[Page | Node]:
    """The page's modules that need no page, in Node.js and in Chromium.

    `javascript.evaluate("(a) => ...", a)` calls a function there.
    """
    if request.param == "node":
        with Node() as node:
            node.evaluate(f"() => vm.runInThisContext({json.dumps(CODE)})")
            yield node
    else:
        page = request.getfixturevalue("browser").new_page()
        page.add_script_tag(content=CODE)
        yield page
        page.close()


@pytest.fixture(scope="session")
def pyodide() -> Path:
    """The folder with Pyodide and NumPy for it, fetched once."""
    spec = spec_from_file_location("fetch_pyodide", ROOT / "scripts" / "fetch_pyodide.py")
    assert spec
    assert spec.loader
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script.fetch(script.default_folder())


@pytest.fixture
def network() -> Network:
    """A network without Pyodide; a test that needs it sets `network.pyodide = pyodide`."""
    return Network()


@pytest.fixture
def new_page(browser: Browser, network: Network) -> Iterator[Callable[..., Page]]:
    """Open pages, for instance `new_page(color_scheme="dark")`; a script error fails the test."""
    contexts, errors = [], []

    def open_page(**settings: object) -> Page:
        context = browser.new_context(**{"reduced_motion": "reduce", **settings})
        context.route("**/*", network.answer)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def show(tmp_path: Path, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open the page of a record, or of a text that is a page: `show(trace)`."""

    def open_record(record: object, fragment: str = "", **settings: object) -> Page:
        file = tmp_path / "sheet.html"
        file.write_text(record if isinstance(record, str) else html(record), encoding="utf-8")
        page = new_page(**settings)
        page.goto(file.as_uri() + fragment)
        return page

    return open_record


@pytest.fixture(scope="module")
def online_page(browser: Browser, pyodide: Path) -> Iterator[Page]:
    """One page for all tests of a module, with Pyodide within reach: it starts in seconds."""
    context = browser.new_context(reduced_motion="reduce")
    context.route("**/*", Network(pyodide).answer)
    yield context.new_page()
    context.close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Put a folder on a server of this machine: `serve(folder)` is its address, with a slash."""
    servers = []

    def start(folder: Path) -> str:
        handler = functools.partial(QuietHandler, directory=folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly by the command that the README gives."""
    folder = tmp_path_factory.mktemp("site")
    build = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    if build.returncode:
        pytest.fail(build.stderr, pytrace=False)
    return folder


@pytest.fixture(scope="session")
def site(serve: Callable[[Path], str], site_folder: Path) -> str:
    return serve(site_folder)


@pytest.fixture(scope="session")
def site_pages(site_folder: Path) -> list[str]:
    """The addresses of the pages, relative to the site's; two of the exercises, which are alike."""
    files = sorted(site_folder.rglob("index.html"))
    addresses = [file.parent.relative_to(site_folder).as_posix() + "/" for file in files]
    exercises = [
        address for address in addresses if address.count("/") > 1 and "gallery/" in address
    ]
    return [address for address in addresses if address not in exercises[2:]]
