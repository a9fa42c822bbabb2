"""Fills a message's templates: `notifications/<name>/` with subject.txt, body.txt and body.html.

The operator's own folder goes before the built-in one, a whole message at a time so that its text and its HTML say
the same; the layouts beside the messages can be overridden one by one. Templates may come from people who don't run
the server: they are rendered in a sandbox and know nothing but the fields of MessageContext or, for a message about a
meeting or about several cases, of MeetingContext, ListContext or SummaryContext.
"""

import difflib
import re
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    select_autoescape,
)
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from avvikelse.core.messages import ALL_MESSAGES, DEADLINE_MESSAGES, LIST_MESSAGES, MEETING_MESSAGES, MESSAGES, SUMMARY
from avvikelse.errors import BadSetting
from avvikelse.outbound.context import MessageContext, context, one_line
from avvikelse.outbound.list_context import ListContext, SummaryContext, example_lists, example_summaries
from avvikelse.outbound.meeting_context import MeetingContext, example_meetings
from avvikelse.settings import builtin_folder

FILES = ("subject.txt", "body.txt", "body.html")
SUBJECT_LENGTH = 200
KNOWN = frozenset(ALL_MESSAGES) | {SUMMARY}

Context = MessageContext | MeetingContext | ListContext | SummaryContext

# What a faulty template can raise while it is filled. Anything else is a fault of the program.
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to send. The subject is one line, whatever the template says."""

    subject: str
    text: str
    html: str


def render(name: str, values: Context, folders: Sequence[Path] = ()) -> Rendered:
    """Fills the message's templates, from the first of `folders` that has it, else from the built-in folder.

    Raises BadSetting that names the file and line of a faulty template, or the file that is missing.
    """
    searched = (*folders, builtin_folder("notifications"))
    home = _home(name, searched)
    subject, text, html = (_fill(searched, home / file, values) for file in FILES)
    return Rendered(one_line(subject, SUBJECT_LENGTH), text, html)


def check_templates(folders: Sequence[Path] = ()) -> None:
    """Renders every message with every shape of context, so that a fault shows at start and not in the night.

    Raises BadSetting for the first fault, also for a folder that is no message's.
    """
    for folder in folders:
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.name.startswith(".") and path.name not in KNOWN:
                raise BadSetting(f"{path}: {_no_such_message(path.name)}")
    for name, values in _examples():
        render(name, values, folders)


def _examples() -> Iterator[tuple[str, Context]]:
    """Every message with a context of every shape."""
    yield from ((name, case) for name in (*MESSAGES, *DEADLINE_MESSAGES) for case in _example_cases())
    yield from ((name, meeting) for name in MEETING_MESSAGES for meeting in example_meetings())
    yield from ((name, several) for name in LIST_MESSAGES for several in example_lists())
    yield from ((SUMMARY, summary) for summary in example_summaries())


def _example_cases() -> Iterator[MessageContext]:
    for due_at in (None, datetime(2026, 11, 27, 16, tzinfo=UTC)):
        for words in ("", "Exempel."):
            yield context(
                "AVV-2026-0042",
                "Läge",
                "mottagaren",
                due_at,
                "https://avvikelse.example.se",
                "",
                state_help=words,
                state_says=words,
                reason=words,
            )


def _home(name: str, searched: Sequence[Path]) -> Path:
    """The folder that the message is taken from. Only known names: a name is never a way to another file."""
    if name not in KNOWN:
        raise BadSetting(_no_such_message(name))
    home = next((folder / name for folder in searched if (folder / name).is_dir()), searched[-1] / name)
    for file in FILES:
        if not (home / file).is_file():
            raise BadSetting(f"{home / file}: Mallen saknas. Varje meddelande har {', '.join(FILES)}.")
    return home


def _no_such_message(name: str) -> str:
    close = difflib.get_close_matches(name, sorted(KNOWN), n=1)
    hint = f"Menade du {close[0]}?" if close else f"Välj något av: {', '.join(sorted(KNOWN))}."
    return f"Meddelandet {one_line(name, 40)} finns inte. {hint}"


class _Loader(FileSystemLoader):
    """Says which file isn't UTF-8, where Jinja tells only that some byte is wrong."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """As the loader it extends. Raises BadSetting."""
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            file = next(path for folder in self.searchpath if (path := Path(folder, template)).is_file())
            line = error.object[: error.start].count(b"\n") + 1
            raise BadSetting(f"{file}:{line}: Filen är inte UTF-8. Spara om den som UTF-8.") from None


@lru_cache(maxsize=8)
def _environment(searched: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=_Loader(searched),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        keep_trailing_newline=True,
    )
    environment.globals.clear()  # `range` and the like are no fields, and can be made to run for ever
    return environment


def _fill(searched: tuple[Path, ...], path: Path, values: Context) -> str:
    try:
        template = _environment(searched).get_template(f"{path.parent.name}/{path.name}")
        return template.render(asdict(values))
    except TemplateSyntaxError as error:
        where = f"{error.filename or path}:{error.lineno}"
        raise BadSetting(f"{where}: Mallen går inte att läsa ({error.message}). Rätta raden.") from None
    except _FAULTS as error:
        raise BadSetting(f"{_where(error, searched, path)}: {_why(error, values)}") from None


def _where(error: BaseException, searched: Sequence[Path], path: Path) -> str:
    """The file and line of the innermost template at work when the fault came."""
    inside = [
        f"{frame.filename}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.endswith(".py") and any(Path(frame.filename).is_relative_to(place) for place in searched)
    ]
    return inside[-1] if inside else str(path)


def _why(error: BaseException, values: Context) -> str:
    unknown = re.match(r"'(\w+)' is undefined", str(error))
    if unknown:
        known = ", ".join(field.name for field in fields(values))
        return f"Fältet {unknown[1]} finns inte. Mallen kan använda: {known}."
    if isinstance(error, TemplateNotFound):
        return f"Mallen {error.name} finns inte. Rätta namnet."
    if isinstance(error, SecurityError):
        return "Mallen gör något som inte är tillåtet. Använd bara fälten."
    return f"Mallen går inte att fylla i ({type(error).__name__}: {one_line(str(error), 200)}). Rätta raden."
