"""The application in a test client, with somebody signed in: cookies, forms and tokens as a browser has them."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, event

from avvikelse.bootstrap import Installation
from avvikelse.db.people import person_id
from avvikelse.db.session import unit_of_work
from avvikelse.services import signing_in
from avvikelse.services.signing_in import open_browser_session
from avvikelse.settings import read_settings
from avvikelse.web.app import create_app
from tests.world import World

ADDRESS = "http://testserver"
KEY = "a-key-of-the-tests-own-that-is-long-enough"
TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
TAG = re.compile(r"<[^>]+>")


@dataclass
class Browser:
    """A browser of somebody's. `post` fills in the token of the last page that was opened, as the page itself does."""

    client: TestClient
    token: str = ""

    def get(self, path: str) -> httpx2.Response:
        """Opens a page, without following where it sends on."""
        answer = self.client.get(path, follow_redirects=False)
        found = TOKEN.search(answer.text)
        self.token = found[1] if found else self.token
        return answer

    def post(self, path: str, form: Mapping[str, Any] | None = None, **more: Any) -> httpx2.Response:
        """Sends a form, without following where it sends on."""
        if not self.token:
            self.get("/meddelanden")
        data = {"form_token": self.token} | dict(form or {})
        answer = self.client.post(path, data=data, follow_redirects=False, **more)
        found = TOKEN.search(answer.text)
        self.token = found[1] if found else self.token
        return answer

    def reads(self, path: str) -> str:
        """What stands on a page that is there, without its marks."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return words(answer.text)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def words(page: str) -> str:
    """What a person reads of a page: no marks, one blank between words."""
    return " ".join(unescape(TAG.sub(" ", page)).split())


def app_of(world: World, *, base_url: str = ADDRESS, open_house: bool = False, **more: str) -> FastAPI:
    """The application on the world's database, with the world's clock."""
    app = _made(world.engine, base_url, open_house, **more)
    app.state.clock = lambda: world.now
    return app


@cache
def _made(engine: Engine, base_url: str, open_house: bool, **more: str) -> FastAPI:
    """Put together once for each database: it keeps nothing between requests."""
    settings = read_settings({"AVVIKELSE_SECRET_KEY": KEY, "AVVIKELSE_BASE_URL": base_url, **more})
    return create_app(Installation(settings, engine), open_house=open_house)


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Argon2 as in earnest, at a thousandth of the cost: what it costs is a test of its own."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(signing_in, "_hasher", lambda: quick)
    signing_in._nobodys_hash.cache_clear()  # noqa: SLF001 (made with whichever hasher was asked first)
    yield
    signing_in._nobodys_hash.cache_clear()  # noqa: SLF001 (the same)


@pytest.fixture
def app(world: World) -> FastAPI:
    """The application, on each kind of database."""
    return app_of(world)


@pytest.fixture
def as_user(app: FastAPI, world: World) -> Iterator[Callable[[str], Browser]]:
    """Browsers that people are signed in with: `as_user('fk.chef')`."""
    with TestClient(app, base_url=ADDRESS) as shared:

        def enter(username: str) -> Browser:
            with unit_of_work(world.engine) as session:
                user_id = person_id(session, username)
                assert user_id is not None, username
                token = open_browser_session(session, user_id, world.now)
            client = TestClient(app, base_url=ADDRESS, cookies={"avvikelse": token})
            client.portal = shared.portal  # one event loop for all of them, rather than one for each request
            return Browser(client)

        yield enter
        shared.close()


@pytest.fixture
def stranger(app: FastAPI) -> Browser:
    """A browser nobody is signed in with."""
    return Browser(TestClient(app, base_url=ADDRESS))


@pytest.fixture
def machine(app: FastAPI) -> TestClient:
    """A program on the same machine as the server."""
    return TestClient(app, base_url=ADDRESS, client=("127.0.0.1", 50000))
