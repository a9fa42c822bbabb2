"""Whether the acts that every routine has can be done with a case now, and if not, why not.

The use cases ask here before they write, and the case page before it shows a button: the two can't differ.
"""

from typing import Any

from sqlalchemy import Row

from avvikelse.core.engine import Refusal
from avvikelse.core.guards import GUARDS
from avvikelse.core.permissions import ACTS, Actor, may, who_may
from avvikelse.core.position import Facts
from avvikelse.core.retention import BITS, RetentionKind
from avvikelse.core.routine import State
from avvikelse.core.vocabulary import DeidStatus
from avvikelse.db.cases import Case, load_facts
from avvikelse.db.session import Session
from avvikelse.errors import RefusedMove
from avvikelse.services.routines import engine_of

ENDED = Refusal("ended", "Avvikelsen är avslutad. Utredning och åtgärder kan bara ändras om den öppnas igen.")
DESTROYED = Refusal(
    "destroyed", "Er text är gallrad. Behöver den tas upp på nytt, öppna avvikelsen igen eller rapportera en ny."
)
NOT_WITH_MANAGERS = Refusal("not_with_managers", "Lösningen kan bara godkännas medan avvikelsen ligger hos cheferna.")
TOO_LATE_TO_SPLIT = Refusal(
    "too_late_to_split",
    "Avvikelsen ligger hos ett forum eller är avslutad. Den kan delas först när den är tillbaka hos cheferna.",
)
NOT_REPORTING = Refusal("not_yours", "Det gör den part som rapporterade.")
CONDUCT = Refusal(
    "not_conduct_matter",
    "Avvikelsen gäller en medarbetares beteende och stannar mellan cheferna. Den avidentifieras inte.",
)
ALONE = Refusal("internal", "Avvikelsen gäller bara er egen organisation. Det finns ingen att lämna över till.")
NOT_RESPONSIBLE = Refusal("not_yours", "Det gör den organisation som ansvarar för åtgärden.")
NOT_RECEIVER = Refusal("not_yours", "Det gör den som tar emot överlämningen.")
TO_AGREE_ON = ("received_by_all", "investigation_recorded", "measures_recorded")
"""What there must be before somebody can agree that it is a solution (R1)."""


def refusals(session: Session, actor: Actor, case: Case, act: str) -> list[Refusal]:
    """Every reason why the person can't do the act with the case now; none when they can."""
    if not may(act, case.roles):
        return [Refusal("not_yours", who_may(act))]
    facts = load_facts(session, actor, case, DeidStatus.MISSING)
    return _refusals(actor, case, _state(session, case), facts, act)


def all_refusals(session: Session, actor: Actor, case: Case) -> dict[str, list[Refusal]]:
    """The same for every act there is, with the facts read once."""
    facts, state = load_facts(session, actor, case, DeidStatus.MISSING), _state(session, case)
    return {
        act: _refusals(actor, case, state, facts, act) if may(act, case.roles) else [Refusal("not_yours", who_may(act))]
        for act in ACTS
    }


def refuse_impossible(session: Session, actor: Actor, case: Case, act: str) -> None:
    """Raises RefusedMove with every reason why the act can't be done. That it is the person's is asked by `require`."""
    if found := refusals(session, actor, case, act):
        raise RefusedMove(found)


def measure_refusals(actor: Actor, case: Case, measure: Row[Any]) -> list[Refusal]:
    """Why the person can't mark a measure as done. One of an organisation without part in the case is any party's."""
    parties = {party.organisation for party in case.parties}
    theirs = measure.organisation != actor.organisation and measure.organisation in parties
    return [NOT_RESPONSIBLE] if theirs else []


def message_refusals(actor: Actor, message: Row[Any]) -> list[Refusal]:
    """Why the person can't confirm a message: it is the receiver's to do."""
    return [NOT_RECEIVER] if message.receiver != actor.organisation else []


def _state(session: Session, case: Case) -> State:
    return engine_of(session, case.routine_version_id).routine.states[case.state]


def is_destroyed(actor: Actor, case: Case) -> bool:
    """Texts of the person's organisation have been destroyed since the case ended: nothing is added to the rest.

    Messages to its people are no texts: that they are gone is no reason.
    """
    own = [party.destroyed for party in case.stamps if party.organisation == actor.organisation]
    return any(gone & ~BITS[RetentionKind.TRACES] for gone in own)


def _refusals(actor: Actor, case: Case, state: State, facts: Facts, act: str) -> list[Refusal]:
    if is_destroyed(actor, case):
        return [DESTROYED]
    match act:
        case "record_investigation" | "add_measure":
            return [ENDED] if state.ends else []
        case "agree":
            if state.forum or state.ends:
                return [NOT_WITH_MANAGERS]
            guards = [GUARDS[name] for name in TO_AGREE_ON]
            return [Refusal(guard.name, guard.sentence(facts)) for guard in guards if not guard.test(facts)]
        case "write_deidentified" | "attest_deidentified":
            return [CONDUCT] if case.conduct_matter else []
        case "split_conduct":
            if case.reporting().organisation != actor.organisation:
                return [NOT_REPORTING]
            return [TOO_LATE_TO_SPLIT] if state.forum or state.ends else []
        case "hand_over":
            return [ALONE] if facts.internal else []
    return []
