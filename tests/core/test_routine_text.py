"""The routine as a document that a tired person understands."""

import re
from pathlib import Path

import pytest

from avvikelse.core.load import load_routine
from avvikelse.core.messages import MESSAGES
from avvikelse.core.routine import Routine
from avvikelse.core.routine_text import NEWS, listed, rhythm, routine_text

WORKFLOWS = Path(__file__).parents[2] / "workflows"


def routine(name: str = "") -> Routine:
    path = WORKFLOWS / f"{name}.yaml" if name else Path(__file__).parent / "routine.yaml"
    return load_routine(path.read_bytes())


@pytest.mark.parametrize("name", ["varmland", "orebro"])
def test_everything_people_wrote_in_the_file_is_there(name: str) -> None:
    made = routine(name)
    told = routine_text(made)
    words = [made.title, made.decided, made.version, *made.parties.values(), *made.categories.values()]
    for state in made.states.values():
        words += [state.label, state.help, state.says]
    for step in made.transitions.values():
        words += [step.label, *step.ask.values(), *([step.help] if step.help else [])]
    for forum in made.forums.values():
        words += [forum.name, *forum.agenda.values(), *(outcome.label for outcome in forum.outcomes.values())]
    assert [word for word in words if word not in told] == []


def test_it_tells_what_a_step_asks_of_whom() -> None:
    told = routine_text(routine())
    section = told.split("### Lyft till avvikelseforum\n")[1].split("\n### ")[0]
    assert "Går från ”Chef till chef” till ”Avvikelseforum”, för ställningstagande." in section
    assert "Det gör chefen för den som rapporterade eller chefen hos den berörda parten." in section
    assert "avvikelsen gäller inte en medarbetares beteende" in section
    assert "svarar på: Varför gick det inte att lösa på chefsnivå?" in section
    assert "Den som rapporterade får veta att avvikelsen har gått vidare." in section


def test_it_tells_the_time_and_that_days_are_local_choices() -> None:
    told = routine_text(routine())
    assert "Antalet dagar är lokala val. Överenskommelsen mellan parterna anger inga tider." in told
    assert "- Tid: 15 arbetsdagar.\n- Påminnelse kommer arbetsdag 10, 15 och 20." in told
    assert "ser också samordnaren hos den berörda parten avvikelsen" in told
    assert "- Dagordningen spikas 5 arbetsdagar före mötet." in told


def test_it_tells_what_a_decision_leads_to() -> None:
    told = routine_text(routine())
    assert (
        "- **Lyfts till nationell nivå.** Avvikelsen går till ”Nationell nivå”. Den är kvar på forumets bord." in told
    )
    assert "- **Kvar till nästa möte.** Avvikelsen tas upp igen på nästa möte." in told


@pytest.mark.parametrize("name", ["varmland", "orebro"])
def test_no_word_of_the_system_shows(name: str) -> None:
    told = routine_text(routine(name)).casefold()
    for word in ("transition", "guard", "deadline", "trigger", "working_days", "next_meeting", "none", "_", "(r1"):
        assert word not in told, word


@pytest.mark.parametrize("name", ["varmland", "orebro"])
def test_it_is_well_set(name: str) -> None:
    told = routine_text(routine(name))
    assert told.startswith("# ")
    assert told.endswith("\n")
    assert "\n\n\n" not in told
    assert ".." not in told
    assert "  \n" not in told.split("Version:")[1]
    headings = re.findall(r"^(#+) (.+)$", told, flags=re.MULTILINE)
    assert [level for level, _ in headings].count("#") == 1


def test_signs_of_markdown_in_a_label_stay_signs() -> None:
    made = routine().model_copy(update={"title": "A *b* _c_ <script> [d](e)\n# f"})
    assert routine_text(made).splitlines()[0] == r"# A \*b\* \_c\_ \<script\> \[d\](e) \# f"


def test_every_message_has_its_words() -> None:
    assert NEWS.keys() == MESSAGES.keys()


@pytest.mark.parametrize(
    ("meets", "words"),
    [
        ("weekly", "varje vecka"),
        ("1 per term", "en gång per termin"),
        ("4 per year", "fyra gånger per år"),
        ("26 per year", "26 gånger per år"),
    ],
)
def test_rhythm(meets: str, words: str) -> None:
    assert rhythm(meets) == words


def test_listed() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b och c"
    assert listed(["a", "b"], "eller") == "a eller b"
