"""Two versions of a routine: each difference is one sentence, and no difference is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from avvikelse.core.load import load_routine
from avvikelse.core.routine import Before, Deadline, Forum, Jointly, Outcome, Routine, State, Transition
from avvikelse.core.routine_diff import KINDS, routine_diff
from avvikelse.core.vocabulary import OutcomeKind

WORKFLOWS = Path(__file__).parents[2] / "workflows"
TEXT = (Path(__file__).parent / "routine.yaml").read_text(encoding="utf-8")
OLD = load_routine(TEXT.encode())


def after(*changes: tuple[str, str]) -> list[str]:
    content = TEXT
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    return routine_diff(OLD, load_routine(content.encode()))


FORUM = OLD.forums["avvikelseforum"].name
CHANGES = [
    ("version: 2023-04-01", "version: 2024-01-01", "Versionen ändras från ”2023-04-01” till ”2024-01-01”."),
    (
        "working_days: 15, remind",
        "working_days: 10, remind",
        "Läget ”Chef till chef”: tiden ändras från 15 arbetsdagar till 10 arbetsdagar.",
    ),
    (
        "remind: [10, 15, 20]",
        "remind: [10]",
        "Läget ”Chef till chef”: påminnelser kommer nu arbetsdag 10 i stället för arbetsdag 10, 15 och 20.",
    ),
    (
        "then: concerned.coordinator}",
        "then: concerned.manager}",
        (
            "Läget ”Chef till chef”: när tiden har gått ut ser nu chefen hos den berörda parten också "
            "avvikelsen i stället för samordnaren hos den berörda parten."
        ),
    ),
    (
        "    owner: concerned.manager",
        "    owner: reporting.manager",
        (
            "Läget ”Chef till chef”: nästa steg har nu chefen för den som rapporterade i stället för chefen "
            "hos den berörda parten."
        ),
    ),
    ("label: Påtalad", "label: Anmäld", "Läget ”Påtalad” heter nu ”Anmäld”."),
    (
        "says: Cheferna har kontakt.",
        "says: Cheferna pratar.",
        (
            "Läget ”Chef till chef”: det som den som rapporterade läser ändras från ”Cheferna har kontakt.” "
            "till ”Cheferna pratar.”"
        ),
    ),
    ("label: Öppna igen", "label: Återuppta", "Steget ”Öppna igen” heter nu ”Återuppta”."),
    (
        "needs: [received_by_all, investigation",
        "needs: [investigation",
        "Steget ”Markera som löst” kräver inte längre: alla berörda parter har tagit emot avvikelsen.",
    ),
    (
        "    needs: [not_yet_received]",
        "    needs: [not_yet_received, contact_logged]",
        "Steget ”Ta emot och registrera hos oss” kräver nu: kontakten mellan cheferna är antecknad.",
    ),
    (
        "who: [reporting.reporter, reporting.coordinator]",
        "who: [reporting.reporter]",
        (
            "Steget ”Registrera och lyft till närmaste chef” får inte längre tas av samordnaren hos den "
            "part som rapporterade."
        ),
    ),
    (
        "who: reporting.manager",
        "who: [reporting.manager, reporting.coordinator]",
        "Steget ”Kontakta chefen hos den andra parten” får nu tas av samordnaren hos den part som rapporterade.",
    ),
    (
        "{how_solved: Hur löste det sig?}",
        "{how_solved: Hur gick det?}",
        "Steget ”Det löste sig i situationen”: frågan ändras från ”Hur löste det sig?” till ”Hur gick det?”",
    ),
    (
        "    ask: {how_solved: Hur löste det sig?}\n",
        "",
        "Steget ”Det löste sig i situationen”: frågan tas bort: ”Hur löste det sig?”",
    ),
    (
        "    tell: {reporting.manager: received}\n",
        "",
        (
            "Steget ”Ta emot och registrera hos oss”: chefen för den som rapporterade får inte längre veta "
            "att den andra parten har tagit emot avvikelsen."
        ),
    ),
    (
        "reporting.manager: returned",
        "reporting.manager: your_turn",
        "Steget ”Åter till cheferna”: chefen för den som rapporterade får nu veta att det är dags för nästa steg.",
    ),
    (
        "from: [raised, registered]",
        "from: raised",
        "Steget ”Återta” går nu från ”Påtalad” i stället för ”Påtalad” eller ”Registrerad”.",
    ),
    (
        "    to: resolved\n    who: reporting.reporter",
        "    to: registered\n    who: reporting.reporter",
        "Steget ”Det löste sig i situationen” leder nu till ”Registrerad” i stället för ”Löst”.",
    ),
    (
        "purpose: position",
        "purpose: learning",
        "Steget ”Lyft till avvikelseforum”: syftet ändras från ”för ställningstagande” till ”för lärande”.",
    ),
    (
        "meets: 3 per term",
        "meets: 4 per year",
        f"Forumet ”{FORUM}” möts nu fyra gånger per år i stället för tre gånger per termin.",
    ),
    (
        "    meets: weekly\n",
        "    meets: weekly\n    freeze: {working_days_before: 1}\n",
        (
            "Forumet ”Veckoavstämning mellan parternas samordnare”: dagordningen spikas nu 1 arbetsdag före "
            "mötet i stället för utan bestämd dag."
        ),
    ),
    (
        "      good_examples: Goda exempel\n",
        "",
        f"Forumet ”{FORUM}”: punkten på dagordningen tas bort: ”Goda exempel”.",
    ),
    (
        "      noted: {label: Noteras i lärande syfte, kind: noted, move: decide}\n",
        "",
        f"Forumet ”{FORUM}” kan inte längre besluta ”Noteras i lärande syfte”.",
    ),
    ("  annat: Annat", "  ovrigt: Övrigt", "Kategorin ”Annat” tas bort."),
    ("  annat: Annat", "  annat: Annat\n  ny: Ny", "Kategorin ”Ny” är ny."),
    (
        "  beteende: Beteende\n  samarbete: Samarbete\n",
        "  samarbete: Samarbete\n  beteende: Beteende\n",
        (
            "Kategorierna står i en ny ordning: ”Följsamhet till rutiner”, ”Samarbete”, ”Beteende”, "
            "”Patientsäkerhet”, ”Kvalitet”, ”Tillgänglighet”, ”God förvaltning”, ”Annat”."
        ),
    ),
    (
        "start: raised",
        "internal_matters: true\nstart: raised",
        "Avvikelser inom en och samma part följer nu också rutinen.",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), CHANGES)
def test_one_change_is_one_sentence(old: str, new: str, sentence: str) -> None:
    told = after((old, new))
    assert sentence in told
    if not old.startswith("  annat"):
        assert told == [sentence]


def test_equal_routines_have_no_difference() -> None:
    assert routine_diff(OLD, load_routine(TEXT.encode())) == []
    assert after(("# Källan anger", "# Källan nämner")) == []


PAUSE = """  pause:
    label: Vilar
    help: Vänta.
    says: Vilar.
    owner: concerned.manager

