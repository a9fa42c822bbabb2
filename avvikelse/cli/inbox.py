"""Commands for a person's own messages."""

import click

from avvikelse.cli.common import acting, as_json, as_user, installation, now, show
from avvikelse.core.dates import local_day, swedish_date
from avvikelse.core.vocabulary import MAIL_CHOICE_LABELS, MailChoice
from avvikelse.outbound.letters import put_into_words
from avvikelse.outbound.render import Rendered
from avvikelse.services.inbox import PAGE, InboxMessage, InboxPage, mark_read
from avvikelse.services.inbox import inbox as read_inbox
from avvikelse.services.preferences import choose_mail, mail_choice

CHOICES = click.Choice([choice.value for choice in MailChoice])


@click.command()
@click.option("--before", type=int, metavar="ID", help="De som är äldre än ett meddelande.")
@click.option("--limit", type=click.IntRange(1, 500), default=PAGE, show_default=True, help="Hur många.")
@click.option("--read", "mark", is_flag=True, help="Markera dem som lästa.")
@click.option("--mail", "choice", type=CHOICES, help="Välj vilka mejl du får.")
@as_user
@as_json
def inbox(username: str, before: int | None, limit: int, mark: bool, choice: str | None, as_json: bool) -> None:
    """Visa dina meddelanden, nyast först, eller välj vilka mejl du får.

    at_once är varje mejl direkt, daily ett om dagen, deadlines bara det som har ett sista datum. Det som väntar på dig
    kommer alltid direkt: din tur, försenat, kallelser.
    """
    home = installation()
    if choice is not None:
        with home.write("inbox mail") as session:
            chosen = choose_mail(session, acting(session, username), choice, now())
        told = f"Du får {MAIL_CHOICE_LABELS[chosen]}, och det som väntar på dig direkt."
        show({"mail": chosen}, as_json, lambda: told)
        return
    with home.read() as session:
        actor = acting(session, username)
        page, chosen = read_inbox(session, actor, before=before, limit=limit), mail_choice(session, actor)
    shown = [(message, put_into_words(message.notice, "", home.settings)) for message in page.messages]
    if mark and shown:
        with home.write("inbox read") as session:
            mark_read(session, actor, [message.id for message, _ in shown], now())
    show(_data(page, shown, chosen), as_json, lambda: _as_text(page, shown))


def _data(page: InboxPage, told: list[tuple[InboxMessage, Rendered]], chosen: MailChoice) -> dict[str, object]:
    messages = [
        {"id": message.id, "at": message.at, "read": message.read, "subject": words.subject, "text": words.text}
        for message, words in told
    ]
    return {"unread": page.unread, "before": page.before, "mail": chosen, "messages": messages}


def _as_text(page: InboxPage, told: list[tuple[InboxMessage, Rendered]]) -> str:
    if not told:
        return "Du har inga meddelanden."
    blocks = [f"{page.unread} olästa." if page.unread else "Allt är läst."]
    for message, words in told:
        mark = " " if message.read else "●"
        blocks.append(f"{mark} {swedish_date(local_day(message.at))}  {words.subject}\n\n{_indented(words.text)}")
    if page.before is not None:
        blocks.append(f"Äldre: avvikelse inbox --before {page.before}")
    return "\n\n".join(blocks)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines() if line)
