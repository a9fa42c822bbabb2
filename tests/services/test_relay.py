"""Mails as people get them, on both databases, through a real SMTP server and with a clock that is moved."""

from datetime import UTC, datetime, time, timedelta

import pytest

from avvikelse.core.dates import at_local, local_day
from avvikelse.db.claim import Claimed
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Mail
from avvikelse.errors import BadInput
from avvikelse.services.health import health, metrics
from avvikelse.services.inbox import inbox, unread_count
from avvikelse.services.mailroom import outgoing
from avvikelse.services.moves import move
from avvikelse.services.preferences import choose_mail, mail_choice
from avvikelse.services.sweeping import sweep
from tests.outbound.mailserver import MailBox, PostOffice
from tests.outbound.relaying import numbers_in, relay, subjects, swept
from tests.services.mailing import ADMIN
from tests.services.steps import contacted, registered, rows
from tests.world import World


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
    with unit_of_work(world.engine) as session:
        claim.put_off(session, first, world.now, "The first worker woke up late.")
    [mail] = rows(world, Mail)
    assert (mail.next_at, mail.failure) == (second.until, ""), "the second worker's lease is left alone"
    with unit_of_work(world.engine) as session:
        claim.put_off(session, second, world.now + 2 * minute, "Busy.")
    assert rows(world, Mail)[0].next_at == world.now + 2 * minute
