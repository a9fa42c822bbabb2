"""People at work at random: acts on the real use cases and a real database.

Each act is something a person tries. An error of `avvikelse.errors` is an answer; any other is a fault. After every
act the rows must hold what `invariants` says, and an act that was refused must have left no trace.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, time
from random import Random
from typing import Any

from sqlalchemy import Row, func, select

from avvikelse.core.dates import at_local, local_day
from avvikelse.core.vocabulary import CaseRole, Nature
from avvikelse.db.access import visible_deviations
from avvikelse.db.history import head
from avvikelse.db.session import Session, reading
from avvikelse.db.tables import Deviation, DeviationParty, Meeting, table
from avvikelse.errors import AvvikelseError, NotFound
from avvikelse.services.agendas import agenda, freeze
from avvikelse.services.decisions import decide
from avvikelse.services.deid_review import review_findings
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.desk import show_case
from avvikelse.services.handling import add_measure, agree, complete_measure, log_contact, record_investigation
from avvikelse.services.handover import hand_over, preview_handover, receive_message
from avvikelse.services.lists import list_cases
from avvikelse.services.meetings import find_forum, find_meeting, plan_meetings
from avvikelse.services.minutes import approve, hold, name_adjusters
from avvikelse.services.moves import available, move
from avvikelse.services.reports import describe, report
from avvikelse.services.splitting import split_conduct
from avvikelse.services.weekly import weekly_list
from tests.properties.house import House
from tests.properties.invariants import Rows, attested_by_another, blocked, chain_holds, everything_holds
from tests.services.steps import ADJUSTERS
from tests.world import AF, ATTESTED, CLEAN_TEXT, FK, PEOPLE, REGION, a_report

MAX_CASES = 5
REPORTERS = ["fk.utredare", "vc.medarbetare", "af.handlaggare", "vc.chef", "af.chef"]
COORDINATORS = {REGION: "region.samordnare", FK: "fk.samordnare", AF: "af.samordnare"}
AIMS = {REGION: "Vårdcentralen Granåsen", FK: "Sjukpenning team 1", AF: "Rehabilitering till arbete"}
FORUMS = ["avvikelseforum", "samverkansgrupp"]
SECRETARY = "region.sekreterare"
EVERYBODY = sorted(PEOPLE)

RAW = [
    "Karin Lindqvist, 19811228-9874, fick fel besked",
    "Utredaren på team 1 svarade inte, nås på 070-174 06 12",
    "Ordet fjällvråk står bara i den egna registreringen",
]
"""Raw texts, as a registration may hold them: they must never be seen outside it."""
ODD = [
    "",
    "   ",
    "x" * 150,
    "y" * 201,
    "nul\x00tecken",
    "\ud800",
    "å" * 20_001,
    "'; DROP TABLE event; --",
    "{{ 7 * 7 }}",
]
CLEAN = [
    CLEAN_TEXT,
    "Läkarutlåtandet saknade uppgift om aktivitetsbegränsning och fick kompletteras.",
    "Beslutet skickades till fel mottagare. Rutinen för adresser behöver bli tydligare.",
]
ASKED = "Det kallas zmorgigt hos oss."
NOT_CLEAN = ["Karin Lindqvist fick vänta.", "Pat 19811228-9874 uteblev.", "Ring 070-174 06 12 för mer."]

_deviation, _party, _meeting = table(Deviation), table(DeviationParty), table(Meeting)


class Chance:
    """What happens to be chosen in one act, from one number."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 (chance, not secrecy)

    def of(self, words: list[Any]) -> Any:
        """One of the words."""
        return self.random.choice(words)

    def seldom(self, one_in: int = 6) -> bool:
        """True once in so many times."""
        return self.random.randrange(one_in) == 0

    def raw(self) -> str:
        """What people write in their own registration; now and then something odd."""
        return str(self.of(ODD if self.seldom() else RAW))

    def clean(self) -> str:
        """A text without identifiers; now and then with."""
        return str(self.of(NOT_CLEAN if self.seldom() else CLEAN))

    def shared(self) -> str:
        """A text that other parties read, with what people come to write there."""
        return str(self.of(ODD if self.seldom() else [self.clean()]))


