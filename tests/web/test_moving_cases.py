"""Running cases are brought under a new version from the browser: seen first, confirmed, then done (R19)."""

from collections.abc import Callable

import pytest

from avvikelse.db.tables import Deviation, Event
from tests.services.steps import contacted, reported, rows
from tests.services.versions import DAYS, NEW, RENAMED, new_version
from tests.web.conftest import Browser, words
from tests.world import PEOPLE, World

AsUser = Callable[[str], Browser]
MOVE = "/administration/rutiner/1/flytta"


def versions(world: World) -> set[int]:
    return {row.routine_version_id for row in rows(world, Deviation)}


def test_cases_are_moved_after_they_have_been_reviewed(world: World, as_user: AsUser) -> None:
    number = reported(world)
    contacted(world, conduct_matter=True, category="beteende")
    new_version(world, DAYS)
    browser = as_user("administrator")
    page = browser.reads("/administration/rutiner")
    assert "2 pågående avvikelser följer den. Flytta dem till en annan version" in page
    assert "Inga pågående avvikelser följer den." in page
    page = browser.reads(MOVE)
    assert f"Från varmland 2023-04-01 till {NEW}." in page
    assert "Påtalad Påtalad 1 5 arbetsdagar 8 arbetsdagar 1 får längre tid" in page
    assert "Chef till chef Chef till chef 1 15 arbetsdagar 15 arbetsdagar samma" in page
    assert number not in page
    page = browser.reads(f"{MOVE}/bekrafta?till=2")
    assert "0 får kortare tid och 1 längre" in page
    assert versions(world) == {1}, "looking moves nothing"
    answer = browser.post(MOVE, {"till": "2", "antal": "2"})
    assert answer.headers["location"] == "/administration/rutiner"
    assert f"Flytten är gjord. 2 avvikelser följer nu version {NEW}." in browser.reads("/administration/rutiner")
    assert versions(world) == {2}
    assert "Det finns inget att flytta" in browser.reads(MOVE)
    assert "Det finns inget att flytta" in browser.reads(f"{MOVE}/bekrafta")
    moved = [event for event in rows(world, Event) if event.kind == "routine_migrated"]
    assert {event.actor_id for event in moved} == {world.actor("administrator").user_id}


def test_what_has_changed_since_the_review_is_told_and_nothing_is_moved(world: World, as_user: AsUser) -> None:
    reported(world)
    new_version(world, DAYS)
    browser = as_user("administrator")
    browser.get(f"{MOVE}/bekrafta?till=2")
    answer = browser.post(MOVE, {"till": "2", "antal": "7"})
    assert answer.status_code == 409
    assert "Det är nu 1 pågående avvikelse, inte 7. Granska på nytt." in words(answer.text)
    assert versions(world) == {1}


def test_a_state_without_a_counterpart_stops_it_with_a_sentence(world: World, as_user: AsUser) -> None:
    reported(world)
    new_version(world, *RENAMED)
    browser = as_user("administrator")
    page = browser.reads(MOVE)
    assert "Läget Påtalad (raised) finns inte i den nya versionen" in page
    assert "Gå vidare" not in page
    assert "Bekräfta" not in page
    browser.get("/meddelanden")
    answer = browser.post(MOVE, {"till": "2", "antal": "1"})
    assert answer.status_code == 409
    assert versions(world) == {1}


def test_one_of_several_versions_is_chosen_the_one_in_use_by_itself(world: World, as_user: AsUser) -> None:
    new_version(world, DAYS)
    new_version(world, version="2028-01-01")
    browser = as_user("administrator")
    assert "till 2028-01-01." in browser.reads(MOVE)
    assert f"till {NEW}." in browser.reads(f"{MOVE}?till=2")
    for nowhere in (f"{MOVE}?till=1", f"{MOVE}?till=99", "/administration/rutiner/99/flytta"):
        assert browser.get(nowhere).status_code == 404, nowhere
    assert browser.post(MOVE, {"till": "99", "antal": "0"}).status_code == 404


@pytest.mark.parametrize("path", [MOVE, f"{MOVE}/bekrafta"])
def test_moving_is_the_administrators_alone(world: World, as_user: AsUser, path: str) -> None:
    new_version(world, DAYS)
    for username in sorted(set(PEOPLE) - {"administrator"}):
        browser = as_user(username)
        assert browser.get(path).status_code == 404, username
        assert browser.post(MOVE, {"till": "2", "antal": "0"}).status_code == 404, username
