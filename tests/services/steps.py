"""The steps that stories have in common, and ways of looking behind the scenes."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import SQLModel

from avvikelse.core.dates import at_local, local_day
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Meeting, Outbox, User, table
from avvikelse.services.agendas import freeze
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.desk import ShownCase, show_case
from avvikelse.services.meetings import ForumRef, MeetingRef, find_forum, find_meeting, plan_meetings
from avvikelse.services.minutes import approve, hold, name_adjusters
from avvikelse.services.moves import move
from avvikelse.services.reports import report
from tests.world import ATTESTED, CLEAN_TEXT, World, a_report

SECRETARY = "region.sekreterare"


def reported(world: World, who: str = "fk.utredare", **changes: Any) -> str:
    number: str = world.do(report, who, a_report(**changes))
    return number


def step(world: World, who: str, number: str, trigger: str, **answers: str) -> str:
    state: str = world.do(move, who, number, trigger, rev=None, form=answers).state
    return state


def registered(world: World, **changes: Any) -> str:
    """Reported by Försäkringskassan and registered: the manager is told that it is their turn."""
    number = reported(world, **changes)
    step(world, "fk.utredare", number, "register", own_reference="FK-1", other_party_told="Växeln, telefon.")
    return number


def contacted(world: World, **changes: Any) -> str:
    """As above, and taken up by the manager with the other party's."""
    number = registered(world, **changes)
    step(world, "fk.chef", number, "contact_manager", contact_logged="Verksamhetschefen, telefon.")
    return number


def received(world: World, **changes: Any) -> str:
    """As above, and received by the region."""
    number = contacted(world, **changes)
    step(world, "vc.chef", number, "receive", own_reference="REG-1")
    return number


def attested(world: World, number: str, text: str = CLEAN_TEXT) -> None:
    """The reporting party writes a de-identified text, and a colleague attests it."""
    world.do(write_deidentified, "fk.chef", number, {"text": text}, rev=None)
    world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)


def lifted(world: World, **changes: Any) -> str:
    """On the forum's table."""
    number = received(world, **changes)
    attested(world, number)
    step(world, "fk.chef", number, "lift_to_forum", why_unsolved="Felet kom tillbaka.")
    return number


def planned(world: World, key: str = "avvikelseforum", count: int = 3) -> ForumRef:
    """The forum, with its next meetings planned."""
    with reading(world.engine) as session:
        forum = find_forum(session, key)
    world.do(plan_meetings, SECRETARY, forum, local_day(world.now), count)
    return forum


def frozen(world: World, forum: ForumRef, day: str = "next") -> MeetingRef:
    """The forum's meeting, with its agenda frozen."""
    world.do(freeze, SECRETARY, forum, day)
    meeting = world.ask(find_meeting, SECRETARY, forum, day, world.now)
    assert isinstance(meeting, MeetingRef)
    return meeting


ADJUSTERS = {"avvikelseforum": "fk.samordnare", "samverkansgrupp": "fk.omradeschef"}


def meeting_today(world: World, forum: ForumRef) -> MeetingRef:
    """A meeting that somebody has planned for today."""
    day = local_day(world.now)
    with unit_of_work(world.engine) as session:
        session.execute(insert(table(Meeting)).values(forum_id=forum.id, held_on=day, starts_at=world.now))
    found = world.ask(find_meeting, SECRETARY, forum, day.isoformat(), world.now)
    assert isinstance(found, MeetingRef)
    return found


def now_of(world: World, forum: ForumRef, meeting: MeetingRef) -> MeetingRef:
    """The meeting as it is now."""
    found = world.ask(find_meeting, SECRETARY, forum, meeting.held_on.isoformat(), world.now)
    assert isinstance(found, MeetingRef)
    return found


def held(world: World, forum: ForumRef, meeting: MeetingRef) -> MeetingRef:
    """The meeting, on its day, with its adjuster named, ended."""
    world.do(name_adjusters, SECRETARY, forum, now_of(world, forum, meeting), [ADJUSTERS[forum.key]], rev=None)
    world.now = max(world.now, at_local(meeting.held_on, time(15, 0)))
    world.do(hold, SECRETARY, forum, now_of(world, forum, meeting))
    return now_of(world, forum, meeting)


def concluded(world: World, forum: ForumRef, meeting: MeetingRef) -> MeetingRef:
    """The meeting, held and with approved minutes: its decisions have been applied."""
    waiting = held(world, forum, meeting)
    assert world.do(approve, ADJUSTERS[forum.key], forum, waiting, rev=waiting.rev)
    return now_of(world, forum, meeting)


def shown(world: World, who: str, number: str) -> ShownCase:
    found: ShownCase = world.do(show_case, who, number)
    return found


def counts(world: World) -> dict[str, int]:
    """How many rows every table has."""
    with reading(world.engine) as session:
        return {
            name: session.execute(select(func.count()).select_from(found)).scalar_one()
            for name, found in SQLModel.metadata.tables.items()
        }


def rows(world: World, model: type[SQLModel]) -> Sequence[Any]:
    """A table's rows, in order."""
    found = table(model)
    with reading(world.engine) as session:
        return session.execute(select(found).order_by(*found.primary_key)).all()


def told(world: World, message: str = "") -> list[tuple[str, str]]:
    """Who has been sent which message, in order; of one kind when it is named."""
    outbox, user = table(Outbox), table(User)
    statement = (
        select(user.c.username, outbox.c.message).join(user, user.c.id == outbox.c.recipient_id).order_by(outbox.c.id)
    )
    with reading(world.engine) as session:
        found = [(row.username, row.message) for row in session.execute(statement)]
    return [pair for pair in found if message in ("", pair[1])]


def as_operator(world: World, act: Any, *args: Any, **kwargs: Any) -> Any:
    """Runs what the operator does from the command line, without an actor."""
    with unit_of_work(world.engine) as session:
        return act(session, *args, now=world.now, **kwargs)
