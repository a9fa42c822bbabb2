"""Minutes from what is decided at the table to what is approved, with the keyboard alone."""

import shutil
from datetime import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from avvikelse.core.dates import at_local
from tests.browser.conftest import AsUser, Clock
from tests.browser.keyboard import Keyboard
from tests.databases import hasty_engine
from tests.services.series import called
from tests.services.steps import frozen, lifted
from tests.world import World

SECRETARY, ADJUSTER = "region.sekreterare", "fk.samordnare"
POSITION = "Parterna skaffar en gemensam funktionsbrevlåda."
SAID = "Alla var överens om vem som äger listan."


@pytest.fixture(scope="module")
def clock() -> Clock:
    """The server's clock, moved to the day of the meeting."""
    return Clock()


@pytest.fixture(scope="module")
def database(built_sqlite: Path, clock: Clock, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world with a case on a forum's agenda, on the day that it meets."""
    copied = tmp_path_factory.mktemp("served") / "avvikelse.db"
    shutil.copy(built_sqlite, copied)
    engine = hasty_engine(f"sqlite:///{copied}")
    world = World(engine)
    lifted(world)
    meeting = frozen(world, called(world))
    engine.dispose()
    clock.now = at_local(meeting.held_on, time(13, 30))
    return copied


def _at(page: Page, heading: str) -> None:
    expect(page.locator("h1")).to_contain_text(heading)


def _take_part(page: Page, keys: Keyboard) -> None:
    """The secretary names who approves, and notes who has come."""
    keys.follow("Ändra deltagare, ordförande och justerare")
    keys.tick("justerare", ADJUSTER)
    keys.follow("Spara justerare")
    keys.follow("Mötet")
    keys.follow("Starta mötet")
    keys.follow("Avsluta mötet")
    keys.follow("Anteckna vilka som är här")
    for person in (SECRETARY, ADJUSTER):
        keys.tick("har", person)
    keys.follow("Spara närvaron")
    keys.follow("Till mötet")


def _decide(page: Page, keys: Keyboard) -> None:
    """The case gets a decision with a measure and what was said about it."""
    keys.choose("outcome", "close_with_measures")
    keys.write("position", POSITION)
    keys.write("what-0", "Skapa brevlådan.")
    keys.choose("organisation-0", "region-varmland")
    keys.date("due_on-0", "2026-05-29")
    keys.write("follow_up-0", "Stickprov i september.")
    keys.write("notes", SAID)
    keys.follow("Spara", "button[value=spara]")
    expect(page.locator(".said")).to_have_text("Sparat.")


def test_minutes_are_written_and_approved(as_user: AsUser) -> None:
    page = as_user(SECRETARY)
    keys = Keyboard(page)
    page.goto("/moten/1")
    _take_part(page, keys)
    _decide(page, keys)
    keys.follow("Avsluta mötet")
    expect(page.locator("main")).to_contain_text("Varje ärende har ett beslut.")
    keys.follow("Avsluta mötet")
    _at(page, "Protokoll")
    keys.follow("Ändra", "a[href$='/mote/4']")
    keys.write("notes", f"{SAID} Listan ses över i juni.")
    keys.follow("Spara och gå till protokollet")
    expect(page.locator("main")).to_contain_text("Listan ses över i juni.")

    page = as_user(ADJUSTER)
    keys = Keyboard(page)
    page.goto("/moten/1")
    keys.follow("Läs och justera protokollet")
    expect(page.locator("main")).to_contain_text(POSITION)
    keys.follow("Justera protokollet")
    expect(page.locator("main")).to_contain_text("När du godkänner gäller besluten.")
    keys.follow("Jag har läst och godkänner")
    expect(page.locator(".said")).to_contain_text("Protokollet är justerat. Besluten gäller.")
