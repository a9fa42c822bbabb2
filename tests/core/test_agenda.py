"""An agenda has a line for everything on the table, or says why not."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from avvikelse.core.agenda import FollowUp, TableItem, build_agenda
from avvikelse.core.load import load_routine
from avvikelse.core.vocabulary import Purpose
from avvikelse.settings import builtin_folder

ROUTINE = load_routine((builtin_folder("workflows") / "varmland.yaml").read_bytes())
DAY = date(2026, 11, 10)


def item(number: int, purpose: Purpose, withheld: str = "") -> TableItem:
    return TableItem(
        number, f"AVV-2026-{number:04}", purpose, "Kvalitet", "FK", "Regionen", f"Text {number}", "", "", withheld
    )


items = st.lists(
    st.tuples(st.sampled_from(list(Purpose)), st.sampled_from(["", "", "Klarar inte kontrollen."])), max_size=30
).map(lambda drawn: [item(n, purpose, withheld) for n, (purpose, withheld) in enumerate(drawn, start=1)])


@given(items, st.sampled_from(sorted(ROUTINE.forums)))
def test_nothing_is_dropped_in_silence(on_table: list[TableItem], forum: str) -> None:
    agenda = build_agenda(forum, ROUTINE.forums[forum], DAY, on_table, [], None)
    shown = [line.number for line in agenda.lines if line.number]
    withheld = [entry.number for entry in agenda.withheld]
    assert sorted(shown + withheld) == [each.number for each in on_table]
    assert all(entry.reason for entry in agenda.withheld)
    assert [line.position for line in agenda.lines] == list(range(1, len(agenda.lines) + 1))
    blocked = {each.text for each in on_table if each.withheld}
    assert not blocked & {line.text for line in agenda.lines}


def test_sections_come_in_the_order_of_the_file_and_empty_ones_say_so() -> None:
    measure = FollowUp(7, "AVV-2025-0001", "Region Värmland", "Listan rättas.", date(2026, 10, 1), False, "")
    on_table = [item(2, Purpose.GOOD_EXAMPLE), item(1, Purpose.POSITION)]
    agenda = build_agenda(
        "avvikelseforum", ROUTINE.forums["avvikelseforum"], DAY, on_table, [measure], date(2027, 2, 16)
    )
    assert [(line.kind.value, line.number) for line in agenda.lines] == [
        ("opening", None),
        ("previous_minutes", None),
        ("follow_up", "AVV-2025-0001"),
        ("positions", "AVV-2026-0001"),
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
