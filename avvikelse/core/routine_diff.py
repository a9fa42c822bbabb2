"""What has changed between two versions of a routine: one Swedish sentence for each difference.

Parts are known by their keys, so a state that gets a new label is a state with a new label, not two changes. The
order counts too: it is the order on the page, in the drawing and on the agenda.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from avvikelse.core.engine import role_label
from avvikelse.core.guards import GUARDS
from avvikelse.core.messages import MESSAGES
from avvikelse.core.routine import Before, Deadline, Forum, Outcome, Routine, State, Transition
from avvikelse.core.routine_text import NEWS, joint_meetings, listed, rhythm, working_days
from avvikelse.core.vocabulary import PURPOSE_LABELS, WAITS_FOR_LABELS, OutcomeKind

KINDS = {
    OutcomeKind.MEASURES: "beslut med åtgärder",
    OutcomeKind.NOTED: "noteras i lärande syfte",
    OutcomeKind.BACK: "åter till cheferna",
    OutcomeKind.LIFT: "lyfts vidare",
    OutcomeKind.KEEP: "kvar till nästa möte",
}
"""What each kind of outcome is called in running text."""

_ENDS = {None: "inte avslutad", "closed": "avslutad", "withdrawn": "återtagen"}


def routine_diff(old: Routine, new: Routine) -> list[str]:
    """Each difference as one sentence, in the order of the file. Empty when the routines say the same."""
    return [
        *_head(old, new),
        *_texts("Parten", old.parties, new.parties),
        *_states(old, new),
        *_steps(old, new),
        *_forums(old, new),
        *_texts("Kategorin", old.categories, new.categories),
    ]


def _quoted(text: str) -> str:
    return f"”{' '.join(text.split())}”"


def _changed(what: str, old: str | None, new: str | None) -> Iterator[str]:
    """A text that is new, gone or another."""
    if old == new:
        return
    if old is None:
        yield _ended(f"{what} läggs till: {_quoted(str(new))}")
    elif new is None:
        yield _ended(f"{what} tas bort: {_quoted(old)}")
    else:
        yield _ended(f"{what} ändras från {_quoted(old)} till {_quoted(new)}")


def _ended(sentence: str) -> str:
    """A quotation that ends a sentence of its own needs no second full stop."""
    return sentence if sentence.endswith((".”", "?”", "!”")) else f"{sentence}."


def _head(old: Routine, new: Routine) -> Iterator[str]:
    yield from _changed("Rutinens nyckel", old.routine, new.routine)
    yield from _changed("Versionen", old.version, new.version)
    yield from _changed("Titeln", old.title, new.title)
    yield from _changed("Beslutet om rutinen", old.decided, new.decided)
    if old.internal_matters != new.internal_matters:
        also = "följer nu också" if new.internal_matters else "följer inte längre"
        yield f"Avvikelser inom en och samma part {also} rutinen."
    if old.start != new.start:
        yield f"En ny avvikelse börjar i läget {_state(new, new.start)} i stället för {_state(old, old.start)}."


def _state(routine: Routine, key: str | None) -> str:
    return _quoted(routine.states[key].label) if key in routine.states else str(key)


def _roles(routine: Routine, roles: Iterable[str], last: str = "och") -> str:
    return listed((role_label(routine, role) for role in roles), last)


def _added_and_removed(
    what: str, old: Mapping[str, object], new: Mapping[str, object], name: Callable[[object], str]
) -> Iterator[str]:
    """What is new, what is gone, and whether those that remain stand in another order."""
    for key, part in old.items():
        if key not in new:
            yield f"{what} {name(part)} tas bort."
    for key, part in new.items():
        if key not in old:
            yield f"{what} {name(part)} är ny." if what in _COMMON else f"{what} {name(part)} är nytt."
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    if before != after:
        yield f"{_PLURALS[what]} står i en ny ordning: {', '.join(name(new[key]) for key in after)}."


_COMMON = {"Parten", "Kategorin"}
_PLURALS = {
    "Parten": "Parterna",
    "Kategorin": "Kategorierna",
    "Läget": "Lägena",
    "Steget": "Stegen",
    "Forumet": "Forumen",
}


def _texts(what: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    yield from _added_and_removed(what, old, new, lambda text: _quoted(str(text)))
    for key in new:
        if key in old and old[key] != new[key]:
            yield f"{what} {_quoted(old[key])} heter nu {_quoted(new[key])}."


def _label(part: object) -> str:
    return _quoted(str(getattr(part, "name", None) or getattr(part, "label", "")))


def _states(old: Routine, new: Routine) -> Iterator[str]:
    yield from _added_and_removed("Läget", old.states, new.states, _label)
    for key, after in new.states.items():
        before = old.states.get(key)
        if before is not None and before != after:
            yield from _state_changes(old, new, before, after)


def _state_changes(old: Routine, new: Routine, before: State, after: State) -> Iterator[str]:
    here = f"Läget {_quoted(after.label)}"
    if before.label != after.label:
        yield f"Läget {_quoted(before.label)} heter nu {_quoted(after.label)}."
    yield from _changed(f"{here}: förklaringen", before.help, after.help)
    yield from _changed(f"{here}: det som den som rapporterade läser", before.says, after.says)
    if before.owner != after.owner:
        now, then = role_label(new, after.owner), role_label(old, before.owner)
        yield f"{here}: nästa steg har nu {now} i stället för {then}."
    yield from _deadline_changes(here, old, new, before.deadline, after.deadline)
    if before.forum != after.forum:
        names = [
            _label(routine.forums[state.forum]) if state.forum else "inget forum"
            for routine, state in ((old, before), (new, after))
        ]
        yield f"{here}: forumet ändras från {names[0]} till {names[1]}."
    if before.ends != after.ends:
        yield f"{here}: avvikelsen är nu {_ENDS[after.ends]} här i stället för {_ENDS[before.ends]}."


def _deadline_changes(
    here: str, old: Routine, new: Routine, before: Deadline | str | None, after: Deadline | str | None
) -> Iterator[str]:
    if _time(before) != _time(after):
        yield f"{here}: tiden ändras från {_time(before)} till {_time(after)}."
    days = [d.remind if isinstance(d, Deadline) else () for d in (before, after)]
    if days[0] != days[1]:
        yield f"{here}: påminnelser kommer nu {_reminders(days[1])} i stället för {_reminders(days[0])}."
    seen_by = [d.then if isinstance(d, Deadline) else None for d in (before, after)]
    if seen_by[0] != seen_by[1]:
        was, now = (
            role_label(routine, role) if role else "ingen mer"
            for routine, role in zip((old, new), seen_by, strict=True)
        )
        yield f"{here}: när tiden har gått ut ser nu {now} också avvikelsen i stället för {was}."
    waits = [_waits(d) for d in (before, after)]
    if waits[0] != waits[1]:
        yield f"{here}: klockan står nu {waits[1]} i stället för {waits[0]}."


def _time(deadline: Deadline | str | None) -> str:
    if isinstance(deadline, Deadline):
        return working_days(deadline.working_days)
    return "nästa möte" if deadline else "ingen tid"


def _waits(deadline: Deadline | str | None) -> str:
    words = [WAITS_FOR_LABELS[what] for what in deadline.pauses] if isinstance(deadline, Deadline) else []
    return f"i väntan på att {listed(words, 'eller')}" if words else "aldrig"


def _reminders(days: tuple[int, ...]) -> str:
    return f"arbetsdag {listed(map(str, days))}" if days else "inte alls"


def _steps(old: Routine, new: Routine) -> Iterator[str]:
    yield from _added_and_removed("Steget", old.transitions, new.transitions, _label)
    for key, after in new.transitions.items():
        before = old.transitions.get(key)
        if before is None:
            continue
        if before.label != after.label:
            yield f"Steget {_quoted(before.label)} heter nu {_quoted(after.label)}."
        here = f"Steget {_quoted(after.label)}"
        yield from _changed(f"{here}: förklaringen", before.help, after.help)
        yield from _way_changes(here, old, new, before, after)
        yield from _who_changes(here, old, new, before, after)
        yield from _condition_changes(here, before, after)
        yield from _question_changes(here, before, after)
        yield from _news_changes(here, old, new, before, after)


def _way_changes(here: str, old: Routine, new: Routine, before: Transition, after: Transition) -> Iterator[str]:
    if before.from_ != after.from_:
        was = listed((_state(old, key) for key in before.from_), "eller")
        now = listed((_state(new, key) for key in after.from_), "eller")
        yield f"{here} går nu från {now} i stället för {was}."
    if before.to != after.to:
        was, now = (
            _state(routine, step.to) if step.to else "samma läge" for routine, step in ((old, before), (new, after))
        )
        yield f"{here} leder nu till {now} i stället för {was}."
    if before.purpose != after.purpose:
        was, now = (PURPOSE_LABELS[step.purpose] if step.purpose else "inget" for step in (before, after))
        yield f"{here}: syftet ändras från {_quoted(was)} till {_quoted(now)}."


def _who_changes(here: str, old: Routine, new: Routine, before: Transition, after: Transition) -> Iterator[str]:
    gone = [role for role in before.who if role not in after.who]
    came = [role for role in after.who if role not in before.who]
    if came:
        yield f"{here} får nu tas av {_roles(new, came)}."
    if gone:
        people = _roles(old, gone, "eller")
        yield f"{here} får inte längre tas av {people}."
    if not came and not gone and before.who != after.who:
        yield f"{here}: de som får ta steget står i en ny ordning."


def _condition_changes(here: str, before: Transition, after: Transition) -> Iterator[str]:
    for name in after.needs:
        if name not in before.needs:
            yield f"{here} kräver nu: {GUARDS[name].means}."
    for name in before.needs:
        if name not in after.needs:
            yield f"{here} kräver inte längre: {GUARDS[name].means}."
    if before.needs != after.needs and set(before.needs) == set(after.needs):
        yield f"{here}: villkoren står i en ny ordning."


def _question_changes(here: str, before: Transition, after: Transition) -> Iterator[str]:
    for key in {**before.ask, **after.ask}:
        yield from _changed(f"{here}: frågan", before.ask.get(key), after.ask.get(key))
    if [key for key in before.ask if key in after.ask] != [key for key in after.ask if key in before.ask]:
        yield f"{here}: frågorna står i en ny ordning."


def _news_changes(here: str, old: Routine, new: Routine, before: Transition, after: Transition) -> Iterator[str]:
    for role, message in after.tell.items():
        if before.tell.get(role) != message:
            yield f"{here}: {role_label(new, role)} får nu veta {_news(message)}."
    for role, message in before.tell.items():
        if role not in after.tell:
            yield f"{here}: {role_label(old, role)} får inte längre veta {_news(message)}."


def _news(message: str) -> str:
    return NEWS.get(message) or f"detta: {MESSAGES[message]}"


def _forums(old: Routine, new: Routine) -> Iterator[str]:
    yield from _added_and_removed("Forumet", old.forums, new.forums, _label)
    for key, after in new.forums.items():
        before = old.forums.get(key)
        if before is not None and before != after:
            yield from _forum_changes(old, new, before, after)
        if before is not None:
            yield from _agenda_changes(f"Forumet {_quoted(after.name)}", before, after)
            yield from _outcome_changes(f"Forumet {_quoted(after.name)}", old, new, before, after)


def _forum_changes(old: Routine, new: Routine, before: Forum, after: Forum) -> Iterator[str]:
    here = f"Forumet {_quoted(after.name)}"
    if before.name != after.name:
        yield f"Forumet {_quoted(before.name)} heter nu {_quoted(after.name)}."
    if before.secretary != after.secretary:
        was, now = old.parties[before.secretary], new.parties[after.secretary]
        yield f"{here}: sekreteraren kommer nu från {now} i stället för {was}."
    if before.members != after.members:
        was = listed(old.parties[party] for party in before.members)
        now = listed(new.parties[party] for party in after.members)
        yield f"{here}: ledamöterna kommer nu från {now} i stället för {was}."
    if before.meets != after.meets:
        yield f"{here} möts nu {rhythm(after.meets)} i stället för {rhythm(before.meets)}."
    if before.jointly != after.jointly:
        now = (
            joint_meetings(new, after.jointly) if after.jointly else "Inget möte hålls tillsammans med ett annat forum."
        )
        yield f"{here}: {now[0].lower()}{now[1:]}"
    yield from _days_before(f"{here}: parterna ska ha förberett sina avvikelser", before.prepare, after.prepare)
    yield from _days_before(f"{here}: dagordningen spikas", before.freeze, after.freeze)


def _days_before(what: str, before: Before | None, after: Before | None) -> Iterator[str]:
    if before != after:
        was, now = (
            f"{working_days(part.working_days_before)} före mötet" if part else "utan bestämd dag"
            for part in (before, after)
        )
        yield f"{what} nu {now} i stället för {was}."


def _agenda_changes(here: str, before: Forum, after: Forum) -> Iterator[str]:
    for section in {**before.agenda, **after.agenda}:
        yield from _changed(f"{here}: punkten på dagordningen", before.agenda.get(section), after.agenda.get(section))
    shared = [section for section in before.agenda if section in after.agenda]
    if shared != [section for section in after.agenda if section in before.agenda]:
        yield f"{here}: dagordningen har en ny ordning: {', '.join(after.agenda.values())}."


def _outcome_changes(here: str, old: Routine, new: Routine, before: Forum, after: Forum) -> Iterator[str]:
    for key, outcome in before.outcomes.items():
        if key not in after.outcomes:
            yield f"{here} kan inte längre besluta {_quoted(outcome.label)}."
    for key, outcome in after.outcomes.items():
        was = before.outcomes.get(key)
        if was is None:
            yield f"{here} kan nu besluta {_quoted(outcome.label)}."
        elif was != outcome:
            yield from _one_outcome(here, old, new, was, outcome)
    shared = [key for key in before.outcomes if key in after.outcomes]
    if shared != [key for key in after.outcomes if key in before.outcomes]:
        yield f"{here}: besluten står i en ny ordning."


def _one_outcome(here: str, old: Routine, new: Routine, before: Outcome, after: Outcome) -> Iterator[str]:
    yield from _changed(f"{here}: beslutet", before.label, after.label)
    what = f"{here}: beslutet {_quoted(after.label)}"
    if before.kind != after.kind:
        yield f"{what} betyder nu {_quoted(KINDS[after.kind])} i stället för {_quoted(KINDS[before.kind])}."
    if before.move != after.move:
        was, now = (
            _label(routine.transitions[outcome.move]) if outcome.move else "inget steg"
            for routine, outcome in ((old, before), (new, after))
        )
        yield f"{what} följs nu av {now} i stället för {was}."
