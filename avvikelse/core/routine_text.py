"""The routine as a document to read: plain Swedish in Markdown, made from the file and nothing else."""

import re
from collections.abc import Iterable, Iterator

from avvikelse.core.engine import role_label
from avvikelse.core.guards import GUARDS
from avvikelse.core.messages import MESSAGES
from avvikelse.core.routine import RHYTHM, Deadline, Forum, Jointly, Outcome, Routine, State, Transition
from avvikelse.core.vocabulary import PURPOSE_LABELS, WAITS_FOR_LABELS

NEWS = {
    "your_turn": "att det är dags för nästa steg",
    "handled_further": "att en avvikelse som gäller dem hanteras vidare",
    "level_changed": "att avvikelsen har gått vidare",
    "solved_in_situation": "att avvikelsen löste sig i situationen",
    "received": "att den andra parten har tagit emot avvikelsen",
    "handed_over": "att en överlämning har kommit",
    "lifted": "att avvikelsen har lyfts till ett forum",
    "returned": "att forumet har lämnat avvikelsen åter till cheferna",
    "withheld": "att den avidentifierade texten inte kan visas på mötet",
    "decided": "att forumet har fattat ett beslut",
    "reopened": "att avvikelsen har öppnats igen",
    "closed": "att avvikelsen är avslutad",
    "withdrawn": "att avvikelsen är återtagen",
}
"""What each message lets its reader know."""

_NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")


def routine_text(routine: Routine) -> str:
    """The whole routine as a Markdown document, in the order of the file."""
    parts = [
        *_opening(routine),
        *_about_time(),
        *_always(routine),
        *_in_brief(routine),
        *_states(routine),
        *_steps(routine),
        *_forums(routine),
        *_categories(routine),
    ]
    return "\n".join(parts).strip() + "\n"


def listed(words: Iterable[str], last: str = "och") -> str:
    """'a, b och c'."""
    *first, end = [*words]
    return f"{', '.join(first)} {last} {end}" if first else end


def rhythm(meets: str) -> str:
    """How often a forum meets: '4 per year' is 'fyra gånger per år'."""
    match = RHYTHM.match(meets)
    if match is None or match["times"] is None:
        return "varje vecka"
    times = int(match["times"])
    period = {"year": "år", "term": "termin"}[match["period"]]
    return f"en gång per {period}" if times == 1 else f"{in_words(times)} gånger per {period}"


def working_days(days: int) -> str:
    """'1 arbetsdag', '15 arbetsdagar'."""
    return f"{days} arbetsdag" if days == 1 else f"{days} arbetsdagar"


def in_words(count: int) -> str:
    """Small counts as words, as in running Swedish text."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _plain(text: str) -> str:
    """Text from the file on one line, with Markdown's own signs made harmless."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _roles(routine: Routine, roles: Iterable[str], last: str = "eller") -> str:
    return _plain(listed((role_label(routine, role) for role in roles), last))


def _name(routine: Routine, state: str) -> str:
    return f"”{_plain(routine.states[state].label)}”"


def _opening(routine: Routine) -> Iterator[str]:
    yield f"# {_plain(routine.title)}\n"
    yield f"Beslutad: {_plain(routine.decided)}  "
    yield f"Version: {_plain(routine.version)}\n"
    yield f"Rutinen gäller för {_plain(listed(routine.parties.values()))}."
    if routine.internal_matters:
        yield "Den gäller också avvikelser inom en och samma part."
    yield ""


def _about_time() -> Iterator[str]:
    yield "## Om tiderna\n"
    yield "Antalet dagar är lokala val. Överenskommelsen mellan parterna anger inga tider."
    yield "Dagarna räknas i svenska arbetsdagar från den dag då avvikelsen kom till läget."
    yield "En påminnelse flyttar aldrig en avvikelse. Det gör alltid en människa.\n"


