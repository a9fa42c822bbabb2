"""From the core's values to what a document says. All formats are made from this, so that they say the same words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import singledispatch
from itertools import groupby
from zoneinfo import ZoneInfo

from avvikelse.core.agenda import Agenda, AgendaLine
from avvikelse.core.dates import swedish_date
from avvikelse.core.learning import LearningDigest, LearningEntry
from avvikelse.core.minutes import Attendee, DecidedMeasure, Extract, MeetingFrame, Minutes, MinutesLine
from avvikelse.core.vocabulary import MEETING_PART_LABELS, PURPOSE_LABELS, MeetingPart
from avvikelse.core.weekly import WeeklyLine
from avvikelse.outbound.documents import words
from avvikelse.outbound.documents.fields import (
    AdjusterFields,
    AgendaDocument,
    ExtractDocument,
    Fields,
    LearningDocument,
    LearningFields,
    LineFields,
    MeasureFields,
    MinutesDocument,
    OrganisationFields,
    PersonFields,
    Properties,
    SectionFields,
    WeeklyDocument,
    WeeklyFields,
    WithheldFields,
)
from avvikelse.outbound.documents.words import clean, numbered, one_line


@dataclass(frozen=True, slots=True)
class WeeklyList:
    """The weekly list of a day (R15)."""

    day: date
    lines: tuple[WeeklyLine, ...]


Document = Agenda | Minutes | Extract | WeeklyList | LearningDigest


@singledispatch
def fields(document: Document, _zone: ZoneInfo) -> tuple[Properties, Fields]:
    """What the document says, and its properties. Times are said in `zone`."""
    raise TypeError(type(document).__name__)


@fields.register
def _agenda(agenda: Agenda, zone: ZoneInfo) -> tuple[Properties, Fields]:
    title = f"{words.AGENDA}: {one_line(agenda.name)}"
    time, place, link = _frame(agenda.frame, zone)
    said = AgendaDocument(
        title=title,
        name=one_line(agenda.name),
        joint=one_line(agenda.joint_name),
        state=words.STATES.get(agenda.state, agenda.state),
        when=swedish_date(agenda.held_on, weekday=True),
        time=time,
        place=place,
        link=link,
        organisations=_organisations(agenda.frame.people if agenda.frame else ()),
        sections=_sections([line for line in agenda.lines if not line.late]),
        late=tuple(_line(line) for line in agenda.lines if line.late),
        withheld=tuple(WithheldFields(one_line(item.number), one_line(item.reason)) for item in agenda.withheld),
    )
    return Properties("agenda", f"{title}, {said.when}", agenda.held_on), said


@fields.register
def _minutes(minutes: Minutes, zone: ZoneInfo) -> tuple[Properties, Fields]:
    title = f"{words.MINUTES}: {one_line(minutes.name)}"
    time, place, link = _frame(minutes.frame, zone)
    people = minutes.frame.people
    state = f"justerat {swedish_date(minutes.approved_on)}" if minutes.approved_on else words.WAITING
    said = MinutesDocument(
        title=title,
        name=one_line(minutes.name),
        joint=one_line(minutes.joint_name),
        state=state,
        when=swedish_date(minutes.held_on, weekday=True),
        time=time,
        place=place,
        link=link,
        people=tuple(_person(person, presence=True) for _, group in _by_organisation(people) for person in group),
        sections=_sections([line for line in minutes.lines if not line.late]),
        late=tuple(_line(line) for line in minutes.lines if line.late),
        adjusters=tuple(
            AdjusterFields(
                one_line(person.name),
                one_line(person.organisation),
                words.day_or(person.approved_on, words.WAITING),
            )
            for person in people
            if person.adjuster
        ),
        next_meeting=_next_meeting(minutes.next_on),
    )
    return Properties("minutes", f"{title}, {said.when}", minutes.held_on), said


@fields.register
def _extract(extract: Extract, _zone: ZoneInfo) -> tuple[Properties, Fields]:
    title = f"{words.EXTRACT}: {one_line(extract.name)}"
    said = ExtractDocument(
        title=title,
        name=one_line(extract.name),
        organisation=one_line(extract.organisation),
        when=swedish_date(extract.held_on, weekday=True),
        approved=swedish_date(extract.approved_on),
        sections=_sections(extract.lines),
    )
    return Properties("extract", f"{title}, {said.when}, {said.organisation}", extract.held_on), said


@fields.register
def _weekly(weekly: WeeklyList, _zone: ZoneInfo) -> tuple[Properties, Fields]:
    when = swedish_date(weekly.day, weekday=True)
    said = WeeklyDocument(words.WEEKLY, when, tuple(_weekly_line(line) for line in weekly.lines))
    return Properties("weekly", f"{words.WEEKLY}, {when}", weekly.day), said


@fields.register
def _learning(digest: LearningDigest, _zone: ZoneInfo) -> tuple[Properties, Fields]:
    title = f"{words.LEARNING}: {one_line(digest.name)}"
    period = f"{swedish_date(digest.first)}–{swedish_date(digest.last)}"
    said = LearningDocument(title, one_line(digest.name), period, tuple(_entry(entry) for entry in digest.entries))
    return Properties("learning", f"{title}, {period}", digest.last), said


def _frame(frame: MeetingFrame | None, zone: ZoneInfo) -> tuple[str, str, str]:
    """Clock times, place and link."""
    if frame is None:
        return "", "", ""
    return words.clock_span(frame.starts_at, frame.ends_at, zone), one_line(frame.place), one_line(frame.link)


def _by_organisation(people: Iterable[Attendee]) -> list[tuple[str, list[Attendee]]]:
    """The people under their organisations: the chair's first, then as they come; chairs first within each."""
    parts = list(MeetingPart)
    ordered = sorted(people, key=lambda person: parts.index(person.part))
    found: dict[str, list[Attendee]] = {}
    for person in ordered:
        found.setdefault(person.organisation, []).append(person)
    return list(found.items())


