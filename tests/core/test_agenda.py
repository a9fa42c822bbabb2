"""An agenda has a line for everything on the table, or says why not."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from avvikelse.core.agenda import Arranged, FollowUp, OnTable, TableItem, build_agenda
from avvikelse.core.load import load_routine
from avvikelse.core.minutes import Earlier
from avvikelse.core.vocabulary import Purpose, Section
from avvikelse.settings import builtin_folder

ROUTINE = load_routine((builtin_folder("workflows") / "varmland.yaml").read_bytes())
DAY = date(2026, 11, 10)


KEPT = Earlier(date(2026, 9, 15), "Kvar till nästa möte", "Mer underlag behövs.")


def item(number: int, purpose: Purpose, withheld: str = "", earlier: Earlier | None = None) -> TableItem:
    about = (f"AVV-2026-{number:04}", purpose, "Kvalitet", "FK", "Regionen", f"Text {number}", "", "")
    return TableItem(number, *about, withheld, earlier)


items = st.lists(
    st.tuples(
        st.sampled_from(list(Purpose)),
        st.sampled_from(["", "", "Klarar inte kontrollen."]),
        st.sampled_from([None, KEPT]),
    ),
    max_size=30,
).map(lambda drawn: [item(n, *each) for n, each in enumerate(drawn, start=1)])


@st.composite
def arrangements(draw: st.DrawFn) -> dict[str, Arranged]:
    """What a secretary may have settled, also about lines that are gone."""
    subjects = [*(f"item:{n}" for n in range(1, 12)), "group:1", "group:2", "free:1", "section:opening", "measure:7"]
    chosen = draw(st.lists(st.sampled_from(subjects), unique=True))
    return {
        subject: Arranged(
            subject,
            place=draw(st.none() | st.integers(0, 9)),
            minutes=draw(st.none() | st.integers(1, 60)),
            in_group=draw(st.sampled_from(["", "", "group:1", "group:2"])) if subject.startswith("item:") else "",
            put_off=subject.startswith("item:") and draw(st.booleans()),
            heading="Egna ord" if subject.startswith(("group:", "free:")) else "",
        )
        for subject in chosen
    }


@given(items, st.sampled_from(sorted(ROUTINE.forums)), arrangements(), st.integers(0, 30))
def test_nothing_is_dropped_in_silence(
    found: list[TableItem], forum: str, arrangement: dict[str, Arranged], own: int
) -> None:
    on_table = found
    both = OnTable(found[:own], joint=found[own:], joint_name="Det andra forumet", arrangement=arrangement)
    agenda = build_agenda(forum, ROUTINE.forums[forum], DAY, both)
    shown = [line.number for line in agenda.lines if line.number]
    withheld = [entry.number for entry in agenda.withheld]
    assert sorted(shown + withheld) == [each.number for each in on_table]
    assert all(entry.reason for entry in agenda.withheld)
    assert [line.position for line in agenda.lines] == list(range(1, len(agenda.lines) + 1))
    blocked = {each.text for each in on_table if each.withheld}
    assert not blocked & {line.text for line in agenda.lines}
    assert len({line.label for line in agenda.lines}) == len(agenda.lines)
    subjects = [line.subject for line in agenda.lines]
    assert len(set(subjects)) == len(subjects)


def labels(table: OnTable) -> list[tuple[str, str]]:
    """The agenda's numbers with what stands there, from the first case on."""
    agenda = build_agenda("avvikelseforum", ROUTINE.forums["avvikelseforum"], DAY, table)
    return [(line.label, line.number or line.title) for line in agenda.lines if line.number or line.title]


