"""New versions of the routine, for stories about cases that follow an older one."""

from avvikelse.services.routines import activate
from avvikelse.settings import builtin_folder
from tests.services.steps import as_operator
from tests.world import World

OLD, NEW = "2023-04-01", "2027-01-01"


def new_version(world: World, *changes: tuple[str, str], version: str = NEW) -> None:
    """Takes a changed routine into use."""
    text = (builtin_folder("workflows") / "varmland.yaml").read_text(encoding="utf-8")
    for old, new in ((f"version: {OLD}", f"version: {version}"), *changes):
        assert old in text
        text = text.replace(old, new)
    as_operator(world, lambda session, now: activate(session, text.encode(), "ny.yaml", now))


DAYS = (
    "{working_days: 5, remind: [3, 5], then: reporting.manager}",
    "{working_days: 8, remind: [4, 8], then: reporting.manager}",
)
"""More days for what has just been reported."""

RENAMED = (
    ("  raised:\n", "  told:\n"),
    ("start: raised", "start: told"),
    ("from: raised\n", "from: told\n"),
    ("[raised, registered]", "[told, registered]"),
)
"""The first state goes by another key: what lies there has no counterpart."""
