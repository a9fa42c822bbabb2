"""Builds a forum's agenda from what lies on its table, by the template in the routine file (R10, R14)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from avvikelse.core.dates import swedish_date
from avvikelse.core.minutes import MeetingFrame
from avvikelse.core.routine import Forum
from avvikelse.core.vocabulary import PURPOSE_LABELS, Purpose, Section

_SECTION_OF = {
    Purpose.POSITION: Section.POSITIONS,
    Purpose.LEARNING: Section.LEARNING,
    Purpose.GOOD_EXAMPLE: Section.GOOD_EXAMPLES,
}


@dataclass(frozen=True, slots=True)
class TableItem:
    """A deviation on the forum's table. `withheld` says in Swedish why it can't be shown, and is empty when it can."""

    id: int
    number: str
    purpose: Purpose
    category: str
    reporting: str
    concerned: str
    text: str
    tried: str
    question: str
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A measure that the forum decided earlier and now follows up."""

    id: int
    number: str
    organisation: str
    what: str
    due_on: date
    done: bool
    effect: str
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One numbered line of an agenda. `kind` is the section it belongs to; texts are empty for plain headings.

    `position` counts all lines from 1; `label` is the number people read ('4', in a group '4.1', added late 'T1').
    `title` names a group, or an item of the secretary's own. `minutes` is the time set aside. `subject` names the line
    while the agenda is a draft.
    """

    position: int
    kind: Section
    heading: str
    number: str | None = None
    purpose: Purpose | None = None
    category: str = ""
    reporting: str = ""
    concerned: str = ""
    text: str = ""
    tried: str = ""
    question: str = ""
    item_id: int | None = None
    measure_id: int | None = None
    label: str = ""
    title: str = ""
    minutes: int | None = None
    grouped: bool = False
    late: bool = False
    subject: str = ""

    @property
    def facts(self) -> str:
        """'Kvalitet · från Försäkringskassan, gäller Region Värmland · för ställningstagande', for an item."""
        if self.purpose is None:
            return ""
        about = f", gäller {self.concerned}" if self.concerned else ""
        return f"{self.category} · från {self.reporting}{about} · {PURPOSE_LABELS[self.purpose]}"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A case that can't be shown on the agenda, by number and reason alone."""

    number: str
    reason: str
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """An agenda as it would be now (`state` draft) or as it was frozen.

    `rev` is the revision it was read at. `joint_name` names the other forum of a joint meeting.
    """

    forum: str
    name: str
    held_on: date
    state: str
    lines: tuple[AgendaLine, ...]
    withheld: tuple[Withheld, ...] = field(default=())
    frame: MeetingFrame | None = None
    joint_name: str = ""
    rev: int = 0


def build_agenda(
    key: str,
    forum: Forum,
    held_on: date,
    items: Iterable[TableItem],
    follow_ups: Iterable[FollowUp],
    next_on: date | None,
) -> Agenda:
    """The agenda that the table gives rise to. What can't be shown is listed as withheld, never dropped in silence."""
    on_table, measures = list(items), list(follow_ups)
    template = forum.agenda
    lines: list[AgendaLine] = []
    for section, heading in template.items():
        for line in _section(section, heading, on_table, measures, next_on):
            lines.append(replace(line, position=len(lines) + 1))
    withheld = [Withheld(item.number, item.withheld, item.id) for item in on_table if item.withheld]
    withheld += [Withheld(measure.number, measure.withheld) for measure in measures if measure.withheld]
    withheld += [
        Withheld(
            item.number, "Dagordningen saknar en punkt för sådana ärenden. Be er administratör lägga till en.", item.id
        )
        for item in on_table
        if not item.withheld and _SECTION_OF[item.purpose] not in template
    ]
    return Agenda(key, forum.name, held_on, "draft", tuple(lines), tuple(withheld))


def _section(
    section: Section, heading: str, items: list[TableItem], measures: list[FollowUp], next_on: date | None
) -> Iterator[AgendaLine]:
    """The lines of one section, not yet numbered."""
    if section is Section.FOLLOW_UP:
        shown = [measure for measure in measures if not measure.withheld]
        if not shown:
            yield AgendaLine(0, section, heading, text="Inga beslut att följa upp.")
        yield from (_follow_up_line(measure, heading) for measure in shown)
    elif section in _SECTION_OF.values():
        placed = [item for item in items if _SECTION_OF[item.purpose] is section and not item.withheld]
        if not placed:
            yield AgendaLine(0, section, heading, text="Inga ärenden.")
        yield from (item_line(item, section, heading) for item in placed)
    elif section is Section.NEXT_MEETING:
        when = f"{swedish_date(next_on, weekday=True).capitalize()}." if next_on else "Ingen tid är bestämd."
        yield AgendaLine(0, section, heading, text=when)
    else:
        yield AgendaLine(0, section, heading)


def item_line(item: TableItem, section: Section, heading: str, position: int = 0) -> AgendaLine:
    """A deviation on the table as a line under its heading; position 0 means not yet numbered."""
    return AgendaLine(
        position=position,
        kind=section,
        heading=heading,
        number=item.number,
        purpose=item.purpose,
        category=item.category,
        reporting=item.reporting,
        concerned=item.concerned,
        text=item.text,
        tried=item.tried,
        question=item.question,
        item_id=item.id,
    )


def _follow_up_line(measure: FollowUp, heading: str) -> AgendaLine:
    state = "Gjord." if measure.done else f"Ska vara klar {swedish_date(measure.due_on)}."
    effect = f" Effekt: {measure.effect}" if measure.effect else ""
    text = f"{measure.what} Ansvarig: {measure.organisation}. {state}{effect}"
    return AgendaLine(0, Section.FOLLOW_UP, heading, number=measure.number, text=text, measure_id=measure.id)
