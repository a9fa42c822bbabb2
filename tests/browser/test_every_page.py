"""Every page that a person can come to by following links: accessible, whole when enlarged, light, and without noise.

The pages are found, not listed: a new page is tested as soon as something links to it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import AsUser
from tests.browser.inspecting import AXE, PHONE, enlarged, inspect, looks

EVERYBODY = (
    "jenny.wall", "maria.chef", "pia.samverkan", "sara.lind", "helena.storm", "eva.sekreterare", "dag.ombud",
    "ida.admin",
)  # fmt: skip
MOST_PAGES = 60
SAVES_A_FILE = re.compile(r"\.(ics|docx|pdf|json|md|csv|svg)$|/dokument/")


def _kind(path: str) -> str:
    """What page it is, whichever case, meeting or person it shows."""
    return re.sub(r"AVV-\d+-\d+|\d{4}-\d{2}-\d{2}|\d+|(?<=/)[a-z]+\.[a-z]+", "N", path)


def _links(page: Page, address: str) -> Iterator[str]:
    for href in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
        parts = urlsplit(href)
        if href.startswith(address) and not SAVES_A_FILE.search(parts.path):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _walk(page: Page, address: str) -> Iterator[str]:
    """One page of each kind that can be come to from the start page, opened in the browser."""
    waiting, seen = ["/"], {"/logga-ut"}
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        kind = _kind(urlsplit(path).path)
        if kind in seen:
            continue
        seen.add(kind)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        yield urlsplit(page.url).path
        waiting += _links(page, address)


@pytest.mark.parametrize("username", EVERYBODY)
def test_every_page_is_accessible_whole_and_light(as_user: AsUser, address: str, username: str) -> None:
    """On a narrow phone, which is also what 400 % zoom on a large screen is (WCAG 1.4.10), and at 200 %.

    All that is asked of a page is asked in one visit.
    """
    page = as_user(username, width=PHONE)
    page.context.add_init_script(AXE)  # cheaper than to hand it to each page
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: noise.append(str(error)))
    faults: list[str] = []
    for path in _walk(page, address):
        faults += [f"{path}: {fault}" for fault in inspect(page)]
    assert faults + noise == []


FAULTS = (
    "wider than the window", "cut off", "outside", "at 200 %", "0 main headings", "styles or scripts",
    "the title is Fel", "no words", "moves", "the focus can't be seen", "behind something", "has an order of its own",
    "is come to after",
)  # fmt: skip
"""What is wrong with bad.html."""


def test_what_is_looked_for_is_found(as_user: AsUser) -> None:
    page = as_user("jenny.wall", width=PHONE)
    page.goto("about:blank")
    page.set_content((Path(__file__).parent / "bad.html").read_text())
    found = " ".join(enlarged(page) + looks(page))
    assert [fault for fault in FAULTS if fault not in found] == []


EDGES = (
    ("/avvikelser", "bottom", ".top nav a", "[aria-current]"),
    ("/avvikelser", "bottom", ".views a", "[aria-current]"),
    ("/avvikelser", "left", ".cases li", ".turn"),
    ("/meddelanden", "left", ".messages li", ".unread"),
)
"""On which page an edge of which things tells those that are so."""


def test_an_edge_means_something_in_high_contrast_too(as_user: AsUser) -> None:
    """There every colour is the reader's own, and a transparent edge is drawn as well."""
    page = as_user("maria.chef")
    page.emulate_media(forced_colors="active")
    for path, edge, every, so in EDGES:
        page.goto(path)
        drawn, meant = page.eval_on_selector_all(
            every,
            """(every, [edge, so]) => [
                every.map(one => getComputedStyle(one).getPropertyValue(`border-${edge}-color`)
                    !== getComputedStyle(document.body).backgroundColor),
                every.map(one => one.matches(so))]""",
            [edge, so],
        )
        assert drawn == meant, every
        assert any(meant), every
