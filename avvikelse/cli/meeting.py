"""Commands for a forum's meetings: plan, freeze, send, decide, note, hold, approve."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

import click

from avvikelse.cli.common import acting, as_json, as_user, installation, now, read_pairs, settings_option, show
from avvikelse.core.dates import local_day, swedish_date
from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session
from avvikelse.errors import BadInput, NotFound
from avvikelse.outbound.documents import plain, render
from avvikelse.services import agenda_frozen, agendas, arranging, decisions, meetings, minutes
from avvikelse.services.meetings import ForumRef, MeetingRef, find_forum, find_meeting
from avvikelse.services.planning import plan_and_invite

agreement_option = click.option("--agreement", metavar="NYCKEL", help="Överenskommelsen, när flera har samma forum.")
rev_option = click.option("--rev", type=int, help="Versionen du läste. Har någon annan hunnit före sägs det.")
yes_option = click.option("--yes", is_flag=True, help="Fråga inte först.")


@click.group()
def meeting() -> None:
    """Planera möten, spika dagordningen, anteckna beslut, justera protokollet."""


def of_meeting(command: Callable[..., Any]) -> Callable[..., Any]:
    """The arguments that every command on a meeting has: the forum, the day, and who does it."""

    @wraps(command)
    def with_meeting(*args: Any, **kwargs: Any) -> Any:
        return command(*args, **kwargs)

    for option in (agreement_option, as_user, click.argument("day", metavar="DATUM|next")):
        with_meeting = option(with_meeting)
    return click.argument("forum", metavar="FORUM")(with_meeting)


def open_meeting(
    session: Session, username: str, forum: str, day: str, agreement: str | None
) -> tuple[Actor, ForumRef, MeetingRef]:
    """The person, the forum and its meeting. Raises NotFound when no meeting that the person knows of is planned."""
    actor, ref = acting(session, username), find_forum(session, forum, agreement)
    found = find_meeting(session, actor, ref, day, now())
    if found is None:
        meetings.require_secretary(actor, ref)
        raise NotFound(f"{ref.key} har inget möte {day}. Planera ett med avvikelse meeting plan.")
    return actor, ref, found


def confirmed(question: str, yes: bool) -> bool:
    """Asks before what can't be undone. The answer is no unless it is yes."""
    return yes or click.prompt(f"{question} (ja/nej)", default="nej").strip().casefold() in ("j", "ja")


@meeting.command()
@click.argument("forum", metavar="FORUM")
@click.option("--count", type=click.IntRange(1, 60), default=4, show_default=True, help="Antal möten.")
@as_user
@agreement_option
@as_json
def plan(forum: str, count: int, username: str, agreement: str | None, as_json: bool) -> None:
    """Planera forumets nästa möten enligt rutinens rytm."""
    with installation().write("meeting plan") as session:
        actor, ref = acting(session, username), find_forum(session, forum, agreement)
        days = plan_and_invite(session, actor, ref, local_day(now()) - timedelta(days=1), count, now=now())
    show([day.isoformat() for day in days], as_json, lambda: "\n".join(swedish_date(day, weekday=True) for day in days))


@meeting.command()
@of_meeting
@rev_option
@yes_option
@as_json
def freeze(
    forum: str, day: str, yes: bool, username: str, agreement: str | None, rev: int | None, as_json: bool
) -> int:
    """Spika dagordningen. Punkternas nummer ligger sedan fast."""
    if not confirmed("Dagordningen låses. Punkterna får fasta nummer. Spika?", yes):
        click.echo("Dagordningen är inte spikad.")
        return 1
    with installation().write("agenda freeze") as session:
        actor, ref = acting(session, username), find_forum(session, forum, agreement)
        found = agendas.freeze(session, actor, ref, day, now(), rev=rev)
    show(plain(found), as_json, lambda: render(found, "md").decode())
    return 0


@meeting.command()
@of_meeting
@rev_option
def send(forum: str, day: str, username: str, agreement: str | None, rev: int | None) -> None:
    """Skicka ut den spikade dagordningen till dem som är bjudna."""
    with installation().write("agenda send") as session:
        agendas.send(session, *open_meeting(session, username, forum, day, agreement), rev=rev, now=now())
    click.echo("Dagordningen är utskickad.")


