"""What each act on a case at each level should answer to whom (access.md, R8): the rows of the matrix.

A row names who may do the act, who sees the case but may not, and who meets a condition instead. Everybody else is
answered exactly as for a number that doesn't exist.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from avvikelse.services import (
    case_page,
    casework,
    deid_desk,
    deid_review,
    deidentification,
    desk,
    handling,
    handover,
    moves,
    reports,
    splitting,
    standing,
)
from tests.access.story import Story, clean
from tests.world import ATTESTED, FK, REGION

R = {"fk.utredare"}
FK_NEAREST, REGION_NEAREST = {"fk.chef"}, {"vc.chef"}
FK_MANAGERS, REGION_MANAGERS = {"fk.chef", "fk.omradeschef"}, {"vc.chef", "region.direktor"}
FK_COORDINATOR, REGION_COORDINATOR = {"fk.samordnare"}, {"region.samordnare"}
FK_SIDE, REGION_SIDE = FK_MANAGERS | FK_COORDINATOR, REGION_MANAGERS | REGION_COORDINATOR
MANAGERS, COORDINATORS = FK_MANAGERS | REGION_MANAGERS, FK_COORDINATOR | REGION_COORDINATOR
HANDLERS = FK_SIDE | REGION_SIDE
MEMBERS = {"fk.samordnare", "region.samordnare", "af.ledamot"}
NEAREST = FK_NEAREST | REGION_NEAREST
NOWHERE = "AVV-2026-9999"
OWN_UNIT = {FK: "Sjukpenning team 1", REGION: "Ortopedkliniken"}

Act = Callable[[Any, Any, Story, str], Any]


@dataclass(frozen=True)
class Row:
    """An act on the case at a level: done by, forbidden to, refused (a condition isn't met) to; missing to the rest."""

    use_case: Callable[..., Any]
    case: str
    act: Act
    done: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    name: str = ""

    @property
    def id(self) -> str:
        return f"{self.use_case.__name__} {self.name} ({self.case})".replace("  ", " ")


def on(use_case: Any, cases: str, form: Any = None, *, name: str = "", **who: set[str]) -> Iterator[Row]:
    """Rows for a use case with a form, or without any, on the cases named with commas."""
    for case in cases.split(", "):
        text = form(case) if callable(form) else form
        extra = () if text is None else (text,)

        def act(
            session: Any, actor: Any, story: Story, number: str, use_case: Any = use_case, extra: Any = extra
        ) -> None:
            use_case(session, actor, number, *extra, rev=None, now=story.world.now)

        yield Row(use_case, case, act, name=name, **who)


def to(trigger: str, cases: str, answers: dict[str, str] | None = None, **who: set[str]) -> Iterator[Row]:
    """Rows for a step of the routine."""
    for case in cases.split(", "):

        def act(session: Any, actor: Any, story: Story, number: str) -> None:
            moves.move(session, actor, number, trigger, rev=None, form=answers or {}, now=story.world.now)

        yield Row(moves.move, case, act, name=trigger, **who)


def reads(use_case: Any, cases: str, done: set[str], *, clock: bool = True) -> Iterator[Row]:
    """Rows for a look at a case: either it is there or it isn't."""
    for case in cases.split(", "):

        def act(session: Any, actor: Any, story: Story, number: str) -> None:
            use_case(session, actor, number, *([story.world.now] if clock else []))

        yield Row(use_case, case, act, done=done)


EARLY = "raised, registered"
SHARED = "contacted, managers, ready, table, frozen, steering, national, resolved, closed"
SOME_SHARED = "contacted, managers, frozen, closed"
CONTACT = {"text": "Ringde växeln."}
FOUND = {"investigation": "Mallen saknade fältet."}
ANSWERED = {"own_reference": "FK-1", "other_party_told": "Rehabkoordinator, telefon."}
SPLIT = dict.fromkeys(("conduct_title", "conduct_description", "other_title", "other_description"), "Ord.")
TEXT = {"text": clean("fk draft", "managers")}
ANSWER = {"finding": (1,), "reason": "term"}
MEASURE = {"what": clean("measure", "managers"), "organisation": FK, "due_on": "2026-05-01"}
TO_REGION, TO_FK = {"receiver": REGION, "text": "Hej."}, {"receiver": FK, "text": "Hej."}
CLOSING = {"effect_followed_up": "God.", "reporter_told": "Muntligt."}


def _rows() -> Iterator[Row]:
    yield from _readings()
    yield from _looks()
    yield from _steps()
    yield from _steps_in_conduct_matters()
    yield from _acts()
    yield from _acts_in_conduct_matters()


def _readings() -> Iterator[Row]:
    readings = (desk.show_case, moves.available, casework.open_case, case_page.case_page, case_page.case_head)
    for use_case in (*readings, case_page.own_registration, standing.standing):
        clock = use_case in (desk.show_case, case_page.case_page)
        yield from reads(use_case, f"{EARLY}, withdrawn", R | FK_SIDE, clock=clock)
        yield from reads(use_case, SHARED, R | HANDLERS, clock=clock)
        yield from reads(use_case, "conduct raised, conduct registered", R | FK_NEAREST, clock=clock)
        yield from reads(use_case, "conduct managers, conduct resolved", R | NEAREST, clock=clock)


def _steps() -> Iterator[Row]:
    yield from to("resolve_in_situation", "raised", {"how_solved": "Vi ringde."}, done=R, forbidden=FK_SIDE)
    yield from to("register", "raised", ANSWERED, done=R | FK_COORDINATOR, forbidden=FK_MANAGERS)
    yield from to("withdraw", EARLY, {"why_withdrawn": "Fel."}, done=R | FK_COORDINATOR, forbidden=FK_MANAGERS)
    contact = {"contact_logged": "Chefen."}
    yield from to("contact_manager", "registered", contact, done=FK_MANAGERS, forbidden=R | FK_COORDINATOR)
    yield from to("contact_manager", "raised", contact, refused=R | FK_SIDE)
    yield from to("receive", "contacted", {"own_reference": "R-1"}, done=REGION_SIDE, forbidden=R | FK_SIDE)
    yield from to("resolve", "managers", done=MANAGERS, forbidden=R | COORDINATORS)
    unsolved = {"why_unsolved": "Felet kom tillbaka."}
    yield from to("lift_to_forum", "ready", unsolved, done=MANAGERS, forbidden=R | COORDINATORS)
    yield from to("lift_to_forum", "managers", unsolved, refused=MANAGERS, forbidden=R | COORDINATORS)
    principal = {"why_principal": "Felet är vanligt."}
    yield from to("lift_for_learning", "resolved", principal, done=FK_SIDE, refused=REGION_SIDE, forbidden=R)
    yield from to("close", "closed", CLOSING, refused=R | HANDLERS)
    yield from to("close", "resolved", CLOSING, refused=HANDLERS, forbidden=R)
    yield from to("reopen", "resolved, closed", {"why_reopened": "Felet är tillbaka."}, done=HANDLERS, forbidden=R)
    for trigger in ("decide", "return_to_managers", "lift_to_steering"):  # the forum's alone, by its decision
        yield from to(trigger, "table, frozen", forbidden=R | HANDLERS)
    yield from to("lift_to_national", "steering", forbidden=R | HANDLERS)


def _steps_in_conduct_matters() -> Iterator[Row]:
    yield from to("register", "conduct raised", ANSWERED, done=R, forbidden=FK_NEAREST)
    contact = {"contact_logged": "Chefen."}
    yield from to("contact_manager", "conduct registered", contact, done=FK_NEAREST, forbidden=R)
    yield from to("withdraw", "conduct registered", {"why_withdrawn": "Fel."}, done=R, forbidden=FK_NEAREST)
    yield from to("resolve", "conduct managers", done=NEAREST, forbidden=R)
    unsolved = {"why_unsolved": "Felet kom tillbaka."}
    yield from to("lift_to_forum", "conduct managers", unsolved, refused=NEAREST, forbidden=R)
    yield from to("lift_for_learning", "conduct resolved", {"why_principal": "Vanligt."}, refused=NEAREST, forbidden=R)
    yield from to("reopen", "conduct resolved", {"why_reopened": "Igen."}, done=NEAREST, forbidden=R)


def _looks() -> Iterator[Row]:
    """What a page of an act reads before it is done."""
    for case, who in (("raised", R | FK_SIDE), ("managers", R | HANDLERS), ("conduct managers", R | NEAREST)):
        yield Row(standing.step_view, case, _step_view, done=who)
        yield Row(case_page.changes_since, case, _changes, done=who)
    for case, who, reporter in (("raised", FK_SIDE, R), ("managers", HANDLERS, R)):
        for use_case in (deid_desk.open_desk, deid_desk.read_original):
            yield from reads_or_not(use_case, case, done=who, forbidden=reporter)
        yield from reads_or_not(deid_desk.attestation, case, clock=False, done=who, forbidden=reporter)
        yield Row(deid_desk.save_text, case, _save_text, done=who, forbidden=reporter)
    for use_case in (deid_desk.open_desk, deid_desk.attestation):
        clock = use_case is deid_desk.open_desk
        yield from reads_or_not(use_case, "conduct managers", clock=clock, refused=NEAREST, forbidden=R)
    yield Row(deid_desk.save_text, "conduct managers", _save_text, refused=NEAREST, forbidden=R)
    yield from reads_or_not(deid_desk.read_original, "conduct managers", refused=NEAREST, forbidden=R)


def reads_or_not(use_case: Any, case: str, *, clock: bool = True, **who: set[str]) -> Iterator[Row]:
    """A row for a look that not everybody who sees the case may take."""

    def act(session: Any, actor: Any, story: Story, number: str) -> None:
        use_case(session, actor, number, *([story.world.now] if clock else []))

    yield Row(use_case, case, act, **who)


def _step_view(session: Any, actor: Any, story: Story, number: str) -> None:
    standing.step_view(session, actor, number, "close", story.world.now)


def _changes(session: Any, actor: Any, _: Story, number: str) -> None:
    case_page.changes_since(session, actor, number, 0)


def _save_text(session: Any, actor: Any, story: Story, number: str) -> None:
    deid_desk.save_text(session, actor, number, TEXT, [], rev=None, now=story.world.now)


def _acts() -> Iterator[Row]:
    everybody = R | HANDLERS
    yield from on(handling.log_contact, EARLY, CONTACT, done=R | FK_SIDE)
    yield from on(handling.log_contact, SOME_SHARED, CONTACT, done=everybody)
    yield from on(reports.describe, EARLY, {"title": "Ny rubrik"}, done=R | FK_SIDE)
    yield from on(reports.describe, SOME_SHARED, {"title": "Ny rubrik"}, done=everybody)
    yield from on(handling.record_investigation, EARLY, FOUND, done=FK_SIDE, forbidden=R)
    going = "contacted, managers, frozen"
    yield from on(handling.record_investigation, going, FOUND, done=HANDLERS, forbidden=R)
    yield from on(handling.record_investigation, "closed", FOUND, refused=HANDLERS, forbidden=R)
    yield from on(handling.add_measure, EARLY, MEASURE, done=FK_SIDE, forbidden=R)
    yield from on(handling.add_measure, going, MEASURE, done=HANDLERS, forbidden=R)
    yield from on(handling.add_measure, "closed", MEASURE, refused=HANDLERS, forbidden=R)
    yield from on(handling.agree, "managers", done=MANAGERS, forbidden=R | COORDINATORS)
    yield from on(handling.agree, "frozen, closed", refused=MANAGERS, forbidden=R | COORDINATORS)
    yield from on(handover.hand_over, EARLY, TO_REGION, done=FK_SIDE, forbidden=R)
    yield from on(deidentification.write_deidentified, EARLY, TEXT, done=FK_SIDE, forbidden=R)
    yield from on(deidentification.write_deidentified, SOME_SHARED, TEXT, done=HANDLERS, forbidden=R)
    yield from on(deid_review.review_findings, "frozen", ANSWER, done=REGION_SIDE, refused=FK_SIDE, forbidden=R)
    # Four eyes: each side's author is forbidden, their colleagues are not.
    attesters = HANDLERS - NEAREST
    yield from on(deidentification.attest, "managers", ATTESTED, done=attesters, forbidden=R | NEAREST)
    yield from on(deidentification.attest, "raised", ATTESTED, refused=FK_SIDE, forbidden=R)
    yield from on(splitting.split_conduct, EARLY, SPLIT, done=R | FK_MANAGERS, forbidden=FK_COORDINATOR)
    others = HANDLERS - FK_MANAGERS
    yield from on(splitting.split_conduct, "managers", SPLIT, done=R | FK_MANAGERS, forbidden=others)
    yield from on(splitting.split_conduct, "frozen, closed", SPLIT, refused=R | FK_MANAGERS, forbidden=others)
    for case in ("managers", "frozen"):
        yield Row(handover.hand_over, case, _answer_each_other, done=HANDLERS, forbidden=R)
        yield Row(handover.preview_handover, case, _preview, done=HANDLERS, forbidden=R)
        yield Row(handover.receive_message, case, _receive, done=REGION_SIDE, forbidden=R | FK_SIDE)
        yield Row(handling.complete_measure, case, _complete, done=FK_SIDE, forbidden=R | REGION_SIDE)


def _acts_in_conduct_matters() -> Iterator[Row]:
    first, both = "conduct raised, conduct registered", "conduct managers, conduct resolved"
    yield from on(handling.log_contact, first, CONTACT, done=R | FK_NEAREST)
    yield from on(handling.log_contact, both, CONTACT, done=R | NEAREST)
    yield from on(reports.describe, first, {"title": "Ny rubrik"}, done=R | FK_NEAREST)
    yield from on(reports.describe, both, {"title": "Ny rubrik"}, done=R | NEAREST)
    yield from on(handling.record_investigation, first, FOUND, done=FK_NEAREST, forbidden=R)
    yield from on(handling.record_investigation, both, FOUND, done=NEAREST, forbidden=R)
    yield from on(handling.add_measure, both, MEASURE, done=NEAREST, forbidden=R)
    yield from on(handling.agree, "conduct managers", done=NEAREST, forbidden=R)
    yield from on(deidentification.write_deidentified, both, TEXT, refused=NEAREST, forbidden=R)
    yield from on(deidentification.attest, both, ATTESTED, refused=NEAREST, forbidden=R)
    yield from on(splitting.split_conduct, first, SPLIT, done=R | FK_NEAREST)
    split = {"done": R | FK_NEAREST, "forbidden": REGION_NEAREST}
    yield from on(splitting.split_conduct, "conduct managers", SPLIT, **split)
    yield Row(handover.hand_over, "conduct managers", _answer_each_other, done=NEAREST, forbidden=R)
    yield Row(handover.preview_handover, "conduct managers", _preview, done=NEAREST, forbidden=R)
    yield Row(handover.receive_message, "conduct managers", _receive, done=REGION_NEAREST, forbidden=R | FK_NEAREST)
    yield Row(handling.complete_measure, "conduct managers", _complete, done=FK_NEAREST, forbidden=R | REGION_NEAREST)


def _answer_each_other(session: Any, actor: Any, story: Story, number: str) -> None:
    form = TO_FK if actor.organisation == REGION else TO_REGION
    handover.hand_over(session, actor, number, form, rev=None, now=story.world.now)


def _preview(session: Any, actor: Any, _: Story, number: str) -> None:
    form = TO_FK if actor.organisation == REGION else TO_REGION
    handover.preview_handover(session, actor, number, form)


def _case_of(story: Story, number: str) -> str:
    return next((case for case, known in story.numbers.items() if known == number), "managers")


def _receive(session: Any, actor: Any, story: Story, number: str) -> None:
    message = story.messages[_case_of(story, number)]
    handover.receive_message(session, actor, number, message, rev=None, now=story.world.now)


def _complete(session: Any, actor: Any, story: Story, number: str) -> None:
    measure = story.measures[_case_of(story, number)]
    handling.complete_measure(session, actor, number, measure, {}, rev=None, now=story.world.now)


ROWS = list(_rows())
