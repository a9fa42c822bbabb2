"""An administrator registers a decision, sees what it would destroy, stops it for a case; years later it is done."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from avvikelse.bootstrap import Installation
from avvikelse.core.dates import local_day, swedish_date
from avvikelse.settings import read_settings
from tests.services.retention import closed, decided, retained, told_and_waited, with_administrators, years_pass
from tests.services.steps import reported
from tests.web.conftest import Browser
from tests.world import FK, World

PLACE = "/administration/gallring"
FORM = {"diary_number": "FK 2026/77", "period": "5", "period_in": "years", "kinds": ["registration", "notes"]}
FORM |= {"from_day": "2026-04-01"}
As = Callable[[str], Browser]


@pytest.fixture
def old(world: World) -> World:
    """The world with an administrator at Försäkringskassan too."""
    return with_administrators(world)


def test_a_decision_is_registered_after_it_has_been_read_and_revoked_after_it_has_been_asked(
    old: World, as_user: As
) -> None:
    browser = as_user("fk.admin")
    assert "Inget gallringsbeslut är registrerat. Inget gallras." in browser.reads(PLACE)
    browser.get(f"{PLACE}/nytt")
    asked = browser.post(f"{PLACE}/nytt", FORM)
    assert "går inte att få tillbaka" in asked.text
    assert swedish_date(local_day(old.now + timedelta(days=30))) in asked.text
    back = browser.post(f"{PLACE}/nytt", {**FORM, "do": "andra"})
    assert 'value="FK 2026/77"' in back.text
    assert "Inget gallringsbeslut" in browser.reads(PLACE), "nothing is written yet"
    assert browser.post(f"{PLACE}/nytt", {**FORM, "do": "registrera"}).status_code == 303
    page = browser.reads(PLACE)
    assert "5 år efter att en avvikelse har avslutats: rubrik, beskrivning och utredning, anteckningar" in page
    assert "Ingen avvikelse har sin tid ute då." in page
    twice = browser.post(f"{PLACE}/nytt", {**FORM, "do": "registrera"})
    assert twice.status_code == 422
    assert "gäller redan för" in twice.text
    assert "Det har inte gallrat något än." in browser.reads(f"{PLACE}/1/upphav")
    assert browser.post(f"{PLACE}/1/upphav").headers["location"] == PLACE
    assert "Upphävt" in browser.reads(PLACE)
    assert browser.post(f"{PLACE}/1/upphav").status_code == 422


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(old: World, as_user: As) -> None:
    assert old
    browser = as_user("fk.admin")
    answer = browser.post(f"{PLACE}/nytt", {**FORM, "period": "fem", "kinds": []})
    assert answer.status_code == 422
    assert 'href="#period"' in answer.text
    assert 'href="#kinds"' in answer.text
    assert 'value="FK 2026/77"' in answer.text


def test_a_case_is_stopped_and_let_go_on_the_administrator_s_page(old: World, as_user: As) -> None:
    number = closed(old)
    decided(old)
    years_pass(old, 5)
    browser = as_user("fk.admin")
    assert number in browser.reads(f"{PLACE}?dag={local_day(old.now)}")
    assert "Dagen går inte att läsa" in browser.reads(f"{PLACE}?dag=snart")
    for day in ("0001-01-01", "9999-12-31"):
        assert browser.get(f"{PLACE}?dag={day}").status_code == 200
    refused = browser.post(f"{PLACE}/stopp", {"number": number, "reason": ""})
    assert refused.status_code == 422
    assert f'value="{number}"' in refused.text
    assert browser.post(f"{PLACE}/stopp", {"number": number, "reason": "Tillsyn 17"}).status_code == 303
    page = browser.reads(PLACE)
    assert "Tillsyn 17" in page
    assert "Ingen avvikelse har sin tid ute då." in page
    assert f'href="{PLACE}/stopp/{number}"' in browser.get(PLACE).text, "letting go is asked about first"
    assert "går inte att få tillbaka" in browser.reads(f"{PLACE}/stopp/{number.lower()}")
    assert as_user("administrator").get(f"{PLACE}/stopp/{number}").status_code == 404, "another organisation's"
    assert browser.post(f"{PLACE}/stopp", {"number": number, "do": "slapp"}).status_code == 303
    assert "Ingen avvikelse är stoppad." in browser.reads(PLACE)
    assert browser.get(f"{PLACE}/stopp/{number}").status_code == 404
    assert browser.post(f"{PLACE}/stopp", {"number": "AVV-2099-0001", "reason": "x"}).status_code == 404


def test_the_case_page_and_the_list_say_what_has_been_destroyed(old: World, as_user: As) -> None:
    number = closed(old)
    decided(old)
    years_pass(old, 5)
    told_and_waited(old)
    retained(old)
    said = f"Texten är gallrad {swedish_date(local_day(old.now))} enligt beslut FO 2026/7."
    for who in ("fk.chef", "fk.utredare"):
        browser = as_user(who)
        page = browser.reads(f"/avvikelser/{number}")
        assert f"{said} Det gäller hos er: rubrik, beskrivning och utredning, anteckningar" in page
        assert said in browser.reads("/avvikelser?visa=avslutade")
    page = as_user("fk.chef").reads(f"/avvikelser/{number}")
    assert "Gallrat enligt beslut FO 2026/7" in page
    assert "Hemlig överlämning." in page, "what both hold is still there"
    assert "överlämningar och åtgärder mellan parterna" not in page, "and isn't said to be gone"
    assert "Varför inte? Er text är gallrad" not in page, "what can't be done is said once"
    theirs = as_user("vc.chef").reads(f"/avvikelser/{number}")
    assert "FO 2026/7" not in theirs
    assert "Hemlig beskrivning." in theirs
    for place in (f"/avvikelser/{number}/gor/beskrivning", f"/avvikelser/{number}/gor/kontakt"):
        assert "Er text är gallrad" in as_user("fk.chef").reads(place)
    assert as_user("fk.chef").get(f"/avvikelser/{number}/avidentifiera").status_code == 200
    assert "gallrade enligt beslut" in as_user("granskare").reads("/granskning")


def test_when_it_last_ran_is_told_to_whoever_watches(old: World, machine: TestClient) -> None:
    installation = Installation(read_settings({}), old.engine)
    installation.retain(old.now)
    told = machine.get("/metrics").text
    [line] = [line for line in told.splitlines() if 'job="retention"' in line]
    assert float(line.rpartition(" ")[2]) > 0


def test_whoever_handles_a_case_stops_its_destruction_on_its_own_page(old: World, as_user: As) -> None:
    number = closed(old)
    browser = as_user("fk.chef")
    assert "Stoppa gallringen" in browser.reads(f"/avvikelser/{number}")
    place = f"/avvikelser/{number}/gallringsstopp"
    browser.get(place)
    assert browser.post(place, {"reason": " "}).status_code == 422
    assert browser.post(place, {"reason": "Överklagad."}).headers["location"] == f"/avvikelser/{number}"
    assert "Överklagad." in browser.reads(f"/avvikelser/{number}")
    assert "Överklagad." not in as_user("vc.chef").reads(f"/avvikelser/{number}")
    assert "Överklagad." not in as_user("fk.utredare").reads(f"/avvikelser/{number}")
    assert "Släpp stoppet" in browser.reads(place)
    assert browser.post(place, {"do": "slapp"}).status_code == 303
    assert "Överklagad." not in browser.reads(f"/avvikelser/{number}")


@pytest.mark.parametrize(
    ("path", "status"), [("", 200), ("/nytt", 200), ("/1/upphav", 200)], ids=["list", "new", "revoke"]
)
def test_the_pages_are_the_administrators_of_the_organisation(old: World, as_user: As, path: str, status: int) -> None:
    decided(old)
    assert as_user("fk.admin").get(PLACE + path).status_code == status
    for who in ("fk.chef", "fk.samordnare", "fk.utredare", "granskare", "region.sekreterare"):
        assert as_user(who).get(PLACE + path).status_code == 404
        assert as_user(who).get(f"{PLACE}/stopp/AVV-2026-0001").status_code == 404
    assert as_user("administrator").get(PLACE + path).status_code == (404 if "upphav" in path else 200)
    assert FK not in as_user("administrator").reads(PLACE)
    assert "FO 2026/7" not in as_user("administrator").reads(PLACE)


def test_the_page_of_a_hold_is_for_those_who_handle_the_case(old: World, as_user: As) -> None:
    number = reported(old)
    place = f"/avvikelser/{number}/gallringsstopp"
    expected = {"fk.chef": 200, "fk.omradeschef": 200, "fk.samordnare": 200, "fk.utredare": 403, "vc.chef": 404}
    expected |= {"fk.admin": 404, "granskare": 404, "af.chef": 404}
    assert {who: as_user(who).get(place).status_code for who in expected} == expected
    sent = {who: as_user(who).post(place, {"reason": "x"}).status_code for who in ("fk.utredare", "vc.chef", "af.chef")}
    assert sent == {"fk.utredare": 403, "vc.chef": 404, "af.chef": 404}
