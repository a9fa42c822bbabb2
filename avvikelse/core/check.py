"""Does a routine hold together? Each check yields the path of the key at fault and one Swedish sentence.

Beside the graph itself the checks keep the rules that no routine may leave out: every state has an owner (R20),
nothing closes uninvestigated (R1), no conduct matter reaches a forum (R8), no unattested text does (R13).
"""

import difflib
from collections.abc import Iterable, Iterator

from avvikelse.core.guards import GUARDS
from avvikelse.core.messages import MESSAGES
from avvikelse.core.routine import Deadline, Routine
from avvikelse.core.vocabulary import CASE_ROLE_LABELS, SECRETARY, OutcomeKind, Section

Path = tuple[str | int, ...]
Fault = tuple[Path, str]

LONGEST_WORD = 80
NEAR = 0.5  # how alike two words are, from 0 to 1, to be taken for a slip
PLACES = {"Forumet": "forums"}
FLOOR_FOR_FORUM = {"not_conduct_matter": "R8", "deidentified_and_attested": "R13"}
FLOOR_FOR_CLOSING = {"investigation_recorded": "R1", "measures_recorded": "R1"}


def check_routine(routine: Routine) -> Iterator[Fault]:
    """Every fault in how the parts of the routine fit together."""
    misspelt = [*_names_exist(routine)]
    yield from misspelt
    yield from _names_are_apart(routine)
    yield from _everybody_exists(routine)
    yield from _deadlines_make_sense(routine)
    if not any(path[0] == "start" or path[-1] == "to" or "from" in path for path, _ in misspelt):
        # A misspelt state cuts the graph in two; what then seems unreached is only an echo of it.
        yield from _states_are_reached(routine)
        yield from _nothing_gets_stuck(routine)
    yield from _start_is_plain(routine)
    yield from _forum_is_guarded(routine)
    yield from _closing_is_guarded(routine)
    yield from _forums_work(routine)


def in_short(word: str) -> str:
    """A word from the file, fit to stand in a one-line sentence however long it is."""
    line = " ".join(word.split())
    return line if len(line) <= LONGEST_WORD else line[: LONGEST_WORD - 1] + "…"


def suggest(word: str, words: Iterable[str]) -> str:
    """The sentence that helps after an unknown `word`: the nearest of the right words, or all of them."""
    known = list(words)
    close = difflib.get_close_matches(word[:LONGEST_WORD], known, n=1, cutoff=NEAR)
    return f"Menade du {close[0]}?" if close else f"Välj något av: {', '.join(known)}."


def _unknown(kind: str, word: str, words: Iterable[str]) -> str:
    known = list(words)
    if not known:
        return f"{kind} {in_short(word)} finns inte. Lägg till det under {PLACES[kind]}."
    return f"{kind} {in_short(word)} finns inte. {suggest(word, known)}"


def _names_exist(routine: Routine) -> Iterator[Fault]:
    states, forums = routine.states, routine.forums
    if routine.start not in states:
        yield ("start",), _unknown("Läget", routine.start, states)
    for key, state in states.items():
        if state.forum is not None and state.forum not in forums:
            yield ("states", key, "forum"), _unknown("Forumet", state.forum, forums)
    for key, step in routine.transitions.items():
        here = ("transitions", key)
        yield from _all_known((*here, "from"), "Läget", step.from_, states)
        if step.to is not None and step.to not in states:
            yield (*here, "to"), _unknown("Läget", step.to, states)
        yield from _all_known((*here, "needs"), "Villkoret", step.needs, GUARDS)
        for role, message in step.tell.items():
            if message not in MESSAGES:
                yield (*here, "tell", role), _unknown("Meddelandet", message, MESSAGES)


