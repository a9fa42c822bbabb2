"""Two hundred cases with a person in every private field: no document of a forum has a word of it (R13)."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

import pypdf
import pytest

from avvikelse.core.dates import local_day
from avvikelse.outbound.documents import FORMS, Document, WeeklyList, render
from avvikelse.services.agendas import agenda, freeze
from avvikelse.services.decisions import decide
from avvikelse.services.handling import log_contact, record_investigation
from avvikelse.services.handover import hand_over
from avvikelse.services.learning import learning_digest
from avvikelse.services.meetings import ForumRef, MeetingRef
from avvikelse.services.minutes import keep_the_rest
from avvikelse.services.minutes_view import extract, minutes
from avvikelse.services.weekly import weekly_list
from tests.databases import hasty_engine
from tests.services.steps import SECRETARY, attested, concluded, meeting_today, now_of, planned, reported, step
from tests.world import FK, REGION, World, build_world

CASES, FEWER = 200, 10
SECRETS = ("Zebulon", "Qvistgaard", "19680423", "9819", "070-174 06 12", "zebulon@example.se")
PERSON = "Zebulon Qvistgaard, 19680423-9819, tel 070-174 06 12, zebulon@example.se"
SOLVED = {
    "outcome": "close_with_measures",
    "position": "Mallen orsakade felet.",
    "measures": [{"what": "Mallen rättas.", "organisation": REGION, "due_on": "2026-12-01"}],
}


def seeded(world: World) -> str:
    """A case on the forum's table, with the person in everything that the parties keep or send each other."""
    number = reported(world, title=PERSON, description=f"Det gäller {PERSON}.", other_party_told=PERSON)
    step(world, "fk.utredare", number, "register", own_reference=PERSON[:90], other_party_told=PERSON)
    step(world, "fk.chef", number, "contact_manager", contact_logged=PERSON)
    step(world, "vc.chef", number, "receive", own_reference=PERSON[:90])
    world.do(log_contact, "vc.chef", number, {"text": PERSON}, rev=None)
    world.do(record_investigation, "vc.chef", number, {"investigation": PERSON, "no_measure_reason": PERSON}, rev=None)
    message = {"receiver": REGION, "fields": ("title", "description"), "text": PERSON}
    world.do(hand_over, "fk.chef", number, message, rev=None)
    attested(world, number)
    step(world, "fk.chef", number, "lift_to_forum", why_unsolved=PERSON)
    return number


def everything(world: World, forum: ForumRef, meeting: MeetingRef) -> Iterator[Document]:
    """Every document that anybody may take out now."""
    day = meeting.held_on
    ref = now_of(world, forum, meeting)
    for who in (SECRETARY, "fk.samordnare") if ref.state != "planned" else (SECRETARY,):
        yield world.ask(agenda, who, forum, day.isoformat(), world.now)
    for who in ("fk.samordnare", "region.samordnare"):
        yield WeeklyList(local_day(world.now), tuple(world.ask(weekly_list, who, world.now)))
    if ref.state in ("frozen", "sent"):
        yield world.ask(minutes, SECRETARY, forum, ref)
    if ref.state == "approved":
        yield world.ask(minutes, "fk.samordnare", forum, ref)
        yield world.ask(extract, "fk.samordnare", forum, day, FK)
        yield world.ask(extract, "region.samordnare", forum, day, REGION)
        yield world.ask(learning_digest, "fk.samordnare", forum, day, day)


def unpacked(content: bytes, form: str) -> str:
    """All that stands anywhere in the file."""
    if form == "docx":
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    if form == "pdf":
        reader = pypdf.PdfReader(BytesIO(content))
        pages = [page.extract_text() for page in reader.pages]
        xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
        return " ".join([*pages, str(reader.metadata), xmp]).replace("\u200b", "")
    return content.decode()


def searched(documents: Iterator[Document], read: set[type[Document]]) -> int:
    """Searches each document in each form; returns how many files that was.

    A long PDF takes a second to read back: not those of a kind that is among the read ones, to which it adds its own.
    """
    files = 0
    for document in documents:
        forms = FORMS if type(document) not in read else [form for form in FORMS if form != "pdf"]
        read.add(type(document))
        for form in forms:
            found = unpacked(render(document, form), form)
            assert "AVV-2026-" in found
            assert not [secret for secret in SECRETS if secret in found], (type(document).__name__, form)
            files += 1
    return files


@pytest.mark.parametrize(("database", "cases"), [("sqlite_url", CASES), ("fresh_postgres_url", FEWER)])
def test_nothing_private_stands_in_any_document(request: pytest.FixtureRequest, database: str, cases: int) -> None:
    """Of the many cases each kind of PDF is read back once, of the few at each stage."""
    engine = hasty_engine(request.getfixturevalue(database))
    world = build_world(engine)
    numbers = [seeded(world) for _ in range(cases)]
    forum = planned(world)
    meeting = meeting_today(world, forum)
    read: set[type[Document]] = set()

    def look() -> int:
        return searched(everything(world, forum, meeting), set() if cases == FEWER else read)

    files = look()
    frozen = world.do(freeze, SECRETARY, forum, meeting.held_on.isoformat())
    assert [line.number for line in frozen.lines if line.item_id] == numbers
    files += look()
    item = next(line.item_id for line in frozen.lines if line.item_id)
    world.do(decide, SECRETARY, forum, now_of(world, forum, meeting), item, SOLVED)
    world.do(keep_the_rest, SECRETARY, forum, now_of(world, forum, meeting), rev=None)
    concluded(world, forum, meeting)
    files += look()
    assert files == (3 + 5 + 8) * 4 + (2 + 3 + 5 if cases == FEWER else 5)
    engine.dispose()
