"""Commands for an auditor: the trail, without texts."""

import json

import click

from avvikelse.cli.common import as_json, installation, show
from avvikelse.services.audit import export as export_trail
from avvikelse.services.audit import verify as verify_trail


@click.group()
def audit() -> None:
    """Granska händelseloggen."""


@audit.command()
@as_json
def verify(as_json: bool) -> int:
    """Gå igenom hela kedjan. Den första brutna länken visas."""
    with installation().read() as session:
        count, digest, broken = verify_trail(session)
    first = {"seq": broken.seq, "message": broken.message} if broken is not None else None
    data = {"events": count, "hash": digest, "broken": first}
    whole = f"Loggen är hel. {count} händelser. Sista kontrollsumma: {digest}"
    show(data, as_json, lambda: whole if broken is None else broken.message)
    return 0 if broken is None else 1


@audit.command()
def export() -> None:
    """Skriv alla händelser, en per rad som JSON. Inga texter ur avvikelser ingår."""
    with installation().read() as session:
        for event in export_trail(session):
            click.echo(json.dumps(event, ensure_ascii=False))
