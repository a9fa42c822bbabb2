"""The inbox, where everything stands that is mailed, and the administrator's outbox."""

import pytest

from avvikelse.errors import NotFound
from avvikelse.services.inbox import inbox, mark_read, unread_count
from avvikelse.services.mailroom import outgoing, outgoing_mail
from tests.services.mailing import ADMIN
from tests.services.steps import SECRETARY, registered
from tests.world import World


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
