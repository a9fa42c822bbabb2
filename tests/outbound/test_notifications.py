"""Every message of every folder, in every shape: what it must say, and what must never break out of it."""

from dataclasses import asdict, fields
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from avvikelse.core.invitation import Invitation
from avvikelse.core.messages import ALL_MESSAGES, DEADLINE_MESSAGES, LIST_MESSAGES, MEETING_MESSAGES, MESSAGES, SUMMARY
from avvikelse.core.minutes import MeetingFrame
from avvikelse.core.vocabulary import CASE_ROLE_LABELS, MeetingPart
from avvikelse.errors import BadSetting
from avvikelse.outbound.context import MessageContext, context
from avvikelse.outbound.list_context import (
    ListContext,
    SummaryContext,
    example_summaries,
    list_context,
    summary_context,
)
from avvikelse.outbound.meeting_context import MeetingContext, meeting_context
from avvikelse.outbound.render import FILES, Rendered, check_templates, render
from avvikelse.settings import builtin_folder
from tests.outbound.case_messages import DUE, HOSTILE, NUMBER, example, hostile

ROLES = [*CASE_ROLE_LABELS.values(), "sekreteraren i Försäkringsmedicinska samverkansgruppen"]


def a_meeting(
    part: MeetingPart | None = MeetingPart.MEMBER,
    *,
    state: str = "planned",
    place: str = "Sal Vänern",
    name: str = "Försäkringsmedicinska samverkansgruppen",
    was: datetime | None = None,
) -> MeetingContext:
    frame = MeetingFrame(DUE, DUE.replace(hour=18), place, "https://mote.example.se/1", ())
    invitation = Invitation(7, "samverkansgrupp", name, "", frame, (), state, 0, 0, "", "")
    return meeting_context(invitation, part, "https://avvikelse.example.se/", "Anna Berg", was=was)


