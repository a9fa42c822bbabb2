"""Commands for an administrator: what is sent, what couldn't be, and sending it again."""

from dataclasses import asdict
from datetime import datetime

import click

from avvikelse.cli.common import acting, as_json, as_user, installation, now, show, table
from avvikelse.core.dates import DEFAULT_ZONE
from avvikelse.core.messages import ALL_MESSAGES
from avvikelse.core.vocabulary import MAIL_STATE_LABELS, MailState
from avvikelse.outbound.context import one_line
from avvikelse.services.mailroom import PAGE, OutgoingMessage, outgoing, outgoing_mail, send_again

KIND_LENGTH = 48
HEADINGS = ("Mejl", "Skrivet", "Till", "Meddelande", "Avvikelse", "Läge", "Försök", "Varför")


@click.group()
def outbox() -> None:
    """Se vad som skickas, och skicka om det som inte gick."""


@outbox.command(name="list")
@click.option("--state", type=click.Choice([state.value for state in MailState]), help="Bara de i ett läge.")
@click.option("--before", type=int, metavar="ID", help="De som är äldre än ett meddelande.")
@click.option("--limit", type=click.IntRange(1, 1000), default=PAGE, show_default=True, help="Hur många.")
@as_user
@as_json
def list_messages(username: str, state: str | None, before: int | None, limit: int, as_json: bool) -> None:
    """Visa meddelandena, nyast först. Inga rubriker eller texter ur avvikelser ingår."""
    with installation().read() as session:
        found = outgoing(session, acting(session, username), state, before=before, limit=limit)
    data = [asdict(message) for message in found]
    show(data, as_json, lambda: table(HEADINGS, [_row(message) for message in found], empty="Utkorgen är tom."))


@outbox.command(name="show")
@click.argument("mail", metavar="MEJL", type=int)
@as_user
@as_json
def show_mail(mail: int, username: str, as_json: bool) -> None:
    """Visa ett mejl: till vem, vilka meddelanden, och hur det har gått."""
    with installation().read() as session:
        found = outgoing_mail(session, acting(session, username), mail)
    first = found.messages[0]

    def text() -> str:
        lines = [
            f"Mejl {found.id} till {first.recipient} ({first.address})",
            f"Message-ID: {found.message_key}@…",
            f"Försök: {first.attempts}",
        ]
        if first.next_at is not None:
            lines.append(f"Nästa försök: {_clock(first.next_at)}")
        if first.settled_at is not None:
            lines.append(f"{MAIL_STATE_LABELS[MailState(first.state)].capitalize()}: {_clock(first.settled_at)}")
        return "\n".join([*lines, "", table(HEADINGS, [_row(message) for message in found.messages], empty="")])

    show(asdict(found), as_json, text)


@outbox.command()
@click.argument("mails", metavar="MEJL", type=int, nargs=-1)
@click.option("--all", "every", is_flag=True, help="Alla som inte gick att skicka.")
@as_user
@as_json
def retry(mails: tuple[int, ...], every: bool, username: str, as_json: bool) -> None:
    """Skicka om mejl som inte gick att skicka. Rätta först det som var fel, till exempel adressen: user email."""
    if bool(mails) == every:
        raise click.UsageError("mails or --all")
    found = installation()
    with found.write("outbox retry") as session:
        again = send_again(session, acting(session, username), None if every else mails, now())
    told = f"{len(again)} mejl skickas om av arbetaren." if again else "Inga mejl väntar på att skickas om."
    show({"mails": again}, as_json, lambda: told)


def _row(message: OutgoingMessage) -> tuple[str, ...]:
    return (
        str(message.mail or ""),
        _clock(message.created_at),
        message.recipient,
        one_line(ALL_MESSAGES.get(message.message, message.message), KIND_LENGTH),
        message.number,
        MAIL_STATE_LABELS[MailState(message.state)],
        str(message.attempts or ""),
        message.why,
    )


def _clock(moment: datetime) -> str:
    return moment.astimezone(DEFAULT_ZONE).strftime("%Y-%m-%d %H.%M")
