"""Workers are killed at random while reminders fall due and the mail server fails one connection in four.

Every reminder is delivered, none twice but as the same mail, on both databases. The size is a tenth of the one that
is promised; `AVVIKELSE_FULL_SIZE=1` runs that: 2,000 reminders and 100 kills.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, func, insert, select

from avvikelse.core.vocabulary import MailState
from avvikelse.db.session import make_engine, reading, unit_of_work
from avvikelse.db.tables import (
    Deviation,
    DeviationParty,
    Mail,
    Outbox,
    Reminder,
    RoleAssignment,
    Unit,
    User,
    table,
)
from avvikelse.services.audit import verify
from avvikelse.services.routines import active_engine
from tests.outbound.mailserver import MailBox, PostOffice
from tests.outbound.relaying import numbers_in
from tests.world import FK, REGION, START, build_world

FULL = bool(os.environ.get("AVVIKELSE_FULL_SIZE"))
REMINDERS, KILLS, MANAGERS = (2000, 100, 200) if FULL else (200, 10, 40)
SECONDS = 60 if FULL else 3
"""For how long reminders fall due, evenly."""
WORKERS = 3
AT_MOST = 600 if FULL else 120
ROOT = Path(__file__).parents[2]


@dataclass
class Unreliable(MailBox):
    """Fails one connection in four: hangs up on the greeting, says nothing for long, or hangs up on the mail.

    Half of the mails that it hangs up on have been taken, though nobody was told so.
    """

    chance: random.Random = field(default_factory=random.Random)
    failed: Counter[str] = field(default_factory=Counter)

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's form)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        fate = self.chance.choice(("refuse", "stall", "drop")) if self.chance.random() < 0.25 else ""
        session.host_name = hostname
        session.fate = fate  # type: ignore[attr-defined]  # because the session carries what a handler notes on it
        self.failed[fate] += bool(fate)
        if fate == "refuse":
            _hang_up(server)
        return responses

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (the same)
        fate = session.fate  # type: ignore[attr-defined]  # because handle_EHLO has put it there
        if fate == "stall":
            await asyncio.sleep(1.2)
        if not fate or self.chance.random() < 0.5:
            self.keep(session, envelope)
        if fate:
            _hang_up(server)
        return "250 OK"


def _hang_up(server: SMTP) -> None:
    if server.transport is not None:
        server.transport.close()


class Workers:
    """Three at a time, brought up by a nursery."""

    def __init__(self, url: str, port: int) -> None:
        command = [sys.executable, "-m", "tests.concurrency.nursery", url, str(port)]
        self._nursery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self.alive: list[int] = []

    def __enter__(self) -> Self:
        self.start(WORKERS)
        return self

    def __exit__(self, *_: object) -> None:
        for pid in self.alive:
            os.kill(pid, signal.SIGKILL)
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()
        assert self._nursery.stdout is not None
        self._nursery.stdout.close()
        self._nursery.wait(timeout=AT_MOST)

    def _ask(self, line: str) -> int:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(f"{line}\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())

    def start(self, count: int) -> None:
        self.alive += [self._ask("start") for _ in range(count)]

    def kill_one(self) -> None:
        pid = random.choice(self.alive)  # noqa: S311 (chance, not secrecy)
        os.kill(pid, signal.SIGKILL)
        self.alive.remove(pid)
        assert self._ask(f"wait {pid}") == -signal.SIGKILL

    def stop(self) -> list[int]:
        """Asks all to stop, and gives how they ended."""
        stopping, self.alive = self.alive, []
        for pid in stopping:
            os.kill(pid, signal.SIGTERM)
        return [self._ask(f"wait {pid}") for pid in stopping]


def fill(engine: Engine, now: datetime) -> dict[str, str]:
    """An open case for each reminder, which fall due from now on; the manager's address by the case's number."""
    with unit_of_work(engine) as session:
        version, _ = active_engine(session)
        fk = session.execute(select(table(User)).where(table(User).c.username == "fk.chef")).one()
        first = session.execute(select(func.max(table(User).c.id))).scalar_one() + 1
        unit = session.execute(select(func.max(table(Unit).c.id))).scalar_one() + 1
        people, cases = range(MANAGERS), range(REMINDERS)
        put(session, Unit, [{"id": unit + n, "organisation": REGION, "name": f"Enhet {n}"} for n in people])
        put(session, User, [_manager(first + n, n) for n in people])
        put(
            session,
            RoleAssignment,
            [{"user_id": first + n, "role": "manager", "unit_id": unit + n, "forum_id": None} for n in people],
        )
        put(session, Deviation, [_case(n, version) for n in cases])
        concerned = [(n, REGION, "concerned", unit + n % MANAGERS, first + n % MANAGERS) for n in cases]
        put(session, DeviationParty, [_party(*one) for n in cases for one in ((n, FK, "reporting", None, fk.id),)])
        put(session, DeviationParty, [_party(*one) for one in concerned])
        step = timedelta(seconds=SECONDS) / REMINDERS
        rule = {"rule": "manager_dialogue.10", "period": 3, "role": "concerned.manager"}
        put(session, Reminder, [rule | {"deviation_id": n + 1, "due_at": now + step * n} for n in cases])
    return {_number(n): f"chef{n % MANAGERS}@example.se" for n in cases}


def put(session: Any, model: Any, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table(model)), rows)


def _number(n: int) -> str:
    return f"AVV-2026-{n + 1:04}"


def _manager(user_id: int, n: int) -> dict[str, Any]:
    username = f"chef{n}"
    person = {"id": user_id, "username": username, "name": f"Chef {n}", "email": f"{username}@example.se"}
    return person | {"organisation": REGION, "active": True}


def _case(n: int, version: int) -> dict[str, Any]:
    common = {"agreement": "varmland", "routine_version_id": version, "state": "manager_dialogue", "rev": 3}
    kind = {"category": "kvalitet", "nature": "handelse", "affected": "medborgare", "gender": "okant"}
    where = {"source": "direkt", "conduct_matter": False, "occurred_on": START.date()}
    owner = {"owner_organisation": REGION, "owner_role": "concerned.manager"}
    moments = dict.fromkeys(("reported_at", "entered_at"), START) | {"due_at": datetime(2099, 1, 1, tzinfo=UTC)}
    return {"id": n + 1, "number": _number(n)} | common | kind | where | owner | moments


def _party(n: int, organisation: str, side: str, unit_id: int | None, manager_id: int) -> dict[str, Any]:
    known = {"deviation_id": n + 1, "organisation": organisation, "side": side, "visible_from": START}
    return known | {"unit_id": unit_id, "manager_id": manager_id, "reporter_id": None}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def left(engine: Engine) -> int:
    """How many reminders and mails still wait."""
    reminder, mail, outbox = table(Reminder), table(Mail), table(Outbox)
    with reading(engine) as session:
        counts = [
            select(func.count()).select_from(reminder).where(reminder.c.fired_at.is_(None)),
            select(func.count()).select_from(outbox).where(outbox.c.mail_id.is_(None)),
            select(func.count()).select_from(mail).where(mail.c.state == MailState.WAITING),
        ]
        return sum(session.execute(count).scalar_one() for count in counts)


def everything_is_sent(engine: Engine, until: float) -> None:
    while left(engine):
        assert time.monotonic() < until, f"{left(engine)} are still waiting"
        time.sleep(0.1)


def test_every_reminder_comes_and_none_twice_as_another_mail(engine: Engine, database_url: str) -> None:
    build_world(engine)
    box = Unreliable()
    with PostOffice(box) as office, Workers(database_url, office.port) as workers:
        began = time.monotonic()
        wanted = fill(engine, datetime.now(UTC))
        for _ in range(KILLS):
            time.sleep(random.uniform(0, 2 * SECONDS / KILLS))  # noqa: S311 (chance, not secrecy)
            workers.kill_one()
            workers.start(1)
        everything_is_sent(engine, began + AT_MOST)
        assert workers.stop() == [0] * WORKERS, "told to stop, they end what they do and go"
    _everybody_has_theirs(box, wanted)
    _rows_agree(engine)
    twice = len(box.taken) - len({mail.message_id for mail in box.taken})
    sys.stdout.write(
        f"\n{engine.dialect.name}: {REMINDERS} reminders in {len(box.taken)} mails, {twice} of them sent again, "
        f"{KILLS} kills, {box.sessions} connections, failed {dict(box.failed)}, {time.monotonic() - began:.1f} s\n"
    )


def _everybody_has_theirs(box: MailBox, wanted: dict[str, str]) -> None:
    mails = defaultdict(list)
    for taken in box.taken:
        mails[taken.message_id].append(taken)
    told: dict[str, str] = {}
    for message_id, copies in mails.items():
        [(address, numbers)] = {(tuple(copy.recipients), frozenset(numbers_in(copy))) for copy in copies}
        for number in numbers:
            assert address == (wanted[number],)
            assert told.setdefault(number, message_id) == message_id, "a reminder is in one mail alone"
    assert set(told) == set(wanted), "none is lost"


def _rows_agree(engine: Engine) -> None:
    mail, outbox, reminder = table(Mail), table(Outbox), table(Reminder)
    told = select(outbox.c.deviation_id).where(outbox.c.skipped == "", outbox.c.message == "reminder")
    with reading(engine) as session:
        states = session.execute(select(mail.c.state).distinct()).scalars().all()
        messages = session.execute(told).scalars().all()
        fired = session.execute(select(func.count()).where(reminder.c.fired_at.is_not(None))).scalar_one()
        _, _, broken = verify(session)
    assert states == [MailState.SENT]
    assert (sorted(messages), fired) == (list(range(1, REMINDERS + 1)), REMINDERS)
    assert broken is None
