"""Who sees what is mailed to whom, reads which messages, and chooses whose mails (access.md)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from avvikelse.core.messages import LIST_MESSAGES, MEETING_MESSAGES
from avvikelse.db import claim
from avvikelse.services import inbox, mailroom, preferences
from tests.access.story import EVERYBODY, KINDS, Story

MAILROOM: dict[str, Callable[[Any, Any, Story], Any]] = {
    "outgoing": lambda s, a, _: mailroom.outgoing(s, a),
    "outgoing_mail": lambda s, a, _: mailroom.outgoing_mail(s, a, _mailed(s)),
    "send_again": lambda s, a, st: mailroom.send_again(s, a, None, st.world.now),
}


def _mailed(session: Any) -> int:
    """The id of a mail that has been made of the story's messages."""
    now = datetime(2030, 1, 1, tzinfo=UTC)
    claim.gather(session, now)
    [first, *_] = claim.claim(session, now, lease=timedelta(minutes=1), count=1)
    return first.id


@pytest.mark.parametrize("name", MAILROOM)
def test_the_outbox_is_the_administrator_s_alone(story: Story, name: str) -> None:
    """Others aren't told that there is one; an administrator learns who was told when, and of a case its number."""
    found = story.attempts(sorted(EVERYBODY), lambda session, actor: MAILROOM[name](session, actor, story))
    assert {who for who, (what, _) in found.items() if what == "done"} == {"administrator"}, found
    assert {what for who, (what, _) in found.items() if who != "administrator"} == {"missing"}


def test_the_outbox_names_no_conduct_matter_and_shows_no_text(story: Story) -> None:
    rows = story.ask(mailroom.outgoing, "administrator", limit=1000)
    conduct = {number for case, number in story.numbers.items() if case.startswith("conduct")}
    told = repr(rows)
    assert any(row.number for row in rows)
    of_no_case = MEETING_MESSAGES.keys() | LIST_MESSAGES.keys()
    assert {row.message for row in rows if not row.number} <= of_no_case  # nor can it be told by the missing number
    assert not [number for number in conduct if number in told]
    assert not [mark for mark in KINDS.values() if mark in told]


def test_everybody_reads_and_ticks_off_their_own_messages_alone(story: Story) -> None:
    mine: dict[str, set[int]] = {}
    for who in sorted(EVERYBODY):
        page = story.ask(inbox.inbox, who, limit=1000)
        mine[who] = {message.id for message in page.messages}
        assert story.ask(inbox.unread_count, who) == page.unread
    assert any(mine.values())
    assert sum(map(len, mine.values())) == len(set().union(*mine.values())), "no message is in two inboxes"
    everything = sorted(set().union(*mine.values()))
    read: dict[str, int] = {}

    def tick_off(session: Any, actor: Any) -> None:
        read[actor.username] = inbox.mark_read(session, actor, everything, story.world.now)

    story.attempts(sorted(EVERYBODY), tick_off)
    assert read == {who: story.ask(inbox.unread_count, who) for who in EVERYBODY}


def test_everybody_chooses_their_own_mails(story: Story) -> None:
    def choose(session: Any, actor: Any) -> None:
        preferences.choose_mail(session, actor, "daily", story.world.now)
        assert preferences.mail_choice(session, actor) == "daily"
        for other in EVERYBODY - {actor.username}:
            assert preferences.mail_choice(session, story.world.actor(other)) == "at_once"

    found = story.attempts(sorted(EVERYBODY), choose)
    assert {what for what, _ in found.values()} == {"done"}, found
