"""People at work at random: acts on the real use cases and a real database.

After every act the rows must hold what `invariants` says.
"""

from typing import Any

from sqlalchemy import select

from avvikelse.db.access import visible_deviations
from avvikelse.db.session import Session, reading
from avvikelse.db.tables import Deviation, table
from avvikelse.errors import NotFound
from avvikelse.services.agendas import agenda
from avvikelse.services.meetings import find_forum
from avvikelse.services.sweeping import sweep
from avvikelse.services.weekly import weekly_list
from tests.properties.at_forums import FORUMS, AtForums, plan
from tests.properties.at_work import AtWork
from tests.properties.chance import RAW, Chance
from tests.properties.invariants import Rows, attested_by_another, blocked, chain_holds, everything_holds
from tests.properties.walking import COORDINATORS, SECRETARY
from tests.world import FK, REGION

_deviation = table(Deviation)


class Walk(AtWork, AtForums):
    """A handful of cases between three parties, and whatever their people, wisely or not, do with them."""

    def begin(self) -> None:
        """What is already going on when a walk begins: a conduct matter, two cases with managers, planned meetings."""
        self.report(
            Chance(0), who="vc.medarbetare", concerned=[FK], conduct_matter=True, category="beteende", title=RAW[0]
        )
        self.report(
            Chance(1), who="fk.utredare", concerned=[REGION], conduct_matter=False, category="kvalitet", title=RAW[1]
        )
        self.report(
            Chance(2),
            who="af.handlaggare",
            concerned=[REGION, FK],
            conduct_matter=False,
            category="kvalitet",
            title=RAW[2],
        )
        for number in self.numbers:
            self._to_managers(self.case(number), RAW[0])
        for forum in FORUMS:
            self.attempt(plan, SECRETARY, forum, 3)

    def act(self, name: str, seed: int) -> None:
        """Somebody does something, and everything still holds."""
        self.note(f"— {name} {seed}")
        before = self._head()
        getattr(self, name)(Chance(seed))
        if self._head() != before:
            self.everything_holds(tables=name in TO_TABLES)

    def time_passes(self, chance: Chance) -> None:
        """Days go, and what is due is told of: once, and without moving anything (R18)."""
        self.world.wait(working_days=chance.of([1, 3, 5, 8, 30]))
        before = self._cases()
        sweep(self.world.engine, self.world.now)
        assert self._cases() == before
        assert not sweep(self.world.engine, self.world.now)

    def _cases(self) -> list[Any]:
        with reading(self.world.engine) as session:
            return list(session.execute(select(_deviation).order_by(_deviation.c.id)))

    def everything_holds(self, *, tables: bool) -> None:
        """The invariants of the rows; with `tables` also of all that is shown on agendas and the weekly list."""
        with reading(self.world.engine) as session:
            rows = everything_holds(session, self.routine)
            self.mails_reach_those_who_see_the_case(session, rows)
            if tables:
                self.tables_show_only_attested_texts(session, rows)

    def mails_reach_those_who_see_the_case(self, session: Session, rows: Rows) -> None:
        """No mail tells of a case to somebody for whom it doesn't exist (access.md)."""
        for mail in [row for row in rows.outbox if row.id > self.mails]:
            self.mails = max(self.mails, mail.id)
            if mail.deviation_id is None:  # about a meeting: it names the forum and the day, and no case
                assert "AVV-" not in mail.data
                continue
            actor = self.house.actors[self.usernames[mail.recipient_id]]
            of_case = visible_deviations(actor).where(_deviation.c.id == mail.deviation_id)
            assert session.execute(of_case).one_or_none() is not None, (mail.message, actor.username, mail.data)

    def tables_show_only_attested_texts(self, session: Session, rows: Rows) -> None:
        """R8, R13: on every agenda that a secretary or a member can see, and on the weekly list."""
        conduct = {case.number for case in rows.deviations if case.conduct_matter}
        cases = {case.number: case for case in rows.deviations}
        items = {item.id: item for item in rows.items}
        measures = {row.id: row for row in rows.measures}
        days = {"next", *(meeting.held_on.isoformat() for meeting in rows.meetings if meeting.state != "planned")}
        for who, forum in [(SECRETARY, FORUMS[0]), (SECRETARY, FORUMS[1]), ("fk.samordnare", FORUMS[0])]:
            for day in sorted(days):
                for line in self._lines(session, who, forum, day):
                    assert line.number not in conduct
                    assert line.earlier is None or not blocked(line.earlier.position)
                    if line.item_id is not None:
                        item, texts = items[line.item_id], (line.text, line.tried, line.question)
                        assert item.number == line.number
                        attested_by_another(rows, cases[line.number].id, texts, item.sha256)
                    elif line.measure_id is not None:
                        measure = measures[line.measure_id]
                        assert not blocked("\n\n".join((measure.what, measure.follow_up)))
        for who in COORDINATORS.values():
            for shown in weekly_list(session, self.house.actors[who], self.world.now):
                assert shown.number not in conduct
                lying = {item.text for item in rows.of(rows.items, cases[shown.number]) if item.closed_at is None}
                assert not shown.text or shown.text in lying

    def _lines(self, session: Session, who: str, forum: str, day: str) -> Any:
        try:
            found = find_forum(session, forum)
            return agenda(session, self.house.actors[who], found, day, self.world.now).lines
        except NotFound:
            return ()

    def ends(self) -> None:
        """Everything holds at last, the history is whole, and the house is left."""
        self.everything_holds(tables=True)
        with reading(self.world.engine) as session:
            chain_holds(session)
        self.world.engine.dispose()


ACTS = {
    "report": 2,
    "take_a_step": 12,
    "straight_to_managers": 3,
    "straight_to_forum": 8,
    "straight_to_the_end": 4,
    "write_text": 3,
    "answer_questions": 2,
    "attest": 3,
    "log_contact": 1,
    "investigate": 3,
    "describe": 3,
    "add_measure": 3,
    "complete_measures": 2,
    "agree": 1,
    "hand_over": 3,
    "split": 1,
    "read": 2,
    "wait": 2,
    "time_passes": 3,
    "plan": 1,
    "freeze": 4,
    "decide": 7,
    "hold_a_meeting": 4,
    "close_meeting": 1,
    "approve_minutes": 2,
}
"""What can happen, and how often."""
TO_TABLES = {"straight_to_forum", "attest", "freeze", "decide", "hold_a_meeting", "approve_minutes"}
"""What changes what lies on the forums' tables."""
