"""A real browser before the real application: Chromium, a server of our own, and the demo's county in the database.

Where no Chromium is installed the tests are skipped; in CI they are required.
"""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from avvikelse.bootstrap import install
from avvikelse.demo.play import play
from avvikelse.web.app import create_app
from tests.once import made_once

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first is Chromium without a window to draw: the same engine, at half the cost of opening a page."""
CHROMIUM = os.environ.get("AVVIKELSE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # No page stays open for so long that optimising its scripts pays, or clearing up after them.
    "--js-flags=--no-opt,--no-maglev,--min-semi-space-size=64",
)  # fmt: skip
PLAYED_AT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
PATIENCE = 10_000  # milliseconds that a page may take on a busy machine

AsUser = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(f"CI needs Chromium for the browser tests: install Debian's package {BROWSERS[0]}")
        pytest.skip(f"no Chromium here: install Debian's package {BROWSERS[0]} to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def played_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's database, played once; a copy is served."""
    return made_once(tmp_path_factory, "played", lambda folder: play(folder, PLAYED_AT)) / "avvikelse.db"


class Clock:
    """The time at the server, moved by the test."""

    def __init__(self) -> None:
        self.now = PLAYED_AT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    """The server's clock."""
    return Clock()


@contextmanager
def serve(database: Path, clock: Callable[[], datetime]) -> Iterator[str]:
    """Serves a database on a free port of this machine, as in the demo: anybody may be anybody. Gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    environment = {
        "AVVIKELSE_DATABASE_URL": f"sqlite:///{database}",
        "AVVIKELSE_BASE_URL": address,
        "AVVIKELSE_SECRET_KEY": "a-key-of-the-tests-own-that-is-long-enough",
    }
    installation = install(environment)
    app = create_app(installation, clock=clock, open_house=True)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive(), "the server did not start"
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join(10)
        installation.engine.dispose()


@pytest.fixture(scope="module")
def database(played_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that is served: a copy of the demo's. A file of tests may serve another."""
    copied = tmp_path_factory.mktemp("served") / "avvikelse.db"
    shutil.copy(played_demo, copied)
    return copied


@pytest.fixture(scope="module")
def address(database: Path, clock: Clock) -> Iterator[str]:
    """A server of the database, for the tests of one file."""
    with serve(database, clock) as address:
        yield address


@pytest.fixture
def as_user(chromium: Browser, address: str) -> Iterator[AsUser]:
    """Pages that people of the demo are signed in on: `as_user('maria.chef', width=320)`."""
    contexts: list[BrowserContext] = []

    def enter(username: str, *, width: int = 1280, dark: bool = False, javascript: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
            locale="sv-SE",
            base_url=address,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto("/logga-in")
        page.locator(f'button[value="{username}"]').click()
        return page

    yield enter
    for context in contexts:
        context.close()
