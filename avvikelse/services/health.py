"""How the installation's own work goes: when its jobs last ran, and what waits to be sent. No case, no person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from avvikelse.core.vocabulary import MailState
from avvikelse.db.claim import count_mails, count_waiting, oldest_unsent
from avvikelse.db.session import Session
from avvikelse.db.tables import JobRun, RetentionDecision, table

_run, _decision = table(JobRun), table(RetentionDecision)

SWEEP, RELAY, RETENTION = "sweep", "relay", "retention"
JOBS = (SWEEP, RELAY, RETENTION)
LATE = timedelta(minutes=15)
RETENTION_LATE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Health:
    """What an operator wants to know (moments in UTC). `ran` has no entry for a job that never came to its end."""

    ran: dict[str, datetime]
    oldest_unsent: datetime | None
    waiting: int
    mails: dict[str, int]
    retention_decisions: int = 0
    """How many decisions to destroy are in force."""

    @property
    def dead(self) -> int:
        """How many mails couldn't be sent, and wait for an administrator."""
        return self.mails.get(MailState.DEAD, 0)


def note_run(session: Session, job: str, now: datetime) -> None:
    """Notes that a job has come to its end."""
    if not session.execute(update(_run).where(_run.c.job == job).values(ran_at=now)).rowcount:
        session.execute(insert(_run).values(job=job, ran_at=now))


def health(session: Session, now: datetime) -> Health:
    """How the work goes now."""
    ran = {row.job: row.ran_at for row in session.execute(select(_run))}
    in_force = select(func.count()).select_from(_decision).where(_decision.c.revoked_at.is_(None))
    decisions = session.execute(in_force).scalar_one()
    return Health(ran, oldest_unsent(session, now), count_waiting(session), count_mails(session), decisions)


def metrics(found: Health, now: datetime) -> str:
    """The same as Prometheus reads it (text format 0.0.4). Times are seconds since 1970, ages are seconds."""
    return "\n".join([*_lines(found, now), ""])


def _lines(found: Health, now: datetime) -> Iterator[str]:
    yield from _metric("avvikelse_job_last_run_timestamp_seconds", "gauge", "When a job last came to its end.")
    for job in JOBS:
        seconds = found.ran[job].timestamp() if job in found.ran else 0
        yield f'avvikelse_job_last_run_timestamp_seconds{{job="{job}"}} {seconds:.3f}'
    yield from _metric("avvikelse_oldest_unsent_mail_seconds", "gauge", "Age of what has waited longest to be sent.")
    age = (now - found.oldest_unsent).total_seconds() if found.oldest_unsent is not None else 0
    yield f"avvikelse_oldest_unsent_mail_seconds {max(age, 0):.3f}"
    yield from _metric("avvikelse_outbox_messages_waiting", "gauge", "Messages that are in no mail yet.")
    yield f"avvikelse_outbox_messages_waiting {found.waiting}"
    yield from _metric("avvikelse_mails", "gauge", "Mails by what came of them; dead ones wait for an administrator.")
    for state in MailState:
        yield f'avvikelse_mails{{state="{state}"}} {found.mails.get(state, 0)}'


def _metric(name: str, kind: str, tells: str) -> Iterator[str]:
    yield f"# HELP {name} {tells}"
    yield f"# TYPE {name} {kind}"
