"""The same move written with Django's ORM: models, querysets and `transaction.atomic`, one connection kept open.

The decision, the due times and the hash come from the same pure core as in the house. What differs is what reads
and writes the rows.
"""

from typing import Any

import django
from django.conf import settings
from sqlalchemy import make_url

from avvikelse.core.deadlines import due_at, reminders
from avvikelse.core.engine import Engine, Move
from avvikelse.core.events import canonical, event_hash
from avvikelse.core.permissions import Actor, CaseParty, case_roles, owning_party
from avvikelse.core.position import Facts, Position
from avvikelse.core.vocabulary import Side
from benchmarks.cases import ANSWERS, NOW, TRIGGER


def configure(urls: dict[str, str]) -> None:
    """Sets Django up for the databases, by alias. Can be done once in a process."""
    databases = {alias: _database(url) for alias, url in urls.items()}
    settings.configure(DATABASES={"default": {}, **databases}, USE_TZ=True, INSTALLED_APPS=[])
    django.setup()


def _database(url: str) -> dict[str, Any]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
        options = {"transaction_mode": "IMMEDIATE", "init_command": pragmas, "timeout": 30}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parsed.database, "OPTIONS": options}
    host = parsed.query["host"]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parsed.database,
        "USER": parsed.username,
        "HOST": host,
        "CONN_MAX_AGE": None,
    }


def close(alias: str) -> None:
    """Gives the connection back."""
    from django.db import connections  # noqa: PLC0415 (only once Django is configured)

    connections[alias].close()


class DjangoPeer:
    """Moves cases by Django's ORM."""

    def __init__(self, alias: str, actor: Actor, engine: Engine) -> None:
        from benchmarks import django_models  # noqa: PLC0415 (models can be declared only once Django is configured)

        self._models, self._alias, self._actor, self._engine = django_models, alias, actor, engine

    def register(self, number: str) -> None:
        """Raised to registered, with its two answers, in one transaction."""
        from django.db import transaction  # noqa: PLC0415

        with transaction.atomic(using=self._alias):
            case = self._find(number)
            parties = list(case.parties.all())
            known = [_party(row) for row in parties]
            own = next(row for row in parties if row.organisation == self._actor.organisation)
            roles = case_roles(self._actor, known, conduct_matter=case.conduct_matter)
            position = Position(case.state, self._facts(case, parties, own), roles, dict(ANSWERS))
            step = self._engine.try_move(position, TRIGGER)
            if not isinstance(step, Move):
                raise TypeError(f"{number} can't be registered")
            self._keep_answers(case, own)
            self._change_state(case, known, step)
            self._tell(case, own, step)
            self._append(case, step)

    def _find(self, number: str) -> Any:
        from django.db.models import Exists, OuterRef  # noqa: PLC0415

        m, actor = self._models, self._actor
        mine = m.Party.objects.filter(
            deviation=OuterRef("pk"),
            organisation=actor.organisation,
            visible_from__isnull=False,
            reporter_id=actor.user_id,
        )
        return m.Deviation.objects.using(self._alias).filter(Exists(mine)).get(number=number)

    def _facts(self, case: Any, parties: list[Any], own: Any) -> Facts:
        from django.db.models import Count, Q  # noqa: PLC0415

        open_ = Q(done_at__isnull=True, handed_over_to="")
        measures = case.measures.aggregate(
            all=Count("id"), open=Count("id", filter=open_), unfollowed=Count("id", filter=Q(effect=""))
        )
        concerned = [row for row in parties if row.side == Side.CONCERNED]
        references = case.registrations.filter(organisation=own.organisation).exclude(own_reference="")
        return Facts(
            conduct_matter=case.conduct_matter,
            internal=not concerned,
            own_reference=references.exists(),
            nearest_manager=own.manager_id is not None,
            counterpart_manager=all(row.manager_id is not None for row in concerned),
            other_party_told=own.told_at is not None,
            contact_logged=own.contacted_at is not None,
            received_here=own.received_at is not None,
            received_by_all=all(row.received_at is not None for row in concerned),
            investigation=any(row.investigated_at is not None for row in parties),
            measures=measures["all"],
            open_measures=measures["open"],
            no_measure_reason=case.registrations.exclude(no_measure_reason="").exists(),
            effect_followed_up=measures["unfollowed"] == 0,
            other_party_agrees=all(row.agreed_at is not None for row in parties if row is not own),
        )

    def _keep_answers(self, case: Any, own: Any) -> None:
        case.registrations.filter(organisation=own.organisation).update(
            own_reference=ANSWERS["own_reference"], updated_at=NOW
        )
        own.told_at = NOW
        own.save(update_fields=["told_at"])
        case.notes.create(
            organisation=own.organisation,
            kind="contact",
            label="other_party_told",
            text=ANSWERS["other_party_told"],
            author_id=self._actor.user_id,
            created_at=NOW,
        )

    def _change_state(self, case: Any, known: list[CaseParty], step: Move) -> None:
        m, routine = self._models, self._engine.routine
        state = routine.states[step.to_state]
        changes = {
            "state": step.to_state,
            "rev": case.rev + 1,
            "entered_at": NOW,
            "due_at": due_at(state, NOW, None),
            "owner_organisation": owning_party(state.owner, known, routine),
            "owner_role": state.owner,
        }
        mine = m.Deviation.objects.using(self._alias).filter(pk=case.pk, rev=case.rev)
        if mine.update(**changes) != 1:
            raise LookupError(f"somebody else has moved {case.number}")
        for field, value in changes.items():
            setattr(case, field, value)
        case.reminders.all().delete()
        case.reminders.bulk_create(
            m.Reminder(deviation=case, rule=due.rule, period=case.rev, role=due.role, due_at=due.due_at)
            for due in reminders(step.to_state, state, NOW)
        )

    def _tell(self, case: Any, own: Any, step: Move) -> None:
        [(role, message)] = step.tell
        data = {"number": case.number, "state": case.state, "role": role, "due_at": case.due_at.isoformat()}
        self._models.Outbox.objects.using(self._alias).create(
            created_at=NOW, message=message, recipient_id=own.manager_id, deviation=case, data=canonical(data)
        )

    def _append(self, case: Any, step: Move) -> None:
        m, actor = self._models, self._actor
        head = m.ChainHead.objects.using(self._alias).select_for_update().get(pk=1)
        data = canonical(
            {
                "rev": case.rev,
                "trigger": TRIGGER,
                "from": step.from_state,
                "to": case.state,
                "owner": f"{case.owner_organisation}/{case.owner_role}",
            }
        )
        subject = ("moved", actor.user_id, actor.organisation, case.pk, data)
        seq, prev = head.seq + 1, head.hash
        digest = event_hash(prev, seq, NOW, *subject)
        fields = dict(zip(("kind", "actor_id", "organisation", "deviation_id", "data"), subject, strict=True))
        m.Event.objects.using(self._alias).create(seq=seq, at=NOW, prev_hash=prev, hash=digest, **fields)
        head.seq, head.hash = seq, digest
        head.save(update_fields=["seq", "hash"])


def _party(row: Any) -> CaseParty:
    return CaseParty(
        organisation=row.organisation,
        side=Side(row.side),
        unit_id=row.unit_id,
        reporter_id=row.reporter_id,
        manager_id=row.manager_id,
        visible=row.visible_from is not None,
        received=row.received_at is not None,
        agreed=row.agreed_at is not None,
    )