class Walk:
    """A handful of cases between three parties, and whatever their people, wisely or not, do with them."""

    def __init__(self, house: House, note: Callable[[str], None] = lambda _: None) -> None:
        self.house, self.note = house, note
        self.world = house.renew()
        self.routine = house.routine.routine
        self.usernames = {actor.user_id: name for name, actor in house.actors.items()}
        self.mails = 0
        self.done: Counter[str] = Counter()
        with reading(self.world.engine) as session:
            rows = Rows(session)
        self.numbers = [case.number for case in rows.deviations]
        self.mails = max((mail.id for mail in rows.outbox), default=0)

    def act(self, name: str, seed: int) -> None:
        """Somebody does something, and everything still holds."""
        self.note(f"— {name} {seed}")
        before = self._head()
        getattr(self, name)(Chance(seed))
        if self._head() != before:
            self.everything_holds(tables=name in TO_TABLES)

    def everything_holds(self, *, tables: bool) -> None:
        """The invariants of the rows; with `tables` also of all that is shown on agendas and the weekly list."""
        with reading(self.world.engine) as session:
            rows = everything_holds(session, self.routine)
            self.mails_reach_those_who_see_the_case(session, rows)
            if tables:
                self.tables_show_only_attested_texts(session, rows)

    # How acts are done -----------------------------------------------------------------------------------------------

    def attempt(self, use_case: Callable[..., Any], who: str, *args: Any, **kwargs: Any) -> Any:
        """What the use case answers, or None when it refused; then nothing at all was written."""
        before = self._head()
        try:
            answer = self.world.do(use_case, who, *args, **kwargs)
        except AvvikelseError as error:
            code, sentence = error.code, error.message
        else:
            self.note(f"  {who} {use_case.__name__} {args}: done")
            self.done[use_case.__name__] += 1
            return answer
        self.note(f"  {who} {use_case.__name__} {args}: {code}: {sentence}")
        self.done[f"{use_case.__name__}: {code}"] += 1
        assert sentence.strip()
        assert self._head() == before, "a refused act leaves no trace"
        return None

    def _head(self) -> tuple[int, str]:
        with reading(self.world.engine) as session:
            return head(session.connection)

    def any_case(self, chance: Chance) -> Row[Any]:
        """A case, mostly one of the two between managers, with no regard to who may see it."""
        return self.case(chance.of(self.numbers if chance.seldom(3) else self.numbers[1:3]))

    def case(self, number: str) -> Row[Any]:
        """The case as its row says."""
        with reading(self.world.engine) as session:
            return session.execute(select(_deviation).where(_deviation.c.number == number)).one()

    def people_in(self, case: Row[Any], *roles: str) -> list[str]:
        """Those who have one of the roles in the case, by the parties' rows."""
        found = [SECRETARY for role in roles if role.endswith(".secretary")]
        with reading(self.world.engine) as session:
            parties = session.execute(select(_party).where(_party.c.deviation_id == case.id).order_by(_party.c.id))
            for party in parties:
                by_role = {
                    f"{party.side}.{CaseRole.REPORTER}": self.usernames.get(party.reporter_id),
                    f"{party.side}.{CaseRole.MANAGER}": self.usernames.get(party.manager_id),
                    f"{party.side}.{CaseRole.COORDINATOR}": COORDINATORS[party.organisation],
                }
                found += [name for role in roles if (name := by_role.get(role)) is not None]
        return found

    def handler(self, chance: Chance, case: Row[Any], *sides: str) -> str:
        """A person who handles the case; now and then anyone at all."""
        roles = [
            f"{side}.{role}" for side in sides or ("reporting", "concerned") for role in ("manager", "coordinator")
        ]
        found = self.people_in(case, *roles)
        return str(chance.of(EVERYBODY if chance.seldom() else found or EVERYBODY))

    def sees(self, who: str, number: str) -> bool:
        """The case is in the person's list."""
        return any(case.number == number for case in self.world.ask(list_cases, who))

    def shown(self, who: str, number: str) -> Any:
        """The case as the person reads it."""
        return self.world.do(show_case, who, number)

    # What people do --------------------------------------------------------------------------------------------------

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

    def begin(self) -> None:
        """What is already going on when a walk begins: a conduct matter, two cases with managers, planned meetings."""
        self.report(
            Chance(0), who="vc.medarbetare", concerned=[FK], conduct_matter=True, category="beteende", title=RAW[0]
        )
        self.report(
            Chance(1), who="fk.utredare", concerned=[REGION], conduct_matter=False, category="kvalitet", title=RAW[1]
        )
        self.report(
            Chance(2),
            who="af.handlaggare",
            concerned=[REGION, FK],
            conduct_matter=False,
            category="kvalitet",
            title=RAW[2],
        )
        for number in self.numbers:
            self._to_managers(self.case(number), RAW[0])
        for forum in FORUMS:
            self.attempt(_plan, SECRETARY, forum, 3)

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

    # The forums -------------------------------------------------------------------------------------------------------

    def plan(self, chance: Chance) -> None:
        who = chance.of([SECRETARY, SECRETARY, chance.of(EVERYBODY)])
        self.attempt(_plan, who, chance.of(FORUMS), chance.of([1, 2, 3]))

    def freeze(self, chance: Chance) -> None:
        forum = self.forum(chance)
        who = chance.of([SECRETARY, SECRETARY, SECRETARY, chance.of(EVERYBODY)])
        self.attempt(_freeze, who, forum, self.meeting_day(chance, forum))

    def decide(self, chance: Chance) -> None:
        forum = self.forum(chance)
        outcome = "finns-inte" if chance.seldom(12) else self.outcome(chance, forum)
        measures = [
            {"what": chance.clean(), "organisation": chance.of([REGION, FK, AF]), "due_on": date(2030, 1, 1)}
            for _ in range(chance.of([0, 1, 2]))
        ]
        values = {"outcome": outcome, "position": chance.clean(), "measures": measures}
        who = chance.of(EVERYBODY if chance.seldom(8) else [SECRETARY])
        self.attempt(_decide, who, forum, self.meeting_day(chance, forum), chance.of([0, 0, 1, 2]), values)

    def hold_a_meeting(self, chance: Chance) -> None:
        """Planned, frozen, every item decided upon, closed."""
        forum = self.forum(chance)
        self.attempt(_plan, SECRETARY, forum, 2)
        self.attempt(_freeze, SECRETARY, forum, "next")
        for n in range(len(self.numbers)):
            values = {
                "outcome": self.outcome(chance, forum),
                "position": chance.of(CLEAN),
                "measures": [{"what": chance.of(CLEAN), "organisation": FK, "due_on": date(2030, 1, 1)}],
            }
            if self.attempt(_decide, SECRETARY, forum, "next", n, values) is None:
                break
        self._to_the_day(forum)
        self.attempt(_hold, SECRETARY, forum, "next")
        if not chance.seldom():
            self._approve_the_last(forum)

    def _to_the_day(self, forum: str) -> None:
        with reading(self.world.engine) as session:
            of_forum = _meeting.c.forum_id == find_forum(session, forum).id, _meeting.c.state == "frozen"
            day = session.execute(select(func.min(_meeting.c.held_on)).where(*of_forum)).scalar()
        if day is not None:
            self.world.now = max(self.world.now, at_local(day, time(15, 0)))

    def _approve_the_last(self, forum: str) -> None:
        for day in self._days(forum, "held"):
            self.attempt(_adjusters, SECRETARY, forum, day, ADJUSTERS[forum])
            self.attempt(_approve, ADJUSTERS[forum], forum, day)

    def approve_minutes(self, chance: Chance) -> None:
        forum = self.forum(chance)
        self._approve_the_last(forum)
        for day in self._days(forum, "held"):
            self.attempt(_approve, chance.of(EVERYBODY), forum, day)

    def _days(self, forum: str, state: str) -> list[str]:
        with reading(self.world.engine) as session:
            of_forum = _meeting.c.forum_id == find_forum(session, forum).id, _meeting.c.state == state
            return [row.held_on.isoformat() for row in session.execute(select(_meeting.c.held_on).where(*of_forum))]

    def close_meeting(self, chance: Chance) -> None:
        forum = self.forum(chance)
        self.attempt(_hold, chance.of([SECRETARY, SECRETARY, chance.of(EVERYBODY)]), forum, "next")

    def forum(self, chance: Chance) -> str:
        """A forum, mostly one that has something on its table."""
        with reading(self.world.engine) as session:
            rows = Rows(session)
        laid = [rows.forums[item.forum_id].key for item in rows.items if item.closed_at is None]
        return str(chance.of(FORUMS if chance.seldom() else laid or FORUMS))

    def outcome(self, chance: Chance, forum: str) -> str:
        """One of the forum's outcomes, more often a lift: the levels above are far to go."""
        outcomes = self.routine.forums[forum].outcomes
        return str(chance.of([*outcomes, *[name for name, outcome in outcomes.items() if outcome.kind == "lift"] * 3]))

    def meeting_day(self, chance: Chance, forum: str) -> str:
        """One of the forum's planned meetings, or its next."""
        with reading(self.world.engine) as session:
            forum_id = find_forum(session, forum).id
            days = select(_meeting.c.held_on).where(_meeting.c.forum_id == forum_id).order_by(_meeting.c.held_on)
            found = [row.held_on.isoformat() for row in session.execute(days)]
        return str(chance.of(["next", "next", *found[:3], "2026-02-30" if chance.seldom(20) else "next"]))

    # What must always hold --------------------------------------------------------------------------------------------

    def mails_reach_those_who_see_the_case(self, session: Session, rows: Rows) -> None:
        """No mail tells of a case to somebody for whom it doesn't exist (access.md)."""
        for mail in [row for row in rows.outbox if row.id > self.mails]:
            self.mails = max(self.mails, mail.id)
            if mail.deviation_id is None:  # about a meeting: it names the forum and the day, and no case
                assert "AVV-" not in mail.data
                continue
            actor = self.house.actors[self.usernames[mail.recipient_id]]
            of_case = visible_deviations(actor).where(_deviation.c.id == mail.deviation_id)
            assert session.execute(of_case).one_or_none() is not None, (mail.message, actor.username, mail.data)

    def tables_show_only_attested_texts(self, session: Session, rows: Rows) -> None:
        """R8, R13: on every agenda that a secretary or a member can see, and on the weekly list."""
        conduct = {case.number for case in rows.deviations if case.conduct_matter}
        cases = {case.number: case for case in rows.deviations}
        items = {item.id: item for item in rows.items}
        measures = {row.id: row for row in rows.measures}
        days = {"next", *(meeting.held_on.isoformat() for meeting in rows.meetings if meeting.state != "planned")}
        for who, forum in [(SECRETARY, FORUMS[0]), (SECRETARY, FORUMS[1]), ("fk.samordnare", FORUMS[0])]:
            for day in sorted(days):
                for line in self._lines(session, who, forum, day):
                    assert line.number not in conduct
                    if line.item_id is not None:
                        item, texts = items[line.item_id], (line.text, line.tried, line.question)
                        assert item.number == line.number
                        attested_by_another(rows, cases[line.number].id, texts, item.sha256)
                    elif line.measure_id is not None:
                        measure = measures[line.measure_id]
                        assert not blocked("\n\n".join((measure.what, measure.follow_up)))
        for who in COORDINATORS.values():
            for shown in weekly_list(session, self.house.actors[who], self.world.now):
                assert shown.number not in conduct
                lying = {item.text for item in rows.of(rows.items, cases[shown.number]) if item.closed_at is None}
                assert not shown.text or shown.text in lying

    def _lines(self, session: Session, who: str, forum: str, day: str) -> Any:
        try:
            found = find_forum(session, forum)
            return agenda(session, self.house.actors[who], found, day, self.world.now).lines
        except NotFound:
            return ()

    def ends(self) -> None:
        """Everything holds at last, the history is whole, and the house is left."""
        self.everything_holds(tables=True)
        with reading(self.world.engine) as session:
            chain_holds(session)
        self.world.engine.dispose()


