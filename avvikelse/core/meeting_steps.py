"""How far a meeting has come, as a time line: prepared, fixed, sent, held, approved."""

from dataclasses import dataclass
from datetime import date

from avvikelse.core.preparation import day_before
from avvikelse.core.routine import Forum
from avvikelse.core.vocabulary import MeetingState


@dataclass(frozen=True, slots=True)
class MeetingStep:
    """A step of a meeting's time line. `day` is when it is to be, where the routine or the meeting says so.

    `place` is done, now or ahead; `late` when it should have been done by today.
    """

    name: str
    day: date | None
    place: str
    late: bool = False


WEEKLY = "weekly"
NAMES = ("Förberedelse", "Spikas", "Skickas", "Hålls", "Justeras")
REACHED = {
    MeetingState.PLANNED: 1,
    MeetingState.FROZEN: 2,
    MeetingState.SENT: 3,
    MeetingState.HELD: 4,
    MeetingState.APPROVED: 5,
}
"""Which step is next in each state, while a draft is no longer being prepared."""


def meeting_steps(forum: Forum, held_on: date, state: str, today: date) -> tuple[MeetingStep, ...]:
    """The time line of a meeting, empty for a cancelled one and for a weekly check-in, which has no such steps."""
    if state not in REACHED or forum.meets == WEEKLY:
        return ()
    prepare_by = day_before(forum.prepare, held_on)
    days = (prepare_by, day_before(forum.freeze, held_on), None, held_on, None)
    now = REACHED[MeetingState(state)]
    if state == MeetingState.PLANNED and (prepare_by is None or today <= prepare_by):
        now = 0
    return tuple(
        MeetingStep(name, day, _place(n, now), late=n == now and day is not None and day < today)
        for n, (name, day) in enumerate(zip(NAMES, days, strict=True))
    )


def _place(step: int, now: int) -> str:
    if step == now:
        return "now"
    return "done" if step < now else "ahead"
