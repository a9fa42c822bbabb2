"""Empties the outbox: claim, render, send, mark. Any number of workers may do so at once, and die at any moment.

A mail is marked as sent after the server has taken it, so that none is lost; one that is sent twice, because a worker
died in between, has the same Message-ID both times.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from avvikelse.core.letters import Letter
from avvikelse.core.vocabulary import MailState
from avvikelse.db import claim as mails
from avvikelse.db.claim import Claimed
from avvikelse.db.session import Session, reading, unit_of_work
from avvikelse.errors import BadSetting
from avvikelse.outbound.context import web_address
from avvikelse.outbound.letters import write_letter
from avvikelse.outbound.mail import Never, NotNow, Postman, ServerDown, build
from avvikelse.settings import Settings


@dataclass(frozen=True, slots=True)
class Pace:
    """How the relay takes its time. A mail that isn't taken is tried `tries` times, over about three days.

    The lease must be longer than a mail can take; a worker that has little left of it lets go of what it hasn't tried.
    """

    lease: timedelta = timedelta(minutes=10)
    timeout: timedelta = timedelta(seconds=20)
    first_wait: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(hours=1)
    tries: int = 72
    batch: int = 20
    per_connection: int = 100
    give_up_after: int = 3
    """How many times in a row the server can't be used, until the relay leaves it alone for a while."""


@dataclass(slots=True)
class Relayed:
    """What a run did: messages put into mails, and mails by what came of them."""

    gathered: int = 0
    sent: int = 0
    put_off: int = 0
    dead: int = 0
    dropped: int = 0


@dataclass(slots=True)
class Relay:
    """One worker's way through the outbox. `clock` tells the time (UTC), `stopped` that the worker is to end."""

    engine: Engine
    settings: Settings
    read_letter: Callable[[Session, Claimed, datetime], Letter]
    clock: Callable[[], datetime]
    pace: Pace = field(default_factory=Pace)
    stopped: Callable[[], bool] = lambda: False
    done: Relayed = field(default_factory=Relayed)

    def run(self) -> Relayed:
        """Sends everything that is due. Without a mail server nothing is done: messages stay in the outbox."""
        if self.settings.mail_server is None:
            return self.done
        self._gather()
        timeout = self.pace.timeout.total_seconds()
        with Postman(self.settings.mail_server, timeout, self.pace.per_connection) as postman:
            while not self.stopped() and (taken := self._claim()):
                if not self._send_all(postman, taken):
                    break
        return self.done

    def _gather(self) -> None:
        while not self.stopped():
            now = self.clock()
            with reading(self.engine) as session:
                if not mails.anything_to_gather(session, now):
                    return
            with unit_of_work(self.engine) as session:
                gathered = mails.gather(session, now)
            if not gathered:
                return  # another worker is at it
            self.done.gathered += gathered

    def _claim(self) -> list[Claimed]:
        now = self.clock()
        with reading(self.engine) as session:
            if not mails.anything_to_claim(session, now):
                return []
        with unit_of_work(self.engine) as session:
            return mails.claim(session, now, lease=self.pace.lease, count=self.pace.batch)

    def _send_all(self, postman: Postman, taken: Sequence[Claimed]) -> bool:
        """Sends what was claimed. False when the run is to end: stopped, or the server can't be used."""
        down = 0
        for place, mail in enumerate(taken):
            if self.stopped() or self.clock() > mail.until - self.pace.lease / 2:
                self._let_go(taken[place:], self.clock())
                return not self.stopped()
            try:
                self._handle(postman, mail)
                down = 0
            except ServerDown as error:
                down += 1
                self._let_go([mail], self.clock() + self._wait(1), error.reason)
                if down >= self.pace.give_up_after:
                    structlog.get_logger().warning("mail_server", reason=error.reason)
                    self._let_go(taken[place + 1 :], self.clock() + self.pace.first_wait)
                    return False
        return True

    def _handle(self, postman: Postman, mail: Claimed) -> None:
        """Sends one mail and notes what came of it. Raises ServerDown when that is no matter of this mail's."""
        try:
            sent = self._send(postman, mail)
        except NotNow as error:
            self._not_now(mail, error.reason)
        except Never as error:
            self._settle(mail, MailState.DEAD, error.reason)
            self.done.dead += 1
        except BadSetting as error:
            self._not_now(mail, error.message)
        except (ServerDown, DBAPIError):
            raise
        except Exception as error:  # noqa: BLE001 (one mail that can't be made must not keep the others waiting)
            self._not_now(mail, f"Mejlet går inte att göra i ordning ({type(error).__name__}). Rapportera felet.")
        else:
            self.done.sent += sent
            self.done.dropped += not sent

    def _send(self, postman: Postman, mail: Claimed) -> bool:
        """False when nothing in the mail may be told any longer."""
        with reading(self.engine) as session:
            letter = self.read_letter(session, mail, self.clock())
        if letter.skipped:
            with unit_of_work(self.engine) as session:
                mails.skip(session, letter.skipped)
        if not letter.notices:
            self._settle(mail, MailState.DROPPED)
            return False
        sender, now = self.settings.mail_from, self.clock()
        written = write_letter(letter, self.settings)
        postman.send(build(written, letter.address, sender, self._message_id(mail), now), sender, letter.address)
        self._settle(mail, MailState.SENT)
        return True

    def _message_id(self, mail: Claimed) -> str:
        return f"{mail.key}@{urlsplit(web_address(self.settings.base_url)).hostname}"

    def _settle(self, mail: Claimed, state: MailState, failure: str = "") -> None:
        with unit_of_work(self.engine) as session:
            mails.settle(session, mail.id, state, self.clock(), failure)
        structlog.get_logger().info("mail", mail=mail.id, state=str(state), attempts=mail.attempts)

    def _not_now(self, mail: Claimed, reason: str) -> None:
        if mail.attempts >= self.pace.tries:
            self._settle(mail, MailState.DEAD, reason)
            self.done.dead += 1
            return
        with unit_of_work(self.engine) as session:
            mails.put_off(session, mail, self.clock() + self._wait(mail.attempts), reason)
        self.done.put_off += 1

    def _wait(self, attempts: int) -> timedelta:
        """Twice as long for each try, up to an hour; a little more or less, so that all don't come back at once."""
        doubled: timedelta = self.pace.first_wait * 2 ** min(attempts - 1, 16)
        return min(doubled, self.pace.longest_wait) * random.uniform(0.75, 1.25)  # noqa: S311 (chance, not secrecy)

    def _let_go(self, taken: Sequence[Claimed], until: datetime, failure: str = "") -> None:
        """The try doesn't count: it says nothing about the mail."""
        with unit_of_work(self.engine) as session:
            mails.give_back(session, taken, until, failure)
