"""The case page and what is done from it, told as the people at the screens meet it."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from avvikelse.db.access import visible_events
from avvikelse.db.people import person_id
from avvikelse.db.session import reading, unit_of_work
from avvikelse.services.desk import show_case
from avvikelse.services.handling import add_measure, log_contact
from avvikelse.services.handover import hand_over
from avvikelse.services.members import add_unit, add_user, grant
from avvikelse.services.reports import report
from avvikelse.services.routines import activate
from avvikelse.services.signing_in import open_browser_session
from avvikelse.services.standing import Standing
from avvikelse.settings import builtin_folder
from avvikelse.web.case_words import turn_of
from tests.services.steps import attested, contacted, received, reported, step
from tests.web.conftest import ADDRESS, Browser, app_of, words
from tests.world import FK, REGION, START, World, a_report

AsUser = Callable[[str], Browser]
REV = re.compile(r'name="rev" value="(\d+)"')


def send(browser: Browser, path: str, **form: Any) -> Any:
    """Fills in the form of a page and sends it, with the revision that the page was made from."""
    page = browser.get(path)
    assert page.status_code == 200, f"{path}: {page.status_code}"
    found = REV.search(page.text)
    assert found is not None, path
    return browser.post(path, {"rev": found[1], **form})


def done(browser: Browser, path: str, **form: Any) -> str:
    """The same, for what is accepted: what the next page says."""
    answer = send(browser, path, **form)
    assert answer.status_code == 303, words(answer.text)[:600]
    return browser.reads(answer.headers["location"])


def test_the_page_tells_where_it_stands_and_whose_turn_it_is(world: World, as_user: AsUser) -> None:
    number = reported(world)
    page = as_user("fk.utredare").reads(f"/avvikelser/{number}")
    assert "Påtalad. Säg till den andra parten i situationen." in page
    assert page.count("Nästa steg är ditt") == 1
    assert "Nästa steg är ditt, senast måndag 9 mars 2026." in page
    boss = as_user("fk.chef").reads(f"/avvikelser/{number}")
    assert "Nästa steg har den som rapporterade (Försäkringskassan)" in boss


def test_the_path_shows_done_now_and_possible(world: World, as_user: AsUser) -> None:
    number = received(world)
    page = as_user("vc.chef").reads(f"/avvikelser/{number}")
    way = page[page.index("Har varit: Påtalad") : page.index("Gör nu")]
    assert "Har varit: Registrerad" in way
    assert "Är nu: Chef till chef" in way
    assert "Kan gå vidare till: Löst Markera som löst" in way


def test_a_conduct_matter_can_never_come_to_a_forum_and_the_path_says_so(world: World, as_user: AsUser) -> None:
    number = received(world, conduct_matter=True, category="beteende")
    page = as_user("fk.chef").reads(f"/avvikelser/{number}")
    assert "Gäller en medarbetares beteende." in page
    assert "Avvikelseforum" not in page[page.index("Är nu") : page.index("Gör nu")]


def test_what_can_not_be_done_says_why(world: World, as_user: AsUser) -> None:
    number = received(world)
    page = as_user("fk.chef").reads(f"/avvikelser/{number}")
    lacking = page[page.index("Det här går inte än") : page.index("Vår sida")]
    assert "Markera som löst Varför inte? Det saknas en utredning." in lacking
    assert "Det saknas en åtgärd." in lacking
    assert "Chefen hos den andra parten har inte godkänt lösningen." in lacking
    assert "Ta emot och registrera hos oss Det gör chefen hos den berörda parten" in lacking


def test_the_proposed_act_leads_all_the_way_to_a_closed_case(world: World, as_user: AsUser) -> None:
    number = contacted(world)
    boss, theirs = as_user("fk.chef"), as_user("vc.chef")
    case = f"/avvikelser/{number}"
    assert proposed(theirs, case) == f"{case}/steg/receive"
    page = done(theirs, proposed(theirs, case), own_reference="REG-9")
    assert "Ge den nu en egen rubrik." in page
    page = done(theirs, f"{case}/gor/beskrivning", title="Intyg som kom tillbaka")
    assert "Intyg som kom tillbaka" in page
    assert proposed(theirs, case) == f"{case}/gor/utredning"
    done(theirs, proposed(theirs, case), investigation="Mallen saknade fältet.")
    assert proposed(theirs, case) == f"{case}/gor/atgard"
    page = done(theirs, proposed(theirs, case), what="Mallen rättas.", organisation=REGION, due_on="2026-04-01")
    assert f"Åtgärder i {number} Åtgärd 1 Inte klar Mallen rättas." in page
    assert proposed(theirs, case) == f"{case}/gor/godkann"
    page = done(theirs, proposed(theirs, case))
    assert "Du har godkänt lösningen." in page
    assert proposed(boss, case) == f"{case}/steg/resolve"
    page = done(boss, f"{case}/steg/resolve")
    assert f"{number} är nu i läget Löst." in page
    assert "får veta det" in page
    assert proposed(theirs, case) == "#atgarder"
    [link] = re.findall(rf"{case}/gor/atgard-klar/\d+", theirs.get(case).text)
    page = done(theirs, link, effect="Felet är borta.")
    assert "Effekt Felet är borta." in page
    assert proposed(boss, case) == f"{case}/steg/close"
    form = boss.reads(f"{case}/steg/close")
    assert "Utredning och åtgärder går inte att ändra så länge avvikelsen är avslutad." in form
    page = done(boss, f"{case}/steg/close", reporter_told="Muntligt på mötet.")
    assert "Inget mer behöver göras." in page
    assert "Öppna igen" in page


def proposed(browser: Browser, case: str) -> str:
    found = re.search(r'class="button main big" href="([^"]+)"', browser.get(case).text)
    return found[1] if found else ""


def test_the_page_of_a_step_asks_what_the_routine_asks(world: World, as_user: AsUser) -> None:
    number = reported(world)
    browser = as_user("fk.utredare")
    page = browser.get(f"/avvikelser/{number}/steg/register").text
    routine = "Vilket nummer har avvikelsen i ert eget avvikelsehanteringssystem?"
    assert routine in page
    assert "Den andra parten ser det inte." in page
    answer = send(browser, f"/avvikelser/{number}/steg/register", own_reference="", other_party_told="Växeln.")
    assert answer.status_code == 409
    assert 'href="#own_reference"' in answer.text
    assert "Växeln.</textarea>" in answer.text
    page = done(browser, f"/avvikelser/{number}/steg/register", own_reference="FK-1", other_party_told="Växeln.")
    assert f"{number} är nu i läget Registrerad. Nästa steg har chefen för den som rapporterade" in page
    assert "Chefen för den som rapporterade får veta det." in page


def test_what_can_not_be_undone_is_told_before(world: World, as_user: AsUser) -> None:
    number = reported(world)
    page = as_user("fk.utredare").reads(f"/avvikelser/{number}/steg/withdraw")
    assert "går till läget Återtagen" in page
    assert "Det går inte att ångra." in page


def test_a_step_that_can_not_be_taken_now_has_no_form(world: World, as_user: AsUser) -> None:
    number = reported(world)
    early = as_user("fk.utredare").get(f"/avvikelser/{number}/steg/close")
    assert early.status_code == 200
    assert "går bara att göra i läget Löst" in words(early.text)
    assert "<textarea" not in early.text
    assert as_user("fk.utredare").get(f"/avvikelser/{number}/steg/finns-inte").status_code == 404


def test_who_comes_second_keeps_what_was_typed_and_is_told_what_changed(world: World, as_user: AsUser) -> None:
    number = received(world)
    browser = as_user("fk.chef")
    path = f"/avvikelser/{number}/gor/utredning"
    old = REV.search(browser.get(path).text)
    assert old is not None
    done(as_user("vc.chef"), f"/avvikelser/{number}/gor/kontakt", text="Ringde.")
    answer = browser.post(path, {"rev": old[1], "investigation": "Långt skrivet om natten."})
    assert answer.status_code == 409
    assert "Långt skrivet om natten.</textarea>" in answer.text
    assert "Region Värmland: En kontakt med den andra parten antecknades." in words(answer.text)
    new = REV.search(answer.text)
    assert new is not None
    assert new[1] != old[1]
    again = browser.post(path, {"rev": new[1], "investigation": "Långt skrivet om natten."})
    assert again.status_code == 303


def test_a_form_without_its_revision_writes_nothing(world: World, as_user: AsUser) -> None:
    number = received(world)
    for rev in ("", "x", "-1", "9" * 30):
        browser = as_user("fk.chef")
        browser.get(f"/avvikelser/{number}")
        answer = browser.post(f"/avvikelser/{number}/gor/utredning", {"rev": rev, "investigation": "Ja."})
        assert answer.status_code == 409, rev


def test_faults_stand_at_their_fields(world: World, as_user: AsUser) -> None:
    number = received(world)
    path = f"/avvikelser/{number}/gor/atgard"
    answer = send(as_user("fk.chef"), path, what="Ringa", organisation=FK, due_on="i morgon")
    assert answer.status_code == 422
    assert 'href="#due_on">Dagen då åtgärden ska vara klar är inget datum.' in answer.text
    answer = send(as_user("fk.chef"), path, what="Ring Anna Berg, 19680423-9819", organisation=FK, due_on="2026-05-01")
    assert answer.status_code == 422
    assert "får inte peka ut någon" in words(answer.text)


def test_a_handover_is_chosen_field_by_field_shown_and_then_sent(world: World, as_user: AsUser) -> None:
    number = contacted(world)
    boss, path = as_user("fk.chef"), f"/avvikelser/{number}/lamna-over"
    page = boss.get(path).text
    assert "checked" not in page
    empty = send(boss, path, receiver=REGION, text="", do="preview")
    assert empty.status_code == 422
    preview = send(boss, path, receiver=REGION, fields=["title", "description"], text="Hör av er.", do="preview")
    assert preview.status_code == 200
    shown = words(preview.text)
    assert "Inget är skickat än." in shown
    assert "Det här kan peka ut någon" in shown
    assert "Anna Berg" in shown
    changed = send(boss, path, receiver=REGION, fields=["title"], text="Hör av er.", do="change")
    assert 'value="title" checked' in changed.text
    assert 'value="description" checked' not in changed.text
    assert "Anna Berg" not in as_user("vc.chef").get(f"/avvikelser/{number}").text
    page = done(boss, path, receiver=REGION, fields=["title"], text="Hör av er.", do="send")
    assert "Överlämningen är skickad." in page
    assert "Inte bekräftad än" in page


def test_the_receiver_confirms_a_message_and_the_sender_sees_it(world: World, as_user: AsUser) -> None:
    number = received(world)
    done(as_user("fk.chef"), f"/avvikelser/{number}/lamna-over", receiver=REGION, text="Hör av er.", do="send")
    theirs = as_user("vc.chef")
    page = theirs.get(f"/avvikelser/{number}").text
    [path] = re.findall(rf"/avvikelser/{number}/gor/mottaget/\d+", page)
    rev = REV.search(page)
    assert rev is not None
    assert theirs.post(path, {"rev": rev[1]}).status_code == 303
    assert "Mottagen" in as_user("fk.chef").reads(f"/avvikelser/{number}")
    assert as_user("fk.chef").get(path).status_code == 403


def test_a_field_that_is_left_as_it_is_stays(world: World, as_user: AsUser) -> None:
    number = received(world)
    boss = as_user("fk.chef")
    path = f"/avvikelser/{number}/gor/beskrivning"
    page = boss.get(path).text
    assert "Anna Berg" in page
    answer = send(boss, path, title="Kort rubrik", description="Rad ett\r\nrad två", own_reference="FK-1")
    assert answer.status_code == 303
    again = send(boss, path, title="Kort rubrik", description="Rad ett\r\nrad två", own_reference="FK-1")
    assert again.status_code == 422
    assert "Inget är ändrat." in words(again.text)
    missing = send(boss, path, title="", description="Rad ett\nrad två", own_reference="FK-1")
    assert 'href="#title">Rubriken saknas.' in missing.text


def test_splitting_off_conduct_makes_two_cases(world: World, as_user: AsUser) -> None:
    number = received(world)
    form = {
        "conduct_title": "Bemötandet",
        "conduct_description": "Otrevlig ton.",
        "other_title": "Intyget",
        "other_description": "Fältet saknas.",
    }
    page = done(as_user("fk.chef"), f"/avvikelser/{number}/gor/dela", **form)
    assert "Avvikelsen är delad." in page
    assert "Bemötandet" not in as_user("fk.samordnare").get(f"/avvikelser/{number}").text


def test_lifting_shows_the_text_that_the_forum_will_read(world: World, as_user: AsUser) -> None:
    number = received(world)
    attested(world, number)
    page = as_user("fk.chef").reads(f"/avvikelser/{number}/steg/lift_to_forum")
    assert "Det här läggs på forumets bord En begäran om komplettering" in page
    page = done(as_user("fk.chef"), f"/avvikelser/{number}/steg/lift_to_forum", why_unsolved="Kom tillbaka.")
    assert f"{number} är nu i läget Avvikelseforum." in page


def test_showing_the_page_is_written_in_the_trail_and_a_form_without_texts_is_not(
    world: World, as_user: AsUser
) -> None:
    number = received(world)
    browser = as_user("fk.chef")
    assert readings(world) == 0
    browser.get(f"/avvikelser/{number}")
    assert readings(world) == 1
    for path in ("gor/kontakt", "gor/atgard", "steg/resolve", "intyga"):
        browser.get(f"/avvikelser/{number}/{path}")
    assert readings(world) == 1
    browser.get(f"/avvikelser/{number}/gor/beskrivning")
    assert readings(world) == 2


def readings(world: World) -> int:
    with reading(world.engine) as session:
        rows = session.execute(visible_events(world.actor("granskare"))).all()
    return sum(row.kind == "text_read" for row in rows)


OREBRO = builtin_folder("workflows") / "orebro.yaml"


def test_a_routine_written_by_somebody_else_has_its_pages(engine: Engine) -> None:
    """Örebro's file, with one word of its own: every step has a page with its label, its help and its questions."""
    with unit_of_work(engine) as session:
        file = OREBRO.read_bytes().replace(b"Vilken chef har du kontaktat?", b"Vem svarade i luren?")
        activate(session, file, OREBRO.name, START)
        region = "region-orebro-lan"
        add_unit(session, region, "Psykiatri", None, START)
        for role in ("reporter", "manager"):
            add_user(session, f"o.{role}", "Kim Ek", f"{role}@example.se", region, START)
            grant(session, f"o.{role}", role, START, unit="Psykiatri")
    world = World(engine)
    values = a_report(category="passiv-sjukskrivning", concerned=[], concerned_unit="")
    number = world.do(report, "o.reporter", values)
    step(world, "o.reporter", number, "register", own_reference="P-1", other_party_told="Enhetschefen.")
    with TestClient(app_of(world), base_url=ADDRESS, cookies={"avvikelse": signed_in(world, "o.manager")}) as client:
        browser = Browser(client)
        page = browser.reads(f"/avvikelser/{number}/steg/contact_manager")
        assert "Vem svarade i luren?" in page
        for move in world.do(show_case, "o.manager", number).moves:
            answer = browser.get(f"/avvikelser/{number}/steg/{move.trigger}")
            assert answer.status_code == (403 if any(why.forbidden for why in move.refusals) else 200)
            assert move.label in words(answer.text)
        page = done(browser, f"/avvikelser/{number}/steg/contact_manager", contact_logged="Enhetschefen, möte.")
        assert "är nu i läget" in page


