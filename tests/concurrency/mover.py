"""A process that moves cases until it is done or killed. It tells of each move that it has committed."""

from multiprocessing.connection import Connection

from sqlalchemy import select

from avvikelse.db.session import make_engine, reading, unit_of_work
from avvikelse.db.tables import Deviation, table
from avvikelse.services.members import sign_in
from avvikelse.services.moves import move
from tests.world import START

BEFORE = 3
"""The revision of a case that no move has been made on: reported, a text written and attested."""
WAY = (
    ("register", "fk.utredare", {"own_reference": "FK-1", "other_party_told": "Telefon i dag"}),
    ("contact_manager", "fk.chef", {"contact_logged": "Telefon i dag"}),
    ("receive", "vc.chef", {"own_reference": "P-1"}),
    ("lift_to_forum", "fk.chef", {"why_unsolved": "Felet kom tillbaka"}),
)
"""The moves of each case, by whom and with which answers; each raises its revision by one."""


def run(url: str, part: int, of: int, told: Connection) -> None:
    """Makes every move that is left of one part of the cases, in rounds, each in a transaction of its own."""
    engine, cases = make_engine(url), select(table(Deviation)).order_by("id")
    with reading(engine) as session:
        people = {who: sign_in(session, who) for _, who, _ in WAY}
        made = {row.number: row.rev - BEFORE for row in session.execute(cases) if row.id % of == part}
    for n, (trigger, who, answers) in enumerate(WAY):
        for number in [number for number in made if made[number] <= n]:
            with unit_of_work(engine) as session:
                move(session, people[who], number, trigger, rev=BEFORE + n, form=answers, now=START)
            told.send((number, n))
    engine.dispose()
