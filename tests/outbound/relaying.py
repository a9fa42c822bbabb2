"""A run of the relay in the small world, by its own clock."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from avvikelse.outbound.relay import Pace, Relay, Relayed
from avvikelse.services.letters import read_letter
from avvikelse.services.sweeping import sweep
from avvikelse.settings import MailServer, Settings, read_settings
from tests.outbound.mailserver import MailBox, Taken
from tests.world import World

SETTINGS = {"AVVIKELSE_BASE_URL": "https://avvikelse.example.se", "AVVIKELSE_MAIL_FROM": "avvikelse@example.se"}
NUMBER = re.compile(r"AVV-\d{4}-\d{4,}")


def settings(server: MailServer | None) -> Settings:
    return read_settings(SETTINGS | ({"AVVIKELSE_SMTP_URL": f"smtp://{server.host}:{server.port}"} if server else {}))


def relay(world: World, server: MailServer | None, pace: Pace | None = None, **changes: Any) -> Relayed:
    """Everything due is swept into the outbox and mailed, at the world's time."""
    clock: Callable[[], datetime] = lambda: world.now  # noqa: E731 (the world's clock as a function)
    return Relay(world.engine, settings(server), read_letter, clock, pace or Pace(), **changes).run()


def swept(world: World, server: MailServer, pace: Pace | None = None) -> Relayed:
    sweep(world.engine, world.now)
    return relay(world, server, pace)


def subjects(box: MailBox, username: str) -> list[str]:
    """What the person has been mailed, in order."""
    return [mail.subject for mail in box.to(f"{username}@example.se")]


def numbers_in(mail: Taken) -> set[str]:
    return set(NUMBER.findall(mail.subject + mail.part()))
