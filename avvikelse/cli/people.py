"""Commands for when people are away, leave, or are missing."""

import click

from avvikelse.cli.common import acting, as_json, as_user, installation, now, show, table
from avvikelse.core.dates import local_day, swedish_date
from avvikelse.services.absences import Away, end_absence, list_absences, set_absence
from avvikelse.services.holes import HoleLine, list_holes
from avvikelse.services.passing_on import hand_over_cases


@click.group()
def absence() -> None:
    """Ange vem som är borta, till när, och vem som är ersättare."""


@absence.command(name="set")
@click.argument("person", metavar="ANVÄNDARNAMN")
@click.option("--from", "from_day", metavar="DAG", help="Första dagen. Utan den: i dag.")
@click.option("--to", "to_day", metavar="DAG", help="Sista dagen. Utan den: tills vidare.")
@click.option("--deputy", metavar="ANVÄNDARNAMN", default="", help="Ersättaren.")
@as_user
def set_command(person: str, from_day: str | None, to_day: str | None, deputy: str, username: str) -> None:
    """Ange att någon är borta. Ersättaren får påminnelserna och kan göra stegen under tiden."""
    moment = now()
    values = {"from_day": from_day or local_day(moment).isoformat(), "to_day": to_day, "deputy": deputy}
    with installation().write("absence set") as session:
        number = set_absence(session, acting(session, username), person, values, moment)
    who = f"{deputy} är ersättare." if deputy else "Utan ersättare går påminnelserna till närmaste nivå ovanför."
    click.echo(f"Frånvaro {number} är noterad för {person}. {who}")


@absence.command(name="end")
@click.argument("person", metavar="ANVÄNDARNAMN")
@click.argument("number", metavar="NUMMER", type=int)
@as_user
def end_command(person: str, number: int, username: str) -> None:
    """Ta bort en frånvaro: personen är tillbaka, eller så blev det fel."""
    with installation().write("absence end") as session:
        end_absence(session, acting(session, username), person, number, now())
    click.echo(f"Frånvaro {number} är borttagen. {person} får sina påminnelser igen.")


@absence.command(name="list")
@as_user
@as_json
def list_command(username: str, as_json: bool) -> None:
    """Visa frånvaro som gäller nu eller senare: din egen, dina medarbetares, som samordnare allas."""
    with installation().read() as session:
        found = list_absences(session, acting(session, username), now())
    data = [
        {"id": away.id, "username": away.username, "from": away.from_day, "to": away.to_day, "deputy": away.deputy}
        for away in found
    ]
    show(data, as_json, lambda: _absences(found))


def _absences(found: list[Away]) -> str:
    rows = [
        (
            str(away.id),
            away.name,
            swedish_date(away.from_day),
            swedish_date(away.to_day) if away.to_day else "tills vidare",
            away.deputy or "",
        )
        for away in found
    ]
    return table(("Nummer", "Namn", "Från", "Till och med", "Ersättare"), rows, empty="Ingen är borta.")


@click.command()
@click.argument("leaver", metavar="FRÅN")
@click.argument("receiver", metavar="TILL")
@click.option("--yes", is_flag=True, help="Lämna över. Utan det visas bara hur många det gäller.")
@as_user
@as_json
def handover(leaver: str, receiver: str, yes: bool, username: str, as_json: bool) -> None:
    """Lämna över alla pågående avvikelser från någon som slutar eller byter arbete."""
    found = installation()
    if yes:
        with found.write("handover") as session:
            done = hand_over_cases(session, acting(session, username), leaver, receiver, now())
    else:
        with found.read() as session:
            done = hand_over_cases(session, acting(session, username), leaver, receiver, now(), dry_run=True)
    verb = "är överlämnade" if yes else "kan lämnas över"
    lines = [f"{done.passed} avvikelser {verb} från {leaver} till {receiver}."]
    if done.left:
        lines.append(f"{done.left} blir kvar: {receiver} är varken chef eller kollega i de enheterna.")
    if not yes:
        lines.append("Inget är ändrat än. Lägg till --yes för att lämna över.")
    show({"passed": done.passed, "left": done.left, "done": yes}, as_json, lambda: "\n".join(lines))


@click.command()
@as_user
@as_json
def holes(username: str, as_json: bool) -> None:
    """Visa var ingen har nästa steg, så att någon kan få det."""
    with installation().read() as session:
        found = list_holes(session, acting(session, username), now())
    data = [
        {
            "organisation": line.organisation,
            "unit": line.unit,
            "role": line.role,
            "cases": line.cases,
            "since": line.since,
            "numbers": line.numbers,
        }
        for line in found
    ]
    show(data, as_json, lambda: _holes(found))


def _holes(found: list[HoleLine]) -> str:
    rows = [
        (
            line.organisation,
            line.unit,
            line.role,
            str(line.cases),
            swedish_date(local_day(line.since)),
            ", ".join(line.numbers),
        )
        for line in found
    ]
    headings = ("Organisation", "Enhet", "Saknas", "Avvikelser", "Sedan", "Nummer")
    return table(headings, rows, empty="Alla avvikelser har någon som har nästa steg.")
