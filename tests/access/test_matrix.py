"""Who may do what: each use case on a case at each level, tried by everybody (access.md, R8); `rows` says who."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

import avvikelse.services
from avvikelse.services import (
    absences,
    agendas,
    audit,
    drafts,
    forum_desk,
    holes,
    imports,
    inbox,
    invitations,
    learning,
    lists,
    mailroom,
    meeting_desk,
    meeting_people,
    meetings,
    members,
    migrating,
    minutes,
    minutes_view,
    passing_on,
    preferences,
    preparation,
    receipts,
    reports,
    retention,
    retention_holds,
    routine_files,
    routines,
    signing_in,
    staff,
    statistics,
    weekly,
)
from avvikelse.services import people as registry
from tests.access.rows import NOWHERE, ROWS, Row
from tests.access.story import EVERYBODY, KINDS, Story
from tests.access.test_forum_acts import FORUM_ACTS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_an_act_is_done_by_those_who_may_and_doesn_t_exist_for_those_who_can_t_see(story: Story, row: Row) -> None:
    number = story.numbers[row.case]
    found = story.attempts(sorted(EVERYBODY), lambda session, actor: row.act(session, actor, story, number))
    for outcome, people in (("done", row.done), ("forbidden", row.forbidden), ("refused", row.refused)):
        assert {who for who, (what, _) in found.items() if what == outcome} == people, (outcome, found)
    strangers = sorted(who for who, (what, _) in found.items() if what == "missing")
    assert set(strangers) == EVERYBODY - row.done - row.forbidden - row.refused, found
    nowhere = story.attempts(strangers, lambda session, actor: row.act(session, actor, story, NOWHERE))
    for who in strangers:
        what, said = found[who]
        assert (what, said.replace(number, NOWHERE)) == nowhere[who], who
    said = " ".join(message for _, message in found.values())
    assert not any(word in said for word in KINDS.values()), said


LISTS = {
    lists.list_cases,
    lists.page_of_cases,
    weekly.weekly_list,
    inbox.inbox,
    inbox.unread_count,
    learning.digest_forums,
    minutes_view.extracts_of,
}
HELD_BY_TESTS_OF_THEIR_OWN = {
    absences.set_absence,
    absences.end_absence,
    absences.list_absences,
    holes.list_holes,
    migrating.preview_migration,
    migrating.migrate_cases,
    passing_on.hand_over_cases,
    passing_on.possible_receivers,
    staff.staff_of,
    minutes.hold,
    minutes.approve,
    minutes_view.minutes,
    minutes_view.extract,
    learning.learning_digest,
    imports.import_cases,
    minutes.close_meeting,
    learning.search_library,
    meetings.find_meeting,
    meetings.meeting_by_id,
    meetings.meeting_after,
    meeting_desk.meeting_view,
    forum_desk.forum_desk,
    forum_desk.series,
    invitations.invited_by_id,
    agendas.agenda,
    reports.report,
    statistics.own_figures,
    statistics.joint_figures,
    statistics.own_stays,
    statistics.joint_stays,
    *(
        one
        for area in (
            audit,
            drafts,
            mailroom,
            members,
            preferences,
            receipts,
            registry,
            retention,
            retention_holds,
            routine_files,
        )
        for _, one in inspect.getmembers(area, inspect.isfunction)
    ),
    routines.activate,
    inbox.mark_read,
    signing_in.set_password,
}
"""Never refuse: they list what the person may see. Held by test_texts; figures by test_statistics, the set-up and the
trail by tests/web/test_administration.py, mails and messages by test_mail_acts, decisions to destroy by test_retention,
drafts and receipts by tests/web/test_reporting.
"""

BEHIND_A_DOOR = {
    "deidentification.four_eyes": "attest, the case page and the attester's page have found the text through the door",
    "acts.message_refusals": "receive_message and the page of a message have found it through the door",
    "notices.read_notice": "of a row to the actor; it asks the door of what the row tells of",
    "deidentification.stored_statuses": "preparation.preparation has found the cases through the door",
    "series.meeting_to_change": "series.reschedule, series.cancel_meeting and meeting_people.set_people start with it",
    "agenda_frozen.save_frozen": "agendas.freeze has asked for the secretary",
    "agenda_frozen.frozen": "agendas.agenda has found the meeting through the door",
    "agenda_frozen.agenda_rows": "reads through visible_agenda_items",
    "agenda_frozen.items_of": "reads through visible_forum_items",
    "agenda_frozen.decided_items": "reads through visible_forum_items",
    "agenda_frozen.waiting_items": "agenda_frozen.frozen asks only for the secretary",
    "agenda_draft.draft": "agendas.agenda and arranging ask for the secretary",
    "agenda_draft.table_items": "reads through visible_forum_items",
    "decisions.apply_decisions": "minutes.approve has asked for the adjuster",
    "minutes.undecided_lines": "reads through visible_agenda_items",
    "meetings.change_meeting": "every act on a meeting has asked who acts",
    "meetings.own_forums": "reads what the actor is",
    "meetings.meeting_before": "reads through visible_meetings",
    "earlier.earlier_decisions": "reads through visible_decisions",
    "similar.known_decisions": "reads through visible_decisions",
    "similar.with_similar": "the same",
    "meeting_mail.tell_people": "called by acts that have a row",
    "meeting_frame.frame_of": "reads through visible_meetings",
    "staff.manages": "absences and passing_on ask it of somebody of the actor's organisation",
    "statistics.joint_period": "says which days are told for, and reads nothing",
    "statistics.may_count_own": "says who may ask, and reads nothing",
    "statistics.may_count_jointly": "the same",
    "reports.lay_case": "reports.report and imports.import_cases have asked who acts",
    "reports.parties_of": "the same",
    "reports.require_party": "the same",
    "new_case.create_case": "reports.report and splitting.split_conduct have decided who the parties are",
    "new_case.save_told": "reports.report has just created the case",
}
"""Functions that take an actor but are only called by a use case that has a row."""


def test_every_function_that_takes_an_actor_has_its_row() -> None:
    covered = {row.use_case for row in ROWS} | {use_case for use_case, _ in FORUM_ACTS.values()} | LISTS
    covered |= {invitations.invited, invitations.invitations, invitations.find_invitation}
    covered |= {meeting_people.answer_invitation, preparation.preparation}
    covered |= HELD_BY_TESTS_OF_THEIR_OWN
    missing = [
        name
        for name, function in _public_functions()
        if function not in covered and name not in BEHIND_A_DOOR and not _works_on_a_case_already_found(function)
    ]
    assert not missing, f"no row in the matrix for {missing}"


def _public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in pkgutil.iter_modules(avvikelse.services.__path__):
        found = import_module(f"avvikelse.services.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            public = not name.startswith("_") and function.__module__ == found.__name__
            if public and "actor" in inspect.signature(function).parameters:
                yield f"{module.name}.{name}", function


def _works_on_a_case_already_found(function: Callable[..., Any]) -> bool:
    """It takes the case itself, which only the door hands out: `open_case`, or `case_behind` an item on the agenda."""
    case = inspect.signature(function).parameters.get("case")
    return case is not None and getattr(case.annotation, "__name__", case.annotation) == "Case"
