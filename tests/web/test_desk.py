"""My desk: what to do, by when and why; search and filters that stand in the address; a page at a time."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from avvikelse.db import prepared
from avvikelse.services.reports import describe
from avvikelse.web.pages import desk
from tests.services.steps import contacted, registered, reported, step
from tests.web.conftest import Browser
from tests.world import World

AsUser = Callable[[str], Browser]


def test_a_manager_sees_what_to_do_by_when_and_why(world: World, as_user: AsUser) -> None:
    number = registered(world)
    page = as_user("fk.chef").reads("/avvikelser")
    assert "Min tur (1)" in page
    for part in (number, "Din tur", "Kontakta chefen hos den berörda parten.", "Senast måndag 9 mars 2026"):
        assert part in page
    assert "för att du är chefen för den som rapporterade" in page
    world.wait(working_days=9)
    assert "Tiden gick ut 9 mars 2026" in as_user("fk.chef").reads("/avvikelser")
    assert number in as_user("fk.chef").reads("/avvikelser?urval=stilla")


def test_staff_see_where_their_own_cases_are_and_nobody_else_s(world: World, as_user: AsUser) -> None:
    number = contacted(world)
    page = as_user("fk.utredare").reads("/avvikelser")
    assert "Rapportera en avvikelse" in page
    assert "Cheferna har kontakt. Svar väntas senast" in page
    assert "Intyg utan beskrivning" in page
    assert "Väntar på andra (1)" in page
    for who in ("vc.medarbetare", "af.handlaggare", "ort.chef"):
        assert number not in as_user(who).reads("/avvikelser"), who
    assert "Du har inte rapporterat någon avvikelse än" in as_user("vc.medarbetare").reads("/avvikelser")
    theirs = as_user("vc.chef").reads("/avvikelser")
    assert number in theirs
    assert "Intyg utan beskrivning" not in theirs


@pytest.mark.parametrize(
    "search", ["avv 2026-1", "1", "INTYG aktivitets", "intyg  BESKRIV", "fk-117", "Ärendets", "arendets"]
)
def test_a_search_forgives_spelling(world: World, as_user: AsUser, search: str) -> None:
    number = registered(world)
    other = reported(world, title="Annat fel")
    world.do(describe, "fk.chef", number, {"own_reference": "FK-117 Ärendets"}, rev=None)
    page = as_user("fk.chef").get("/avvikelser?q=" + search).text
    assert f"/avvikelser/{number}" in page
    assert f"/avvikelser/{other}" not in page
    assert f'value="{" ".join(search.split())}"' in page


def test_a_search_that_finds_nothing_says_what_to_do(world: World, as_user: AsUser) -> None:
    registered(world)
    assert "Inget stämmer med sökningen" in as_user("fk.chef").reads("/avvikelser?q=giraff")
    assert "Inget stämmer" in as_user("vc.chef").reads("/avvikelser?q=AVV-2026-0001")


def test_filters_stand_in_the_address_and_what_makes_no_sense_is_left_out(world: World, as_user: AsUser) -> None:
    first, second = registered(world), reported(world, category="samarbete")
    chef = as_user("fk.chef")
    assert first not in chef.reads("/avvikelser?kategori=samarbete")
    assert second in chef.reads("/avvikelser?kategori=samarbete&lage=raised&organisation=region-varmland")
    assert second not in chef.reads("/avvikelser?urval=min-tur")
    assert second in chef.reads("/avvikelser?fran=2026-03-01&till=2026-03-31")
    assert second not in chef.reads("/avvikelser?till=2026-02-01")
    odd = "/avvikelser?kategori=x&lage=%00&organisation=polisen&fran=i+g%C3%A5r&urval=y&efter=open-z-1&q=%00"
    assert second in chef.reads(odd)
    page = chef.get("/avvikelser?kategori=samarbete").text
    assert '<option value="samarbete" selected>' in page


def test_the_list_comes_a_page_at_a_time(world: World, as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PAGE", 2)
    numbers = [reported(world) for _ in range(5)]
    staff = as_user("fk.utredare")
    found: list[str] = []
    address = "/avvikelser?kategori=kvalitet"
    while address:
        page = staff.get(address).text
        found += [number for number in numbers if f"/avvikelser/{number}" in page]
        following = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in page else ""
        address = following.replace("&amp;", "&")
        assert "Intyg" not in address
    assert found == numbers


def test_what_may_be_lifted_for_others_to_learn_from(world: World, as_user: AsUser) -> None:
    number, other = reported(world), reported(world)
    step(world, "fk.utredare", number, "resolve_in_situation", how_solved="Vi ringde.")
    page = as_user("fk.samordnare").reads("/avvikelser?urval=larande")
    assert number in page
    assert other not in page
    assert "Kan lyftas för lärande" not in as_user("fk.utredare").reads("/avvikelser")


def test_a_longer_list_asks_no_more_of_the_database(world: World, as_user: AsUser) -> None:
    """The number of statements is the same whether there is one case or many."""
    chef = as_user("fk.chef")

    def asked() -> int:
        counted = CountedStatements(world)
        with counted:
            chef.get("/avvikelser")
        return counted.count

    registered(world)
    chef.get("/avvikelser")
    few = asked()
    for _ in range(12):
        registered(world)
    chef.get("/avvikelser")  # notes that the browser was here, now and then
    assert asked() == few <= 10


class CountedStatements:
    """Counts the statements on their way to the driver, prepared ones too."""

    def __init__(self, world: World) -> None:
        self.engine, self.count, self.patch = world.engine, 0, pytest.MonkeyPatch()

    def __enter__(self) -> None:
        run: Any = vars(prepared)["_run"]

        def counted(*given: Any) -> Any:
            self._note()
            return run(*given)

        self.patch.setattr(prepared, "_run", counted)
        event.listen(self.engine, "before_cursor_execute", self._note)

    def __exit__(self, *_: object) -> None:
        self.patch.undo()
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, *_: object) -> None:
        self.count += 1


@pytest.mark.parametrize("who", ["granskare", "administrator", "region.sekreterare"])
def test_those_who_have_no_cases_have_an_empty_desk(world: World, as_user: AsUser, who: str) -> None:
    number = contacted(world)
    assert number not in as_user(who).reads("/avvikelser")


def test_the_desk_is_for_those_who_are_signed_in(stranger: Browser) -> None:
    assert stranger.get("/avvikelser?q=1").headers["location"] == "/logga-in?till=%2Favvikelser%3Fq%3D1"
