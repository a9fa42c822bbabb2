"""Commands for the database and the installation as a whole."""

import click

from avvikelse.bootstrap import install
from avvikelse.cli.common import as_json, show
from avvikelse.db.migrate import newest_revision, revision
from avvikelse.errors import AvvikelseError


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
    data = [{"check": name, "ok": not fault, "message": fault or "i ordning"} for name, fault in checks]
    lines = [f"{'✓' if line['ok'] else '✗'} {line['check']}: {line['message']}" for line in data]
    show(data, as_json, lambda: "\n".join(lines))
    return 0 if all(line["ok"] for line in data) else 1


def _checks() -> list[tuple[str, str]]:
    """Each check with its fault as a Swedish sentence; empty when all is well."""
    from avvikelse.deid import self_test  # noqa: PLC0415 (lists are loaded only when they are to be tested)

    checks: list[tuple[str, str]] = []
    try:
        found = install()
    except AvvikelseError as error:
        return [("Inställningar", error.message)]
    checks.append(("Inställningar", ""))
    try:
        found.require_current()
        checks.append((f"Databas, version {newest_revision()}", ""))
    except AvvikelseError as error:
        checks.append(("Databas", error.message))
    missed = self_test()
    fault = f"{len(missed)} prov av kontrollen misslyckades. Installera om programmet." if missed else ""
    checks.append(("Avidentifiering", fault))
    return checks
