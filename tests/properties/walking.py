"""How somebody does something at random: the one way in which acts are tried on the real use cases.

Each act is something a person tries. An error of `avvikelse.errors` is an answer; any other is a fault. An act that was
refused must have left no trace.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, select

from avvikelse.core.vocabulary import CaseRole
from avvikelse.db.history import head
from avvikelse.db.session import reading
from avvikelse.db.tables import Deviation, DeviationParty, table
from avvikelse.errors import AvvikelseError
from avvikelse.services.desk import show_case
from avvikelse.services.lists import list_cases
from tests.properties.chance import Chance
from tests.properties.house import House
from tests.properties.invariants import Rows
from tests.world import AF, FK, PEOPLE, REGION

COORDINATORS = {REGION: "region.samordnare", FK: "fk.samordnare", AF: "af.samordnare"}
SECRETARY = "region.sekreterare"
EVERYBODY = sorted(PEOPLE)

_deviation, _party = table(Deviation), table(DeviationParty)


class Walking:
    """A handful of cases between three parties, and the people who have to do with them."""

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
