"""An administrator's day: a new colleague, a unit, a new version of the routine; and that it is nobody else's."""

import re
from collections.abc import Callable

import httpx2
import pytest
from fastapi.routing import APIRoute

from avvikelse.db.session import reading
from avvikelse.db.tables import Event, table
from avvikelse.services.moves import move
from avvikelse.services.reports import report
from avvikelse.services.signing_in import check_password
from avvikelse.services.sweeping import sweep
from avvikelse.settings import builtin_folder
from avvikelse.web.pages import administration, audit, mailroom, overview, routine_files
from tests.services.reminding import leaves
from tests.services.steps import contacted
from tests.web.conftest import Browser, words
from tests.world import PEOPLE, World, a_report

AsUser = Callable[[str], Browser]
ROUTINE = (builtin_folder("workflows") / "varmland.yaml").read_bytes()


def _addresses(router: object) -> list[tuple[str, str]]:
    routes = [route for route in router.routes if isinstance(route, APIRoute)]  # type: ignore[attr-defined]  # because routers are told apart by what they are for
    filled = [(re.sub(r"\{username\}", "fk.chef", route.path), route) for route in routes]
    return [(path.replace("{id}", "1"), next(iter(route.methods))) for path, route in filled]


def test_the_set_up_is_the_administrators_alone(as_user: AsUser) -> None:
    for username in sorted(set(PEOPLE) - {"administrator"}):
        browser = as_user(username)
        browser.get("/logga-in")
        for router in (administration.router, routine_files.router, mailroom.router):
            for path, method in _addresses(router):
                answer = browser.get(path) if method == "GET" else browser.post(path, {"content": "x"})
                assert answer.status_code in ((404,) if method == "GET" else (404, 422)), f"{username} {method} {path}"
                assert "Fk Chef" not in answer.text.replace(f"{username.replace('.', ' ').title()}, ", "")


def test_the_trail_is_the_auditors_alone(as_user: AsUser) -> None:
    for username in sorted(set(PEOPLE) - {"granskare"}):
        browser = as_user(username)
        assert [browser.get(path).status_code for path, _ in _addresses(audit.router)] == [404, 404, 404], username


def test_figures_are_shown_to_those_they_are_for(as_user: AsUser) -> None:
    shown = {username for username in PEOPLE if as_user(username).get("/overblick").status_code == 200}
    assert shown == {
        "vc.chef", "ort.chef", "region.direktor", "region.samordnare", "fk.chef", "fk.omradeschef", "fk.samordnare",
        "af.chef", "af.samordnare", "region.sekreterare",
    }  # fmt: skip
    assert {path for path, _ in _addresses(overview.router)} == {"/overblick"}


def test_a_new_colleague_is_added_gets_a_role_and_a_password(as_user: AsUser, world: World) -> None:
    browser = as_user("administrator")
    browser.get("/administration/personer/ny")
    form = {"name": "Nils Ny", "email": "nils@example.se", "username": "Nils.Ny", "organisation": "forsakringskassan"}
    answer = browser.post("/administration/personer/ny", form)
    assert answer.headers["location"] == "/administration/personer/nils.ny"
    assert "har ingen roll än" in browser.reads("/administration/personer/nils.ny")
    browser.post("/administration/personer/nils.ny/roller", {"role": "manager", "unit": "Sjukpenning team 1"})
    assert "Chef, Sjukpenning team 1" in browser.reads("/administration/personer/nils.ny")
    password = "sju sorters kakor på ett fat"  # noqa: S105 (of a person in a test)
    assert browser.post("/administration/personer/nils.ny/losenord", {"password": password}).status_code == 303
    assert world.plain(check_password, "nils.ny", password)
    with reading(world.engine) as session:
        granted = table(Event).select().where(table(Event).c.kind == "role_granted").order_by(table(Event).c.seq)
        trail = session.execute(granted).all()
    assert trail[-1].actor_id == world.actor("administrator").user_id