@meeting.command()
@of_meeting
@rev_option
def late(forum: str, day: str, username: str, agreement: str | None, rev: int | None) -> None:
    """Ta upp det som kommit sedan dagordningen spikades, på en tilläggslista."""
    with installation().write("agenda late") as session:
        opened = open_meeting(session, username, forum, day, agreement)
        count = agenda_frozen.add_late(session, *opened, rev=rev, now=now())
    click.echo(f"{count} ärenden kom med på tilläggslistan." if count else "Inget nytt har kommit.")


ARRANGE_HELP = """\b
Vad du kan göra med en punkt:
  före PUNKT PUNKT    flytta en punkt före en annan under samma rubrik
  sist PUNKT          flytta en punkt sist under sin rubrik
  tid PUNKT MINUTER   sätt av tid
  grupp RUBRIK PUNKT PUNKT …   slå ihop liknande ärenden
  dela PUNKT          lös upp en grupp
  skjut NUMMER        skjut upp ett ärende till nästa möte
  ta NUMMER           ta upp det igen
  egen RUBRIK [TEXT]  lägg till en egen punkt
  bort PUNKT          ta bort en egen punkt
"""


@meeting.command(epilog=ARRANGE_HELP)
@of_meeting
@click.argument("what", metavar="VAD")
@click.argument("words", metavar="ORD", nargs=-1)
@rev_option
@as_json
def arrange(
    forum: str,
    day: str,
    what: str,
    words: tuple[str, ...],
    username: str,
    agreement: str | None,
    rev: int | None,
    as_json: bool,
) -> None:
    """Ordna ett utkast: flytta, gruppera, sätt av tid, skjut upp, lägg till."""
    with installation().write("agenda arrange") as session:
        opened = open_meeting(session, username, forum, day, agreement)
        new = _arrange(session, opened, what, words, rev)
    show({"rev": new}, as_json, lambda: f"Klart. Dagordningen har version {new}.")


def _arrange(
    session: Session, opened: tuple[Actor, ForumRef, MeetingRef], what: str, words: tuple[str, ...], rev: int | None
) -> int:
    do: Any = arranging
    known: dict[str, tuple[int, int | None, Callable[..., int]]] = {
        "före": (2, 2, lambda *a, **k: do.reorder(*a, words[0], words[1], **k)),
        "sist": (1, 1, lambda *a, **k: do.reorder(*a, words[0], None, **k)),
        "tid": (2, 2, lambda *a, **k: do.set_time(*a, words[0], words[1], **k)),
        "grupp": (3, None, lambda *a, **k: do.group(*a, words[1:], words[0], **k)),
        "dela": (1, 1, lambda *a, **k: do.ungroup(*a, words[0], **k)),
        "skjut": (1, 1, lambda *a, **k: do.put_off(*a, words[0], **k)),
        "ta": (1, 1, lambda *a, **k: do.take_back(*a, words[0], **k)),
        "egen": (1, 2, lambda *a, **k: do.add_own_item(*a, _own(words), **k)),
        "bort": (1, 1, lambda *a, **k: do.remove_own_item(*a, words[0], **k)),
    }
    if what not in known:
        raise BadInput(f"Det går inte att {what[:20]} en punkt. Välj något av: {', '.join(known)}.")
    least, most, act = known[what]
    if not least <= len(words) <= (most or len(words)):
        raise BadInput(f"Det fattas ord, eller är för många, efter {what}. Se avvikelse meeting arrange --help.")
    return act(session, *opened, rev=rev, now=now())


def _own(words: tuple[str, ...]) -> dict[str, str]:
    return {"heading": words[0], "text": words[1] if len(words) > 1 else ""}


@meeting.command()
@of_meeting
@click.argument("number", metavar="NUMMER")
@settings_option
@click.option("--measure", "measures", metavar="VAD;ORGANISATION;DATUM", multiple=True, help="En åtgärd. Kan upprepas.")
@rev_option
@as_json
def decide(
    forum: str,
    day: str,
    number: str,
    pairs: tuple[str, ...],
    measures: tuple[str, ...],
    username: str,
    agreement: str | None,
    rev: int | None,
    as_json: bool,
) -> None:
    """Anteckna beslutet om ett ärende: --set outcome=… --set position=… Det gäller när protokollet är justerat."""
    form = read_pairs(pairs) | {"measures": [_measure(text) for text in measures]}
    with installation().write("decide") as session:
        actor, ref, held = open_meeting(session, username, forum, day, agreement)
        agenda_now = agendas.agenda(session, actor, ref, held.held_on.isoformat(), now())
        item = next((line.item_id for line in agenda_now.lines if line.number == number and line.item_id), None)
        if item is None:
            raise NotFound(f"{number} står inte på mötets dagordning.")
        new = decisions.decide(session, actor, ref, held, item, form, now=now(), rev=rev)
    show({"number": number, "rev": new}, as_json, lambda: f"Beslutet om {number} är antecknat.")


