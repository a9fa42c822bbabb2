"""Reporting: one thing at a time, kept all along, sent as one thing; what may point somebody out is shown in time."""

from collections.abc import Callable
from typing import Any

import pytest

from avvikelse.db.tables import DeviationParty, Note, Registration, ReportDraft
from avvikelse.services import drafts, receipts
from avvikelse.services.forms import LONG
from tests.services.steps import rows, shown, told
from tests.web.conftest import Browser, words
from tests.world import FK, REGION, World

AsUser = Callable[[str], Browser]
TEXT = "Kompletteringen gick till fel mottagning. Patienten fick vänta tre veckor."
NAMING = "Anna Berg, 19680423-9819, fick vänta tre veckor."


def _written(browser: Browser, **changes: str) -> str:
    """A report filled in step by step; the address of its draft."""
    answers: dict[str, dict[str, Any]] = {
        "vem": {"concerned": [REGION], "concerned_unit": "Vårdcentralen Granåsen"},
        "sagt": {"told": "nej", "other_party_told": ""},
        "lost": {"solved": "nej", "how_solved": ""},
        "fakta": {"occurred_on": "2026-02-26", "category": "kvalitet", "nature": "handelse", "gender": "kvinna",
                  "conduct_matter": "nej"},
    }  # fmt: skip
    browser.get("/rapportera")
    answer = browser.post("/rapportera", {"title": "", "description": TEXT})
    address = str(answer.headers["location"]).removesuffix("/vem")
    for step, form in answers.items():
        answer = browser.post(f"{address}/{step}", {**form, **{k: v for k, v in changes.items() if k in form}})
        assert answer.status_code == 303, words(answer.text)
    assert answer.headers["location"] == f"{address}/kontrollera"
    return address


def test_a_report_in_six_steps_ends_in_a_receipt(world: World, as_user: AsUser) -> None:
    staff = as_user("fk.utredare")
    address = _written(staff)
    summary = staff.reads(f"{address}/kontrollera")
    for part in ("Kompletteringen gick till fel mottagning", "Region Värmland", "torsdag 26 februari 2026", "Inte än."):
        assert part in summary
    sent = staff.post(f"{address}/kontrollera")
    assert sent.headers["location"] == "/rapportera/klart/AVV-2026-0001"
    receipt = staff.reads(sent.headers["location"])
    for part in ("AVV-2026-0001", "Säg till den andra parten", "Fk Chef", "måndag 9 mars 2026", "påminner vi dig"):
        assert part in receipt
    registration = shown(world, "fk.utredare", "AVV-2026-0001").registration
    assert registration is not None
    assert (registration.title, registration.description) == ("Kompletteringen gick till fel mottagning", TEXT)
    assert rows(world, ReportDraft) == []
    assert staff.get(f"{address}/kontrollera").status_code == 404


def test_what_solved_itself_is_reported_and_resolved_in_one_go(world: World, as_user: AsUser) -> None:
    staff = as_user("fk.utredare")
    address = _written(staff, told="ja", other_party_told="Koordinatorn.", solved="ja", how_solved="Vi ringde.")
    receipt = staff.reads(staff.post(f"{address}/kontrollera").headers["location"])
    assert "Du behöver inte göra något mer" in receipt
    assert shown(world, "fk.utredare", "AVV-2026-0001").case.state == "resolved"
    assert told(world) == [("fk.chef", "solved_in_situation")]
    assert {(note.label, note.text) for note in rows(world, Note)} == {
        ("other_party_told", "Koordinatorn."),
        ("how_solved", "Vi ringde."),
    }


