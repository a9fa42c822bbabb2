"""Who a person is to a deviation, and who may do what beside the routine's own steps (access.md). Denied by default."""

from collections.abc import Iterable
from dataclasses import dataclass

from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import SECRETARY, CaseRole, Side


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, with what they are trusted with.

    `units` are the units they manage, with all units below; `secretary_of` and `member_of` are forums by id.
    `user_id` is None only for the installation's own work (a scheduled or operator's command).
    """

    user_id: int | None
    username: str
    organisation: str
    units: frozenset[int] = frozenset()
    coordinator: bool = False
    secretary_of: frozenset[int] = frozenset()
    member_of: frozenset[int] = frozenset()
    auditor: bool = False
    administrator: bool = False
    deputy_of: frozenset[int] = frozenset()
    """The managers, by id, who are away today and whom the person stands in for; never in a conduct matter (R8)."""

    @property
    def manager(self) -> bool:
        """True when the person manages a unit."""
        return bool(self.units)


@dataclass(slots=True)
class CaseParty:
    """An organisation's part in a deviation, as far as a decision needs it."""

    organisation: str
    side: Side
    unit_id: int | None
    reporter_id: int | None
    manager_id: int | None
    visible: bool
    received: bool
    agreed: bool
    own_reference: bool = False


def case_roles(actor: Actor, parties: Iterable[CaseParty], *, conduct_matter: bool) -> frozenset[str]:
    """The parts the person has in a deviation, as the routine file names them ('reporting.manager').

    In a conduct matter only the reporter and the two nearest managers have a part (R8).
    """
    roles = set()
    for party in parties:
        if party.organisation != actor.organisation or not party.visible:
            continue
        if party.reporter_id is not None and party.reporter_id == actor.user_id:
            roles.add(f"{party.side}.{CaseRole.REPORTER}")
        if is_manager_of(actor, party, conduct_matter=conduct_matter):
            roles.add(f"{party.side}.{CaseRole.MANAGER}")
        if actor.coordinator and not conduct_matter:
            roles.add(f"{party.side}.{CaseRole.COORDINATOR}")
    return frozenset(roles)


def is_manager_of(actor: Actor, party: CaseParty, *, conduct_matter: bool) -> bool:
    """True for the nearest manager, and outside conduct matters for those above in the same line."""
    if party.manager_id is not None and party.manager_id == actor.user_id:
        return actor.manager
    return not conduct_matter and party.unit_id in actor.units


def owning_role(owner: str, *, conduct_matter: bool) -> str:
    """The role that owns the next step. A conduct matter is never the coordinator's: it stays with the manager (R8)."""
    side, _, role = owner.partition(".")
    return f"{side}.{CaseRole.MANAGER}" if conduct_matter and role == CaseRole.COORDINATOR else owner


def owning_party(owner: str, parties: list[CaseParty], routine: Routine) -> str:
    """The organisation that owns the next step (R20): exactly one, whoever `owner` names.

    With several concerned parties it is the first that has not yet received the deviation, else the first;
    a matter inside one organisation has no counterpart, so its own side owns the step.
    """
    side, _, role = owner.partition(".")
    if role == SECRETARY and side in routine.forums:
        return routine.forums[side].secretary
    reporting = next(party for party in parties if party.side is Side.REPORTING)
    if side == Side.REPORTING:
        return reporting.organisation
    concerned = [party for party in parties if party.side is Side.CONCERNED]
    waiting = [party for party in concerned if not party.received]
    return (waiting or concerned or [reporting])[0].organisation


ANY_MANAGER = frozenset({"reporting.manager", "concerned.manager"})
HANDLERS = ANY_MANAGER | {"reporting.coordinator", "concerned.coordinator"}

ACTS: dict[str, frozenset[str]] = {
    "log_contact": HANDLERS | {"reporting.reporter"},
    "hand_over": HANDLERS,
    "receive_message": HANDLERS,
    "record_investigation": HANDLERS,
    "add_measure": HANDLERS,
    "complete_measure": HANDLERS,
    "agree": ANY_MANAGER,
    "write_deidentified": HANDLERS,
    "attest_deidentified": HANDLERS,
    "split_conduct": ANY_MANAGER | {"reporting.reporter"},
    "describe": HANDLERS | {"reporting.reporter"},
}
"""Acts that every routine has, and the parts that may do them."""

ACT_WHO = {
    "split_conduct": "Det gör den som rapporterade eller närmaste chef.",
    "agree": "Det gör chefen.",
    "describe": "Det gör den som rapporterade, chefen eller samordnaren.",
    "log_contact": "Det gör den som rapporterade, chefen eller samordnaren.",
}


def may(act: str, roles: frozenset[str]) -> bool:
    """True when one of the person's parts in the deviation lets them do the act."""
    return bool(ACTS[act] & roles)


def who_may(act: str) -> str:
    """The Swedish sentence that says whose the act is."""
    return ACT_WHO.get(act, "Det gör chefen eller samordnaren.")
