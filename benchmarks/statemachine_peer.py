"""The Värmland routine in python-statemachine, as its documentation writes one: a class, and a machine per case.

The graph is whole. To the peer's favour only the steps from the managers' table carry their conditions.
"""

from dataclasses import dataclass

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed


@dataclass
class Case:
    """The domain model: where the case stands, what is known of it, and the machine's conditions."""

    attested: bool
    state: str = "manager_dialogue"
    role: str = "reporting.manager"
    conduct_matter: bool = False
    all_received: bool = True
    received_here: bool = True
    solved: bool = False

    def by_manager(self) -> bool:
        """One of the two managers acts."""
        return self.role in {"reporting.manager", "concerned.manager"}

    def not_conduct_matter(self) -> bool:
        """The deviation is not about an employee's conduct."""
        return not self.conduct_matter

    def received_by_all(self) -> bool:
        """Every concerned party has received it."""
        return self.all_received

    def not_yet_received(self) -> bool:
        """The own organisation has not."""
        return not self.received_here

    def deidentified_and_attested(self) -> bool:
        """There is an attested text."""
        return self.attested

    def settled(self) -> bool:
        """The managers agree, with investigation and measures in place."""
        return self.solved

    def answered(self, why_unsolved: str = "") -> bool:
        """The step's question has an answer."""
        return bool(why_unsolved)


class Varmland(StateMachine):
    """States and steps of the routine."""

    validate_final_reachability = False  # a closed case can be opened again

    raised = State(initial=True)
    registered = State()
    manager_dialogue = State()
    forum = State()
    steering = State()
    national = State()
    resolved = State()
    closed = State()
    withdrawn = State(final=True)

    resolve_in_situation = raised.to(resolved)
    register = raised.to(registered)
    contact_manager = registered.to(manager_dialogue)
    receive = manager_dialogue.to.itself(internal=True, cond="not_yet_received")
    resolve = manager_dialogue.to(resolved, cond=["by_manager", "received_by_all", "settled"])
    lift_to_forum = manager_dialogue.to(
        forum, cond=["by_manager", "not_conduct_matter", "received_by_all", "deidentified_and_attested", "answered"]
    )
    lift_for_learning = resolved.to(forum) | closed.to(forum)
    return_to_managers = forum.to(manager_dialogue) | steering.to(manager_dialogue)
    lift_to_steering = forum.to(steering)
    lift_to_national = steering.to(national)
    decide = forum.to(resolved) | steering.to(resolved) | national.to(resolved)
    close = resolved.to(closed)
    reopen = resolved.to(manager_dialogue) | closed.to(manager_dialogue)
    withdraw = raised.to(withdrawn) | registered.to(withdrawn)


def lift_anew(answer: str, *, attested: bool) -> bool:
    """Makes the case's machine and takes the step; False when a condition forbids it."""
    case = Case(attested=attested)
    try:
        Varmland(case).lift_to_forum(why_unsolved=answer)
    except TransitionNotAllowed:
        return False
    return case.state == "forum"