def _measure(text: str) -> dict[str, Any]:
    parts = [part.strip() for part in text.split(";")]
    if len(parts) not in (3, 4):
        raise BadInput(
            "--measure: skriv vad som ska göras, vem, när och gärna hur det följs upp: "
            "'Listan rättas;region-varmland;2026-12-01;Frågas om på nästa möte'."
        )
    return dict(zip(("what", "organisation", "due_on", "follow_up"), parts, strict=False))


@meeting.command()
@of_meeting
@click.argument("label", metavar="PUNKT")
@click.argument("text", metavar="TEXT")
@rev_option
def note(forum: str, day: str, label: str, text: str, username: str, agreement: str | None, rev: int | None) -> None:
    """Anteckna vad som sades om en punkt."""
    with installation().write("meeting note") as session:
        opened = open_meeting(session, username, forum, day, agreement)
        minutes.note_line(session, *opened, label, {"notes": text}, rev=rev, now=now())
    click.echo("Antecknat.")


@meeting.command()
@of_meeting
@click.argument("users", metavar="USER", nargs=-1, required=True)
@rev_option
def adjusters(
    forum: str, day: str, users: tuple[str, ...], username: str, agreement: str | None, rev: int | None
) -> None:
    """Utse vilka ledamöter som justerar protokollet."""
    with installation().write("meeting adjusters") as session:
        opened = open_meeting(session, username, forum, day, agreement)
        minutes.name_adjusters(session, *opened, users, rev=rev, now=now())
    click.echo("Justerare är utsedda.")


@meeting.command()
@of_meeting
@click.option("--there", metavar="USER", multiple=True, help="Närvarande. Kan upprepas.")
@click.option("--away", metavar="USER", multiple=True, help="Frånvarande. Kan upprepas.")
@rev_option
def attendance(
    forum: str,
    day: str,
    there: tuple[str, ...],
    away: tuple[str, ...],
    username: str,
    agreement: str | None,
    rev: int | None,
) -> None:
    """Anteckna vilka som är på mötet."""
    present = dict.fromkeys(there, True) | dict.fromkeys(away, False)
    with installation().write("meeting attendance") as session:
        opened = open_meeting(session, username, forum, day, agreement)
        minutes.attend(session, *opened, present, rev=rev, now=now())
    click.echo("Närvaron är antecknad.")


@meeting.command()
@of_meeting
@click.option("--keep-rest", is_flag=True, help="Det som saknar beslut är kvar till nästa möte.")
@rev_option
def close(forum: str, day: str, keep_rest: bool, username: str, agreement: str | None, rev: int | None) -> None:
    """Avsluta mötet, när varje ärende har ett beslut. Protokollet väntar sedan på justering."""
    with installation().write("meeting close") as session:
        opened = open_meeting(session, username, forum, day, agreement)
        minutes.close_meeting(session, *opened, keep_rest=keep_rest, rev=rev, now=now())
    click.echo("Mötet är avslutat. Protokollet väntar på justering.")


@meeting.command()
@of_meeting
@rev_option
@yes_option
def approve(forum: str, day: str, yes: bool, username: str, agreement: str | None, rev: int | None) -> int:
    """Justera protokollet. När alla justerare har gjort det verkställs besluten."""
    if not confirmed("När protokollet är justerat verkställs besluten. Justera?", yes):
        click.echo("Protokollet är inte justerat.")
        return 1
    with installation().write("minutes approve") as session:
        opened = open_meeting(session, username, forum, day, agreement)
        done = minutes.approve(session, *opened, rev=rev, now=now())
    click.echo("Protokollet är justerat. Besluten gäller." if done else "Du har justerat. Fler ska göra det.")
    return 0


@meeting.command()
@of_meeting
@rev_option
def reopen(forum: str, day: str, username: str, agreement: str | None, rev: int | None) -> None:
    """Öppna ett justerat protokoll igen, för anteckningar och närvaro. Fattade beslut ligger fast."""
    with installation().write("minutes reopen") as session:
        opened = open_meeting(session, username, forum, day, agreement)
        minutes.reopen(session, *opened, rev=rev, now=now())
    click.echo("Protokollet är öppet igen. Det behöver justeras på nytt.")
