"""Commands for a forum: its agenda, its meetings, the weekly list."""

import json
from datetime import timedelta
from typing import Any

import click

from avvikelse.cli.common import (
    as_json,
    as_user,
    installation,
    now,
    read_pairs,
    settings_option,
    show,
    table,
    write_out,
)
from avvikelse.core.dates import local_day, swedish_date
from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session
from avvikelse.errors import BadInput, NotFound
from avvikelse.outbound.agenda import agenda_html, agenda_json, agenda_markdown
from avvikelse.services import agendas, decisions, meetings
from avvikelse.services.meetings import ForumRef, MeetingRef, find_forum, find_meeting
from avvikelse.services.members import operator_of_forum, operator_of_weekly, sign_in
from avvikelse.services.weekly import weekly_list

FORMATS = ("json", "md", "html")
as_anyone = click.option("--as", "username", metavar="USER", help="Användaren som läser. Utan: forumets sekreterare.")
agreement_option = click.option("--agreement", metavar="NYCKEL", help="Överenskommelsen, när flera har samma forum.")


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


@click.group()
def meeting() -> None:
    """Planera möten, spika dagordningen, anteckna beslut."""


def _as_secretary(session: Session, username: str, forum: str, agreement: str | None) -> tuple[Actor, ForumRef]:
    actor, ref = sign_in(session, username), find_forum(session, forum, agreement)
    meetings.require_secretary(actor, ref)
    return actor, ref


def _meeting(session: Session, actor: Actor, forum: ForumRef, day: str) -> MeetingRef:
    found = find_meeting(session, actor, forum, day, now())
    if found is None:
        raise NotFound(f"{forum.key} har inget möte {day}. Planera ett med avvikelse meeting plan.")
    return found


@meeting.command()
@click.argument("forum", metavar="FORUM")
@click.option("--count", type=click.IntRange(1, 60), default=4, show_default=True, help="Antal möten.")
@as_user
@agreement_option
@as_json
def plan(forum: str, count: int, username: str, agreement: str | None, as_json: bool) -> None:
    """Planera forumets nästa möten enligt rutinens rytm."""
    with installation().write("meeting plan") as session:
        actor, ref = _as_secretary(session, username, forum, agreement)
        days = meetings.plan_meetings(session, actor, ref, local_day(now()) - timedelta(days=1), count, now=now())
    show([day.isoformat() for day in days], as_json, lambda: "\n".join(swedish_date(day, weekday=True) for day in days))


@meeting.command()
@click.argument("forum", metavar="FORUM")
@click.argument("day", metavar="DATUM|next")
@click.option("--yes", is_flag=True, help="Fråga inte först.")
@as_user
@agreement_option
@as_json
def freeze(forum: str, day: str, yes: bool, username: str, agreement: str | None, as_json: bool) -> int:
    """Spika dagordningen. Punkternas nummer ligger sedan fast."""
    if not yes:
        answer = click.prompt("Dagordningen låses. Punkterna får fasta nummer. Spika? (ja/nej)", default="nej")
        if answer.strip().casefold() not in ("j", "ja"):
            click.echo("Dagordningen är inte spikad.")
            return 1
    with installation().write("agenda freeze") as session:
        actor, ref = _as_secretary(session, username, forum, agreement)
        found = agendas.freeze(session, actor, ref, day, now())
    show(agenda_json(found), as_json, lambda: agenda_markdown(found))
    return 0


@meeting.command()
@click.argument("forum", metavar="FORUM")
@click.argument("day", metavar="DATUM|next")
@click.argument("number", metavar="NUMMER")
@settings_option
@click.option("--measure", "measures", metavar="VAD;ORGANISATION;DATUM", multiple=True, help="En åtgärd. Kan upprepas.")
@as_user
@agreement_option
@as_json
def decide(
    forum: str,
    day: str,
    number: str,
    pairs: tuple[str, ...],
    measures: tuple[str, ...],
    username: str,
    agreement: str | None,
    as_json: bool,
) -> None:
    """Anteckna beslutet om ett ärende: --set outcome=… --set position=…"""
    form = read_pairs(pairs) | {"measures": [_measure(text) for text in measures]}
    with installation().write("decide") as session:
        actor, ref = _as_secretary(session, username, forum, agreement)
        held = _meeting(session, actor, ref, day)
        agenda_now = agendas.agenda(session, actor, ref, held.held_on.isoformat(), now())
        item = next((line.item_id for line in agenda_now.lines if line.number == number and line.item_id), None)
        if item is None:
            raise NotFound(f"{number} står inte på mötets dagordning.")
        state = decisions.decide(session, actor, ref, held, item, form, now=now())
    show({"number": number, "state": state}, as_json, lambda: f"Beslutet om {number} är antecknat.")


@meeting.command()
@click.argument("forum", metavar="FORUM")
@click.argument("day", metavar="DATUM|next")
@as_user
@agreement_option
def close(forum: str, day: str, username: str, agreement: str | None) -> None:
    """Avsluta mötet, när varje ärende har ett beslut."""
    with installation().write("meeting close") as session:
        actor, ref = _as_secretary(session, username, forum, agreement)
        meetings.close_meeting(session, actor, ref, _meeting(session, actor, ref, day), now=now())
    click.echo("Mötet är avslutat.")


def _measure(text: str) -> dict[str, Any]:
    parts = [part.strip() for part in text.split(";")]
    if len(parts) != 3:  # noqa: PLR2004 (what, who, when)
        raise BadInput("--measure: skriv vad som ska göras, vem och när: 'Listan rättas;region-varmland;2026-12-01'.")
    return {"what": parts[0], "organisation": parts[1], "due_on": parts[2]}


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