def _all_known(path: Path, kind: str, words: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    right = list(known)
    for n, word in enumerate(words):
        if word not in right:
            yield (*path, n), _unknown(kind, word, right)


def _names_are_apart(routine: Routine) -> Iterator[Fault]:
    labels: dict[str, str] = {}
    for key, state in routine.states.items():
        other = labels.setdefault(state.label.casefold(), key)
        if other != key:
            yield ("states", key, "label"), f"Läget heter likadant som {other}. Ge dem olika namn."
    for key in routine.forums:
        if key in {"reporting", "concerned"}:
            yield ("forums", key), "Namnet är upptaget för parternas sidor. Välj ett annat."


def _everybody_exists(routine: Routine) -> Iterator[Fault]:
    roles = [*CASE_ROLE_LABELS, *(f"{forum}.{SECRETARY}" for forum in routine.forums)]
    for key, state in routine.states.items():
        if state.owner not in roles:
            yield ("states", key, "owner"), _unknown("Rollen", state.owner, roles)
        then = state.deadline.then if isinstance(state.deadline, Deadline) else None
        if then is not None and then not in roles:
            yield ("states", key, "deadline", "then"), _unknown("Rollen", then, roles)
    for key, step in routine.transitions.items():
        yield from _all_known(("transitions", key, "who"), "Rollen", step.who, roles)
        for role in step.tell:
            if role not in roles:
                yield ("transitions", key, "tell", role), _unknown("Rollen", role, roles)
    for key, forum in routine.forums.items():
        yield from _all_known(("forums", key, "members"), "Parten", forum.members, routine.parties)
        if forum.secretary not in routine.parties:
            yield ("forums", key, "secretary"), _unknown("Parten", forum.secretary, routine.parties)
        if forum.jointly is not None and forum.jointly.forum not in set(routine.forums) - {key}:
            others = {name: spec for name, spec in routine.forums.items() if name != key}
            yield ("forums", key, "jointly", "forum"), _unknown("Forumet", forum.jointly.forum, others)


def _deadlines_make_sense(routine: Routine) -> Iterator[Fault]:
    for key, state in routine.states.items():
        here = ("states", key, "deadline")
        if state.deadline == "next_meeting" and state.forum is None:
            yield here, "next_meeting kräver att läget har ett forum. Lägg till forum:."
        if state.deadline is not None and state.ends is not None:
            yield here, "Avvikelsen är avslutad i läget och kan inte ha någon tid. Ta bort deadline."
        if isinstance(state.deadline, Deadline):
            days = state.deadline.remind
            if list(days) != sorted(set(days)):
                yield (*here, "remind"), "Skriv dagarna för påminnelser i stigande ordning, var och en en gång."


def _edges(routine: Routine) -> Iterator[tuple[str, str, str]]:
    for key, step in routine.transitions.items():
        if step.to is not None:
            for source in step.from_:
                yield key, source, step.to


def _closure(seeds: Iterable[str], edges: set[tuple[str, str]]) -> set[str]:
    reached, waiting = set(seeds), list(seeds)
    while waiting:
        here = waiting.pop()
        for source, target in edges:
            if source == here and target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _states_are_reached(routine: Routine) -> Iterator[Fault]:
    reached = _closure([routine.start], {(source, target) for _, source, target in _edges(routine)})
    for key in routine.states:
        if key not in reached:
            yield ("states", key), f"Inget steg leder till läget. Lägg till ett, eller ta bort {key}."


def _nothing_gets_stuck(routine: Routine) -> Iterator[Fault]:
    ends = [key for key, state in routine.states.items() if state.ends]
    if not ends:
        yield ("states",), "Inget läge avslutar avvikelsen. Skriv ends: closed i det läge där avvikelsen är färdig."
        return
    backwards = {(target, source) for _, source, target in _edges(routine)}
    finishing = _closure(ends, backwards)
    for key in routine.states:
        if key not in finishing:
            yield ("states", key), "Avvikelsen kan aldrig avslutas härifrån. Lägg till ett steg vidare."


def _start_is_plain(routine: Routine) -> Iterator[Fault]:
    start = routine.states.get(routine.start)
    if start is not None and (start.forum is not None or start.ends is not None):
        yield (
            ("start",),
            "En ny avvikelse kan inte börja på ett forums bord eller som avslutad (R1, R13). Välj ett annat läge.",
        )


def _forum_is_guarded(routine: Routine) -> Iterator[Fault]:
    for key, source, target in _edges(routine):
        start, end = routine.states.get(source), routine.states.get(target)
        if start is None or end is None or end.forum is None:
            continue
        step = routine.transitions[key]
        for guard, rule in FLOOR_FOR_FORUM.items():
            if guard not in step.needs:
                message = f"Steget leder till ett forum och måste kräva {guard} ({rule}). Lägg till det i needs."
                yield ("transitions", key, "needs"), message
        if step.purpose is None and start.forum is None:
            yield ("transitions", key, "purpose"), "Steget leder till ett forum. Ange syfte: position eller learning."


def _closing_is_guarded(routine: Routine) -> Iterator[Fault]:
    for key, _, target in _edges(routine):
        end = routine.states.get(target)
        if end is None or end.ends is None:
            continue
        if end.ends == "withdrawn":
            if not routine.transitions[key].ask:
                yield (
                    ("transitions", key, "ask"),
                    "Steget återtar avvikelsen och måste fråga varför. Lägg till en fråga i ask.",
                )
            continue
        for guard, rule in FLOOR_FOR_CLOSING.items():
            if guard not in routine.transitions[key].needs:
                message = f"Steget avslutar avvikelsen och måste kräva {guard} ({rule}). Lägg till det i needs."
                yield ("transitions", key, "needs"), message


def _forums_work(routine: Routine) -> Iterator[Fault]:
    for key, forum in routine.forums.items():
        tables = [name for name, state in routine.states.items() if state.forum == key]
        if Section.RETURNED in forum.agenda and Section.POSITIONS not in forum.agenda:
            message = "Punkten tar bara sådant som kommer tillbaka. Lägg till positions för nya avvikelser."
            yield ("forums", key, "agenda", "returned"), message
        for name, outcome in forum.outcomes.items():
            here = ("forums", key, "outcomes", name, "move")
            if outcome.kind is OutcomeKind.KEEP:
                continue
            step = routine.transitions.get(str(outcome.move))
            if step is None:
                yield here, _unknown("Steget", str(outcome.move), routine.transitions)
            elif not set(step.from_) & set(tables):
                yield here, f"Steget {outcome.move} går inte från något läge på forumets bord."
            elif f"{key}.{SECRETARY}" not in step.who:
                yield (
                    here,
                    f"Forumets sekreterare får inte ta steget {outcome.move}. Lägg till {key}.{SECRETARY} i who.",
                )
            elif "decision_recorded" not in step.needs:
                message = "Steget följer på ett beslut och måste kräva decision_recorded (R14). Lägg till det i needs."
                yield ("transitions", str(outcome.move), "needs"), message
        if tables and not any(outcome.move for outcome in forum.outcomes.values()):
            yield ("forums", key, "outcomes"), "Forumet har avvikelser på sitt bord men kan inte besluta något."
