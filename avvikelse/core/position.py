"""Where a deviation stands and what is known about it: everything a decision on its next step needs."""

from dataclasses import dataclass, field

from avvikelse.core.vocabulary import DeidStatus, OutcomeKind


@dataclass(slots=True)
class Facts:
    """What has been recorded, seen from the side of the person who acts. No text, no person.

    `own_reference`, `received_here` and `nearest_manager` are the acting organisation's; `other_party_agrees`
    is about every other party; `outcome` is the kind of the forum's decision when the step carries one out.
    """

    conduct_matter: bool = False
    internal: bool = False
    own_reference: bool = False
    nearest_manager: bool = False
    counterpart_manager: bool = False
    other_party_told: bool = False
    contact_logged: bool = False
    received_here: bool = False
    received_by_all: bool = False
    investigation: bool = False
    measures: int = 0
    open_measures: int = 0
    no_measure_reason: bool = False
    effect_followed_up: bool = False
    other_party_agrees: bool = False
    deidentification: DeidStatus = DeidStatus.MISSING
    outcome: OutcomeKind | None = None
    decided_measures: int = 0


@dataclass(slots=True)
class Position:
    """A deviation's state, the facts, the parts the acting person has in it and what they have answered."""

    state: str
    facts: Facts
    roles: frozenset[str]
    answers: dict[str, str] = field(default_factory=dict)