def _organisations(people: Iterable[Attendee]) -> tuple[OrganisationFields, ...]:
    grouped = _by_organisation(people)
    return tuple(
        OrganisationFields(
            one_line(name),
            tuple(_person(person, presence=False) for person in group),
            ", ".join(_with_part(person) for person in group),
        )
        for name, group in grouped
    )


def _with_part(person: Attendee) -> str:
    name = one_line(person.name)
    return name if person.part is MeetingPart.MEMBER else f"{name} ({MEETING_PART_LABELS[person.part]})"


def _person(person: Attendee, *, presence: bool) -> PersonFields:
    there = {True: "närvarande", False: "frånvarande", None: "inte antecknat"}[person.present] if presence else ""
    return PersonFields(one_line(person.name), one_line(person.organisation), MEETING_PART_LABELS[person.part], there)


def _sections(lines: Sequence[AgendaLine | MinutesLine]) -> tuple[SectionFields, ...]:
    """The lines under their headings, in order. A heading that is a line of its own carries that line's number."""
    found = []
    for (_, heading), group in groupby(lines, key=lambda line: (line.kind, line.heading)):
        members: list[AgendaLine | MinutesLine] = list(group)
        first, head = members[0], one_line(heading)
        said = [_line(line) for line in members]
        if _is_heading(first):
            head = numbered(_label(first), head)
            said[0] = _line(first, headed=True)
        found.append(SectionFields(head, tuple(said)))
    return tuple(found)


def _is_heading(line: AgendaLine | MinutesLine) -> bool:
    return not line.number and not line.title


def _label(line: AgendaLine | MinutesLine) -> str:
    return one_line(line.label) or (str(line.position) if isinstance(line, AgendaLine) else "")


def _line(line: AgendaLine | MinutesLine, *, headed: bool = False) -> LineFields:
    """The line as it is said; `headed` when its number stands in the heading above it."""
    name = one_line(" ".join(part for part in (line.number, line.title) if part) or line.heading)
    held = line if isinstance(line, MinutesLine) else None
    return LineFields(
        head="" if headed else numbered(_label(line), name),
        number=one_line(line.number or ""),
        facts=one_line(line.facts),
        text=clean(line.text),
        tried=clean(line.tried),
        earlier=clean(line.earlier.said) if line.earlier is not None else "",
        question=clean(line.question),
        similar=clean("; ".join(one.said for one in line.similar)) if isinstance(line, AgendaLine) else "",
        minutes=f"{line.minutes} min" if isinstance(line, AgendaLine) and line.minutes else "",
        outcome=one_line(held.outcome) if held else "",
        position=clean(held.position) if held else "",
        measures=_measures(held.measures) if held else (),
        notes=clean(held.notes) if held else "",
        withheld=one_line(held.withheld) if held else "",
        grouped=line.grouped,
    )


def _measures(measures: Iterable[DecidedMeasure]) -> tuple[MeasureFields, ...]:
    return tuple(
        MeasureFields(
            clean(measure.what), one_line(measure.organisation), swedish_date(measure.due_on), clean(measure.follow_up)
        )
        for measure in measures
    )


def _weekly_line(line: WeeklyLine) -> WeeklyFields:
    return WeeklyFields(
        number=one_line(line.number),
        category=one_line(line.category),
        between=one_line(f"{line.reporting} → {line.concerned}") if line.concerned else one_line(line.reporting),
        label=one_line(line.label),
        owner=one_line(line.owner),
        days=str(line.days),
        text=clean(line.text),
    )


def _entry(entry: LearningEntry) -> LearningFields:
    about = f", gäller {entry.concerned}" if entry.concerned else ""
    return LearningFields(
        number=one_line(entry.number),
        facts=one_line(f"{entry.category} · från {entry.reporting}{about} · {PURPOSE_LABELS[entry.purpose]}"),
        text=clean(entry.text),
        position=clean(entry.position),
        measures=_measures(entry.measures),
        effect=clean(entry.effect),
        decided=swedish_date(entry.decided_on),
    )


def _next_meeting(day: date | None) -> str:
    return f"{words.sentence_case(swedish_date(day, weekday=True))}." if day else words.NO_NEXT
