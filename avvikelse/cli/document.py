"""Commands for the Word templates that a secretary can replace with their own."""

from pathlib import Path

import click

from avvikelse.cli.common import read_bytes
from avvikelse.core.dates import DEFAULT_ZONE
from avvikelse.errors import BadInput
from avvikelse.outbound.documents.contexts import fields
from avvikelse.outbound.documents.examples import EXAMPLES
from avvikelse.outbound.documents.fields import DOCUMENTS, described

kind_argument = click.argument("kind", metavar="SLAG", type=click.Choice(list(DOCUMENTS)))


@click.group()
def document() -> None:
    """Ta fram och pröva mallar för Word."""


@document.command()
@kind_argument
@click.option("-o", "--output", metavar="FIL", required=True, help="Filen som mallen skrivs till.")
def template(kind: str, output: str) -> None:
    """Skriv den inbyggda mallen till en fil, att ändra i Word."""
    from avvikelse.outbound.documents.word_template import default_template  # noqa: PLC0415 (Word is heavy)

    try:
        Path(output).write_bytes(default_template(kind))
    except OSError:
        raise BadInput(f"{output}: filen går inte att skriva. Kontrollera mappen.") from None
    click.echo(f"Mallen finns i {output}. Ändra den i Word och pröva: avvikelse document check {kind} {output}")


@document.command()
@kind_argument
@click.argument("file", metavar="MALL")
def check(kind: str, file: str) -> int:
    """Pröva en egen mall på ett påhittat dokument. Varje fel sägs, med namn på fältet."""
    from avvikelse.outbound.documents.word import template_faults  # noqa: PLC0415

    properties, said = fields(EXAMPLES[kind], DEFAULT_ZONE)
    found = template_faults(read_bytes(file), said, properties)
    for fault in found:
        click.echo(f"{file}: {fault}")
    if not found:
        click.echo(f"{file}: mallen fungerar.")
    return 1 if found else 0


@document.command("fields")
@kind_argument
def list_fields(kind: str) -> None:
    """Lista fälten som en mall kan använda."""
    for name, says in described(DOCUMENTS[kind]):
        click.echo(f"{name:<32} {says}")
