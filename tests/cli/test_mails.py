"""The worker as a process, and mails from the command line: inbox, outbox, a wrong address mended, doctor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from avvikelse.core.vocabulary import MailState
from avvikelse.db.session import make_engine, reading
from avvikelse.db.tables import Mail, table
from avvikelse.services.moves import move
from avvikelse.services.reports import report
from tests.cli.answers import Answer, Run, answer_to
from tests.outbound.mailserver import MailBox, PostOffice, free_port
from tests.world import World, a_report, build_world

ADMIN, CHEF = ("--as", "administrator"), ("--as", "fk.chef")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> Run:
    """Runs a command in the small world, where a manager has been told that it is their turn."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AVVIKELSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AVVIKELSE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("AVVIKELSE_BASE_URL", "https://avvikelse.example.se")
    engine = make_engine(sqlite_url)
    world: World = build_world(engine)
    world.now = datetime.now(UTC) - timedelta(hours=2)  # nothing else is due yet
    number = world.do(report, "fk.utredare", a_report())
    form = {"own_reference": "FK-1", "other_party_told": "Telefon i dag"}
    world.do(move, "fk.utredare", number, "register", rev=None, form=form)
    engine.dispose()

    def run(*arguments: str) -> Answer:
        return answer_to(capfd, *arguments)

    return run