ACTS = {
    "report": 2,
    "take_a_step": 12,
    "straight_to_managers": 3,
    "straight_to_forum": 8,
    "straight_to_the_end": 4,
    "write_text": 3,
    "answer_questions": 2,
    "attest": 3,
    "log_contact": 1,
    "investigate": 3,
    "describe": 3,
    "add_measure": 3,
    "complete_measures": 2,
    "agree": 1,
    "hand_over": 3,
    "split": 1,
    "read": 2,
    "wait": 2,
    "plan": 1,
    "freeze": 4,
    "decide": 7,
    "hold_a_meeting": 4,
    "close_meeting": 1,
    "approve_minutes": 2,
}
"""What can happen, and how often."""
TO_TABLES = {"straight_to_forum", "attest", "freeze", "decide", "hold_a_meeting", "approve_minutes"}
"""What changes what lies on the forums' tables."""


def _preview(session: Session, actor: Any, number: str, values: Mapping[str, Any], now: Any) -> Any:
    return preview_handover(session, actor, number, values)


def _plan(session: Session, actor: Any, key: str, count: int, now: Any) -> Any:
    return plan_meetings(session, actor, find_forum(session, key), local_day(now), count, now)


def _freeze(session: Session, actor: Any, key: str, day: str, now: Any) -> Any:
    return freeze(session, actor, find_forum(session, key), day, now)


