"""What goes wrong is told in one sentence; what somebody wrote reaches neither the page nor the log."""

from io import StringIO

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.web.conftest import Browser, words

WRITTEN = "Patienten Kalle Kula"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """Everything that is written to the server's error stream, and to the log."""
    written = StringIO()
    monkeypatch.setattr("sys.stderr", written)
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(written), cache_logger_on_first_use=False)
    return written


def test_a_fault_of_the_program_is_told_without_a_traceback(app: FastAPI, log: StringIO) -> None:
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


def test_a_page_that_is_not_there_says_so(stranger: Browser) -> None:
    answer = stranger.get("/finns/inte")
    assert answer.status_code == 404
    assert "Det finns ingen sådan sida" in words(answer.text)


def test_a_program_that_asks_is_answered_with_a_code(app: FastAPI) -> None:
    answer = TestClient(app).get("/finns/inte", headers={"accept": "application/json"})
    assert answer.json()["code"] == "http"
    answer = TestClient(app).get("/overblick", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
