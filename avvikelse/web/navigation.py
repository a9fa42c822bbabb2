"""What the head of a page leads to, by what the person is trusted with."""

from collections.abc import Iterator
from typing import NamedTuple

from avvikelse.core.permissions import Actor


class Link(NamedTuple):
    """A place to go: its address and its name."""

    address: str
    name: str


def places(actor: Actor) -> list[Link]:
    """The places of one person, in the order they are needed."""
    return list(_places(actor))


def handles_cases(actor: Actor) -> bool:
    """True for those who can have deviations of their own: everybody but pure administrators and auditors."""
    only_trusted = actor.administrator or actor.auditor or actor.secretary_of
    return not only_trusted or actor.manager or actor.coordinator


def _places(actor: Actor) -> Iterator[Link]:
    if handles_cases(actor):
        yield Link("/avvikelser", "Avvikelser")
    if actor.secretary_of or actor.member_of or actor.manager or actor.coordinator:
        yield Link("/forum", "Forum")
    if actor.coordinator:
        yield Link("/veckolista", "Veckolista")
    if actor.manager or actor.coordinator:
        yield Link("/overblick", "Överblick")
    if actor.secretary_of or actor.member_of or actor.coordinator or actor.manager:
        yield Link("/larande", "Lärande")
    if actor.auditor:
        yield Link("/granskning", "Granskning")
    if actor.administrator:
        yield Link("/administration", "Administration")
    yield Link("/meddelanden", "Meddelanden")
