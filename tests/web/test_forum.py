"""A forum's year on the web: from the draft to approved minutes, by the people who do it."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import insert

from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import ForumItem, Meeting, table
from avvikelse.services.meetings import ForumRef
from avvikelse.services.planning import plan_and_invite
from tests.services.steps import SECRETARY, lifted, meeting_today, planned, received, rows, told
from tests.web.conftest import Browser, counted, words
from tests.world import CLEAN_TEXT, REGION, World

AsUser = Callable[[str], Browser]
MEMBER, ADJUSTER = "region.samordnare", "fk.samordnare"
REV = re.compile(r'name="rev" value="(\d+)"')


@pytest.fixture
def forum(world: World) -> ForumRef:
    """The forum, with its next meetings planned."""
    return planned(world, count=2)


@pytest.fixture
def today(world: World, forum: ForumRef) -> int:
    """The id of a meeting that is held today."""
    return meeting_today(world, forum).id


def send(browser: Browser, path: str, form: Mapping[str, object] | None = None, *, to: str = "") -> str:
    """Opens the page, sends its form with the revision that stands in it, and reads where that leads."""
    rev = REV.search(browser.get(path).text)
    answer = browser.post(to or path, {"rev": rev[1] if rev else ""} | dict(form or {}))
    assert answer.status_code == 303, words(answer.text)
    return browser.reads(answer.headers["location"].partition("#")[0])


def items(world: World) -> list[int]:
    return [row.id for row in rows(world, ForumItem)]


def frozen(browser: Browser, meeting: int) -> None:
    send(browser, f"/moten/{meeting}/spika")


def place_of(browser: Browser, meeting: int, number: str) -> int:
    """The place of a case on the frozen agenda."""
    page = browser.get(browser.get(f"/moten/{meeting}/mote").headers["location"]).text
    found = re.search(rf'/mote/(\d+)"[^>]*>[\d.T]+\. {number}<', page)
    assert found
    return int(found[1])


def test_the_secretary_sees_on_monday_what_is_next_and_what_is_owed(world: World, as_user: AsUser, today: int) -> None:
    lifted(world)
    page = as_user(SECRETARY).reads("/forum")
    assert "Nästa möte: måndag" in page
    for step in ("Förberedelse", "Spikas", "Skickas", "Hålls", "Justeras"):
        assert step in page
    assert "1 ärende på dagordningen, inget hålls inne" in page
    assert CLEAN_TEXT not in page
    assert f"/moten/{today}/ordna" in as_user(SECRETARY).get("/forum").text


def test_the_draft_is_arranged_with_buttons_alone(world: World, as_user: AsUser, today: int) -> None:
    first, second = lifted(world), lifted(world)
    browser, path = as_user(SECRETARY), f"/moten/{today}/ordna"
    one, two = items(world)
    assert _order(browser.reads(path), first, second)
    moved = send(browser, path, {"do": f"ned item:{one}", f"tid:item:{two}": "15"})
    assert "Punkten är flyttad nedåt" in moved
    assert _order(moved, second, first)
    assert 'value="15"' in browser.get(path).text, "minutes typed on the way are saved too"
    back = send(browser, path, {"do": f"flytta item:{one}", "fore": f"item:{two}"})
    assert _order(back, first, second)
    own = send(browser, path, {"do": "egen", "heading": "Lokal", "text": "Ny lokal från hösten."})
    assert "Lokal" in own
    grouped = send(browser, path, {"do": "grupp", "rad": [f"item:{one}", f"item:{two}"], "grupprubrik": "Lika fel"})
    assert "Lika fel" in grouped
    assert "Lika fel" not in send(browser, path, {"do": "dela group:1"}).replace("”Lika fel”", "")
    off = send(browser, path, {"do": f"skjut {second}"})
    assert "Uppskjutet" in off
    assert "Uppskjutet" not in send(browser, path, {"do": f"ta {second}"})
    assert "Lokal" not in send(browser, path, {"do": "bort free:1"}).replace("Lokalen", "")


def _order(page: str, *numbers: str) -> bool:
    at = [page.index(number) for number in numbers]
    return at == sorted(at)


def test_an_own_item_that_points_somebody_out_is_refused_and_not_lost(
    world: World, as_user: AsUser, today: int
) -> None:
    browser, path = as_user(SECRETARY), f"/moten/{today}/ordna"
    rev = REV.search(browser.get(path).text)
    assert rev
    typed = {"rev": rev[1], "do": "egen", "heading": "Samtal med Anna Berg", "text": "Hon har nummer 19680423-9819."}
    answer = browser.post(path, typed)
    assert answer.status_code == 422
    assert "Punkten läses av alla parter" in words(answer.text)
    assert "Samtal med Anna Berg" in answer.text
    assert "19680423-9819" in answer.text


def test_a_meeting_that_lies_ahead_says_so_before_it_is_ended(world: World, as_user: AsUser, today: int) -> None:
    secretary = as_user(SECRETARY)
    frozen(secretary, today)
    assert ">Avsluta mötet</button>" in secretary.get(f"/moten/{today}/avsluta").text
    later = (world.now + timedelta(days=7)).date().isoformat()
    send(secretary, f"/moten/{today}/tid", {"day": later, "time": "13.00", "minutes": "60", "place": "", "link": ""})
    page = secretary.get(f"/moten/{today}/avsluta").text
    assert "kan avslutas då" in words(page)
    assert ">Avsluta mötet</button>" not in page


def test_the_projector_shows_one_items_text_and_nothing_else(world: World, as_user: AsUser, today: int) -> None:
    first, second = lifted(world), lifted(world)
    secretary = as_user(SECRETARY)
    frozen(secretary, today)
    place = place_of(secretary, today, first)
    send(secretary, f"/moten/{today}/mote/{place}", {"do": "spara", "notes": "Ordet gick runt."})
    assert f"/moten/{today}/mote/{place}/skarm" in secretary.get(f"/moten/{today}/mote/{place}").text
    page = secretary.get(f"/moten/{today}/mote/{place}/skarm").text
    shown = page[page.index("<main") : page.index("</main>")]
    assert first in shown
    assert CLEAN_TEXT in shown
    assert second not in shown
    assert "Ordet gick runt." not in page
    assert "<form" not in shown
    following = place_of(secretary, today, second)
    assert f'rel="next" href="/moten/{today}/mote/{following}/skarm"' in shown
    assert (
        f'rel="prev" href="/moten/{today}/mote/{place}/skarm"'
        in secretary.get(f"/moten/{today}/mote/{following}/skarm").text
    )
    assert secretary.get(f"/moten/{today}/mote/99/skarm").status_code == 404


def test_two_secretaries_overwrite_nothing(world: World, as_user: AsUser, today: int) -> None:
    lifted(world)
    path, [item] = f"/moten/{today}/ordna", items(world)
    one, other = as_user(SECRETARY), as_user(SECRETARY)
    seen = REV.search(other.get(path).text)
    assert seen
    send(one, path, {"do": "tider", f"tid:item:{item}": "25"})
    stale = {"rev": seen[1], "do": "egen", "heading": "Lokal", "text": "Ny sal.", f"tid:item:{item}": ""}
    late = other.post(path, stale)
    assert late.status_code == 409
    told_so = words(late.text)
    assert "Någon annan hann ändra. Dagordningen har ändrats" in told_so
    assert "Ny sal." in told_so, "what was typed is still there"
    assert 'value="25"' in late.text, "and so is what the colleague did"


def test_freezing_tells_what_it_means_and_which_texts_are_held_back(world: World, as_user: AsUser, today: int) -> None:
    good, bad = lifted(world), lifted(world)
    with unit_of_work(world.engine) as session:
        item = table(ForumItem)
        session.execute(item.update().where(item.c.number == bad).values(text="Anna Berg ringde."))
    secretary, member = as_user(SECRETARY), as_user(MEMBER)
    page = secretary.reads(f"/moten/{today}/spika")
    assert "Dagordningen låses. Nya ärenden hamnar på en tilläggslista." in page
    assert f"{bad} : Den avidentifierade texten klarar inte kontrollen" in page
    assert "Anna Berg" not in page
    assert good not in member.reads(f"/moten/{today}"), "a draft is the secretary's alone"
    after = send(secretary, f"/moten/{today}/spika")
    assert "Dagordningen är spikad. 1 ärende hålls inne" in after
    read = member.reads(f"/moten/{today}")
    assert CLEAN_TEXT in read
    assert bad not in read


def test_what_comes_after_the_freezing_goes_on_a_list_of_its_own(world: World, as_user: AsUser, today: int) -> None:
    lifted(world)
    secretary = as_user(SECRETARY)
    frozen(secretary, today)
    late = lifted(world)
    assert "1 ärende har kommit" in secretary.reads(f"/moten/{today}")
    page = send(secretary, f"/moten/{today}", to=f"/moten/{today}/tillagg")
    assert "Tilläggslista" in page
    assert f"T1. {late}" in page


def test_a_meeting_is_held_item_by_item_and_its_minutes_approved(world: World, as_user: AsUser, today: int) -> None:
    solved, left = lifted(world), lifted(world)
    secretary = as_user(SECRETARY)
    send(secretary, f"/moten/{today}/deltagare", {"do": "kalla", "who": ADJUSTER, "part": "member"})
    assert "Justerarna är utsedda" in send(
        secretary, f"/moten/{today}/deltagare", {"do": "justerare", "justerare": [ADJUSTER]}
    )
    frozen(secretary, today)
    send(secretary, f"/moten/{today}/skicka")
    assert (ADJUSTER, "agenda_sent") in told(world)
    path = f"/moten/{today}/mote/{place_of(secretary, today, solved)}"
    screen = secretary.reads(path)
    assert CLEAN_TEXT in screen
    assert left in screen, "the list of items"
    saved = send(secretary, path, _solved() | {"do": "nasta"})
    assert left in saved
    assert "Mallen rättas." in secretary.get(path).text
    held_up = secretary.reads(f"/moten/{today}/avsluta")
    assert "1 ärende saknar beslut" in held_up
    rev = REV.search(secretary.get(f"/moten/{today}/avsluta").text)
    assert rev
    refused = secretary.post(f"/moten/{today}/avsluta", {"rev": rev[1], "do": "avsluta"})
    assert refused.status_code == 409
    assert "saknar beslut" in words(refused.text)
    minutes = send(secretary, f"/moten/{today}/avsluta", {"do": "spara-resten"})
    assert "Beslut: Löst med åtgärder" in minutes
    assert "Beslut: Kvar till nästa möte" in minutes
    present = send(secretary, f"/moten/{today}/narvaro", {"har": [ADJUSTER]})
    assert "Fk Samordnare, Försäkringskassan (ledamot): närvarande" in present
    adjuster = as_user(ADJUSTER)
    assert "Du är justerare" in adjuster.reads(f"/moten/{today}")
    assert "När du godkänner gäller besluten" in adjuster.reads(f"/moten/{today}/justera")
    assert "Protokollet är justerat. Besluten gäller." in send(adjuster, f"/moten/{today}/justera")
    party = as_user("vc.chef").reads(f"/moten/{today}")
    assert "Utdrag ur protokollet" in party
    assert 'href="/forum/' not in as_user("vc.chef").get(f"/moten/{today}").text.replace('href="/forum"', "")
    assert "Dagordning" not in party
    opened = send(secretary, f"/moten/{today}/oppna")
    assert "Protokollet är öppet igen" in opened
    assert "Beslutet gäller redan och ligger fast" in secretary.reads(path)
    corrected = send(secretary, path, {"notes": "Rättat efteråt.", "do": "klart"})
    assert "Rättat efteråt." in corrected
    assert "Beslut: Löst med åtgärder" in corrected


def _solved() -> dict[str, object]:
    return {
        "outcome": "close_with_measures",
        "position": "Mallen orsakade felet.",
        "what-0": "Mallen rättas.",
        "organisation-0": REGION,
        "due_on-0": "2026-12-01",
        "follow_up-0": "Stickprov i höst.",
        "notes": "Ordet gick runt bordet.",
    }


def test_nothing_typed_at_a_meeting_is_lost(world: World, as_user: AsUser, today: int) -> None:
    number, secretary = lifted(world), as_user(SECRETARY)
    frozen(secretary, today)
    path = f"/moten/{today}/mote/{place_of(secretary, today, number)}"
    rev = REV.search(secretary.get(path).text)
    assert rev
    typed = _solved() | {"rev": rev[1], "do": "spara"}
    faulty = secretary.post(path, typed | {"due_on-0": "nån gång"})
    assert faulty.status_code == 422
    assert 'href="#due_on-0"' in faulty.text, "the summary leads to the field"
    assert "Ordet gick runt bordet." in faulty.text
    pointing = secretary.post(path, typed | {"notes": "Anna Berg var med."})
    assert pointing.status_code == 422
    assert "Anna Berg var med." in pointing.text
    assert "Mallen orsakade felet." in pointing.text
    more = secretary.post(path, typed | {"do": "fler"})
    assert more.status_code == 200
    assert 'name="what-1"' in more.text
    assert "Mallen rättas." in more.text
    colleague = as_user(SECRETARY)
    colleague.get(path)
    assert colleague.post(path, typed | {"notes": "Först."}).status_code == 303
    late = secretary.post(path, typed | {"notes": "Sedan."})
    assert late.status_code == 409
    assert "Någon annan hann ändra" in words(late.text)
    assert "Sedan." in late.text
    assert "Så här är punkten sparad nu" in words(late.text)
    assert "Anteckningar: Först." in words(late.text), "what the colleague wrote is seen before it is written over"


def test_a_change_after_the_meeting_says_that_approvals_fall(world: World, as_user: AsUser, today: int) -> None:
    lifted(world)
    secretary = as_user(SECRETARY)
    for who in (ADJUSTER, MEMBER):
        send(secretary, f"/moten/{today}/deltagare", {"do": "kalla", "who": who, "part": "member"})
    send(secretary, f"/moten/{today}/deltagare", {"do": "justerare", "justerare": [ADJUSTER, MEMBER]})
    frozen(secretary, today)
    send(secretary, f"/moten/{today}/avsluta", {"do": "spara-resten"})
    assert "Fler ska göra det" in send(as_user(ADJUSTER), f"/moten/{today}/justera")
    warned = secretary.reads(f"/moten/{today}/protokoll")
    assert "Ändrar du något nu måste alla justera igen" in warned
    assert "alla justerare godkänna igen" in secretary.reads(f"/moten/{today}/mote/1")
    send(secretary, f"/moten/{today}/mote/1", {"notes": "Alla var med.", "do": "klart"})
    assert "godkände" not in secretary.reads(f"/moten/{today}/protokoll")


def test_a_meeting_is_moved_answered_and_cancelled(world: World, as_user: AsUser, forum: ForumRef) -> None:
    world.do(plan_and_invite, SECRETARY, forum, world.now.date(), 4)
    meeting = max(row.id for row in rows(world, Meeting))
    secretary, member = as_user(SECRETARY), as_user(MEMBER)
    assert "Du har inte svarat" in member.reads(f"/moten/{meeting}")
    answered = send(member, f"/moten/{meeting}", {"do": "coming"}, to=f"/moten/{meeting}/svar")
    assert "Du har svarat att du kommer" in answered
    secretary.get(f"/moten/{meeting}/tid")
    typed = {"rev": "1", "day": "igår", "time": "13.00", "minutes": "60", "place": "Sal Vänern"}
    wrong = secretary.post(f"/moten/{meeting}/tid", typed)
    assert wrong.status_code == 422
    assert 'href="#day"' in wrong.text
    assert "Sal Vänern" in wrong.text
    form = {"day": "2027-06-01", "time": "9", "minutes": "90", "place": "Sal Vänern", "link": ""}
    assert "kl. 09.00–10.30" in send(secretary, f"/moten/{meeting}/tid", form)
    calendar = member.get(f"/moten/{meeting}/kalender.ics")
    assert "LOCATION:Sal Vänern" in calendar.text
    assert "Region Samordnare" in secretary.reads(f"/moten/{meeting}/stall-in"), "who will be told"
    assert "Mötet är inställt" in send(secretary, f"/moten/{meeting}/stall-in")
    assert (MEMBER, "meeting_cancelled") in told(world)
    assert "STATUS:CANCELLED" in member.get(f"/forum/{forum.key}/kalender.ics").text


def test_documents_are_what_the_command_line_gives_and_the_preview_keeps_the_policy_strict(
    world: World, as_user: AsUser, today: int
) -> None:
    lifted(world)
    secretary = as_user(SECRETARY)
    frozen(secretary, today)
    shown = secretary.get(f"/moten/{today}/dokument/dagordning/visa")
    policy = shown.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert CLEAN_TEXT in words(shown.text)
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("json", b"{"), ("md", b"#"), ("html", b"<!doctype")):
        answer = secretary.client.get(f"/moten/{today}/dokument/dagordning/{form}")
        assert answer.content.startswith(start), form
        assert answer.headers["content-disposition"].startswith("attachment"), form
    assert secretary.get(f"/moten/{today}/dokument/dagordning/exe").status_code == 404
    assert secretary.get(f"/moten/{today}/dokument/hemligt/md").status_code == 404


def test_the_weekly_list_and_the_library(world: World, as_user: AsUser, today: int) -> None:
    coordinator = as_user(ADJUSTER)
    assert "Inga öppna avvikelser mellan parterna" in coordinator.reads("/veckolista")
    assert "Här är tomt än" in coordinator.reads("/larande")
    number = lifted(world)
    assert number in coordinator.reads("/veckolista")
    secretary = as_user(SECRETARY)
    send(secretary, f"/moten/{today}/deltagare", {"do": "kalla", "who": ADJUSTER, "part": "member"})
    send(secretary, f"/moten/{today}/deltagare", {"do": "justerare", "justerare": [ADJUSTER]})
    frozen(secretary, today)
    path = f"/moten/{today}/mote/{place_of(secretary, today, number)}"
    send(secretary, path, _solved() | {"do": "spara"})
    send(secretary, f"/moten/{today}/avsluta", {"do": "avsluta"})
    send(coordinator, f"/moten/{today}/justera")
    assert CLEAN_TEXT in coordinator.reads("/larande")
    for search in ("ÅTGÄRD mallen", "mall orsak", "forsenades", number):
        found = coordinator.reads(f"/larande?sok={search}")
        assert ("1 träff" in found) == (search != "ÅTGÄRD mallen"), search
    assert "Inget hittades" in coordinator.reads("/larande?sok=zebra")
    assert CLEAN_TEXT in as_user("vc.chef").reads("/larande"), "a party reads what came of its own case"
    assert CLEAN_TEXT not in as_user("af.chef").reads("/larande")


def test_what_one_could_bring_leads_to_the_case(world: World, as_user: AsUser, forum: ForumRef) -> None:
    number = received(world)
    page = as_user("fk.chef").get(f"/forum/{forum.key}/forbered")
    assert f'href="/avvikelser/{number}"' in page.text
    assert "Saknas:" in words(page.text)
    only_prepares = as_user("fk.chef").get("/forum").text
    assert f'href="/forum/{forum.key}/forbered"' in only_prepares
    assert f'href="/forum/{forum.key}"' not in only_prepares, "a page that isn't there for them is not linked to"
    assert number not in as_user("af.chef").reads(f"/forum/{forum.key}/forbered")


def test_forty_cases_ask_the_database_no_more_than_one(world: World, as_user: AsUser, today: int) -> None:
    lifted(world)
    secretary = as_user(SECRETARY)
    pages = [f"/moten/{today}/ordna", f"/moten/{today}", "/forum"]
    for path in pages:
        secretary.get(path)
    asked = {path: _asked(world, secretary, path) for path in pages}
    [known] = rows(world, ForumItem)
    copy = {column.key: getattr(known, column.key) for column in table(ForumItem).c if column.key != "id"}
    with unit_of_work(world.engine) as session:
        session.execute(insert(table(ForumItem)), [copy] * 39)
    assert {path: _asked(world, secretary, path) for path in pages} == asked
    assert len(secretary.get(pages[0]).content) < 45_000, "leaves room for the style and the script within 60 kB"
    frozen(secretary, today)
    assert len(items(world)) == 40
    assert _asked(world, secretary, f"/moten/{today}/mote/5") < 40


def _asked(world: World, browser: Browser, path: str) -> int:
    with counted(world.engine) as sent:
        assert browser.get(path).status_code == 200
    return len(sent)
