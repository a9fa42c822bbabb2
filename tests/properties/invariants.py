"""What must hold of the rows whatever people have done, worked out from the rows and the routine file alone."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, select

from avvikelse.core.deadlines import due_at, reminders
from avvikelse.core.events import replay
from avvikelse.core.routine import Deadline, Routine
from avvikelse.db.session import Session
from avvikelse.db.tables import (
    AgendaItem,
    Decision,
    Deidentification,
    Deviation,
    DeviationParty,
    Event,
    Forum,
    ForumItem,
    Measure,
    Meeting,
    Message,
    Note,
    Outbox,
    Registration,
    Reminder,
    table,
)
from avvikelse.deid import Verdict, check
from avvikelse.services.audit import verify

TRACE_OF_TEXT = 6
"""Texts shorter than this may turn up anywhere by chance."""


@lru_cache(maxsize=512)
def blocked(text: str) -> bool:
    """The detector finds something that points a person out."""
    return bool(check(text).verdict == Verdict.BLOCKED)


class Rows:
    """Everything in the house, read in one transaction."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.deviations = self._all(Deviation)
        self.items = self._all(ForumItem)
        self.measures = self._all(Measure)
        self.registrations = self._all(Registration)
        self.notes = self._all(Note)
        self.messages = self._all(Message)
        self.texts = self._all(Deidentification)
        self.outbox = self._all(Outbox)
        self.reminders = self._all(Reminder)
        self.decisions = self._all(Decision)
        self.meetings = self._all(Meeting)
        self.agenda_items = self._all(AgendaItem)
        self.forums = {row.id: row for row in self._all(Forum)}
        event = table(Event)
        self.events = session.execute(select(event).order_by(event.c.seq)).all()
        self.parties: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in self._all(DeviationParty):
            self.parties[row.deviation_id].append(row)

    def _all(self, model: Any) -> list[Row[Any]]:
        found = table(model)
        return list(self.session.execute(select(found).order_by(*found.primary_key.columns)))

    def of(self, rows: list[Row[Any]], case: Row[Any]) -> list[Row[Any]]:
        """The rows that belong to the case."""
        return [row for row in rows if row.deviation_id == case.id]


def everything_holds(session: Session, routine: Routine) -> Rows:
    """Asserts every invariant; returns the rows."""
    rows = Rows(session)
    for case in rows.deviations:
        history_tells_the_row(rows, case)
        one_party_owns_the_step(rows, case, routine)
        conduct_stays_between_managers(rows, case)
        nothing_closes_uninvestigated(rows, case, routine)
        agreements_are_on_what_stands(rows, case)
        table_follows_the_state(rows, case, routine)
        time_follows_the_state(rows, case, routine)
    for item in rows.items:
        attested_by_another(rows, item.deviation_id, (item.text, item.tried, item.question), item.sha256)
        still_attested(rows, item)
    decisions_are_about_what_lay_on_the_table(rows)
    measures_are_reminded_of(rows)
    no_text_leaves(rows)
    numbers_have_no_gaps(rows)
    return rows


def chain_holds(session: Session) -> int:
    """No link of the history is broken. Returns the number of events."""
    seq, _, broken = verify(session)
    assert broken is None, broken
    return seq


def history_tells_the_row(rows: Rows, case: Row[Any]) -> None:
    events = rows.of(rows.events, case)
    told = replay((event.kind, event.data) for event in events)
    assert (told.state, told.rev, told.conduct_matter) == (case.state, case.rev, case.conduct_matter)
    assert told.owner == f"{case.owner_organisation}/{case.owner_role}"
    assert case.rev == sum("rev" in json.loads(event.data) for event in events)


def one_party_owns_the_step(rows: Rows, case: Row[Any], routine: Routine) -> None:
    """R20."""
    owner = routine.states[case.state].owner
    assert case.owner_role == (owner.replace(".coordinator", ".manager") if case.conduct_matter else owner)
    assert case.owner_organisation in routine.parties
    stamps = [(row.side, row.organisation, row.received_at is not None) for row in rows.parties[case.id]]
    assert case.owner_organisation == whose_turn(case.owner_role, stamps, routine)


def whose_turn(owner: str, parties: Iterable[tuple[str, str, bool]], routine: Routine) -> str:
    """The organisation that an owner means; parties are given as (side, organisation, has received it), in order.

    Of several concerned it is the first that hasn't received the case, else the first of all; where nobody else is
    concerned it is the party that reported.
    """
    side, _, role = owner.partition(".")
    if role == "secretary":
        return routine.forums[side].secretary
    known = list(parties)
    concerned = sorted((received, n, key) for n, (where, key, received) in enumerate(known) if where == "concerned")
    [reporting] = [key for where, key, _ in known if where == "reporting"]
    return concerned[0][2] if side == "concerned" and concerned else reporting


def conduct_stays_between_managers(rows: Rows, case: Row[Any]) -> None:
    """R8."""
    if case.conduct_matter:
        assert not rows.of(rows.items, case)
        assert not rows.of(rows.texts, case)
        assert not rows.of(rows.decisions, case)


def nothing_closes_uninvestigated(rows: Rows, case: Row[Any], routine: Routine) -> None:
    """R1."""
    if routine.states[case.state].ends != "closed":
        return
    registrations = rows.of(rows.registrations, case)
    measures = rows.of(rows.measures, case)
    assert any(row.investigation for row in registrations)
    assert any(row.investigated_at for row in rows.parties[case.id])
    assert measures or any(row.no_measure_reason for row in registrations)
    assert all(row.done_at or row.handed_over_to for row in measures)