def _decide(session: Session, actor: Any, key: str, day: str, line: int, values: Mapping[str, Any], now: Any) -> Any:
    forum, meeting = _meeting_of(session, actor, key, day, now)
    shown = agenda(session, actor, forum, meeting.held_on.isoformat(), now)
    items = [found.item_id for found in shown.lines if found.item_id is not None]
    return decide(session, actor, forum, meeting, items[line % len(items)] if items else line, values, now)


def _hold(session: Session, actor: Any, key: str, day: str, now: Any) -> int:
    forum, meeting = _meeting_of(session, actor, key, day, now)
    return hold(session, actor, forum, meeting, now)


def _adjusters(session: Session, actor: Any, key: str, day: str, who: str, now: Any) -> int:
    forum, meeting = _meeting_of(session, actor, key, day, now)
    return name_adjusters(session, actor, forum, meeting, [who], rev=None, now=now)


def _approve(session: Session, actor: Any, key: str, day: str, now: Any) -> bool:
    forum, meeting = _meeting_of(session, actor, key, day, now)
    return approve(session, actor, forum, meeting, rev=None, now=now)


def _meeting_of(session: Session, actor: Any, key: str, day: str, now: Any) -> Any:
    forum = find_forum(session, key)
    meeting = find_meeting(session, actor, forum, day, now)
    if meeting is None:
        raise NotFound("Inget möte är planerat.")
    return forum, meeting
