"""Builds a forum's agenda from what lies on its table, by the template in the routine file (R10, R14).

The secretary's arrangement (order, time, groups, own items, what is put off) is laid over what the table gives rise to.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from avvikelse.core.dates import swedish_date
from avvikelse.core.minutes import Earlier, MeetingFrame
from avvikelse.core.routine import Forum
from avvikelse.core.similar import Similar
from avvikelse.core.vocabulary import PURPOSE_LABELS, Purpose, Section

SECTION_OF = {
    Purpose.POSITION: Section.POSITIONS,
    Purpose.LEARNING: Section.LEARNING,
    Purpose.GOOD_EXAMPLE: Section.GOOD_EXAMPLES,
}
WITH_CASES = frozenset({*SECTION_OF.values(), Section.RETURNED})
"""The sections whose lines are cases on the table."""
PUT_OFF = "Sekreteraren har skjutit upp ärendet. Det ligger kvar till nästa möte."
NO_PLACE = "Dagordningen saknar en punkt för sådana ärenden. Be er administratör lägga till en."
_LAST = 1_000_000


@dataclass(frozen=True, slots=True)
class TableItem:
    """A deviation on the forum's table. `withheld` says in Swedish why it can't be shown, and is empty when it can.

    `earlier` is what the forum said the last time, when the case comes back to it.
    """

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
    earlier: Earlier | None = None


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
class Arranged:
    """What the secretary has settled about one line of a draft: see `avvikelse.db.tables.AgendaArrangement`.

    `withheld` says why a text of the secretary's own can't be shown.
    """

    subject: str
    place: int | None = None
    minutes: int | None = None
    in_group: str = ""
    put_off: bool = False
    heading: str = ""
    text: str = ""
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
    earlier: Earlier | None = None
    similar: tuple[Similar, ...] = ()
    """What the forum has concluded about cases like this one, as far as the reader may see it."""

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

    `rev` is the revision it was read at. `joint_name` names the other forum of a joint meeting. `waiting` are cases
    that came to the table after the freezing, by number: the secretary may take them up on the late list.
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
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OnTable:
    """All that a draft is built from. `joint` are the other forum's items at a joint meeting, under its `joint_name`.

    `previous` says how it is with the last meeting's minutes.
    """

    items: Sequence[TableItem]
    follow_ups: Sequence[FollowUp] = ()
    joint: Sequence[TableItem] = ()
    joint_name: str = ""
    arrangement: Mapping[str, Arranged] = field(default_factory=dict)
    previous: str = ""
    next_on: date | None = None


def build_agenda(key: str, forum: Forum, held_on: date, table: OnTable) -> Agenda:
    """The agenda that the table gives rise to. What can't be shown is listed as withheld, never dropped in silence."""
    lines: list[AgendaLine] = []
    placed: set[str] = set()
    for section, heading in forum.agenda.items():
        lines += _arranged(list(_section(section, heading, forum.agenda, table)), table.arrangement, placed)
        if section is _last_with_cases(forum):
            lines += _arranged(list(_joint_lines(table)), table.arrangement, placed)
    return Agenda(
        key,
        forum.name,
        held_on,
        "draft",
        tuple(numbered(lines)),
        tuple(_withheld(forum, table)),
        joint_name=table.joint_name,
    )


def _last_with_cases(forum: Forum) -> Section | None:
    """The section after which a joint meeting's other cases come."""
    return next((section for section in reversed(forum.agenda) if section in WITH_CASES), None)


def _withheld(forum: Forum, table: OnTable) -> Iterator[Withheld]:
    put_off = {subject for subject, kept in table.arrangement.items() if kept.put_off}
    for item in (*table.items, *table.joint):
        if item.withheld:
            yield Withheld(item.number, item.withheld, item.id)
        elif f"item:{item.id}" in put_off:
            yield Withheld(item.number, PUT_OFF, item.id)
    yield from (Withheld(measure.number, measure.withheld) for measure in table.follow_ups if measure.withheld)
    for kept in table.arrangement.values():
        if kept.withheld:
            yield Withheld("Egen punkt", kept.withheld)
    homeless = [item for item in table.items if section_of(item, forum.agenda) not in forum.agenda]
    homeless += table.joint if _last_with_cases(forum) is None else ()
    for item in homeless:
        if not item.withheld and f"item:{item.id}" not in put_off:
            yield Withheld(item.number, NO_PLACE, item.id)


def _section(section: Section, heading: str, agenda: Collection[Section], table: OnTable) -> Iterator[AgendaLine]:
    """The lines of one section, in the order they came, not yet numbered."""
    plain = AgendaLine(0, section, heading, subject=f"section:{section}")
    if section is Section.FOLLOW_UP:
        shown = [measure for measure in table.follow_ups if not measure.withheld]
        if not shown:
            yield replace(plain, text="Inga beslut att följa upp.")
        yield from (_follow_up_line(measure, heading) for measure in shown)
    elif section in WITH_CASES:
        placed = [item for item in _placed(table.items, table.arrangement) if section_of(item, agenda) is section]
        if not placed:
            yield replace(plain, text="Inga ärenden.")
        yield from (item_line(item, section, heading) for item in placed)
    elif section is Section.NEXT_MEETING:
        on = table.next_on
        when = f"{swedish_date(on, weekday=True).capitalize()}." if on else "Ingen tid är bestämd."
        yield replace(plain, text=when)
    elif section is Section.PREVIOUS_MINUTES:
        yield replace(plain, text=table.previous)
    else:
        yield plain
    if section is Section.OTHER:
        yield from _own_items(heading, table.arrangement)


