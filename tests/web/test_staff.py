"""A manager notes that somebody is ill, and hands over the cases of somebody who leaves; nobody else does."""

from collections.abc import Callable

import pytest

from avvikelse.db.tables import DeviationParty
from avvikelse.services.absences import list_absences
from avvikelse.services.members import deactivate
from tests.services.steps import as_operator, contacted, rows
from tests.web.conftest import Browser, counted, words
from tests.world import PEOPLE, World

AsUser = Callable[[str], Browser]
DECIDE = {
    username for username, (_, roles) in PEOPLE.items() if {"manager", "coordinator"} & {role for role, *_ in roles}
}
"""Managers and coordinators."""


def test_a_manager_notes_that_somebody_is_ill_and_who_stands_in(world: World, as_user: AsUser) -> None:
    manager = as_user("fk.omradeschef")
    assert "Ange frånvaro åt en medarbetare" in manager.reads("/installningar")
    page = manager.reads("/medarbetare")
    assert "Ingen av dina medarbetare är borta." in page
    away = {"person": "fk.chef", "from_day": "2026-03-02", "to_day": "2026-03-06", "deputy": "fk.omradeschef"}
    assert manager.post("/medarbetare/franvaro", away).headers["location"] == "/medarbetare"
    page = manager.reads("/medarbetare")
    assert "Fk Chef Borta från måndag 2 mars 2026 till och med fredag 6 mars 2026. Ersättare: Fk Omradeschef." in page
    [absence] = world.ask(list_absences, "fk.omradeschef", world.now)
    path = f"/medarbetare/fk.chef/franvaro/{absence.id}"
    assert as_user("vc.chef").post(path).status_code == 404
    assert as_user("fk.utredare").post(path).status_code == 404
    assert manager.post(path).status_code == 303
    assert world.ask(list_absences, "fk.omradeschef", world.now) == []


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"person": "fk.chef", "from_day": "i morgon"}, "är inget datum"),
        ({"from_day": "2026-03-09"}, "Välj vem som är borta"),
        ({"person": "fk.chef", "from_day": "2026-03-09", "to_day": "2026-03-02"}, "Sista dagen ligger före den första"),
        ({"person": "fk.chef", "from_day": "2026-03-09", "deputy": "vc.chef"}, "finns inte i samma organisation"),
        ({"person": "fk.chef"}, "Ange den första dagen"),
    ],
)
def test_a_faulty_absence_says_why_and_keeps_what_was_chosen(as_user: AsUser, form: dict[str, str], says: str) -> None:
    manager = as_user("fk.omradeschef")
    manager.get("/medarbetare")
    answer = manager.post("/medarbetare/franvaro", form)
    assert answer.status_code == 422
    assert says in words(answer.text)
    assert form.get("from_day", "") in answer.text
    if "person" in form:
        assert 'value="fk.chef" selected' in answer.text


def test_a_coordinators_deputy_is_their_own_choice(as_user: AsUser) -> None:
    """A manager of everybody has no say over a coordinator's duties."""
    coordinator = as_user("region.samordnare")
    coordinator.get("/medarbetare")
    away = {"person": "region.sekreterare", "from_day": "2026-03-09", "deputy": "region.direktor"}
    answer = coordinator.post("/medarbetare/franvaro", away)
    assert answer.status_code == 422
    assert "väljer själv sin ersättare" in words(answer.text)


def test_the_cases_of_somebody_who_left_are_counted_then_handed_over(world: World, as_user: AsUser) -> None:
    for _ in range(2):
        contacted(world)
    conduct = contacted(world, conduct_matter=True, category="beteende")
    as_operator(world, deactivate, "fk.chef")
    browser = as_user("fk.omradeschef")
    assert "Fk Chef har slutat Lämna över" in browser.reads("/medarbetare")
    path = "/medarbetare/fk.chef/lamna-over"
    answer = browser.post(path, {"receiver": "", "do": "rakna"})
    assert answer.status_code == 422
    assert "Välj vem som ska ta över." in words(answer.text)
    answer = browser.post(path, {"receiver": "fk.omradeschef", "do": "rakna"})
    page = words(answer.text)
    assert "Till Fk Omradeschef 2 avvikelser" in page
    assert "Avvikelser om någons beteende räknas inte här" in page
    assert conduct not in page
    heirs = {row.manager_id for row in rows(world, DeviationParty) if row.organisation == "forsakringskassan"}
    assert heirs == {world.actor("fk.omradeschef").user_id - 1}, "counting hands nothing over"
    overtaken = browser.post(path, {"receiver": "fk.omradeschef", "do": "ge", "antal": "1"})
    assert overtaken.status_code == 409
    assert "nu är det 2" in words(overtaken.text)
    assert 'name="antal" value="2"' in overtaken.text, "the new number is the one that is agreed to"
    given = {"receiver": "fk.omradeschef", "do": "ge", "antal": "2"}
    assert browser.post(path, given).headers["location"] == "/medarbetare"
    assert "2 avvikelser har gått till Fk Omradeschef." in browser.reads("/medarbetare")
    answer = browser.post(path, {"receiver": "fk.utredare", "do": "rakna"})
    assert "Till Fk Utredare 0 avvikelser" in words(answer.text)


def test_a_receiver_who_cannot_have_them_is_refused_with_a_sentence(world: World, as_user: AsUser) -> None:
    contacted(world)
    browser = as_user("fk.omradeschef")
    for receiver, says in (("fk.utredare", "varken chef eller kollega"), ("vc.chef", "finns inte i samma")):
        answer = browser.post("/medarbetare/fk.chef/lamna-over", {"receiver": receiver, "do": "ge"})
        assert answer.status_code == 422
        assert says in words(answer.text)


def test_the_pages_are_for_those_who_decide_for_somebody(world: World, as_user: AsUser) -> None:
    """Outside the organisation nobody of that name exists; inside, the page is another's."""
    for username in sorted(PEOPLE):
        browser = as_user(username)
        page = browser.get("/medarbetare")
        assert page.status_code == (200 if username in DECIDE else 404), username
        assert ("/medarbetare" in browser.get("/installningar").text) is (username in DECIDE), username
        status = browser.get("/medarbetare/fk.utredare/lamna-over").status_code
        may = {"fk.chef", "fk.omradeschef", "fk.samordnare", "administrator"}
        assert status == (200 if username in may else 403 if username.startswith("fk.") else 404), username


def test_each_sees_the_people_they_decide_for(as_user: AsUser) -> None:
    assert "Fk Utredare" in as_user("fk.chef").reads("/medarbetare")
    page = as_user("fk.chef").get("/medarbetare").text
    assert "/medarbetare/fk.utredare/lamna-over" in page
    assert "/medarbetare/fk.omradeschef/lamna-over" not in page
    assert "Du har inga medarbetare" in as_user("ort.chef").reads("/medarbetare")
    assert "/medarbetare/ort.chef/lamna-over" in as_user("region.direktor").get("/medarbetare").text
    assert "/medarbetare/vc.chef/lamna-over" not in as_user("fk.samordnare").get("/medarbetare").text


def test_more_people_take_no_more_questions(world: World, as_user: AsUser) -> None:
    few, many = as_user("fk.chef"), as_user("region.samordnare")
    with counted(world.engine) as one:
        few.get("/medarbetare")
    with counted(world.engine) as several:
        many.get("/medarbetare")
    assert len(several) == len(one)
