"""A case as the command line shows it: as plain values for scripts, as text for people."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from avvikelse.cli.text_view import checked_values, deidentified_text
from avvikelse.core.dates import local_day, swedish_date
from avvikelse.core.engine import MoveOption
from avvikelse.services.desk import ShownCase
from avvikelse.services.lists import ListedCase


def day_of(moment: datetime | None) -> str:
    """The Swedish day of a moment, empty when there is none."""
    return swedish_date(local_day(moment)) if moment is not None else ""


def listed_values(line: ListedCase) -> dict[str, Any]:
    """A line of a list as plain values."""
    return {
        "number": line.number,
        "title": line.title,
        "state": line.state,
        "label": line.label,
        "owner": line.owner,
        "owner_role": line.owner_role,
        "due_at": line.due_at,
        "rev": line.rev,
    }


def case_values(found: ShownCase) -> dict[str, Any]:
    """The case as plain values, without keys that only the database uses."""
    return {
        "number": found.case.number,
        "state": found.case.state,
        "label": found.label,
        "rev": found.case.rev,
        "owner": {"organisation": found.case.owner_organisation, "role": found.owner},
        "due_at": found.case.due_at,
        "deadline": found.deadline,
        "conduct_matter": found.case.conduct_matter,
        "registration": _plain(found.registration, "own_reference title description concerned_unit investigation"),
        "notes": [_plain(row, "kind label text created_at") for row in found.notes],
        "messages": [_plain(row, "id sender receiver body sent_at received_at") for row in found.messages],
        "deidentified": _plain(found.deidentification, "text tried question verdict attested_at"),
        "findings": checked_values(found.checked),
        "small_group": found.small_group,
        "measures": [_plain(row, "id what organisation due_on done_at effect") for row in found.measures],
        "decisions": [_plain(row, "outcome position decided_at") for row in found.decisions],
        "moves": [
            {
                "trigger": option.trigger,
                "label": option.label,
                "allowed": option.allowed,
                "ask": dict(option.ask),
                "refusals": [{"code": why.code, "message": why.message} for why in option.refusals],
            }
            for option in found.moves
        ],
        "history": [{"at": row.at, "kind": row.kind} for row in found.history],
    }


def _plain(row: Any, columns: str) -> dict[str, Any] | None:
    return {name: getattr(row, name) for name in columns.split()} if row is not None else None


def case_text(found: ShownCase) -> str:
    """The case for people: where it stands, the own side, what the parties share, and what can be done."""
    return "\n".join([*_head(found), *_own_side(found), *_between_parties(found), *_possible(found.moves)])


def _head(found: ShownCase) -> Iterator[str]:
    title = found.registration.title if found.registration else ""
    due = f" Senast {day_of(found.case.due_at)}. Tid: {found.deadline}" if found.case.due_at else f" {found.deadline}"
    yield f"{found.case.number}  {title}".rstrip()
    yield f"{found.label}. {found.says} Nästa steg: {found.owner}.{due} Version {found.case.rev}."
    yield ""


def _own_side(found: ShownCase) -> Iterator[str]:
    own = found.registration
    parts = [
        ("Vårt nummer", own.own_reference if own else ""),
        ("Vad som hände", own.description if own else ""),
        ("Utredning", own.investigation if own else ""),
        *(("Anteckning", note.text) for note in found.notes),
    ]
    if any(text for _, text in parts):
        yield "Vår sida (ses bara av oss)"
        yield from (f"  {heading}: {text}" for heading, text in parts if text)
        yield ""
    yield from deidentified_text(found)


def _between_parties(found: ShownCase) -> Iterator[str]:
    named = found.parties
    for message in found.messages:
        sender, receiver = (named.get(key, key) for key in (message.sender, message.receiver))
        yield f"Överlämning {message.id}, {sender} till {receiver}"
        yield from (f"  {line}" for line in message.body.splitlines())
        yield ""
    if found.measures:
        yield "Åtgärder"
        for row in found.measures:
            who = named.get(row.organisation, row.organisation)
            yield f"  {row.id}. {row.what} ({who}, senast {swedish_date(row.due_on)}) {_measure_state(row)}"
        yield ""
    if found.decisions:
        yield "Beslut"
        yield from (f"  {day_of(row.decided_at)}: {row.position}" for row in found.decisions)
        yield ""


def _measure_state(row: Any) -> str:
    if row.handed_over_to:
        return f"överlämnad till {row.handed_over_to}"
    return "gjord" if row.done_at else "inte gjord"


def _possible(moves: list[MoveOption]) -> Iterator[str]:
    allowed = [option for option in moves if option.allowed]
    if allowed:
        yield "Det här kan du göra nu"
    for option in allowed:
        yield f"  • {option.label} ({option.trigger})"
        yield from (f"      {key}: {question}" for key, question in option.ask)
    refused = [option for option in moves if not option.allowed]
    if refused:
        yield "Det här går inte nu"
    for option in refused:
        why = " ".join(refusal.message for refusal in option.refusals)
        yield f"  – {option.label} ({option.trigger}): {why}"
