"""Commands around a forum's meetings: preparing, moving, cancelling, inviting, answering, and the calendar."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from avvikelse.cli.common import acting, as_json, as_user, installation, now, show, table
from avvikelse.cli.forum import show_extract, show_minutes
from avvikelse.cli.meeting import agreement_option, confirmed, meeting, open_meeting, rev_option, yes_option
from avvikelse.cli.prepare import prepare
from avvikelse.core.dates import DEFAULT_ZONE, local_day, swedish_date
from avvikelse.core.invitation import Invitation
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MEETING_ANSWER_LABELS, MEETING_PART_LABELS, MEETING_STATE_LABELS, MeetingAnswer
from avvikelse.db.session import Session
from avvikelse.errors import BadInput
from avvikelse.outbound.ics import meeting_ics, series_ics
from avvikelse.services import invitations, meeting_people, minutes, series
from avvikelse.services.meetings import ForumRef, find_forum

meeting.add_command(prepare)
meeting.add_command(show_minutes)
meeting.add_command(show_extract)

forum_argument = click.argument("forum", metavar="FORUM")
day_argument = click.argument("day", metavar="DATUM|next")


def _who(session: Session, username: str, forum: str, agreement: str | None) -> tuple[Actor, ForumRef]:
    return acting(session, username), find_forum(session, forum, agreement)


@meeting.command("list")
@forum_argument
@click.option("--all", "everything", is_flag=True, help="Ta med möten som har varit.")
@as_user
@agreement_option
@as_json
def list_meetings(forum: str, everything: bool, username: str, agreement: str | None, as_json: bool) -> None:
    """Lista forumets möten: när, var och hur många som kommer."""
    with installation().read() as session:
        actor, ref = _who(session, username, forum, agreement)
        since = None if everything else local_day(now())
        found = invitations.invitations(session, actor, ref, since=since)
    rows = [(_day(one), _clock(one), one.frame.place or one.frame.link, _state(one), _coming(one)) for one in found]
    headings = ("Dag", "Tid", "Plats", "Läge", "Kommer")
    empty = "Inga möten är planerade. Planera dem med avvikelse meeting plan."
    show([_values(one) for one in found], as_json, lambda: table(headings, rows, empty=empty))


@meeting.command()
@forum_argument
@day_argument
@click.option("--to", "new_day", metavar="DATUM", help="Ny dag.")
@click.option("--time", "clock", metavar="TID", help="Ny tid, till exempel 13:00.")
@click.option("--minutes", type=int, help="Hur länge mötet är.")
@click.option("--place", metavar="PLATS", help="Var mötet är. Tom text tar bort platsen.")
@click.option("--link", metavar="ADRESS", help="Länk till mötet på distans.")
@rev_option
@as_user
@agreement_option
@as_json
def move(
    forum: str, day: str, username: str, agreement: str | None, rev: int | None, as_json: bool, **given: Any
) -> None:
    """Flytta ett möte, eller ändra tid, längd, plats eller länk. De kallade får veta det."""
    names = {"new_day": "day", "clock": "time", "minutes": "minutes", "place": "place", "link": "link"}
    form = {names[key]: value for key, value in given.items() if value is not None}
    with installation().write("meeting move") as session:
        actor, ref = _who(session, username, forum, agreement)
        found = series.reschedule(session, actor, ref, day, form, rev=rev, now=now())
    data = {
        "date": found.held_on, "starts_at": found.starts_at, "minutes": found.minutes, "place": found.place,
        "link": found.link, "rev": found.rev, "sequence": found.sequence, "warnings": list(found.warnings),
    }  # fmt: skip
    where = f", {found.place}" if found.place else ""
    when = f"{swedish_date(found.held_on, weekday=True)} kl. {_hour(found.starts_at)}{where}"
    warned = "".join(f"\nObs: {warning}" for warning in found.warnings)
    show(data, as_json, lambda: f"Mötet är {when}. De kallade får veta det.{warned}")


@meeting.command()
@forum_argument
@day_argument
@yes_option
@rev_option
@as_user
@agreement_option
def cancel(forum: str, day: str, yes: bool, rev: int | None, username: str, agreement: str | None) -> int:
    """Ställ in ett möte. Det som ligger på forumets bord ligger kvar till nästa."""
    if not confirmed("Mötet ställs in och de kallade får veta det. Ställa in?", yes):
        click.echo("Mötet är inte inställt.")
        return 1
    with installation().write("meeting cancel") as session:
        actor, ref = _who(session, username, forum, agreement)
        held_on = series.cancel_meeting(session, actor, ref, day, rev=rev, now=now())
    click.echo(f"Mötet {swedish_date(held_on, weekday=True)} är inställt. De kallade får veta det.")
    return 0


@meeting.command()
@forum_argument
@day_argument
@click.option("--chair", metavar="USER", help="Ordförande.")
@click.option("--add", metavar="USER[:guest]", multiple=True, help="Kalla någon. Kan upprepas.")
@click.option("--remove", metavar="USER", multiple=True, help="Ta bort någon. Kan upprepas.")
@click.option("--adjuster", "adjusters", metavar="USER", multiple=True, help="Justerar protokollet. Kan upprepas.")
@rev_option
@as_user
@agreement_option
@as_json
def people(
    forum: str,
    day: str,
    adjusters: tuple[str, ...],
    username: str,
    agreement: str | None,
    rev: int | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Visa vilka som är kallade, eller ändra det."""
    form = {key: value for key, value in given.items() if value}
    if "add" in form:
        form["add"] = dict(_person(text) for text in form["add"])
    home = installation()
    if form or adjusters:
        with home.write("meeting people") as session:
            actor, ref = _who(session, username, forum, agreement)
            if form:
                rev = meeting_people.set_people(session, actor, ref, day, form, rev=rev, now=now())
            if adjusters:
                opened = open_meeting(session, username, forum, day, agreement)
                minutes.name_adjusters(session, *opened, adjusters, rev=rev, now=now())
    with home.read() as session:
        actor, ref = _who(session, username, forum, agreement)
        found = invitations.invited(session, actor, ref, day, now())
    show(_values(found), as_json, lambda: _people_text(found))


