"""The stage of the demo: a clock that is moved, people who act, and what is known of the county's meetings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Engine

from avvikelse.core.dates import at_local
from avvikelse.core.permissions import Actor
from avvikelse.db.session import reading, unit_of_work
from avvikelse.services.members import manager_of, sign_in

PEOPLE: Mapping[str, Mapping[str, str]] = {
    "region-varmland": {"reporter": "sara.lind", "coordinator": "karin.utveckling"},
    "forsakringskassan": {"reporter": "jenny.wall", "coordinator": "pia.samverkan"},
    "arbetsformedlingen": {"reporter": "omar.aziz", "coordinator": "bo.sektion"},
}
SECRETARY = "eva.sekreterare"
ADJUSTER = "pia.samverkan"


@dataclass(slots=True)
class Stage:
    """Where the demo is played: a database, the moment it is there (UTC), and what is told of each case, by number."""

    engine: Engine
    now: datetime = datetime(2024, 8, 1, tzinfo=UTC)
    cases: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """The person as the installation knows them."""
        if username not in self._actors:
            with reading(self.engine) as session:
                self._actors[username] = sign_in(session, username)
        return self._actors[username]

    def do(self, username: str, use_case: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Runs a use case as a person in a transaction of its own, at the present moment."""
        actor = self.actor(username)
        with unit_of_work(self.engine) as session:
            return use_case(session, actor, *args, now=self.now, **kwargs)

    def ask(self, username: str, question: Callable[..., Any], *args: Any) -> Any:
        """Reads as a person."""
        actor = self.actor(username)
        with reading(self.engine) as session:
            return question(session, actor, *args)

    def manager(self, organisation: str, unit: str) -> str:
        """The nearest manager of a unit, by user name."""
        with reading(self.engine) as session:
            return manager_of(session, organisation, unit)


def office_hour(day: date, number: int) -> datetime:
    """A moment in office hours on a day, spread over it by a running number."""
    return at_local(day, time(8 + number % 8, (number * 7) % 60))
