"""Whatever goes wrong in a command, as one Swedish line and the exit code that the contract gives it."""

import click
from sqlalchemy.exc import DBAPIError

from avvikelse.core.findings import InvalidRoutine
from avvikelse.errors import AvvikelseError, BadInput, BadSetting


def exit_code_for(error: Exception) -> int:
    """Says an error in one Swedish line on stderr and returns the exit code that the contract gives it."""
    match error:
        case InvalidRoutine():
            for finding in error.findings:
                click.echo(str(finding), err=True)
            return 1
        case BadInput() | BadSetting():
            click.echo(_one_line(error.message), err=True)
            return 2
        case AvvikelseError():
            click.echo(_one_line(error.message), err=True)
            return 1
        case DBAPIError():
            message = "Databasen svarade inte som väntat. Inget är ändrat. Kontrollera AVVIKELSE_DATABASE_URL."
        case OSError():
            place = error.filename or "utdata"
            message = f"Det gick inte att läsa eller skriva {place}. Kontrollera rättigheter och ledigt utrymme."
        case _:  # named by its kind, never by its text: that may quote a case
            message = f"Något gick fel i programmet ({type(error).__name__}). Inget är ändrat. Rapportera felet."
    click.echo(message, err=True)
    return 2


def _one_line(message: str) -> str:
    return " ".join(message.split())
