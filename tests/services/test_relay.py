"""Mails as people get them, on both databases, through a real SMTP server and with a clock that is moved."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from avvikelse.core.dates import at_local, local_day
from avvikelse.core.events import canonical
from avvikelse.db.claim import Claimed
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Deviation, Mail, Outbox, RoleAssignment, User, table
from avvikelse.errors import BadInput, NotFound, RefusedMove
from avvikelse.outbound.relay import Pace
from avvikelse.services.health import health, metrics
from avvikelse.services.inbox import inbox, mark_read, unread_count
from avvikelse.services.mailroom import outgoing, outgoing_mail, send_again
from avvikelse.services.meeting_people import set_people
from avvikelse.services.meetings import find_forum
from avvikelse.services.members import change_email
from avvikelse.services.moves import move
from avvikelse.services.planning import plan_meetings
from avvikelse.services.preferences import choose_mail, mail_choice
from avvikelse.services.reports import report
from avvikelse.services.series import cancel_meeting
from avvikelse.services.splitting import split_conduct
from avvikelse.services.sweeping import sweep
from tests.outbound.mailserver import MailBox, PostOffice, free_port
from tests.outbound.relaying import numbers_in, relay, settings, subjects, swept
from tests.services.steps import as_operator, rows
from tests.world import World, a_report

REGISTERED = {"own_reference": "FK-1", "other_party_told": "Telefon i dag"}
ADMIN, SECRETARY = "administrator", "region.sekreterare"


@pytest.fixture
def box() -> MailBox:
    return MailBox()


@pytest.fixture
def office(box: MailBox) -> Iterator[PostOffice]:
    with PostOffice(box) as office:
        yield office


def reported(world: World, **changes: Any) -> str:
    number: str = world.do(report, "fk.utredare", a_report(**changes))
    return number


def registered(world: World, **changes: Any) -> str:
    """Reported and registered: the manager is told that it is their turn."""
    number = reported(world, **changes)
    world.do(move, "fk.utredare", number, "register", rev=None, form=REGISTERED)
    return number


def contacted(world: World, **changes: Any) -> str:
    number = registered(world, **changes)
    world.do(move, "fk.chef", number, "contact_manager", rev=None, form={"contact_logged": "Telefon"})
    return number


def retired(world: World, username: str) -> None:
    with unit_of_work(world.engine) as session:
        session.execute(update(table(User)).where(table(User).c.username == username).values(active=False))


def test_your_turn_is_mailed_at_once_and_once(world: World, box: MailBox, office: PostOffice) -> None:
    number = registered(world)
    done = relay(world, office.address())
    assert (done.gathered, done.sent) == (1, 1)
    [mail] = box.taken
    assert mail.recipients == ["fk.chef@example.se"]
    assert mail.subject.startswith(f"{number}: din tur, svar senast ")
    assert f"Öppna {number}: https://avvikelse.example.se/avvikelser/{number}" in mail.part()
    assert f'href="https://avvikelse.example.se/avvikelser/{number}"' in mail.part("html")
    whole = mail.content.decode() + mail.part() + mail.part("html")
    assert "Intyg utan" not in whole
    assert "Berg" not in whole
    done = relay(world, office.address())
    assert (done.gathered, done.sent, len(box.taken)) == (0, 0, 1)


def test_without_a_mail_server_messages_stay_where_they_are(world: World) -> None:
    registered(world)
    assert relay(world, None).gathered == 0
    [waiting] = world.ask(outgoing, ADMIN)
    assert (waiting.state, waiting.mail, waiting.recipient) == ("waiting", None, "fk.chef")


def test_five_messages_are_one_mail(world: World, box: MailBox, office: PostOffice) -> None:
    numbers = [registered(world) for _ in range(5)]
    relay(world, office.address())
    [mail] = box.taken
    assert mail.subject == "5 meddelanden, 5 väntar på dig"
    assert numbers_in(mail) == set(numbers)
    assert mail.part().count("://") == 1


def test_a_night_of_downtime_is_a_summary_and_not_a_flood(world: World, box: MailBox, office: PostOffice) -> None:
    """Nobody sends for weeks: reminders and last days pass. Then each person gets one mail, of what still holds."""
    numbers = [contacted(world) for _ in range(3)]
    gone_on = numbers.pop()
    for _ in range(17):
        world.wait(working_days=1)
        sweep(world.engine, world.now)
    world.do(move, "vc.chef", gone_on, "receive", rev=None, form={"own_reference": "R-1"})
    swept(world, office.address())
    assert {mail.recipients[0] for mail in box.taken} >= {"vc.chef@example.se", "fk.utredare@example.se"}
    assert len({mail.recipients[0] for mail in box.taken}) == len(box.taken)
    [late] = box.to("vc.chef@example.se")
    told = [line for line in late.part().splitlines() if numbers[0] in line]
    assert told == [f"- {numbers[0]}: sista dagen har passerat, den var 23 mars"]
    assert numbers_in(late) >= set(numbers)
    assert swept(world, office.address()).sent == 0


def test_what_was_asked_for_and_is_done_is_not_mailed(world: World, box: MailBox, office: PostOffice) -> None:
    number = contacted(world)  # the turn of fk.chef has come and gone before any mail was sent
    relay(world, office.address())
    assert subjects(box, "fk.chef") == []
    assert len(subjects(box, "vc.chef")) == 1
    [told] = [message for message in world.ask(outgoing, ADMIN) if message.recipient == "fk.chef"]
    assert (told.state, told.number, told.why) == ("dropped", number, "avvikelsen hade hunnit vidare")
    [message] = world.ask(inbox, "fk.chef").messages
    assert message.notice.number == number, "the inbox still has it"


class TestChoice:
    """How often, as each person likes; but what waits for them comes at once."""

    def test_at_once_until_something_else_is_chosen(self, world: World) -> None:
        assert world.ask(mail_choice, "fk.utredare") == "at_once"
        for choice in ("daily", "deadlines", "at_once"):
            assert world.do(choose_mail, "fk.utredare", choice) == choice
            assert world.ask(mail_choice, "fk.utredare") == choice
        with pytest.raises(BadInput, match=r"Valet weekly finns inte\. Välj något av: at_once, daily, deadlines\."):
            world.do(choose_mail, "fk.utredare", "weekly")

    def test_a_digest_comes_at_half_past_seven_on_the_next_working_day(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        world.do(choose_mail, "fk.utredare", "daily")
        world.now = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)  # a Friday
        numbers = [contacted(world) for _ in range(2)]
        for moment in (world.now, datetime(2026, 3, 8, 7, 0, tzinfo=UTC), datetime(2026, 3, 9, 6, 29, tzinfo=UTC)):
            world.now = moment
            relay(world, office.address())
            assert subjects(box, "fk.utredare") == []
        assert subjects(box, "vc.chef") == ["2 meddelanden, 2 väntar på dig"]
        world.now = datetime(2026, 3, 9, 6, 31, tzinfo=UTC)  # Monday 7.31 in Sweden
        relay(world, office.address())
        [digest] = box.to("fk.utredare@example.se")
        assert numbers_in(digest) == set(numbers)
        relay(world, office.address())
        assert len(box.to("fk.utredare@example.se")) == 1

    def test_a_digest_is_late_rather_than_lost_and_takes_what_came_before_it(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        world.do(choose_mail, "fk.utredare", "daily")
        first = contacted(world)
        world.now = at_local(local_day(world.now) + timedelta(days=1), time(11, 0))
        second = contacted(world)
        relay(world, office.address())
        assert [numbers_in(mail) for mail in box.to("fk.utredare@example.se")] == [{first}]
        world.now += timedelta(days=1)
        relay(world, office.address())
        assert [numbers_in(mail) for mail in box.to("fk.utredare@example.se")] == [{first}, {second}]

    @pytest.mark.parametrize("day", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
    def test_the_nights_when_the_clock_changes(
        self, world: World, box: MailBox, office: PostOffice, day: datetime
    ) -> None:
        """A Sunday: the digest comes on Monday at 7.30 by the new clock, once."""
        world.do(choose_mail, "fk.utredare", "daily")
        world.now = day + timedelta(hours=10)
        contacted(world)
        monday = at_local(day.date() + timedelta(days=1), time(7, 30))
        for minutes in (-121, -61, -1, 0, 1, 59, 61):
            world.now = monday + timedelta(minutes=minutes)
            relay(world, office.address())
            assert len(subjects(box, "fk.utredare")) == (1 if minutes >= 0 else 0)

    def test_what_waits_for_the_person_is_mailed_whatever_they_chose(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        for who in ("vc.chef", "fk.chef", "fk.utredare"):
            world.do(choose_mail, who, "daily" if who == "vc.chef" else "deadlines")
        number = contacted(world)
        relay(world, office.address())
        assert [numbers_in(mail) for mail in box.to("vc.chef@example.se")] == [{number}]
        assert subjects(box, "fk.utredare") == []
        [feedback] = [m for m in world.ask(outgoing, ADMIN) if m.recipient == "fk.utredare"]
        assert feedback.why == "mottagaren har valt att bara läsa det under Meddelanden"
        assert world.ask(unread_count, "fk.utredare") == 1

    def test_only_deadlines_gets_reminders_at_once(self, world: World, box: MailBox, office: PostOffice) -> None:
        world.do(choose_mail, "vc.chef", "deadlines")
        contacted(world)
        relay(world, office.address())
        for _ in range(11):
            world.wait(working_days=1)
            swept(world, office.address())
        assert any("påminnelse" in subject for subject in subjects(box, "vc.chef"))


class TestStillAllowed:
    """What may be told is looked at when it is sent."""

    def test_whoever_has_left_is_told_nothing(self, world: World, box: MailBox, office: PostOffice) -> None:
        number = registered(world)
        retired(world, "fk.chef")
        assert relay(world, office.address()).dropped == 1
        assert box.taken == []
        [told] = world.ask(outgoing, ADMIN, "dropped")
        assert (told.number, told.why) == (number, "mottagaren är inte längre användare")

    def test_whoever_has_lost_the_role_is_told_nothing(self, world: World, box: MailBox, office: PostOffice) -> None:
        registered(world)
        with unit_of_work(world.engine) as session:
            role, user = table(RoleAssignment), table(User)
            chef = select(user.c.id).where(user.c.username == "fk.chef").scalar_subquery()
            session.execute(role.delete().where(role.c.user_id == chef))
        relay(world, office.address())
        assert box.taken == []
        [told] = world.ask(outgoing, ADMIN, "dropped")
        assert told.why == "mottagaren får inte längre se det som meddelandet gäller"

    def test_a_coordinator_is_told_nothing_of_what_has_become_a_conduct_matter(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        number = contacted(world)
        as_operator(world, _told_to, "fk.samordnare", number, "reporting.coordinator")
        with unit_of_work(world.engine) as session:
            session.execute(update(table(Deviation)).values(conduct_matter=True))
        relay(world, office.address())
        assert subjects(box, "fk.samordnare") == []
        assert world.ask(inbox, "fk.samordnare").messages == ()
        assert world.ask(unread_count, "fk.samordnare") == 0
        assert subjects(box, "vc.chef"), "the managers still are"

    def test_the_rest_of_a_mail_is_sent(self, world: World, box: MailBox, office: PostOffice) -> None:
        kept, gone = contacted(world), contacted(world)
        as_operator(world, _told_to, "fk.samordnare", kept, "reporting.coordinator")
        as_operator(world, _told_to, "fk.samordnare", gone, "reporting.coordinator")
        with unit_of_work(world.engine) as session:
            changed = update(table(Deviation)).where(table(Deviation).c.number == gone)
            session.execute(changed.values(conduct_matter=True))
        relay(world, office.address())
        [mail] = box.to("fk.samordnare@example.se")
        assert numbers_in(mail) == {kept}

    def test_a_hole_is_told_to_whoever_can_mend_it(self, world: World, box: MailBox, office: PostOffice) -> None:
        """The step is a secretary's, of whom there is none: the coordinator gets it, as one who sees the case."""
        number, role = contacted(world), "avvikelseforum.secretary"
        as_operator(world, _told_to, "region.samordnare", number, role, message="hole", reason="nobody")
        as_operator(world, _told_to, "af.samordnare", number, role, message="hole", reason="nobody")
        relay(world, office.address())
        assert subjects(box, "af.samordnare") == [], "who doesn't see the case isn't told"
        [mail] = box.to("region.samordnare@example.se")
        assert f"{number}: ingen har nästa steg" in mail.part()

    @pytest.mark.parametrize(
        ("message", "role", "who"), [("weekly_list", "coordinator", "fk.samordnare"), ("holes", "administrator", ADMIN)]
    )
    def test_what_comes_with_a_role_goes_with_it(
        self, world: World, box: MailBox, office: PostOffice, message: str, role: str, who: str
    ) -> None:
        for expected in (1, 1):
            with unit_of_work(world.engine) as session:
                person = session.execute(select(table(User).c.id).where(table(User).c.username == who)).scalar_one()
                row = {"created_at": world.now, "message": message, "recipient_id": person, "data": "{}"}
                session.execute(insert(table(Outbox)).values(row))
            relay(world, office.address())
            assert len(subjects(box, who)) == expected
            as_operator(world, _without_role, who, role)
        assert rows(world, Outbox)[-1].skipped == "part_lost"

    def test_splitting_off_conduct_takes_it_out_of_what_waits(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        number = contacted(world)
        as_operator(world, _told_to, "fk.samordnare", number, "reporting.coordinator")
        texts = dict.fromkeys(("conduct_title", "conduct_description", "other_title", "other_description"), "Ord.")
        world.do(split_conduct, "fk.chef", number, texts, rev=None)
        relay(world, office.address())
        assert all("Ord." not in mail.part() for mail in box.taken)


def _told_to(
    session: Any, username: str, number: str, role: str, *, now: datetime, message: str = "reopened", **more: str
) -> None:
    """A message to a person about a case, as a use case would have written it."""
    user, deviation = table(User), table(Deviation)
    person = session.execute(select(user.c.id).where(user.c.username == username)).scalar_one()
    case = session.execute(select(deviation).where(deviation.c.number == number)).one()
    data = canonical({"number": number, "state": case.state, "role": role} | more)
    values = {"created_at": now, "message": message, "recipient_id": person, "deviation_id": case.id, "data": data}
    session.execute(insert(table(Outbox)).values(values))


def _without_role(session: Any, username: str, role: str, *, now: datetime) -> None:
    held, user = table(RoleAssignment), table(User)
    person = select(user.c.id).where(user.c.username == username).scalar_subquery()
    session.execute(held.delete().where(held.c.user_id == person, held.c.role == role))


class TestMeetings:
    def test_an_invitation_carries_its_calendar_file_and_a_cancellation_takes_it_away(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        with reading(world.engine) as session:
            forum = find_forum(session, "avvikelseforum")
        [day] = world.do(plan_meetings, SECRETARY, forum, local_day(world.now), 1)
        world.do(set_people, SECRETARY, forum, day.isoformat(), {"add": {"ort.chef": "guest"}}, rev=None)
        relay(world, office.address())
        [invited] = box.to("ort.chef@example.se")
        assert invited.subject.startswith("Kallelse ")
        [file] = list(invited.mail.iter_attachments())
        assert file.get_content_type() == "application/ics"
        assert b"METHOD:REQUEST" in file.get_payload(decode=True)
        world.do(cancel_meeting, SECRETARY, forum, day.isoformat(), rev=None)
        relay(world, office.address())
        [_, cancelled] = box.to("ort.chef@example.se")
        assert cancelled.subject.startswith("Inställt möte ")
        [entry] = [part for part in cancelled.mail.walk() if part.get_content_type() == "text/calendar"]
        assert entry.get_param("method") == "CANCEL"

    def test_an_invitation_that_was_called_off_before_it_was_mailed_is_not_sent(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        with reading(world.engine) as session:
            forum = find_forum(session, "avvikelseforum")
        [day] = world.do(plan_meetings, SECRETARY, forum, local_day(world.now), 1)
        world.do(set_people, SECRETARY, forum, day.isoformat(), {"add": {"ort.chef": "guest"}}, rev=None)
        world.do(cancel_meeting, SECRETARY, forum, day.isoformat(), rev=None)
        relay(world, office.address())
        assert box.taken
        assert all(mail.subject.startswith("Inställt möte ") for mail in box.taken)


class TestTrouble:
    """A server that refuses, an address that is wrong, a worker that dies."""

    PACE = Pace(tries=4)

    def test_a_wrong_address_is_seen_mended_and_sent_again(self, world: World) -> None:
        box = MailBox(refuse=lambda _, address: "550 5.1.1 No such user" if address == "fk.chef@example.se" else None)
        number = registered(world)
        with PostOffice(box) as office:
            assert relay(world, office.address()).dead == 1
            [dead] = world.ask(outgoing, ADMIN, "dead")
            assert (dead.number, dead.recipient, dead.attempts) == (number, "fk.chef", 1)
            assert dead.why == "Mejlservern säger nej: 550 5.1.1 No such user"
            assert relay(world, office.address()).sent == 0, "it isn't tried again by itself"
            as_operator(world, change_email, "fk.chef", "chef@example.se")
            assert world.do(send_again, ADMIN, [dead.mail]) == [dead.mail]
            assert relay(world, office.address()).sent == 1
        [mail] = box.taken
        assert mail.recipients == ["chef@example.se"]
        assert mail.message_id.startswith(f"<{world.ask(outgoing_mail, ADMIN, dead.mail).message_key}@")

    def test_what_is_not_dead_is_not_sent_again(self, world: World, office: PostOffice) -> None:
        registered(world)
        relay(world, office.address())
        [sent] = world.ask(outgoing, ADMIN, "sent")
        with pytest.raises(RefusedMove, match="inte bland dem som inte gick att skicka"):
            world.do(send_again, ADMIN, [sent.mail])
        with pytest.raises(NotFound):
            world.do(send_again, ADMIN, [4711])
        assert world.do(send_again, ADMIN, None) == []

    def test_a_mail_that_is_not_taken_now_is_tried_ever_more_seldom_and_then_left_to_people(self, world: World) -> None:
        registered(world)
        with PostOffice(MailBox(refuse=lambda *_: "450 4.2.1 Mailbox busy")) as office:
            waits = []
            for _ in range(3):
                assert relay(world, office.address(), self.PACE).put_off == 1
                [mail] = rows(world, Mail)
                waits.append((mail.next_at - world.now).total_seconds())
                assert relay(world, office.address(), self.PACE).put_off == 0, "not before its time"
                world.now = mail.next_at
            assert all(60 * 2**n * 0.75 <= wait <= 60 * 2**n * 1.25 for n, wait in enumerate(waits))
            assert relay(world, office.address(), self.PACE).dead == 1
        [dead] = world.ask(outgoing, ADMIN, "dead")
        assert dead.why == "Mejlservern säger inte nu: 450 4.2.1 Mailbox busy"

    def test_a_server_that_is_down_kills_no_mail(self, world: World, box: MailBox, office: PostOffice) -> None:
        nowhere = settings(None)
        assert nowhere.mail_server is None
        gone = office.address(port=free_port())
        for _ in range(8):
            registered(world)
        for _ in range(10):  # more than `tries`
            assert relay(world, gone, self.PACE).sent == 0
            world.wait(minutes=2)
        [mail] = rows(world, Mail)
        assert (mail.state, mail.attempts) == ("waiting", 0)
        assert mail.failure.startswith("Mejlservern går inte att nå")
        assert relay(world, office.address(), self.PACE).sent == 1
        assert box.taken[0].subject == "8 meddelanden, 8 väntar på dig"

    def test_a_worker_that_dies_after_the_server_took_the_mail_sends_the_same_again(
        self, world: World, box: MailBox, office: PostOffice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        registered(world)
        with monkeypatch.context() as broken:
            broken.setattr("avvikelse.db.claim.settle", _power_cut)
            with pytest.raises(SystemExit):
                relay(world, office.address())
        registered(world)  # another message to the same person: it must not get into the first one's mail
        assert relay(world, office.address()).sent == 1, "the first is still held by the dead worker"
        world.wait(minutes=11)
        assert relay(world, office.address()).sent == 1
        first, other, again = box.taken
        assert first.message_id == again.message_id != other.message_id
        assert first.part() == again.part()

    def test_a_message_that_can_t_be_made_keeps_no_other_waiting(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        number = contacted(world)
        as_operator(world, _told_to, "fk.samordnare", number, "reporting.coordinator")
        with unit_of_work(world.engine) as session:
            outbox = table(Outbox)
            session.execute(update(outbox).where(outbox.c.message == "reopened").values(data="{}"))
        done = relay(world, office.address())
        assert done.put_off == 1
        assert subjects(box, "vc.chef")
        [waiting] = world.ask(outgoing, ADMIN, "waiting")
        assert waiting.why == "Mejlet går inte att göra i ordning (KeyError). Rapportera felet."

    def test_a_hostile_address_is_left_to_people_and_never_reaches_the_wire(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        registered(world)
        with unit_of_work(world.engine) as session:
            hostile = "fk.chef@example.se\r\nRCPT TO:<alla@example.se>"
            session.execute(update(table(User)).where(table(User).c.username == "fk.chef").values(email=hostile))
        assert relay(world, office.address()).dead == 1
        assert (box.taken, box.sessions) == ([], 0)
        [dead] = world.ask(outgoing, ADMIN, "dead")
        assert dead.why == "Adressen går inte att använda. Rätta den och skicka om."

    def test_a_worker_that_is_stopped_lets_go_of_the_rest(self, world: World, box: MailBox, office: PostOffice) -> None:
        for case in range(3):
            contacted(world, category="kvalitet" if case else "annat")
        asked = iter([False] * 5)
        relay(world, office.address(), stopped=lambda: next(asked, True))
        assert 0 < len(box.taken) < 3
        relay(world, office.address())
        assert len({mail.message_id for mail in box.taken}) == len(box.taken)
        assert all(mail.state != "waiting" for mail in rows(world, Mail))


def _power_cut(*_: object, **__: object) -> None:
    raise SystemExit


class TestInbox:
    def test_newest_first_a_page_at_a_time(self, world: World) -> None:
        numbers = [registered(world) for _ in range(5)]
        page = world.ask(inbox, "fk.chef", limit=2)
        assert [message.notice.number for message in page.messages] == [numbers[4], numbers[3]]
        assert (page.unread, page.before) == (5, page.messages[-1].id)
        page = world.ask(inbox, "fk.chef", limit=2, before=page.before)
        page = world.ask(inbox, "fk.chef", limit=2, before=page.before)
        assert [message.notice.number for message in page.messages] == [numbers[0]]
        assert page.before is None

    def test_reading_is_the_reader_s_own(self, world: World) -> None:
        registered(world)
        [message] = world.ask(inbox, "fk.chef").messages
        assert not message.read
        assert world.do(mark_read, "vc.chef", [message.id]) == 0
        assert world.do(mark_read, ADMIN, None) == 0
        assert world.ask(unread_count, "fk.chef") == 1
        assert world.do(mark_read, "fk.chef", [message.id]) == 1
        assert world.do(mark_read, "fk.chef", None) == 0
        [message] = world.ask(inbox, "fk.chef").messages
        assert message.read
        assert world.ask(unread_count, "fk.chef") == 0

    def test_the_outbox_is_the_administrator_s(self, world: World) -> None:
        registered(world)
        for who in ("fk.chef", "fk.samordnare", SECRETARY, "granskare"):
            for act in (outgoing, lambda s, a: outgoing_mail(s, a, 1)):
                with pytest.raises(NotFound):
                    world.ask(act, who)


def test_how_the_work_goes(world: World, office: PostOffice) -> None:
    def now() -> str:
        with reading(world.engine) as session:
            return metrics(health(session, world.now), world.now)

    assert "avvikelse_oldest_unsent_mail_seconds 0.000\n" in now()
    registered(world)
    world.wait(minutes=10)
    assert "avvikelse_oldest_unsent_mail_seconds 600.000\n" in now()
    assert "avvikelse_outbox_messages_waiting 1\n" in now()
    relay(world, office.address())
    told = now()
    assert 'avvikelse_mails{state="sent"} 1\n' in told
    assert 'avvikelse_mails{state="dead"} 0\n' in told
    assert "avvikelse_oldest_unsent_mail_seconds 0.000\n" in told
    assert 'avvikelse_job_last_run_timestamp_seconds{job="sweep"} 0.000\n' in told


def test_a_mail_is_held_by_one_worker_until_its_lease_ends(world: World) -> None:
    from avvikelse.db import claim  # noqa: PLC0415 (its names are common words)

    registered(world)
    minute = timedelta(minutes=1)

    def taken() -> list[Claimed]:
        with unit_of_work(world.engine) as session:
            return claim.claim(session, world.now, lease=minute, count=5)

    with unit_of_work(world.engine) as session:
        assert claim.gather(session, world.now) == 1
        assert claim.gather(session, world.now) == 0
    [first] = taken()
    assert taken() == []
    world.now += minute
    [second] = taken()
    assert (first.id, first.key, second.attempts) == (second.id, second.key, 2)
