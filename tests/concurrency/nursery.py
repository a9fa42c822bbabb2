"""Brings up workers, each a process of its own: `python -m tests.concurrency.nursery DATABASE-URL SMTP-PORT`.

What a worker needs is read once, here; a worker is then a fork of this process, ready at once. One command a line on
standard input, one answer a line on standard output: `start` gives a new worker's process id, `wait PID` how it ended.
"""

import os
import signal
import sys
from datetime import timedelta
from threading import Event

import avvikelse.outbound.letters  # so that no worker has to read it (the bootstrap does so late)
import avvikelse.services.letters
import avvikelse.services.sweeping  # noqa: F401 (the same)
from avvikelse.bootstrap import install
from avvikelse.db.session import make_engine, reading
from avvikelse.outbound.relay import Pace
from avvikelse.outbound.render import check_templates
from avvikelse.scheduler import WorkerPace, work
from avvikelse.services.routines import active_engine

PACE = WorkerPace(
    sweep=timedelta(seconds=0.15),
    relay=timedelta(seconds=0.15),
    mails=Pace(
        lease=timedelta(seconds=2),
        timeout=timedelta(seconds=0.3),
        first_wait=timedelta(seconds=0.1),
        longest_wait=timedelta(seconds=1),
        tries=10_000,
        batch=10,
        per_connection=4,
    ),
)
"""Everything a hundred times as fast as in earnest: the lease is still longer than a mail can take."""


def live(url: str, port: str) -> None:
    """Works as `avvikelse worker` does, until it is told to stop or killed."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    environment = {
        "AVVIKELSE_DATABASE_URL": url,
        "AVVIKELSE_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "AVVIKELSE_BASE_URL": "https://avvikelse.example.se",
    }
    work(install(environment), stop, PACE)


def warm_up(url: str) -> None:
    """Reads the routine and the templates once, and leaves no connection behind that a worker could take over."""
    engine = make_engine(url)
    with reading(engine) as session:
        active_engine(session)
    engine.dispose()
    check_templates()


def main(url: str, port: str) -> None:
    """Does as it is told until standard input ends."""
    warm_up(url)
    for line in sys.stdin:
        command, *pid = line.split()
        if command == "start":
            child = os.fork()
            if child == 0:
                sys.stdin.close()
                live(url, port)
                os._exit(0)
            answer = child
        else:
            answer = os.waitstatus_to_exitcode(os.waitpid(int(pid[0]), 0)[1])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
