"""The worker, as a process."""

import signal
from threading import Event

import click

from avvikelse.cli.common import installation
from avvikelse.scheduler import work


@click.command()
def worker() -> None:
    """Kör påminnelser och mejl tills processen stoppas. Flera kan köras samtidigt."""
    found = installation()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server = found.settings.mail_server
    where = f"Mejl skickas till {server.host}:{server.port}" if server else "Mejl stannar i utkorgen"
    click.echo(f"Arbetaren är igång. {where}. Stoppa med Ctrl+C.")
    work(found, stop)
    click.echo("Arbetaren har stannat.")