"""
PAUSING = """  rest: {label: Vila, from: manager_dialogue, to: pause, who: concerned.manager}
  wake: {label: Väck, from: pause, to: manager_dialogue, who: concerned.manager}

"""


def test_a_new_state_and_its_steps() -> None:
    told = after(("  forum:\n    label", f"{PAUSE}  forum:\n    label"), ("  receive:\n", f"{PAUSING}  receive:\n"))
    assert told == ["Läget ”Vilar” är nytt.", "Steget ”Vila” är nytt.", "Steget ”Väck” är nytt."]


def test_another_routine_altogether() -> None:
    orebro = load_routine((WORKFLOWS / "orebro.yaml").read_bytes())
    told = routine_diff(OLD, orebro)
    assert "Läget ”Nationell nivå” tas bort." in told
    assert "Läget ”Förmötet” är nytt." in told
    assert "Parten ”Region Örebro län” är ny." in told
    for line in [*told, *routine_diff(orebro, OLD)]:
        assert line.endswith((".", ".”", "?”"))
        assert "\n" not in line
        assert "None" not in line


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every single value in a dumped routine, and of every dict's order."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, tuple):
        if value:
            yield path
    else:
        yield path


OTHERS = {
    "owner": "reporting.coordinator", "then": "reporting.coordinator", "deadline": "next_meeting",
    "forum": "samverkansgrupp", "ends": "withdrawn", "to": "closed", "purpose": "good_example", "kind": "keep",
    "secretary": "arbetsformedlingen", "meets": "5 per year", "move": "close", "start": "closed",
    "jointly": {"forum": "avvikelseforum", "times": 2}, "times": 9,
    "working_days": 99, "working_days_before": 99, "internal_matters": True,
}  # fmt: skip

SECOND = {"owner": "reporting.manager", "then": "reporting.manager", "forum": "avvikelseforum", "ends": "closed"}
SECOND |= {"to": "raised", "kind": "noted", "deadline": None}
OTHERS |= {"prepare": {"working_days_before": 4}, "freeze": {"working_days_before": 4}}


def other(path: tuple[Any, ...], value: Any) -> Any:
    """Some value that differs and that the models take."""
    if isinstance(value, tuple):
        return tuple(reversed(value)) if len(value) > 1 else (*value, *EXTRA[path[-1]])
    if "tell" in path:
        return "handed_over"
    new = OTHERS.get(path[-1], "Något annat")
    return new if new != value else SECOND[path[-1]]


EXTRA = {
    "from_": ("closed",),
    "who": ("concerned.coordinator",),
    "needs": ("nearest_manager",),
    "remind": (9,),
}


def test_no_single_change_is_lost() -> None:
    """Whatever one value in the file is changed to, the difference is told (the checks are not asked here)."""
    data = OLD.model_dump(by_alias=False)
    paths = [path for path in leaves(data) if path != ("routine",)]
    assert len(paths) > 250
    lost = []
    for path in paths:
        changed = OLD.model_dump(by_alias=False)
        place = changed
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = other(path, place[path[-1]])
        new = Routine.model_construct(**rebuilt(changed))
        if new != OLD and not routine_diff(OLD, new):
            lost.append(path)
    assert lost == []


def rebuilt(data: dict[str, Any]) -> dict[str, Any]:
    """The dumped routine as models again, without the checks that span several parts."""
    for state in data["states"].values():
        if isinstance(state["deadline"], dict):
            state["deadline"] = Deadline.model_construct(**state["deadline"])
    for forum in data["forums"].values():
        forum["jointly"] = Jointly.model_construct(**forum["jointly"]) if forum["jointly"] else None
        for part in ("prepare", "freeze"):
            forum[part] = Before.model_construct(**forum[part]) if forum[part] else None
        forum["outcomes"] = {
            key: Outcome.model_construct(**{**outcome, "kind": OutcomeKind(outcome["kind"])})
            for key, outcome in forum["outcomes"].items()
        }
    data["states"] = {key: State.model_construct(**state) for key, state in data["states"].items()}
    data["transitions"] = {key: Transition.model_construct(**step) for key, step in data["transitions"].items()}
    data["forums"] = {key: Forum.model_construct(**forum) for key, forum in data["forums"].items()}
    return data


def test_every_kind_of_outcome_has_a_name() -> None:
    assert set(KINDS) == set(OutcomeKind)
