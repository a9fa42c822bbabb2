"""The command that shows an organisation what it could bring to a forum's next meeting (R12)."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from avvikelse.cli.common import acting, as_json, as_user, installation, now, show
from avvikelse.cli.meeting import agreement_option
from avvikelse.core.dates import swedish_date
from avvikelse.core.minutes import Earlier
from avvikelse.core.preparation import Brought, Candidate, Lift, Listing, Preparation
from avvikelse.core.vocabulary import PURPOSE_LABELS
from avvikelse.services.meetings import find_forum
from avvikelse.services.preparation import preparation

NOTHING = "Ni har inget att ta med. Här visas avvikelser som går att lyfta till forumet."
NOTHING_TO_LEARN = "Inga förslag just nu. Här visas lösta avvikelser med uppföljd effekt, och goda exempel."
NOTHING_ON_TABLE = "Ni har inget på forumets bord."


@click.command()
@click.argument("forum", metavar="FORUM")
@click.argument("day", metavar="DATUM|next")
@as_user
@agreement_option
@as_json
def prepare(forum: str, day: str, username: str, agreement: str | None, as_json: bool) -> None:
    """Visa vad er organisation kan ta med till mötet, och vad som saknas."""
    with installation().read() as session:
        actor, ref = acting(session, username), find_forum(session, forum, agreement)
        found = preparation(session, actor, ref, day, now())
    show(preparation_values(found), as_json, lambda: preparation_text(found))


def preparation_values(found: Preparation) -> dict[str, Any]:
    """The preparation as plain values. Days are ISO; `more` is how many lines a list leaves out."""
    return {
        "forum": found.forum,
        "name": found.name,
        "organisation": found.organisation,
        "date": found.held_on,
        "planned": found.planned,
        "prepare_by": found.prepare_by,
        "freeze_on": found.freeze_on,
        "days_left": found.days_left,
        "positions": _listing(found.positions, _candidate),
        "learning": _listing(found.learning, _candidate),
        "on_table": _listing(found.on_table, _brought),
    }


def _listing(listing: Listing[Any], values: Any) -> dict[str, Any]:
    return {"items": [values(line) for line in listing.lines], "more": listing.more}


def _candidate(line: Candidate) -> dict[str, Any]:
    return {
        "number": line.number,
        "title": line.title,
        "category": line.category,
        "state": line.state,
        "label": line.label,
        "days": line.days,
        "trigger": line.lift.trigger,
        "ready": line.lift.ready,
        "missing": list(line.lift.missing),
        "who": line.lift.who,
        "reasons": list(line.reasons),
        "earlier": _earlier(line.earlier),
        "similar": [asdict(one) for one in line.similar],
    }


def _brought(line: Brought) -> dict[str, Any]:
    return {
        "number": line.number,
        "title": line.title,
        "purpose": line.purpose,
        "text": line.status,
        "again": line.again,
        "earlier": _earlier(line.earlier),
    }


def _earlier(earlier: Earlier | None) -> dict[str, Any] | None:
    return asdict(earlier) if earlier is not None else None


def preparation_text(found: Preparation) -> str:
    """The preparation for people."""
    return "\n".join(_lines(found)).rstrip()


def _lines(found: Preparation) -> Iterator[str]:
    day = swedish_date(found.held_on, weekday=True)
    yield f"{found.name}, {day}"
    yield f"Förberedelse för {found.organisation}"
    if not found.planned:
        yield "Mötet är inte planerat än. Dagen är ett förslag enligt rutinen."
    if found.when:
        yield found.when
    if found.freeze_on:
        yield f"Dagordningen spikas {swedish_date(found.freeze_on, weekday=True)}."
    yield from _part("Kan tas upp för ställningstagande", found.positions, _candidate_lines, NOTHING)
    yield from _part("Förslag att lyfta i lärande syfte", found.learning, _candidate_lines, NOTHING_TO_LEARN)
    yield from _part("Redan på forumets bord", found.on_table, _brought_lines, NOTHING_ON_TABLE)


def _part(heading: str, listing: Listing[Any], lines: Any, empty: str) -> Iterator[str]:
    yield f"\n{heading}"
    if not listing.lines:
        yield f"  {empty}"
    for line in listing.lines:
        yield from lines(line)
    if listing.more:
        yield f"  … och {listing.more} till."


def _candidate_lines(line: Candidate) -> Iterator[str]:
    in_state = "sedan i dag" if line.days == 0 else f"i {line.days} {'dag' if line.days == 1 else 'dagar'}"
    yield f"  {line.number}  {line.title or '(ingen rubrik hos er)'}"
    yield f"    {line.category} · {line.label} {in_state}"
    yield from _earlier_lines(line.earlier)
    yield from (f"    Varför: {reason}" for reason in line.reasons)
    yield from _lift_lines(line.lift)


def _lift_lines(lift: Lift) -> Iterator[str]:
    who = f" Det gör {lift.who}." if lift.who else ""
    if lift.ready:
        yield f"    Klar att ta med: {lift.label}.{who}"
        return
    yield from (f"    Saknas: {sentence}" for sentence in lift.missing)
    if who:
        yield f"    {lift.label}:{who}"


def _brought_lines(line: Brought) -> Iterator[str]:
    yield f"  {line.number}  {line.title or '(ingen rubrik hos er)'}, {PURPOSE_LABELS[line.purpose]}"
    yield from _earlier_lines(line.earlier)
    yield f"    {line.again or 'Texten är intygad.'}"


def _earlier_lines(earlier: Earlier | None) -> Iterator[str]:
    if earlier is not None:
        yield f"    Forumet senast: {earlier.said}"