def _always(routine: Routine) -> Iterator[str]:
    yield "## Det här gäller alltid\n"
    yield "- Varje avvikelse har alltid någon som har nästa steg."
    yield "- Ingen avvikelse avslutas utan en utredning och minst en åtgärd, eller ett skäl till att ingen behövs."
    if any(state.forum for state in routine.states.values()):
        yield "- I ett forum är avvikelser alltid avidentifierade. Någon annan än den som skrev har läst och intygat."
        yield "- En avvikelse om en medarbetares beteende stannar mellan cheferna. Den tas aldrig upp i ett forum."
    yield ""


def _in_brief(routine: Routine) -> Iterator[str]:
    yield "## Vägen i korthet\n"
    for n, state in enumerate(routine.states.values(), start=1):
        owner = "Ansvaret har" if state.ends else "Nästa steg har"
        time = f" Tid: {time_in(state)}." if state.deadline else ""
        yield f"{n}. **{_plain(state.label)}.** {owner} {_roles(routine, [state.owner])}.{time}"
    yield ""


def time_in(state: State) -> str:
    """How long a case may stay in a state: '5 arbetsdagar', 'till forumets nästa möte', 'ingen tid'."""
    if state.deadline is None:
        return "ingen tid"
    if isinstance(state.deadline, Deadline):
        return working_days(state.deadline.working_days)
    return "till forumets nästa möte"


def _states(routine: Routine) -> Iterator[str]:
    yield "## Lägena\n"
    yield "Ett läge säger var avvikelsen är just nu.\n"
    for n, (key, state) in enumerate(routine.states.items(), start=1):
        yield f"### {n}. {_plain(state.label)}\n"
        yield f"{_sentence(_plain(state.help))}\n"
        if key == routine.start:
            yield "- Här börjar en ny avvikelse."
        owner = "Ansvaret har" if state.ends else "Nästa steg har"
        yield f"- {owner} {_roles(routine, [state.owner])}."
        yield from _deadline(routine, state)
        if state.forum:
            yield f"- Avvikelsen ligger på bordet hos {_plain(routine.forums[state.forum].name)}."
        if state.ends:
            yield "- Här är avvikelsen avslutad." if state.ends == "closed" else "- Här är avvikelsen återtagen."
        yield f"- Den som rapporterade läser: ”{_plain(state.says)}”"
        yield from _ways(routine, key)
        yield ""


def _deadline(routine: Routine, state: State) -> Iterator[str]:
    if state.deadline is None:
        return
    yield f"- Tid: {time_in(state)}."
    if isinstance(state.deadline, Deadline):
        if state.deadline.remind:
            yield f"- Påminnelse kommer arbetsdag {listed(map(str, state.deadline.remind))}."
        if state.deadline.then:
            yield f"- När tiden har gått ut ser också {_roles(routine, [state.deadline.then])} avvikelsen."
        if state.deadline.pauses:
            waits = listed((f"att {WAITS_FOR_LABELS[what]}" for what in state.deadline.pauses), "eller")
            yield f"- Klockan står medan den som har nästa steg väntar på {waits}."


def _ways(routine: Routine, key: str) -> Iterator[str]:
    steps = [step for step in routine.transitions.values() if key in step.from_]
    if steps:
        yield "- Det här kan göras härifrån:"
    for step in steps:
        leads = "" if step.to in (None, key) else f" Leder till {_name(routine, str(step.to))}."
        yield f"    - **{_sentence(_plain(step.label))}**{leads}"


def _steps(routine: Routine) -> Iterator[str]:
    yield "## Stegen\n"
    yield "Ett steg är något som en person gör med avvikelsen.\n"
    for step in routine.transitions.values():
        yield f"### {_plain(step.label)}\n"
        if step.help:
            yield f"{_sentence(_plain(step.help))}\n"
        yield f"- {_from_and_to(routine, step)}"
        yield f"- Det gör {_roles(routine, step.who)}."
        yield from _conditions(step)
        yield from _questions(step)
        yield from _news(routine, step)
        yield ""