def test_what_cannot_be_used_is_told_and_kept_in_the_form(as_user: AsUser) -> None:
    browser = as_user("administrator")
    browser.get("/administration/personer/ny")
    form = {"name": "Nils Ny", "email": "ingen adress", "username": "nils.ny", "organisation": "forsakringskassan"}
    answer = browser.post("/administration/personer/ny", form)
    assert answer.status_code == 422
    assert "är ingen e-postadress" in words(answer.text)
    assert 'value="Nils Ny"' in answer.text
    answer = browser.post("/administration/personer/fk.chef/roller", {"role": "manager"})
    assert "gäller en enhet" in words(answer.text)


def test_who_leaves_is_signed_out_and_cannot_lock_the_door_behind(as_user: AsUser) -> None:
    leaving, browser = as_user("fk.chef"), as_user("administrator")
    browser.get("/administration/personer/fk.chef")
    form = {"name": "Fk Chef", "email": "fk.chef@example.se", "active": "nej"}
    assert browser.post("/administration/personer/fk.chef", form).status_code == 303
    assert leaving.get("/").headers["location"].startswith("/logga-in")
    form = {"name": "Administrator", "email": "administrator@example.se", "active": "nej"}
    answer = browser.post("/administration/personer/administrator", form)
    assert "Du kan inte stänga ditt eget konto" in words(answer.text)


def test_mails_are_seen_without_a_word_of_the_case_and_cases_are_handed_over(as_user: AsUser, world: World) -> None:
    number = world.do(report, "fk.utredare", a_report(title="Paraply"))
    form = {"own_reference": "FK 1", "other_party_told": "Växeln, telefon"}
    world.do(move, "fk.utredare", number, "register", rev=None, form=form)
    browser = as_user("administrator")
    page = browser.reads("/administration/utskick")
    assert number in page
    assert "Nästa steg är mottagarens" in page
    assert "Paraply" not in page
    assert "Inga meddelanden i det läget" in browser.reads("/administration/utskick?lage=dead")
    assert "0 mejl skickas igen" in _after(browser, browser.post("/administration/utskick/igen", {}))
    assert browser.post("/administration/utskick/igen", {"mejl": "99"}).status_code == 404
    assert browser.post("/administration/utskick/igen", {"mejl": "x"}).status_code == 422
    path = "/medarbetare/fk.chef/lamna-over"
    assert path in browser.get("/administration/personer/fk.chef").text
    assert "lamna-over" not in browser.get("/administration/personer/administrator").text, (
        "one's own aren't one's to give"
    )
    answer = browser.post(path, {"receiver": "fk.omradeschef", "do": "rakna"})
    assert "Till Fk Omradeschef 1 avvikelse" in words(answer.text)
    answer = browser.post(path, {"receiver": "fk.omradeschef", "do": "ge", "antal": "1"})
    assert answer.headers["location"] == "/administration/personer/fk.chef"
    assert "1 avvikelse har gått till Fk Omradeschef." in _after(browser, answer)
    assert browser.post(path, {"receiver": "af.chef", "do": "ge"}).status_code == 422


def _after(browser: Browser, answer: httpx2.Response) -> str:
    """What the page says that a write leads to."""
    assert answer.status_code == 303, words(answer.text)
    return browser.reads(answer.headers["location"])


def test_people_are_found_by_any_of_their_words(as_user: AsUser) -> None:
    browser = as_user("administrator")
    assert "Vc Chef" in browser.reads("/administration/personer?sok=granåsen+CHEF")
    assert "Ingen passar in" in browser.reads("/administration/personer?sok=finns+inte")


