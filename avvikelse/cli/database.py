"""Commands for the database and the installation as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import click

from avvikelse.bootstrap import install
from avvikelse.cli.common import as_json, now, show
from avvikelse.core.dates import DEFAULT_ZONE
from avvikelse.db.migrate import newest_revision, revision
from avvikelse.db.session import Session
from avvikelse.errors import AvvikelseError
from avvikelse.outbound.context import web_address
from avvikelse.services.health import LATE, RELAY, RETENTION, RETENTION_LATE, SWEEP, Health, health
from avvikelse.settings import Settings


@click.command()
def init() -> None:
    """Skapa databasen på AVVIKELSE_DATABASE_URL. En som redan finns uppgraderas."""
    install().migrate()
    click.echo("Databasen är klar. Nästa steg: avvikelse setup FIL.yaml")


@click.command()
def migrate() -> None:
    """Uppgradera databasen till programmets version."""
    found = install()
    found.migrate()
    click.echo(f"Databasen har version {revision(found.engine)}.")


@click.command()
@as_json
def doctor(as_json: bool) -> int:
    """Visa vad som är fel i installationen och hur det åtgärdas."""
    checks = _checks()
    data = [{"check": check.name, "ok": check.ok, "message": check.message} for check in checks]
    lines = [f"{'✓' if line['ok'] else '✗'} {line['check']}: {line['message']}" for line in data]
    show(data, as_json, lambda: "\n".join(lines))
    return 0 if all(line["ok"] for line in data) else 1


@dataclass(frozen=True, slots=True)
class _Check:
    """One thing looked at: what it is, whether it is well, and a Swedish sentence on what is wrong or how it is set."""

    name: str
    message: str = "i ordning"
    ok: bool = True


def _checks() -> list[_Check]:
    from avvikelse.deid import self_test  # noqa: PLC0415 (lists are loaded only when they are to be tested)

    try:
        found = install()
    except AvvikelseError as error:
        return [_Check("Inställningar", error.message, ok=False)]
    checks = [_Check("Inställningar")]
    try:
        found.require_current()
        checks.append(_Check(f"Databas, version {newest_revision()}"))
        with found.read() as session:
            checks += [_routines(session), *_work(found.settings, health(session, now()))]
    except AvvikelseError as error:
        checks.append(_Check("Databas", error.message, ok=False))
    checks.append(_templates(found.settings))
    missed = self_test()
    if missed:
        fault = f"{len(missed)} prov av kontrollen misslyckades. Installera om programmet."
        checks.append(_Check("Avidentifiering", fault, ok=False))
    else:
        checks.append(_Check("Avidentifiering"))
    return checks


def _routines(session: Session) -> _Check:
    """Whether every routine in use can be read by this version of the program."""
    from avvikelse.services.routines import unreadable_versions  # noqa: PLC0415 (loads the reader of routine files)

    unreadable = unreadable_versions(session)
    if not unreadable:
        return _Check("Rutiner")
    mend = "Installera den version av programmet som rutinen togs i bruk med"
    return _Check("Rutiner", f"{'; '.join(unreadable)}. {mend}", ok=False)


def _work(settings: Settings, found: Health) -> Iterator[_Check]:
    """The worker, the mail server and what waits to be sent."""
    ran = found.ran.get(SWEEP) or found.ran.get(RELAY)
    if ran is None:
        yield _Check("Arbetare", "har aldrig gått. Starta den med avvikelse worker, så skickas påminnelser och mejl")
    else:
        late = now() - ran > LATE
        mend = ". Se om avvikelse worker är igång" if late else ""
        yield _Check("Arbetare", f"gick senast {_clock(ran)}{mend}", ok=not late)
    yield _retention(found)
    server = settings.mail_server
    if server is None:
        yield _Check("Mejl", "skickas inte: AVVIKELSE_SMTP_URL saknas. De stannar i utkorgen, avvikelse outbox list")
        return
    yield _Check("Mejl", f"skickas av {settings.mail_from} genom {server.host}:{server.port} ({server.security})")
    waits = found.oldest_unsent
    stuck = waits is not None and now() - waits > LATE
    told = f"äldsta är från {_clock(waits)}" if waits is not None else "inget väntar"
    mend = ". Se varför: avvikelse outbox list --state waiting" if stuck else ""
    yield _Check("Mejl som väntar", told + mend, ok=not stuck)
    mend = "Se dem med avvikelse outbox list --state dead, rätta och skicka om med outbox retry"
    yield _Check("Mejl som inte gick", f"{found.dead}. {mend}" if found.dead else "inga", ok=not found.dead)


def _retention(found: Health) -> _Check:
    """When what has been decided to be destroyed was last looked for."""
    ran, decided = found.ran.get(RETENTION), f"{found.retention_decisions} beslut i kraft"
    if not found.retention_decisions:
        decided = "inget beslut i kraft, inget gallras"
    late = bool(found.retention_decisions) and (ran is None or now() - ran > RETENTION_LATE)
    mend = ". Se om avvikelse worker är igång" if late else ""
    when = f"gick senast {_clock(ran)}" if ran is not None else "har inte gått än"
    return _Check("Gallring", f"{decided}; {when}{mend}", ok=not late)


def _templates(settings: Settings) -> _Check:
    from avvikelse.outbound.render import check_templates  # noqa: PLC0415 (templates are loaded only to be tested)

    try:
        check_templates((settings.notifications,) if settings.notifications is not None else ())
        web_address(settings.base_url)
    except AvvikelseError as error:
        return _Check("Meddelanden", error.message, ok=False)
    return _Check("Meddelanden")


def _clock(moment: datetime) -> str:
    return moment.astimezone(DEFAULT_ZONE).strftime("%Y-%m-%d %H.%M")
