"""A document as a row of plain blocks: what Markdown, HTML and PDF are drawn from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import singledispatch

from avvikelse.outbound.documents import words
from avvikelse.outbound.documents.fields import (
    AgendaDocument,
    ExtractDocument,
    Fields,
    LearningDocument,
    LineFields,
    MeasureFields,
    MinutesDocument,
    SectionFields,
    WeeklyDocument,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3. `note` stands beside it ('15 min'); `inset` when its case is in a group."""

    level: int
    text: str
    note: str = ""
    inset: bool = False
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A text, maybe with line breaks, after a label such as 'Fråga till forumet:'. `quiet` for facts."""

    text: str
    label: str = ""
    quiet: bool = False
    inset: bool = False
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Rows:
    """Short facts, each with a label."""

    rows: tuple[tuple[str, str], ...]
    kind: str = "rows"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list whose entries start with a name."""

    items: tuple[tuple[str, str], ...]
    kind: str = "bullets"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings. `shares` are the columns' widths in relation to each other."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    inset: bool = False
    kind: str = "table"


Block = Heading | Text | Rows | Bullets | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document: its title, the line under it, and its blocks. `wide` turns the sheet on its side."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    wide: bool = False


@singledispatch
def paper(said: Fields) -> Paper:
    """The document's blocks, in the order they are read."""
    raise TypeError(type(said).__name__)


@paper.register
def _agenda(said: AgendaDocument) -> Paper:
    blocks: list[Block] = list(_meeting(said))
    if said.organisations:
        blocks.append(Heading(2, words.INVITED))
        blocks.append(Rows(tuple((f"{group.name}:", group.names) for group in said.organisations)))
    blocks += _sections(said.sections, said.late)
    if said.withheld:
        blocks.append(Heading(2, words.WITHHELD))
        blocks.append(Bullets(tuple((item.number, item.reason) for item in said.withheld)))
    return Paper(said.title, words.sentence_case(f"{said.when} · {said.state}"), tuple(blocks))


@paper.register
def _minutes(said: MinutesDocument) -> Paper:
    blocks: list[Block] = list(_meeting(said))
    if said.people:
        rows = tuple((person.organisation, person.name, person.part, person.presence) for person in said.people)
        blocks += [Heading(2, words.ATTENDANCE), Table(words.ATTENDANCE_COLUMNS, rows, (3, 3, 2, 2))]
    blocks += _sections(said.sections, said.late)
    blocks += [Heading(2, words.NEXT_MEETING), Text(said.next_meeting)]
    blocks.append(Heading(2, words.ADJUSTMENT))
    if said.adjusters:
        signed = tuple((person.name, person.organisation, person.approved) for person in said.adjusters)
        blocks.append(Table(words.ADJUSTMENT_COLUMNS, signed, (3, 3, 3)))
    else:
        blocks.append(Text(f"{words.sentence_case(said.state)}."))
    return Paper(said.title, words.sentence_case(f"{said.when} · {said.state}"), tuple(blocks))


@paper.register
def _extract(said: ExtractDocument) -> Paper:
    rows = Rows(((words.RECEIVER, said.organisation), (words.APPROVED, said.approved)))
    return Paper(said.title, words.sentence_case(said.when), (rows, *_sections(said.sections, ())))


@paper.register
def _weekly(said: WeeklyDocument) -> Paper:
    rows = tuple(
        (line.number, line.category, line.between, line.label, line.owner, line.days, line.text) for line in said.lines
    )
    table = Table(words.WEEKLY_COLUMNS, rows, words.WEEKLY_SHARES)
    return Paper(said.title, words.sentence_case(said.when), (table if rows else Text(words.NO_WEEKLY),), wide=True)


@paper.register
def _learning(said: LearningDocument) -> Paper:
    blocks: list[Block] = []
    for entry in said.entries:
        blocks += [Heading(2, entry.number), Text(entry.facts, quiet=True)]
        blocks += _texts((("", entry.text), (words.CONCLUSION, entry.position)))
        blocks += _measures(entry.measures)
        blocks += _texts(((words.EFFECT, entry.effect), (words.DECIDED, entry.decided)))
    return Paper(said.title, said.period, tuple(blocks) or (Text(words.NO_LEARNING),))


def _meeting(said: AgendaDocument | MinutesDocument) -> Iterator[Block]:
    """Where and when the meeting is, as far as it is known."""
    known = ((words.JOINT, said.joint), (words.TIME, said.time), (words.PLACE, said.place), (words.LINK, said.link))
    rows = tuple((label, text) for label, text in known if text)
    if rows:
        yield Rows(rows)


def _sections(sections: Iterable[SectionFields], late: Iterable[LineFields]) -> Iterator[Block]:
    """The headings with their lines, then the late list under its own. A document without lines says so."""
    whole = list(sections)
    if added := tuple(late):
        whole.append(SectionFields(words.LATE, added))
    if not whole:
        yield Text(words.NO_LINES)
    for section in whole:
        first = section.lines[0]
        yield Heading(2, section.head, "" if first.head else first.minutes)
        for line in section.lines:
            yield from _line(line)


def _line(line: LineFields) -> Iterator[Block]:
    if line.head:
        yield Heading(3, line.head, line.minutes, line.grouped)
    if line.facts:
        yield Text(line.facts, quiet=True, inset=line.grouped)
    yield from _texts(
        (
            (words.NOT_SHOWN, line.withheld),
            ("", line.text),
            (words.TRIED, line.tried),
            (words.EARLIER, line.earlier),
            (words.QUESTION, line.question),
            (words.SIMILAR, line.similar),
            (words.OUTCOME, line.outcome),
            (words.POSITION, line.position),
        ),
        inset=line.grouped,
    )
    yield from _measures(line.measures, inset=line.grouped)
    yield from _texts(((words.NOTES, line.notes),), inset=line.grouped)


def _texts(texts: Iterable[tuple[str, str]], *, inset: bool = False) -> Iterator[Block]:
    return (Text(text, label, inset=inset) for label, text in texts if text)


def _measures(measures: tuple[MeasureFields, ...], *, inset: bool = False) -> Iterator[Block]:
    if measures:
        rows = tuple((measure.what, measure.organisation, measure.due, measure.follow_up) for measure in measures)
        yield Table(words.MEASURE_COLUMNS, rows, (4, 2.4, 2, 2.6), inset)
