"""A mail server that refuses or is down, an address that is wrong, a worker that dies: no mail is lost or doubled."""

import pytest
from sqlalchemy import update

from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import Mail, Outbox, User, table
from avvikelse.errors import NotFound, RefusedMove
from avvikelse.outbound.relay import Pace
from avvikelse.services.mailroom import outgoing, outgoing_mail, send_again
from avvikelse.services.members import change_email
from tests.outbound.mailserver import MailBox, PostOffice, free_port
from tests.outbound.relaying import relay, settings, subjects
from tests.services.mailing import ADMIN, told_to
from tests.services.steps import as_operator, contacted, registered, rows
from tests.world import World


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
        as_operator(world, told_to, "fk.samordnare", number, "reporting.coordinator")
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
