"""A routine that doesn't hold together is told in Swedish what is missing, where, and by which rule."""

from pathlib import Path

import pytest

from avvikelse.core.findings import Finding, InvalidRoutine
from avvikelse.core.load import load_routine

TEXT = (Path(__file__).parent / "routine.yaml").read_text(encoding="utf-8")
FORUM_NEEDS = "needs: [not_conduct_matter, received_by_all, deidentified_and_attested]"
CLOSE_NEEDS = "needs: [investigation_recorded, measures_recorded, measures_done, effect_followed_up, reporter_told]"


def faults(content: str) -> list[Finding]:
    with pytest.raises(InvalidRoutine) as caught:
        load_routine(content.encode(), "min.yaml")
    return caught.value.findings


def changed(*changes: tuple[str, str]) -> str:
    content = TEXT
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    return content


BAD_ROUTINES = [
    # what is changed, to what, words on the line at fault, key, decisive words
    (
        "unknown guard",
        "needs: [not_yet_received]",
        "needs: [not_yet_recieved]",
        "not_yet_recieved",
        "transitions.receive.needs.1",
        "Villkoret not_yet_recieved finns inte. Menade du not_yet_received?",
    ),
    (
        "unknown guard alone",
        "needs: [not_yet_received]",
        "needs: not_yet_recieved",
        "not_yet_recieved",
        "transitions.receive.needs",
        "Menade du not_yet_received?",
    ),
    (
        "unknown state to",
        "    to: steering",
        "    to: stering",
        "    to: stering",
        "transitions.lift_to_steering.to",
        "Läget stering finns inte. Menade du steering?",
    ),
    (
        "unknown state from",
        "from: [raised, registered]",
        "from: [rased, registered]",
        "[rased",
        "transitions.withdraw.from.1",
        "Menade du raised?",
    ),
    ("unknown start", "start: raised", "start: rased", "start: rased", "start", "Menade du raised?"),
    (
        "unknown role",
        "owner: reporting.reporter",
        "owner: reporting.reportr",
        "reportr",
        "states.raised.owner",
        "Rollen reporting.reportr finns inte. Menade du reporting.reporter?",
    ),
    (
        "unknown role in who",
        "who: reporting.reporter",
        "who: sjuksköterskan",
        "sjuksköterskan",
        "transitions.resolve_in_situation.who",
        "Välj något av: reporting.reporter",
    ),
    (
        "unknown role told",
        "tell: {reporting.manager: received}",
        "tell: {reporting.boss: received}",
        "reporting.boss",
        "transitions.receive.tell.reporting.boss",
        "Rollen reporting.boss finns inte.",
    ),
    (
        "unknown role seeing it",
        "then: concerned.coordinator}",
        "then: concerned.reporter}",
        "then: concerned.reporter",
        "states.manager_dialogue.deadline.then",
        "Rollen concerned.reporter finns inte.",
    ),
    (
        "secretary of no forum",
        "owner: avvikelseforum.secretary",
        "owner: forum.secretary",
        "owner: forum.sec",
        "states.forum.owner",
        "Menade du avvikelseforum.secretary?",
    ),
    (
        "unknown message",
        "reporting.manager: received}",
        "reporting.manager: recieved}",
        "recieved}",
        "transitions.receive.tell.reporting.manager",
        "Meddelandet recieved finns inte. Menade du received?",
    ),
    (
        "unknown forum",
        "    forum: avvikelseforum",
        "    forum: avvikelsforum",
        "forum: avvikelsforum",
        "states.forum.forum",
        "Menade du avvikelseforum?",
    ),
    (
        "unknown party",
        "members: [region-varmland, f",
        "members: [region-värmland, f",
        "region-värmland",
        "forums.avvikelseforum.members.1",
        "små bokstäver",
    ),
    (
        "unknown member",
        "members: [region-varmland, f",
        "members: [region-vermland, f",
        "region-vermland",
        "forums.avvikelseforum.members.1",
        "Parten region-vermland finns inte. Menade du region-varmland?",
    ),
    (
        "unknown secretary",
        "secretary: region-varmland",
        "secretary: region",
        "secretary: region\n",
        "forums.avvikelseforum.secretary",
        "Parten region finns inte.",
    ),
    (
        "same name twice",
        "label: Registrerad",
        "label: påtalad",
        "label: påtalad",
        "states.registered.label",
        "heter likadant som raised",
    ),
    ("taken name", "  veckoavstamning:", "  reporting:", "  reporting:", "forums.reporting", "upptaget"),
    (
        "meeting without a forum",
        "deadline: {working_days: 20, remind: [15, 20], then: reporting.coordinator}",
        "deadline: next_meeting",
        "deadline: next_meeting\n\n  closed",
        "states.resolved.deadline",
        "kräver att läget har ett forum",
    ),
    (
        "time after the end",
        "    ends: closed",
        "    ends: closed\n    deadline: {working_days: 3}",
        "deadline: {working_days: 3}",
        "states.closed.deadline",
        "kan inte ha någon tid",
    ),
    (
        "reminders in disorder",
        "remind: [10, 15, 20]",
        "remind: [15, 10, 20]",
        "remind: [15, 10",
        "states.manager_dialogue.deadline.remind",
        "stigande ordning",
    ),
    (
        "unreachable state",
        "    to: national",
        "    to: steering",
        "  national:",
        "states.national",
        "Inget steg leder till läget",
    ),
    (
        "dead end",
        "from: [forum, steering, national]",
        "from: [forum, steering]",
        "  national:",
        "states.national",
        "aldrig avslutas härifrån",
    ),
    (
        "starts at a forum",
        "start: raised",
        "start: forum",
        "start: forum",
        "start",
        "kan inte börja på ett forums bord",
    ),
    ("starts closed", "start: raised", "start: closed", "start: closed", "start", "R1"),
    (
        "forum with conduct matters",
        FORUM_NEEDS,
        "needs: [received_by_all, deidentified_and_attested]",
        "needs: [received_by_all, deid",
        "transitions.lift_to_forum.needs",
        "måste kräva not_conduct_matter (R8)",
    ),
    (
        "forum without attested text",
        FORUM_NEEDS,
        "needs: [not_conduct_matter, received_by_all]",
        "needs: [not_conduct_matter, received_by_all]",
        "transitions.lift_to_forum.needs",
        "måste kräva deidentified_and_attested (R13)",
    ),
    ("forum without needs", f"    {FORUM_NEEDS}\n", "", "  lift_to_forum:", "transitions.lift_to_forum.needs", "R13"),
    (
        "forum without purpose",
        "    purpose: position\n",
        "",
        "  lift_to_forum:",
        "transitions.lift_to_forum.purpose",
        "Ange syfte",
    ),
    (
        "higher forum without attested text",
        "needs: [decision_recorded, not_conduct_matter, deidentified_and_attested]",
        "needs: [decision_recorded, not_conduct_matter]",
        "needs: [decision_recorded, not_conduct_matter]",
        "transitions.lift_to_steering.needs",
        "R13",
    ),
    (
        "closing without investigation",
        CLOSE_NEEDS,
        "needs: [measures_recorded]",
        "needs: [measures_recorded]",
        "transitions.close.needs",
        "måste kräva investigation_recorded (R1)",
    ),
    (
        "closing without measures",
        CLOSE_NEEDS,
        "needs: [investigation_recorded]",
        "needs: [investigation_recorded]",
        "transitions.close.needs",
        "måste kräva measures_recorded (R1)",
    ),
    (
        "withdrawing without a reason",
        "    ask: {why_withdrawn: Varför återtar du avvikelsen?}\n",
        "",
        "  withdraw:",
        "transitions.withdraw.ask",
        "måste fråga varför",
    ),
    (
        "outcome without such a step",
        "kind: back, move: return_to_managers}",
        "kind: back, move: return_to_manager}",
        "move: return_to_manager}",
        "forums.avvikelseforum.outcomes.return_to_managers.move",
        "Steget return_to_manager finns inte. Menade du return_to_managers?",
    ),
    (
        "outcome from elsewhere",
        "kind: lift, move: lift_to_steering}",
        "kind: lift, move: lift_to_national}",
        "move: lift_to_national}",
        "forums.avvikelseforum.outcomes.lift_to_steering.move",
        "inte från något läge på forumets bord",
    ),
    (
        "outcome not the secretary's",
        "    who: [avvikelseforum.secretary, samverkansgrupp.secretary]",
        "    who: [samverkansgrupp.secretary]",
        "kind: back, move",
        "forums.avvikelseforum.outcomes.return_to_managers.move",
        "Lägg till avvikelseforum.secretary i who",
    ),
    (
        "outcome without a decision",
        "    needs: [decision_recorded]\n",
        "",
        "  return_to_managers:",
        "transitions.return_to_managers.needs",
        "måste kräva decision_recorded (R14)",
    ),
    (
        "what comes back without a place for what is new",
        "      positions: Avvikelser på systemnivå\n",
        "      returned: Avvikelser som kommer tillbaka\n",
        "      returned:",
        "forums.samverkansgrupp.agenda.returned",
        "Lägg till positions för nya avvikelser",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "marker", "key", "words"), [row[1:] for row in BAD_ROUTINES], ids=[r[0] for r in BAD_ROUTINES]
)
def test_a_bad_routine_says_where_and_what(old: str, new: str, marker: str, key: str, words: str) -> None:
    content = changed((old, new))
    line = content.split(marker)[0].count("\n") + 1
    found = faults(content)
    assert [f for f in found if (f.line, f.key) == (line, key) and words in f.message], [str(f) for f in found]
    assert len(found) == len(set(found)), "the same fault is told once"
    assert all(f.message.endswith((".", "?")) for f in found)


def test_nothing_ends() -> None:
    content = changed(("    ends: closed\n", ""), ("    ends: withdrawn\n", ""))
    assert any(f.key == "states" and "Inget läge avslutar avvikelsen" in f.message for f in faults(content))


def test_a_forum_that_can_decide_nothing() -> None:
    start = TEXT.index("    outcomes:\n")
    content = TEXT[:start] + TEXT[TEXT.index("  samverkansgrupp:\n    name") :]
    assert any(f.key == "forums.avvikelseforum.outcomes" and "inte besluta" in f.message for f in faults(content))


def test_a_misspelt_state_is_told_without_echoes() -> None:
    found = faults(changed(("    to: registered", "    to: regstered")))
    assert [f.key for f in found] == ["transitions.register.to"]


def test_a_step_from_two_states_is_told_once() -> None:
    content = changed(("needs: [not_conduct_matter, deidentified_and_attested]", "needs: [deidentified_and_attested]"))
    assert [f.key for f in faults(content)] == ["transitions.lift_for_learning.needs"]


def test_a_long_wrong_word_is_cut() -> None:
    [found] = faults(changed(("needs: [not_yet_received]", f"needs: [{'a' * 5000}]")))
    assert "…" in found.message
    assert len(found.message) < 800
