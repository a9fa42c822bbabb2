"""Commands that show what a forum reads: its agenda and the weekly list."""

import json

import click

from avvikelse.cli.common import (
    as_json,
    installation,
    now,
    show,
    table,
    write_out,
)
from avvikelse.cli.meeting import agreement_option
from avvikelse.outbound.agenda import agenda_html, agenda_json, agenda_markdown
from avvikelse.services import agendas
from avvikelse.services.meetings import find_forum
from avvikelse.services.members import operator_of_forum, operator_of_weekly, sign_in
from avvikelse.services.weekly import weekly_list

FORMATS = ("json", "md", "html")
as_anyone = click.option("--as", "username", metavar="USER", help="Användaren som läser. Utan: forumets sekreterare.")


@click.command()
@click.argument("forum", metavar="FORUM")
@click.argument("day", metavar="DATUM|next")
@click.option("--format", "form", type=click.Choice(FORMATS), default="md", show_default=True)
@click.option("-o", "--output", metavar="FIL", help="Skriv till en fil.")
@as_anyone
@agreement_option
def agenda(forum: str, day: str, form: str, output: str | None, username: str | None, agreement: str | None) -> None:
    """Visa ett forums dagordning som den skulle bli nu, eller som den är spikad."""
    with installation().read() as session:
        ref = find_forum(session, forum, agreement)
        actor = sign_in(session, username) if username else operator_of_forum(session, ref)
        found = agendas.agenda(session, actor, ref, day, now())
    match form:
        case "json":
            write_out(json.dumps(agenda_json(found), ensure_ascii=False, indent=2), output)
        case "html":
            write_out(agenda_html(found), output)
        case _:
            write_out(agenda_markdown(found), output)


@click.command()
@as_anyone
@as_json
def weekly(username: str | None, as_json: bool) -> None:
    """Visa veckolistan: öppna avvikelser mellan parterna, avidentifierade."""
    with installation().read() as session:
        actor = sign_in(session, username) if username else operator_of_weekly(session)
        found = weekly_list(session, actor, now())
    data = [{name: getattr(line, name) for name in line.__slots__} for line in found]
    rows = [
        (line.number, line.category, f"{line.reporting} → {line.concerned}", line.label, f"{line.days} dagar")
        for line in found
    ]
    headings = ("Nummer", "Slag", "Mellan", "Läge", "I läget")
    show(data, as_json, lambda: table(headings, rows, empty="Inga öppna avvikelser mellan parterna."))
