"""Commands for retention (gallring): decisions, preview, holds, and the run itself."""

from datetime import date

import click

from avvikelse.cli import common
from avvikelse.cli.common import acting, as_json, as_user, installation, show, table
from avvikelse.cli.sweep import moment_of
from avvikelse.core.dates import local_day, swedish_date
from avvikelse.core.retention import KIND_LABELS, NOTICE, RetentionKind, kinds_said, period_said
from avvikelse.errors import BadInput
from avvikelse.services.retention import (
    RetentionLine,
    RetentionPreview,
    list_decisions,
    preview,
    preview_day,
    register_decision,
    revoke_decision,
)
from avvikelse.services.retention_holds import HoldLine, list_holds, place_hold, release_hold

COUNTS = {
    "told": "Administratörer som har fått veta att ett beslut börjar verka",
    "cases": "Avvikelser som har gallrats hos en part",
    "shared": "Av dem också det som parterna har haft gemensamt",
    "messages": "Gamla meddelanden om möten och listor som är borttagna",
    "drafts": "Utkast som är borttagna",
}
"""What a run counts, and how it is told."""


@click.group()
def retention() -> None:
    """Gallra texter enligt organisationens egna beslut. Utan beslut gallras inget."""


@retention.command(name="list")
@as_user
@as_json
def list_command(username: str, as_json: bool) -> None:
    """Visa organisationens gallringsbeslut."""
    with installation().read() as session:
        found = list_decisions(session, acting(session, username))
    show([_plain(line) for line in found], as_json, lambda: _decisions(found))


def _plain(line: RetentionLine) -> dict[str, object]:
    names = ("id", "diary_number", "months", "kinds", "from_day", "registered_at")
    return {name: getattr(line, name) for name in (*names, "works_from", "worked_at", "revoked_at")}


def _decisions(found: list[RetentionLine]) -> str:
    rows = [
        (str(line.id), line.diary_number, period_said(line.months), kinds_said(line.kinds), standing(line))
        for line in found
    ]
    empty = "Inget gallringsbeslut är registrerat. Inget gallras."
    return table(("Nummer", "Beslut", "Efter", "Gäller", "Läge"), rows, empty=empty)


def standing(line: RetentionLine) -> str:
    """How far a decision has come."""
    if line.revoked_at is not None:
        return f"upphävt {swedish_date(local_day(line.revoked_at))}"
    if line.worked_at is not None:
        return f"har gallrat sedan {swedish_date(local_day(line.worked_at))}"
    if line.works_from is not None:
        return f"gallrar från {swedish_date(line.works_from)}"
    return f"väntar; tidigast {swedish_date(line.from_day)}, {NOTICE.days} dagar efter förvarning"


@retention.command(name="decide")
@click.option("--diary-number", metavar="NUMMER", required=True, help="Beslutets diarienummer.")
@click.option("--years", type=int, metavar="ANTAL", help="Så många år efter att avvikelsen avslutades.")
@click.option("--months", type=int, metavar="ANTAL", help="Eller så många månader.")
@click.option(
    "--kind", "kinds", multiple=True, required=True, type=click.Choice([str(kind) for kind in RetentionKind]),
    help="Vad som gallras. Kan anges flera gånger.",
)  # fmt: skip
@click.option("--from", "from_day", metavar="DAG", help="Första dagen beslutet verkar. Utan den: i dag.")
@as_user
def decide_command(
    diary_number: str,
    years: int | None,
    months: int | None,
    kinds: tuple[str, ...],
    from_day: str | None,
    username: str,
) -> None:
    """Registrera ett gallringsbeslut för den egna organisationen."""
    if (years is None) == (months is None):
        raise BadInput("Ange antingen --years eller --months.")
    now = common.now()
    form = {
        "diary_number": diary_number,
        "period": years if years is not None else months,
        "period_in": "years" if years is not None else "months",
        "kinds": kinds,
        "from_day": from_day or local_day(now).isoformat(),
    }
    with installation().write("retention decide") as session:
        number = register_decision(session, acting(session, username), form, now)
    click.echo(
        f"Gallringsbeslut {number} är registrerat. Administratörerna får veta det {NOTICE.days} dagar innan det först "
        f"gallrar något. Se vad det gäller: avvikelse retention preview --as {username}"
    )


@retention.command(name="revoke")
@click.argument("number", metavar="NUMMER", type=int)
@as_user
def revoke_command(number: int, username: str) -> None:
    """Upphäv ett gallringsbeslut. Det som är gallrat kommer inte tillbaka."""
    with installation().write("retention revoke") as session:
        line = revoke_decision(session, acting(session, username), number, common.now())
    click.echo(f"Beslut {line.diary_number} är upphävt och gallrar inget mer.")


