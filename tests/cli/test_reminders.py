"""Reminders, absence, handing over and versions from the command line."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from avvikelse.core.dates import add_working_days, local_day
from avvikelse.db.session import make_engine
from avvikelse.services.routines import activate
from avvikelse.settings import builtin_folder
from tests.cli.answers import Answer, Run, answer_to
from tests.services.steps import as_operator, contacted, reported
from tests.world import World, build_world


@pytest.fixture
def installed(sqlite_url: str) -> World:
    """The small world, with two cases that came today: one with the managers, one just reported."""
    world = build_world(make_engine(sqlite_url))
    world.now = datetime.now(UTC) - timedelta(minutes=30)
    contacted(world)
    reported(world)
    return world


@pytest.fixture
def run(
    installed: World,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    sqlite_url: str,
) -> Run:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AVVIKELSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AVVIKELSE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("AVVIKELSE_LOG_FORMAT", "json")

    def run(*arguments: str) -> Answer:
        return answer_to(capfd, *arguments)

    return run


def in_days(days: int, clock: str = "08:30") -> str:
    return f"{add_working_days(local_day(datetime.now(UTC)), days)}T{clock}"


def test_a_sweep_counts_what_it_did_and_does_it_once(run: Run) -> None:
    first = run("sweep", "--now", in_days(16), "--json")
    assert first.code == 0
    told = {name: count for name, count in first.data.items() if name in ("reminder", "overdue", "next_level", "hole")}
    assert told == {"reminder": 0, "overdue": 2, "next_level": 2, "hole": 0}
    again = run("sweep", "--now", in_days(16), "--json")
    assert set(again.data) == set(first.data)
    assert not any(again.data.values())
    assert "Inget är dags att göra." in run("sweep", "--now", in_days(16)).out


def test_a_sweep_takes_a_swedish_time_and_says_when_it_can_t_be_read(run: Run) -> None:
    assert run("sweep", "--now", in_days(3, "07:59"), "--json").data["reminder"] == 0
    assert run("sweep", "--now", in_days(3, "08:00"), "--json").data["reminder"] == 1
    wrong = run("sweep", "--now", "i morgon")
    assert wrong.code == 2
    assert wrong.err == "--now i morgon: skriv tiden som 2026-11-24T08:00.\n"


def test_absence_from_the_command_line(run: Run) -> None:
    until = in_days(30)[:10]
    done = run("absence", "set", "vc.chef", "--to", until, "--deputy", "ort.chef", "--as", "vc.chef")
    assert done.code == 0, done.err
    assert "ort.chef är ersättare." in done.out
    [away] = run("absence", "list", "--as", "region.samordnare", "--json").data
    assert (away["username"], away["to"], away["deputy"]) == ("vc.chef", until, "ort.chef")
    assert "Ersättare" in run("absence", "list", "--as", "vc.chef").out
    listed = run("deviation", "list", "--as", "ort.chef", "--json").data
    assert [case["number"][-4:] for case in listed] == ["0001"], "as deputy, for as long as the other is away"
    assert run("absence", "set", "vc.chef", "--as", "vc.kollega").code == 1
    assert run("absence", "end", "vc.chef", str(away["id"]), "--as", "vc.chef").code == 0
    assert run("deviation", "list", "--as", "ort.chef", "--json").data == []


def test_handing_over_shows_first_and_asks(run: Run, installed: World) -> None:
    shown = run("handover", "vc.chef", "region.direktor", "--as", "region.samordnare")
    assert "1 avvikelser kan lämnas över" in shown.out
    assert "Lägg till --yes" in shown.out
    done = run("handover", "vc.chef", "region.direktor", "--yes", "--as", "region.samordnare", "--json")
    assert done.data == {"passed": 1, "left": 0, "done": True}
    assert run("handover", "vc.chef", "region.direktor", "--as", "fk.chef").code == 1
    assert run("holes", "--as", "administrator").out.startswith("Alla avvikelser har någon")
    assert run("holes", "--as", "fk.chef").code == 1


def test_running_cases_are_moved_to_a_new_version_after_a_look(run: Run, installed: World, tmp_path: Path) -> None:
    text = (builtin_folder("workflows") / "varmland.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 2023-04-01", "version: 2027-01-01").replace("working_days: 15,", "working_days: 25,")
    as_operator(installed, _activate, text.encode())
    move = ("routine", "migrate", "varmland", "2023-04-01", "2027-01-01", "--as", "administrator")
    shown = run(*move)
    assert "2 pågående avvikelser går från 2023-04-01 till 2027-01-01." in shown.out
    assert "0 får kortare tid och 1 längre." in shown.out
    assert "Inget är ändrat än." in shown.out
    done = run(*move, "--yes", "--json")
    assert (done.data["done"], done.data["cases"]) == (True, 2)
    assert run(*move, "--json").data["cases"] == 0
    assert run(*move[:-1], "fk.chef").code == 1


def _activate(session: Any, content: bytes, now: datetime) -> None:

    activate(session, content, "ny.yaml", now)