def section_of(item: TableItem, agenda: Collection[Section]) -> Section:
    """Where a case stands on an agenda with these sections.

    One that comes back for a position is told apart from new ones where the routine has a section for it.
    """
    comes_back = item.earlier is not None and item.purpose is Purpose.POSITION
    return Section.RETURNED if comes_back and Section.RETURNED in agenda else SECTION_OF[item.purpose]


def _placed(items: Iterable[TableItem], arrangement: Mapping[str, Arranged]) -> Iterator[TableItem]:
    """The cases that are shown: neither withheld nor put off."""
    for item in items:
        kept = arrangement.get(f"item:{item.id}")
        if not item.withheld and not (kept and kept.put_off):
            yield item


def _joint_lines(table: OnTable) -> Iterator[AgendaLine]:
    """The other forum's cases at a joint meeting, under a heading that says whose they are."""
    placed = list(_placed(table.joint, table.arrangement))
    for section in Section:
        for item in placed:
            if section_of(item, WITH_CASES) is section:
                about = "kommer tillbaka" if section is Section.RETURNED else PURPOSE_LABELS[item.purpose]
                yield item_line(item, section, f"{table.joint_name}: {about}")


def _own_items(heading: str, arrangement: Mapping[str, Arranged]) -> Iterator[AgendaLine]:
    for subject, kept in sorted(arrangement.items()):
        if subject.startswith("free:") and not kept.withheld and not kept.put_off:
            yield AgendaLine(0, Section.OTHER, heading, title=kept.heading, text=kept.text, subject=subject)


def _arranged(lines: list[AgendaLine], arrangement: Mapping[str, Arranged], placed: set[str]) -> list[AgendaLine]:
    """The lines of a section in the secretary's order, with time set aside, and grouped lines behind their group.

    A group stands under one heading: `placed` are those that have their place already, whose other cases stand alone.
    """
    kept = {line.subject: arrangement.get(line.subject, Arranged(line.subject)) for line in lines}
    groups = {arranged.in_group for arranged in kept.values() if arranged.in_group in arrangement} - placed
    placed |= groups
    top = [line for line in lines if kept[line.subject].in_group not in groups]
    top += [_group_line(subject, arrangement[subject], lines, kept) for subject in sorted(groups)]
    found: list[AgendaLine] = []
    for line in _in_order(top, arrangement):
        found.append(line)
        members = [member for member in lines if kept[member.subject].in_group == line.subject in groups]
        found += [replace(member, grouped=True) for member in _in_order(members, arrangement)]
    return [replace(line, minutes=arrangement.get(line.subject, Arranged("")).minutes) for line in found]


def _group_line(subject: str, group: Arranged, lines: Sequence[AgendaLine], kept: Mapping[str, Arranged]) -> AgendaLine:
    first = next(line for line in lines if kept[line.subject].in_group == subject)
    return AgendaLine(0, first.kind, first.heading, title=group.heading, subject=subject)


def _in_order(lines: Sequence[AgendaLine], arrangement: Mapping[str, Arranged]) -> list[AgendaLine]:
    def place(line: AgendaLine) -> int:
        arranged = arrangement.get(line.subject)
        return _LAST if arranged is None or arranged.place is None else arranged.place

    return sorted(lines, key=place)  # stable: what has no place keeps its order, last


def numbered(lines: Iterable[AgendaLine]) -> Iterator[AgendaLine]:
    """The lines with position and the number people read. Each heading's lines count on from the one before."""
    top = inside = 0
    for position, line in enumerate(lines, 1):
        if line.grouped:
            inside += 1
            label = f"{top}.{inside}"
        else:
            top, inside = top + 1, 0
            label = str(top)
        yield replace(line, position=position, label=label)


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
        subject=f"item:{item.id}",
        earlier=item.earlier,
    )


def _follow_up_line(measure: FollowUp, heading: str) -> AgendaLine:
    state = "Gjord." if measure.done else f"Ska vara klar {swedish_date(measure.due_on)}."
    effect = f" Effekt: {measure.effect}" if measure.effect else ""
    text = f"{measure.what} Ansvarig: {measure.organisation}. {state}{effect}"
    return AgendaLine(
        0,
        Section.FOLLOW_UP,
        heading,
        number=measure.number,
        text=text,
        measure_id=measure.id,
        subject=f"measure:{measure.id}",
    )


def by_heading(lines: Iterable[AgendaLine]) -> list[tuple[str, list[AgendaLine]]]:
    """The lines under their headings, in order; what came late under a heading of its own."""

    def heading(line: AgendaLine) -> str:
        return "Tilläggslista" if line.late else line.heading

    return [(name, list(group)) for name, group in groupby(lines, key=heading)]