@retention.command(name="preview")
@click.option("--on", "day", metavar="DAG", help="Som om det gallrades den dagen. Utan den: om 30 dagar.")
@as_user
@as_json
def preview_command(day: str | None, username: str, as_json: bool) -> None:
    """Visa vad som skulle gallras: antal och nummer, inga texter. Inget ändras."""
    when = _day(day) if day else preview_day(common.now())
    with installation().read() as session:
        found = preview(session, acting(session, username), when)
    data = [
        {
            "id": one.decision.id,
            "diary_number": one.decision.diary_number,
            "day": when,
            "cases": one.due.cases,
            "numbers": one.due.numbers,
            "drafts": one.due.drafts,
        }
        for one in found
    ]
    show(data, as_json, lambda: "\n\n".join(_previewed(one, when) for one in found) or "Inget beslut är i kraft.")


def _previewed(one: RetentionPreview, day: date) -> str:
    """What one decision would destroy, in words."""
    lines = [f"Beslut {one.decision.diary_number}, {swedish_date(day)}: {kinds_said(one.decision.kinds)}."]
    cases = "1 avvikelse" if one.due.cases == 1 else f"{one.due.cases} avvikelser"
    lines.append(f"Det här skulle gallras: {cases}.")
    if one.due.numbers:
        more = f" och {one.more} till" if one.more else ""
        lines.append(f"  {', '.join(one.due.numbers)}{more}")
    if RetentionKind.DRAFTS in one.decision.kinds:
        lines.append(f"{one.due.drafts} {KIND_LABELS[RetentionKind.DRAFTS]}.")
    lines.append("Avvikelser om någons beteende gallras också, men räknas och visas inte.")
    return "\n".join(lines)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--on {text[:40]}: skriv dagen som 2026-11-24.") from None


@retention.command(name="hold")
@click.argument("number", metavar="AVVIKELSE")
@click.option("--reason", metavar="SKÄL", required=True, help="Till exempel en tillsyn eller ett överklagande.")
@as_user
def hold_command(number: str, reason: str, username: str) -> None:
    """Stoppa gallringen av en avvikelse hos den egna organisationen."""
    with installation().write("retention hold") as session:
        shown = place_hold(session, acting(session, username), number, {"reason": reason}, common.now())
    click.echo(f"Gallringen av {shown} är stoppad hos er tills någon släpper den.")


@retention.command(name="release")
@click.argument("number", metavar="AVVIKELSE")
@as_user
def release_command(number: str, username: str) -> None:
    """Låt gallringen av en avvikelse fortsätta."""
    with installation().write("retention release") as session:
        shown = release_hold(session, acting(session, username), number, common.now())
    click.echo(f"{shown} gallras när dess tid har gått ut.")


@retention.command(name="holds")
@as_user
@as_json
def holds_command(username: str, as_json: bool) -> None:
    """Visa vilka avvikelser gallringen är stoppad för, och varför."""
    with installation().read() as session:
        found = list_holds(session, acting(session, username))
    data = [{"number": line.number, "reason": line.reason, "since": line.placed_at} for line in found]
    show(data, as_json, lambda: _holds(found))


def _holds(found: list[HoldLine]) -> str:
    rows = [(line.number, swedish_date(local_day(line.placed_at)), line.reason) for line in found]
    return table(("Avvikelse", "Sedan", "Skäl"), rows, empty="Gallringen är inte stoppad för någon avvikelse.")


@retention.command(name="run")
@click.option("--now", "moment", metavar="TID", help="Som om klockan vore detta: 2031-03-03T01:00 (svensk tid).")
@click.option("--yes", is_flag=True, help="Gallra också när --now ligger fram i tiden.")
@as_json
def run_command(moment: str | None, yes: bool, as_json: bool) -> None:
    """Gör det som arbetaren gör varje timme: förvarna och gallra det som är dags. Går inte att ångra."""
    now = common.now()
    when = moment_of(moment) if moment else now
    if when > now and not yes:
        raise BadInput(
            "--now ligger fram i tiden, men det som gallras är borta på riktigt. Se vad det gäller: "
            "avvikelse retention preview --on. Ska det ändå gallras, lägg till --yes."
        )
    done = installation().retain(when)
    counts = {name: done[name] for name in COUNTS}
    lines = [f"{COUNTS[name]}: {count}" for name, count in counts.items() if count]
    show(counts, as_json, lambda: "\n".join(lines) or "Inget är dags att gallra.")
