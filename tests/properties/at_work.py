"""What reporters, managers and coordinators do with cases at random."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from avvikelse.core.vocabulary import Nature
from avvikelse.db.session import Session
from avvikelse.services.deid_review import review_findings
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.desk import show_case
from avvikelse.services.handling import add_measure, agree, complete_measure, log_contact, record_investigation
from avvikelse.services.handover import hand_over, preview_handover, receive_message
from avvikelse.services.moves import available, move
from avvikelse.services.reports import describe, report
from avvikelse.services.splitting import split_conduct
from tests.properties.chance import ASKED, NOT_CLEAN, RAW, Chance
from tests.properties.invariants import blocked
from tests.properties.walking import EVERYBODY, Walking
from tests.world import AF, ATTESTED, FK, PEOPLE, REGION, a_report

MAX_CASES = 5
REPORTERS = ["fk.utredare", "vc.medarbetare", "af.handlaggare", "vc.chef", "af.chef"]
AIMS = {REGION: "Vårdcentralen Granåsen", FK: "Sjukpenning team 1", AF: "Rehabilitering till arbete"}


class AtWork(Walking):
    """Everything that is done with a case outside the forums."""

    def report(self, chance: Chance, who: str = "", concerned: list[str] | None = None, **fixed: Any) -> None:
        if len(self.numbers) >= MAX_CASES:
            return
        who = who or chance.of(EVERYBODY if chance.seldom() else REPORTERS)
        others = [key for key in (REGION, FK, AF) if key != PEOPLE[who][0] or chance.seldom(20)]
        concerned = concerned or chance.random.sample(others, chance.of([1, 1, 1, 1, 2, 2, 0]))
        values = {
            "concerned": concerned,
            "concerned_unit": chance.of(
                [*AIMS.values(), "", "Finns inte"] if chance.seldom(4) else [AIMS[concerned[0]]]
            )
            if concerned
            else "",
            "conduct_matter": chance.seldom(4),
            "nature": chance.of(list(Nature)),
            "title": chance.raw() or RAW[0],
            "description": chance.raw(),
            "other_party_told": chance.of(["", chance.raw()]),
            "category": chance.of(["kvalitet", "kvalitet", "kvalitet", "finns-inte"]),
        }
        values["description"] = values["description"] if chance.seldom() else RAW[1]
        number = self.attempt(report, who, a_report(**values | fixed))
        if number is not None:
            self.numbers.append(number)

    def take_a_step(self, chance: Chance) -> None:
        case = self.any_case(chance)
        here = [trigger for trigger, step in self.routine.transitions.items() if case.state in step.from_]
        onwards = [trigger for trigger in here if trigger != "withdraw" or chance.seldom()]
        trigger = chance.of([*self.routine.transitions, "finns-inte"] if chance.seldom(10) else onwards or ["reopen"])
        step = self.routine.transitions.get(trigger)
        found = self.people_in(case, *step.who) if step is not None else []
        who = chance.of(EVERYBODY if chance.seldom(8) else found or EVERYBODY)
        form = {key: chance.raw() for key in (step.ask if step is not None else ["varfor"])}
        if chance.seldom(12):
            form.popitem() if form else form.update(reporter_told="Ja.")
        late = chance.seldom(12)
        done = self.attempt(move, who, case.number, trigger, rev=case.rev - int(late), form=form)
        after = self.case(case.number)
        if done is not None:
            self.done[f"{case.state} → {after.state}"] += 1
            assert not late, "an old revision never wins"
            assert (done.number, done.state, done.rev) == (after.number, after.state, after.rev)
            assert (after.rev, after.state) == (case.rev + 1, (step.to or case.state) if step else "")

    def straight_to_managers(self, chance: Chance) -> None:
        """What is most often right: registered, the managers have contact, the other parties have received it."""
        self._to_managers(self.any_case(chance), chance.of(RAW))

    def _to_managers(self, case: Row[Any], answer: str) -> None:
        for trigger in ("register", "contact_manager", "receive"):
            step = self.routine.transitions[trigger]
            if self.case(case.number).state not in step.from_:
                continue
            for who in self.people_in(case, *step.who):
                self.attempt(move, who, case.number, trigger, rev=None, form=dict.fromkeys(step.ask, answer))

    def straight_to_forum(self, chance: Chance) -> None:
        """A text is written by one and attested by another, and the case is lifted wherever it can be."""
        case = self.any_case(chance)
        side = chance.of(["reporting", "reporting", "concerned"])
        who = [*dict.fromkeys(self.people_in(case, f"{side}.manager", f"{side}.coordinator"))]
        if len(who) > 1:
            values = {"text": chance.clean(), "tried": "", "question": "Vad gör vi?"}
            self.attempt(write_deidentified, who[0], case.number, values, rev=None)
            self.attempt(attest, who[0] if chance.seldom() else who[1], case.number, ATTESTED, rev=None)
            trigger = "lift_to_forum" if case.state == "manager_dialogue" else "lift_for_learning"
            form = dict.fromkeys(self.routine.transitions[trigger].ask, chance.of(RAW))
            self.attempt(move, who[0], case.number, trigger, rev=None, form=form)

    def straight_to_the_end(self, chance: Chance) -> None:
        """Investigated, agreed upon by every manager, measures done, resolved and closed."""
        case = self.any_case(chance)
        managers = self.people_in(case, "reporting.manager", "concerned.manager")
        found = {"investigation": chance.of(RAW), "no_measure_reason": "" if chance.seldom(3) else RAW[2]}
        for who in managers[1:]:
            self.attempt(record_investigation, who, case.number, found, rev=None)
            self._complete(who, case.number, {"effect": "Felet har inte kommit tillbaka."})
        for who in managers:
            self.attempt(agree, who, case.number, rev=None)
        for trigger in ("resolve", "close"):
            form = dict.fromkeys(self.routine.transitions[trigger].ask, RAW[2])
            for who in managers[:1]:
                self.attempt(move, who, case.number, trigger, rev=None, form=form)

    def write_text(self, chance: Chance) -> None:
        case = self.any_case(chance)
        values = {"text": chance.clean(), "tried": chance.of(["", ASKED, NOT_CLEAN[1]]), "question": "Vad gör vi?"}
        told = self.attempt(write_deidentified, self.handler(chance, case), case.number, values, rev=None)
        assert told is None or (told.report.verdict == "blocked") == blocked("\n\n".join(values.values()))

    def answer_questions(self, chance: Chance) -> None:
        case = self.any_case(chance)
        form = {
            "finding": (1,),
            "reason": chance.of(["ordinary_word", "term", "other"]),
            "comment": chance.of(["", "Ord"]),
        }
        self.attempt(review_findings, self.handler(chance, case), case.number, form, rev=None)

    def attest(self, chance: Chance) -> None:
        case = self.any_case(chance)
        self.attempt(attest, self.handler(chance, case), case.number, ATTESTED, rev=None)

    def log_contact(self, chance: Chance) -> None:
        case = self.any_case(chance)
        self.attempt(log_contact, self.handler(chance, case), case.number, {"text": chance.raw()}, rev=None)

    def investigate(self, chance: Chance) -> None:
        case = self.any_case(chance)
        who = self.handler(chance, case)
        values = {"investigation": chance.raw(), "no_measure_reason": chance.of(["", chance.raw()])}
        if self.attempt(record_investigation, who, case.number, values, rev=None) is not None:
            kept = self.shown(who, case.number).registration
            assert {key: getattr(kept, key) for key in values} == {key: value.strip() for key, value in values.items()}

    def describe(self, chance: Chance) -> None:
        case = self.any_case(chance)
        who = self.handler(chance, case)
        field = chance.of(["title", "own_reference", "concerned_unit"])
        text = chance.of([*AIMS.values()] if field == "concerned_unit" else [chance.raw(), "PLATINA-9"])
        if self.attempt(describe, who, case.number, {field: text}, rev=None) is not None and self.sees(
            who, case.number
        ):
            assert getattr(self.shown(who, case.number).registration, field) == text.strip()

    def add_measure(self, chance: Chance) -> None:
        case = self.any_case(chance)
        values = {"what": chance.shared(), "organisation": chance.of([REGION, FK, AF, "x"]), "due_on": "2026-06-01"}
        self.attempt(add_measure, self.handler(chance, case), case.number, values, rev=None)

    def complete_measures(self, chance: Chance) -> None:
        case = self.any_case(chance)
        values = {"effect": chance.shared(), "handed_over_to": chance.of(["", "", "Linjen", "z" * 201])}
        for side in ("reporting", "concerned"):
            self._complete(self.handler(chance, case, side), case.number, values)

    def _complete(self, who: str, number: str, values: dict[str, str]) -> None:
        measures = self.shown(who, number).measures if self.sees(who, number) else []
        for measure_id in [row.id for row in measures] or [1]:
            self.attempt(complete_measure, who, number, measure_id, values, rev=None)

    def agree(self, chance: Chance) -> None:
        case = self.any_case(chance)
        self.attempt(agree, self.handler(chance, case), case.number, rev=None)

    def hand_over(self, chance: Chance) -> None:
        case = self.any_case(chance)
        who = self.handler(chance, case)
        values = {
            "receiver": chance.of([REGION, FK, AF]),
            "text": chance.raw(),
            "fields": chance.random.sample(["title", "description", "investigation", "own_reference"], 2),
        }
        self.attempt(_preview, who, case.number, values)
        message = self.attempt(hand_over, who, case.number, values, rev=None)
        if message is not None:
            for other in self.people_in(case, "reporting.manager", "concerned.manager"):
                self.attempt(receive_message, other, case.number, message, rev=None)

    def split(self, chance: Chance) -> None:
        case = self.any_case(chance)
        found = self.people_in(case, "reporting.reporter", "reporting.manager")
        who = chance.of(EVERYBODY if chance.seldom() else found)
        names = ("conduct_title", "conduct_description", "other_title", "other_description")
        values = {name: chance.of(RAW) for name in names} | {chance.of([*names]): chance.raw()}
        numbers = self.attempt(split_conduct, who, case.number, values, rev=None)
        if numbers is not None:
            self.numbers += [number for number in numbers if number != case.number]
            assert [self.case(number).conduct_matter for number in numbers] == [True, False]

    def read(self, chance: Chance) -> None:
        """Whatever somebody opens either opens or is not found; what is listed can be opened, and nothing else."""
        case, who = self.any_case(chance), chance.of(EVERYBODY)
        listed = self.sees(who, case.number)
        assert (self.attempt(show_case, who, case.number) is not None) == listed
        if listed:
            _, options = self.world.ask(available, who, case.number)
            here = [trigger for trigger, step in self.routine.transitions.items() if case.state in step.from_]
            assert [option.trigger for option in options] == here

    def wait(self, chance: Chance) -> None:
        self.world.wait(working_days=chance.of([1, 5, 20, 60]))


def _preview(session: Session, actor: Any, number: str, values: Mapping[str, Any], now: Any) -> Any:
    return preview_handover(session, actor, number, values)