class Page(HTMLParser):
    """Reads the page as a person meets it, and fails on a tag that isn't closed or wasn't expected."""

    VOID = frozenset({"meta"})
    KNOWN = frozenset({"html", "head", "meta", "title", "body", "p", "a"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.lines: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.KNOWN
        given = dict(attrs)
        assert set(given) <= {"lang", "charset", "name", "content", "style", "href"}
        if tag == "html":
            assert given["lang"] == "sv"
        if tag == "a":
            self.links.append(str(given["href"]))
        if tag == "p":
            self.lines.append("")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "a":  # the plain text shows the address where the page hides it behind words
            self.lines[-1] += f": {self.links[-1]}"

    def handle_data(self, data: str) -> None:
        if "p" in self.open:
            self.lines[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def assert_sound(message: Rendered) -> None:
    page = Page(message.html)
    assert [line.strip() for line in message.text.split("\n\n")] == page.lines
    assert message.text.count("://") == 1
    assert page.links == [word for word in message.text.split() if "://" in word]
    assert "Du får detta för att du är " in message.text
    assert len(message.subject.splitlines()) == 1
    assert all(sign.isprintable() for sign in message.subject + message.text.replace("\n", ""))


def test_a_folder_for_each_message_and_no_other() -> None:
    built_in = builtin_folder("notifications")
    assert {path.name for path in built_in.iterdir() if path.is_dir()} == {*ALL_MESSAGES, SUMMARY}
    for name in (*ALL_MESSAGES, SUMMARY):
        assert {path.name for path in (built_in / name).iterdir()} == set(FILES)
    assert {path.name for path in built_in.iterdir() if path.is_file()} == {
        "layout.txt", "layout.html", "meeting.txt", "meeting.html", "list.txt", "list.html",
    }  # fmt: skip
    check_templates()


@pytest.mark.parametrize("due_at", [DUE, None], ids=["due", "no due"])
@pytest.mark.parametrize("says", [True, False], ids=["says", "silent"])
@pytest.mark.parametrize("name", [*MESSAGES, *DEADLINE_MESSAGES])
def test_every_message_in_every_shape(name: str, due_at: datetime | None, says: bool) -> None:
    for role in ROLES:
        message = render(name, example(due_at, role, says))
        assert_sound(message)
        assert message.subject.startswith(f"{NUMBER}: ")
        assert len(message.subject) < 80
        assert f"Öppna {NUMBER}: https://avvikelse.example.se/avvikelser/{NUMBER}\n" in message.text
        assert f"Du får detta för att du är {role}." in message.text
        whole = message.subject + message.text
        assert "Anna" not in whole, "a mail names nobody"
        assert not any(flaw in whole for flaw in ("  ", " .", " ,", "..", "None", ". .", ",.")), whole
        if due_at is None:
            assert "senast" not in whole
            assert "november" not in whole
        elif name in DEADLINE_MESSAGES:
            assert "27 november" in message.subject
            assert "fredag 27 november" in message.text


@pytest.mark.parametrize("name", sorted(set(MESSAGES) - {"closed", "withdrawn"}))
def test_what_is_to_come_has_its_day(name: str) -> None:
    assert "senast fredag 27 november." in render(name, example()).text


def test_your_turn_reads_as_agreed() -> None:
    message = render("your_turn", example())
    assert message.subject == "AVV-2026-0042: din tur, svar senast 27 november"
    assert message.text == (
        "Nu är det din tur i avvikelsen AVV-2026-0042. Läget är: Försäkringsmedicinska samverkansgruppen.\n\n"
        "Följ upp åtgärderna & avsluta sedan. Ta nästa steg senast fredag 27 november.\n\n"
        "Öppna AVV-2026-0042: https://avvikelse.example.se/avvikelser/AVV-2026-0042\n\n"
        "Du får detta för att du är chefen hos den berörda parten.\n"
    )


def test_the_day_is_the_swedish_one() -> None:
    late_evening_utc = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    assert example(late_evening_utc).due_short == "27 november"
    with pytest.raises(ValueError, match="time zone"):
        example(datetime(2026, 11, 27))  # noqa: DTZ001 (a moment without a zone is the point)


def test_templates_use_only_the_documented_fields() -> None:
    for path in builtin_folder("notifications").rglob("*.*"):
        documented = {field.name for field in fields(_context_of(path))}
        source = path.read_text(encoding="utf-8")
        assert meta.find_undeclared_variables(Environment().parse(source)) <= documented, path  # noqa: S701 (only parsed)
        assert "safe" not in source, path


def _context_of(path: Path) -> type[MessageContext | MeetingContext | ListContext | SummaryContext]:
    kinds = {"meeting": MeetingContext, "list": ListContext, SUMMARY: SummaryContext}
    kinds |= dict.fromkeys(MEETING_MESSAGES, MeetingContext) | dict.fromkeys(LIST_MESSAGES, ListContext)
    return kinds.get(path.parent.name, kinds.get(path.stem, MessageContext))


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", [*MESSAGES, *DEADLINE_MESSAGES])
def test_hostile_values_never_break_out(name: str, value: str) -> None:
    message = render(name, hostile(value))
    assert_sound(message)
    assert len(message.subject) < 80
    assert len(message.text) < 1500
    message.html.encode()


@pytest.mark.parametrize("was", [None, DUE], ids=["", "moved"])
@pytest.mark.parametrize("state", ["planned", "cancelled"])
@pytest.mark.parametrize("part", [*MeetingPart, None])
@pytest.mark.parametrize("name", MEETING_MESSAGES)
def test_every_message_about_a_meeting(name: str, part: MeetingPart | None, state: str, was: datetime | None) -> None:
    for place in ("Sal Vänern", ""):
        message = render(name, a_meeting(part, state=state, place=place, was=was))
        assert_sound(message)
        assert len(message.subject) < 100
        assert "27 november" in message.subject
        assert "fredag 27 november 2026 kl. 17.00–19.00" in message.text
        assert "Öppna mötet: https://avvikelse.example.se/moten/7\n" in message.text
        whole = message.subject + message.text
        assert not any(flaw in whole for flaw in ("Anna", "AVV", "mote.example", "  ", " .", " ,", "..", "None")), whole


@pytest.mark.parametrize("count", [0, 1, 7])
@pytest.mark.parametrize("forum", ["Veckoavstämning", ""])
@pytest.mark.parametrize("name", LIST_MESSAGES)
def test_every_message_about_several_cases(name: str, forum: str, count: int) -> None:
    message = render(name, list_context(name, count, forum, DUE.date(), "https://avvikelse.example.se/", "Anna Berg"))
    assert_sound(message)
    whole = message.subject + message.text
    assert not any(flaw in whole for flaw in ("Anna", "AVV", "  ", " .", " ,", "..", "None")), whole
    if name == "cases_handed_over":
        assert {0: "över avvikelser", 1: "över en avvikelse", 7: "över 7 avvikelser"}[count] in message.subject
    elif name == "holes":
        assert message.subject.removeprefix("Ingen har nästa steg") in ("", " i en avvikelse", " i 7 avvikelser")
    elif name == "retention_ahead":
        assert message.subject == "Gallring börjar fredag 27 november"
        told = {0: "27 november. Det", 1: "27 november, för en avvikelse. Det", 7: "27 november, för 7 avvikelser. Det"}
        assert told[count] in message.text
    else:
        assert message.subject == "Veckolistan inför fredag 27 november"


def test_a_summary_reads_as_agreed() -> None:
    lines = ["AVV-2026-0042: din tur, svar senast 27 november", "AVV-2026-0043: avslutad"]
    message = render(SUMMARY, summary_context(lines, 1, "https://avvikelse.example.se/", "Anna Berg"))
    assert message.subject == "2 meddelanden, ett väntar på dig"
    assert message.text == (
        "Du har 2 nya meddelanden. Ett av dem väntar på att du gör något.\n\n"
        "- AVV-2026-0042: din tur, svar senast 27 november\n"
        "- AVV-2026-0043: avslutad\n\n"
        "Läs och gör: https://avvikelse.example.se/meddelanden\n\n"
        "Du får detta för att du är en av dem som det gäller.\n"
    )
    assert message.html.count("<li>") == 2
    assert message.html.count("href=") == 1


def test_a_long_summary_says_how_much_is_left_out() -> None:
    message = render(SUMMARY, summary_context(["AVV-2026-0042: klar"] * 57, 0, "https://avvikelse.example.se", ""))
    assert message.subject == "57 meddelanden"
    assert message.text.count("\n- AVV") == 50
    assert "\n- och 7 till\n" in message.text


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_hostile_lines_never_break_out_of_a_summary(value: str) -> None:
    message = render(SUMMARY, summary_context([value, value], 1, "https://avvikelse.example.se", value))
    assert message.text.count("\n- ") == 2
    assert message.html.count("<li>") == 2
    assert "<script" not in message.html
    assert all(sign.isprintable() for sign in message.text.replace("\n", ""))
    for summary in example_summaries():
        assert len(render(SUMMARY, summary).subject) < 80


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", MEETING_MESSAGES)
def test_hostile_names_of_forums_and_places_never_break_out(name: str, value: str) -> None:
    message = render(name, a_meeting(place=value, name=value))
    assert_sound(message)
    assert len(message.text) < 1500


def test_an_invitation_reads_as_agreed() -> None:
    message = render("meeting_invitation", a_meeting())
    assert message.subject == "Kallelse 27 november: Försäkringsmedicinska samverkansgruppen"
    assert message.text == (
        "Du är kallad till Försäkringsmedicinska samverkansgruppen fredag 27 november 2026 kl. 17.00–19.00. "
        "Plats: Sal Vänern.\n\n"
        "Mötet finns i kalenderfilen. Svara om du kommer eller har förhinder.\n\n"
        "Öppna mötet: https://avvikelse.example.se/moten/7\n\n"
        "Du får detta för att du är kallad som ledamot.\n"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "avvikelse.example.se",
        "javascript:alert(1)//",
        "https://",
        "https://a b",
        'https://a"x',
        "https://[",
        "ftp://a",
    ],
)
def test_a_link_is_a_web_address(address: str) -> None:
    with pytest.raises(BadSetting, match="AVVIKELSE_BASE_URL"):
        context(NUMBER, "Löst", "mottagaren", None, address, "Anna")


def test_unknown_messages(tmp_path: Path) -> None:
    for name in ("your_trun", "../closed", ""):
        with pytest.raises(BadSetting, match="finns inte"):
            render(name, example())
    (tmp_path / "your_trun").mkdir()
    with pytest.raises(BadSetting, match=r"your_trun: .*Menade du your_turn\?"):
        check_templates([tmp_path])


def test_the_context_holds_lines_of_text_only() -> None:
    for values in (example(), example(None), hostile(HOSTILE["long"])):
        assert all(type(value) is str and len(value.splitlines()) <= 1 for value in asdict(values).values())
