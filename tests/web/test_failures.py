"""What goes wrong is told in one sentence; what somebody wrote reaches neither the page nor the log."""

from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from avvikelse.bootstrap import Installation
from avvikelse.db.people import person_id
from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import RoutineVersion, table
from avvikelse.services.signing_in import open_browser_session
from avvikelse.settings import read_settings
from tests.cli.answers import answer_to
from tests.databases import hasty_engine
from tests.web.conftest import ADDRESS, Browser, app_of, words
from tests.world import World

WRITTEN = "Patienten Kalle Kula"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """Everything that is written to the server's error stream, and to the log."""
    written = StringIO()
    monkeypatch.setattr("sys.stderr", written)
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(written), cache_logger_on_first_use=False)
    return written


def test_a_fault_of_the_program_is_told_without_a_traceback(world: World, log: StringIO) -> None:
    app = app_of(world, base_url="http://gar.sonder.example.se")  # of its own: the others' gets no such page

    @app.get("/gar-sonder")
    def breaks() -> None:
        raise RuntimeError(WRITTEN)

    answer = TestClient(app).get("/gar-sonder")
    assert answer.status_code == 500
    assert "Det är inte ditt fel, och inget är sparat" in words(answer.text)
    assert WRITTEN not in answer.text + log.getvalue()
    assert "Traceback" not in answer.text + log.getvalue()
    assert "RuntimeError" in log.getvalue()
    assert answer.headers["content-security-policy"]


@pytest.fixture
def unreadable(world: World) -> Iterator[World]:
    """A world whose routine was written for another version of the program, as a process that starts now finds it."""
    version = table(RoutineVersion)
    with unit_of_work(world.engine) as session:
        session.execute(update(version).values(content=version.c.content + "\nfrom_the_future: ja\n"))
    engine = hasty_engine(world.engine.url.render_as_string(hide_password=False))
    yield World(engine, world.now)
    engine.dispose()


def test_a_routine_that_cannot_be_read_is_told_with_what_to_do(unreadable: World, log: StringIO) -> None:
    with unit_of_work(unreadable.engine) as session:
        user = person_id(session, "fk.chef")
        assert user is not None
        token = open_browser_session(session, user, unreadable.now)
    browser = Browser(TestClient(app_of(unreadable), base_url=ADDRESS, cookies={"avvikelse": token}))
    for path in ("/avvikelser", "/forum", "/overblick", "/rapportera"):
        answer = browser.get(path)
        assert answer.status_code == 503, path
        assert "Rutinen varmland 2023-04-01 går inte att läsa med den här versionen av programmet" in words(answer.text)
        assert "avvikelse doctor" in words(answer.text)
        assert answer.headers["retry-after"]
    assert "routine_unreadable" in log.getvalue()
    assert "Traceback" not in log.getvalue()
    assert browser.get("/logga-in").status_code == 200


def test_doctor_says_which_routine_and_what_is_wrong_in_it(
    unreadable: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    found = Installation(read_settings({}), unreadable.engine)
    monkeypatch.setattr("avvikelse.cli.database.install", lambda: found)  # the same database, closed by the test
    answer = answer_to(capfd, "doctor", "--json")
    assert answer.code == 1
    [said] = [line for line in answer.data if line["check"] == "Rutiner"]
    assert not said["ok"]
    assert "varmland 2023-04-01" in said["message"]
    assert "from_the_future" in said["message"]


def test_a_page_that_is_not_there_says_so(stranger: Browser) -> None:
    answer = stranger.get("/finns/inte")
    assert answer.status_code == 404
    assert "Det finns ingen sådan sida" in words(answer.text)


def test_a_program_that_asks_is_answered_with_a_code(app: FastAPI) -> None:
    answer = TestClient(app).get("/finns/inte", headers={"accept": "application/json"})
    assert answer.json()["code"] == "http"
    answer = TestClient(app).get("/overblick", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
