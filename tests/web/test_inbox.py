"""Messages in the program, and what a person chooses for themselves; the statement on accessibility."""

from collections.abc import Callable
from datetime import date

import pytest

from avvikelse.services.absences import list_absences
from avvikelse.services.inbox import unread_count
from avvikelse.services.preferences import mail_choice
from tests.services.steps import contacted, reported, step
from tests.web.conftest import Browser, words
from tests.world import World

AsUser = Callable[[str], Browser]


def test_a_message_is_counted_in_the_menu_until_it_is_opened(world: World, as_user: AsUser) -> None:
    number = contacted(world)
    chef = as_user("vc.chef")
    page = chef.get("/meddelanden").text
    assert "Meddelanden 1 olästa" in words(page)
    assert number in page
    assert "Intyg utan beskrivning" not in page
    message = page.split('formaction="/meddelanden/')[1].split('"')[0]
    assert as_user("ort.chef").post(f"/meddelanden/{message}").headers["location"] == "/meddelanden"
    assert world.ask(unread_count, "vc.chef") == 1
    assert chef.post(f"/meddelanden/{message}").headers["location"] == f"/avvikelser/{number}"
    assert "olästa" not in chef.reads("/meddelanden")


def test_all_messages_are_marked_as_read_at_once_and_come_a_page_at_a_time(world: World, as_user: AsUser) -> None:
    for place in range(26):
        number = reported(world)
        step(world, "fk.utredare", number, "register", own_reference=f"FK-{place}", other_party_told="Växeln.")
    chef = as_user("fk.chef")
    first = chef.get("/meddelanden").text
    assert "AVV-2026-0001" not in first
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "AVV-2026-0001" in chef.get(older).text
    assert "26 olästa" in words(chef.get("/avvikelser").text)
    chef.post("/meddelanden")
    assert "olästa" not in chef.reads("/avvikelser")
    assert chef.get("/meddelanden?fore=x").status_code == 200
    assert chef.get("/meddelanden?fore=1").status_code == 200


def test_an_empty_inbox_tells_what_will_come(as_user: AsUser) -> None:
    assert "När en avvikelse går vidare" in as_user("af.handlaggare").reads("/meddelanden")


def test_mails_are_chosen(world: World, as_user: AsUser) -> None:
    chef = as_user("fk.chef")
    assert 'value="at_once" checked' in chef.get("/installningar").text
    assert chef.post("/installningar/mejl", {"mail": "daily"}).headers["location"] == "/installningar"
    assert world.ask(mail_choice, "fk.chef") == "daily"
    assert 'value="daily" checked' in chef.get("/installningar").text
    assert chef.post("/installningar/mejl", {"mail": "aldrig"}).status_code == 422


def test_somebody_away_has_a_deputy(world: World, as_user: AsUser) -> None:
    chef = as_user("fk.chef")
    chef.get("/installningar")
    away = {"from_day": "2026-03-02", "to_day": "2026-03-06", "deputy": "fk.omradeschef"}
    assert chef.post("/installningar/franvaro", away).status_code == 303
    [absence] = world.ask(list_absences, "fk.chef", world.now)
    assert (absence.deputy, absence.to_day) == ("fk.omradeschef", date(2026, 3, 6))
    assert "till och med fredag 6 mars 2026" in chef.reads("/installningar")
    assert as_user("fk.utredare").post(f"/installningar/franvaro/{absence.id}").status_code == 404
    assert chef.post(f"/installningar/franvaro/{absence.id}").status_code == 303
    assert world.ask(list_absences, "fk.chef", world.now) == []


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"from_day": "i morgon"}, "är inget datum"),
        ({"from_day": "2026-03-09", "to_day": "2026-03-02"}, "Sista dagen ligger före den första"),
        ({"from_day": "2026-03-09", "deputy": "vc.chef"}, "finns inte i samma organisation"),
        ({}, "Ange den första dagen"),
    ],
)
def test_a_faulty_absence_says_why_and_keeps_what_was_typed(as_user: AsUser, form: dict[str, str], says: str) -> None:
    chef = as_user("fk.chef")
    chef.get("/installningar")
    answer = chef.post("/installningar/franvaro", form)
    assert answer.status_code == 422
    assert says in words(answer.text)
    assert form.get("from_day", "") in answer.text


@pytest.mark.parametrize("path", ["/meddelanden", "/installningar", "/rapportera"])
def test_these_pages_are_for_those_who_are_signed_in(stranger: Browser, path: str) -> None:
    assert stranger.get(path).headers["location"].startswith("/logga-in")


def test_the_statement_on_accessibility_is_for_everybody(as_user: AsUser, stranger: Browser) -> None:
    for browser in (stranger, as_user("fk.utredare")):
        page = browser.reads("/tillganglighet")
        for part in ("2018:1937", "delvis förenlig", "Vad som brister", "Digg", "uppdaterades senast den"):
            assert part in page
    assert "Kontakta den som är administratör" in stranger.reads("/tillganglighet")
