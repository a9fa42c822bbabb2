"""What the commands share: the installation, the acting person, reading and printing."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from avvikelse.bootstrap import Installation, install
from avvikelse.core.dates import local_day
from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session
from avvikelse.errors import BadInput
from avvikelse.services.members import sign_in

MAX_INPUT = 1_000_000
"""The largest text, in bytes, that a command reads as one piece."""

as_json = click.option("--json", "as_json", is_flag=True, help="Skriv ut som JSON.")
as_user = click.option("--as", "username", metavar="USER", required=True, help="Användaren som gör det.")
settings_option = click.option(
    "--set", "pairs", metavar="KEY=VALUE", multiple=True, help="Ett svar. Kan anges flera gånger. @fil läser en fil."
)


def installation() -> Installation:
    """The installation of the environment, with its database in order. Raises BadSetting."""
    found = install()
    found.require_current()
    return found


def acting(session: Session, username: str) -> Actor:
    """The person who acts, also as deputy of those who are away today. Raises NotFound."""
    return sign_in(session, username, local_day(now()))


def now() -> datetime:
    """The present moment in UTC: the one clock of the command line."""
    return datetime.now(UTC)


def read_pairs(pairs: Iterable[str], *, lists: frozenset[str] = frozenset()) -> dict[str, Any]:
    """`key=value` pairs as a form. A value `@file` is read from the file; keys in `lists` are split at commas."""
    form: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise BadInput(f"--set {pair[:40]}: skriv nyckel=värde.")
        if value.startswith("@"):
            value = read_text(value[1:])
        name = key.strip()
        form[name] = [part.strip() for part in value.split(",") if part.strip()] if name in lists else value
    return form


def read_bytes(path: str) -> bytes:
    """A file's content, or what comes on standard input for '-'. Raises BadInput when it can't be read."""
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError:
        raise BadInput(f"{path}: filen går inte att läsa. Kontrollera namnet.") from None


def read_text(path: str) -> str:
    """A file's text. Raises BadInput when it can't be read, is too large or isn't UTF-8."""
    content = read_bytes(path)
    if len(content) > MAX_INPUT:
        raise BadInput(f"{path}: texten är större än {MAX_INPUT // 1_000_000} MB. Dela upp den.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(f"{path}:{line}: texten är inte UTF-8. Spara om den som UTF-8.") from None


def write_out(text: str, output: str | None) -> None:
    """Prints, or writes a whole file at once. Raises BadInput when the file can't be written."""
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError:
        raise BadInput(f"{output}: filen går inte att skriva. Kontrollera mappen.") from None


def print_json(data: Any) -> None:
    """Prints plain values as JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> str:
    """Rows in aligned columns under headings, or the sentence for an empty list."""
    if not rows:
        return empty
    widths = [max(len(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
    lines = [headings, ["─" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def show(data: Any, as_json: bool, text: Callable[[], str]) -> None:
    """Prints `data` as JSON, or what `text` makes of it for people."""
    if as_json:
        print_json(data)
    else:
        click.echo(text())