def test_a_unit_is_added_under_another(as_user: AsUser) -> None:
    browser = as_user("administrator")
    browser.get("/administration/enheter")
    form = {"organisation": "forsakringskassan", "name": "Sjukpenning team 9", "under": "Sjukförsäkringen"}
    assert browser.post("/administration/enheter", form).status_code == 303
    assert "Sjukpenning team 9" in browser.reads("/administration/enheter")
    answer = browser.post("/administration/enheter", form | {"under": "Finns inte"})
    assert answer.status_code == 404
    assert "Enheten Finns inte finns inte" in words(answer.text)


def test_a_routine_file_is_tried_compared_and_taken_into_use(as_user: AsUser) -> None:
    browser = as_user("administrator")
    assert "i bruk" in browser.reads("/administration/rutiner")
    changed = ROUTINE.replace(b"version: 2023-04-01", b"version: 2026-12-01").replace(
        b"label: Chef till chef", b"label: Chefer emellan"
    )
    answer = browser.post("/administration/rutiner/prova", files={"file": ("ny.yaml", changed, "text/yaml")})
    assert answer.status_code == 200
    assert "Chefer emellan" in words(answer.text)
    answer = browser.post("/administration/rutiner/ta-i-bruk", {"content": changed.decode()})
    assert answer.status_code == 303
    page = browser.reads("/administration/rutiner")
    assert "varmland 2026-12-01" in page
    assert "tidigare" in page
    assert "Chefer emellan" in browser.reads("/administration/rutiner/2")
    picture = browser.get("/administration/rutiner/2/bild.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (ROUTINE.replace(b"owner: reporting.reporter", b"owner: reporting.nobody"), "reporting.nobody"),
        (b"", "Ingen fil är vald"),
        (b"\xff\xfe", "inte UTF-8"),
        (ROUTINE.replace(b"title: Gemensam", b"title: Annan"), "används redan med annat innehåll"),
    ],
)
def test_a_file_that_does_not_hold_together_is_told_with_its_line(as_user: AsUser, content: bytes, says: str) -> None:
    browser = as_user("administrator")
    browser.get("/administration/rutiner")
    answer = browser.post("/administration/rutiner/prova", files={"file": ("ny.yaml", content, "text/yaml")})
    if answer.status_code == 200:
        answer = browser.post("/administration/rutiner/ta-i-bruk", {"content": content.decode()})
    assert answer.status_code == 422
    assert says in words(answer.text)


def test_an_auditor_reads_the_trail_and_walks_the_chain(as_user: AsUser) -> None:
    browser = as_user("granskare")
    assert "gav en roll" in browser.reads("/granskning")
    assert "Loggen är hel" in browser.reads("/granskning/kedjan")
    assert "Inga händelser om AVV-2026-0099" in browser.reads("/granskning?nummer=avv+2026+99")
    assert "går inte att läsa" in browser.reads("/granskning?nummer=hej")
    lines = browser.get("/granskning/handelser.json").text.splitlines()
    assert len(lines) > 10


def test_figures_of_a_period_are_told_also_when_it_is_impossible(as_user: AsUser) -> None:
    browser = as_user("fk.samordnare")
    assert "Inga avvikelser rapporterades" in browser.reads("/overblick")
    assert "Perioden slutar innan den börjar" in browser.reads("/overblick?fran=2026-02-01&till=2026-01-01")
    assert "är inget datum" in browser.reads("/overblick?fran=ig%C3%A5r")


def test_where_somebody_is_missing_is_told_without_numbers(as_user: AsUser, world: World) -> None:
    """A place, a role and how many wait; a conduct matter looks as any other (R8)."""
    contacted(world)
    number = contacted(world, conduct_matter=True, category="beteende")
    assert "Alla avvikelser har någon" in as_user("administrator").reads("/administration/saknas")
    leaves(world, "vc.chef")
    world.wait(working_days=10)
    sweep(world.engine, world.now)
    page = as_user("administrator").reads("/administration/saknas")
    assert "Vårdcentralen Granåsen, Region Värmland: chefen hos den berörda parten saknas." in page
    assert "En avvikelse väntar sedan 16 mars 2026." in page
    assert number not in page
