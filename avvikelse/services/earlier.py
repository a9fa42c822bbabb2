"""What a forum said the last time about a case that comes back to it, for those who may read the decision (R14)."""

from collections.abc import Collection
from datetime import date

from avvikelse.core.minutes import Earlier
from avvikelse.core.permissions import Actor
from avvikelse.db.access import visible_decisions
from avvikelse.db.session import Session
from avvikelse.db.tables import Decision, ForumItem, Meeting, table
from avvikelse.deid import Verdict
from avvikelse.services.checking import inspect
from avvikelse.services.meetings import ForumRef

_decision, _meeting = table(Decision), table(Meeting)
_taken_up = table(ForumItem).alias("taken_up")  # the door looks forum items up itself
WORDS_FAIL = "Texten klarar inte kontrollen och visas inte."


def earlier_decisions(
    session: Session, actor: Actor, forum: ForumRef, deviations: Collection[int], before: date
) -> dict[int, Earlier]:
    """The forum's last decision about each of the deviations at a meeting held before a day, by deviation.

    Deviations that the forum hasn't taken up are left out. The forum's own words are checked on their way out (R13).
    """
    if not deviations:
        return {}
    statement = (
        visible_decisions(actor)
        .add_columns(_meeting.c.held_on)
        .join(_meeting, _meeting.c.id == _decision.c.meeting_id)
        .join(_taken_up, _taken_up.c.id == _decision.c.forum_item_id)
        .where(_decision.c.deviation_id.in_(sorted(deviations)), _taken_up.c.forum_id == forum.id)
        .where(_meeting.c.held_on < before, _meeting.c.closed_at.is_not(None))
        .order_by(_meeting.c.held_on, _decision.c.id)
    )
    last = {row.deviation_id: row for row in session.execute(statement)}
    outcomes = forum.engine.routine.forums[forum.key].outcomes
    return {
        deviation: Earlier(
            held_on=row.held_on,
            outcome=outcomes[row.outcome].label if row.outcome in outcomes else row.outcome,
            position=WORDS_FAIL if inspect(row.position).verdict == Verdict.BLOCKED else row.position,
        )
        for deviation, row in last.items()
    }
