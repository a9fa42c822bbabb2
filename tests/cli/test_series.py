"""Meetings from the command line: prepared, moved, cancelled, people invited, answers, and the calendar file."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from avvikelse.core.dates import is_working_day
from tests.cli.answers import Answer, Run, answer_to
from tests.databases import hasty_engine
from tests.world import build_world

SECRETARY = ("--as", "region.sekreterare")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> Run:
    """Runs a `meeting` command in the small world, with three meetings of the forum planned from today on."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AVVIKELSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AVVIKELSE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("AVVIKELSE_BASE_URL", "https://avvikelse.example.se")
    engine = hasty_engine(sqlite_url)
    build_world(engine)
    engine.dispose()

    def run(*arguments: str) -> Answer:
        return answer_to(capfd, "meeting", *arguments)

    assert run("plan", "avvikelseforum", "--count", "3", *SECRETARY).code == 0
    return run


def days(run: Run) -> list[str]:
    return [one["date"] for one in run("list", "avvikelseforum", "--json", *SECRETARY).data]


def weekday_after(day: str) -> str:
    found = date.fromisoformat(day) + timedelta(days=1)
    while not is_working_day(found):
        found += timedelta(days=1)
    return found.isoformat()


def test_meetings_are_listed(run: Run) -> None:
    answer = run("list", "avvikelseforum", *SECRETARY)
    assert answer.code == 0
    assert answer.out.splitlines()[0].split() == ["Dag", "Tid", "Plats", "Läge", "Kommer"]
    assert answer.out.count("13.00–15.00") == 3
    assert run("list", "avvikelseforum", "--as", "fk.chef").err == (
        "Forumet avvikelseforum finns inte bland dina forum.\n"
    )


def test_a_meeting_is_moved_and_says_so(run: Run) -> None:
    [first, *_] = days(run)
    new = weekday_after(first)
    answer = run("move", "avvikelseforum", first, "--to", new, "--time", "9.30", "--place", "Sal Vänern", *SECRETARY)
    assert (answer.code, answer.err) == (0, "")
    assert " kl. 09.30, Sal Vänern. De kallade får veta det." in answer.out
    assert days(run)[0] == new
    moved = run("move", "avvikelseforum", new, "--minutes", "90", "--json", *SECRETARY).data
    assert (moved["minutes"], moved["sequence"], moved["rev"], moved["warnings"]) == (90, 2, 2, [])
    stale = run("move", "avvikelseforum", new, "--place", "", "--rev", "1", *SECRETARY)
    says = "Någon annan hann ändra. Mötets tid eller plats har ändrats. Läs det nya och försök igen.\n"
    assert (stale.code, stale.err) == (1, says)
    taken = run("move", "avvikelseforum", new, "--to", days(run)[1], *SECRETARY)
    assert taken.code == 1
    assert "redan ett möte" in taken.err
    assert run("move", "avvikelseforum", new, "--time", "halv tio", *SECRETARY).err == (
        "Tiden är ingen tid. Skriv den som 13.00.\n"
    )
    assert run("move", "avvikelseforum", new, *SECRETARY).code == 2


def test_a_saturday_is_warned_of(run: Run) -> None:
    [first, *_] = days(run)
    day = date.fromisoformat(first)
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    answer = run("move", "avvikelseforum", first, "--to", saturday.isoformat(), *SECRETARY)
    assert answer.code == 0
    assert "Obs: Lördag" in answer.out


def test_a_meeting_is_cancelled_after_a_question(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    [first, *_] = days(run)
    monkeypatch.setattr("click.prompt", lambda *_, **__: "nej")
    assert run("cancel", "avvikelseforum", first, *SECRETARY).out == "Mötet är inte inställt.\n"
    assert run("cancel", "avvikelseforum", first, "--yes", *SECRETARY).code == 0
    assert run("list", "avvikelseforum", "--json", *SECRETARY).data[0]["state"] == "cancelled"
    again = run("cancel", "avvikelseforum", first, "--yes", *SECRETARY)
    assert (again.code, again.err.startswith("Mötet är inställt.")) == (1, True)


def test_people_are_invited_and_answer(run: Run) -> None:
    [first, *_] = days(run)
    given = ("--add", "ort.chef:guest", "--chair", "fk.samordnare", "--adjuster", "fk.samordnare")
    answer = run("people", "avvikelseforum", first, *given, *SECRETARY)
    assert (answer.code, answer.err) == (0, "")
    assert "ordförande, justerar" in answer.out
    assert run("answer", "avvikelseforum", first, "coming", "--as", "ort.chef").out == (
        "Svaret är antecknat: ort.chef kommer.\n"
    )
    assert run("answer", "avvikelseforum", first, "apology", "--user", "fk.samordnare", *SECRETARY).code == 0
    people = {
        one["username"]: one for one in run("people", "avvikelseforum", first, "--json", *SECRETARY).data["people"]
    }
    assert (people["ort.chef"]["part"], people["ort.chef"]["answer"]) == ("guest", "coming")
    assert people["fk.samordnare"]["answer"] == "apology"
    assert run("answer", "avvikelseforum", first, "kanske", "--as", "ort.chef").code == 2
    nobody = run("people", "avvikelseforum", first, "--remove", "finns.inte", *SECRETARY)
    assert (nobody.code, len(nobody.err.splitlines())) == (1, 1)


def test_the_calendar_is_saved(run: Run, tmp_path: Path) -> None:
    [first, *_] = days(run)
    file = tmp_path / "mote.ics"
    assert run("calendar", "avvikelseforum", first, "-o", str(file), "--as", "fk.samordnare").code == 0
    calendar = Calendar.from_ical(file.read_bytes())
    assert calendar["method"] == "REQUEST"
    assert str(calendar.walk("VEVENT")[0]["uid"]).endswith("@avvikelse.example.se")
    printed = run("calendar", "avvikelseforum", "all", *SECRETARY)
    assert len(Calendar.from_ical(printed.out).walk("VEVENT")) == 3
    assert run("calendar", "avvikelseforum", "all", "-o", "/finns/inte/x.ics", *SECRETARY).code == 2


def test_a_preparation_with_nothing_to_bring(run: Run) -> None:
    answer = run("prepare", "avvikelseforum", "next", "--as", "fk.samordnare")
    assert answer.code == 0
    assert "Förberedelse för Försäkringskassan" in answer.out
    assert "Ni har inget att ta med." in answer.out
    data = run("prepare", "avvikelseforum", "next", "--as", "fk.samordnare", "--json").data
    assert data["planned"] is True
    assert data["positions"] == {"items": [], "more": 0}
    assert run("prepare", "avvikelseforum", "next", "--as", "fk.utredare").code == 1
