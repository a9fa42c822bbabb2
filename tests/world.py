"""The small world that stories are told in: three parties, their people, and a clock that is moved by hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine

from avvikelse.core.dates import add_working_days, at_local, local_day
from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session, reading, unit_of_work
from avvikelse.services.members import add_unit, add_user, grant, sign_in
from avvikelse.services.routines import activate
from avvikelse.settings import builtin_folder

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday

REGION, FK, AF = "region-varmland", "forsakringskassan", "arbetsformedlingen"

UNITS = {
    REGION: [("Hälso- och sjukvården", None), ("Vårdcentralen Granåsen", "Hälso- och sjukvården"),
             ("Ortopedkliniken", "Hälso- och sjukvården")],
    FK: [("Sjukförsäkringen", None), ("Sjukpenning team 1", "Sjukförsäkringen")],
    AF: [("Rehabilitering till arbete", None)],
}  # fmt: skip

PEOPLE: dict[str, tuple[str, list[tuple[str, str | None, str | None]]]] = {
    "vc.medarbetare": (REGION, [("reporter", "Vårdcentralen Granåsen", None)]),
    "vc.kollega": (REGION, [("reporter", "Vårdcentralen Granåsen", None)]),
    "vc.chef": (REGION, [("manager", "Vårdcentralen Granåsen", None)]),
    "ort.chef": (REGION, [("manager", "Ortopedkliniken", None)]),
    "region.direktor": (REGION, [("manager", "Hälso- och sjukvården", None)]),
    "region.samordnare": (REGION, [("coordinator", None, None), ("member", None, "avvikelseforum")]),
    "region.sekreterare": (REGION, [("secretary", None, "avvikelseforum"), ("secretary", None, "samverkansgrupp")]),
    "fk.utredare": (FK, [("reporter", "Sjukpenning team 1", None)]),
    "fk.chef": (FK, [("manager", "Sjukpenning team 1", None)]),
    "fk.omradeschef": (FK, [("manager", "Sjukförsäkringen", None), ("member", None, "samverkansgrupp")]),
    "fk.samordnare": (FK, [("coordinator", None, None), ("member", None, "avvikelseforum")]),
    "af.handlaggare": (AF, [("reporter", "Rehabilitering till arbete", None)]),
    "af.chef": (AF, [("manager", "Rehabilitering till arbete", None)]),
    "af.samordnare": (AF, [("coordinator", None, None)]),
    "granskare": (REGION, [("auditor", None, None)]),
    "administrator": (REGION, [("administrator", None, None)]),
}

ATTESTED = {"nobody_recognised": True}
"""What the attester answers when the text is good."""

CLEAN_TEXT = (
    "En begäran om komplettering skickades till en vårdcentral trots att intyget var utfärdat av en "
    "specialistklinik. Patientens ersättning försenades med omkring tre veckor."
)


@dataclass
class World:
    """An installation with the Värmland routine, and the time it is there."""

    engine: Engine
    now: datetime = START
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """The person as the installation knows them."""
        if username not in self._actors:
            with reading(self.engine) as session:
                self._actors[username] = sign_in(session, username)
        return self._actors[username]

    def wait(self, *, working_days: int = 0, minutes: int = 0) -> None:
        """Lets time pass."""
        if working_days:
            self.now = at_local(add_working_days(local_day(self.now), working_days), time(9, 0))
        self.now += timedelta(minutes=minutes)

    def do(self, use_case: Any, username: str, *args: Any, **kwargs: Any) -> Any:
        """Runs one use case as a person, in one transaction, a minute later."""
        self.now += timedelta(minutes=1)
        with unit_of_work(self.engine) as session:
            return use_case(session, self.actor(username), *args, now=self.now, **kwargs)

    def plain(self, use_case: Any, *args: Any, **kwargs: Any) -> Any:
        """Runs a use case that no person does, such as the operator's commands."""
        with unit_of_work(self.engine) as session:
            return use_case(session, *args, now=self.now, **kwargs)

    def ask(self, question: Any, username: str, *args: Any, **kwargs: Any) -> Any:
        """Reads something as a person."""
        with reading(self.engine) as session:
            return question(session, self.actor(username), *args, **kwargs)


def build_world(engine: Engine) -> World:
    """Three authorities with units and people, under the Värmland routine."""
    with unit_of_work(engine) as session:
        path = builtin_folder("workflows") / "varmland.yaml"
        activate(session, path.read_bytes(), path.name, START)
        populate(session)
    return World(engine)


def populate(session: Session) -> None:
    """Adds the world's units and people."""
    for organisation, units in UNITS.items():
        for name, under in units:
            add_unit(session, organisation, name, under, START)
    for username, (organisation, roles) in PEOPLE.items():
        add_user(session, username, username.replace(".", " ").title(), f"{username}@example.se", organisation, START)
        for role, unit, forum in roles:
            grant(session, username, role, START, unit=unit, forum=forum)


def a_report(**changes: Any) -> dict[str, Any]:
    """A report that Försäkringskassan's investigator might write about a health centre."""
    return {
        "title": "Intyg utan beskrivning av aktivitetsbegränsning",
        "description": "Intyget för Anna Berg, 19680423-9819, saknar uppgifter om vad hon inte kan göra.",
        "occurred_on": "2026-02-26",
        "concerned": [REGION],
        "concerned_unit": "Vårdcentralen Granåsen",
        "category": "kvalitet",
        "gender": "kvinna",
        **changes,
    }