def test_the_secretary_orders_groups_and_puts_off() -> None:
    on_table = [item(n, Purpose.POSITION) for n in range(1, 6)]
    arrangement = {
        kept.subject: kept
        for kept in (
            Arranged("item:3", place=0),
            Arranged("item:1", in_group="group:1", place=1),
            Arranged("item:4", in_group="group:1", place=0),
            Arranged("group:1", place=1, heading="Intyg som kommer sent"),
            Arranged("item:5", put_off=True),
            Arranged("free:1", heading="Ny mall", minutes=10),
        )
    }
    assert labels(OnTable(on_table, arrangement=arrangement)) == [
        ("4", "AVV-2026-0003"),
        ("5", "Intyg som kommer sent"),
        ("5.1", "AVV-2026-0004"),
        ("5.2", "AVV-2026-0001"),
        ("6", "AVV-2026-0002"),
        ("11", "Ny mall"),
    ]


def test_sections_come_in_the_order_of_the_file_and_empty_ones_say_so() -> None:
    measure = FollowUp(7, "AVV-2025-0001", "Region Värmland", "Listan rättas.", date(2026, 10, 1), False, "")
    on_table = [item(2, Purpose.GOOD_EXAMPLE), item(1, Purpose.POSITION)]
    table = OnTable(on_table, [measure], next_on=date(2027, 2, 16))
    agenda = build_agenda("avvikelseforum", ROUTINE.forums["avvikelseforum"], DAY, table)
    assert [(line.kind.value, line.number) for line in agenda.lines] == [
        ("opening", None),
        ("previous_minutes", None),
        ("follow_up", "AVV-2025-0001"),
        ("positions", "AVV-2026-0001"),
        ("returned", None),
        ("learning", None),
        ("good_examples", "AVV-2026-0002"),
        ("other", None),
        ("next_meeting", None),
    ]
    texts = {line.kind.value: line.text for line in agenda.lines}
    assert texts["learning"] == "Inga ärenden."
    assert texts["follow_up"] == "Listan rättas. Ansvarig: Region Värmland. Ska vara klar 1 oktober 2026."
    assert texts["next_meeting"] == "Tisdag 16 februari 2027."
    assert agenda.lines[3].facts == "Kvalitet · från FK, gäller Regionen · för ställningstagande"


def test_what_comes_back_is_told_apart_from_what_is_new() -> None:
    on_table = [item(1, Purpose.POSITION, "", KEPT), item(2, Purpose.POSITION), item(3, Purpose.LEARNING, "", KEPT)]
    agenda = build_agenda("avvikelseforum", ROUTINE.forums["avvikelseforum"], DAY, OnTable(on_table))
    found = {line.number: (line.kind.value, line.earlier) for line in agenda.lines if line.number}
    assert found == {
        "AVV-2026-0001": ("returned", KEPT),
        "AVV-2026-0002": ("positions", None),
        "AVV-2026-0003": ("learning", KEPT),
    }
    assert KEPT.said == "15 september 2026: Kvar till nästa möte. Mer underlag behövs."


def test_a_routine_without_the_section_has_what_comes_back_among_the_new() -> None:
    forum = ROUTINE.forums["avvikelseforum"]
    fewer = {section: heading for section, heading in forum.agenda.items() if section is not Section.RETURNED}
    older = forum.model_copy(update={"agenda": fewer})
    agenda = build_agenda("avvikelseforum", older, DAY, OnTable([item(1, Purpose.POSITION, "", KEPT)]))
    [line] = [line for line in agenda.lines if line.number]
    assert (line.kind, line.earlier, agenda.withheld) == (Section.POSITIONS, KEPT, ())


def test_the_other_forum_s_cases_that_come_back_at_a_joint_meeting() -> None:
    both = OnTable([], joint=[item(1, Purpose.POSITION), item(2, Purpose.POSITION, "", KEPT)], joint_name="Andra")
    agenda = build_agenda("samverkansgrupp", ROUTINE.forums["samverkansgrupp"], DAY, both)
    assert [(line.number, line.heading) for line in agenda.lines if line.number] == [
        ("AVV-2026-0001", "Andra: för ställningstagande"),
        ("AVV-2026-0002", "Andra: kommer tillbaka"),
    ]
