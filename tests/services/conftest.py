"""A mail server for the stories that send."""

from collections.abc import Iterator

import pytest

from tests.outbound.mailserver import MailBox, PostOffice


@pytest.fixture
def box() -> MailBox:
    """What the mail server has taken."""
    return MailBox()


@pytest.fixture
def office(box: MailBox) -> Iterator[PostOffice]:
    """A mail server that takes everything."""
    with PostOffice(box) as office:
        yield office
