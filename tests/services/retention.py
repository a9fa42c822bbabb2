"""The steps that stories of retention have in common."""

from datetime import datetime, timedelta
from typing import Any

from avvikelse.db.session import unit_of_work
from avvikelse.services.handling import add_measure, agree, complete_measure, log_contact, record_investigation
from avvikelse.services.handover import hand_over
from avvikelse.services.members import add_user, grant
from avvikelse.services.reports import describe
from avvikelse.services.retaining import run_retention
from avvikelse.services.retention import register_decision
from tests.services.steps import received, reported, step
from tests.world import FK, REGION, START, World

EVERYTHING = ["registration", "notes", "deidentified", "shared", "traces", "drafts"]
ADMINISTRATORS = {FK: "fk.admin", REGION: "administrator"}
SECRETS = ("Anna Berg", "19680423-9819", "Hemlig")
"""What the texts of a `closed` case say, so that it can be looked for when they should be gone."""


def with_administrators(world: World) -> World:
    """The world with an administrator at Försäkringskassan too."""
    with unit_of_work(world.engine) as session:
        add_user(session, "fk.admin", "Fk Admin", "fk.admin@example.se", FK, START)
        grant(session, "fk.admin", "administrator", START)
    return world


def closed(world: World, **changes: Any) -> str:
    """A case between the two, with texts of every kind on both sides, closed."""
    number = received(world, **changes)
    for who in ("fk.chef", "vc.chef"):
        world.do(record_investigation, who, number, {"investigation": "Hemlig utredning."}, rev=None)
        world.do(log_contact, who, number, {"text": "Hemlig kontakt."}, rev=None)
    world.do(describe, "vc.chef", number, {"title": "Hemlig rubrik", "description": "Hemlig beskrivning."}, rev=None)
    world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Hemlig överlämning."}, rev=None)
    measure = {"what": "Hemlig åtgärd.", "organisation": REGION, "due_on": "2026-05-01"}
    made = world.do(add_measure, "vc.chef", number, measure, rev=None)
    world.do(complete_measure, "vc.chef", number, made, {"effect": "Hemlig effekt."}, rev=None)
    for who in ("fk.chef", "vc.chef"):
        world.do(agree, who, number, rev=None)
    step(world, "fk.chef", number, "resolve")
    step(world, "fk.chef", number, "close", effect_followed_up="Hemlig effekt.", reporter_told="Hemligt.")
    return number


def withdrawn(world: World, **changes: Any) -> str:
    """A case that its reporter took back at once: nobody but their own organisation has known of it."""
    number = reported(world, **changes)
    step(world, "fk.utredare", number, "withdraw", why_withdrawn="Hemligt skäl.")
    return number


def decided(world: World, organisation: str = FK, **changes: Any) -> int:
    """The organisation's administrator registers a decision."""
    form = {"diary_number": f"{organisation[:2].upper()} 2026/7", "period": 5, "kinds": EVERYTHING}
    form |= {"from_day": "2026-01-01"} | changes
    number: int = world.do(register_decision, ADMINISTRATORS[organisation], form)
    return number


def retained(world: World, batch: int = 200) -> dict[str, int]:
    """What a run of the worker's job does now."""
    return dict(run_retention(world.engine, world.now, batch))


def years_pass(world: World, years: float) -> datetime:
    """Lets so many years go by."""
    world.now += timedelta(days=round(365.25 * years))
    return world.now


def told_and_waited(world: World) -> None:
    """The administrators are told, and their time to stop it runs out."""
    assert retained(world).get("told")
    world.now += timedelta(days=31)