def _person(text: str) -> tuple[str, str]:
    name, _, part = text.partition(":")
    return name, part or "member"


@meeting.command()
@forum_argument
@day_argument
@click.argument("answer", metavar="coming|apology", type=click.Choice([one.value for one in MeetingAnswer]))
@click.option("--user", "who", metavar="USER", help="Vem svaret gäller, när sekreteraren svarar åt någon.")
@as_user
@agreement_option
def answer(forum: str, day: str, answer: str, who: str | None, username: str, agreement: str | None) -> None:
    """Svara om du kommer till mötet eller har förhinder."""
    form = {"answer": answer} | ({"who": who} if who else {})
    with installation().write("meeting answer") as session:
        actor, ref = _who(session, username, forum, agreement)
        meeting_people.answer_invitation(session, actor, ref, day, form, now())
    click.echo(f"Svaret är antecknat: {who or username} {MEETING_ANSWER_LABELS[MeetingAnswer(answer)]}.")


@meeting.command()
@forum_argument
@click.argument("day", metavar="DATUM|next|all")
@click.option("-o", "--output", metavar="FIL", help="Skriv till en fil.")
@as_user
@agreement_option
def calendar(forum: str, day: str, output: str | None, username: str, agreement: str | None) -> None:
    """Spara ett möte, eller hela serien (all), som kalenderfil för Outlook och andra."""
    home, moment = installation(), now()
    base_url = home.settings.base_url
    with home.read() as session:
        actor, ref = _who(session, username, forum, agreement)
        if day == "all":
            found = invitations.invitations(session, actor, ref)
            name = ref.engine.routine.forums[ref.key].name
            content = series_ics(name, found, base_url, moment)
        else:
            content = meeting_ics(invitations.invited(session, actor, ref, day, moment), base_url, moment)
    _write_file(content, output)


def _write_file(content: bytes, output: str | None) -> None:
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        Path(output).write_bytes(content)
    except OSError:
        raise BadInput(f"{output}: filen går inte att skriva. Kontrollera mappen.") from None


def _values(found: Invitation) -> dict[str, Any]:
    return {
        "date": local_day(found.frame.starts_at),
        "starts_at": found.frame.starts_at,
        "ends_at": found.frame.ends_at,
        "place": found.frame.place,
        "link": found.frame.link,
        "state": found.state,
        "rev": found.rev,
        "sequence": found.sequence,
        "people": [
            {
                "username": one.username,
                "name": one.attendee.name,
                "organisation": one.attendee.organisation,
                "part": one.attendee.part,
                "answer": one.attendee.answer,
                "adjuster": one.attendee.adjuster,
            }
            for one in found.people
        ],
    }


def _people_text(found: Invitation) -> str:
    rows = [
        (
            one.attendee.name,
            one.attendee.organisation,
            MEETING_PART_LABELS[one.attendee.part] + (", justerar" if one.attendee.adjuster else ""),
            MEETING_ANSWER_LABELS[MeetingAnswer(one.attendee.answer)] if one.attendee.answer else "har inte svarat",
        )
        for one in found.people
    ]
    headings = ("Namn", "Organisation", "Uppgift", "Svar")
    heading = f"{found.title}, {_day(found)} kl. {_clock(found)}"
    return f"{heading}\n\n{table(headings, rows, empty='Ingen är kallad än. Kalla med --add.')}"


def _day(found: Invitation) -> str:
    return swedish_date(local_day(found.frame.starts_at), weekday=True)


def _clock(found: Invitation) -> str:
    return f"{_hour(found.frame.starts_at)}–{_hour(found.frame.ends_at)}"


def _hour(moment: datetime) -> str:
    return moment.astimezone(DEFAULT_ZONE).strftime("%H.%M")


def _state(found: Invitation) -> str:
    return next((label for state, label in MEETING_STATE_LABELS.items() if state == found.state), "hållet")


def _coming(found: Invitation) -> str:
    coming = sum(one.attendee.answer == MeetingAnswer.COMING for one in found.people)
    return f"{coming} av {len(found.people)}"


__all__ = ["meeting"]
