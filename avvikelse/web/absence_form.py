"""The form that says when somebody is away, as one fills it in about oneself and about colleagues."""

from collections.abc import Mapping

from avvikelse.errors import BadInput
from avvikelse.services.absences import set_absence
from avvikelse.services.forms import AbsenceForm, Fault, faults_in
from avvikelse.services.staff import staff_of
from avvikelse.web.visit import Visit


def note_absence(visit: Visit, values: Mapping[str, str], person: str | None = None) -> list[Fault | str]:
    """Notes a colleague's absence, or the visitor's own without a `person`. Gives what is wrong; nothing when noted."""
    given = {name: value for name, value in values.items() if value.strip() and name != "person"}
    faults: list[Fault | str] = list(faults_in(AbsenceForm, given))
    if person is not None and not person.strip():
        faults.insert(0, Fault("person", "Välj vem som är borta."))
    if faults:
        return faults
    try:
        with visit.writing("set absence") as (session, actor):
            if person is not None:
                staff_of(session, actor)
            set_absence(session, actor, actor.username if person is None else person, given, visit.now)
    except BadInput as error:
        return [error.message]
    return []