@pytest.fixture
def worker(run: Run) -> Iterator[Callable[[int], "subprocess.Popen[str]"]]:
    """Starts `avvikelse worker` with a mail server at a port; ends it when the test does."""
    started: list[subprocess.Popen[str]] = []

    def start(port: int) -> "subprocess.Popen[str]":
        environment = os.environ | {"AVVIKELSE_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        command = [sys.executable, "-m", "avvikelse", "worker"]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def until(url: str, holds: Callable[[Any], bool]) -> None:
    """Waits until some mail is as it should be."""
    engine = make_engine(url)
    for _ in range(600):
        with reading(engine) as session:
            found = session.execute(select(table(Mail))).all()
        if any(holds(row) for row in found):
            engine.dispose()
            return
        time.sleep(0.05)
    pytest.fail(f"no mail came to be as expected: {found}")


def test_a_wrong_address_is_seen_mended_and_sent_again_by_the_worker(
    run: Run, worker: Callable[[int], "subprocess.Popen[str]"], sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = MailBox(refuse=lambda _, address: "550 No such user" if address == "fk.chef@example.se" else None)
    with PostOffice(box) as office:
        monkeypatch.setenv("AVVIKELSE_SMTP_URL", f"smtp://127.0.0.1:{office.port}")
        process = worker(office.port)
        until(sqlite_url, lambda row: row.state == MailState.DEAD)
        told = run("doctor")
        assert told.code == 1
        assert "✗ Mejl som inte gick: 1. Se dem med avvikelse outbox list --state dead" in told.out
        assert "✓ Arbetare: gick senast " in told.out
        [dead] = [row["mail"] for row in run("outbox", "list", "--state", "dead", *ADMIN, "--json").data]
        listed = run("outbox", "list", "--state", "dead", *ADMIN)
        assert "fk.chef" in listed.out
        assert "gick inte att skicka" in listed.out
        assert "Mejlservern säger nej: 550 No such user" in listed.out
        assert "AVV-2026-0001" in listed.out
        assert run("user", "email", "fk.chef", "chef@example.se").out == "fk.chef har nu adressen chef@example.se.\n"
        assert run("outbox", "retry", "--all", *ADMIN).out == "1 mejl skickas om av arbetaren.\n"
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
        assert out.splitlines() == [
            f"Arbetaren är igång. Mejl skickas till 127.0.0.1:{office.port}. Stoppa med Ctrl+C.",
            "Arbetaren har stannat.",
        ]
        again = worker(office.port)
        until(sqlite_url, lambda row: row.state == MailState.SENT and row.id == dead)
        again.send_signal(signal.SIGTERM)
        assert again.wait(timeout=30) == 0
    [taken] = box.to("chef@example.se")
    shown = run("outbox", "show", str(dead), *ADMIN)
    assert f"Mejl {dead} till fk.chef (chef@example.se)" in shown.out
    assert run("outbox", "show", str(dead), *ADMIN, "--json").data["message_key"] in taken.message_id
    assert run("doctor").code == 0


def test_a_server_that_is_down_is_told_by_the_worker_and_by_doctor(
    run: Run, worker: Callable[[int], "subprocess.Popen[str]"], sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = worker(free_port())
    until(sqlite_url, lambda row: row.failure.startswith("Mejlservern går inte att nå"))
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in err
    monkeypatch.setenv("AVVIKELSE_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    told = run("doctor", "--json")
    assert told.code == 1
    [waiting] = [check for check in told.data if check["check"] == "Mejl som väntar"]
    assert not waiting["ok"]
    assert "avvikelse outbox list --state waiting" in waiting["message"]


def test_doctor_says_what_is_not_set_up(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = run("doctor")
    assert told.code == 0, told.out
    assert "Arbetare: har aldrig gått. Starta den med avvikelse worker" in told.out
    assert "Mejl: skickas inte: AVVIKELSE_SMTP_URL saknas" in told.out
    (tmp_path / "closed").mkdir()
    monkeypatch.setenv("AVVIKELSE_NOTIFICATIONS", str(tmp_path))
    told = run("doctor")
    assert told.code == 1
    assert "✗ Meddelanden: " in told.out
    assert "Mallen saknas" in told.out
    monkeypatch.delenv("AVVIKELSE_NOTIFICATIONS")
    monkeypatch.setenv("AVVIKELSE_SMTP_URL", "smtp://u:hemligt@mail.example.se")
    told = run("doctor")
    assert told.code == 1
    assert told.out.startswith("✗ Inställningar: AVVIKELSE_SMTP_URL")
    assert "hemligt" not in told.out


def test_a_person_reads_their_messages(run: Run) -> None:
    shown = run("inbox", *CHEF)
    assert shown.out.startswith("1 olästa.\n\n● ")
    assert "AVV-2026-0001: din tur, svar senast " in shown.out
    assert "Öppna AVV-2026-0001: https://avvikelse.example.se/avvikelser/AVV-2026-0001" in shown.out
    assert run("inbox", *CHEF, "--json").data["unread"] == 1
    assert run("inbox", *CHEF, "--read").code == 0
    data = run("inbox", *CHEF, "--json").data
    assert (data["unread"], data["mail"], data["messages"][0]["read"]) == (0, "at_once", True)
    assert run("inbox", "--as", "af.chef").out == "Du har inga meddelanden.\n"


def test_a_person_chooses_their_mails(run: Run) -> None:
    told = run("inbox", *CHEF, "--mail", "daily")
    assert told.out == "Du får ett mejl om dagen, kl. 07.30 på arbetsdagar, och det som väntar på dig direkt.\n"
    assert run("inbox", *CHEF, "--json").data["mail"] == "daily"
    wrong = run("inbox", *CHEF, "--mail", "weekly")
    assert (wrong.code, wrong.out) == (2, "")
    assert "at_once, daily, deadlines" in wrong.err


def test_what_an_administrator_may_and_others_may_not(run: Run) -> None:
    data = run("outbox", "list", *ADMIN, "--json").data
    assert [(row["recipient"], row["state"], row["mail"]) for row in data] == [("fk.chef", "waiting", None)]
    for command in (("list",), ("show", "1"), ("retry", "--all")):
        refused = run("outbox", *command, *CHEF)
        assert (refused.code, refused.out) == (1, "")
    assert run("outbox", "retry", "--all", *ADMIN).out == "Inga mejl väntar på att skickas om.\n"
    assert run("outbox", "retry", *ADMIN).code == 2
    missing = run("outbox", "show", "4711", *ADMIN)
    assert (missing.code, missing.err) == (1, "Det finns inget mejl 4711. Se avvikelse outbox list.\n")


@pytest.mark.parametrize("address", ["a@b.se\n", "a b@c.se", "a@b.se\r\nBcc: c@d.se", "a", ""])
def test_an_address_is_one_address(run: Run, address: str) -> None:
    wrong = run("user", "email", "fk.chef", address)
    assert (wrong.code, wrong.out) == (2, "")
    assert "är ingen e-postadress" in wrong.err


def test_an_address_is_nobody_else_s(run: Run) -> None:
    taken = run("user", "email", "fk.chef", "vc.chef@example.se")
    assert (taken.code, taken.err) == (2, "Adressen vc.chef@example.se har någon annan.\n")
