"""What a mail may tell is looked at when it is sent: people leave, roles change, meetings are called off."""

import pytest
from sqlalchemy import insert, select, update

from avvikelse.core.dates import local_day
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Deviation, Outbox, RoleAssignment, User, table
from avvikelse.services.inbox import inbox, unread_count
from avvikelse.services.mailroom import outgoing
from avvikelse.services.meeting_people import set_people
from avvikelse.services.meetings import find_forum
from avvikelse.services.planning import plan_meetings
from avvikelse.services.retention import revoke_decision
from avvikelse.services.series import cancel_meeting
from avvikelse.services.splitting import split_conduct
from tests.outbound.mailserver import MailBox, PostOffice
from tests.outbound.relaying import numbers_in, relay, subjects
from tests.services.mailing import ADMIN, retired, told_to, without_role
from tests.services.retention import closed, decided, retained, with_administrators, years_pass
from tests.services.steps import SECRETARY, as_operator, contacted, registered, rows
from tests.world import World


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
        as_operator(world, told_to, "fk.samordnare", number, "reporting.coordinator")
        with unit_of_work(world.engine) as session:
            session.execute(update(table(Deviation)).values(conduct_matter=True))
        relay(world, office.address())
        assert subjects(box, "fk.samordnare") == []
        assert world.ask(inbox, "fk.samordnare").messages == ()
        assert world.ask(unread_count, "fk.samordnare") == 0
        assert subjects(box, "vc.chef"), "the managers still are"

    def test_the_rest_of_a_mail_is_sent(self, world: World, box: MailBox, office: PostOffice) -> None:
        kept, gone = contacted(world), contacted(world)
        as_operator(world, told_to, "fk.samordnare", kept, "reporting.coordinator")
        as_operator(world, told_to, "fk.samordnare", gone, "reporting.coordinator")
        with unit_of_work(world.engine) as session:
            changed = update(table(Deviation)).where(table(Deviation).c.number == gone)
            session.execute(changed.values(conduct_matter=True))
        relay(world, office.address())
        [mail] = box.to("fk.samordnare@example.se")
        assert numbers_in(mail) == {kept}

    def test_a_hole_istold_to_whoever_can_mend_it(self, world: World, box: MailBox, office: PostOffice) -> None:
        """The step is a secretary's, of whom there is none: the coordinator gets it, as one who sees the case."""
        number, role = contacted(world), "avvikelseforum.secretary"
        as_operator(world, told_to, "region.samordnare", number, role, message="hole", reason="nobody")
        as_operator(world, told_to, "af.samordnare", number, role, message="hole", reason="nobody")
        relay(world, office.address())
        assert subjects(box, "af.samordnare") == [], "who doesn't see the case isn't told"
        [mail] = box.to("region.samordnare@example.se")
        assert f"{number}: ingen har nästa steg" in mail.part()

    def test_a_warning_of_a_decision_that_is_revoked_is_not_mailed(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        with_administrators(world)
        closed(world)
        decision = decided(world)
        relay(world, office.address())
        years_pass(world, 5)
        assert retained(world)["told"] == 1
        world.do(revoke_decision, "fk.admin", decision)
        relay(world, office.address())
        assert not box.to("fk.admin@example.se")
        assert "beslutet hade hunnit upphävas" in [one.why for one in world.ask(outgoing, ADMIN)]

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
            as_operator(world, without_role, who, role)
        assert rows(world, Outbox)[-1].skipped == "part_lost"

    def test_splitting_off_conduct_takes_it_out_of_what_waits(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        number = contacted(world)
        as_operator(world, told_to, "fk.samordnare", number, "reporting.coordinator")
        texts = dict.fromkeys(("conduct_title", "conduct_description", "other_title", "other_description"), "Ord.")
        world.do(split_conduct, "fk.chef", number, texts, rev=None)
        relay(world, office.address())
        assert all("Ord." not in mail.part() for mail in box.taken)


def invited_to_meeting(world: World) -> tuple[int, str]:
    """The forum's next meeting, to which a guest is invited: the forum's row and the day."""
    with reading(world.engine) as session:
        forum = find_forum(session, "avvikelseforum")
    [day] = world.do(plan_meetings, SECRETARY, forum, local_day(world.now), 1)
    world.do(set_people, SECRETARY, forum, day.isoformat(), {"add": {"ort.chef": "guest"}}, rev=None)
    return forum, day.isoformat()


class TestMeetings:
    def test_an_invitation_carries_its_calendar_file_and_a_cancellation_takes_it_away(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        forum, day = invited_to_meeting(world)
        relay(world, office.address())
        [invited] = box.to("ort.chef@example.se")
        assert invited.subject.startswith("Kallelse ")
        [file] = list(invited.mail.iter_attachments())
        assert file.get_content_type() == "application/ics"
        assert b"METHOD:REQUEST" in file.get_payload(decode=True)
        world.do(cancel_meeting, SECRETARY, forum, day, rev=None)
        relay(world, office.address())
        [_, cancelled] = box.to("ort.chef@example.se")
        assert cancelled.subject.startswith("Inställt möte ")
        [entry] = [part for part in cancelled.mail.walk() if part.get_content_type() == "text/calendar"]
        assert entry.get_param("method") == "CANCEL"

    def test_an_invitation_that_was_called_off_before_it_was_mailed_is_not_sent(
        self, world: World, box: MailBox, office: PostOffice
    ) -> None:
        forum, day = invited_to_meeting(world)
        world.do(cancel_meeting, SECRETARY, forum, day, rev=None)
        relay(world, office.address())
        assert box.taken
        assert all(mail.subject.startswith("Inställt möte ") for mail in box.taken)
