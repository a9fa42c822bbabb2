"""Retention from the command line, as an administrator and an operator do it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from avvikelse.core.dates import local_day
from avvikelse.db.session import make_engine
from tests.cli.answers import Answer, Run, answer_to
from tests.services.retention import closed, with_administrators
from tests.world import World, build_world


@pytest.fixture
def old(sqlite_url: str) -> tuple[World, str]:
    """The small world with a case that was closed more than a year ago."""
    world = with_administrators(build_world(make_engine(sqlite_url)))
    world.now = datetime.now(UTC) - timedelta(days=400)
    return world, closed(world, occurred_on="2025-01-02")


@pytest.fixture
def run(
    old: tuple[World, str],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    sqlite_url: str,
) -> Run:
    assert old
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AVVIKELSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AVVIKELSE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("AVVIKELSE_LOG_FORMAT", "json")

    def run(*arguments: str) -> Answer:
        return answer_to(capfd, *arguments)

    return run


DECIDE = ("--diary-number", "FK 2026/7", "--kind", "notes", "--kind", "registration", "--as", "fk.admin")


def in_days(days: int) -> str:
    return f"{local_day(datetime.now(UTC) + timedelta(days=days))}T03:00"


def test_from_decision_to_destruction(run: Run, old: tuple[World, str]) -> None:
    _, number = old
    assert "Inget gallras" in run("retention", "list", "--as", "fk.admin").out
    assert "inget beslut i kraft" in run("doctor").out
    assert not any(run("retention", "run", "--json").data.values())
    made = run("retention", "decide", *DECIDE, "--years", "1")
    assert (made.code, made.err) == (0, "")
    assert "Gallringsbeslut 1 är registrerat" in made.out
    [line] = run("retention", "preview", "--as", "fk.admin", "--json").data
    assert (line["cases"], line["numbers"]) == (1, [number])
    shown = run("retention", "preview", "--as", "fk.admin").out
    assert number in shown
    assert "Det här skulle gallras: 1 avvikelse." in shown
    assert run("retention", "run", "--json").data["told"] == 1
    assert "gallrar från" in run("retention", "list", "--as", "fk.admin").out
    assert "Gallring" in run("inbox", "--as", "fk.admin").out
    assert "1 beslut i kraft; gick senast" in run("doctor").out
    refused = run("retention", "run", "--now", in_days(31))
    assert refused.code == 2
    assert "ligger fram i tiden" in refused.err
    assert "gallrar från" in run("retention", "list", "--as", "fk.admin").out, "nothing was destroyed"
    done = run("retention", "run", "--now", in_days(31), "--yes")
    assert done.out.strip() == "Avvikelser som har gallrats hos en part: 1"
    assert run("retention", "run", "--now", in_days(31), "--yes").out.strip() == "Inget är dags att gallra."
    assert run("audit", "verify").code == 0
    assert "Texten är gallrad" in run("deviation", "show", number, "--as", "fk.chef").out
    assert "har gallrat sedan" in run("retention", "list", "--as", "fk.admin").out
    assert run("retention", "revoke", "1", "--as", "fk.admin").code == 0
    again = run("retention", "revoke", "1", "--as", "fk.admin")
    assert (again.code, again.err.strip()) == (2, "Beslut FK 2026/7 är redan upphävt.")


def test_a_hold_from_the_command_line(run: Run, old: tuple[World, str]) -> None:
    _, number = old
    assert "inte stoppad för någon" in run("retention", "holds", "--as", "fk.chef").out
    assert "stoppad hos er" in run("retention", "hold", number, "--reason", "Tillsyn", "--as", "fk.chef").out
    [line] = run("retention", "holds", "--as", "fk.admin", "--json").data
    assert (line["number"], line["reason"]) == (number, "Tillsyn")
    assert run("retention", "release", number, "--as", "fk.admin").code == 0
    assert run("retention", "release", number, "--as", "fk.admin").code == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("decide", *DECIDE), "Ange antingen --years eller --months."),
        (("decide", *DECIDE, "--years", "1", "--months", "2"), "Ange antingen --years eller --months."),
        (("decide", *DECIDE, "--years", "0"), "Tiden ska vara minst 1."),
        (
            ("decide", *DECIDE, "--years", "1", "--from", "snart"),
            "Första dagen är inget datum. Skriv det som 2026-11-24.",
        ),
        (("decide", *DECIDE[:-1], "vc.chef", "--years", "1"), "Det finns ingen sådan sida."),
        (("preview", "--on", "snart", "--as", "fk.admin"), "--on snart: skriv dagen som 2026-11-24."),
        (("run", "--now", "snart"), "--now snart: skriv tiden som 2026-11-24T08:00."),
        (("hold", "AVV-2099-0001", "--reason", "x", "--as", "fk.admin"), "Det finns ingen avvikelse AVV-2099-0001"),
    ],
)
def test_what_can_t_be_done_is_said_in_one_line(run: Run, arguments: tuple[str, ...], says: str) -> None:
    answer = run("retention", *arguments)
    assert answer.code in (1, 2)
    assert answer.err.startswith(says)
    assert answer.err.count("\n") == 1