def signed_in(world: World, username: str) -> str:
    with unit_of_work(world.engine) as session:
        user_id = person_id(session, username)
        assert user_id is not None
        return open_browser_session(session, user_id, world.now)


def test_a_case_that_came_back_shows_every_stop(world: World, as_user: AsUser) -> None:
    number = reported(world)
    step(world, "fk.utredare", number, "resolve_in_situation", how_solved="Vi ringde.")
    step(world, "fk.chef", number, "reopen", why_reopened="Kom tillbaka.")
    page = as_user("fk.chef").reads(f"/avvikelser/{number}")
    assert "Har varit: Löst" in page
    assert "Är nu: Chef till chef" in page


def test_more_measures_and_notes_ask_the_database_no_more(world: World, as_user: AsUser) -> None:
    number = received(world)
    browser = as_user("fk.chef")
    browser.get(f"/avvikelser/{number}")
    before = questions(world, browser, f"/avvikelser/{number}")
    for _ in range(4):
        world.do(log_contact, "fk.chef", number, {"text": "Ringde."}, rev=None)
        measure = {"what": "Mallen rättas.", "organisation": FK, "due_on": "2026-05-01"}
        world.do(add_measure, "fk.chef", number, measure, rev=None)
        world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Hej."}, rev=None)
    browser.get(f"/avvikelser/{number}")  # the visit itself is noted now and then
    assert questions(world, browser, f"/avvikelser/{number}") == before


def questions(world: World, browser: Browser, path: str) -> int:
    asked: list[str] = []

    def count(*call: Any) -> None:
        asked.append(call[2])

    event.listen(world.engine, "before_cursor_execute", count)
    browser.reads(path)
    event.remove(world.engine, "before_cursor_execute", count)
    return len(asked)


def test_a_clock_that_stands_still_says_for_what() -> None:
    waiting = Standing("Chef till chef", "", "chefen", "Region", None, mine=True, ends=False, waits="de tar emot den")
    assert turn_of(waiting) == "Nästa steg är ditt, men du väntar på att de tar emot den. Tiden räknas inte så länge"
    others = turn_of(replace(waiting, mine=False))
    assert others.startswith("Nästa steg har chefen (Region), som väntar på att de tar emot den.")
