"""A routine file that can't be read says where, which key and what to do; never a traceback."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avvikelse.core.findings import Finding, InvalidRoutine
from avvikelse.core.load import MAX_BYTES, load_routine
from avvikelse.core.routine import Routine

WORKFLOWS = Path(__file__).parents[2] / "workflows"
OURS = (Path(__file__).parent / "routine.yaml").read_bytes()
TEXT = OURS.decode()
VARMLAND = (WORKFLOWS / "varmland.yaml").read_bytes()


def faults(content: bytes) -> list[Finding]:
    with pytest.raises(InvalidRoutine) as caught:
        load_routine(content, "min.yaml")
    return caught.value.findings


def changed(old: str, new: str) -> bytes:
    assert old in TEXT
    return TEXT.replace(old, new, 1).encode()


def line_of(content: bytes, marker: str) -> int:
    return content.decode().split(marker)[0].count("\n") + 1


def test_both_routines_hold_together() -> None:
    for name in ("varmland", "orebro"):
        content = (WORKFLOWS / f"{name}.yaml").read_bytes()
        assert load_routine(content).routine == name


@pytest.mark.parametrize("word", ["no", "on", "1.10", "0x1F", "2023-04-01", "1e3", "yes"])
def test_scalars_stay_what_they_look_like(word: str) -> None:
    routine = load_routine(changed("label: Påtalad", f"label: {word}"))
    assert routine.states["raised"].label == word


def test_version_keeps_its_zero() -> None:
    assert load_routine(changed("version: 2023-04-01", "version: 1.10")).version == "1.10"


def test_windows_line_ends_and_byte_order_mark() -> None:
    content = b"\xef\xbb\xbf" + VARMLAND.replace(b"\n", b"\r\n")
    assert load_routine(content) == load_routine(VARMLAND)


BAD_FILES = [
    # what is changed, to what, words on the line at fault, key, decisive words
    (
        "unknown key",
        "    owner: reporting.reporter",
        "    onwer: reporting.reporter",
        "onwer",
        "states.raised.onwer",
        "Menade du owner?",
    ),
    ("unknown key at the top", "start: raised", "strat: raised", "strat", "strat", "Menade du start?"),
    (
        "unknown key in a deadline",
        "remind: [3, 5]",
        "reminder: [3, 5]",
        "reminder",
        "states.raised.deadline.reminder",
        "Menade du remind?",
    ),
    (
        "unknown key before a meeting",
        "{working_days_before: 15}",
        "{working_days: 15}",
        "prepare: {working_days: 15",
        "forums.avvikelseforum.prepare.working_days",
        "Menade du working_days_before?",
    ),
    (
        "unknown key in an outcome",
        "kind: keep}",
        "kidn: keep}",
        "kidn",
        "forums.avvikelseforum.outcomes.next_meeting.kidn",
        "Menade du kind?",
    ),
    (
        "missing owner",
        "    owner: reporting.reporter\n",
        "",
        "  raised:",
        "states.raised.owner",
        "Nyckeln owner saknas",
    ),
    ("missing label", "    label: Påtalad\n", "", "  raised:", "states.raised.label", "Nyckeln label saknas"),
    ("missing top key", "start: raised\n", "", "#", "start", "Nyckeln start saknas"),
    (
        "duplicate key",
        "    label: Påtalad\n",
        "    label: Påtalad\n    label: Anmäld\n",
        "    label: Anmäld",
        "states.raised.label",
        "två gånger, först på rad",
    ),
    ("alias", "owner: reporting.reporter", "owner: *someone", "*someone", "", "Alias"),
    ("anchor", "owner: reporting.reporter", "owner: &someone reporting.reporter", "&someone", "", "Ankare"),
    ("tag", "label: Påtalad", "label: !!str Påtalad", "!!str", "", "Taggar"),
    ("broken YAML", "    label: Påtalad", "    label: a: b", "label: a: b", "", "går inte att läsa som YAML här"),
    (
        "bad indent",
        "    label: Registrerad",
        "   label: Registrerad",
        "    help: Kontakta chefen",
        "",
        "indrag",
    ),
    ("tab", "    label: Påtalad", "\tlabel: Påtalad", "\tlabel", "", "går inte att läsa som YAML här"),
    ("unknown escape", "label: Påtalad", 'label: "\\q"', '"\\q"', "", "går inte att läsa som YAML här"),
    (
        "control character",
        "label: Påtalad",
        'label: "a\\u0007"',
        '"a\\u0007"',
        "states.raised.label",
        "tecken som inte kan visas",
    ),
    (
        "half character",
        "label: Påtalad",
        'label: "\\ud800"',
        '"\\ud800"',
        "states.raised.label",
        "tecken som inte kan visas",
    ),
    ("raw control character", "label: Påtalad", "label: P\x00", "label: P\x00", "", "tecken som inte kan visas"),
    (
        "key that is a list",
        "    label: Påtalad",
        "    ? [a]\n    : b\n    label: Påtalad",
        "    ? [a]",
        "states.raised",
        "ska vara ett ord",
    ),
    (
        "text where a number should be",
        "{working_days: 5,",
        "{working_days: fem,",
        "working_days: fem",
        "states.raised.deadline.working_days",
        "heltal",
    ),
    (
        "number too large to count",
        "{working_days: 5,",
        "{working_days: " + "9" * 5000 + ",",
        "working_days: 9",
        "states.raised.deadline.working_days",
        "heltal",
    ),
    (
        "too many days",
        "{working_days: 5,",
        "{working_days: 401,",
        "working_days: 401",
        "states.raised.deadline.working_days",
        "1–400",
    ),
    (
        "list where a group should be",
        "deadline: {working_days: 5, remind: [3, 5], then: reporting.manager}",
        "deadline: [5]",
        "deadline: [5]",
        "states.raised.deadline",
        "grupp med nycklar",
    ),
    (
        "word where a deadline should be",
        "deadline: next_meeting",
        "deadline: nästa möte",
        "deadline: nästa möte",
        "states.forum.deadline",
        "next_meeting",
    ),
    (
        "group where a list should be",
        "who: [avvikelseforum.secretary, samverkansgrupp.secretary]",
        "who: {a: b}",
        "who: {a: b}",
        "transitions.return_to_managers.who",
        "lista",
    ),
    ("group where text should be", "label: Påtalad", "label: {a: b}", "label: {a: b}", "states.raised.label", "text"),
    ("empty label", "label: Påtalad", "label:", "    label:\n", "states.raised.label", "text"),
    (
        "too long label",
        "label: Påtalad",
        f"label: {'a' * 201}",
        "label: aaa",
        "states.raised.label",
        "Högst 200 tecken",
    ),
    (
        "empty group",
        "who: [avvikelseforum.secretary, samverkansgrupp.secretary]",
        "who: []",
        "who: []",
        "transitions.return_to_managers.who",
        "saknas innehåll",
    ),
    (
        "bad key",
        "  forsakringskassan: F",
        "  Försäkringskassan: F",
        "  Försäkringskassan: F",
        "parties.Försäkringskassan",
        "små bokstäver",
    ),
    ("bad version", "version: 2023-04-01", "version: v 1", "version: v 1", "version", "till exempel 2023-04-01"),
    ("unknown end", "ends: closed", "ends: close", "ends: close\n", "states.closed.ends", "Menade du closed?"),
    (
        "unknown section",
        "      positions: ",
        "      postions: ",
        "postions",
        "forums.avvikelseforum.agenda.postions",
        "Menade du positions?",
    ),
    (
        "unknown kind",
        "kind: measures",
        "kind: beslut",
        "kind: beslut",
        "forums.avvikelseforum.outcomes.close_with_measures.kind",
        "Välj något av: measures",
    ),
    (
        "unknown purpose",
        "purpose: position",
        "purpose: beslut",
        "purpose: beslut",
        "transitions.lift_to_forum.purpose",
        "Välj något av: position",
    ),
    (
        "kept with a step",
        "kind: keep}",
        "kind: keep, move: decide}",
        "kind: keep, move",
        "forums.avvikelseforum.outcomes.next_meeting",
        "utom keep",
    ),
    (
        "unknown rhythm",
        "meets: 3 per term",
        "meets: ibland",
        "meets: ibland",
        "forums.avvikelseforum.meets",
        "'weekly', '4 per year'",
    ),
    (
        "not a truth",
        "start: raised",
        "internal_matters: kanske\nstart: raised",
        "internal_matters",
        "internal_matters",
        "true eller false",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "marker", "key", "words"), [row[1:] for row in BAD_FILES], ids=[r[0] for r in BAD_FILES]
)
def test_a_bad_file_says_where_and_what(old: str, new: str, marker: str, key: str, words: str) -> None:
    content = changed(old, new)
    line = line_of(content, marker)
    [found] = faults(content)
    assert (found.line, found.key) == (line, key)
    assert words in found.message
    assert str(found).startswith(f"min.yaml:{line}: ")


def test_every_fault_is_told_at_once_in_the_order_of_the_file() -> None:
    content = changed("    owner: reporting.reporter\n", "").replace(b"kind: noted", b"kind: note")
    assert [f.key for f in faults(content)] == ["states.raised.owner", "forums.avvikelseforum.outcomes.noted.kind"]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "tom"),
        (b"# bara en kommentar\n", 1, "tom"),
        (b"- a\n- b\n", 1, "saknar nycklar"),
        (b"bara text", 1, "saknar nycklar"),
        (b"a: 1\n---\nb: 2\n", 2, "två delar"),
        (b"routine: a\ntitle: p\xe5talad\n", 2, "UTF-8"),
        (b"\xff\xfer\x00", 1, "UTF-8"),
        (b"a: [\n", 1, "YAML"),
        (b'a: "\\UFFFFFFFF"', 1, "YAML"),
        (b"a: {" * 40, 1, "för många grupper"),
        (b"[" * 100_000, 1, "för många grupper"),
        (b"#" * (MAX_BYTES + 1), 1, "större än"),
    ],
)
def test_a_file_that_is_no_routine(content: bytes, line: int, words: str) -> None:
    [found] = faults(content)
    assert found.line == line
    assert found.key == ""
    assert words in found.message


def test_a_strange_key_stays_on_one_short_line() -> None:
    content = changed("start: raised", 'start: raised\n"a\\n' + "b" * 500 + '": 1')
    [found] = faults(content)
    assert "\n" not in str(found)
    assert len(str(found)) < 300


def holds(content: bytes) -> None:
    """A Routine, or findings on lines that the file has."""
    try:
        routine, found = load_routine(content), []
    except InvalidRoutine as error:
        routine, found = None, error.findings
    lines = content.count(b"\n") + content.count(b"\r") + 1
    assert isinstance(routine, Routine) or found
    for finding in found:
        assert 1 <= finding.line <= lines
        assert finding.message.endswith((".", "?"))
        assert len(str(finding).splitlines()) == 1
        str(finding).encode()


SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TOKENS = st.sampled_from(
    ["*a", "&a ", "!!int ", "? ", ": ", "- ", "[", "]", "{", "}", "|\n", ">\n", "'", '"', "#", "\t", "---\n", "...\n"]
).map(str.encode) | st.sampled_from(
    [b"%YAML 1.1\n", b"<<: ", b"\n", b"\r", b"\0", b"\xff", b"\xe2\x80\xa8", b"\\ud800"]
)


@SLOW
@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    holds(content)


@SLOW
@given(st.text(max_size=300))
def test_any_text(content: str) -> None:
    holds(content.encode("utf-8", "surrogatepass"))


@SLOW
@given(
    st.lists(st.tuples(st.integers(0, len(VARMLAND)), st.integers(0, 30), TOKENS | st.binary(max_size=3)), max_size=4)
)
def test_any_mutation_of_a_routine(mutations: list[tuple[int, int, bytes]]) -> None:
    content = VARMLAND
    for place, cut, token in mutations:
        content = content[:place] + token + content[place + cut :]
    holds(content)