def agreements_are_on_what_stands(rows: Rows, case: Row[Any]) -> None:
    """R4: whoever has agreed has agreed to this investigation and these measures, not to earlier ones."""
    agreed = [row.agreed_at for row in rows.parties[case.id] if row.agreed_at]
    if agreed:
        written = [row.investigated_at for row in rows.parties[case.id] if row.investigated_at]
        written += [row.created_at for row in rows.of(rows.measures, case)]
        assert written
        assert max(written) <= min(agreed)


def table_follows_the_state(rows: Rows, case: Row[Any], routine: Routine) -> None:
    """The case lies on the table of the forum that its state names, and on no other."""
    forum = routine.states[case.state].forum
    lying = [rows.forums[item.forum_id].key for item in rows.of(rows.items, case) if item.closed_at is None]
    assert lying == ([forum] if forum else [])


def time_follows_the_state(rows: Rows, case: Row[Any], routine: Routine) -> None:
    """R18: the reminders are those of this stay in this state, and so is the due time."""
    state = routine.states[case.state]
    entered = _entered_at_rev(rows, case)
    wanted = {(r.rule, entered, r.role, r.due_at) for r in reminders(case.state, state, case.entered_at)}
    found = {(r.rule, r.period, r.role, r.due_at) for r in rows.of(rows.reminders, case) if r.measure_id is None}
    assert found == wanted, (case.number, case.state)
    if state.deadline is None or isinstance(state.deadline, Deadline):
        assert case.due_at == due_at(state, case.entered_at, None), (case.number, case.state)


def _entered_at_rev(rows: Rows, case: Row[Any]) -> int:
    entered = 0
    for event in rows.of(rows.events, case):
        data = json.loads(event.data)
        if "to" in data and data["to"] != data.get("from"):
            entered = data["rev"]
    return entered


def attested_by_another(rows: Rows, case_id: int, texts: tuple[str, str, str], digest: str) -> None:
    """R13: exactly these words were attested by somebody who didn't write them, and they point nobody out.

    Looked up in the history: an attestation may be taken back later, when the text no longer lies on a table.
    """
    whole = "\n\n".join(texts)
    assert hashlib.sha256(whole.encode()).hexdigest() == digest
    authors = {row.author_id for row in rows.texts if row.deviation_id == case_id and row.sha256 == digest}
    attesters = {
        event.actor_id
        for event in rows.events
        if event.kind == "deid_attested" and event.deviation_id == case_id and digest in event.data
    }
    assert authors
    assert attesters - {None}
    assert attesters != authors or len(authors) > 1, "four eyes"
    assert not blocked(whole)


def still_attested(rows: Rows, item: Row[Any]) -> None:
    """What lies on a table now has an attestation now."""
    assert item.closed_at or any(
        row.sha256 == item.sha256 and row.attested_at is not None and row.attester_id not in (None, row.author_id)
        for row in rows.texts
        if row.deviation_id == item.deviation_id and row.organisation == item.lifted_by
    )


def decisions_are_about_what_lay_on_the_table(rows: Rows) -> None:
    items = {item.id: item for item in rows.items}
    meetings = {meeting.id: meeting for meeting in rows.meetings}
    for decision in rows.decisions:
        item = items[decision.forum_item_id]
        assert item.lifted_at <= decision.decided_at <= (decision.applied_at or decision.decided_at)
        # A text attested anew while minutes wait takes the item's place; the decision is about the case all the same.
        lay = [one for one in rows.items if (one.deviation_id, one.forum_id) == (item.deviation_id, item.forum_id)]
        assert any((one.closed_at or decision.decided_at) >= decision.decided_at for one in lay)
        meeting = meetings[decision.meeting_id]
        assert item.forum_id in (meeting.forum_id, meeting.joint_forum_id)
        assert meeting.frozen_at <= decision.decided_at


def measures_are_reminded_of(rows: Rows) -> None:
    """A measure in force has its two reminders, fired or to come; one that is done has none to come."""
    applied = {row.id for row in rows.decisions if row.applied_at}
    for measure in rows.measures:
        own = [row for row in rows.reminders if row.measure_id == measure.id]
        if measure.done_at or measure.handed_over_to:
            assert all(row.fired_at for row in own)
        elif measure.decision_id is None or measure.decision_id in applied:
            assert sorted(row.rule.rpartition(".")[2] for row in own) == ["due", "overdue"]
        else:
            assert not own


def no_text_leaves(rows: Rows) -> None:
    """No title, description or note stands in a mail, a reminder, the history or anything that lies on a table."""
    raw = {row.title for row in rows.registrations} | {row.description for row in rows.registrations}
    raw |= {row.investigation for row in rows.registrations} | {row.no_measure_reason for row in rows.registrations}
    raw |= {row.text for row in rows.notes} | {row.body for row in rows.messages}
    written = {row.text for row in rows.texts} | {row.question for row in rows.texts}
    mails = [row.data for row in rows.outbox] + [f"{row.rule} {row.role}" for row in rows.reminders]
    history = [row.data for row in rows.events]
    tables = [f"{row.text} {row.tried} {row.question}" for row in rows.items]
    tables += [f"{row.heading} {row.text} {row.withheld}" for row in rows.agenda_items]
    for text in raw | written:
        if len(text) >= TRACE_OF_TEXT:
            places = [*mails, *history] if text in written else [*mails, *history, *tables]
            assert not [place for place in places if text in place]


def numbers_have_no_gaps(rows: Rows) -> None:
    by_year: dict[str, list[int]] = defaultdict(list)
    for case in rows.deviations:
        _, year, running = case.number.split("-")
        by_year[year].append(int(running))
    for found in by_year.values():
        assert sorted(found) == list(range(1, len(found) + 1))
