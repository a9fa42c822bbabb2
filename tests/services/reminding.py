"""How the stories of reminders look at the outbox: who has been told what since they last looked."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select, update

from avvikelse.core.dates import at_local
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Outbox, User, table
from avvikelse.services.sweeping import sweep
from tests.world import World

REMINDS = {
    "reminder", "overdue", "next_level", "hole", "measure_due", "measure_overdue", "prepare_meeting", "weekly_list",
    "cases_handed_over", "holes",
}  # fmt: skip


@dataclass
class Desk:
    """Somebody who sweeps at given moments and reads the reminders that came of it."""

    world: World
    seen: int = 0
    all: list[tuple[str, str, str]] = field(default_factory=list)

    def at(self, day: date | str, clock: str = "08:00") -> list[tuple[str, str]]:
        """Moves the clock to a Swedish day and time, sweeps twice, and gives who was told what by the first."""
        moment = at_local(date.fromisoformat(str(day)), time.fromisoformat(clock))
        self.world.now = moment
        return self.now()

    def now(self) -> list[tuple[str, str]]:
        """The same without moving the clock."""
        if not sweep(self.world.engine, self.world.now):
            return []  # an idle sweep only reads, so that another would find the same
        found = self.rows()
        assert not sweep(self.world.engine, self.world.now), "a second sweep does nothing"
        assert self.rows() == []
        return [(row["who"], row["message"]) for row in found]

    def rows(self) -> list[dict[str, Any]]:
        """The reminders in the outbox that haven't been looked at, with their data."""
        outbox, user = table(Outbox), table(User)
        wanted = (
            select(outbox, user.c.username)
            .join(user, user.c.id == outbox.c.recipient_id)
            .where(outbox.c.id > self.seen, outbox.c.message.in_(REMINDS))
            .order_by(outbox.c.id)
        )
        with reading(self.world.engine) as session:
            found = session.execute(wanted).all()
        self.seen = max([self.seen, *(row.id for row in found)])
        return [
            {**json.loads(row.data), "who": row.username, "message": row.message, "at": row.created_at} for row in found
        ]


def leaves(world: World, username: str) -> None:
    """Somebody is no longer a user."""
    user = table(User)
    with unit_of_work(world.engine) as session:
        session.execute(update(user).where(user.c.username == username).values(active=False))


def day_of(moment: datetime) -> str:
    """The day as a story writes it."""
    return moment.date().isoformat()