def test_when_solving_fails_nothing_is_reported(world: World, as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = as_user("fk.utredare")
    address = _written(staff, solved="ja", how_solved="Vi ringde.")
    monkeypatch.setattr(drafts, "_solving_step", lambda _: "no_such_step")
    assert staff.post(f"{address}/kontrollera").status_code == 409
    assert rows(world, Registration) == []
    assert len(rows(world, ReportDraft)) == 1


def test_an_unfinished_report_that_is_looked_over_says_what_is_missing(world: World, as_user: AsUser) -> None:
    staff = as_user("fk.utredare")
    staff.get("/rapportera")
    address = staff.post("/rapportera", {"description": TEXT}).headers["location"].removesuffix("/vem")
    assert "Gäller Saknas" in staff.reads(f"{address}/kontrollera")
    answer = staff.post(f"{address}/kontrollera", {})
    assert answer.status_code == 422
    assert "Den berörda parten saknas" in words(answer.text)
    assert rows(world, Registration) == []


def test_nobody_is_asked_for_a_title_that_is_taken_from_the_text(as_user: AsUser) -> None:
    staff = as_user("fk.utredare")
    staff.get("/rapportera")
    said = words(staff.post("/rapportera", {"description": "", "title": ""}).text)
    assert "Beskrivningen saknas" in said
    assert "Rubriken saknas" not in said


FAULTY = [
    ("vem", {"concerned_unit": ""}, "Den berörda parten saknas", "concerned"),
    ("vem", {"concerned": [FK]}, "Din egen organisation", "concerned"),
    ("sagt", {}, "Svara ja eller inte än", "told"),
    ("sagt", {"told": "ja"}, "Skriv vilken funktion", "other_party_told"),
    ("lost", {}, "Svara ja eller nej", "solved"),
    ("lost", {"solved": "ja"}, "Skriv kort hur", "how_solved"),
    ("fakta", {"occurred_on": "2027-01-01", "category": "kvalitet"}, "Datumet ligger i framtiden", "occurred_on"),
    ("fakta", {"occurred_on": "i går", "category": "kvalitet"}, "är inget datum", "occurred_on"),
    ("fakta", {"occurred_on": "2026-02-26", "category": "väder"}, "finns inte", "category"),
    ("vad", {"description": " "}, "Beskrivningen saknas", "description"),
    ("vad", {"description": TEXT, "title": "å" * 201}, "högst 200 tecken", "title"),
]


@pytest.mark.parametrize(("step", "form", "says", "field"), FAULTY)
def test_a_faulty_step_says_what_and_keeps_what_was_typed(
    world: World, as_user: AsUser, step: str, form: dict[str, Any], says: str, field: str
) -> None:
    staff = as_user("fk.utredare")
    staff.get("/rapportera")
    address = staff.post("/rapportera", {"description": TEXT}).headers["location"].removesuffix("/vem")
    answer = staff.post(f"{address}/{step}", form)
    assert answer.status_code == 422
    assert says in words(answer.text)
    assert f'<a href="#{field}">' in answer.text
    for typed in form.values():
        assert not isinstance(typed, str) or typed in answer.text or not typed.strip()
    staff.post(f"{address}/kontrollera")
    assert rows(world, Registration) == []


def test_a_draft_is_saved_while_it_is_written_and_listed_on_the_desk(world: World, as_user: AsUser) -> None:
    staff = as_user("fk.utredare")
    staff.get("/rapportera")
    first = staff.post("/rapportera/spara", {"title": "", "description": "Komplett"}).json()
    assert first == {"id": first["id"], "saved": "09.00"}
    world.wait(minutes=7)
    again = staff.post(f"/rapportera/{first['id']}/spara", {"title": "", "description": TEXT}).json()
    assert again == {"id": first["id"], "saved": "09.07"}
    desk = staff.reads("/avvikelser")
    assert "Påbörjade rapporter Kompletteringen gick till fel mottagning" in desk
    assert "Sparad 2 mars 2026 kl. 09.07. Bara du ser den." in desk
    assert staff.get(f"/rapportera/{first['id']}").headers["location"] == f"/rapportera/{first['id']}/vem"
    assert TEXT in staff.get(f"/rapportera/{first['id']}/vad").text
    assert staff.post("/rapportera/spara", {"personnummer": "1"}).status_code == 422
    assert staff.post("/rapportera/spara", {"description": "x" * (2 * LONG + 1)}).status_code == 422


def test_throwing_a_draft_away_is_asked_about_first(world: World, as_user: AsUser) -> None:
    staff = as_user("fk.utredare")
    address = _written(staff)
    assert "går inte att få tillbaka" in staff.reads(f"{address}/kasta")
    assert len(rows(world, ReportDraft)) == 1
    assert staff.post(f"{address}/kasta").headers["location"] == "/avvikelser"
    assert rows(world, ReportDraft) == []


DRAFT_PAGES = ("", "/vad", "/vem", "/kontrollera", "/kasta")
DRAFT_FORMS = ("/vad", "/spara", "/ersatt", "/kontrollera", "/kasta")


@pytest.mark.parametrize("who", ["fk.chef", "fk.samordnare", "vc.medarbetare", "administrator", "granskare"])
def test_a_draft_is_its_writer_s_alone(world: World, as_user: AsUser, who: str) -> None:
    staff, other = as_user("fk.utredare"), as_user(who)
    address = _written(staff)
    before = rows(world, ReportDraft)
    assert "Påbörjade rapporter" not in other.reads("/avvikelser")
    for page in DRAFT_PAGES:
        assert other.get(address + page).status_code == 404
    for form in DRAFT_FORMS:
        assert other.post(address + form, {"description": "Mitt."}).status_code == 404
    assert rows(world, ReportDraft) == before
    assert not world.ask(drafts.drafts, who)
    number = staff.post(f"{address}/kontrollera").headers["location"].rsplit("/", 1)[1]
    assert other.get(f"/rapportera/klart/{number}").status_code == 404  # also for who may read the case: not theirs
    assert world.ask(receipts.receipt, "fk.utredare", number).number == number


def test_without_scripts_the_next_step_shows_what_may_point_somebody_out(world: World, as_user: AsUser) -> None:
    staff = as_user("fk.utredare")
    staff.get("/rapportera")
    address = staff.post("/rapportera", {"description": NAMING}).headers["location"]
    page = staff.reads(address)
    for part in ("Texten kan peka ut någon", "Anna Berg", "[person 1]", "personnummer"):
        assert part in page
    assert staff.post(address.replace("/vem", "/ersatt"), {"steg": "vem"}).headers["location"] == address
    page = staff.reads(address)
    assert "Texten kan peka ut någon" not in page
    assert "19680423" not in str(rows(world, ReportDraft))


def test_a_coordinator_without_a_unit_says_which_unit_it_belongs_to(world: World, as_user: AsUser) -> None:
    staff = as_user("fk.samordnare")
    staff.get("/rapportera")
    address = staff.post("/rapportera", {"description": TEXT}).headers["location"].removesuffix("/vem")
    facts = {"occurred_on": "2026-02-26", "category": "kvalitet"}
    for step, form in (("vem", {"concerned": [REGION]}), ("sagt", {"told": "nej"}), ("lost", {"solved": "nej"})):
        assert staff.post(f"{address}/{step}", form).status_code == 303
    assert "Vilken av era enheter" in words(staff.post(f"{address}/fakta", facts).text)
    assert staff.post(f"{address}/fakta", {**facts, "unit": "Sjukpenning team 1"}).status_code == 303
    staff.post(f"{address}/kontrollera")
    [own] = [party for party in rows(world, DeviationParty) if party.organisation == FK]
    assert own.manager_id == world.actor("fk.chef").user_id


def test_the_way_to_the_patient_safety_system_is_shown(as_user: AsUser) -> None:
    page = as_user("vc.medarbetare").reads("/rapportera")
    assert "Hände det något en patient kunde skadas av?" in page
    assert "patientsäkerhet" in page


def _check(browser: Browser, sent: Any, **headers: str) -> Any:
    browser.get("/rapportera")
    extra = {"x-form-token": browser.token, "accept": "application/json", **headers}
    return browser.client.post("/avidentifiering/kontroll", json=sent, headers=extra)


def test_the_check_answers_with_places_reasons_and_proposals(as_user: AsUser) -> None:
    text = f"😀 {NAMING}"
    answer = _check(as_user("fk.utredare"), {"text": text}).json()
    first, second = answer["findings"][:2]
    assert text[first["start"] : first["end"]] == "Anna Berg"
    assert (first["kind"], first["level"], first["replacement"]) == ("person", "must_rewrite", "[person 1]")
    assert "Skriv rollen i stället" in first["why"]
    assert text[second["start"] : second["end"]] == "19680423-9819"
    assert answer["masked"].startswith("😀 [person 1], [personnummer], fick vänta")
    assert _check(as_user("fk.utredare"), {"text": ""}).json() == {"findings": [], "masked": ""}


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"text": "x" * (LONG + 1)}, 413), ({"text": 7}, 422), ([], 422), ({}, 422), ({"text": "å" * 200_000}, 413)],
)
def test_the_check_refuses_what_it_can_t_read(as_user: AsUser, sent: Any, status: int) -> None:
    answer = _check(as_user("fk.utredare"), sent)
    assert answer.status_code == status
    assert len(answer.json()["message"]) < 200


def test_the_check_is_for_those_who_are_signed_in_and_its_text_is_never_logged(
    as_user: AsUser, stranger: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    assert stranger.client.post("/avidentifiering/kontroll", json={"text": NAMING}).status_code == 403
    assert _check(as_user("fk.utredare"), {"text": NAMING}, **{"x-form-token": "00"}).status_code == 403
    _check(as_user("fk.utredare"), {"text": NAMING})
    _check(as_user("fk.utredare"), {"text": NAMING * 1000})
    captured = capfd.readouterr()
    assert "Anna" not in captured.out + captured.err
