"""Wires the house together: settings, log, database. The entrances (command line, web, worker) start here."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from avvikelse import log
from avvikelse.db.migrate import newest_revision, revision, upgrade
from avvikelse.db.session import Session, make_engine, reading, unit_of_work
from avvikelse.errors import AvvikelseError, BadSetting
from avvikelse.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections import Counter

    from avvikelse.outbound.relay import Pace, Relayed


def clock() -> datetime:
    """The present moment in UTC, for work that goes on for long enough to have to look again."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Installation:
    """A running installation: its settings and its database."""

    settings: Settings
    engine: Engine

    @contextmanager
    def write(self, act: str) -> Iterator[Session]:
        """A unit of work for one use case, logged by name and time once it is committed."""
        started = time.perf_counter()
        logger = structlog.get_logger()
        try:
            with unit_of_work(self.engine) as session:
                yield session
        except AvvikelseError as error:
            logger.info("refused", act=act, code=error.code)
            raise
        logger.info("done", act=act, milliseconds=round((time.perf_counter() - started) * 1000, 1))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with reading(self.engine) as session:
            yield session

    def sweep(self, now: datetime) -> "Counter[str]":
        """Puts all that is due in the outbox, once; counts the messages by name."""
        from avvikelse.services.health import SWEEP, note_run  # noqa: PLC0415 (not for every command)
        from avvikelse.services.sweeping import sweep  # noqa: PLC0415 (the same)

        done = sweep(self.engine, now)
        with unit_of_work(self.engine) as session:
            note_run(session, SWEEP, clock())
        return done

    def retain(self, now: datetime) -> "Counter[str]":
        """Tells of, and does, what decisions to destroy cover at `now`; counts it. Run again it does nothing more."""
        from avvikelse.services.health import RETENTION, note_run  # noqa: PLC0415 (not for every command)
        from avvikelse.services.retaining import run_retention  # noqa: PLC0415 (the same)

        done = run_retention(self.engine, now)
        with unit_of_work(self.engine) as session:
            note_run(session, RETENTION, clock())
        return done

    def relay(
        self,
        pace: "Pace | None" = None,
        *,
        now: Callable[[], datetime] = clock,
        stopped: Callable[[], bool] = lambda: False,
    ) -> "Relayed":
        """Sends what is due in the outbox, until it is empty or `stopped` says so. Raises BadSetting."""
        from avvikelse.outbound.relay import Pace, Relay  # noqa: PLC0415 (templates and mail: not for every command)
        from avvikelse.services.health import RELAY, note_run  # noqa: PLC0415 (the same)
        from avvikelse.services.letters import read_letter  # noqa: PLC0415 (the same)

        done = Relay(self.engine, self.settings, read_letter, now, pace or Pace(), stopped).run()
        with unit_of_work(self.engine) as session:
            note_run(session, RELAY, now())
        return done

    def migrate(self) -> None:
        """Creates or upgrades the database. Raises BadSetting when it can't be reached."""
        try:
            upgrade(self.engine)
        except DBAPIError:
            raise BadSetting(self._unreachable()) from None

    def require_current(self) -> None:
        """Raises BadSetting when the database can't be reached, is empty or older than the program."""
        try:
            found = revision(self.engine)
        except DBAPIError:
            raise BadSetting(self._unreachable()) from None
        if found != newest_revision():
            what = "är tom" if found is None else "är äldre än programmet"
            raise BadSetting(f"Databasen {what}. Kör avvikelse migrate.")

    def _unreachable(self) -> str:
        shown = self.engine.url.render_as_string(hide_password=True)
        running = "" if self.engine.dialect.name == "sqlite" else " och att databasen är igång"
        return f"Databasen {shown} går inte att nå. Kontrollera AVVIKELSE_DATABASE_URL{running}."


def install(environment: Mapping[str, str] = os.environ) -> Installation:
    """The installation that the environment describes. Raises BadSetting."""
    settings = read_settings(environment)
    log.configure(settings.log_format)
    return Installation(settings, make_engine(settings.database_url))
