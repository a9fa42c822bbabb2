"""What people do most, with the keyboard alone: the focus is seen wherever it goes, and nothing needs a mouse."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import AsUser
from tests.browser.keyboard import Keyboard

NUMBER = "AVV-2025-0001"
REPORTED = "Begäran om komplettering gick till en vårdcentral fast intyget kom från en annan klinik."
ASKED_ABOUT = "Bertil Ek ringde från en klinik. Det kallas zmorgigt hos oss."


def test_a_report(as_user: AsUser) -> None:
    page = as_user("jenny.wall")
    keys = Keyboard(page)
    keys.follow("Rapportera en avvikelse")
    keys.write("description", REPORTED)
    keys.follow("Fortsätt")
    keys.tick("concerned", "region-varmland")
    keys.follow("Fortsätt")
    keys.choose("told", "nej")
    keys.follow("Fortsätt")
    keys.choose("solved", "nej")
    keys.follow("Fortsätt")
    keys.follow("Fortsätt")
    keys.follow("Skicka rapporten")
    expect(page.locator("h1")).to_contain_text("Rapporten är skickad")


def test_from_the_desk_to_the_case_and_what_can_t_be_taken_back_is_read_first(as_user: AsUser) -> None:
    page = as_user("maria.chef")
    keys = Keyboard(page)
    keys.follow(NUMBER)
    keys.follow("Lämna över till den andra parten")
    keys.tick("fields", "title")
    keys.follow("Förhandsgranska")
    expect(page.locator("main")).to_contain_text("Inget är skickat än")
    expect(page.locator("main")).to_contain_text("En skickad överlämning kan inte tas tillbaka.")
    keys.follow("Skicka till Region Värmland")
    expect(page.locator(".said")).to_be_visible()


def test_every_finding_is_answered_and_a_colleague_attests(as_user: AsUser) -> None:
    page = as_user("maria.chef")
    keys = Keyboard(page)
    keys.follow(NUMBER)
    keys.follow("Avidentifiera för forumet")
    keys.write("text", ASKED_ABOUT)
    keys.follow("Kontrollera igen")
    expect(page.locator(".finding legend")).to_contain_text(["Bertil Ek", "zmorgigt"])
    keys.choose(f"val-{_finding(page, 'Bertil Ek')}", "ersatt")
    keys.follow("Kontrollera igen")
    expect(page.locator("#text")).to_have_value(ASKED_ABOUT.replace("Bertil Ek", "[person 1]"))
    asked = _finding(page, "zmorgigt")
    keys.choose(f"val-{asked}", "kvar")
    keys.choose(f"skal-{asked}", "term")
    keys.follow("Spara texten")
    expect(page.locator(".said")).to_contain_text("Be en kollega läsa och intyga den.")

    page = as_user("pia.samverkan")
    page.goto(f"/avvikelser/{NUMBER}")
    keys = Keyboard(page)
    keys.follow("Läs och intyga")
    keys.choose("nobody_recognised", "ja")
    keys.follow("Svara")
    expect(page.locator(".said")).to_be_visible()


def _finding(page: Page, word: str) -> str:
    """The number of the finding that marks a word."""
    return str(page.locator(".finding", has_text=word).get_attribute("id")).removeprefix("fynd-")


def test_an_agenda_is_ordered_frozen_and_met_about(as_user: AsUser) -> None:
    page = as_user("eva.sekreterare")
    keys = Keyboard(page)
    keys.follow("Öppna dagordningen")
    lines = page.locator('li[data-line^="item:"]')
    first, second = (lines.nth(place).get_attribute("data-line") for place in (0, 1))
    keys.to(f"button[value='ned {first}']")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Enter")
    expect(lines.nth(0)).to_have_attribute("data-line", str(second))
    expect(lines.nth(1)).to_have_attribute("data-line", str(first))
    keys.follow("Spika dagordningen")
    expect(page.locator("main")).to_contain_text("Det går inte att ångra.")
    keys.follow("Spika dagordningen")
    expect(page.locator(".said")).to_be_visible()
    page.goto(page.url.partition("#")[0].removesuffix("/spika") + "/mote")
    here = page.url
    keys.choose("outcome", "next_meeting")
    keys.write("position", "Mer underlag behövs.")
    keys.follow("Spara och gå till nästa")
    assert page.url != here
    keys.follow("Spara och gå till föregående")
    expect(page.get_by_label("Ställningstagande")).to_have_value("Mer underlag behövs.")


def test_a_new_colleague_gets_a_role(as_user: AsUser) -> None:
    page = as_user("ida.admin")
    keys = Keyboard(page)
    page.goto("/administration")
    keys.follow("Personer")
    keys.follow("Lägg till en person")
    for field, text in (("name", "Anna Berg"), ("email", "anna.berg@example.se"), ("username", "anna.berg")):
        keys.write(field, text)
    keys.choose("organisation", "region-varmland")
    keys.follow("Lägg till")
    expect(page.locator("h1")).to_have_text("Anna Berg")
    keys.choose("role", "coordinator")
    keys.follow("Ge rollen")
    expect(page.locator("main")).to_contain_text("Samordnare")
    keys.open("Byt lösenord")
    keys.write("password", "en lång mening som ingen gissar")
    keys.follow("Byt lösenord", "button")
    expect(page.locator(".said")).to_be_visible()
