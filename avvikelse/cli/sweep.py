"""The command that does everything which is due, once."""

from datetime import datetime

import click

from avvikelse.bootstrap import Installation
from avvikelse.cli import common
from avvikelse.cli.common import as_json, installation, show
from avvikelse.core.dates import DEFAULT_ZONE
from avvikelse.errors import BadInput

COUNTS = {
    "reminder": "påminnelser om nästa steg",
    "overdue": "påminnelser när tiden har gått ut",
    "next_level": "till nästa nivå",
    "hole": "till samordnare, om avvikelser som ingen har",
    "holes": "till administratörer, om att någon saknas",
    "measure_due": "om åtgärder som snart ska vara gjorda",
    "measure_overdue": "om åtgärder vars tid har gått ut",
    "prepare_meeting": "om möten att förbereda",
    "weekly_list": "om veckolistan",
    "silent": "förföll utan att någon kunde nås",
}
"""What a sweep counts, and how it is told."""


@click.command()
@click.option("--now", "moment", metavar="TID", help="Som om klockan vore detta: 2026-11-24T08:00 (svensk tid).")
@as_json
def sweep(moment: str | None, as_json: bool) -> None:
    """Gör allt som är dags att göra, en gång. Allt hamnar i utkorgen. Körs det igen händer inget mer."""
    counts = swept(installation(), moment_of(moment) if moment else common.now())
    lines = [f"{count} {COUNTS[name]}" for name, count in counts.items() if count]
    show(counts, as_json, lambda: "\n".join(lines) or "Inget är dags att göra.")


def swept(found: Installation, moment: datetime) -> dict[str, int]:
    """What a sweep did, every count in its place."""
    sent = found.sweep(moment)
    return {name: sent[name] for name in COUNTS}


def moment_of(text: str) -> datetime:
    """A `--now` as a moment; Swedish time when it says no zone. Raises BadInput."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--now {text[:40]}: skriv tiden som 2026-11-24T08:00.") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=DEFAULT_ZONE)
