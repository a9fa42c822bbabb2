"""Documents as plain values, for other systems. The agenda's keys are the outer contract's. Dates are ISO days."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from functools import singledispatch
from typing import Any

from avvikelse.core.agenda import Agenda, AgendaLine
from avvikelse.core.learning import LearningDigest
from avvikelse.core.minutes import Extract, MeetingFrame, Minutes, MinutesLine
from avvikelse.outbound.documents.contexts import Document, WeeklyList


@singledispatch
def plain(document: Document) -> Any:
    """The document as values that JSON can hold."""
    raise TypeError(type(document).__name__)


@plain.register
def _agenda(agenda: Agenda) -> dict[str, Any]:
    return {
        "forum": agenda.forum,
        "name": agenda.name,
        "joint": agenda.joint_name or None,
        "date": agenda.held_on.isoformat(),
        "state": agenda.state,
        **_frame(agenda.frame),
        "items": [_agenda_line(line) for line in agenda.lines],
        "withheld": [{"number": item.number, "reason": item.reason} for item in agenda.withheld],
    }


def _agenda_line(line: AgendaLine) -> dict[str, Any]:
    return {
        "position": line.position,
        "label": line.label or str(line.position),
        "kind": line.kind.value,
        "heading": line.heading,
        "title": line.title,
        "number": line.number,
        "purpose": line.purpose.value if line.purpose else None,
        "category": line.category,
        "reporting": line.reporting,
        "concerned": line.concerned,
        "text": line.text,
        "tried": line.tried,
        "earlier": _value(asdict(line.earlier)) if line.earlier is not None else None,
        "question": line.question,
        "similar": [asdict(one) for one in line.similar],
        "minutes": line.minutes,
        "grouped": line.grouped,
        "late": line.late,
    }


@plain.register
def _minutes(minutes: Minutes) -> dict[str, Any]:
    return {
        "forum": minutes.forum,
        "name": minutes.name,
        "joint": minutes.joint_name or None,
        "date": minutes.held_on.isoformat(),
        "approved_on": _value(minutes.approved_on),
        "next_on": _value(minutes.next_on),
        **_frame(minutes.frame),
        "items": _minutes_lines(minutes.lines),
    }


@plain.register
def _extract(extract: Extract) -> dict[str, Any]:
    return {
        "forum": extract.forum,
        "name": extract.name,
        "date": extract.held_on.isoformat(),
        "approved_on": extract.approved_on.isoformat(),
        "organisation": extract.organisation,
        "items": _minutes_lines(extract.lines),
    }


@plain.register
def _weekly(weekly: WeeklyList) -> list[dict[str, Any]]:
    return [_value(asdict(line)) for line in weekly.lines]


@plain.register
def _learning(digest: LearningDigest) -> dict[str, Any]:
    return {
        "forum": digest.forum,
        "name": digest.name,
        "first": digest.first.isoformat(),
        "last": digest.last.isoformat(),
        "entries": [_value(asdict(entry)) for entry in digest.entries],
    }


def _frame(frame: MeetingFrame | None) -> dict[str, Any]:
    """When (UTC), where and with whom; empty while the meeting has no time of its own."""
    if frame is None:
        return {"starts_at": None, "ends_at": None, "place": "", "link": "", "people": []}
    found: dict[str, Any] = _value(asdict(frame))
    return found


def _minutes_lines(lines: Iterable[MinutesLine]) -> list[dict[str, Any]]:
    return [_value(asdict(line)) for line in lines]


def _value(value: Any) -> Any:
    match value:
        case dict():
            return {key: _value(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_value(inner) for inner in value]
        case date() | datetime():
            return value.isoformat()
        case Enum():
            return value.value
        case _:
            return value
