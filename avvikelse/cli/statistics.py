"""Figures on deviations, for the command line."""

from datetime import date

import click

from avvikelse.cli.common import as_json, installation, now, show, table
from avvikelse.core.dates import local_day
from avvikelse.core.statistics import Figure, Figures
from avvikelse.errors import BadInput
from avvikelse.services.members import operator_of_weekly, sign_in
from avvikelse.services.statistics import By, joint_figures, joint_period, own_figures, period, plain_figures

HIDDEN = "–"


@click.command()
@click.option("--from", "first", metavar="DATUM", help="Första dagen. Utan: årets första.")
@click.option("--to", "last", metavar="DATUM", help="Sista dagen. Utan: i dag.")
@click.option("--by", type=click.Choice([str(one) for one in By]), default="organisation", show_default=True)
@click.option("--internal", is_flag=True, help="Den egna organisationens siffror, inga dolda. Kräver --as.")
@click.option("--as", "username", metavar="USER", help="Användaren som frågar. Utan: de gemensamma siffrorna.")
@as_json
def statistics(
    first: str | None, last: str | None, by: str, internal: bool, username: str | None, as_json: bool
) -> None:
    """Räkna avvikelser under en period, delat på kvinnor och män."""
    if internal and not username:
        raise BadInput("--internal visar en organisations egna siffror. Ange vem som frågar med --as.")
    today = local_day(now())
    within = period(_day(first) if first else today.replace(month=1, day=1), _day(last) if last else today)
    with installation().read() as session:
        actor = sign_in(session, username) if username else operator_of_weekly(session)
        if internal:
            found, told, said = own_figures(session, actor, By(by), within), within, ""
        else:
            found = joint_figures(session, actor, By(by), within, now())
            told, said = joint_period(actor, within, now())
    show(plain_figures(found, told), as_json, lambda: _text(found, said))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text[:20]} är inget datum. Skriv det som 2026-11-24.") from None


def _text(figures: Figures, about: str) -> str:
    rows = [_line(row) for row in (*figures.rows, figures.total)] if figures.rows else []
    headings = ("", "Alla", "Kvinnor", "Män", "Okänt")
    said = table(headings, rows, empty="Inga avvikelser under perioden.")
    note = f"\n{HIDDEN} betyder färre än fem, eller en siffra som skulle avslöja en sådan." if _hides(figures) else ""
    return (f"{about}\n\n" if about else "") + said + note


def _line(row: Figure) -> tuple[str, ...]:
    figures = (row.total, *row.by_gender.values())
    return ("  " * row.depth + row.label, *(HIDDEN if one is None else str(one) for one in figures))


def _hides(figures: Figures) -> bool:
    return any(None in (row.total, *row.by_gender.values()) for row in (*figures.rows, figures.total))
