"""The whole way in a real browser: three organisations, from a report on a phone to approved minutes and an extract."""

import shutil
from datetime import date, time
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from avvikelse.core.dates import at_local
from tests.browser.conftest import AsUser, Clock
from tests.world import START

REPORTED = "Begäran om komplettering gick till en vårdcentral fast intyget kom från en annan klinik."
SHARED = (
    "En begäran om komplettering skickades till en vårdcentral trots att intyget var utfärdat av en specialistklinik. "
    "Patientens ersättning försenades."
)
ADJUSTERS = ("region.samordnare", "fk.samordnare")


@pytest.fixture(scope="module")
def database(built_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world of the stories: three authorities and their people, nothing reported yet."""
    copied = tmp_path_factory.mktemp("served") / "avvikelse.db"
    shutil.copy(built_sqlite, copied)
    return copied


@pytest.fixture(scope="module")
def clock() -> Clock:
    """The server's clock, at the world's first morning."""
    clock = Clock()
    clock.now = START
    return clock


def _send(page: Page, button: str = "main form button.main") -> None:
    page.locator(button).last.click()


def _fill(page: Page, **answers: str) -> None:
    for field, answer in answers.items():
        page.locator(f"[name='{field}']").fill(answer)


def _choose(page: Page, **answers: str) -> None:
    for field, answer in answers.items():
        page.locator(f"input[name='{field}'][value='{answer}']").check()


def _take(page: Page, number: str, step: str, **answers: str) -> None:
    """Opens the case, follows the button of a step and answers what it asks."""
    page.goto(f"/avvikelser/{number}")
    page.locator(f"main a[href$='/steg/{step}']").first.click()
    _fill(page, **answers)
    _send(page)


def _report(page: Page) -> str:
    """Six steps. Gives the number on the receipt."""
    page.get_by_role("link", name="Rapportera en avvikelse").click()
    _fill(page, description=REPORTED, title="Begäran till fel vårdcentral")
    _send(page)
    _choose(page, concerned="region-varmland")
    _choose(page, concerned="arbetsformedlingen")
    _fill(page, concerned_unit="Vårdcentralen Granåsen")
    _send(page)
    _choose(page, told="ja")
    _fill(page, other_party_told="Rehabkoordinator, telefon i dag")
    _send(page)
    _choose(page, solved="nej")
    _send(page)
    page.locator("#category").select_option("rutiner")
    _choose(page, gender="kvinna")
    _send(page)
    expect(page.locator("main")).to_contain_text("Kontrollera och skicka")
    _send(page)
    expect(page.locator("h1")).to_contain_text("Rapporten är skickad")
    return page.url.rsplit("/", 1)[1]


def _hand_over(page: Page, number: str, receiver: str) -> None:
    """Nothing is ticked beforehand; what is chosen is read as the receiver reads it, then sent."""
    page.goto(f"/avvikelser/{number}/lamna-over")
    assert page.locator("input[name=fields]:checked").count() == 0
    _choose(page, receiver=receiver, fields="title")
    _choose(page, fields="description")
    page.locator("button[value=preview]").click()
    expect(page.locator("main")).to_contain_text("Inget är skickat än")
    _send(page)


def _lift(manager: Page, colleague: Page, number: str) -> None:
    """The manager writes a de-identified text, a colleague reads it and attests it, and the case goes to the forum."""
    manager.goto(f"/avvikelser/{number}/avidentifiera")
    _fill(manager, text=SHARED, tried="Adresslistan rättades en gång.", question="Vem äger adresslistan?")
    manager.locator("button[value=save]").click()
    colleague.goto(f"/avvikelser/{number}/intyga")
    expect(colleague.locator("main")).not_to_contain_text(REPORTED)
    _choose(colleague, nobody_recognised="ja")
    _send(colleague)
    _take(manager, number, "lift_to_forum", why_unsolved="Listan ägs av flera.")


def _send_agenda(secretary: Page) -> None:
    """The next meeting is planned, its agenda frozen and sent: the attested text stands on it."""
    secretary.goto("/forum/avvikelseforum")
    secretary.locator("form[action$=planera] button").click()
    for step in ("spika", "skicka"):
        secretary.goto(f"/moten/1/{step}")
        _send(secretary)
    expect(secretary.locator("main")).to_contain_text(SHARED)


def _hold_meeting(secretary: Page, number: str) -> None:
    """The secretary names who approves, writes the decision, notes who was there and ends the meeting."""
    secretary.goto("/moten/1/deltagare")
    for adjuster in ADJUSTERS:
        _choose(secretary, justerare=adjuster)
    secretary.locator("button[value=justerare]").click()
    secretary.goto("/moten/1/mote")
    expect(secretary.locator("main")).to_contain_text(number)
    secretary.goto("/moten/1/avsluta")
    expect(secretary.locator("main")).to_contain_text(number)  # without a decision the meeting can't end
    secretary.goto("/moten/1/mote")
    _choose(secretary, outcome="close_with_measures")
    _fill(secretary, position="Parterna skaffar en gemensam funktionsbrevlåda.")
    _fill(
        secretary, **{"what-0": "Skapa brevlådan.", "due_on-0": "2026-05-29", "follow_up-0": "Stickprov i september."}
    )
    secretary.locator("[name='organisation-0']").select_option("region-varmland")
    secretary.locator("button[value=spara]").last.click()
    expect(secretary.locator(".said")).to_contain_text("Sparat")
    secretary.goto("/moten/1/narvaro")
    for person in ("region.sekreterare", *ADJUSTERS):
        _choose(secretary, har=person)
    secretary.locator("main form button").click()
    secretary.goto("/moten/1/avsluta")
    _send(secretary)


def test_from_a_report_to_approved_minutes_without_any_script(as_user: AsUser, clock: Clock) -> None:
    """Nobody has JavaScript, on a phone or at a desk: every page does all it must by itself."""
    without_scripts = partial(as_user, javascript=False)
    reporter, manager = without_scripts("fk.utredare", width=390), without_scripts("fk.chef")
    number = _report(reporter)
    _take(reporter, number, "register", own_reference="FK 17", other_party_told="Rehabkoordinator, telefon i dag")
    _take(manager, number, "contact_manager", contact_logged="Verksamhetschefen, telefon i dag")
    for receiver in ("region-varmland", "arbetsformedlingen"):
        _hand_over(manager, number, receiver)

    region, labour = without_scripts("vc.chef", width=390), without_scripts("af.samordnare")
    expect(region.locator("main")).to_contain_text("Min tur (1)")
    _take(region, number, "receive", own_reference="REG 8")
    _take(labour, number, "receive", own_reference="AF 3")
    expect(region.locator("main")).not_to_contain_text("FK 17")

    _lift(manager, without_scripts("fk.samordnare"), number)

    secretary = without_scripts("region.sekreterare")
    _send_agenda(secretary)
    clock.now = at_local(date(2026, 3, 31), time(13, 30))
    secretary = without_scripts("region.sekreterare")
    _hold_meeting(secretary, number)

    for adjuster in ADJUSTERS:
        reader = without_scripts(adjuster)
        reader.goto("/moten/1/justera")
        _send(reader)
    expect(reader.locator(".said")).to_contain_text("Protokollet är justerat. Besluten gäller.")
    reader.goto("/moten/1")
    with reader.expect_download() as extract:
        reader.locator("a[href*='/dokument/utdrag/pdf']").click()
    assert extract.value.path().read_bytes().startswith(b"%PDF")
    manager = without_scripts("fk.chef")
    manager.goto(f"/avvikelser/{number}")
    expect(manager.locator("main")).to_contain_text("Skapa brevlådan.")
    reporter = without_scripts("fk.utredare", width=390)
    expect(reporter.locator("main")).to_contain_text("Avvikelsen är löst.")
