"""Fills the pages' templates: strict, escaped, with dates as Swedes read them."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from avvikelse.core.dates import DEFAULT_ZONE, local_day, swedish_date
from avvikelse.web.marked_up import marked_up

EMPTY: dict[str, Any] = {
    "faults": (),
    "said": "",
    "visitor": None,
    "places": (),
    "here": "",
    "form_token": "",
    "answering": False,
    "unread": 0,
}
"""What every template may ask for, also where a page doesn't say it."""


MOST_PIECES = 8192


class Values(Protocol):
    """A named tuple: a template's values by name."""

    def _asdict(self) -> dict[str, Any]: ...


def make_environment() -> Environment:
    """The templates of `web/templates`, ready to fill."""
    environment = Environment(
        loader=PackageLoader("avvikelse.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    dates = {"day": day, "weekday": weekday, "moment": moment, "clock": clock}
    environment.filters.update(dates, paragraphs=paragraphs, marked_up=marked_up, sentence=sentence, zip=zip)
    environment.globals.update(EMPTY)
    return environment


class Pieces:
    """Pieces that many pages have in common, drawn once for the same values.

    A piece gets its values and nothing else, neither visitor nor time. Whoever has the values may see the piece.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.draw = lru_cache(maxsize=MOST_PIECES)(self._draw)

    def _draw(self, template: str, values: Values) -> Markup:
        """The piece that the template makes of a named tuple of what can't change."""
        return Markup(self._environment.get_template(template).render(values._asdict()))  # noqa: S704 (escaped already)


def joined(pieces: Iterable[Markup]) -> Markup:
    """Drawn pieces in a row."""
    return Markup("".join(pieces))  # noqa: S704 (escaped already)


def day(value: date | datetime | None) -> str:
    """'24 november 2026', empty for nothing; the Swedish day of a moment."""
    return _said_day(_as_day(value)) if value is not None else ""


def weekday(value: date | datetime | None) -> str:
    """'tisdag 24 november 2026', empty for nothing."""
    return _said_weekday(_as_day(value)) if value is not None else ""


def moment(value: datetime | None) -> str:
    """'24 november 2026 kl. 13.05', Swedish time, empty for nothing."""
    if value is None:
        return ""
    return f"{day(value)} kl. {value.astimezone(DEFAULT_ZONE):%H.%M}"


def clock(value: datetime) -> str:
    """'13.05', Swedish time."""
    return f"{value.astimezone(DEFAULT_ZONE):%H.%M}"


def sentence(text: str) -> str:
    """The text with a capital first letter; the rest as it is, for names stand in it."""
    return text[:1].upper() + text[1:]


def paragraphs(text: str) -> Markup:
    """The text as paragraphs and line breaks, everything in it escaped."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    broken = (Markup("<br>").join(escape(line) for line in part.split("\n")) for part in parts)
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in broken)


def _as_day(value: date | datetime) -> date:
    return local_day(value) if isinstance(value, datetime) else value


# Days are remembered, moments aren't: to find out that two moments are alike takes longer than to ask for their day.
_said_day = lru_cache(maxsize=4096)(swedish_date)
_said_weekday = lru_cache(maxsize=4096)(partial(swedish_date, weekday=True))