def _from_and_to(routine: Routine, step: Transition) -> str:
    sources = listed((_name(routine, key) for key in step.from_), "eller")
    if step.to is None:
        return f"Görs i läget {sources}. Avvikelsen är kvar där."
    purpose = f", {PURPOSE_LABELS[step.purpose]}" if step.purpose else ""
    return f"Går från {sources} till {_name(routine, step.to)}{purpose}."


def _conditions(step: Transition) -> Iterator[str]:
    if len(step.needs) == 1:
        yield f"- Det här krävs: {GUARDS[step.needs[0]].means}."
    elif step.needs:
        yield "- Det här krävs:"
        yield from (f"    - {GUARDS[name].means}" for name in step.needs)


def _questions(step: Transition) -> Iterator[str]:
    questions = [_plain(question) for question in step.ask.values()]
    if len(questions) == 1:
        yield f"- Den som tar steget svarar på: {questions[0]}"
    elif questions:
        yield "- Den som tar steget svarar på:"
        yield from (f"    - {question}" for question in questions)


def _news(routine: Routine, step: Transition) -> Iterator[str]:
    told: dict[str, list[str]] = {}
    for role, message in step.tell.items():
        told.setdefault(message, []).append(role)
    for message, roles in told.items():
        news = NEWS.get(message) or f"detta: {MESSAGES[message]}"
        people = _roles(routine, roles, "och")
        yield "- " + _sentence(f"{people} får veta {news}")


def joint_meetings(routine: Routine, jointly: Jointly) -> str:
    """'Årets första möte hålls tillsammans med Avvikelseforum.'"""
    name = routine.forums[jointly.forum].name
    if jointly.times == 1:
        return f"Årets första möte hålls tillsammans med {name}."
    return f"Årets {jointly.times} första möten hålls tillsammans med {name}."


def _forums(routine: Routine) -> Iterator[str]:
    if routine.forums:
        yield "## Forumen\n"
    for key, forum in routine.forums.items():
        yield f"### {_plain(forum.name)}\n"
        yield f"- Möts {rhythm(forum.meets)}."
        if forum.jointly:
            yield f"- {_plain(joint_meetings(routine, forum.jointly))}"
        yield f"- Ledamöter kommer från {_plain(listed(routine.parties[party] for party in forum.members))}."
        yield f"- Sekreteraren kommer från {_plain(routine.parties[forum.secretary])}."
        if forum.prepare:
            days = working_days(forum.prepare.working_days_before)
            yield f"- Parterna ska ha förberett sina avvikelser {days} före mötet."
        if forum.freeze:
            yield f"- Dagordningen spikas {working_days(forum.freeze.working_days_before)} före mötet."
        yield "\nDagordning:\n"
        yield from (f"{n}. {_plain(heading)}" for n, heading in enumerate(forum.agenda.values(), start=1))
        yield from _outcomes(routine, key, forum)
        yield ""


def _outcomes(routine: Routine, key: str, forum: Forum) -> Iterator[str]:
    if forum.outcomes:
        yield "\nForumet kan besluta:\n"
    for outcome in forum.outcomes.values():
        yield f"- **{_sentence(_plain(outcome.label))}** {_follows(routine, key, outcome)}"


def _follows(routine: Routine, key: str, outcome: Outcome) -> str:
    if outcome.move is None:
        return "Avvikelsen tas upp igen på nästa möte."
    target = routine.transitions[outcome.move].to
    if target is None:
        return "Avvikelsen är kvar på forumets bord."
    stays = " Den är kvar på forumets bord." if routine.states[target].forum == key else ""
    return f"Avvikelsen går till {_name(routine, target)}.{stays}"


def _categories(routine: Routine) -> Iterator[str]:
    yield "## Slag av avvikelser\n"
    yield from (f"- {_plain(label)}" for label in routine.categories.values())
    yield ""
