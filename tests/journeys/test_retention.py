"""A case is lifted, decided and closed, and years later its texts are destroyed: what the forum has stands."""

from typing import Any

from sqlalchemy import select

from avvikelse.core.dates import local_day
from avvikelse.db.session import reading
from avvikelse.db.tables import Deidentification, Deviation, ForumItem, table
from avvikelse.outbound.documents import render
from avvikelse.services.agendas import agenda, freeze
from avvikelse.services.decisions import decide
from avvikelse.services.handling import complete_measure, record_investigation
from avvikelse.services.learning import learning_digest, search_library
from avvikelse.services.lists import list_cases
from avvikelse.services.minutes_view import minutes
from avvikelse.services.statistics import By, Period, own_figures
from tests.services.retention import decided, retained, told_and_waited, with_administrators, years_pass
from tests.services.steps import SECRETARY, concluded, lifted, meeting_today, now_of, planned, rows, shown, step
from tests.world import CLEAN_TEXT, FK, REGION, START, World

MEASURE = {"what": "Mallen rättas.", "organisation": REGION, "due_on": "2026-12-01", "follow_up": "Stickprov i höst."}
SOLVED = {"outcome": "close_with_measures", "position": "Mallen orsakade felet.", "measures": [MEASURE]}


def taken_through(world: World) -> tuple[str, Any, Any]:
    """A case that the forum has decided about, closed after its measures; with the forum and the meeting."""
    number = lifted(world)
    forum = planned(world)
    meeting = meeting_today(world, forum)
    world.do(freeze, SECRETARY, forum, meeting.held_on.isoformat())
    [item] = [row.id for row in rows(world, ForumItem)]
    world.do(decide, SECRETARY, forum, now_of(world, forum, meeting), item, SOLVED)
    meeting = concluded(world, forum, meeting)
    [measure] = [row.id for row in shown(world, "vc.chef", number).measures]
    world.do(record_investigation, "fk.chef", number, {"investigation": "Mallen saknade ett fält."}, rev=None)
    world.do(complete_measure, "vc.chef", number, measure, {"effect": "Felet är borta."}, rev=None)
    step(world, "fk.chef", number, "close", effect_followed_up="Felet är borta.", reporter_told="Muntligt.")
    return number, forum, meeting


def what_the_forum_has(world: World, forum: Any, meeting: Any) -> dict[str, Any]:
    """Everything that the forum's people read of the meeting, in values and as documents."""
    day = meeting.held_on
    told = world.ask(agenda, "fk.samordnare", forum, day.isoformat(), world.now)
    written = world.ask(minutes, "fk.samordnare", forum, meeting)
    learnt = world.ask(learning_digest, "fk.samordnare", forum, day, day)
    papers = {name: render(one, "html") for name, one in (("a", told), ("m", written), ("l", learnt))}
    return {"agenda": told, "minutes": written, "learnt": learnt, **papers}


def test_what_the_forum_has_learnt_stands_when_the_parties_texts_are_gone(world: World) -> None:
    with_administrators(world)
    number, forum, meeting = taken_through(world)
    before = what_the_forum_has(world, forum, meeting)
    period = Period(local_day(START), local_day(world.now))
    figures = [world.ask(own_figures, who, By.CATEGORY, period) for who in ("fk.samordnare", "region.samordnare")]
    for organisation in (FK, REGION):
        decided(world, organisation)
    years_pass(world, 6)
    told_and_waited(world)
    assert retained(world)["shared"] == 1
    assert not rows(world, Deidentification)
    assert what_the_forum_has(world, forum, meeting) == before
    found = world.ask(search_library, "fk.samordnare", "komplettering")
    assert [entry.text for entry, _ in found.entries] == [CLEAN_TEXT]
    after = [world.ask(own_figures, who, By.CATEGORY, period) for who in ("fk.samordnare", "region.samordnare")]
    assert after == figures
    for who in ("fk.chef", "vc.chef"):
        page = shown(world, who, number)
        assert [row.what for row in page.measures] == ["Mallen rättas."], "what the forum decided stands in its minutes"
        assert [row.position for row in page.decisions] == ["Mallen orsakade felet."]
        assert "Anna Berg" not in repr(page)
        assert [case.number for case in world.ask(list_cases, who)] == [number]
    with reading(world.engine) as session:
        assert session.execute(select(table(Deviation).c.ended)).scalar_one()
