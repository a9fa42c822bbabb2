"""Somebody without a mouse: everything is reached by Tab, the arrows, Space and Enter."""

import re

import pytest
from playwright.sync_api import Page

FARTHEST = 150
"""How many times a person presses Tab at most before a page is called impossible."""
FOCUSED = """css => { const one = document.activeElement, shown = getComputedStyle(one); return {
    there: !!one.closest("main") && one.matches(css), text: one.innerText ?? "", value: one.value ?? "",
    checked: !!one.checked, seen: shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) >= 2,
    inside: one.getBoundingClientRect().bottom > 0 && one.getBoundingClientRect().top < innerHeight }; }"""


class Keyboard:
    """The keys of one page, and where they lead."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, css: str, text: str = "") -> None:
        """Presses Tab until the focus is on such a thing in the page's content, with that text if one is asked for."""
        wanted = re.compile(rf"\s*{re.escape(text)}") if text else re.compile("")
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(FOCUSED, css)
            if here["there"] and wanted.match(here["text"]):
                assert here["seen"], f"the focus on {text or css} can't be seen"
                assert here["inside"], f"the focus on {text or css} is outside the window"
                return
        pytest.fail(f"{text or css} can't be reached by Tab on {self.page.url}")

    def follow(self, text: str, css: str = "a, button") -> None:
        """Goes where a link or a button with that text leads."""
        self.to(css, text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, field: str, text: str) -> None:
        """Writes in a field in place of what stood there."""
        self.to(f"[name='{field}']")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def date(self, field: str, day: str) -> None:
        """Writes a day (ISO) in a date's parts; which of them comes first is up to the browser's own language."""
        self.to(f"[name='{field}']")
        year, month, number = day.split("-")
        for parts in (year + month + number, month + number + year):
            for key in ("ArrowLeft", "ArrowLeft", *parts):
                self.page.keyboard.press(key)
            if self.page.evaluate(FOCUSED, "*")["value"] == day:
                return
        pytest.fail(f"{day} can't be written for {field} on {self.page.url}")

    def tick(self, field: str, value: str) -> None:
        """Ticks a box."""
        self.to(f"input[name='{field}'][value='{value}']")
        self.page.keyboard.press("Space")

    def choose(self, field: str, value: str) -> None:
        """Chooses with the arrows, among the buttons of a group or in a list."""
        self.to(f"[name='{field}']")
        self.page.keyboard.press("Space" if self._is_radio() else "Home")
        for _ in range(FARTHEST):
            if self.page.evaluate(FOCUSED, "*")["value"] == value:
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"{value} can't be chosen for {field} on {self.page.url}")

    def open(self, text: str) -> None:
        """Unfolds a part of the page."""
        self.to("summary", text)
        self.page.keyboard.press("Enter")

    def _is_radio(self) -> bool:
        return bool(self.page.evaluate("document.activeElement.type === 'radio'"))
