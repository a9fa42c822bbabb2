"""The worker: a handful of jobs at intervals, in a process of its own. Any number of workers may run at once.

What is due stands in rows. The scheduler remembers nothing, so that a worker can be killed, started again or come
late without anything being lost or done twice; and since no job has a time of day, no change of the clock matters.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import DBAPIError

from avvikelse.bootstrap import Installation, clock
from avvikelse.errors import AvvikelseError
from avvikelse.outbound.relay import Pace


@dataclass(frozen=True, slots=True)
class WorkerPace:
    """How often the jobs run. Mail is soon sent; what is due by the day may wait a minute.

    What is to be destroyed falls due at midnight, and is gone within the hour.
    """

    sweep: timedelta = timedelta(minutes=1)
    relay: timedelta = timedelta(seconds=15)
    retention: timedelta = timedelta(hours=1)
    mails: Pace = field(default_factory=Pace)


def work(found: Installation, stop: Event, pace: WorkerPace | None = None) -> None:
    """Runs the jobs until `stop` is set; then ends what is under way, and returns."""
    with working(found, stop, pace):
        stop.wait()


@contextmanager
def working(found: Installation, stop: Event, pace: WorkerPace | None = None) -> Iterator[None]:
    """Runs the jobs in threads of their own beside what else is done, and ends them after it."""
    often = pace or WorkerPace()
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a job that is still at work is no news
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(2)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    jobs: list[tuple[str, timedelta, Callable[[], object]]] = [
        ("sweep", often.sweep, lambda: found.sweep(clock())),
        ("retention", often.retention, lambda: found.retain(clock())),
        ("relay", often.relay, lambda: found.relay(often.mails, stopped=stop.is_set)),
    ]
    for name, interval, job in jobs:
        trigger = IntervalTrigger(seconds=interval.total_seconds())
        scheduler.add_job(_guarded(name, job), trigger, id=name, next_run_time=clock())
    scheduler.start()
    try:
        yield
    finally:
        stop.set()
        scheduler.shutdown(wait=True)


def _guarded(name: str, job: Callable[[], object]) -> Callable[[], None]:
    """The job, but for that what goes wrong is logged by its kind: the next run tries again."""

    def run() -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 (the worker goes on; the text of an error may quote a case)
            structlog.get_logger().warning("job_failed", job=name, reason=_reason(error))

    return run


def _reason(error: Exception) -> str:
    match error:
        case AvvikelseError():
            return error.message
        case DBAPIError():
            return "Databasen svarar inte."
        case _:
            return type(error).__name__
