"""Who may open what about forums and meetings, page by page; to everybody else it doesn't exist (access.md)."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from avvikelse.db.tables import ForumItem, Meeting
from avvikelse.services.decisions import decide
from tests.services.steps import SECRETARY, concluded, counts, frozen, lifted, meeting_today, now_of, planned, rows
from tests.web.conftest import Browser
from tests.world import PEOPLE, REGION, World, a_report

MEMBERS = {"region.samordnare", "fk.samordnare"}
FORUM = MEMBERS | {SECRETARY}
COORDINATORS = {"region.samordnare", "fk.samordnare", "af.samordnare"}
MANAGERS = {"vc.chef", "ort.chef", "region.direktor", "fk.chef", "fk.omradeschef", "af.chef"}
HANDLERS = COORDINATORS | MANAGERS
PARTIES = {"fk.utredare", "fk.chef", "fk.omradeschef", "vc.chef", "region.direktor"} | MEMBERS
NOBODY: set[str] = set()
KINDS = set(PEOPLE) - {"vc.kollega", "ort.chef", "region.direktor", "fk.chef", "af.handlaggare"}
"""One person of each kind in each organisation: four hundred pages on each database take their time."""
PRIVATE, TITLE = "Anna Berg", a_report()["title"]
"""What Försäkringskassan's registrations say: the name never leaves it, the title is seen where it prepares."""
PREPARES = "/forum/avvikelseforum/forbered"


class Meetings(NamedTuple):
    """Three meetings of a forum by id: one with approved minutes, one with a fixed agenda, one planned."""

    past: int
    fixed: int
    planned: int


@pytest.fixture
def three(world: World) -> Meetings:
    """A case solved by the forum, one on its fixed agenda, and a meeting to come."""
    number = lifted(world)
    forum = planned(world, count=2)
    today = meeting_today(world, forum)
    frozen(world, forum, today.held_on.isoformat())
    [item] = [row.id for row in rows(world, ForumItem) if row.number == number]
    measure = {"what": "Mallen rättas.", "organisation": REGION, "due_on": "2026-12-01"}
    solved = {"outcome": "close_with_measures", "position": "Mallen orsakade felet.", "measures": [measure]}
    world.do(decide, SECRETARY, forum, now_of(world, forum, today), item, solved)
    concluded(world, forum, now_of(world, forum, today))
    lifted(world)
    world.wait(working_days=1)
    fixed = frozen(world, forum)
    last = max(rows(world, Meeting), key=lambda row: row.held_on)
    return Meetings(today.id, fixed.id, last.id)


class Page(NamedTuple):
    """A page, with those to whom it is there, and those who know of it but may not do that."""

    path: str
    readers: set[str]
    forbidden: set[str] = NOBODY


def pages(of: Meetings) -> Iterator[Page]:
    """Every page of the area."""
    yield Page("/forum", {SECRETARY} | HANDLERS)
    yield Page("/forum/avvikelseforum", FORUM)
    yield Page("/forum/varmland~avvikelseforum", FORUM)
    yield Page("/forum/orebro~avvikelseforum", NOBODY)
    yield Page("/forum/avvikelseforum/kalender.ics", FORUM)
    yield Page(PREPARES, HANDLERS)
    yield Page("/forum/finns-inte", NOBODY)
    yield Page(f"/moten/{of.planned}", FORUM)
    yield Page(f"/moten/{of.planned}/kalender.ics", FORUM)
    yield Page(f"/moten/{of.planned}/dokument/dagordning/md", {SECRETARY})
    for part in ("ordna", "spika", "tid", "stall-in", "deltagare"):
        yield Page(f"/moten/{of.planned}/{part}", {SECRETARY})
    yield Page(f"/moten/{of.fixed}", FORUM)
    yield Page(f"/moten/{of.fixed}/dokument/dagordning/md", FORUM)
    yield Page(f"/moten/{of.fixed}/dokument/dagordning/visa", FORUM)
    yield Page(f"/moten/{of.fixed}/dokument/protokoll/md", {SECRETARY})
    yield Page(f"/moten/{of.fixed}/dokument/utdrag/md", NOBODY)
    yield Page(f"/moten/{of.fixed}/skicka", {SECRETARY})
    yield Page(f"/moten/{of.fixed}/protokoll", {SECRETARY})
    yield Page(f"/moten/{of.fixed}/narvaro", {SECRETARY})
    for part in ("mote", "mote/1", "mote/1/skarm", "avsluta"):
        yield Page(f"/moten/{of.fixed}/{part}", {SECRETARY}, MEMBERS)
    yield Page(f"/moten/{of.past}", PARTIES | {SECRETARY})
    yield Page(f"/moten/{of.past}/protokoll", FORUM)
    yield Page(f"/moten/{of.past}/dokument/protokoll/md", FORUM)
    yield Page(f"/moten/{of.past}/dokument/utdrag/md", PARTIES | {SECRETARY})
    yield Page(
        f"/moten/{of.past}/dokument/utdrag/md?part=forsakringskassan",
        {who for who in PARTIES if who.startswith("fk")} | {SECRETARY},
    )
    yield Page(f"/moten/{of.past}/dokument/utdrag/md?part=arbetsformedlingen", NOBODY)
    yield Page(f"/moten/{of.past}/justera", NOBODY, FORUM)
    yield Page(f"/moten/{of.past}/oppna", {SECRETARY})
    yield Page("/moten/4711", NOBODY)
    yield Page(f"/moten/{10**12}", NOBODY)
    yield Page("/veckolista", COORDINATORS)
    yield Page("/veckolista/dokument/md", COORDINATORS)
    yield Page("/larande", {SECRETARY} | HANDLERS)
    yield Page("/larande/avvikelseforum/dokument/md", FORUM)


