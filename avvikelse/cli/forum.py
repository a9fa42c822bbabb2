"""Commands that show what a forum reads: agenda, minutes, extracts, the weekly list, what was learnt."""

from datetime import date, timedelta

import click

from avvikelse.cli.common import acting, as_json, as_user, installation, now, show, table
from avvikelse.cli.meeting import agreement_option, meeting, of_meeting, open_meeting
from avvikelse.cli.papers import as_document, form_of, give
from avvikelse.core.dates import local_day
from avvikelse.errors import BadInput
from avvikelse.outbound.documents import Form, WeeklyList
from avvikelse.services import agendas, minutes_view
from avvikelse.services import learning as library
from avvikelse.services.meetings import find_forum
from avvikelse.services.members import operator_of_forum, operator_of_weekly
from avvikelse.services.weekly import weekly_list

YEAR = timedelta(days=365)
as_anyone = click.option("--as", "username", metavar="USER", help="Användaren som läser. Utan: forumets sekreterare.")


@click.command()
@click.argument("forum", metavar="FORUM")
@click.argument("day", metavar="DATUM|next")
@as_document
@as_anyone
@agreement_option
def agenda(
    forum: str, day: str, form: Form | None, output: str | None, username: str | None, agreement: str | None
) -> None:
    """Visa ett forums dagordning som den skulle bli nu, eller som den är spikad."""
    with installation().read() as session:
        ref = find_forum(session, forum, agreement)
        actor = acting(session, username) if username else operator_of_forum(session, ref)
        found = agendas.agenda(session, actor, ref, day, now())
    give(found, form, output)


@meeting.command("minutes")
@of_meeting
@as_document
def show_minutes(
    forum: str, day: str, form: Form | None, output: str | None, username: str, agreement: str | None
) -> None:
    """Visa protokollet: för sekreteraren medan det skrivs, för ledamöterna när mötet är hållet."""
    with installation().read() as session:
        found = minutes_view.minutes(session, *open_meeting(session, username, forum, day, agreement))
    give(found, form, output)


@meeting.command("extract")
@click.argument("forum", metavar="FORUM")
@click.argument("day", metavar="DATUM")
@click.option("--organisation", metavar="NYCKEL", help="Parten som utdraget gäller. Utan: din egen.")
@as_document
@as_user
@agreement_option
def show_extract(
    forum: str,
    day: str,
    organisation: str | None,
    form: Form | None,
    output: str | None,
    username: str,
    agreement: str | None,
) -> None:
    """Visa en parts utdrag ur ett justerat protokoll."""
    with installation().read() as session:
        actor, ref = acting(session, username), find_forum(session, forum, agreement)
        found = minutes_view.extract(session, actor, ref, _day(day), organisation or actor.organisation)
    give(found, form, output)


@click.command()
@click.argument("forum", metavar="FORUM")
@click.option("--from", "first", metavar="DATUM", help="Första dagen. Utan: för ett år sedan.")
@click.option("--to", "last", metavar="DATUM", help="Sista dagen. Utan: i dag.")
@as_document
@as_user
@agreement_option
def learning(
    forum: str,
    first: str | None,
    last: str | None,
    form: Form | None,
    output: str | None,
    username: str,
    agreement: str | None,
) -> None:
    """Visa vad ett forum har lärt av, avidentifierat."""
    until = _day(last) if last else local_day(now())
    with installation().read() as session:
        actor, ref = acting(session, username), find_forum(session, forum, agreement)
        since = _day(first) if first else until - YEAR
        found = library.learning_digest(session, actor, ref, since, until)
    give(found, form, output)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text[:20]} är inget datum. Skriv det som 2026-11-24.") from None


@click.command()
@as_anyone
@click.option("-o", "--output", metavar="FIL", help="Skriv ett dokument till en fil: .docx, .pdf, .html, .md, .json.")
@as_json
def weekly(username: str | None, output: str | None, as_json: bool) -> None:
    """Visa veckolistan: öppna avvikelser mellan parterna, avidentifierade."""
    with installation().read() as session:
        actor = acting(session, username) if username else operator_of_weekly(session)
        found = weekly_list(session, actor, now())
    if output is not None:
        if form_of(output) is None:
            raise BadInput(f"{output}: välj en fil som slutar på .docx, .pdf, .html, .md eller .json.")
        give(WeeklyList(local_day(now()), tuple(found)), None, output)
        return
    data = [{name: getattr(line, name) for name in line.__slots__} for line in found]
    rows = [
        (line.number, line.category, f"{line.reporting} → {line.concerned}", line.label, f"{line.days} dagar")
        for line in found
    ]
    headings = ("Nummer", "Slag", "Mellan", "Läge", "I läget")
    show(data, as_json, lambda: table(headings, rows, empty="Inga öppna avvikelser mellan parterna."))
