"""How every command gives out a document: on the screen as text, or in a file as it is."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from avvikelse.cli.common import installation
from avvikelse.errors import BadInput
from avvikelse.outbound.documents import BINARY, FORMS, Document, Form, render

form_option: Any = click.option(
    "--format", "form", type=click.Choice(FORMS), help="Utan: det som filens namn slutar på, annars md."
)
output_option: Any = click.option("-o", "--output", metavar="FIL", help="Skriv till en fil.")


def as_document(command: Callable[..., Any]) -> Callable[..., Any]:
    """The two options of a command that gives a document: which form, and where to."""
    both: Callable[..., Any] = form_option(output_option(command))
    return both


def form_of(output: str) -> Form | None:
    """The form that a file's name asks for by its ending, if any."""
    ending = output.rpartition(".")[2].lower()
    return next((form for form in FORMS if form == ending), None)


def give(document: Document, form: Form | None, output: str | None) -> None:
    """Writes the document whole to a file or to standard output: without a form as the file's name says, else Markdown.

    Raises BadInput for a Word or PDF file that would fill the screen, and for a file that can't be written.
    """
    form = form or form_of(output or "") or "md"
    if form in BINARY and output is None and sys.stdout.isatty():
        raise BadInput(f"En {form}-fil går inte att visa här. Skriv den till en fil: -o dokument.{form}")
    content = render(document, form, templates=installation().settings.documents)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError:
        raise BadInput(f"{output}: filen går inte att skriva. Kontrollera mappen.") from None
