"""Whatever goes wrong in a command, as one Swedish line and the exit code that the contract gives it."""

import click
import structlog
from sqlalchemy.exc import DBAPIError

from avvikelse import log
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
            click.echo(
                "Databasen svarade inte som väntat. Inget är ändrat. Försök igen, eller kör avvikelse doctor.", err=True
            )
        case _:
            click.echo(
                "Något gick fel i programmet. Inget är ändrat. Kör avvikelse doctor, eller rapportera felet.", err=True
            )
    if not structlog.is_configured():  # it went wrong before the settings were read
        log.configure("console")
    structlog.get_logger().error("unexpected", error=type(error).__name__)  # never its text: it may quote a case
    return 2


def _one_line(message: str) -> str:
    return " ".join(message.split())
