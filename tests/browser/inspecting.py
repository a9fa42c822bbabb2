"""What is asked of a page as it stands in the browser, on a phone 320 points wide: one sentence for each fault."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = Axe().axe_script
LARGEST, MOST_REQUESTS = 60_000, 3
PHONE = 320
TWICE = {"width": 640, "height": 450, "deviceScaleFactor": 2, "mobile": False}
ONCE = {"width": PHONE, "height": 900, "deviceScaleFactor": 1, "mobile": False}
LOOKS, CUT = ((Path(__file__).parent / name).read_text() for name in ("looks.js", "cut.js"))


def inspect(page: Page) -> list[str]:
    """Everything that is wrong with the page."""
    return light(page) + enlarged(page) + looks(page) + accessible(page)


def accessible(page: Page) -> list[str]:
    """What axe finds on the page in the light, and of its colours in the dark."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found = [("", rule) for rule in _axe(page, {"type": "tag", "values": TAGS})]
    page.emulate_media(color_scheme="dark")
    found += [(" in the dark", rule) for rule in _axe(page, {"type": "rule", "values": ["color-contrast"]})]
    page.emulate_media(color_scheme="light")
    return [f"{rule['id']}{when} {[node['target'] for node in rule['nodes']][:3]}" for when, rule in found]


def _axe(page: Page, only: dict[str, Any]) -> list[dict[str, Any]]:
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(document, options).then(found => found.violations)", options
    )
    return found


def light(page: Page) -> list[str]:
    """Whether the page takes more than three requests or 60 kB over the wire, with nothing kept since before.

    The icon isn't counted: no page names it, and a browser looks for it by itself, once a day.
    """
    page.wait_for_load_state("load")
    sizes = page.evaluate(
        """() => ["navigation", "resource"].flatMap((kind) =>
            performance.getEntriesByType(kind).filter((entry) => !entry.name.endsWith("/favicon.ico"))
                .map((entry) => entry.encodedBodySize))"""
    )
    return [f"{sizes} bytes"] if len(sizes) > MOST_REQUESTS or sum(sizes) > LARGEST else []


def enlarged(page: Page) -> list[str]:
    """What can't be read on a phone, and at 200 % in a window of 1,280 × 900 points (WCAG 1.4.4).

    A browser that enlarges to 200 % lays out half as many CSS pixels, each drawn by twice as many of the screen's. So
    both are set, as its own zoom does: the width alone would round lines and borders as an ordinary screen does, and
    answer to a style for fine screens as one that isn't.
    """
    screen = page.context.new_cdp_session(page)
    small = page.evaluate(CUT)
    screen.send("Emulation.setDeviceMetricsOverride", TWICE)
    assert page.evaluate("[innerWidth, devicePixelRatio]") == [640, 2]
    large = [f"{fault} at 200 %" for fault in page.evaluate(CUT)]
    screen.send("Emulation.setDeviceMetricsOverride", ONCE)
    screen.detach()
    return [*small, *large]


def looks(page: Page) -> list[str]:
    """What looks.js finds."""
    page.keyboard.press("Tab")  # the browser shows where the focus is to whoever uses the keyboard
    found: list[str] = page.evaluate(LOOKS)
    return found
