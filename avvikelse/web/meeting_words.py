"""What the pages about meetings have in common: words, and how a meeting and its revision are read from a request."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from fastapi import Depends

from avvikelse.core.invitation import Invitation, Invited
from avvikelse.core.vocabulary import (
    MEETING_ANSWER_LABELS,
    MEETING_PART_LABELS,
    MeetingAnswer,
    MeetingPart,
    MeetingState,
)
from avvikelse.errors import BadInput, NotFound, RefusedMove, Stale
from avvikelse.web.visit import Visit

TOLD = (BadInput, RefusedMove, Stale)
"""What a page says of in place of going on: the form is shown again, with what was typed."""

STATE_WORDS: dict[str, str] = {
    MeetingState.PLANNED: "planerat",
    MeetingState.FROZEN: "dagordningen är spikad",
    MeetingState.SENT: "dagordningen är utskickad",
    MeetingState.HELD: "hållet, protokollet väntar på justering",
    MeetingState.APPROVED: "protokollet är justerat",
    MeetingState.CANCELLED: "inställt",
}
LARGEST_ID = 2**31 - 1


def _meeting_id(id: int) -> int:  # noqa: A002 (the name in the address)
    if id > LARGEST_ID:
        raise NotFound("Det finns inget sådant möte.")
    return id


MeetingId = Annotated[int, Depends(_meeting_id)]
"""The meeting that an address names; a number that no database has is as unknown as any other."""


def typed_rev(visit: Visit) -> int:
    """The revision that a form was made from. Raises BadInput for a form that has none."""
    given = str(visit.form.get("rev", ""))
    if not given.isdecimal() or len(given) > 9:  # noqa: PLR2004 (no revision has ten figures)
        raise BadInput("Sidan är ofullständig. Läs in den igen.")
    return int(given)


def typed(visit: Visit, name: str) -> str:
    """What was typed in a field, without blanks around it."""
    return str(visit.form.get(name, "")).strip()


class Group(NamedTuple):
    """The people of one organisation."""

    organisation: str
    people: list[Invited]


def by_organisation(invitation: Invitation) -> list[Group]:
    """Those invited, under their organisations in the order of the chair, the secretary and the rest."""
    found: dict[str, list[Invited]] = {}
    for one in invitation.people:
        found.setdefault(one.attendee.organisation, []).append(one)
    return [Group(name, people) for name, people in found.items()]


def part_and_answer(one: Invited) -> str:
    """'ordförande, kommer', as it follows a name."""
    return ", ".join(_about(one))


def _about(one: Invited) -> Iterator[str]:
    yield MEETING_PART_LABELS[one.attendee.part]
    answer = one.attendee.answer
    if answer:
        yield MEETING_ANSWER_LABELS[MeetingAnswer(answer)]
    elif one.attendee.part is not MeetingPart.SECRETARY:
        yield "har inte svarat"
    if one.attendee.adjuster:
        yield "justerar protokollet"


def cases(count: int) -> str:
    """'1 ärende', '3 ärenden'."""
    return f"{count} ärende" if count == 1 else f"{count} ärenden"


def coming(invitation: Invitation) -> str:
    """'3 av 5 kommer'."""
    answers = [one.attendee.answer for one in invitation.people]
    return f"{answers.count(MeetingAnswer.COMING)} av {len(answers)} kommer"
