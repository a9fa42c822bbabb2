"""What the stories of a series of meetings have in common."""

import json
from datetime import timedelta
from typing import Any

from avvikelse.core.dates import local_day
from avvikelse.core.invitation import Invitation
from avvikelse.db.session import reading
from avvikelse.db.tables import Event
from avvikelse.services.invitations import invited
from avvikelse.services.meeting_people import set_people
from avvikelse.services.meetings import ForumRef, find_forum
from avvikelse.services.planning import plan_and_invite
from avvikelse.services.series import Rescheduled, reschedule
from tests.services.steps import SECRETARY, rows
from tests.world import World

MEMBERS = ["fk.samordnare", "region.samordnare"]
BASE = "https://avvikelse.example.se"


def called(world: World, key: str = "avvikelseforum", count: int = 3) -> ForumRef:
    """The forum with planned meetings, to which its members and secretary are invited."""
    with reading(world.engine) as session:
        forum = find_forum(session, key)
    world.do(plan_and_invite, SECRETARY, forum, local_day(world.now), count)
    return forum


def read(world: World, forum: ForumRef, who: str = SECRETARY, day: str = "next") -> Invitation:
    found: Invitation = world.ask(invited, who, forum, day, world.now)
    return found


def moved(world: World, forum: ForumRef, which: str = "next", /, *, rev: int | None = None, **form: Any) -> Rescheduled:
    found: Rescheduled = world.do(reschedule, SECRETARY, forum, which, form, rev=rev)
    return found


def changed(
    world: World, forum: ForumRef, which: str = "next", /, *, rev: int | None = None, **form: Any
) -> Invitation:
    world.do(set_people, SECRETARY, forum, which, form, rev=rev)
    return read(world, forum, day=which)


def parts(found: Invitation) -> dict[str, str]:
    return {one.username: one.attendee.part.value for one in found.people}


def last_event(world: World) -> tuple[str, dict[str, Any]]:
    row = rows(world, Event)[-1]
    return row.kind, json.loads(row.data)


def days_after(found: Invitation, days: int) -> str:
    return (found.frame.starts_at + timedelta(days=days)).date().isoformat()