def test_each_page_is_there_for_those_it_is_for(
    world: World, as_user: Callable[[str], Browser], three: Meetings
) -> None:
    wrong = []
    for who in sorted(KINDS):
        browser = as_user(who)
        with browser.client:  # one loop for all its requests
            wrong += [f"{who} {page.path}: {fault}" for page in pages(three) if (fault := _fault(browser, who, page))]
    assert not wrong


def _fault(browser: Browser, who: str, page: Page) -> str:
    """What is wrong with how the page meets the person, or nothing."""
    answer = browser.get(page.path)
    expected = (200, 303) if who in page.readers else ((403,) if who in page.forbidden else (404,))
    if answer.status_code not in expected:
        return str(answer.status_code)
    told = PRIVATE in answer.text or (TITLE in answer.text and page.path != PREPARES)
    return "shows what one organisation has written for itself" if told else ""


def acts(of: Meetings) -> Iterator[tuple[str, dict[str, str], set[str]]]:
    """Every form of the area, with those who may send it."""
    yield "/forum/avvikelseforum/planera", {"count": "3"}, {SECRETARY}
    yield f"/moten/{of.planned}/ordna", {"do": "egen", "heading": "Lokal"}, {SECRETARY}
    yield f"/moten/{of.planned}/tid", {"day": "2027-06-01", "time": "13", "minutes": "60"}, {SECRETARY}
    yield f"/moten/{of.planned}/deltagare", {"do": "kalla", "who": "vc.chef", "part": "guest"}, {SECRETARY}
    yield f"/moten/{of.planned}/deltagare", {"do": "justerare", "justerare": "fk.samordnare"}, {SECRETARY}
    yield f"/moten/{of.planned}/spika", {}, {SECRETARY}
    yield f"/moten/{of.planned}/stall-in", {}, {SECRETARY}
    yield f"/moten/{of.planned}/svar", {"do": "coming"}, FORUM
    yield f"/moten/{of.fixed}/skicka", {}, {SECRETARY}
    yield f"/moten/{of.fixed}/tillagg", {}, {SECRETARY}
    yield f"/moten/{of.fixed}/mote/1", {"notes": "Ordet gick runt."}, {SECRETARY}
    yield f"/moten/{of.fixed}/avsluta", {"do": "spara-resten"}, {SECRETARY}
    yield f"/moten/{of.fixed}/narvaro", {"har": "fk.samordnare"}, {SECRETARY}
    yield f"/moten/{of.past}/justera", {}, FORUM
    yield f"/moten/{of.past}/oppna", {}, {SECRETARY}


def test_nobody_else_can_send_the_forms(world: World, as_user: Callable[[str], Browser], three: Meetings) -> None:
    """To members the meeting is there, so they are told whose the act is; to others it isn't."""
    browsers = {who: as_user(who) for who in sorted(KINDS)}
    for browser in browsers.values():
        browser.get("/logga-in")
    before, wrong = counts(world), []
    for path, form, may in acts(three):
        for who, browser in browsers.items():
            if who in may:
                continue
            status = browser.post(path, {"rev": "0"} | form).status_code
            if status != 404 and not (status == 403 and who in MEMBERS):
                wrong.append(f"{who} {path}: {status}")
    assert not wrong
    assert counts(world) == before
