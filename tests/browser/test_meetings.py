"""A meeting in a real browser: a line is dragged, the clock runs, and a lost connection loses nothing."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import AsUser

SECRETARY = "eva.sekreterare"


def _draft(page: Page) -> str:
    """The address of the next meeting of the first forum, whose agenda is a draft."""
    page.goto("/forum")
    address = page.get_by_role("link", name="Öppna dagordningen").first.get_attribute("href")
    assert address is not None
    return address.removesuffix("/ordna")


def test_a_line_is_dragged_ahead_of_another(as_user: AsUser) -> None:
    page = as_user(SECRETARY)
    page.goto(f"{_draft(page)}/ordna")
    lines = page.locator('li[data-line^="item:"]')
    before = [lines.nth(n).get_attribute("data-line") for n in range(3)]
    lines.nth(2).locator(".grip").drag_to(lines.nth(0), target_position={"x": 200, "y": 3})
    expect(page.get_by_role("status")).to_have_text("Punkten är flyttad.")
    after = [lines.nth(n).get_attribute("data-line") for n in range(3)]
    assert after == [before[2], before[0], before[1]]


def test_what_is_written_at_a_meeting_outlives_a_lost_connection(as_user: AsUser) -> None:
    page = as_user(SECRETARY)
    meeting = _draft(page)
    page.goto(f"{meeting}/ordna")
    page.locator('input[name^="tid:item:"]').first.fill("10")
    page.get_by_role("button", name="Spara tiderna").last.click()
    page.goto(f"{meeting}/spika")
    page.get_by_role("button", name="Spika dagordningen").click()
    page.goto(f"{meeting}/mote")
    page.get_by_role("button", name="Starta klockan").click()
    expect(page.get_by_role("button", name="Pausa klockan")).to_be_visible()
    page.get_by_label("Kvar till nästa möte").check()
    page.get_by_label("Ställningstagande").fill("Mer underlag behövs.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Spara och gå till nästa").click()
    expect(page.get_by_role("alert").filter(has_text="Ingen kontakt med servern")).to_be_visible()
    expect(page.get_by_label("Ställningstagande")).to_have_value("Mer underlag behövs.")
    here = page.url
    page.context.set_offline(False)
    page.get_by_role("button", name="Spara och gå till nästa").click()
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    expect(page.get_by_label("Ställningstagande")).to_have_value("Mer underlag behövs.")
    expect(page.get_by_label("Kvar till nästa möte")).to_be_checked()


def test_the_projector_is_turned_by_keys(as_user: AsUser) -> None:
    """Arrow keys, and what a presenter's clicker sends; the text is large enough to be read across a room."""
    page = as_user(SECRETARY)
    meeting = _draft(page)
    page.goto(f"{meeting}/spika")
    fix = page.get_by_role("button", name="Spika dagordningen")
    if fix.count():  # unless another story has fixed it
        fix.click()
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{meeting}/mote/1/skarm")
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('article')).fontSize)") >= 48
    for key, place in (("ArrowRight", 2), ("PageDown", 3), ("PageUp", 2), ("ArrowLeft", 1), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        page.wait_for_url(f"**/mote/{place}/skarm")
    page.get_by_role("link", name="Stäng skärmen").click()
    page.wait_for_url("**/mote/1")
