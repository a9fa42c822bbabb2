"""What the templates of messages about several cases may say; they name no case but by its number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from avvikelse.core.dates import swedish_date
from avvikelse.outbound.context import LABEL_LENGTH, SENTENCE_LENGTH, one_line, web_address

INBOX_PATH = "/meddelanden"
LIST_PATHS = {
    "weekly_list": "/veckolista",
    "cases_handed_over": "/",
    "holes": "/administration/saknas",
    "retention_ahead": "/administration/gallring",
}
SUMMARY_LINES = 50
"""How many lines a summary has at most; it counts those that are left out."""


@dataclass(frozen=True, slots=True)
class ListContext:
    """Every field a template may use. Each is one line of text; a field without a value is empty."""

    count: str
    """How many cases it is about: '1', '12'. Empty when that isn't told."""
    forum: str
    """The forum that goes through the list: 'Veckoavstämning'."""
    day: str
    """When it does: 'tisdag 24 november'."""
    link: str
    """The address of the list."""
    recipient_name: str
    """The name of the person the message goes to."""


@dataclass(frozen=True, slots=True)
class SummaryContext:
    """Every field that the summary's templates may use; `lines` is a list, the others are one line of text each."""

    count: str
    """How many messages there are: '12'."""
    waiting: str
    """How many of them wait for the reader to do something; empty when none does."""
    lines: tuple[str, ...]
    """A line each, those with the nearest last day first: 'AVV-2026-0042: din tur, svar senast 27 november'."""
    more: str
    """How many messages have no line; empty when all have."""
    link: str
    """The address of the person's messages."""
    recipient_name: str
    """The name of the person the message goes to."""


def list_context(message: str, count: int, forum: str, day: date | None, base_url: str, name: str) -> ListContext:
    """The context of a message about several cases. Raises BadSetting for a base URL that is no web address."""
    return ListContext(
        count=str(count or ""),
        forum=one_line(forum, LABEL_LENGTH),
        day=swedish_date(day, weekday=True).removesuffix(f" {day.year}") if day else "",
        link=web_address(base_url) + LIST_PATHS[message],
        recipient_name=one_line(name, SENTENCE_LENGTH),
    )


def summary_context(lines: Sequence[str], waiting: int, base_url: str, name: str) -> SummaryContext:
    """The context of a summary of so many lines. Raises BadSetting for a base URL that is no web address."""
    return SummaryContext(
        count=str(len(lines)),
        waiting=str(waiting or ""),
        lines=tuple(one_line(line, SENTENCE_LENGTH) for line in lines[:SUMMARY_LINES]),
        more=str(max(len(lines) - SUMMARY_LINES, 0) or ""),
        link=web_address(base_url) + INBOX_PATH,
        recipient_name=one_line(name, SENTENCE_LENGTH),
    )


def example_lists() -> Iterator[ListContext]:
    """A context of every shape, for trying templates with."""
    for count, forum, day in ((0, "", None), (1, "", None), (7, "Forumet", date(2026, 11, 24))):
        yield list_context("weekly_list", count, forum, day, "https://avvikelse.example.se", "")


def example_summaries() -> Iterator[SummaryContext]:
    """The same of a summary."""
    for lines in (2, SUMMARY_LINES + 1):
        for waiting in (0, 1, 2):
            yield summary_context(["AVV-2026-0042: exempel"] * lines, waiting, "https://avvikelse.example.se", "")
